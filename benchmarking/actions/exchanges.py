"""An exchange of the labs: planned, moved, held, minuted; its decisions and actions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.exchanges import notifications as notices
from benchmarking.exchanges import versions
from benchmarking.exchanges.enums import (
    MINUTES_DAYS,
    MOST_ACTIONS,
    MOST_DECISIONS,
    MOST_HOURS,
    ExchangeStatus,
    Presence,
)
from benchmarking.exchanges.people import asked_of, people_of
from benchmarking.models import (
    Exchange,
    ExchangeAction,
    ExchangeAttendance,
    ExchangeDecision,
    ExchangeItem,
    Question,
)
from programmes import rules
from programmes.horizon import keep_horizon, last_day
from programmes.models import Lab
from servindus import clock
from servindus.models import JournalEntry, User
from servindus.workflow import ActRefused, Step, act, transition, write_journal

E = ExchangeStatus
VERB = "plan_exchange"
# A point of the agenda: its title, its minutes, and the lab that presents it.
Point = tuple[str, int, Lab | None]


# --- Before ---------------------------------------------------------------------------


def plan_exchange(
    lab: Lab,
    *,
    by: User,
    labs: Collection[Lab],
    agenda: Sequence[Point],
    questions: Collection[Question] = (),
    click: str = "",
    **values: Any,
) -> Exchange:
    """Plan a meeting of labs and invite their staff with a calendar file.

    `values` are title, starts_at, ends_at, place and video_url. `click` is the mark of
    the form that was sent: the same one twice is one exchange.
    """
    now = clock.now()
    with transaction.atomic():
        # Two clicks of one lab wait for each other: the second finds the first one's.
        rows = Lab.objects.select_for_update(of=("self",), no_key=True)
        lab = rows.get(pk=lab.pk)
        if click and (twin := planned_by_click(lab, by, click)):
            return twin
        _other_labs(lab, labs, by)
        _in_time(values["starts_at"], values["ends_at"], now)
        _somewhere(values["place"], values["video_url"])
        exchange = Exchange.objects.create(lab=lab, planned_by=by, **values)
        exchange.invited_labs.set(labs)
        exchange.questions.set(questions)
        _write_agenda(exchange, agenda)
        entry = write_journal(
            VERB,
            exchange,
            by=by,
            now=now,
            target=exchange.status,
            details={"labs": sorted(one.slug for one in labs)},
            click=click,
        )
        notices.owe("exchange_planned", exchange, entry, now)
    return exchange


def planned_by_click(lab: Lab, by: User, click: str) -> Exchange | None:
    """Give the exchange of this lab that the same form has planned already."""
    lines = JournalEntry.objects.filter(user=by, verb=VERB, click=click)
    rows = Exchange.objects.planned().filter(pk__in=lines.values("object_id"), lab=lab)
    return rows.order_by("-pk").first()


def _other_labs(lab: Lab, labs: Collection[Lab], by: User) -> None:
    if lab.pk not in rules.lab_ids(by):
        raise ActRefused(_("Plan it for a lab that you work for."))
    if not labs:
        raise ActRefused(_("Choose one lab at least."))
    if lab in labs:
        raise ActRefused(_("The host is there anyway: choose other labs."))


def _in_time(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise ActRefused(_("Choose a time that is still to come."))
    if clock.local_day(starts_at) > last_day(clock.local_day(now)):
        raise ActRefused(_("Choose a time within the next ten years."))
    if ends_at <= starts_at:
        raise ActRefused(_("It ends before it begins."))
    if ends_at - starts_at > timedelta(hours=MOST_HOURS):
        raise ActRefused(_("An exchange lasts twelve hours at most."))


def _somewhere(place: str, video_url: str) -> None:
    if not (place or video_url):
        raise ActRefused(_("Say where: a place, a video address, or both."))


def _write_agenda(exchange: Exchange, agenda: Sequence[Point]) -> None:
    """Put these points in the place of those that stand there."""
    labs = {None, *exchange.lab_ids}
    if any((lab.pk if lab else None) not in labs for _title, _minutes, lab in agenda):
        raise ActRefused(_("A point is presented by a lab that is there."))
    exchange.items.all().delete()
    ExchangeItem.objects.bulk_create(
        ExchangeItem(exchange=exchange, rank=rank, title=title, minutes=for_, lab=lab)
        for rank, (title, for_, lab) in enumerate(agenda, start=1)
    )


@act(
    Exchange,
    sources=[E.PLANNED],
    label=_("Move it"),
    icon="calendar-days",
    records=("starts_at", "ends_at"),
)
def move_exchange(
    exchange: Exchange,
    step: Step,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    video_url: str,
    seen: str | None = None,
) -> None:
    """Give it another time or place; everybody's calendar follows."""
    _somewhere(place, video_url)
    new = (starts_at, ends_at, place, video_url)
    old = (exchange.starts_at, exchange.ends_at, exchange.place, exchange.video_url)
    if new == old:
        raise ActRefused(_("The same stands here already."))
    versions.check(exchange, versions.TIME, seen)
    if new[:2] != old[:2]:
        _in_time(starts_at, ends_at, step.now)
    exchange.starts_at, exchange.ends_at = starts_at, ends_at
    exchange.place, exchange.video_url = place, video_url
    exchange.ics_sequence += 1
    notices.owe("exchange_moved", exchange, step.entry, step.now)


