"""Practices of the world: a draft of Rouen, one of Nancy being read, one published."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking import actions
from benchmarking.models import PracticeBlockerLink, PracticeVersion, Tool, Transfer
from benchmarking.practices.enums import POINTS
from blockers.models import Blocker
from programmes.models import Lab, Workstream
from servindus import clock
from servindus.models import User
from servindus.uploads import read_upload
from tests.matchmaking.papers import pdf
from tests.trust.people import Companies
from tests.trust.words import canary

NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")
PLAN = ("plan", "indicator", "kept", "adapted", "dropped", "legal_text")
TEXTS = (*("problem", "solution", "conditions", "skills", "difficulties", "failures"),)


class Practices:
    """Rouen writes one, Nancy has handed one in, Amiens has published one."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.people = people
        self.draft = self._written("draft practice", where.rouen, "moderator")
        read = self._written("read practice", where.nancy, "nancy")
        read = actions.submit_practice_version(read, by=people["nancy"])
        self.read = actions.admit_practice_version(read, by=people["moderator"])
        self._judged(self.read, "read practice", "amiens")
        shown = self._written("published practice", where.amiens, "amiens")
        shown = actions.submit_practice_version(shown, by=people["amiens"])
        shown = actions.admit_practice_version(shown, by=people["nancy"])
        self._judged(shown, "published practice", "nancy")
        day = clock.today() + timedelta(days=200)
        self.shown = actions.publish_practice_version(
            shown, by=people["amiens"], review_on=day
        )
        self.offered = self._carried("lab transfer", where.rouen, "moderator")
        self.stopped = self._stopped("stopped transfer", where.nancy, "nancy")
        self.tool = self._tool("draft tool", where.rouen, "moderator")
        shared = self._tool("shared tool", where.nancy, "nancy")
        self.shared = actions.share_tool(shared, by=people["nancy"])
        self.waiting = self._tied("claimed link", where.rouen, "moderator", "prevents")
        refuted = self._tied("refuted link", where.nancy, "nancy", "works_around")
        self.refuted = actions.refute_practice_blocker_link(
            refuted, by=people["moderator"], text=canary("refuted link: reason")
        )

    def _written(self, name: str, lab: Lab, who: str) -> PracticeVersion:
        by = self.people[who]
        version = actions.draft_practice(
            lab, by=by, workstream=Workstream.objects.get(number=2),
            need=canary(f"{name}: need"), title=canary(f"{name}: title"),
        )  # fmt: skip
        texts = {one: canary(f"{name}: {one}") for one in TEXTS}
        started = clock.today() - timedelta(days=100)
        actions.edit_practice_version(
            version, by=by, person_days=3, started_on=started, **texts
        )
        paper = SimpleUploadedFile(
            f"{canary(f'{name}: name of the paper')}.pdf",
            pdf(canary(f"{name}: content of the paper")),
        )
        upload = read_upload(paper)
        return actions.add_evidence_practice_version(
            version, by=by, piece=upload.public_id, upload=upload,
            claim=canary(f"{name}: claim"), source=canary(f"{name}: source"),
        )  # fmt: skip

    def _carried(self, name: str, lab: Lab, who: str) -> Transfer:
        """Another lab wants to take over what Amiens does."""
        return actions.propose_transfer(
            lab, by=self.people[who], version=self.shown, receiver=lab,
            why=canary(f"{name}: why"),
        )  # fmt: skip

    def _tied(self, name: str, lab: Lab, who: str, what: str) -> PracticeBlockerLink:
        """A lab says what Amiens's practice has done to the blocker of a whole card."""
        return actions.claim_practice_blocker_link(
            lab, by=self.people[who], what=self.shown.practice, relation=what,
            blocker=Blocker.objects.get(public_status="full"),
            text=canary(f"{name}: text"),
        )  # fmt: skip

    def _stopped(self, name: str, lab: Lab, who: str) -> Transfer:
        """It was seen, planned and begun; then it was stopped."""
        me, today = self.people[who], clock.today()
        row = self._carried(name, lab, who)
        actions.log_contact_transfer(
            row, by=self.people["amiens"], contact_kind="call", contact_on=today,
            text=canary(f"{name}: contact"),
        )  # fmt: skip
        actions.understand_transfer(row, by=me, text=canary(f"{name}: heard"))
        plan = {one: canary(f"{name}: {one}") for one in PLAN}
        actions.plan_transfer(
            row, by=me, sponsor=me, owner=me, baseline=1, target=2,
            target_on=today + timedelta(days=60), legal_state="checked", **plan,
        )  # fmt: skip
        actions.adapt_transfer(row, by=me)
        text = canary(f"{name}: lesson")
        return actions.stop_transfer(row, by=me, code="no_effect", text=text)

    def _judged(self, version: PracticeVersion, name: str, who: str) -> None:
        actions.review_practice_version(
            version, by=self.people[who], **dict.fromkeys(POINTS, 3),
            opinion=canary(f"{name}: opinion"), interest=canary(f"{name}: interest"),
        )  # fmt: skip

    def _tool(self, name: str, lab: Lab, who: str) -> Tool:
        by = self.people[who]
        tool = actions.draft_tool(
            lab, by=by, kind="guide", name=canary(f"{name}: name"), release="1",
            description=canary(f"{name}: description"), licence="cc0-1.0",
        )  # fmt: skip
        paper = SimpleUploadedFile(
            f"{canary(f'{name}: name of the file')}.pdf",
            pdf(canary(f"{name}: content of the file")),
        )
        upload = read_upload(paper)
        actions.add_file_tool(tool, by=by, piece=upload.public_id, upload=upload)
        return tool

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows = {"draft": self.draft, "read": self.read, "shown": self.shown}
        missing = {"missing": {"public_id": NOWHERE}}
        tools = {"draft": self.tool, "shared": self.shared}
        return {
            "version": {n: {"public_id": r.public_id} for n, r in rows.items()}
            | missing,
            "practice": {
                n: {"public_id": r.practice.public_id} for n, r in rows.items()
            }
            | missing,
            "evidence paper": {
                n: {"public_id": r.evidence.get().paper.public_id}
                for n, r in rows.items()
            }
            | missing,
            "transfer": {
                "offered": {"public_id": self.offered.public_id},
                "stopped": {"public_id": self.stopped.public_id},
            }
            | missing,
            "practice blocker link": {
                "claimed": {"public_id": self.waiting.public_id},
                "refuted": {"public_id": self.refuted.public_id},
            }
            | missing,
            "tool": {n: {"public_id": r.public_id} for n, r in tools.items()} | missing,
            "tool file": {
                n: {"public_id": r.files.get().public_id} for n, r in tools.items()
            }
            | missing,
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        return {
            "desk:practiceversion": {"rouen": self.draft, "nancy": self.read},
            "desk:transfer": {"offered": self.offered, "stopped": self.stopped},
            "desk:practiceblockerlink": {
                "claimed": self.waiting,
                "refuted": self.refuted,
            },
            "desk:tool": {"rouen": self.tool, "nancy": self.shared},
        }
