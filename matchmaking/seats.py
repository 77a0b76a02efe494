"""How often a person is asked, in which order, and when a request's turn comes.

A seat is taken on the day on which a request leaves, and free again after seven days
for the week's budget and thirty for the month's: months of the calendar would let four
requests meet around the first of one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import (
    Coalesce,
    ExtractDay,
    Greatest,
    TruncDate,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    ANSWER_DAYS,
    CONSENT_DAYS,
    MODERATION_DAYS,
    DecisionMakerStatus,
    IntroductionStatus,
)
from matchmaking.models import Absence, DecisionMaker, Introduction, StartupProfile
from programmes import known
from servindus import clock
from servindus.calendar import DAY, Span, WorkingCalendar
from servindus.timers import in_chunks

S = IntroductionStatus
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
COMPANY_A_MONTH = 6
# What the order of a queue is made of, in days of waiting.
NEWCOMER, FIT, SOME_FIT, RECEIVED = 10, 10, 5, 5
HALF_A_YEAR, QUARTER = timedelta(days=182), timedelta(days=90)
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
        while day <= last:
            day = self.calendar.next_working_day(day)
            if not any(first <= day <= end for first, end in self.away) and (
                promised or self.why_full(day) is None
            ):
                return day
            day += DAY
        return None

    def take(self, day: date) -> None:
        """Take a seat on that day: the answer may come until its last day."""
        self.left.append(day)
        self.company_left.append(day)
        self.until.append(self.calendar.without(self.away).add(day, ANSWER_DAYS))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.PARIS)


def desks(cards: Sequence[DecisionMaker], today: date) -> dict[int, Desk]:
    """Give the desk of each card, in two statements for all of them."""
    found = {
        card.pk: Desk(card, WorkingCalendar(known.closures(card.lab_id)))
        for card in cards
    }
    by_company: dict[int, list[Desk]] = {}
    for desk in found.values():
        by_company.setdefault(desk.card.organisation_id, []).append(desk)
    absences = Absence.objects.filter(decision_maker__in=found, last_day__gte=today)
    for absence in absences:
        found[absence.decision_maker_id].away.append(absence.span)
    recent = Q(seat_at__gte=_midnight(today - MONTH))
    rows = Introduction.objects.filter(
        recent | Q(status=S.SENT), decision_maker__organisation__in=by_company
    ).values_list(
        "decision_maker",
        "decision_maker__organisation",
        "seat_at",
        "status",
        "due_on",
    )
    for card, company, seat_at, status, due_on in rows:
        assert seat_at is not None
        day = clock.local_day(seat_at)
        for desk in by_company[company]:
            desk.company_left.append(day)
        if own := found.get(card):
            own.left.append(day)
            if status == S.SENT and due_on is not None:
                own.until.append(max(due_on, today))
    return found


# --- The order of the queue -----------------------------------------------------------


def in_order(rows: QuerySet[Introduction], now: datetime) -> QuerySet[Any]:
    """Put each person's queue in its order, with `score`, which anybody can count.

    Days of waiting, 10 for a startup that nobody has met for half a year, up to 10 for
    the topics, less 5 for each of its requests of 90 days; then whoever asked first.
    """
    own = Introduction.objects.filter(startup=OuterRef("startup")).order_by()
    met = own.filter(manager_consent_at__gt=now - HALF_A_YEAR)
    received = (
        own.filter(seat_at__gt=now - QUARTER)
        .values("startup")
        .annotate(n=Count("pk"))
        .values("n")
    )
    today = Value(clock.local_day(now), output_field=DateField())
    waited = today - TruncDate("queued_at", tzinfo=clock.PARIS)
    return rows.annotate(
        score=ExtractDay(waited)
        + Case(When(Exists(met), then=Value(0)), default=Value(NEWCOMER))
        + _fit()
        - RECEIVED * Coalesce(Subquery(received, output_field=IntegerField()), Value(0))
    ).order_by("decision_maker", "-score", "submitted_at", "pk")


def _fit() -> Case:
    """How well the startup's topics are those that the person wants to hear of."""
    profiles = StartupProfile.objects.filter(organisation=OuterRef("startup"))
    card = OuterRef("decision_maker")
    refused = DecisionMaker.refused_topics.through.objects.filter(
        decisionmaker=OuterRef(OuterRef("decision_maker"))
    ).values("topic")
    wanted = DecisionMaker.wanted_topics.through.objects.filter(decisionmaker=card)
    of_card = DecisionMaker.wanted_topics.through.objects.filter(
        decisionmaker=OuterRef(OuterRef("decision_maker"))
    ).values("topic")
    return Case(
        When(Exists(profiles.filter(topics__in=refused)), then=Value(0)),
        When(Exists(profiles.filter(topics__in=of_card)), then=Value(FIT)),
        When(~Exists(wanted), then=Value(SOME_FIT)),
        default=Value(0),
        output_field=IntegerField(),
    )


