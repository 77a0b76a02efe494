"""Small plain things that templates draw; rooms fill them, pieces show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Literal

from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from servindus.calendar import (
    ClockState,
    Deadline,
    Span,
    Week,
    WorkingCalendar,
    clock_state,
    deadline,
    ruler,
)

Text = str | Promise
Shape = Literal["circle", "square", "hexagon", "arch", "dashed", "ring"]
Tone = Literal["brand", "ok", "warn", "bad", "hold", "mute", "edge", "dashed"]
ActKind = Literal["main", "other", "close"]
Emphasis = Literal["", "mine", "late", "soon", "other"]

# Four shapes for four kinds of people, by kind of organisation.
SHAPES: dict[str, Shape] = {
    "startup": "circle",
    "industrial": "square",
    "agency": "hexagon",
    "network": "hexagon",
    "authority": "arch",
}
# Above this many cells a phone shows one cell per week.
LONG_RULER = 25
# Words that initials skip: "Direction générale des entreprises" gives DG.
SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "of", "the", "and"}


def initials_of(name: str, length: int = 2) -> str:
    """The first letters of a name's main words, in capitals."""
    words = name.replace("’", " ").replace("'", " ").replace("-", " ").split()
    main = [word for word in words if word.lower() not in SMALL_WORDS] or words
    return "".join(word[0] for word in main[:length]).upper()


@dataclass(frozen=True)
class Person:
    """Somebody, or a company: a shape, a name and what they do, in words."""

    name: Text
    role: Text = ""
    shape: Shape = "circle"
    initials: str = ""
    fictional: bool = False

    @property
    def letters(self) -> str:
        """What stands in the shape."""
        return self.initials or initials_of(str(self.name))


@dataclass(frozen=True)
class Badge:
    """Where a file is: an icon (heroicon) and a word, never a sentence."""

    label: Text
    icon: str
    tone: Tone = "brand"


# The strip's usual words; a room gives its own where it has better ones.
DUE_LABEL = _("Answer at the latest")
START_LABEL = _("Start")
AMOUNT_LABEL = _("Time allowed")
PAUSE_LABEL = _("Pause")


@dataclass(frozen=True)
class Turn:
    """Exactly one next actor and one date, as the strip under a file's title."""

    person: Person
    sentence: Text = ""
    due: date | None = None
    clock: ClockState | None = None
    deadline: Deadline | None = None
    ruler: Sequence[Week] = ()
    mine: bool = False
    due_label: Text = DUE_LABEL
    start_word: Text = ""
    start_label: Text = START_LABEL
    amount_label: Text = AMOUNT_LABEL
    pause_label: Text = PAUSE_LABEL
    rule: Text = ""
    elapsed: int = 0

    @property
    def is_long(self) -> bool:
        """Whether a phone needs one cell per week."""
        return sum(len(week.cells) for week in self.ruler) > LONG_RULER


def timed_turn(
    person: Person,
    *,
    start: date,
    amount: int,
    today: date,
    calendar: WorkingCalendar,
    pauses: Sequence[Span] = (),
    due: date | None = None,
    paused: bool = False,
    sentence: Text = "",
    mine: bool = False,
    **words: Text,
) -> Turn:
    """A turn whose date is `amount` working days after `start`.

    A row of a list gives its stored `due` and need not know the pauses behind it.
    `words` are the strip's own words: due_label, start_word, start_label,
    amount_label, pause_label, rule.
    """
    due = due or calendar.without(pauses).add(start, amount)
    return Turn(
        person,
        sentence=sentence,
        due=due,
        clock=clock_state(due, today, amount, calendar, paused),
        # The sum and its ruler stand under a file's title; the rows of a list never
        # ask for them.
        deadline=SimpleLazyObject(  # type: ignore[arg-type]
            partial(deadline, start, amount, calendar, pauses)
        ),
        ruler=SimpleLazyObject(  # type: ignore[arg-type]
            partial(ruler, start, due, today, calendar, pauses)
        ),
        mine=mine,
        elapsed=calendar.without(pauses).between(start, today),
        **words,
    )


@dataclass(frozen=True)
class WaitingCard:
    """A figure, what it counts, until when, and one act."""

    count: int
    title: Text
    text: Text
    href: str
    link_label: Text
    icon: str
    emphasis: Emphasis = ""


@dataclass(frozen=True)
class Tab:
    """One part of a list; a yellow count waits for the reader."""

    label: Text
    href: str
    count: int | None = None
    current: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Act:
    """A button: a link to a page (get), or a form of its own (post).

    With a `reason` the act is not possible yet, and the sentence says why.
    """

    label: Text
    href: str
    icon: str = ""
    kind: ActKind = "other"
    method: Literal["get", "post"] = "get"
    reason: Text = ""


@dataclass(frozen=True)
class TimelineItem:
    """One step of a file: past, in the past tense, or planned (`future`).

    Without a person it is the system's, drawn as a ring. `now` is a planned step that
    the reader can take at once: written in ink, with its `act`.
    """

    at: datetime | date | None
    title: Text
    person: Person | None = None
    note: Text = ""
    quote: str = ""
    future: bool = False
    now: bool = False
    act: Act | None = None


@dataclass(frozen=True)
class Row:
    """One file in a list: title, grey line, badge, next actor, date, one button."""

    title: Text
    href: str
    sub: Text = ""
    badge: Badge | None = None
    who: Text = ""
    when: Text = ""
    clock: ClockState | None = None
    act: Act | None = None
    person: Person | None = None
    edge: Emphasis = ""
    fictional: bool = False
    # The day itself, for files; pages show `when`.
    due: date | None = None


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the home to this page; the last one has no address."""

    label: Text
    href: str = ""


@dataclass(frozen=True)
class Step:
    """Where a form in several pages stands."""

    number: int
    total: int
    next_title: Text = ""
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Meter:
    """Cells filled out of a total, with the sentence that says it."""

    filled: int
    total: int
    strong: Text
    text: Text = ""


@dataclass(frozen=True)
class Answer:
    """One of the five ways to answer; `value` is what its button sends."""

    value: str
    label: Text
    note: Text
    icon: str
    href: str = ""


@dataclass(frozen=True)
class Slot:
    """A proposed moment; with `gone` it stays visible, struck through."""

    value: str
    starts_at: datetime
    ends_at: datetime
    place: Text = ""
    gone: Text = ""
    chosen: bool = False


@dataclass(frozen=True)
class ListPage:
    """Where a list stands: the rows shown and the addresses of its neighbours."""

    first: int = 0
    last: int = 0
    total: int = 0
    previous_href: str = ""
    next_href: str = ""


@dataclass(frozen=True)
class Exporter:
    """The buttons that take a list out as a file; `href` carries its filters."""

    href: str
    formats: Sequence[tuple[str, Text]]
    # What is taken out, where a page offers several files.
    label: Text = ""
