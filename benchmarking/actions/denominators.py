"""What volumes are divided by: frozen once a year, corrected in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Denominator
from programmes.enums import ReferenceMeasure
from programmes.models import Lab, Programme
from servindus.workflow import ActRefused, Step, act


@dataclass(frozen=True)
class Entry:
    """One number to freeze."""

    lab: Lab
    kind: str
    year: int
    value: Decimal
    source: str
    source_on: date

    @property
    def place(self) -> tuple[int, str, int]:
        """What it is the number of."""
        return (self.lab.pk, self.kind, self.year)

    @property
    def kind_label(self) -> str:
        """What is counted, in words."""
        return str(ReferenceMeasure(self.kind).label)


@act(
    Programme,
    sources=[""],
    label=_("Freeze denominators"),
    icon="lock-closed",
    keeps_row=True,
)
def freeze_denominator(
    programme: Programme,
    step: Step,
    *,
    entries: Sequence[Entry],
    is_fictitious: bool = False,
) -> None:
    """Freeze numbers; one that stands already is corrected, never frozen again."""
    known = set(Denominator.objects.values_list("lab", "kind", "year"))
    for entry in entries:
        if entry.place in known:
            raise ActRefused(
                _(
                    "One of these numbers is frozen already: correct it on its own"
                    " page, and say why."
                )
            )
        row = Denominator.objects.create(
            lab=entry.lab,
            kind=entry.kind,
            year=entry.year,
            value=entry.value,
            source=entry.source,
            source_on=entry.source_on,
            is_fictitious=is_fictitious,
            frozen_by=step.user,
            frozen_at=step.now,
        )
        step.begin(row)
        known.add(entry.place)


def _is_corrected(denominator: Any, now: datetime) -> str | Promise | None:
    if Denominator.objects.filter(supersedes=denominator).exists():
        return _("This number has been corrected: open the one that stands.")
    return None


@act(
    Denominator,
    sources=[""],
    label=_("Correct this number"),
    icon="pencil-square",
    keeps_row=True,
    guard=_is_corrected,
    records=("value",),
)
def correct_denominator(
    denominator: Denominator,
    step: Step,
    *,
    value: Decimal,
    source: str,
    source_on: date,
    reason: str,
) -> None:
    """Put another number in its place; the row stays, and the new one says why."""
    row = Denominator.objects.create(
        lab=denominator.lab,
        kind=denominator.kind,
        year=denominator.year,
        value=value,
        source=source,
        source_on=source_on,
        is_fictitious=denominator.is_fictitious,
        frozen_by=step.user,
        frozen_at=step.now,
        supersedes=denominator,
        reason=reason,
    )
    step.begin(row)
