"""What has waited how long, and for whom: what timers ask, and their mails tell.

A ladder is one delay with the days on which somebody hears of it. What a run finds is
put together per person, so that each of them gets one mail of all that is new.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Max, Model, QuerySet

from blockers import clocks
from blockers.enums import FORGOTTEN_DAYS, GRACE_DAYS, Side
from programmes.enums import MembershipStatus
from programmes.hours import is_open
from programmes.models import Lab, Membership
from servindus import clock, timers
from servindus.models import Occurrence, User
from servindus.templatetags.servindus import full_date

CHUNK = 500
LIAISONS, LAB = "liaisons", "lab"


@dataclass(frozen=True)
class Line:
    """One line of a reminder: what it is about, what is owed by when, and where."""

    title: str
    text: str
    url: str
    due: date
    is_late: bool


class Ladder(ABC):
    """One delay: the rows that owe it, its date, and the days that are told."""

    # The name in the table of what is done, and what the journal calls the reminder.
    timer: ClassVar[str]
    verb: ClassVar[str]
    # Who hears of it, with the right that they must have on the row.
    readers: ClassVar[str] = LIAISONS
    permission: ClassVar[str]
    # The date from which the rungs count; a date that moves starts them anew.
    column: ClassVar[str]
    rungs: ClassVar[Sequence[int]]

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Give all rows that owe it now, with everything that is named of them."""

    @abstractmethod
    def lab(self, row: Any) -> Lab:
        """Give the lab whose hours count."""

    @abstractmethod
    def desks(self, row: Any) -> set[int]:
        """Give the organisations whose members hear of it."""

    @abstractmethod
    def began(self, row: Any) -> date:
        """Give the day on which it came to whoever owes it."""

    @abstractmethod
    def title(self, row: Any) -> str:
        """Name the file."""

    @abstractmethod
    def text(self, row: Any, day: str, *, late: bool) -> str:
        """Say what is owed, by that day or since."""

    def address(self, row: Any) -> str:
        """Give the path of the page where it is done."""
        return str(row.get_absolute_url())

    def asked(self, row: Any) -> Model:
        """Give the row on which the right is asked."""
        return row

    def since(self, row: Any) -> date:
        """Give the day from which this row's rungs count."""
        return getattr(row, self.column)

    def due(self, row: Any) -> date:
        """Give the day on which it is owed."""
        return self.since(row)

    def days(self, row: Any, today: date) -> int:
        """Count the days; negative ones are still to come."""
        return (today - self.since(row)).days

    def candidates(self, today: date) -> QuerySet[Any]:
        """Give the rows that may have reached a rung, and not long ago."""
        first = today - timedelta(days=max(self.rungs) + FORGOTTEN_DAYS)
        last = today - timedelta(days=min(self.rungs))
        return self.rows().filter(**{f"{self.column}__range": (first, last)})

    def rung(self, row: Any, today: date) -> int | None:
        """Give the highest rung that was reached; None in the first working days."""
        calendar = clocks.calendar_for(Side.MINISTRY, self.lab(row).calendar)
        if calendar.working_days_between(self.began(row), today) < GRACE_DAYS:
            return None
        return timers.rung_of(self.days(row, today), self.rungs)

    def may(self, user: User, row: Any) -> bool:
        """Whether this person can do something about it."""
        return user.has_perm(self.permission, self.asked(row))

    def line(self, row: Any, today: date) -> Line:
        """Give the row as a reminder lists it."""
        due = self.due(row)
        late = due < today
        text = self.text(row, full_date(due), late=late)
        url = settings.PUBLIC_URL + self.address(row)
        return Line(self.title(row), text, url, due, late)

    def told(self, rows: Collection[Any]) -> dict[tuple[int, date, str], int]:
        """Give the highest rung of each row that each person was told of."""
        done = Occurrence.objects.filter(
            timer=self.timer,
            object_type=self.rows().model._meta.label_lower,
            object_id__in=[row.pk for row in rows],
        ).exclude(person="")
        keys = done.order_by().values_list("object_id", "since", "person")
        highest = keys.annotate(highest=Max("rung"))
        return {(pk, since, who): rung for pk, since, who, rung in highest}


LADDERS: dict[str, Ladder] = {}


def register(ladder: type[Ladder]) -> type[Ladder]:
    """Make a ladder known by its name, in the order of the code (class decorator)."""
    LADDERS[ladder.timer] = ladder()
    return ladder


