"""The personal home: each room adds what waits for the reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from servindus import clock
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
class Part:
    """What one room puts on the reader's home."""

    cards: Sequence[WaitingCard] = ()
    blocks: Sequence[Block] = ()
    asides: Sequence[Aside] = ()
    acts: Sequence[Act] = ()
    next_date: Text = ""
    title: Text = ""
    notes: Sequence[dict[str, Text]] = field(default=())


FIRST = {"late": 0, "mine": 1, "soon": 2}
PartMaker = Callable[[HttpRequest], Part | None]
part_makers: list[PartMaker] = []
# Figures of the public home, each counted by the room that knows.
FigureMaker = Callable[[], list[dict[str, object]]]
figure_makers: list[FigureMaker] = []
# What else the public home needs, by the name that its template uses.
public_makers: list[Callable[[], dict[str, object]]] = []


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the programme to visitors, and to people what waits for them."""
    if not request.user.is_authenticated:
        figures = [figure for make in figure_makers for figure in make()]
        context: dict[str, object] = {"figures": figures}
        for add in public_makers:
            context |= add()
        return render(request, "servindus/public_home.html", context)
    parts = [part for make in part_makers if (part := make(request)) is not None]
    cards = [card for part in parts for card in part.cards]
    # Four are shown: what is late or waits for the reader comes before the rest.
    cards.sort(key=lambda card: FIRST.get(card.emphasis, len(FIRST)))
    titles = [part.title for part in parts if part.title]
    shown = {
        "title": titles[0] if titles else greeting(request, cards),
        "next_date": next((part.next_date for part in parts if part.next_date), ""),
        "cards": cards[:4],
        "blocks": [block for part in parts for block in part.blocks],
        "asides": [aside for part in parts for aside in part.asides],
        "acts": [act for part in parts for act in part.acts],
        "notes": [note for part in parts for note in part.notes],
        "now": clock.now(),
        "demo": settings.DEMO,
    }
    return render(request, "servindus/home.html", shown)


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
