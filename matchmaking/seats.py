"""How often a person is asked, in which order, and when a request's turn comes.

A seat is taken on the day on which a request leaves, and free again after seven days
for the week's budget and thirty for the month's: months of the calendar would let four
requests meet around the first of one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Greatest, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    ANSWER_DAYS,
    MODERATION_DAYS,
    DecisionMakerStatus,
    IntroductionStatus,
)
from matchmaking.models import Absence, DecisionMaker, Introduction
from matchmaking.queue import (
    in_order,
    is_promised,
    may_leave,
    midnight,
    needs_consent,
    queued,
)
from programmes import known
from servindus import clock
from servindus.calendar import DAY, Span, WorkingCalendar
from servindus.timers import in_chunks

S = IntroductionStatus
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
COMPANY_A_MONTH = 6
# Nobody is promised a day further away than that.
HORIZON = timedelta(days=400)
# A number of its own among the database's advisory locks; the company's follows.
COMPANY_LOCK = 0x5EA7


@dataclass
class Desk:
    """What one person has on the desk, and on which days something may come."""

    card: DecisionMaker
    calendar: WorkingCalendar
    away: list[Span] = field(default_factory=list)
    # Days on which requests left for this person, and for anybody of the company.
    left: list[date] = field(default_factory=list)
    company_left: list[date] = field(default_factory=list)
    # Until when each request that waits for an answer may wait.
    until: list[date] = field(default_factory=list)
    # Whether each request that may leave has a day which the person named.
    queue: list[bool] = field(default_factory=list)
    # No seat is free before this day: seats are taken here and never given back.
    full_before: date = date.min

    def note(self, seat: dict[str, Any]) -> None:
        """Put a request on the desk that somebody of this company has had."""
        moments = [*seat["before"], *([seat["left"]] if seat["left"] else [])]
        days = [clock.local_day(datetime.fromisoformat(one)) for one in moments]
        days += [date.fromisoformat(seat["comes"])] if seat["comes"] else []
        self.company_left += days
        if seat["card"] != self.card.pk:
            return
        self.left += days
        self.until += [date.fromisoformat(seat["until"])] if seat["until"] else []

    def why_full(self, day: date) -> str | Promise | None:
        """Give the reason why no seat is free on a day, or None."""
        card = self.card
        if self._since(self.left, day, WEEK) >= card.budget_per_week:
            return _("This person has had the requests of this week: %(n)d.") % {
                "n": card.budget_per_week
            }
        if self._since(self.left, day, MONTH) >= card.budget_per_month:
            return _("This person has had the requests of thirty days: %(n)d.") % {
                "n": card.budget_per_month
            }
        if sum(until >= day for until in self.until) >= card.max_waiting:
            return _("Requests wait for this person's answer already: %(n)d.") % {
                "n": card.max_waiting
            }
        if self._since(self.company_left, day, MONTH) >= COMPANY_A_MONTH:
            return _("This company has had its six requests of thirty days.")
        return None

    @staticmethod
    def _since(days: Iterable[date], day: date, length: timedelta) -> int:
        return sum(day - length < one <= day for one in days)

    def next_day(self, day: date, *, promised: bool = False) -> date | None:
        """Give the first day from this one on which a request may leave, if any."""
        if self.card.status != DecisionMakerStatus.ACTIVE:
            return None
        last = day + HORIZON
        day = max(day, self.card.paused_until or day)
        if not promised:
            day = max(day, self.full_before)
        while day <= last:
            day = self.calendar.next_working_day(day)
            if not any(first <= day <= end for first, end in self.away) and (
                promised or self.why_full(day) is None
            ):
                break
            day += DAY
        if not promised:
            self.full_before = day
        return day if day <= last else None

    def take(self, day: date) -> None:
        """Take a seat on that day: the answer may come until its last day."""
        self.left.append(day)
        self.company_left.append(day)
        self.until.append(self.calendar.without(self.away).add(day, ANSWER_DAYS))


def desks(cards: Sequence[DecisionMaker], today: date) -> dict[int, Desk]:
    """Give the desk of each card: of `with_desk`, or in one statement for them all."""
    found = {
        card.pk: Desk(card, WorkingCalendar(known.closures(card.lab_id)))
        for card in cards
    }
    rows: Any = cards
    if not all(hasattr(card, "desk_seats") for card in cards):
        rows = with_desk(DecisionMaker.objects.filter(pk__in=found), today)
        rows = rows.order_by().only("pk")
    for row in rows:
        desk = found[row.pk]
        for seat in row.desk_seats:
            desk.note(seat)
        desk.queue = [named is not None for named in row.desk_queue]
        desk.away = [_span(one) for one in row.desk_away]
    return found


def with_desk(cards: QuerySet[Any], today: date) -> QuerySet[Any]:
    """The same cards, each with what is on its desk, in the same statement."""
    company = OuterRef("organisation")
    recent = Q(seat_at__gte=midnight(today - MONTH)) | Q(
        status__in=[S.SENT, S.DEFERRED]
    )
    day = Value(today, output_field=DateField())
    # An answer that is late is still awaited; what was put off comes on its day.
    awaited = When(status=S.SENT, then=Greatest("due_on", day))
    put_off = When(status=S.DEFERRED, then=Greatest("deferred_until", day))
    seats = Introduction.objects.filter(
        recent, decision_maker__organisation=company
    ).values(
        seat=JSONObject(
            card=F("decision_maker"),
            left=F("seat_at"),
            before=F("earlier_seats"),
            comes=Case(put_off, output_field=DateField()),
            until=Case(awaited, output_field=DateField()),
        )
    )
    queue = may_leave(today).filter(decision_maker=OuterRef("pk"))
    away = Absence.objects.filter(decision_maker=OuterRef("pk"), last_day__gte=today)
    span = JSONObject(first=F("first_day"), last=F("last_day"))
    return cards.annotate(
        desk_seats=ArraySubquery(seats.order_by()),
        desk_queue=ArraySubquery(queue.order_by().values("deferred_until")),
        desk_away=ArraySubquery(away.order_by().values(span=span)),
    )


def _span(days: dict[str, str]) -> Span:
    return date.fromisoformat(days["first"]), date.fromisoformat(days["last"])


# --- Who leaves, and when the others do ----------------------------------------------


def why_wait(introduction: Introduction, now: datetime) -> str | Promise | None:
    """Give the reason why it is not this request's turn, or None.

    The person's row is locked; the company's cap is counted one at a time too.
    """
    if is_promised(introduction):
        return None
    card = introduction.decision_maker
    with connection.cursor() as cursor:
        # Taken last, and no row of a company with it: merging locks those first.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [COMPANY_LOCK, card.organisation_id]
        )
    today = clock.local_day(now)
    return desks([card], today)[card.pk].why_full(today) or _why_later(
        introduction, now
    )


def _why_later(introduction: Introduction, now: datetime) -> str | Promise | None:
    """Give the reason why somebody else's request leaves before this one, or None."""
    queue = may_leave(clock.local_day(now)).values("pk")
    rows = Introduction.objects.filter(
        Q(pk__in=queue) | Q(pk=introduction.pk),
        decision_maker=introduction.decision_maker_id,
    )
    first = in_order(rows, now).first()
    if first is not None and first.pk != introduction.pk:
        return _("Another request to this person comes first.")
    return None


