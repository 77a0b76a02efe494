"""A wave: what was seen, what weighs, entered by the company, approved by its lab."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import rules
from programmes.enums import Irritation
from programmes.models import BurdenRow, Observation, Wave, WitnessEngagement
from programmes.notifications import staff_of
from programmes.witnesses import links
from programmes.witnesses import notifications as notices
from programmes.witnesses.enums import (
    MOST_ROWS,
    WRITABLE,
    EngagementStatus,
    ObservationKind,
    QuoteAudience,
    WaveStatus,
    Workability,
)
from programmes.witnesses.people import members_of
from servindus import clock, timers
from servindus.models import User
from servindus.workflow import ActRefused, Step, act, transition

W = WaveStatus
MOVED = _("This file has moved in the meantime.")
FROZEN = _("This wave is no longer written in.")


def _is_running(wave: Wave, now: datetime) -> Any:
    """Refuse what is written after the end; asked for buttons and inside the lock."""
    if wave.engagement.status == EngagementStatus.RUNNING:
        return None
    return _("The engagement has ended: what was written stays.")


def _refuse_after_the_end(wave: Wave, step: Step) -> None:
    """Ask the same of a row in a wave: its act has no status to start from."""
    if reason := _is_running(wave, step.now):
        raise ActRefused(reason)


def _is_there(rows: Any, public_id: UUID | None, wave: Wave) -> bool:
    """Whether this very row has come before: a phone sends until it is answered."""
    if public_id is None:
        return False
    found = rows.filter(public_id=public_id).first()
    if found is not None and found.wave_id != wave.pk:
        raise ActRefused(MOVED)
    return found is not None


# --- What somebody has seen -----------------------------------------------------------


def _check_observation(wave: Wave, step: Step, values: dict[str, Any]) -> None:
    """Refuse what no form lets through: a day to come, one author of a visit."""
    today = clock.local_day(step.now)
    if values["happened_on"] > today:
        raise ActRefused(_("This day is still to come."))
    second: User | None = values.get("second_author")
    if values["kind"] == ObservationKind.VISIT and second is None:
        raise ActRefused(_("A visit has two authors: say who was there with you."))
    if second is None:
        return
    if second == step.user:
        raise ActRefused(_("The second author is somebody else than you."))
    engagement = wave.engagement
    there = {*staff_of(engagement.lab), *members_of(engagement.organisation_id)}
    if second not in there:
        raise ActRefused(_("The second author works for the lab or the company."))


def _observation(wave: Wave, step: Step, values: dict[str, Any]) -> None:
    _check_observation(wave, step, values)
    if not values.get("quote"):
        values["quote_audience"] = QuoteAudience.LAB
    Observation.objects.create(
        wave=wave, author=step.user, created_at=step.now, **values
    )


@transition(
    Wave,
    sources=WRITABLE,
    target=W.OPEN,
    label=_("Write an observation"),
    icon="eye",
    lock_first=("engagement",),
    guard=_is_running,
)
def record_observation(
    wave: Wave, step: Step, *, public_id: UUID | None = None, **values: Any
) -> None:
    """Write what was seen: a half-day visit, a call, what the company tells.

    With a `public_id` of its own the same row comes once, however often it is sent.
    """
    if not _is_there(Observation.objects, public_id, wave):
        values["public_id"] = public_id or uuid4()
        _observation(wave, step, values)


@act(
    Observation,
    sources=[""],
    label=_("Correct"),
    icon="pencil-square",
    lock_first=("wave",),
    keeps_row=True,
)
def revise_observation(
    observation: Observation,
    step: Step,
    *,
    public_id: UUID | None = None,
    **values: Any,
) -> None:
    """Write a new version; the one before stays as it was written."""
    wave = observation.wave
    if _is_there(Observation.objects, public_id, wave):
        return
    if wave.status not in WRITABLE:
        raise ActRefused(FROZEN)
    _refuse_after_the_end(wave, step)
    if Observation.objects.filter(revises=observation).exists():
        raise ActRefused(_("Somebody has corrected it already: correct the new one."))
    values["public_id"] = public_id or uuid4()
    _observation(wave, step, {**values, "revises": observation})


# --- What weighs ----------------------------------------------------------------------


def _check_burden(values: dict[str, Any]) -> None:
    if values["workability"] == Workability.NOT and not values.get("reasons"):
        raise ActRefused(_("Say why it is not workable."))
    if set(values.get("irritations", ())) - set(Irritation.values):
        raise ActRefused(MOVED)


def _next_number(wave: Wave) -> int:
    last = wave.burdens.aggregate(n=Max("number"))["n"] or 0
    if last >= MOST_ROWS:
        raise ActRefused(_("A wave has forty lines at most."))
    return int(last) + 1


@transition(
    Wave,
    sources=WRITABLE,
    target=W.OPEN,
    label=_("Add an obligation"),
    icon="plus",
    lock_first=("engagement",),
    guard=_is_running,
)
def add_burden_row(
    wave: Wave, step: Step, *, public_id: UUID | None = None, **values: Any
) -> None:
    """Write one obligation with its hours, its euros and whether it is workable.

    With a `public_id` of its own the same row comes once, however often it is sent.
    """
    if _is_there(BurdenRow.objects, public_id, wave):
        return
    _check_burden(values)
    BurdenRow.objects.create(
        wave=wave,
        number=_next_number(wave),
        public_id=public_id or uuid4(),
        created_at=step.now,
        **values,
    )


def _may_carry(wave: Wave, now: datetime) -> Any:
    if reason := _is_running(wave, now):
        return reason
    return _("This wave has lines already.") if wave.burdens.exists() else None


@transition(
    Wave,
    sources=WRITABLE,
    target=W.OPEN,
    label=_("Start from the wave before"),
    icon="document-duplicate",
    lock_first=("engagement",),
    guard=_may_carry,
)
def carry_burden_rows(wave: Wave, step: Step) -> None:
    """Copy the obligations of the wave before, to say what has changed.

    Without their reports: a line with a report stays not workable, and what was
    reported a year ago may have become easy.
    """
    before = wave.engagement.waves.filter(due_on__lt=wave.due_on, burdens__isnull=False)
    last = before.order_by("-due_on", "-pk").first()
    if last is None:
        raise ActRefused(_("No wave before this one has lines."))
    for row in last.burdens.kept().order_by("number"):
        row.pk, row.public_id, row.wave = None, uuid4(), wave
        row.created_at, row.report = step.now, None
        row._state.adding = True
        row.save()
    if wave.hourly_cost is None:
        wave.hourly_cost = last.hourly_cost


def _writable(row: BurdenRow, step: Step) -> None:
    if row.wave.status not in WRITABLE:
        raise ActRefused(FROZEN)
    _refuse_after_the_end(row.wave, step)
    if row.is_struck:
        raise ActRefused(_("This line was struck out."))


def _let_go(row: BurdenRow) -> None:
    """Take a line off a report that stays with the same obligation's other wave."""
    others = BurdenRow.objects.filter(report=row.report_id).exclude(pk=row.pk)
    if not others.exists():
        raise ActRefused(_("A report came of this line: it stays not workable."))
    row.report = None


