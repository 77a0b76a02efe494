"""The personal home: each room adds what waits for the reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import F, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from servindus import clock, figures
from servindus.keyset import capped_counts
from servindus.templatetags.servindus import short_date
from servindus.ui import Act, Meter, Row, Tab, Text, WaitingCard


@dataclass(frozen=True)
class Block:
    """A list on the home: title, tabs, rows, and what stands there when it is empty."""

    title: Text
    rows: Sequence[Row] = ()
    tabs: Sequence[Tab] = ()
    first_column: Text = ""
    with_act: bool = False
    no_badge: bool = False
    empty_title: Text = ""
    empty_text: Text = ""
    empty_icon: str = "inbox"
    empty_href: str = ""
    empty_link: Text = ""
    more_href: str = ""
    more_label: Text = ""


@dataclass(frozen=True)
class Aside:
    """A small card beside the lists: meters and lines."""

    title: Text
    meters: Sequence[Meter] = ()
    lines: Sequence[tuple[str, Text]] = ()
    href: str = ""
    link_label: Text = ""


@dataclass(frozen=True)
class NextDate:
    """A day that comes for the reader, and what comes then."""

    on: date
    title: Text


@dataclass(frozen=True)
class Part:
    """What one room puts on the reader's home."""

    cards: Sequence[WaitingCard] = ()
    blocks: Sequence[Block] = ()
    asides: Sequence[Aside] = ()
    acts: Sequence[Act] = ()
    next_date: NextDate | None = None
    title: Text = ""
    notes: Sequence[dict[str, Text]] = field(default=())


MOST_FIGURES = 3
MOST_CARDS = 4
# Beyond this many a count says "99+"; counting further would be wasted.
MOST_COUNTED = 100
# Ways to rooms that have no word of their own in the header.
RoomMaker = Callable[[HttpRequest], list[Act]]
room_makers: list[RoomMaker] = []
FIRST = {"late": 0, "mine": 1, "soon": 2}


@dataclass(frozen=True)
class Waiting:
    """Rows that wait for the reader, and the card that tells how many there are."""

    rows: QuerySet[Any]
    card: Callable[[int], WaitingCard]


# What waits in each room: one statement counts all of it, so that a further room makes
# nobody's home slower.
WaitingMaker = Callable[[HttpRequest], list[Waiting]]
waiting_makers: list[WaitingMaker] = []


@dataclass(frozen=True)
class Dated:
    """Rows that come on a day: the names of its column and of their words' column."""

    rows: QuerySet[Any]
    day: str
    name: str
    words: Callable[[str], Text] = str


# What comes in each room: one statement finds the first day of all of them.
DatedMaker = Callable[[HttpRequest], list[Dated]]
dated_makers: list[DatedMaker] = []
PartMaker = Callable[[HttpRequest], Part | None]
part_makers: list[PartMaker] = []
# What the programme's page needs beside the figures, by the name its template uses.
PublicMaker = Callable[[figures.Told], dict[str, object]]
public_makers: list[PublicMaker] = []


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the programme to visitors, and to people what waits for them."""
    if not request.user.is_authenticated:
        return programme(request)
    parts = [part for make in part_makers if (part := make(request)) is not None]
    cards = [card for part in parts for card in part.cards] + _counted(request)
    # What is late or waits for the reader comes before the rest.
    cards.sort(key=lambda card: FIRST.get(card.emphasis, len(FIRST)))
    titles = [part.title for part in parts if part.title]
    shown = {
        "title": titles[0] if titles else greeting(request, cards),
        "next_date": _next_date(request, parts),
        "cards": cards[:MOST_CARDS],
        # What waits for the reader never disappears behind a fifth card.
        "further": [card for card in cards[MOST_CARDS:] if card.emphasis],
        "blocks": [block for part in parts for block in part.blocks],
        "asides": [aside for part in parts for aside in part.asides],
        "acts": [act for part in parts for act in part.acts],
        "notes": [note for part in parts for note in part.notes],
        "now": clock.now(),
        "demo": settings.DEMO,
    }
    return render(request, "servindus/home.html", shown)


def _counted(request: HttpRequest) -> list[WaitingCard]:
    """Give the cards of what waits, each with its number; none without a row."""
    groups = [group for make in waiting_makers for group in make(request)]
    if not groups:
        return []
    counts = capped_counts([group.rows for group in groups], cap=MOST_COUNTED)
    return [
        group.card(count) for group, count in zip(groups, counts, strict=True) if count
    ]


def _next_date(request: HttpRequest, parts: Sequence[Part]) -> str:
    """Say what comes first for the reader, in whatever room, and when."""
    found = [part.next_date for part in parts if part.next_date] + _dated(request)
    if not found:
        return ""
    first = min(found, key=lambda one: one.on)
    words = {"title": first.title, "day": short_date(first.on)}
    return _("Next date: %(title)s, %(day)s.") % words


def _dated(request: HttpRequest) -> list[NextDate]:
    """Give the first of the days that rooms declare, from today on."""
    groups = [group for make in dated_makers for group in make(request)]
    if not groups:
        return []
    today = clock.today()
    rows = [
        group.rows.filter(**{f"{group.day}__gte": today})
        .order_by(group.day, "pk")
        .values_list(F(group.day), F(group.name), Value(number))[:1]
        for number, group in enumerate(groups)
    ]
    # Each gives its first one: the union has a row for each room at most.
    found = list(rows[0].union(*rows[1:], all=True)) if rows[1:] else list(rows[0])
    return [NextDate(on, groups[number].words(name)) for on, name, number in found]


@login_not_required
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Explain the programme in a minute, with its figures of today."""
    told = figures.told(clock.now())
    context: dict[str, object] = {"told": told, "axes": _axes(told)}
    for add in public_makers:
        context |= add(told)
    context["rooms"] = [room for make in room_makers for room in make(request)]
    return render(request, "servindus/public_home.html", context)


def _axes(told: figures.Told) -> list[tuple[int, list[figures.Figure]]]:
    """Give each axis with what it can tell: a figure of too few companies is left out.

    Three of them, as many as a glance takes in; the results have them all.
    """
    axes = [(number, told.of_axis(number)) for number in (1, 2, 3)]
    return [
        (number, [one for one in found if one.total is not None][:MOST_FIGURES])
        for number, found in axes
    ]


def greeting(request: HttpRequest, cards: Sequence[WaitingCard]) -> str:
    """Say in a sentence how many things wait for the reader."""
    waiting = sum(card.count for card in cards if card.emphasis in ("mine", "late"))
    name = request.user.get_short_name()  # type: ignore[union-attr]
    if not waiting:
        return _("Hello %(name)s, nothing waits for you.") % {"name": name}
    if waiting == 1:
        return _("Hello %(name)s, one thing waits for you.") % {"name": name}
    return ngettext(
        "Hello %(name)s, %(count)d thing waits for you.",
        "Hello %(name)s, %(count)d things wait for you.",
        waiting,
    ) % {"name": name, "count": waiting}
