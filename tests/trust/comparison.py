"""What the labs are compared by: a frozen number, and the figures, counted."""

from datetime import date
from decimal import Decimal
from typing import Any

from benchmarking import actions
from benchmarking.actions.denominators import Entry
from benchmarking.comparison import store
from benchmarking.models import Denominator
from programmes.models import Programme
from servindus.models import User
from tests.trust.people import Companies


class Compared:
    """Everything that the world holds, as far as it is compared."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        entry = Entry(
            where.rouen, "industrial_jobs", 2026, Decimal(40_000), "URSSAF",
            date(2026, 1, 31),
        )  # fmt: skip
        actions.freeze_denominator(
            Programme.objects.get(), by=people["admin"], entries=[entry]
        )
        self.frozen = Denominator.objects.get(kind="industrial_jobs")
        # The pages show what is counted, so that a crawl sees what they tell.
        store.refresh()

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the figures by name, as an address's arguments."""
        return {
            "figure": {
                "one": {"slug": "volumes"},
                "burdens": {"slug": "obligations-des-temoins"},
                "missing": {"slug": "rien"},
            }
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        return {"desk:denominator": {"one": self.frozen}}