@act(
    BurdenRow,
    sources=[""],
    label=pgettext_lazy("burden", "Change"),
    icon="pencil-square",
    lock_first=("wave",),
)
def edit_burden_row(row: BurdenRow, step: Step, **values: Any) -> None:
    """Change a line, as long as its wave is being written."""
    _writable(row, step)
    _check_burden(values)
    if row.report_id is not None and values["workability"] != Workability.NOT:
        _let_go(row)
    for name, value in values.items():
        setattr(row, name, value)


@act(
    BurdenRow,
    sources=[""],
    label=_("Strike out"),
    icon="x-mark",
    closes=True,
    lock_first=("wave",),
)
def strike_burden_row(row: BurdenRow, step: Step) -> None:
    """Take a line that was written by mistake out of the wave; it counts no longer."""
    _writable(row, step)
    if row.report_id is not None:
        raise ActRefused(_("A report came of this line: it stays."))
    row.is_struck = True


def _lock_engagement(row: BurdenRow) -> None:
    """Lock what the waves of a company have in common, as acts on a wave do first."""
    rows = WitnessEngagement.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(waves__burdens=row.pk))


def _reported_before(row: BurdenRow) -> list[Any]:
    """Give the reports of the same obligation, word for word, in other waves."""
    same = BurdenRow.objects.filter(
        wave__engagement=row.wave.engagement_id,
        obligation__iexact=row.obligation,
        report__isnull=False,
    ).exclude(wave=row.wave_id)
    rows = same.order_by("-wave__due_on", "-pk").select_related("report")
    return [one.report for one in rows]


