"""The dossiers of the world, lived through the acts: what labs and authorities say."""

from datetime import timedelta
from typing import Any

from blockers import actions
from blockers.models import Ask, Blocker, Escalation, NormReference
from programmes.models import Lab, Organisation
from servindus import clock
from servindus.models import User
from tests.blockers.escalations import given
from tests.blockers.factories import make_blocker, make_report
from tests.cast import MONDAY
from tests.trust.people import Companies
from tests.trust.words import canary


class Escalations:
    """A dossier in each state, with the ministry and with another authority."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        with clock.at(MONDAY - timedelta(days=2)):
            self._live()

    def _live(self) -> None:
        where, people = self.where, self.people
        liaison, by = people["liaison"], people["moderator"]
        self.qualified = self._blocker("unsent dossier", where.rouen)
        self.sent = self._send("dossier", where.rouen, where.ministry)
        self._talk(self.sent, liaison, by)
        self.hidden = self.sent.blocker.reports.get(confidentiality="labs")
        self.hidden.prevented = canary("dossier: hidden case")
        self.hidden.save()
        self.asked = actions.request_info_escalation(
            self._send("asked dossier", where.rouen, where.ministry), by=liaison,
            text=canary("asked dossier: question"),
            due_on=clock.today() + timedelta(days=10),
        )  # fmt: skip
        self.answered = self._send("answered dossier", where.rouen, where.ministry)
        self.answered = actions.answer_escalation(
            self.answered, by=liaison, ask=self.answered.blocker.asks.get(),
            **given(
                "explained_refusal", decided_on=clock.today(),
                public_text=canary("answered dossier: answer"),
                restricted_text=canary("answered dossier: word to the lab"),
            ),
        )  # fmt: skip
        self.elsewhere = self._send(
            "dossier of the other authority", where.rouen, where.authority
        )
        self.theirs = self._send("dossier of Nancy", where.nancy, where.ministry)

    def _talk(self, row: Escalation, liaison: User, by: User) -> None:
        row = actions.request_info_escalation(
            row, by=liaison, text=canary("dossier: question"),
            due_on=clock.today() + timedelta(days=10),
        )  # fmt: skip
        actions.reply_info_escalation(row, by=by, text=canary("dossier: reply"))
        actions.add_addendum(row, by=by, text=canary("dossier: addendum"))

    def _blocker(self, name: str, lab: Lab) -> Blocker:
        blocker = make_blocker(
            lab=lab, status="qualified", summary=canary(f"{name}: summary"),
            local_attempt=canary(f"{name}: local door"),
        )  # fmt: skip
        Ask.objects.create(
            blocker=blocker, wording=canary(f"{name}: ask"), kind="practice"
        )
        NormReference.objects.create(
            blocker=blocker, level="order", title=canary(f"{name}: norm"),
            checked_on=clock.today(),
        )  # fmt: skip
        for case, confidentiality, agreed in (
            ("named", "ministry", clock.now()), ("unnamed", "ministry", None),
            ("hidden", "labs", clock.now()),
        ):  # fmt: skip
            company = f"Atelier {canary(f'{name}: {case} company')}"
            told = "" if case == "hidden" else canary(f"{name}: {case} case")
            make_report(
                lab=lab, status="attached", blocker=blocker, company_name=company,
                confidentiality=confidentiality, name_shared_at=agreed,
                situation=f"Chez {company}, {told}.",
            )  # fmt: skip
        return blocker

    def _send(self, name: str, lab: Lab, to: Organisation) -> Escalation:
        by = self.people["moderator" if lab == self.where.rouen else "nancy"]
        blocker = actions.escalate_blocker(
            self._blocker(name, lab), by=by, authorities=[to],
            note=canary(f"{name}: covering note"),
        )  # fmt: skip
        return blocker.escalations.select_related("blocker").get()

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the arguments of the addresses of dossiers and asks."""
        rows = {
            name: getattr(self, name)
            for name in ("sent", "asked", "answered", "elsewhere", "theirs")
        }
        asks = {
            name: {"public_id": row.public_id, "ask": row.ask_ids[0]}
            for name, row in rows.items()
        }
        asks["mixed"] = {**asks["sent"], "ask": asks["elsewhere"]["ask"]}
        return {
            "escalation": {n: {"public_id": r.public_id} for n, r in rows.items()},
            "ask": asks,
            "dossier": {
                "qualified": {"public_id": self.qualified.public_id},
                "sent": {"public_id": self.sent.blocker.public_id},
                "theirs": {"public_id": self.theirs.blocker.public_id},
            },
        }
