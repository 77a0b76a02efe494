"""What the page of a lab or of an axis is made of; every room adds its sections."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from programmes.models import Lab
from servindus.figures import Told
from servindus.templatetags.servindus import grouped
from servindus.ui import Badge, Text


@dataclass(frozen=True)
class Scope:
    """Whose page it is: one lab's, one axis's; who reads it; the figures of all."""

    user: Any
    told: Told
    lab: Lab | None = None
    axis: int | None = None

    @property
    def query(self) -> str:
        """The filter that keeps a list to this page's lab: "?laboratoire=rouen"."""
        return f"?laboratoire={self.lab.slug}" if self.lab else ""


@dataclass(frozen=True)
class Line:
    """One thing of a section: its name leads to it."""

    title: Text
    href: str = ""
    sub: Text = ""
    # Words of a date, at the end of the line.
    when: Text = ""
    badge: Badge | None = None
    fictional: bool = False


@dataclass(frozen=True)
class Number:
    """A figure in words; `href` leads to how it is counted."""

    label: Text
    text: Text
    href: str


@dataclass(frozen=True)
class Bar:
    """One step of a funnel: a number as wide as its part of the first (0 to 100)."""

    label: Text
    text: Text
    width: str
    href: str
    tone: str = "data1"


@dataclass(frozen=True)
class Section:
    """A part of the page; `axis` says beside which of the three it stands (0: none)."""

    title: Text
    axis: int = 0
    sentence: Text = ""
    lines: Sequence[Line] = ()
    bars: Sequence[Bar] = ()
    numbers: Sequence[Number] = ()
    empty: Text = ""
    links: Sequence[tuple[str, Text]] = ()


Maker = Callable[[Scope], list[Section]]
makers: list[Maker] = []


def of(scope: Scope) -> list[Section]:
    """Give the sections of a page, axis by axis, in the rooms' order.

    A room gives its sections in one statement, or none.
    """
    found = [section for make in makers for section in make(scope)]
    if scope.axis is not None:
        found = [section for section in found if section.axis == scope.axis]
    return sorted(found, key=lambda section: section.axis or len(found) + 3)


def definition(key: str) -> str:
    """Give the address of how a figure is counted."""
    return f"{reverse('programmes:results')}#{key}"


def funnel(told: Told, lab: int | None, *keys: str) -> list[Bar]:
    """Draw figures of which each is a part of the first; nothing without a case."""
    found = [told.get(key) for key in keys]
    numbers = [one.total if lab is None else one.of(lab) for one in found]
    first = numbers[0] or 0
    tones = ("data3", "data2", "data1")
    return [
        Bar(
            one.kind.label,
            grouped(number or 0),
            f"{100 * min(number or 0, first) / first:.2f}",
            definition(one.kind.key),
            tone,
        )
        for one, number, tone in zip(found, numbers, tones, strict=False)
        if first
    ]


def numbers(told: Told, lab: int | None, *axes: int) -> list[Number]:
    """Give the figures of some axes as a page shows them."""
    return [
        Number(one.kind.label, one.text(lab), definition(one.kind.key))
        for axis in axes
        for one in told.of_axis(axis)
    ]