def agreed() -> Greatest:
    """Give the moment from which the startup's consent to leave counts."""
    return Greatest("queued_at", "startup_consent_at")


def queued() -> QuerySet[Any]:
    """Requests that wait for their turn, with the moment from which they are meant."""
    return Introduction.objects.filter(status=S.QUEUED).annotate(agreed=agreed())


def may_leave(now: datetime) -> QuerySet[Any]:
    """Those of which the startup is not asked first whether they still stand."""
    oldest = _midnight(clock.local_day(now) - timedelta(days=CONSENT_DAYS - 1))
    return queued().filter(agreed__gte=oldest)


def needs_consent(introduction: Introduction, now: datetime) -> bool:
    """Whether it has waited so long that the startup says whether it still stands."""
    waits = introduction.status == S.QUEUED
    return waits and days_meant(introduction, now) >= CONSENT_DAYS


def days_meant(introduction: Introduction, now: datetime) -> int:
    """Give how many days ago the startup last said so; 0 for what does not queue."""
    queued_at = introduction.queued_at
    if queued_at is None:
        return 0
    since = max(queued_at, introduction.startup_consent_at or queued_at)
    return (clock.local_day(now) - clock.local_day(since)).days


def is_promised(introduction: Introduction) -> bool:
    """Whether the person named the day: what they put off themselves does not queue.

    The day stays with the request from its return until it has left.
    """
    return introduction.deferred_until is not None


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
    if reason := desks([card], today)[card.pk].why_full(today):
        return reason
    mine = may_leave(now).filter(decision_maker=card, deferred_until=None)
    first = in_order(mine, now).first()
    if first is not None and first.pk != introduction.pk:
        return _("Another request to this person comes first.")
    return None


def leaving(cards: Iterable[DecisionMaker], now: datetime) -> Iterator[Introduction]:
    """Give the requests whose turn has come, each person's in their order."""
    today = clock.local_day(now)
    by_card = {card.pk: card for card in cards if card.is_askable}
    found = desks(list(by_card.values()), today)
    rows = may_leave(now).filter(decision_maker__in=by_card)
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
    found = desks(cards, clock.local_day(now))
    yield from _reckon(found, now)


def _reckon(
    found: dict[int, Desk], now: datetime
) -> Iterator[tuple[Introduction, date | None]]:
    today = clock.local_day(now)
    rows = queued().filter(decision_maker__in=found)
    # Those that the person put off come on their day, before the others.
    ordered = in_order(rows, now).order_by(
        "decision_maker",
        F("deferred_until").asc(nulls_last=True),
        "-score",
        "submitted_at",
        "pk",
    )
    for row in ordered:
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
    found = desks(cards, clock.local_day(now))
    for _row, _day in _reckon(found, now):
        pass
    return {pk: _forecast(desk, clock.local_day(now)) for pk, desk in found.items()}


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
    reason = desk.why_full(today)
    days = {row.pk: day for row, day in _reckon(found, now)}
    if reason is None and set(days) - {introduction.pk}:
        reason = _("Other requests to this person come first.")
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
    recent = Q(seat_at__gte=_midnight(today - MONTH)) | Q(status__in=[S.SENT, S.QUEUED])
    asked = Introduction.objects.filter(recent).values("decision_maker__organisation")
    away = Absence.objects.filter(last_day__gte=today).values("decision_maker")
    rows = cards.filter(Q(organisation__in=asked) | Q(pk__in=away)).order_by("pk")
    found: dict[int, tuple[date, date] | None] = {}
    for chunk in in_chunks(rows):
        found |= forecasts(chunk, now)
    return found


def with_queue(now: datetime) -> QuerySet[DecisionMaker]:
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
