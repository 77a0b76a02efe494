"""The demonstration's plan: early, on time, slipped twice; done, dropped, drafted."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from programmes import actions
from programmes.models import Lab, Milestone, PlanAction, Programme, Workstream
from programmes.plan import links
from servindus import clock
from servindus.demo import World

FILE = Path(__file__).with_name("demo.json")
WEEK, WORKED = 7, 5


def tell(world: World) -> None:
    """Tell what each lab has undertaken, and how the days have moved."""
    if not world.is_new:
        return
    for row in json.loads(FILE.read_text("utf-8")):
        _Story(world, row).tell()


class _Story:
    """One action from its plan to where it stands; days count from today."""

    def __init__(self, world: World, row: dict[str, Any]) -> None:
        self.world, self.row = world, row
        self.key = f"plan_{row['key']}"
        self.today = clock.local_day(world.now)

    def tell(self) -> None:
        """Plan, publish, start, move, reach, end."""
        row = self.row
        self._at(row["told"], self._plan)
        if row["publish"]:
            self._do(row["told"] - 1, "publish_plan_action")
        if row["start"]:
            self._do(min(row["told"] - 2, -row["starts"]), "start_plan_action")
        for one in row["milestones"]:
            for days, to, why in one["moves"]:
                self._at(days, lambda o=one, t=to, w=why: self._move(o, t, w))
            if one["reached"] is not None:
                self._at(one["reached"], lambda o=one: self._reach(o))
        for what in row["links"]:
            self._at(2, lambda w=what: self._link(w))
        if row["end"] == "finish":
            self._do(-row["due"] - 2, "finish_plan_action")
        elif row["end"] == "drop":
            self._do(10, "drop_plan_action", text=row["why"])

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def _at(self, days: int, step: Any) -> None:
        """Do it so many calendar days ago, on a day that is worked."""
        self.world.tell(self.world.worked(days * WORKED // WEEK, "11:20"), step)

    def _plan(self) -> None:
        row, me = self.row, self.world.person(self.row["by"])
        lab = Lab.objects.filter(slug=row["lab"]).first() if row["lab"] else None
        actions.plan_action(
            Programme.objects.get(),
            by=me,
            lab=lab,
            workstream=Workstream.objects.get(number=row["axis"]),
            owner=me,
            title=row["title"],
            aim=row["aim"],
            starts_on=self._day(row["starts"]),
            due_on=self._day(row["due"]),
            cost=row["cost"] or None,
        )
        action = PlanAction.objects.latest("pk")
        for one in row["milestones"]:
            actions.add_milestone(
                action, by=me, title=one["title"], planned_on=self._day(one["planned"])
            )
        self.world.things[self.key] = action
        self.world.sample(self.key, action)

    def _do(self, days: int, name: str, **inputs: Any) -> None:
        def step() -> None:
            row = PlanAction.objects.get(pk=self.world.things[self.key].pk)
            by = self.world.person(self.row["by"])
            getattr(actions, name)(row, by=by, **inputs)

        self._at(days, step)

    def _link(self, what: str) -> None:
        """Link it with the first such row of its lab, where the story tells one."""
        row = PlanAction.objects.get(pk=self.world.things[self.key].pk)
        assert row.lab is not None
        by = self.world.person(self.row["by"])
        target = links.rows(what, by, row.lab).order_by("pk").first()
        if target is not None:
            code = links.code_of(what, target)
            actions.link_plan_action(
                row, by=by, what=what, target=target, reference=code
            )

    def _milestone(self, one: dict[str, Any]) -> Milestone:
        action = self.world.things[self.key].pk
        return Milestone.objects.get(action=action, title=one["title"])

    def _move(self, one: dict[str, Any], to: int, why: str) -> None:
        actions.forecast_milestone(
            self._milestone(one),
            by=self.world.person(self.row["by"]),
            forecast_on=self._day(to),
            text=why,
        )

    def _reach(self, one: dict[str, Any]) -> None:
        actions.reach_milestone(
            self._milestone(one),
            by=self.world.person(self.row["by"]),
            actual_on=clock.today(),
            evidence=one["evidence"],
            evidence_url="",
        )
