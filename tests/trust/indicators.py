"""Sheets of readings of the world: one in each status, one of another lab."""

from datetime import date
from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.actions.indicators import Entry
from programmes.models import Indicator, Lab, ReadingSheet
from servindus.models import User
from tests.trust.facilities import NOWHERE
from tests.trust.people import Companies
from tests.trust.words import canary

CODE = "rendez-vous-tenus"


class Indicators:
    """What the labs of Rouen and Nancy have read of one indicator."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.people = people
        self.indicator = Indicator.objects.get(code=CODE)
        self.rouen = self._sheet("moderator", where.rouen, 4, "sheet written")
        self.nancy = self._sheet("nancy", where.nancy, 4, "sheet of nancy")
        self.sent = self._sent(where.rouen, 3, "sheet sent")

    def _sheet(self, who: str, lab: Lab, month: int, name: str) -> ReadingSheet:
        by, starts_on = self.people[who], date(2026, month, 1)
        actions.open_reading_sheet(lab, by=by, kind="month", starts_on=starts_on)
        sheet = ReadingSheet.objects.get(lab=lab, period__starts_on=starts_on)
        said = canary(f"{name}: method")
        entry = Entry(self.indicator, value=Decimal(3), method=said)
        return actions.write_reading_sheet(sheet, by=by, entries=[entry])

    def _sent(self, lab: Lab, month: int, name: str) -> ReadingSheet:
        sheet = self._sheet("moderator", lab, month, name)
        return actions.submit_reading_sheet(sheet, by=self.people["moderator"])

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows = {"rouen": self.rouen, "nancy": self.nancy, "sent": self.sent}
        named = {name: {"public_id": row.public_id} for name, row in rows.items()}
        return {
            "sheet": {**named, "missing": {"public_id": NOWHERE}},
            "sheet_file": {
                name: {**found, "form": "csv"} for name, found in named.items()
            },
            "indicator": {"one": {"code": CODE}, "missing": {"code": "rien"}},
            "period": {"month": {"period": "2026-04"}, "missing": {"period": "rien"}},
        }
