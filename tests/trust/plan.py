"""The plan of the world: one action published, one drafted, one of another lab."""

from typing import Any

from programmes import actions
from programmes.models import Lab, Milestone, Pilot, PlanAction, Programme
from servindus import clock
from servindus.models import User
from tests.programmes.plan import FIRST, GIVEN, workstream
from tests.trust.facilities import NOWHERE
from tests.trust.people import Companies
from tests.trust.words import canary


class Plan:
    """What Rouen has published and drafted, and what Nancy has drafted."""

    def __init__(self, where: Companies, people: dict[str, User], pilot: Pilot) -> None:
        self.people = people
        shown = self._planned("moderator", where.rouen, {})
        self.stone = self._stone(shown, "moderator", "Trois rencontres")
        shown = actions.start_plan_action(shown, by=people["moderator"])
        self.shown = actions.publish_plan_action(shown, by=people["moderator"])
        # Everybody reads the action, and its lab alone what it is linked with.
        actions.link_plan_action(
            self.shown, by=people["moderator"], what="pilot", target=pilot,
            reference=str(pilot.public_id),
        )  # fmt: skip
        self.draft, self.draft_stone = self._drafted("moderator", where.rouen, "draft")
        self.nancy, self.nancy_stone = self._drafted("nancy", where.nancy, "nancy")

    def _planned(self, who: str, lab: Lab, words: dict[str, str]) -> PlanAction:
        me = self.people[who]
        given = {**GIVEN, "workstream": workstream(), "lab": lab, "owner": me, **words}
        actions.plan_action(Programme.objects.get(), by=me, **given)
        return PlanAction.objects.latest("pk")

    def _stone(self, action: PlanAction, who: str, title: str) -> Milestone:
        actions.add_milestone(
            action, by=self.people[who], title=title, planned_on=FIRST
        )
        return Milestone.objects.latest("pk")

    def _drafted(self, who: str, lab: Lab, name: str) -> tuple[PlanAction, Milestone]:
        name = f"plan {name}"
        words = {field: canary(f"{name}: {field}") for field in ("title", "aim")}
        action = self._planned(who, lab, words)
        stone = self._stone(action, who, canary(f"{name}: milestone"))
        action = actions.start_plan_action(action, by=self.people[who])
        stone = actions.reach_milestone(
            stone,
            by=self.people[who],
            actual_on=clock.today(),
            evidence=canary(f"{name}: evidence"),
            evidence_url="",
        )
        return action, stone

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows: dict[str, dict[str, Any]] = {
            "plan": {"shown": self.shown, "draft": self.draft, "nancy": self.nancy},
            "milestone": {
                "shown": self.stone,
                "draft": self.draft_stone,
                "nancy": self.nancy_stone,
            },
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
            "desk:planaction": {"rouen": self.draft, "nancy": self.nancy},
            "desk:milestone": {"rouen": self.draft_stone, "nancy": self.nancy_stone},
        }
