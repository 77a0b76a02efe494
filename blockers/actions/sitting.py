"""What an authority does with a sitting: plan, change, hold, cancel, close."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import agenda as agendas
from blockers import minutes
from blockers import sitting_notifications as notices
from blockers.actions.leading import check_version
from blockers.dossier import digest
from blockers.models import Blocker, Escalation, Sitting, SittingItem
from blockers.sitting_enums import MOST_DAYS_AHEAD, Outcome, SittingStatus
from programmes.models import Organisation
from servindus import clock
from servindus.models import User
from servindus.workflow import (
    ActRefused,
    Step,
    act,
    transition,
    write_journal,
)

S = SittingStatus
# What nobody can adjourn, because it is done.
DONE = (Outcome.DECIDED, Outcome.SETTLED, Outcome.FORWARDED, Outcome.RECALLED)


# --- Before ---------------------------------------------------------------------------


def plan_sitting(
    authority: Organisation, *, by: User, held_on: date, agenda: Sequence[int]
) -> Sitting:
    """Plan a sitting with its agenda, the files' ids in their order; tell the labs."""
    now = clock.now()
    with transaction.atomic():
        # Two agendas of one authority wait for each other: a file stands on one.
        rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
        authority = rows.get(pk=authority.pk)
        _check_day(authority, held_on, clock.local_day(now))
        sitting = Sitting.objects.create(authority=authority, held_on=held_on)
        entry = write_journal(
            "plan_sitting",
            sitting,
            by=by,
            now=now,
            target=sitting.status,
            details={"held_on": held_on, "agenda": list(agenda)},
        )
        added, _off = _write_agenda(sitting, agenda, clock.local_day(now))
        notices.owe_labs("sitting_planned", sitting, entry, added)
    return sitting


def _check_day(authority: Organisation, held_on: date, today: date) -> None:
    if not today <= held_on <= today + timedelta(days=MOST_DAYS_AHEAD):
        raise ActRefused(_("Choose today or a day within the next twelve months."))
    if Sitting.objects.planned().filter(authority=authority, held_on=held_on).exists():
        raise ActRefused(_("A sitting is planned on this day already."))


def _write_agenda(
    sitting: Sitting, agenda: Sequence[int], today: date
) -> tuple[list[SittingItem], list[SittingItem]]:
    """Put these files on the agenda in this order, and give what came and what went."""
    wanted = list(dict.fromkeys(agenda))
    allowed = set(agendas.proposed(sitting.authority_id, today, sitting))
    if set(wanted) - allowed:
        raise ActRefused(
            _(
                "A file of this list has moved in the meantime, or stands on another"
                " agenda: look at the list again."
            )
        )
    known = {row.escalation_id: row for row in sitting.items.all()}
    before = {pk for pk, row in known.items() if row.position is not None}
    for pk in before - set(wanted):
        known[pk].position = None
        known[pk].save(update_fields=["position"])
    for place, pk in enumerate(wanted, start=1):
        row = known.setdefault(pk, SittingItem(sitting=sitting, escalation_id=pk))
        if row.position != place:
            row.position = place
            row.save()
    rows = sitting.items.select_related("escalation__blocker__lab").order_by("pk")
    added = rows.filter(escalation__in=set(wanted) - before)
    return list(added), list(rows.filter(escalation__in=before - set(wanted)))


@act(
    Sitting,
    sources=[S.PLANNED],
    label=_("Change the agenda"),
    icon="pencil-square",
    lock_first=("authority",),
    records=("held_on", "agenda"),
)
def edit_sitting(
    sitting: Sitting,
    step: Step,
    *,
    held_on: date,
    agenda: Sequence[int],
    seen: str,
) -> None:
    """Write another day or agenda; `seen` is the version that the writer had read."""
    today = clock.local_day(step.now)
    now_on = list(sitting.items.on_agenda().values_list("escalation_id", flat=True))
    if (held_on, list(agenda)) == (sitting.held_on, now_on):
        raise ActRefused(_("The same stands here already."))
    if seen != agendas.version_of(sitting):
        raise ActRefused(
            _(
                "A colleague has changed this agenda while you were writing: the page"
                " of the sitting shows it. Send yours again to put it in its place."
            )
        )
    moved = held_on != sitting.held_on
    if moved:
        _check_day(sitting.authority, held_on, today)
        sitting.held_on = held_on
    added, off = _write_agenda(sitting, agenda, today)
    told = _files(sitting) if moved else added
    notices.owe_labs("sitting_planned", sitting, step.entry, [*told, *off])


@transition(
    Sitting,
    sources=[S.PLANNED],
    target=S.CANCELLED,
    label=_("Cancel the sitting"),
    icon="x-mark",
    closes=True,
)
def cancel_sitting(sitting: Sitting, step: Step, *, text: str) -> None:
    """Give a sitting up: its files are free for another agenda, the labs are told."""
    if not text.strip():
        raise ActRefused(_("Say why: the labs read it."))
    sitting.cancel_reason = text
    notices.owe_labs("sitting_cancelled", sitting, step.entry, _files(sitting))


