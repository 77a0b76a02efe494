"""Sheets of readings of the world: one in each status, one of another lab."""

from datetime import date
from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.actions.readings import Entry
from programmes.models import Indicator, Lab, ReadingSheet, Target
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
        self.targets = {
            "rouen": self._target("moderator", where.rouen),
            "nancy": self._target("nancy", where.nancy),
            "programme": self._target("admin", None),
        }

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

    def _target(self, who: str, lab: Lab | None) -> Target:
        actions.set_target(
            self.indicator, by=self.people[who], lab=lab, period=self.rouen.period,
            value=Decimal(9), baseline=Decimal(1),
        )  # fmt: skip
        return Target.objects.get(lab=lab)

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows = {"rouen": self.rouen, "nancy": self.nancy, "sent": self.sent}
        named = {name: {"public_id": row.public_id} for name, row in rows.items()}
        return {
            "sheet": {**named, "missing": {"public_id": NOWHERE}},
            "sheet_file": {
                name: {**found, "form": "csv"} for name, found in named.items()
            },
            "target": {
                **{
                    name: {"public_id": row.public_id}
                    for name, row in self.targets.items()
                },
                "missing": {"public_id": NOWHERE},
            },
            "indicator": {"one": {"code": CODE}, "missing": {"code": "rien"}},
            "period": {"month": {"period": "2026-04"}, "missing": {"period": "rien"}},
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        mine, theirs = self.targets["rouen"], self.targets["nancy"]
        return {
            "desk:indicator": {"one": self.indicator},
            "desk:period": {"one": self.rouen.period},
            "desk:target": {"rouen": mine, "nancy": theirs},
            "desk:readingsheet": {"rouen": self.rouen, "nancy": self.nancy},
        }
