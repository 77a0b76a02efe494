"""Witness companies of the world: one of Rouen that shares nothing, one of Nancy."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave, WitnessEngagement
from servindus import clock
from servindus.models import User
from tests.cast import fresh
from tests.programmes.witnesses import ALL, NONE
from tests.trust.facilities import NOWHERE
from tests.trust.people import Companies
from tests.trust.words import canary


class Witnesses:
    """What a plant of each lab says in its waves, and one with a charter to sign."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.people = people
        self.rouen = self._running(where.papeterie, "witness", "moderator", NONE)
        self.open, self.entered = self.rouen.waves.in_order()[:2]
        name = "witness, Rouen"
        self.seen = self._seen(self.open, "witness", name, "lab")
        self._seen(self.open, "witness", f"{name}, to all", "public")
        self.line = self._line(self.open, "witness", name)
        self._line(self.entered, "witness", f"{name}, entered")
        self.entered = actions.enter_wave(fresh(self.entered), by=people["witness"])
        self.open = self._returned(name)
        self.nancy = self._running(where.fonderie, "buyer", "nancy", ALL)
        self.approved = self._approved("witness, Nancy")
        self.prepared = self._prepared(where.cablerie, "moderator")

    def _prepared(self, company: Any, who: str) -> WitnessEngagement:
        staff = self.people[who]
        actions.prepare_witness_engagement(company, by=staff, referent=staff)
        return WitnessEngagement.objects.latest("pk")

    def _running(
        self, company: Any, who: str, staff: str, shared: dict[str, bool]
    ) -> WitnessEngagement:
        return actions.sign_witness_engagement(
            self._prepared(company, staff),
            by=self.people[who],
            signed_on=clock.today(),
            **shared,
        )

    def _seen(self, wave: Wave, who: str, name: str, audience: str) -> Observation:
        mark = uuid4()
        actions.record_observation(
            fresh(wave), by=self.people[who], public_id=mark, kind="call",
            happened_on=clock.today(), quote_audience=audience,
            **{f: canary(f"{name}: {f}") for f in ("flow", "text", "quote")},
        )  # fmt: skip
        return Observation.objects.get(public_id=mark)

    def _line(self, wave: Wave, who: str, name: str) -> BurdenRow:
        mark = uuid4()
        actions.add_burden_row(
            fresh(wave), by=self.people[who], public_id=mark, workability=4,
            hours_per_year=Decimal(20), euros_per_year=Decimal(31000),
            irritations=["complex"],
            **{f: canary(f"{name}: {f}") for f in ("obligation", "reasons")},
        )  # fmt: skip
        return BurdenRow.objects.get(public_id=mark)

    def _returned(self, name: str) -> Wave:
        """The baseline, which the lab has given back with a word."""
        wave = actions.enter_wave(fresh(self.open), by=self.people["witness"])
        return actions.return_wave(
            wave, by=self.people["moderator"], text=canary(f"{name}: remark")
        )

    def _approved(self, name: str) -> Wave:
        wave = self.nancy.waves.in_order()[0]
        for audience in ("lab", "programme"):
            self._seen(wave, "buyer", f"{name}, {audience}", audience)
        self.line_there = self._line(wave, "buyer", name)
        wave = actions.enter_wave(fresh(wave), by=self.people["buyer"])
        return actions.approve_wave(wave, by=self.people["nancy"])

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        found = {
            "witness": {
                "rouen": self.rouen, "nancy": self.nancy, "prepared": self.prepared,
            },
            "wave": {
                "open": self.open, "entered": self.entered, "approved": self.approved,
            },
            "burden": {"rouen": self.line, "nancy": self.line_there},
            "seen": {"rouen": self.seen},
        }  # fmt: skip
        return {
            place: {
                **{name: {"public_id": row.public_id} for name, row in rows.items()},
                "missing": {"public_id": NOWHERE},
            }
            for place, rows in found.items()
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        return {
            "desk:witnessengagement": {"rouen": self.rouen, "nancy": self.nancy},
            "desk:wave": {"rouen": self.open, "nancy": self.approved},
        }