def _files(sitting: Sitting) -> list[SittingItem]:
    """Give what stands on the agenda, each with all that the minutes say of it."""
    return list(sitting.items.on_agenda().with_files())


# --- During ---------------------------------------------------------------------------


def _item(sitting: Sitting, pk: int) -> SittingItem:
    """Give a file of this sitting's agenda, and of no other."""
    item = sitting.items.on_agenda().with_files().filter(pk=pk).first()
    if item is None:
        raise ActRefused(_("A colleague has taken this file off the agenda."))
    # The act's own row: it is locked, and what it says counts.
    item.sitting = sitting
    return item


def _write(item: SittingItem, seen: str, fields: dict[str, Any]) -> None:
    """Write on a line of the agenda, unless a colleague has written meanwhile."""
    if all(getattr(item, name) == value for name, value in fields.items()):
        raise ActRefused(_("The same stands here already."))
    check_version(item, seen, fields)
    for name, value in fields.items():
        setattr(item, name, value)
    item.note_shared = item.note_shared and bool(item.note)
    item.save()


@act(
    Sitting,
    sources=[S.PLANNED],
    label=_("Adjourn"),
    icon="calendar-days",
    records=("item",),
)
def adjourn_sitting(
    sitting: Sitting, step: Step, *, item: int, seen: str, reason: str, **note: Any
) -> None:
    """Put a file off to another sitting; no clock stands for that."""
    row = _item(sitting, item)
    if not reason.strip():
        raise ActRefused(_("Say why: the lab reads it."))
    if minutes.outcome_of(row) in DONE:
        raise ActRefused(
            _("This file has been dealt with meanwhile: there is nothing to adjourn.")
        )
    _write(row, seen, {"outcome": Outcome.ADJOURNED, "reason": reason, **note})


@act(
    Sitting,
    sources=[S.PLANNED],
    label=_("Note for the minutes"),
    icon="pencil-square",
    records=("item",),
)
def note_sitting(
    sitting: Sitting, step: Step, *, item: int, seen: str, **note: Any
) -> None:
    """Write down what was said of a file; the lab reads it only where it is marked."""
    _write(_item(sitting, item), seen, note)


# --- After ----------------------------------------------------------------------------


def _lock_files(sitting: Sitting) -> None:
    """Lock the sitting, then its files as their own acts do: blockers before them.

    An answer that is being written is in the minutes, or waits until they are closed.
    """
    rows = Sitting.objects.select_for_update(no_key=True)
    list(rows.filter(pk=sitting.pk))
    on_agenda = sitting.items.on_agenda().order_by().values("escalation")
    files = Escalation.objects.filter(pk__in=on_agenda).order_by("pk")
    blockers = Blocker.objects.filter(pk__in=files.order_by().values("blocker"))
    list(blockers.order_by("pk").select_for_update(no_key=True))
    list(files.select_for_update(no_key=True))


def _has_come(sitting: Sitting, now: datetime) -> str | Promise | None:
    if clock.local_day(now) < sitting.held_on:
        return _("The minutes can be closed on the day of the sitting, or after it.")
    if not sitting.items.on_agenda().exists():
        return _("No file stands on this agenda: add one, or cancel the sitting.")
    return None


@transition(
    Sitting,
    sources=[S.PLANNED],
    target=S.HELD,
    label=_("Close the minutes"),
    icon="lock-closed",
    lock_before=_lock_files,
    guard=_has_come,
)
def close_sitting(
    sitting: Sitting,
    step: Step,
    *,
    chair: str,
    attendees: str = "",
    text: str = "",
    rest_reason: str = "",
) -> None:
    """Freeze what was decided on each file; `rest_reason` adjourns what is left."""
    if not chair.strip():
        raise ActRefused(_("Say who was in the chair."))
    items = _files(sitting)
    for item in items:
        # Read under the locks; the sitting's own row is already on its way to "held".
        outcome = minutes.outcome_of(item)
        _conclude(item, outcome, rest_reason)
    sitting.chair, sitting.attendees, sitting.text = chair, attendees, text
    sitting.closed_at = step.now
    sitting.minutes = minutes.compose(sitting, items)
    sitting.minutes_hash = digest(sitting.minutes)
    adjourned = [item for item in items if item.outcome == Outcome.ADJOURNED]
    notices.owe_labs("sitting_adjourned", sitting, step.entry, adjourned)


def _conclude(item: SittingItem, outcome: str, rest_reason: str) -> None:
    """Write down what became of a file; nothing is left open."""
    if not outcome:
        if not rest_reason.strip():
            words = _("Decide or adjourn first: %(file)s.")
            raise ActRefused(words % {"file": item.escalation.reference})
        outcome, item.reason = Outcome.ADJOURNED, rest_reason
    elif outcome != Outcome.ADJOURNED:
        # Answered after all.
        item.reason = ""
    item.outcome = outcome
    item.save()
