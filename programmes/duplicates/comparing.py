"""Two organisations side by side: where they differ, and what a merge would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Literal

from django.utils.translation import gettext_lazy

from programmes.duplicates import moving
from programmes.duplicates.moving import Move, Text
from programmes.duplicates.refusing import is_valid, reasons_against
from programmes.models import Duplicate, Organisation
from servindus.templatetags.servindus import plain_date

Side = Literal["first", "second"]
SIDES: tuple[Side, Side] = ("first", "second")
# A choice may carry several columns: a code means nothing without its version.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "acronym": ("acronym",),
    "lab": ("lab_id",),
    "naf": ("naf_version", "naf_code"),
    "headcount": ("headcount_band",),
    "website": ("website",),
    "founded": ("created_on",),
    "closed": ("closed_on",),
    "parent": ("parent_id",),
}
LABELS: dict[str, Text] = {
    "name": gettext_lazy("Name"),
    "acronym": gettext_lazy("Acronym"),
    "lab": gettext_lazy("Lab"),
    "naf": gettext_lazy("Activity code"),
    "headcount": gettext_lazy("Headcount band"),
    "website": gettext_lazy("Website"),
    "founded": gettext_lazy("Founded on"),
    "closed": gettext_lazy("Closed on"),
    "parent": gettext_lazy("Parent company"),
}


@dataclass(frozen=True)
class Difference:
    """One line of the page: what each side says of one thing."""

    name: str
    label: Text
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.first != self.second

    @property
    def is_choice(self) -> bool:
        """Whether staff have to say which one is right: both say something."""
        return self.differs and bool(self.first and self.second)


@dataclass(frozen=True)
class Plan:
    """What a merge would do: who goes on, what changes on it, what moves, why not."""

    merged: Organisation
    survivor: Organisation
    changes: dict[str, Any]
    settled: list[str]
    moves: list[Move]
    refusals: list[str]

    @property
    def changed_names(self) -> list[str]:
        """The things that change on the one that goes on, in the page's order."""
        names = [name for name, fields in CHOICES.items() if fields[0] in self.changes]
        return [*(["siren"] if "siren" in self.changes else []), *names]

    @property
    def seen(self) -> str:
        """A fingerprint: a yes to one preview is no yes to another."""
        said = [
            self.survivor.pk,
            self.survivor.updated_at.isoformat(),
            self.merged.updated_at.isoformat(),
            sorted((name, str(value)) for name, value in self.changes.items()),
            [(move.key, move.pks) for move in self.moves],
        ]
        return sha256(repr(said).encode()).hexdigest()[:32]


def differences(pair: Duplicate) -> list[Difference]:
    """Give the lines of the page, in its order."""
    return [
        Difference(
            name, LABELS[name], words(pair.first, name), words(pair.second, name)
        )
        for name in CHOICES
    ]


def words(organisation: Organisation, name: str) -> str:
    """Give what an organisation says of one thing, as people read it."""
    if name == "naf":
        version = organisation.get_naf_version_display()
        code = organisation.naf_code
        return f"{code} ({version})" if code else ""
    # `lab`, not `lab_id`: people read the name.
    value = getattr(organisation, CHOICES[name][0].removesuffix("_id"))
    if isinstance(value, date):
        return plain_date(value)
    return "" if value is None else str(value)


def better_side(pair: Duplicate) -> Side:
    """Propose who goes on: the one with a SIREN, else the confirmed, else the older."""
    if bool(pair.first.siren) != bool(pair.second.siren):
        return "first" if pair.first.siren else "second"
    if pair.first.is_verified != pair.second.is_verified:
        return "first" if pair.first.is_verified else "second"
    return "first"


def plan(pair: Duplicate, side: Side, chosen: Mapping[str, str]) -> Plan:
    """Say what a merge would do, with the side chosen for each thing that differs.

    What is not chosen is the survivor's word, or the other's where it has none.
    """
    survivor = pair.first if side == "first" else pair.second
    merged = pair.second if side == "first" else pair.first
    changes: dict[str, Any] = {}
    settled: list[str] = []
    for line in differences(pair):
        own, other = (
            (line.first, line.second) if side == "first" else (line.second, line.first)
        )
        wanted = chosen.get(line.name, "")
        takes = bool(other) and line.differs and (wanted not in ("", side) or not own)
        if line.is_choice:
            settled += CHOICES[line.name]
        if takes:
            changes |= {name: getattr(merged, name) for name in CHOICES[line.name]}
    if merged.siren and not is_valid(survivor.siren):
        changes["siren"] = merged.siren
    return Plan(
        merged=merged,
        survivor=survivor,
        changes=changes,
        settled=sorted(settled),
        moves=moving.moves(merged, survivor),
        refusals=[str(text) for text in reasons_against(merged, survivor)],
    )
