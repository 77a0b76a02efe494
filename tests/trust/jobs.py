"""Jobs of the world: one counted, one to confirm, one of another lab being written."""

from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.models import JobsRecord, Lab, Organisation
from servindus.models import User
from tests.programmes.jobs import GIVEN
from tests.trust.facilities import NOWHERE
from tests.trust.people import Companies
from tests.trust.words import canary


class Jobs:
    """What a plant of Rouen and one of Nancy say of their jobs."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.people = people
        self.counted = actions.confirm_jobs_record(
            self._sent("witness", where.papeterie, where.rouen, "jobs counted"),
            by=people["moderator"],
        )
        self.sent = self._sent("director", where.cablerie, where.rouen, "jobs sent")
        # Of another number than the refused ones: the same is not declared twice.
        self.draft = self._declared(
            "buyer", where.fonderie, where.nancy, "jobs draft", fte=Decimal(4)
        )
        self.refused = actions.refuse_jobs_record(
            self._sent("buyer", where.fonderie, where.nancy, "jobs refused"),
            by=people["nancy"], text=canary("jobs refused: reason"),
        )  # fmt: skip

    def _declared(
        self, who: str, company: Organisation, lab: Lab, name: str, **fields: Any
    ) -> JobsRecord:
        texts = {
            field: canary(f"{name}: {field}")
            for field in ("how", "document", "document_kept")
        }
        address = f"https://document.example/{canary(f'{name}: document_url')}"
        given = {**GIVEN, **texts, "document_url": address, "lab": lab, **fields}
        actions.declare_jobs(company, by=self.people[who], **given)
        return JobsRecord.objects.latest("pk")

    def _sent(self, who: str, company: Organisation, lab: Lab, name: str) -> JobsRecord:
        record = self._declared(who, company, lab, name)
        return actions.submit_jobs_record(record, by=self.people[who])

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows = {
            "counted": self.counted,
            "sent": self.sent,
            "draft": self.draft,
            "refused": self.refused,
        }
        named = {name: {"public_id": row.public_id} for name, row in rows.items()}
        return {"jobs": {**named, "missing": {"public_id": NOWHERE}}}

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desk."""
        return {"desk:jobsrecord": {"rouen": self.sent, "nancy": self.draft}}