@act(
    Exchange,
    sources=[E.PLANNED],
    label=_("Change the agenda"),
    icon="pencil-square",
)
def edit_exchange(
    exchange: Exchange,
    step: Step,
    *,
    title: str,
    labs: Collection[Lab],
    agenda: Sequence[Point],
    questions: Collection[Question] = (),
    seen: str | None = None,
) -> None:
    """Write title, agenda and questions anew; labs can be added, and are invited.

    Calendars hold title and agenda: everybody hears when these change.
    """
    _other_labs(exchange.lab, labs, step.user)
    before, wanted = exchange.lab_ids, {lab.pk for lab in labs} | {exchange.lab_id}
    if before - wanted:
        raise ActRefused(_("A lab that is invited stays so: add labs, or cancel it."))
    points = [(point, minutes, lab and lab.pk) for point, minutes, lab in agenda]
    is_new = (title, points) != (exchange.title, versions.agenda_of(exchange))
    linked = set(exchange.questions.values_list("pk", flat=True))
    if not is_new and (before, linked) == (wanted, {one.pk for one in questions}):
        raise ActRefused(_("The same stands here already."))
    versions.check(exchange, versions.AGENDA, seen)
    exchange.invited_labs.set(labs)
    exchange.questions.set(questions)
    exchange.title, exchange.ics_sequence = title, exchange.ics_sequence + is_new
    _write_agenda(exchange, agenda)
    # Before the mail, which reads it.
    exchange.save()
    if wanted - before:
        notices.owe("exchange_planned", exchange, step.entry, step.now, wanted - before)
    if is_new:
        notices.owe("exchange_edited", exchange, step.entry, step.now, before)


@transition(
    Exchange,
    sources=[E.PLANNED],
    target=E.CANCELLED,
    label=_("Cancel the exchange"),
    icon="x-mark",
    closes=True,
)
def cancel_exchange(exchange: Exchange, step: Step, *, text: str) -> None:
    """It does not take place; it leaves everybody's calendar, with the reason."""
    exchange.cancel_reason = text
    exchange.ics_sequence += 1
    notices.owe("exchange_cancelled", exchange, step.entry, step.now)


# --- After ----------------------------------------------------------------------------


def _has_begun(exchange: Exchange, now: datetime) -> str | Promise | None:
    if now < exchange.starts_at:
        return _("Who came is known once it has begun.")
    return None