@dataclass(frozen=True)
class Found:
    """A row with the rung that it has newly reached for somebody."""

    ladder: Ladder
    row: Any
    since: date
    rung: int

    @property
    def key(self) -> tuple[str, int, str, int]:
        """What a mail keeps of it: names and numbers alone."""
        return (self.ladder.timer, self.row.pk, self.since.isoformat(), self.rung)


@dataclass(frozen=True)
class Reminder:
    """All that one person is newly reminded of, as a liaison or in a lab."""

    user: User
    readers: str
    found: list[Found] = field(default_factory=list)


class _People:
    """The members of the organisations that a run comes across, asked for once."""

    def __init__(self) -> None:
        self._of: dict[int, list[User]] = {}
        self._users: dict[int, User] = {}

    def read(self, desks: set[int]) -> None:
        """Ask for those that are not known yet."""
        new = desks - set(self._of)
        self._of |= {pk: [] for pk in new}
        members = Membership.objects.filter(
            organisation__in=new, status=MembershipStatus.ACTIVE, user__is_active=True
        )
        for member in members.select_related("user").order_by("user_id"):
            # One object a person: their rights are read once.
            user = self._users.setdefault(member.user_id, member.user)
            self._of[member.organisation_id].append(user)

    def of(self, desks: set[int]) -> list[User]:
        """Give the members of any of these, each once."""
        found = {user.pk: user for pk in desks for user in self._of[pk]}
        return list(found.values())


def due(now: datetime) -> Iterator[Reminder]:
    """Give what each person is to be reminded of now, in one mail for each of them."""
    people = _People()
    found: dict[tuple[int, str], Reminder] = {}
    for ladder in LADDERS.values():
        for user, one in _new(ladder, people, now):
            key = (user.pk, ladder.readers)
            reminder = found.setdefault(key, Reminder(user, ladder.readers))
            reminder.found.append(one)
    yield from found.values()


def _new(
    ladder: Ladder, people: _People, now: datetime
) -> Iterator[tuple[User, Found]]:
    today = clock.local_day(now)
    reached = []
    for row in ladder.candidates(today).order_by("pk").iterator(chunk_size=CHUNK):
        rung = ladder.rung(row, today)
        if rung is not None and is_open(ladder.lab(row), now):
            reached.append(Found(ladder, row, ladder.since(row), rung))
    if not reached:
        return
    people.read({pk for one in reached for pk in ladder.desks(one.row)})
    told = ladder.told([one.row for one in reached])
    for one in reached:
        for user in people.of(ladder.desks(one.row)):
            last = told.get((one.row.pk, one.since, user.email))
            if timers.is_new(one.rung, last) and ladder.may(user, one.row):
                yield user, one


def still(found: Iterable[Found]) -> list[Found]:
    """Give those that are owed as they were found, read again."""
    return read([one.key for one in found])


def read(keys: Iterable[Sequence[Any]]) -> list[Found]:
    """Give what is still owed of these, in an order that all writers share."""
    wanted: dict[str, dict[int, tuple[str, int]]] = {}
    for timer, pk, since, rung in keys:
        wanted.setdefault(timer, {})[pk] = (since, rung)
    kept = []
    for timer in LADDERS:
        ladder, rows = LADDERS[timer], wanted.get(timer, {})
        for row in ladder.rows().filter(pk__in=list(rows)).order_by("pk"):
            since, rung = rows[row.pk]
            if ladder.since(row).isoformat() == since:
                kept.append(Found(ladder, row, ladder.since(row), rung))
    return kept


def lines(user: User, keys: Iterable[Sequence[Any]], today: date) -> list[Line]:
    """Give what a mail tells its reader now: late ones first, each file once."""
    first: dict[tuple[type[Model], int], Line] = {}
    for one in read(keys):
        if one.ladder.may(user, one.row) and not _is_passed(user, one):
            line = one.ladder.line(one.row, today)
            key = (type(one.row), one.row.pk)
            first[key] = min(first.get(key, line), line, key=_urgency)
    return sorted(first.values(), key=_urgency)


def _is_passed(user: User, one: Found) -> bool:
    """Whether a later reminder has told this person of a higher rung."""
    last = Occurrence.last(one.ladder.timer, one.row, one.since, user.email)
    return last is not None and last > one.rung


def _urgency(line: Line) -> tuple[bool, date]:
    return (not line.is_late, line.due)
