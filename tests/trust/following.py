"""What follows answers in the world: promises, a measure, a site's word, objections."""

from datetime import timedelta
from typing import Any

from blockers import actions
from blockers.actions.verifying import ask_verification
from blockers.enums import Round
from blockers.models import (
    Answer,
    Ask,
    Blocker,
    Commitment,
    Contestation,
    Measure,
    Report,
    Verification,
)
from programmes.models import Lab, Organisation
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import User
from tests.blockers.escalations import given
from tests.blockers.factories import make_blocker, make_report
from tests.cast import MONDAY
from tests.trust.people import Companies
from tests.trust.words import canary

SIGNED = {"signed_by": "Agnès Roy", "signed_role": "Sous-directrice"}


class Following:
    """Answers that were published, of both authorities, in two labs."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        self.closed = self._close()
        with clock.at(MONDAY - timedelta(days=2)):
            self._live()

    def _live(self) -> None:
        where = self.where
        self.promised = self._promise("promise", where.rouen, where.ministry)
        self.elsewhere = self._promise(
            "promise elsewhere", where.rouen, where.authority
        )
        self.theirs = self._promise("promise to Nancy", where.nancy, where.ministry)
        kept = self._promise("kept promise", where.rouen, where.ministry)
        self.measure = self._keep(kept, "kept promise", "liaison")
        there = self._promise("kept elsewhere", where.rouen, where.authority)
        self.measure_there = self._keep(there, "kept elsewhere", "liaison2")
        self.asked = self._verify(kept.answer)
        self.said = self._said(there.answer)
        self.refusal = self._refuse("refusal", where.rouen)
        self.contested = self._contest("contested refusal", where.rouen, "founder")
        self.contested_there = self._contest("refusal in Nancy", where.nancy, "rival")

    def _close(self) -> Blocker:
        """A refusal that a company contested, that stood, and that is closed."""
        with clock.at(MONDAY - timedelta(days=50)):
            row = self._contest("closed refusal", self.where.rouen, "founder")
            self.objection = row
            actions.dismiss_contestation(
                row, by=self.people["moderator"],
                text=canary("closed refusal: why it was not passed on"),
            )  # fmt: skip
            blocker = row.report.blocker
            assert blocker is not None
            self.told_elsewhere = make_report(
                lab=self.where.nancy, status="attached", blocker=blocker,
                confidentiality="restricted", company_name="Forge voisine",
                situation=canary("closed refusal: case of another lab"),
            )  # fmt: skip
        with clock.at(MONDAY - timedelta(days=2)):
            return actions.close_blocker(blocker, by=SYSTEM)

    def _liaison(self, to: Organisation) -> User:
        return self.people["liaison" if to == self.where.ministry else "liaison2"]

    def _publish(self, name: str, lab: Lab, to: Organisation, **fields: Any) -> Answer:
        """A blocker with one company's case, answered and published."""
        mine = lab == self.where.rouen
        reporter = self.people["founder" if mine else "rival"]
        blocker: Blocker = make_blocker(
            lab=lab, status="qualified", summary=canary(f"{name}: summary")
        )
        Ask.objects.create(
            blocker=blocker, wording=canary(f"{name}: ask"), kind="practice"
        )
        blocker.no_text_found = True
        blocker.save()
        make_report(
            lab=lab, status="attached", blocker=blocker, reporter=reporter,
            organisation=self.where.vibralis if mine else self.where.fluvia,
            company_name="", confidentiality="ministry",
            situation=canary(f"{name}: case"),
        )  # fmt: skip
        by = self.people["moderator" if mine else "nancy"]
        actions.escalate_blocker(blocker, by=by, authorities=[to])
        sent, liaison = blocker.escalations.get(), self._liaison(to)
        actions.answer_escalation(
            sent, by=liaison, ask=blocker.asks.get(),
            **given(**{
                "public_text": canary(f"{name}: answer"),
                "restricted_text": canary(f"{name}: word to the lab"),
                "decided_on": clock.today(), **SIGNED, **fields,
            }),
        )  # fmt: skip
        actions.publish_escalation(sent, by=liaison)
        return sent.answers.get()

    def _promise(self, name: str, lab: Lab, to: Organisation) -> Commitment:
        answer = self._publish(
            name, lab, to, kind="derogation", commitment_what=canary(f"{name}: what"),
            commitment_due_on=clock.today() + timedelta(days=60),
            ends_on=clock.today() + timedelta(days=200),
        )  # fmt: skip
        return answer.commitments.get()

    def _keep(self, row: Commitment, name: str, by: str) -> Measure:
        actions.confirm_commitment(
            row, by=self.people[by], evidence=canary(f"{name}: evidence"),
            in_force_from=clock.today(),
            in_force_to=clock.today() + timedelta(days=200),
        )  # fmt: skip
        return Measure.objects.get(commitment=row)

    def _verify(self, answer: Answer) -> Verification:
        report = answer.escalation.blocker.reports.get()
        made = ask_verification(report, answer, Round.FIRST)
        assert made is not None
        return made

    def _said(self, answer: Answer) -> Verification:
        return actions.answer_verification(
            self._verify(answer), by=self.people["founder"], solved="partly",
            text=canary("site: words"),
        )  # fmt: skip

    def _refuse(self, name: str, lab: Lab) -> Answer:
        return self._publish(name, lab, self.where.ministry, kind="explained_refusal")

    def _contest(self, name: str, lab: Lab, by: str) -> Contestation:
        answer = self._refuse(name, lab)
        report = answer.escalation.blocker.reports.get()
        actions.contest_report(
            report, by=self.people[by], answer=answer, text=canary(f"{name}: new fact")
        )
        return report.contestations.get()

    def answers(self) -> dict[str, Answer]:
        """Give the answers by the names of the table's rows."""
        return {
            "promised": self.promised.answer,
            "promised elsewhere": self.elsewhere.answer,
            "promised to Nancy": self.theirs.answer,
            "kept": self.measure.commitment.answer,
            "kept elsewhere": self.measure_there.commitment.answer,
            "refused": self.refusal,
            "contested": self.contested.answer,
            "contested in Nancy": self.contested_there.answer,
            "closed": self.objection.answer,
        }

    def reports(self) -> dict[str, Report]:
        """Give the companies' cases, which show what was answered."""
        found = {
            name: answer.escalation.blocker.reports.earliest("pk")
            for name, answer in self.answers().items()
        }
        return {**found, "closed elsewhere": self.told_elsewhere}

    def dossiers(self) -> dict[str, dict[str, Any]]:
        """Give the arguments of the dossiers' pages."""
        return {
            name: {"public_id": answer.escalation.public_id}
            for name, answer in self.answers().items()
        }

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the arguments of the addresses of what follows an answer."""
        rows: dict[str, dict[str, Any]] = {
            "promise": {
                "ours": self.promised,
                "elsewhere": self.elsewhere,
                "theirs": self.theirs,
            },
            "measure": {"ours": self.measure, "elsewhere": self.measure_there},
            "contestation": {
                "ours": self.contested,
                "theirs": self.contested_there,
                "closed": self.objection,
            },
        }
        refused = self.refusal.escalation.blocker.reports.get()
        return {
            **{
                kind: {n: {"public_id": r.public_id} for n, r in named.items()}
                for kind, named in rows.items()
            },
            "site": {
                "mine": {
                    "public_id": self.asked.report.public_id,
                    "piece": self.asked.public_id,
                },
                "mixed": {
                    "public_id": refused.public_id,
                    "piece": self.asked.public_id,
                },
            },
            "refusal": {
                "mine": {
                    "public_id": refused.public_id,
                    "piece": self.refusal.public_id,
                },
                "mixed": {
                    "public_id": self.asked.report.public_id,
                    "piece": self.refusal.public_id,
                },
            },
        }
