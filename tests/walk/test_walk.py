"""Random people do random acts at random times; nothing that must hold ever breaks."""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from blockers import actions, timers
from blockers import agenda as agendas
from blockers.enums import Confidentiality
from blockers.models import Report, Sitting
from programmes.actions import end_membership
from programmes.enums import MembershipStatus, OrganisationKind
from programmes.models import Organisation
from programmes.rules import organisation_ids
from servindus import clock
from servindus.models import User
from servindus.workflow import ActRefused, every_act
from tests.blockers.stories import ANSWERS
from tests.cast import MONDAY, Cast, make_membership
from tests.walk.inputs import INPUTS, CannotYet
from tests.walk.rules import broken
from tests.walk.stage import Stage

# `WALK_STEPS=25000` is a long way.
STEPS = int(os.environ.get("WALK_STEPS", "2000"))
LENGTH = 100
MOST_ROWS = 6
# Hypothesis chooses the steps and a seed; from a seed every choice is as likely.
SEED = st.integers(0, 2**32 - 1)
# Walks that can be done side by side.
PARTS = 2
ACTS = [act for act in every_act() if act.name in INPUTS]
done: Counter[str] = Counter()


class Register(RuleBasedStateMachine):
    """One walk; each begins with an empty register."""

    part = 0

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.count = self.checks = 0
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        with clock.at(self.now):
            self.stage = Stage.of(Cast())

    def random(self, seed: int) -> Random:
        """Give the choices of a step; no two parts make the same ones."""
        return Random(seed * PARTS + self.part)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def check(self) -> None:
        self.checks += 1
        assert broken(self.stage, self.checks) == []
        assert Report.objects.count() == self.count

    @initialize(seed=SEED)
    def begin(self, seed: int) -> None:
        """A dossier that is with two authorities: what is rare is not far off."""
        rng = self.random(seed)
        with clock.at(self.now):
            for number in range(2):
                self.report(rng, number)
            self.lead(rng, Report.objects.order_by("pk").first())
            self.check()

    def report(self, rng: Random, which: int) -> Report:
        """A company hands a case in."""
        pk, company = self.stage.companies[which]
        user = User.objects.get(pk=pk)
        lab = self.stage.cast.rouen if which == 0 else self.stage.cast.nancy
        row = actions.draft_report(lab, by=user, organisation=company, **ANSWERS)
        row = actions.edit_report(
            row,
            by=user,
            title=f"Cas {self.count}",
            situation="Nous attendons.",
            prevented="Le circuit attend.",
            confidentiality=rng.choice(Confidentiality.values),
            name_shared=rng.random() < 0.7,
        )
        self.count += 1
        return actions.submit_report(row, by=user)

    def lead(self, rng: Random, report: Any) -> None:
        """The lab takes a first case to both authorities."""
        by = User.objects.get(pk=self.stage.cast.moderator.pk)
        report = actions.attach_report(report, by=by)
        row = report.blocker
        for name in ("edit_blocker", "add_norm_blocker", "add_ask_blocker"):
            inputs = INPUTS[name](rng, row, self.stage)
            row = getattr(actions, name)(row, by=by, **(inputs or {}))
        row = actions.qualify_blocker(row, by=by)
        actions.escalate_blocker(row, by=by, authorities=self.stage.authorities)

    @rule(seed=SEED)
    def act(self, seed: int) -> None:
        """Somebody does something that is offered to them."""
        self.do(self.random(seed))

    @rule(seed=SEED)
    def act_again(self, seed: int) -> None:
        """The same: acts are most of what happens."""
        self.do(self.random(seed))

    @rule(seed=SEED)
    def act_at_once(self, seed: int) -> None:
        """The same, twice before the day ends."""
        rng = self.random(seed)
        self.do(rng)
        self.do(rng)

    def do(self, rng: Random) -> None:
        """Do an act, and ask every rule."""
        with clock.at(self.now):
            try:
                row, act, user = self.offered(rng)
                inputs = INPUTS[act.name](rng, row, self.stage)
            except CannotYet:
                return
            try:
                with transaction.atomic():
                    act(row, by=user, **(inputs or {}))
                done[act.name] += 1
            except ActRefused:
                done[f"not {act.name}"] += 1
            self.check()

    def offered(self, rng: Random) -> tuple[Any, Any, User]:
        """Draw an act that some row is ready for, and somebody who may do it.

        By the act, not by the row: what is rare is tried as often as the rest.
        """
        people = self.stage.everybody()
        for act in rng.sample(ACTS, len(ACTS)):
            rows = act.model._base_manager.order_by("pk")
            if act.sources != ("",):
                rows = rows.filter(status__in=act.sources)
            ready = [row for row in rows if act.why_not(row, self.now) is None]
            if not ready:
                continue
            row = rng.choice(ready)
            may = [user for user in people if user.has_perm(act.permission, row)]
            if may:
                return row, act, rng.choice(may)
        raise CannotYet

    @rule(seed=SEED, which=st.integers(0, 1))
    def report_another(self, seed: int, which: int) -> None:
        """A new case comes in, until there are enough to get in each other's way."""
        with clock.at(self.now):
            if self.count >= MOST_ROWS:
                return
            self.report(self.random(seed), which)
            done["report"] += 1
            self.check()

    @rule(who=st.sampled_from(["liaison", "second_liaison"]), days=st.integers(0, 9))
    def plan(self, who: str, days: int) -> None:
        """An authority plans a sitting on whatever it could decide."""
        with clock.at(self.now):
            user = User.objects.get(pk=getattr(self.stage.cast, who).pk)
            for pk in organisation_ids(user, OrganisationKind.AUTHORITY):
                authority = Organisation.objects.get(pk=pk)
                files = agendas.proposed(pk, clock.today())
                day = clock.today() + timedelta(days=days)
                if Sitting.objects.planned().filter(authority=pk).exists():
                    continue
                actions.plan_sitting(authority, by=user, held_on=day, agenda=files)
                done["plan_sitting"] += 1
            self.check()

    @rule(days=st.sampled_from([0, 1, 3, 10, 31, 70]))
    def time_passes(self, days: int) -> None:
        """Days go by, and the platform does what is due."""
        self.now = self.now + timedelta(days=days)
        with clock.at(self.now):
            done["sweep"] += timers.sweep()
            self.check()

    @rule(who=st.sampled_from(["second_liaison", "second_moderator"]))
    def change_roles(self, who: str) -> None:
        """A liaison or a moderator leaves, or comes back."""
        with clock.at(self.now):
            user: User = getattr(self.stage.cast, who)
            row = user.memberships.order_by("pk").last()
            assert row is not None
            if row.status == MembershipStatus.ACTIVE:
                lead = User.objects.get(pk=self.stage.cast.admin.pk)
                end_membership(row, by=lead)
            else:
                make_membership(user=user, organisation=row.organisation)
            done["roles"] += 1
            self.check()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    # Pages that are refused to whoever reads by chance.
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_walk(part: int) -> None:
    """Each walk is a hundred steps; every rule is asked after each of them."""
    done.clear()
    run_state_machine_as_test(
        type("Register", (Register,), {"part": part}),
        settings=settings(
            max_examples=max(STEPS // LENGTH // PARTS, 1),
            stateful_step_count=LENGTH,
            deadline=None,
            database=None,
            derandomize=STEPS <= 2000,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(sorted(done.items()))
    if STEPS < 2000:
        return
    reached = {name for name in done if not name.startswith("not ")}
    assert {"answer_escalation", "publish_escalation"} <= reached
