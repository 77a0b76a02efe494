"""Pilots of the world: one of Rouen that was judged, an idea of Nancy."""

import uuid
from datetime import timedelta
from typing import Any

from programmes import actions
from programmes.models import Facility, Pilot, Topic
from servindus import clock
from servindus.models import User
from tests.trust.people import Companies
from tests.trust.words import canary

NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")


class Pilots:
    """A plant of each lab, with a startup of its own."""

    def __init__(self, where: Companies, people: dict[str, User], bench: Facility):
        self.people = people
        self.judged = self._judged(where, bench)
        self.idea = self._idea("buyer", where.fonderie, where.fluvia, "pilot, Nancy")

    def _idea(self, who: str, company: Any, startup: Any, name: str, **more: Any):
        actions.propose_pilot(
            company, by=self.people[who], partner=startup,
            title=canary(f"{name}: title"), question=canary(f"{name}: question"),
            topic=Topic.objects.get(slug="prototyping"), **more,
        )  # fmt: skip
        return Pilot.objects.latest("pk")

    def _judged(self, where: Companies, bench: Facility) -> Pilot:
        name, today = "pilot", clock.today()
        director, founder = self.people["director"], self.people["founder"]
        idea = self._idea("director", where.cablerie, where.vibralis, name)
        framed = actions.frame_pilot(
            idea, by=founder, starts_on=today, ends_on=today + timedelta(days=20),
            planned_cost=4800, funding=canary(f"{name}: funding"), facility=bench,
            criteria=[(canary(f"{name}: measure"), canary(f"{name}: threshold"))],
        )  # fmt: skip
        agreed = actions.agree_pilot(framed, by=director, frame=framed.frame)
        running = actions.start_pilot(agreed, by=founder)
        [criterion] = running.criteria.all()
        return actions.evaluate_pilot(
            running, by=director, result=canary(f"{name}: result"), cost=5100,
            judged={criterion.pk: ("yes", canary(f"{name}: finding"))},
        )  # fmt: skip

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows = {"judged": self.judged, "idea": self.idea}
        named = {name: {"public_id": row.public_id} for name, row in rows.items()}
        return {"pilot": {**named, "missing": {"public_id": NOWHERE}}}

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desk."""
        return {"desk:pilot": {"rouen": self.judged, "nancy": self.idea}}
