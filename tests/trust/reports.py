"""The reports of the world, lived through the acts: what blocks, told in confidence."""

from datetime import timedelta
from typing import Any

from blockers import actions
from blockers.models import Blocker, Report, ReportFile, ReportLink
from blockers.versions import version_of
from servindus import clock
from servindus.actors import Channel, LinkHolder
from servindus.models import StaffNote, User
from servindus.uploads import read_upload, store
from tests.cast import MONDAY
from tests.matchmaking.papers import pdf, sent_as
from tests.trust.people import Companies
from tests.trust.words import canary, forged, watch

TEXTS = ("title", "situation", "project", "prevented", "consequences")
ANSWERS: dict[str, Any] = {"nature": "text_regulatory", "norm_level": "order",
                           "path": {"stuck": True}}  # fmt: skip


class Reports:
    """One case in each state, of a startup, a plant, a rival and two visitors."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        with clock.at(MONDAY - timedelta(days=3)):
            self._live()
            self._links()
            self._lead()
        self._papers()

    def write(self, name: str, by: str) -> Report:
        """Write a draft for somebody's company, whose texts are canaries."""
        company, lab = {
            "founder": (self.where.vibralis, self.where.rouen),
            "director": (self.where.cablerie, self.where.rouen),
            "rival": (self.where.fluvia, self.where.nancy),
        }[by]
        user = self.people[by]
        draft = actions.draft_report(lab, by=user, organisation=company, **ANSWERS)
        return actions.edit_report(draft, by=user, **_texts(name))

    def submit(self, name: str, by: str) -> Report:
        """Hand such a case in."""
        return actions.submit_report(self.write(name, by), by=self.people[by])

    def _live(self) -> None:
        people, by = self.people, self.people["moderator"]
        self.draft = self.write("drafted case", "founder")
        self.dropped = actions.withdraw_report(
            self.write("dropped case", "founder"), by=people["founder"]
        )
        self.submitted = actions.contact_report(
            self.submit("new case", "founder"), by=by,
            text=canary("new case: remark for the lab"),
        )  # fmt: skip
        self.asked = actions.ask_info_report(
            self.submit("asked case", "director"), by=by,
            text=canary("asked case: question"),
        )  # fmt: skip
        self.attached = actions.attach_report(
            self.submit("registered case", "founder"), by=by, channel=Channel.ADMIN,
            title=f"Rejets {canary('blocker: title')}",
        )  # fmt: skip
        self.declined = actions.decline_report(
            self.submit("declined case", "director"), by=by, code="feasible",
            text=canary("declined case: word to the company"),
        )  # fmt: skip
        self.withdrawn = actions.withdraw_report(
            self.submit("withdrawn case", "founder"), by=people["founder"]
        )
        self.theirs = self.submit("case of Nancy", "rival")

    def _lead(self) -> None:
        self.registered_there = there = actions.attach_report(
            self.submit("registered case of Nancy", "rival"),
            by=self.people["nancy"],
            title=f"Ailleurs {canary('blocker of Nancy: title')}",
        )  # fmt: skip
        self.blockers = {
            "ours": lead(self.attached, "blocker", self.people["moderator"]),
            "theirs": lead(there, "blocker of Nancy", self.people["nancy"]),
        }
        self._publish(self.blockers["ours"])

    def _publish(self, blocker: Blocker) -> None:
        """Let everybody read the card of one of them, as its company agrees."""
        blocker.refresh_from_db()
        actions.write_card_blocker(
            blocker, by=self.people["moderator"], seen=version_of(blocker),
            title=blocker.title, public_summary=blocker.public_summary,
        )  # fmt: skip
        actions.agree_approval(blocker.approvals.get(), by=self.people["founder"])
        actions.publish_blocker(blocker, by=self.people["moderator"], level="full")

    def _visitor(self, name: str) -> ReportLink:
        link = actions.draft_report_by_link(
            self.where.rouen, name="Lise Morel",
            email=f"{canary(f'{name}: e-mail')}@atelier.example",
            company_name=f"Atelier {canary(f'{name}: company')}", **ANSWERS,
        )  # fmt: skip
        holder = LinkHolder(link, link.name)
        actions.edit_report(link.report, by=holder, **_texts(name))
        link.refresh_from_db()
        return link

    def _links(self) -> None:
        self.sketch = self._visitor("sketch")
        self.link = self._visitor("visitor's case")
        self.link.prove(keep=True)
        self.visited = actions.submit_report(
            self.link.report, by=LinkHolder(self.link, self.link.name)
        )
        self.spoken = actions.draft_report_for(
            self.where.rouen, by=self.people["moderator"], channel="visit",
            company_name=f"Atelier {canary('spoken case: company')}",
            name="Lise Morel", email="visiteuse@atelier.example", **ANSWERS,
        )  # fmt: skip
        self.revoked = ReportLink.objects.create(
            report=self.visited, email="ancienne@atelier.example", name="Lise Morel",
            revoked_at=clock.now(),
        )  # fmt: skip
        # Two tokens of one link: that of the draft must not tell that of the mail.
        watch("link: visitor's case", self.link.token().lower())
        watch("link: sketch", self.sketch.draft_token().lower())

    def _papers(self) -> None:
        StaffNote.objects.create(
            object_type="blockers.report", object_id=self.submitted.pk, desk="rouen",
            author=self.people["moderator2"], text=canary("note on a case: text"),
        )  # fmt: skip
        self.piece = _attach("new case", self.submitted)
        self.draft_piece = _attach("drafted case", self.draft)
        self.their_piece = _attach("case of Nancy", self.theirs)
        self.link_piece = _attach("visitor's case", self.visited)

    def portal(self) -> dict[str, Report]:
        """Give the cases by the names of the tables."""
        names = ("submitted", "draft", "dropped", "asked", "attached", "declined",
                 "withdrawn", "theirs", "registered_there", "visited",
                 "spoken")  # fmt: skip
        return {name: getattr(self, name) for name in names}

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the arguments of the addresses of pieces and links."""
        tokens = {
            "case": self.link.token(), "sketch": self.sketch.draft_token(),
            # The pages of a draft open nothing once the address is proven.
            "stale": self.link.draft_token(), "withheld": self.revoked.token(),
            "forged": forged(self.link.token()),
        }  # fmt: skip
        ours, piece = self.submitted.public_id, self.piece.public_id
        drafts, theirs = self.draft.public_id, self.theirs.public_id
        own = self.link_piece.public_id
        cards = {name: row.reference for name, row in self.blockers.items()}
        cards["missing"] = "ROU-B-2026-9999999"
        return {
            "card_of_blocker": {n: {"reference": cards[n]} for n in cards},
            "report_piece": {
                "submitted": {"public_id": ours, "piece": piece},
                "draft": {"public_id": drafts, "piece": self.draft_piece.public_id},
                "theirs": {"public_id": theirs, "piece": self.their_piece.public_id},
                "visited": {"public_id": self.visited.public_id, "piece": own},
                "mixed": {"public_id": ours, "piece": self.their_piece.public_id},
            },
            "report_link": {name: {"token": token} for name, token in tokens.items()},
            "report_link_piece": {
                **{n: {"token": token, "piece": own} for n, token in tokens.items()},
                "mixed": {"token": tokens["case"], "piece": piece},
            },
        }


def lead(report: Report, name: str, by: User) -> Blocker:
    """Let a lab write on the blocker of a case; each text is a canary."""
    blocker = report.blocker
    assert blocker is not None
    texts = {
        text: f"Texte {canary(f'{name}: {text}')}"
        for text in ("public_summary", "summary", "local_attempt")
    }
    actions.edit_blocker(blocker, by=by, seen=version_of(blocker), owner=by, **texts)
    actions.add_norm_blocker(
        blocker, by=by, level="order", title=f"Arrêté {canary(f'{name}: text')}",
        checked_on=clock.today(),
    )  # fmt: skip
    actions.add_ask_blocker(
        blocker, by=by, kind="practice", wording=f"Oui {canary(f'{name}: ask')}"
    )
    StaffNote.objects.create(
        object_type="blockers.blocker", object_id=blocker.pk, desk=blocker.lab.slug,
        author=by, text=canary(f"note on {name}: text"),
    )  # fmt: skip
    return blocker


def _texts(name: str) -> dict[str, str]:
    return {text: f"Texte {canary(f'{name}: {text}')}" for text in TEXTS}


def _attach(name: str, report: Report) -> ReportFile:
    upload = read_upload(
        sent_as(
            pdf(canary(f"{name}: content of the file")),
            f"{canary(f'{name}: name of the file')}.pdf",
        )
    )
    return ReportFile.objects.create(
        report=report, position=1, name=upload.name, kind=upload.kind,
        size=len(upload.content), digest=upload.digest, file=store(upload),
    )  # fmt: skip