@transition(
    Exchange,
    sources=[E.PLANNED, E.HELD],
    target=E.HELD,
    label=_("Say who came"),
    icon="user-group",
    guard=_has_begun,
)
def hold_exchange(
    exchange: Exchange,
    step: Step,
    *,
    presences: Mapping[int, str],
    seen: str | None = None,
) -> None:
    """Say of each person of the labs whether they came; until the minutes leave.

    What was said of somebody who has left since stays, in the lab they had then.
    """
    people = {user.pk: lab for user, lab in asked_of(exchange)}
    versions.check(exchange, versions.PRESENCES, seen)
    if set(presences) - set(people):
        raise ActRefused(_("Only people of the labs that meet are asked for."))
    if Presence.CAME not in presences.values():
        raise ActRefused(_("Somebody came: otherwise cancel the exchange."))
    ExchangeAttendance.objects.bulk_create(
        [
            ExchangeAttendance(
                exchange=exchange, person_id=pk, lab=people[pk], presence=presence
            )
            for pk, presence in sorted(presences.items())
        ],
        update_conflicts=True,
        unique_fields=["exchange", "person"],
        update_fields=["presence"],
    )
    if step.entry.source == E.PLANNED:
        exchange.held_at = step.now
        calendar, today = exchange.lab.calendar, clock.local_day(step.now)
        exchange.minutes_due_on = calendar.add_working_days(today, MINUTES_DAYS)


@act(
    Exchange,
    sources=[E.HELD],
    label=_("Add a decision"),
    icon="scale",
    keeps_row=True,
)
def decide_exchange(
    exchange: Exchange, step: Step, *, text: str, decided_by: str
) -> None:
    """Write down what was decided, and by whom."""
    if exchange.decisions.count() >= MOST_DECISIONS:
        raise ActRefused(_("Thirty decisions stand here: put some together."))
    if exchange.decisions.filter(text=text).exists():
        raise ActRefused(_("The same stands here already."))
    ExchangeDecision.objects.create(exchange=exchange, text=text, decided_by=decided_by)


@act(
    Exchange,
    sources=[E.HELD],
    label=_("Add an action"),
    icon="flag",
    keeps_row=True,
    records=("owner", "due_on"),
)
def assign_exchange(
    exchange: Exchange, step: Step, *, text: str, owner: User, due_on: date
) -> None:
    """Write down who of which lab does what, and until when."""
    lab = {user.pk: lab for user, lab in people_of(exchange)}.get(owner.pk)
    if lab is None:
        raise ActRefused(_("It is carried by somebody of a lab that was there."))
    if due_on < clock.local_day(step.now):
        raise ActRefused(_("Choose a day from today on."))
    keep_horizon(step, due_on)
    if exchange.actions.count() >= MOST_ACTIONS:
        raise ActRefused(_("Thirty actions stand here: put some together."))
    if exchange.actions.filter(text=text, owner=owner).exists():
        raise ActRefused(_("The same stands here already."))
    made = ExchangeAction.objects.create(
        exchange=exchange, lab=lab, owner=owner, text=text, due_on=due_on
    )
    step.begin(made)


@act(
    Exchange,
    sources=[E.HELD],
    label=_("Strike it out"),
    icon="backspace",
    keeps_row=True,
    records=("what", "number"),
)
def strike_exchange(exchange: Exchange, step: Step, *, what: str, number: int) -> None:
    """Take a decision or an action out again, until the minutes leave."""
    rows: Any = exchange.decisions if what == "decision" else exchange.actions
    gone, _tables = rows.filter(pk=number).delete()
    if not gone:
        raise ActRefused(_("It is struck out already."))


@transition(
    Exchange,
    sources=[E.HELD],
    target=E.MINUTED,
    label=_("Send the minutes"),
    icon="paper-airplane",
)
def minute_exchange(exchange: Exchange, step: Step, *, text: str) -> None:
    """Close the minutes and send them: what was said, decided, and is to be done."""
    exchange.minutes, exchange.minuted_at = text, step.now
    notices.owe("exchange_minuted", exchange, step.entry, step.now)
