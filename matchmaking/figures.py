"""The moderators' figures: what waits, how fast it is read, which promises are kept.

Days are working days of the lab; the promise is one (`MODERATION_DAYS`). Figures are
of the last 90 days, for the lab and for one moderator, in a handful of queries
whatever the number of requests.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from matchmaking.enums import MODERATION_DAYS, IntroductionStatus
from matchmaking.models import Introduction
from programmes.models import Lab
from servindus import clock
from servindus.kept import kept
from servindus.models import JournalEntry

S = IntroductionStatus
PERIOD = timedelta(days=90)
# Fewer cases say nothing about a habit.
FEW = 10
# A reading ends with one of these; each is paired with the submission before it.
READINGS = """
SELECT i.lab_id,
       (s.at AT TIME ZONE 'Europe/Paris')::date,
       (d.at AT TIME ZONE 'Europe/Paris')::date,
       d.user_id = %(user)s,
       count(*)
FROM servindus_journalentry d
JOIN matchmaking_introduction i ON i.id = d.object_id AND i.lab_id = ANY(%(labs)s)
CROSS JOIN LATERAL (
  SELECT j.at FROM servindus_journalentry j
  WHERE j.object_type = d.object_type AND j.object_id = d.object_id
    AND j.id < d.id AND j.target = 'submitted'
  ORDER BY j.id DESC LIMIT 1
) s
WHERE d.object_type = 'matchmaking.introduction' AND d.at >= %(since)s
  AND d.source = 'submitted'
  AND d.verb IN ('approve_introduction', 'ask_info_introduction',
                 'reject_introduction', 'reword_introduction')
GROUP BY 1, 2, 3, 4
"""


@dataclass
class Pace:
    """How many working days readings took: `days[n]` readings took n."""

    days: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many requests were read."""
        return self.days.total()

    @property
    def kept(self) -> int:
        """How many were read within the promise."""
        return sum(n for days, n in self.days.items() if days <= MODERATION_DAYS)

    @property
    def is_few(self) -> bool:
        """Whether there are too few for a median to mean anything."""
        return self.total < FEW

    @property
    def median(self) -> float | None:
        """The middle reading in working days; None when there are too few."""
        if self.is_few:
            return None
        low, high = (self.total - 1) // 2, self.total // 2
        return (self._nth(low) + self._nth(high)) / 2

    def _nth(self, rank: int) -> int:
        """Give the days of the reading of this rank, counted from 0."""
        passed = 0
        for days in sorted(self.days):
            passed += self.days[days]
            if passed > rank:
                return days
        raise IndexError(rank)


@dataclass(frozen=True)
class Appeals:
    """Appeals made in the period, and how they ended."""

    made: int
    waiting: int
    upheld: int
    changed: int


@dataclass(frozen=True)
class Figures:
    """What a moderator's page of figures shows."""

    waiting: int
    oldest: datetime | None
    oldest_days: int
    late: int
    lab: Pace
    own: Pace
    appeals: Appeals
    since: date


def figures(labs: set[int], user_id: int, now: datetime) -> Figures:
    """Count for these labs and this moderator."""
    today = clock.local_day(now)
    since = now - PERIOD
    calendars = {lab.pk: lab.calendar for lab in Lab.objects.filter(pk__in=labs)}
    queue = Introduction.objects.filter(lab__in=labs, status=S.SUBMITTED)
    found = queue.aggregate(
        n=Count("pk"),
        late=Count("pk", filter=Q(moderate_by__lt=today)),
    )
    first = queue.order_by("moderate_by", "pk").first()
    lab, own = _paces(labs, user_id, since, calendars)
    waited = 0
    submitted = _submitted(first)
    if first is not None and submitted is not None:
        day = clock.local_day(submitted)
        waited = calendars[first.lab_id].working_days_between(day, today)
    return Figures(
        waiting=found["n"],
        oldest=submitted,
        oldest_days=max(waited, 0),
        late=found["late"],
        lab=lab,
        own=own,
        appeals=_appeals(labs, since),
        since=clock.local_day(since),
    )


def lab_pace(labs: set[int], now: datetime) -> Pace:
    """Give the pace of these labs alone, for the card on the home page.

    Three months of the journal are read for it, hence it is kept for five minutes.
    """
    key = ":".join(["moderation:pace", *map(str, sorted(labs))])
    return kept(key, now, partial(_lab_pace, labs, now - PERIOD))[1]


def _lab_pace(labs: set[int], since: datetime) -> Pace:
    calendars = {lab.pk: lab.calendar for lab in Lab.objects.filter(pk__in=labs)}
    return _paces(labs, 0, since, calendars)[0]


def _submitted(introduction: Introduction | None) -> datetime | None:
    """Give when the request last reached the desk."""
    if introduction is None:
        return None
    lines = JournalEntry.objects.about(introduction).filter(target=S.SUBMITTED)
    last = lines.last()
    return last.at if last is not None else introduction.submitted_at


def _paces(
    labs: set[int], user_id: int, since: datetime, calendars: dict[int, Any]
) -> tuple[Pace, Pace]:
    """Give the lab's pace and one's own; equal pairs of days come as one row."""
    lab, own = Pace(), Pace()
    with connection.cursor() as cursor:
        cursor.execute(READINGS, {"labs": list(labs), "user": user_id, "since": since})
        for lab_id, first, last, mine, n in cursor.fetchall():
            days = max(calendars[lab_id].working_days_between(first, last), 0)
            lab.days[days] += n
            if mine:
                own.days[days] += n
    return lab, own


def _appeals(labs: set[int], since: datetime) -> Appeals:
    """Count the appeals of the period by how they ended."""
    rows = Introduction.objects.filter(lab__in=labs, appealed_at__gte=since)
    waits = Q(status__in=[S.SUBMITTED, S.NEEDS_INFO])
    gone = Q(status=S.WITHDRAWN)
    found = rows.aggregate(
        made=Count("pk"),
        waiting=Count("pk", filter=waits),
        upheld=Count("pk", filter=Q(status=S.REJECTED)),
        changed=Count("pk", filter=~waits & ~gone & ~Q(status=S.REJECTED)),
    )
    return Appeals(**found)
