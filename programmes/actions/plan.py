"""The action plan: undertaken, started, slipped and said why, finished or dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.horizon import keep_horizon
from programmes.models import (
    Lab,
    Milestone,
    MilestoneForecast,
    PlanAction,
    Programme,
    carriers,
)
from programmes.plan import notifications as notices
from programmes.plan.enums import (
    MOST_MILESTONES,
    PLAN_OPEN,
    ForecastKind,
    MilestoneStatus,
    PlanStatus,
)
from servindus import clock, timers
from servindus.models import User
from servindus.workflow import ActRefused, Step, act, transition

P, M, K = PlanStatus, MilestoneStatus, ForecastKind
ALL = list(P)
MOVED = _("This file has moved in the meantime.")


# --- Actions --------------------------------------------------------------------------


@act(
    Programme,
    sources=[""],
    label=_("Plan an action"),
    icon="plus",
    keeps_row=True,
)
def plan_action(programme: Programme, step: Step, **values: Any) -> None:
    """Write down what a lab, or the programme, undertakes; nobody outside reads it."""
    lab = values["lab"]
    if not rules.is_programme_admin(step.by) and (
        lab is None or lab.pk not in rules.lab_ids(step.by)
    ):
        raise ActRefused(_("Plan it for a lab that you work for."))
    _carried(lab, values["owner"])
    _in_order(values, step)
    # Its programme is locked: of two clicks the second one sees the first one's row.
    same = {name: values[name] for name in ("lab", "title", "starts_on", "due_on")}
    if PlanAction.objects.open().filter(**same).exists():
        raise ActRefused(
            _("An action of this title and these days is planned already.")
        )
    action = PlanAction.objects.create(created_at=step.now, **values)
    step.begin(action)


def _carried(lab: Lab | None, owner: User) -> None:
    if not carriers(lab).filter(pk=owner.pk).exists():
        raise ActRefused(_("It is carried by somebody who works for its operator."))


def _in_order(values: Mapping[str, Any], step: Step) -> None:
    keep_horizon(step, values["starts_on"], values["due_on"])
    if values["due_on"] < values["starts_on"]:
        raise ActRefused(_("The last day comes before the first."))


@act(PlanAction, sources=PLAN_OPEN, label=_("Change the action"), icon="pencil-square")
def edit_plan_action(action: PlanAction, step: Step, **values: Any) -> None:
    """Write its words, days and cost anew; its lab and its owner stay."""
    _in_order(values, step)
    for name, value in values.items():
        setattr(action, name, value)


@transition(
    PlanAction,
    sources=[P.PLANNED],
    target=P.RUNNING,
    label=pgettext_lazy("action", "Start"),
    icon="play",
)
def start_plan_action(action: PlanAction, step: Step) -> None:
    """It begins today; the planned days of its milestones stay as they are."""
    action.started_on = clock.local_day(step.now)


def _nothing_open(action: PlanAction, now: datetime) -> str | Promise | None:
    if action.milestones.filter(status=M.OPEN).exists():
        return _("A milestone is still to come: reach it, or drop it.")
    return None


@transition(
    PlanAction,
    sources=[P.RUNNING],
    target=P.DONE,
    label=pgettext_lazy("action", "Finish"),
    icon="check-badge",
    guard=_nothing_open,
)
def finish_plan_action(action: PlanAction, step: Step) -> None:
    """It is done: each milestone is reached or dropped."""
    action.ended_on = clock.local_day(step.now)


@transition(
    PlanAction,
    sources=PLAN_OPEN,
    target=P.DROPPED,
    label=pgettext_lazy("action", "Drop"),
    icon="minus-circle",
    closes=True,
)
def drop_plan_action(action: PlanAction, step: Step, *, text: str) -> None:
    """It ends here, with the reason; its milestones stay as they are."""
    action.reason, action.ended_on = text, clock.local_day(step.now)


@transition(
    PlanAction,
    sources=[P.DONE, P.DROPPED],
    target=P.RUNNING,
    label=pgettext_lazy("action", "Take it up again"),
    icon="arrow-path",
)
def resume_plan_action(action: PlanAction, step: Step) -> None:
    """It goes on from where it stood, with or without milestones."""
    action.reason, action.ended_on = "", None
    action.started_on = action.started_on or clock.local_day(step.now)


@act(
    PlanAction,
    sources=ALL,
    label=_("Hand it over"),
    icon="arrows-right-left",
)
def hand_over_plan_action(action: PlanAction, step: Step, *, owner: User) -> None:
    """Somebody else of the same operator carries it from now on."""
    _carried(action.lab, owner)
    if owner.pk == action.owner_id:
        raise ActRefused(_("This person carries it already."))
    action.owner = owner


def _is_hidden(action: PlanAction, now: datetime) -> str | Promise | None:
    return _("Everybody reads it already.") if action.is_published else None


def _is_shown(action: PlanAction, now: datetime) -> str | Promise | None:
    return None if action.is_published else _("It is not published.")


@act(
    PlanAction,
    sources=ALL,
    label=pgettext_lazy("action", "Publish"),
    icon="globe-alt",
    guard=_is_hidden,
)
def publish_plan_action(action: PlanAction, step: Step) -> None:
    """Everybody reads it from now on, with its milestones and their history."""
    action.is_published = True


@act(
    PlanAction,
    sources=ALL,
    label=pgettext_lazy("action", "Publish no longer"),
    icon="eye-slash",
    guard=_is_shown,
)
def unpublish_plan_action(action: PlanAction, step: Step) -> None:
    """Only the labs, the State and the programme read it from now on."""
    action.is_published = False


@act(
    PlanAction,
    sources=PLAN_OPEN,
    label=_("Add a milestone"),
    icon="plus",
    records=("planned_on",),
)
def add_milestone(
    action: PlanAction, step: Step, *, title: str, planned_on: date
) -> None:
    """Say what is to be seen by which day."""
    if action.milestones.count() >= MOST_MILESTONES:
        raise ActRefused(_("An action has thirty milestones at most."))
    _within(action, planned_on)
    kept = action.milestones.exclude(status=M.DROPPED)
    if kept.filter(title=title, planned_on=planned_on).exists():
        raise ActRefused(_("The action has this milestone on this day already."))
    Milestone.objects.create(
        action=action,
        title=title,
        planned_on=planned_on,
        forecast_on=planned_on,
        created_at=step.now,
    )


def _within(action: PlanAction, day: date) -> None:
    """Refuse a planned day on which the action does not run."""
    if not action.starts_on <= day <= action.due_on:
        words = {
            "first": date_format(action.starts_on, "SHORT_DATE_FORMAT"),
            "last": date_format(action.due_on, "SHORT_DATE_FORMAT"),
        }
        raise ActRefused(
            gettext("The action runs from %(first)s to %(last)s: choose a day of it.")
            % words
        )


# --- Milestones -----------------------------------------------------------------------


def _note(
    row: Milestone, step: Step, kind: ForecastKind, days: tuple[date, date], why: str
) -> None:
    """Write a line of its history, which nobody changes."""
    MilestoneForecast.objects.create(
        milestone=row,
        kind=kind,
        from_on=days[0],
        to_on=days[1],
        why=why,
        said_by=step.user,
        said_at=step.now,
    )


def _action_open(row: Milestone, now: datetime) -> str | Promise | None:
    if row.action.status not in PLAN_OPEN:
        return _("The action has ended: take it up again first.")
    return None


def _action_runs(row: Milestone, now: datetime) -> str | Promise | None:
    if row.action.status == P.PLANNED:
        return _("Start the action first.")
    return _action_open(row, now)


def _action_planned(row: Milestone, now: datetime) -> str | Promise | None:
    if row.action.status != P.PLANNED:
        return _("Once the action runs, a milestone is dropped with a reason.")
    return None


@act(
    Milestone,
    sources=[M.OPEN],
    label=_("Correct the milestone"),
    icon="pencil-square",
    lock_first=("action",),
    guard=_action_open,
    records=("planned_on",),
)
def correct_milestone(
    row: Milestone, step: Step, *, title: str, planned_on: date, text: str
) -> None:
    """Mend a slip in its words or its planned day; once the action runs, say why."""
    row.title = title
    if planned_on == row.planned_on:
        return
    _within(row.action, planned_on)
    before = row.planned_on
    if row.action.status != P.PLANNED:
        if not text:
            raise ActRefused(_("The action runs: say why the planned day was wrong."))
        _note(row, step, K.CORRECTION, (before, planned_on), text)
    if row.forecast_on == before:
        row.forecast_on = planned_on
    row.planned_on = planned_on


@act(
    Milestone,
    sources=[M.OPEN],
    label=_("Change the forecast"),
    icon="clock",
    lock_first=("action",),
    guard=_action_runs,
    records=("forecast_on",),
)
def forecast_milestone(
    row: Milestone, step: Step, *, forecast_on: date, text: str
) -> None:
    """Say by which day it is expected now, and why; the planned day stays."""
    if forecast_on == row.forecast_on:
        raise ActRefused(_("This is the forecast already."))
    if forecast_on < clock.local_day(step.now):
        raise ActRefused(_("Choose a day from today on."))
    keep_horizon(step, forecast_on)
    _note(row, step, K.FORECAST, (row.forecast_on, forecast_on), text)
    row.forecast_on = forecast_on


@transition(
    Milestone,
    sources=[M.OPEN],
    target=M.REACHED,
    label=_("Say that it is reached"),
    icon="check-circle",
    lock_first=("action",),
    guard=_action_runs,
    records=("actual_on",),
)
def reach_milestone(
    row: Milestone, step: Step, *, actual_on: date, evidence: str, evidence_url: str
) -> None:
    """Say on which day it was reached, and what shows it."""
    if actual_on > clock.local_day(step.now):
        raise ActRefused(_("This day is still to come."))
    if not (evidence or evidence_url):
        raise ActRefused(_("Say what shows it, or give an address."))
    row.actual_on = actual_on
    row.evidence, row.evidence_url = evidence, evidence_url


@transition(
    Milestone,
    sources=[M.REACHED, M.DROPPED],
    target=M.OPEN,
    label=pgettext_lazy("milestone", "Open it again"),
    icon="arrow-path",
    lock_first=("action",),
    guard=_action_runs,
)
def reopen_milestone(row: Milestone, step: Step, *, text: str) -> None:
    """It was not reached after all, or it is wanted again; the reason stays."""
    before = row.actual_on or row.forecast_on
    _note(row, step, K.REOPENED, (before, row.forecast_on), text)
    row.actual_on, row.reason = None, ""


@transition(
    Milestone,
    sources=[M.OPEN],
    target=M.DROPPED,
    label=pgettext_lazy("milestone", "Drop"),
    icon="minus-circle",
    closes=True,
    lock_first=("action",),
    guard=_action_runs,
)
def drop_milestone(row: Milestone, step: Step, *, text: str) -> None:
    """Give it up, with the reason; it stays written."""
    row.reason = text


@act(
    Milestone,
    sources=[M.OPEN],
    label=_("Remove the milestone"),
    icon="trash",
    closes=True,
    lock_first=("action",),
    guard=_action_planned,
    keeps_row=True,
)
def remove_milestone(row: Milestone, step: Step) -> None:
    """Take it away, as long as the action is only planned."""
    row.delete()


@act(
    Milestone,
    sources=[M.OPEN],
    label=_("Ask what became of it"),
    lock_first=("action",),
    keeps_row=True,
)
def nudge_milestone(row: Milestone, step: Step, *, since: date, rung: int) -> None:
    """Ask its owner whether it is reached, and what the forecast is now."""
    if row.forecast_on != since or row.action.status != P.RUNNING:
        raise ActRefused(MOVED)
    if not timers.once(step.entry.verb, row, since=since, rung=rung):
        raise ActRefused(MOVED)
    notices.owe_overdue(row, step, rung)