@act(
    BurdenRow,
    sources=[""],
    label=_("Open a report"),
    icon="megaphone",
    # Two waves of a company never open a report each for one obligation.
    lock_before=_lock_engagement,
    lock_first=("wave",),
)
def report_burden_row(row: BurdenRow, step: Step) -> None:
    """Open a draft of a report, once; a second click finds the same one.

    So does a click in another wave for the same obligation, as long as it goes on:
    it is one case.
    """
    if row.report_id is not None:
        return
    if row.workability != Workability.NOT or row.is_struck:
        raise ActRefused(_("A report is for what is not workable."))
    row.report = links.report(row, step.user, _reported_before(row))
    if row.report is None:
        raise ActRefused(_("Nobody keeps reports here."))


@act(
    Wave,
    sources=WRITABLE,
    label=_("Say what an hour costs"),
    icon="currency-euro",
    guard=_is_running,
)
def price_wave(wave: Wave, step: Step, *, hourly_cost: Decimal | None) -> None:
    """Write what an hour of its people costs the company, or nothing."""
    wave.hourly_cost = hourly_cost


# --- From the company to its lab ------------------------------------------------------


def _may_enter(wave: Wave, now: datetime) -> Any:
    if reason := _is_running(wave, now):
        return reason
    if wave.burdens.kept().exists() or wave.observations.exists():
        return None
    return _("Nothing has been written in this wave yet.")


@transition(
    Wave,
    sources=[W.OPEN],
    target=W.ENTERED,
    label=_("Hand it to the lab"),
    icon="paper-airplane",
    guard=_may_enter,
    lock_first=("engagement",),
)
def enter_wave(wave: Wave, step: Step) -> None:
    """Say that it is right; the lab does for a company that has nobody here."""
    engagement = wave.engagement
    own = engagement.organisation_id in rules.organisation_ids(step.by)
    if not own and members_of(engagement.organisation_id):
        raise ActRefused(_("It is for the company to say that this is right."))
    wave.entered_on = clock.local_day(step.now)
    wave.remark = ""
    notices.owe_wave_to_referents("wave_entered", wave, step)


@transition(
    Wave,
    sources=[W.ENTERED],
    target=W.OPEN,
    label=_("Ask for more"),
    icon="chat-bubble-left-ellipsis",
    lock_first=("engagement",),
    guard=_is_running,
)
def return_wave(wave: Wave, step: Step, *, text: str) -> None:
    """Give it back with what is missing."""
    wave.entered_on, wave.remark = None, text
    notices.owe_wave_to_company("wave_returned", wave, step)


@transition(
    Wave,
    sources=[W.ENTERED],
    target=W.APPROVED,
    label=pgettext_lazy("wave", "Approve"),
    icon="check-badge",
    lock_first=("engagement",),
)
def approve_wave(wave: Wave, step: Step) -> None:
    """Approve what the company says: nothing in it changes any more."""
    wave.approved_on = clock.local_day(step.now)
    notices.owe_wave_to_company("wave_approved", wave, step)


@act(Wave, sources=WRITABLE, label=_("Remind of the wave"), keeps_row=True)
def nudge_wave(wave: Wave, step: Step, *, since: date, rung: int) -> None:
    """Tell the company that the day comes, and the lab’s referents that it is past."""
    if wave.engagement.status != EngagementStatus.RUNNING or wave.due_on != since:
        raise ActRefused(MOVED)
    if not timers.once(step.entry.verb, wave, since=since, rung=rung):
        raise ActRefused(MOVED)
    notices.owe_nudge(wave, step, rung)
