"""Facilities of the world: one in the catalogue, one being written, who has asked."""

import uuid
from datetime import timedelta
from typing import Any

from programmes import actions
from programmes.models import AccessRequest
from servindus import clock
from servindus.models import User
from tests.programmes.facilities import make_facility
from tests.trust.people import Companies
from tests.trust.words import canary

NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")


class Facilities:
    """A startup's bench, which two plants have asked for; a draft of another lab."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        self.bench = make_facility(
            owner=where.vibralis, name="Banc du monde",
            contact_name=canary("bench: contact"), contact_phone=canary("bench: phone"),
        )  # fmt: skip
        self.draft = make_facility(
            owner=where.fluvia, name=f"Projet {canary('unlisted facility: name')}",
            status="draft",
        )  # fmt: skip
        self.asked = self._ask("director", where.cablerie, "access asked")
        self.agreed = self._agreed("witness", where.papeterie, "access agreed")

    def _ask(self, who: str, company: Any, name: str) -> AccessRequest:
        day = clock.today() + timedelta(days=7)
        actions.ask_facility(
            self.bench, by=self.people[who], organisation=company, people=2,
            purpose=canary(f"{name}: purpose"), wanted_from=day, wanted_until=day,
        )  # fmt: skip
        return AccessRequest.objects.latest("pk")

    def _agreed(self, who: str, company: Any, name: str) -> AccessRequest:
        day = clock.today()
        found = actions.accept_access_request(
            self._ask(who, company, name), by=self.people["founder"],
            starts_on=day, ends_on=day, text=canary(f"{name}: words of the owner"),
        )  # fmt: skip
        done = actions.use_access_request(found, by=self.people[who])
        return actions.review_access_request(
            done, by=self.people[who], useful="yes", text=canary(f"{name}: review")
        )

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows: dict[str, dict[str, Any]] = {
            "facility": {"bench": self.bench, "draft": self.draft},
            "access": {"asked": self.asked, "agreed": self.agreed},
        }
        return {
            kind: {
                **{name: {"public_id": row.public_id} for name, row in named.items()},
                "missing": {"public_id": NOWHERE},
            }
            for kind, named in rows.items()
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        return {
            "desk:facility": {"rouen": self.bench, "nancy": self.draft},
            "desk:accessrequest": {"rouen": self.asked},
        }
