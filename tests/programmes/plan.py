"""Actions of the plan, and what every act's tests ask of them."""

from datetime import date
from typing import Any

import pytest

from programmes import actions
from programmes.models import Milestone, PlanAction, Programme, Workstream
from programmes.plan.enums import MilestoneStatus, PlanStatus
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.workflow import Act, TransitionNotAllowed
from tests.cast import Cast, fresh

STARTS, DUE = date(2026, 9, 1), date(2026, 12, 18)
FIRST, SECOND = date(2026, 10, 2), date(2026, 11, 6)
GIVEN = {
    "title": "Dix rencontres en atelier",
    "aim": "Dix usines ont reçu une startup.",
    "starts_on": STARTS,
    "due_on": DUE,
    "cost": None,
}


def workstream(number: int = 1) -> Workstream:
    """Give one of the three axes."""
    return Workstream.objects.get(number=number)


def make_action(
    *, owner: User, lab: Any, status: str = "planned", **fields: Any
) -> PlanAction:
    """Insert an action in a status, without its story."""
    ended = status in ("done", "dropped")
    return PlanAction.objects.create(
        owner=owner,
        lab=lab,
        workstream=fields.pop("workstream", None) or workstream(),
        status=status,
        started_on=STARTS if status in ("running", "done") else None,
        ended_on=DUE if ended else None,
        reason="Reprise ailleurs." if status == "dropped" else "",
        **{**GIVEN, **fields},
    )


def make_milestone(
    action: PlanAction, *, status: str = "open", **fields: Any
) -> Milestone:
    """Insert a milestone in a status, without its story."""
    planned = fields.pop("planned_on", FIRST)
    given = {
        "title": "Trois rencontres tenues",
        "planned_on": planned,
        "forecast_on": planned,
        "actual_on": planned if status == "reached" else None,
        "evidence": "Comptes rendus" if status == "reached" else "",
        "reason": "Plus utile." if status == "dropped" else "",
        **fields,
    }
    return Milestone.objects.create(action=action, status=status, **given)


class Scene:
    """The lab of Rouen and what it has undertaken."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.lead = cast.moderator

    def plan(self, by: User | None = None, **fields: Any) -> PlanAction:
        """The lab's lead writes an action into the plan."""
        by = by or self.lead
        given = {
            **GIVEN, "lab": self.cast.rouen, "owner": by, "workstream": workstream(),
            **fields,
        }  # fmt: skip
        actions.plan_action(Programme.objects.get(), by=by, **given)
        return PlanAction.objects.latest("pk")

    def milestone(self, action: PlanAction, **fields: Any) -> Milestone:
        """The same with a milestone."""
        given = {"title": "Trois rencontres tenues", "planned_on": FIRST, **fields}
        actions.add_milestone(action, by=self.lead, **given)
        return Milestone.objects.latest("pk")

    def running(self, **fields: Any) -> tuple[PlanAction, Milestone]:
        """An action under way, with one milestone to come."""
        action = self.plan(**fields)
        row = self.milestone(action)
        action = actions.start_plan_action(action, by=self.lead)
        return action, fresh(row)

    def in_status(self, status: str) -> PlanAction:
        """Insert an action in a status."""
        return make_action(owner=self.lead, lab=self.cast.rouen, status=status)


def actions_start_only_from(
    act: Act[Any], scene: Scene, sources: str, **inputs: Any
) -> None:
    """Every other status of an action is refused, and the row stays as it was."""
    assert set(act.sources) == set(sources.split())
    for status in {str(one) for one in PlanStatus} - set(sources.split()):
        row = scene.in_status(status)
        with pytest.raises(TransitionNotAllowed):
            act(row, by=SYSTEM, **inputs)
        assert fresh(row).status == status


def milestones_start_only_from(
    act: Act[Any], scene: Scene, sources: str, **inputs: Any
) -> None:
    """Every other status of a milestone is refused, and the row stays as it was."""
    assert set(act.sources) == set(sources.split())
    for status in {str(one) for one in MilestoneStatus} - set(sources.split()):
        row = make_milestone(scene.in_status("running"), status=status)
        with pytest.raises(TransitionNotAllowed):
            act(row, by=SYSTEM, **inputs)
        assert fresh(row).status == status
