"""What a reader may choose to compare: a period, what blocks, and how labs are aligned.

Choices are few and come from lists: each is counted beforehand, none is typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.enums import Nature
from servindus.ui import Text

ALL, LAST_YEAR = "debut", "douze-mois"
BY_DATE, BY_AGE = "date", "mois"
MONTHS = 12


@dataclass(frozen=True)
class Choice:
    """One comparison: which months count, of what."""

    period: str = ALL
    nature: str = ""
    align: str = BY_DATE

    @property
    def key(self) -> str:
        """Its name where it is kept."""
        return f"{self.period}:{self.nature or 'all'}:{self.align}"

    @property
    def query(self) -> str:
        """Its address's query; empty for what the page shows by itself."""
        names = {"periode": ALL, "nature": "", "aligner": BY_DATE}
        said = zip(names, (self.period, self.nature, self.align), strict=True)
        chosen = {name: value for name, value in said if value != names[name]}
        return f"?{urlencode(chosen)}" if chosen else ""


@dataclass(frozen=True)
class Offer:
    """What can be chosen now: the years that have something, what n allows to split."""

    years: Sequence[int] = ()
    natures: Sequence[str] = ()
    # Of how many months since its start each lab has something to compare.
    months: int = field(default=0)

    def choices(self) -> Iterator[Choice]:
        """Give every choice; by age all months since the start are one period.

        A split is of the whole time: one part less another could tell a company's own.
        """
        for period in (ALL, LAST_YEAR, *map(str, self.years)):
            yield Choice(period)
        if self.months:
            yield Choice(align=BY_AGE)
        for nature in self.natures:
            yield Choice(nature=nature)


class ChoiceForm(forms.Form):
    """The filters of the page, as an address that can be shared."""

    periode = forms.ChoiceField(label=_("Period"), required=False)
    nature = forms.ChoiceField(label=_("What blocks"), required=False)
    aligner = forms.ChoiceField(label=_("Align"), required=False)

    def __init__(self, data: Any, offer: Offer) -> None:
        super().__init__(data)
        self.offer = offer
        fields: Any = self.fields
        fields["periode"].choices = period_choices(offer)
        fields["nature"].choices = [
            ("", _("All of them")),
            *((one, Nature(one).label) for one in offer.natures),
        ]
        aligned = [(BY_DATE, _("By date"))]
        if offer.months:
            aligned.append((BY_AGE, _("By months since the start")))
        fields["aligner"].choices = aligned

    def choice(self) -> Choice:
        """Give what is chosen; what the lists do not know chooses nothing."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("nature"):
            return Choice(nature=data["nature"])
        if data.get("aligner") == BY_AGE:
            return Choice(align=BY_AGE)
        return Choice(data.get("periode") or ALL)

    def applied(self) -> "ChoiceForm":
        """Give the form with what applies of what was chosen together."""
        choice = self.choice()
        data = {
            "periode": choice.period, "nature": choice.nature, "aligner": choice.align
        }  # fmt: skip
        return ChoiceForm(data, self.offer)

    def is_partly_applied(self) -> bool:
        """Whether something was chosen that what else was chosen leaves without use."""
        said = [self.cleaned_data.get(name, "") for name in self.fields]
        plain = ("", ALL, BY_DATE)
        return sum(one not in plain for one in said) > self.active()

    def active(self) -> int:
        """Count what is not as it is by itself."""
        chosen, plain = self.choice(), Choice()
        return sum(
            getattr(chosen, name) != getattr(plain, name)
            for name in ("period", "nature", "align")
        )


def period_choices(offer: Offer) -> list[tuple[str, Text]]:
    """Give the periods by their word in the address."""
    return [
        (ALL, _("Since the start")),
        (LAST_YEAR, _("The last twelve months")),
        *((str(year), str(year)) for year in offer.years),
    ]


def first_month(period: str, today: date) -> date:
    """Give the first month that counts in a period that is no year."""
    if period == LAST_YEAR:
        back = today.year * MONTHS + today.month - MONTHS
        return date(back // MONTHS, back % MONTHS + 1, 1)
    return date.min


def is_in(month: date, period: str, today: date) -> bool:
    """Whether what began in a month belongs to a period."""
    if period.isdigit():
        return month.year == int(period)
    return month >= first_month(period, today)


def age(month: date, start: date) -> int:
    """Give how many months after a lab's first one a month is; before it, below 0."""
    return (month.year - start.year) * MONTHS + month.month - start.month


def shared_months(starts: Iterable[date | None], today: date) -> int:
    """Give the months that the youngest lab has completed since its start.

    Only labs whose start is known and has come can be aligned; it takes two.
    """
    known = [start for start in starts if start is not None and start <= today]
    return min(age(today, start) for start in known) if len(known) > 1 else 0