def leaving(cards: Iterable[DecisionMaker], now: datetime) -> Iterator[Introduction]:
    """Give the requests whose turn has come, each person's in their order."""
    today = clock.local_day(now)
    by_card = {card.pk: card for card in cards if card.is_askable}
    found = desks(list(by_card.values()), today)
    rows = may_leave(today).filter(decision_maker__in=by_card)
    for row in in_order(rows.select_related("lab"), now):
        desk = found[row.decision_maker_id]
        if any(first <= today <= last for first, last in desk.away):
            continue
        if is_promised(row) or desk.why_full(today) is None:
            yield row
            desk.take(today)


def reckon(
    cards: Sequence[DecisionMaker], now: datetime
) -> Iterator[tuple[Introduction, date | None]]:
    """Give each waiting request with the day on which it is expected to leave."""
    return _reckon(desks(cards, clock.local_day(now)), now)


def _reckon(
    found: dict[int, Desk], now: datetime
) -> Iterator[tuple[Introduction, date | None]]:
    today = clock.local_day(now)
    for row in in_order(queued().filter(decision_maker__in=found), now):
        desk = found[row.decision_maker_id]
        day = desk.next_day(today, promised=is_promised(row))
        # What waits for the startup's word takes nobody's place.
        if day is not None and not needs_consent(row, now):
            desk.take(day)
        yield row, day


