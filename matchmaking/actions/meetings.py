"""Time: propose slots, book, move, cancel, and say how the meeting went."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.utils import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import rules
from matchmaking.actions.moderation import remark
from matchmaking.enums import (
    MEETING_MINUTES,
    IntroductionStatus,
    MeetingStatus,
    Side,
    SlotStatus,
)
from matchmaking.models import Introduction, Meeting, MeetingReport, SlotOffer
from servindus import clock
from servindus.actors import Actor
from servindus.workflow import ActRefused, Step, act, transition, write_journal

S = IntroductionStatus
M = MeetingStatus
MAX_OFFERS = 6
# A booked meeting that overlaps is told by PostgreSQL as an exclusion violation.
EXCLUSION = "23P01"
TAKEN = _("This time is no longer free. Please choose another one.")
# The one order in which meetings and their parents are locked.
PARENTS = ("decision_maker", "startup", "introduction")
OPEN_FOR_SLOTS = [S.DRAFT, S.NEEDS_INFO, S.SUBMITTED, S.QUEUED, S.SENT, S.ACCEPTED]


def side_of(actor: Actor, introduction: Introduction) -> Side:
    """Give the side that an actor speaks for; the lab speaks for the manager."""
    if rules.is_startup_member(actor, introduction):
        return Side.STARTUP
    return Side.MANAGER


@act(
    Introduction,
    sources=OPEN_FOR_SLOTS,
    label=_("Propose times"),
    icon="calendar-days",
    lock_first=("decision_maker", "startup"),
)
def propose_slots(
    introduction: Introduction, step: Step, *, slots: Sequence[dict[str, Any]]
) -> None:
    """Propose times; they freeze nothing until the other side picks one."""
    side = side_of(step.by, introduction)
    offered = introduction.slots.filter(proposed_by=side, status=SlotStatus.OFFERED)
    known = {slot.starts_at for slot in offered.filter(span__startswith__gt=step.now)}
    fresh = [slot for slot in slots if slot["starts_at"] not in known]
    if len(known) + len(fresh) > MAX_OFFERS:
        raise ActRefused(_("Six times are proposed already: withdraw one first."))
    for slot in fresh:
        if slot["starts_at"] <= step.now:
            raise ActRefused(_("A proposed time must be in the future."))
        SlotOffer.objects.create(
            introduction=introduction,
            proposed_by=side,
            span=_span(slot["starts_at"]),
            format=slot["format"],
        )
    if fresh and introduction.status == S.ACCEPTED:
        notices.owe_other_side("slots_proposed", introduction, step, side)


def _span(starts_at: datetime) -> tuple[datetime, datetime]:
    return starts_at, starts_at + timedelta(minutes=MEETING_MINUTES)


@transition(
    SlotOffer,
    sources=[SlotStatus.OFFERED],
    target=SlotStatus.WITHDRAWN,
    label=_("Withdraw this time"),
    icon="x-mark",
)
def withdraw_slot(slot: SlotOffer, step: Step) -> None:
    """Take a proposed time back."""


@transition(
    SlotOffer,
    sources=[SlotStatus.OFFERED],
    target=SlotStatus.PICKED,
    label=_("Choose this time"),
)
def pick_slot(slot: SlotOffer, step: Step) -> None:
    """Mark the proposed time that became a meeting; booking does it."""


def _can_book(introduction: Introduction, now: datetime) -> str | Promise | None:
    if any(meeting.status == M.BOOKED for meeting in introduction.meetings.all()):
        return _("A time is booked already.")
    return None


@act(
    Introduction,
    sources=[S.ACCEPTED],
    label=_("Choose a time"),
    icon="calendar-days",
    lock_first=("decision_maker", "startup"),
    guard=_can_book,
    records=("slot",),
)
def book_meeting(
    introduction: Introduction, step: Step, *, slot: int, place: str = ""
) -> None:
    """Pick a time that the other side proposed; the only act that takes time."""
    offer = _offer(introduction, step, slot)
    meeting = _create(introduction, offer.span, offer.format, place)
    pick_slot(offer, by=step.by, channel=step.channel)
    introduction.slot_due_on = clock.local_day(meeting.starts_at)
    _tell(meeting, "meeting_booked", step)


def _offer(introduction: Introduction, step: Step, slot: int) -> SlotOffer:
    """Give the proposed time, still open, of the other side."""
    side = side_of(step.by, introduction)
    offer = (
        introduction.slots.select_for_update(no_key=True)
        .filter(pk=slot, status=SlotStatus.OFFERED)
        .exclude(proposed_by=side)
        .first()
    )
    if offer is None:
        raise ActRefused(TAKEN)
    if offer.starts_at <= step.now:
        raise ActRefused(_("This time is past. Please choose another one."))
    return offer


def _create(
    introduction: Introduction,
    span: Any,
    way: str,
    place: str,
    moved_from: Meeting | None = None,
) -> Meeting:
    """Insert the meeting; the database refuses an overlap for either side."""
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                introduction=introduction,
                startup_id=introduction.startup_id,
                decision_maker_id=introduction.decision_maker_id,
                span=span,
                format=way,
                place=place,
                ics_uid=moved_from.ics_uid
                if moved_from
                else f"{introduction.public_id}-{introduction.meetings.count()}@"
                f"{settings.PUBLIC_URL.split('://', 1)[1].split(':')[0]}",
                ics_sequence=moved_from.ics_sequence + 1 if moved_from else 0,
                moved_from=moved_from,
            )
    except IntegrityError as error:
        if _pgcode(error) == EXCLUSION:
            raise ActRefused(TAKEN) from error
        raise
    meeting.refresh_from_db()
    return meeting


def _pgcode(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "pgcode", ""))


def _tell(meeting: Meeting, kind: str, step: Step) -> None:
    """Owe both sides the calendar file, once the pick can no longer be undone."""
    introduction = meeting.introduction
    picked_by_manager = side_of(step.by, introduction) == Side.MANAGER
    not_before = introduction.settle_from(step.now) if picked_by_manager else step.now
    if introduction.settles_at:
        not_before = max(not_before, introduction.settles_at)
    notices.owe_meeting(kind, meeting, step, not_before)


def _before_end(meeting: Meeting, now: datetime) -> str | Promise | None:
    return _("This meeting is over.") if meeting.ends_at <= now else None


def _after_end(meeting: Meeting, now: datetime) -> str | Promise | None:
    return _("This meeting is not over yet.") if meeting.ends_at > now else None


@transition(
    Meeting,
    sources=[M.BOOKED],
    target=M.MOVED,
    label=_("Move the meeting"),
    icon="arrow-path",
    guard=_before_end,
    records=("slot",),
    lock_first=PARENTS,
)
def move_meeting(meeting: Meeting, step: Step, *, slot: int) -> None:
    """Move to another time that the other side proposed; a new row points back."""
    # The row leaves "booked" first, so that the new one may overlap it.
    meeting.save(update_fields=["status"])
    introduction = meeting.introduction
    offer = _offer(introduction, step, slot)
    fresh = _create(introduction, offer.span, offer.format, meeting.place, meeting)
    write_journal("book_meeting", fresh, by=step.by, now=step.now, target=M.BOOKED)
    pick_slot(offer, by=step.by, channel=step.channel)
    Introduction.objects.filter(pk=introduction.pk).update(
        slot_due_on=clock.local_day(fresh.starts_at)
    )
    notices.forget_meeting(meeting)
    _tell(fresh, "meeting_moved", step)


@transition(
    Meeting,
    sources=[M.BOOKED],
    target=M.CANCELLED,
    label=_("Cancel the meeting"),
    icon="x-mark",
    closes=True,
    guard=_before_end,
    lock_first=PARENTS,
)
def cancel_meeting(meeting: Meeting, step: Step, *, text: str = "") -> None:
    """Give the time back; the introduction stays accepted, another time is chosen."""
    meeting.ics_sequence += 1
    remark(meeting.introduction, step, text)
    unheard = notices.forget_meeting(meeting)
    if not unheard:
        # Somebody has the time in a calendar: that entry has to go.
        notices.owe_meeting("meeting_cancelled", meeting, step, step.now)


def _report(
    meeting: Meeting, step: Step, happened: str, outcome: str, comment: str
) -> None:
    side = side_of(step.by, meeting.introduction)
    user = step.entry.user
    try:
        with transaction.atomic():
            MeetingReport.objects.create(
                meeting=meeting,
                side=side,
                happened=happened,
                outcome=outcome,
                comment=comment,
                author=user,
            )
    except IntegrityError as error:
        raise ActRefused(_("Your side has told already how it went.")) from error


@transition(
    Meeting,
    sources=[M.BOOKED],
    target=M.HELD,
    label=_("It took place"),
    icon="check",
    guard=_after_end,
    records=("outcome",),
    lock_first=PARENTS,
)
def hold_meeting(
    meeting: Meeting, step: Step, *, outcome: str, comment: str = ""
) -> None:
    """Say that the meeting took place, and what came of it."""
    _report(meeting, step, M.HELD, outcome, comment)


@transition(
    Meeting,
    sources=[M.BOOKED],
    target=[M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER],
    label=_("Somebody did not come"),
    icon="user-minus",
    guard=_after_end,
    records=("to",),
    lock_first=PARENTS,
)
def miss_meeting(meeting: Meeting, step: Step, *, to: str, comment: str = "") -> None:
    """Say who did not come."""
    _report(meeting, step, to, "", comment)


@act(
    Meeting,
    sources=[M.HELD, M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER],
    label=_("Tell how it went"),
    icon="chat-bubble-left-ellipsis",
    records=("happened", "outcome"),
    lock_first=PARENTS,
)
def report_meeting(
    meeting: Meeting,
    step: Step,
    *,
    happened: str,
    outcome: str = "",
    comment: str = "",
) -> None:
    """Add the second side's word; a disagreement stays visible to staff."""
    _report(meeting, step, happened, outcome, comment)


def busy_spans(introduction: Introduction) -> list[tuple[str, Any]]:
    """Give the booked times of either side, with whose they are."""
    rows = Meeting.objects.filter(status=M.BOOKED).filter(
        Q(decision_maker=introduction.decision_maker_id)
        | Q(startup=introduction.startup_id)
    )
    return [
        (
            Side.MANAGER
            if row.decision_maker_id == introduction.decision_maker_id
            else Side.STARTUP,
            row.span,
        )
        for row in rows.exclude(introduction=introduction)
    ]