def forecasts(
    cards: Sequence[DecisionMaker], now: datetime
) -> dict[int, tuple[date, date] | None]:
    """Give when a request submitted today leaves and is answered at the latest.

    None for somebody who has so many requests before it that no day can be named.
    """
    today = clock.local_day(now)
    found = desks(cards, today)
    for desk in found.values():
        # A day that the person named comes first; the others are all alike here.
        for named in sorted(desk.queue, reverse=True):
            if day := desk.next_day(today, promised=named):
                desk.take(day)
    return {pk: _forecast(desk, today) for pk, desk in found.items()}


def outlook(
    introduction: Introduction, now: datetime
) -> tuple[str | Promise | None, date | None]:
    """Give why a request would not leave at once, or None, and the day it would.

    The day comes after all that is in the person's queue, but for a request that is
    in it.
    """
    card, today = introduction.decision_maker, clock.local_day(now)
    found = desks([card], today)
    desk = found[card.pk]
    reason = desk.why_full(today) or _why_later(introduction, now)
    days = {row.pk: day for row, day in _reckon(found, now)}
    if is_promised(introduction):
        reason = None
    return reason, days.get(introduction.pk) or desk.next_day(today)


def _forecast(desk: Desk, today: date) -> tuple[date, date] | None:
    read = desk.calendar.add_working_days(today, MODERATION_DAYS)
    leaves = desk.next_day(read)
    if leaves is None:
        return None
    return leaves, desk.calendar.without(desk.away).add(leaves, ANSWER_DAYS)


def of_free(card: DecisionMaker, now: datetime) -> tuple[date, date] | None:
    """Give the same for somebody whom nothing is before."""
    desk = Desk(card, WorkingCalendar(known.closures(card.lab_id)))
    return _forecast(desk, clock.local_day(now))


def of_busy(
    cards: QuerySet[DecisionMaker], now: datetime
) -> dict[int, tuple[date, date] | None]:
    """Give the same for those of many who have had a request, or are away."""
    today = clock.local_day(now)
    recent = Q(seat_at__gte=midnight(today - MONTH)) | Q(status__in=[S.SENT, S.QUEUED])
    asked = Introduction.objects.filter(recent).values("decision_maker__organisation")
    away = Absence.objects.filter(last_day__gte=today).values("decision_maker")
    rows = cards.filter(Q(organisation__in=asked) | Q(pk__in=away)).order_by("pk")
    found: dict[int, tuple[date, date] | None] = {}
    for chunk in in_chunks(rows):
        found |= forecasts(chunk, now)
    return found


def with_queue() -> QuerySet[DecisionMaker]:
    """Cards for which something waits."""
    rows = Introduction.objects.filter(decision_maker=OuterRef("pk"), status=S.QUEUED)
    return DecisionMaker.objects.filter(Exists(rows))


def moved(cards: Sequence[DecisionMaker], now: datetime) -> dict[int, date | None]:
    """Give the requests whose expected day is another one than what their row says."""
    return {row.pk: day for row, day in reckon(cards, now) if day != row.expected_on}


def keep(card: DecisionMaker, now: datetime) -> None:
    """Write the days expected; the card is locked, so that two do not mix."""
    for pk, day in sorted(moved([card], now).items()):
        rows = Introduction.objects.filter(pk=pk, status=S.QUEUED)
        rows.update(expected_on=day)
