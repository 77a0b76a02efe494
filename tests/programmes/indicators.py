"""Indicators, sheets and readings, and what every act's tests ask of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.actions.readings import Entry
from programmes.indicators import periods
from programmes.models import Indicator, Lab, Period, ReadingSheet
from servindus import clock
from servindus.models import User
from tests.cast import Cast, make_member, make_organisation

D = Decimal


def make_indicator(code: str = "essai", **fields: Any) -> Indicator:
    """Insert an indicator that is counted each month."""
    measure = fields.get("measure", "count")
    pair = {
        f"{name}_{language}": name
        for name in ("numerator", "denominator")
        for language in ("fr", "en")
    }
    given = {
        "name_fr": "Essais", "name_en": "Trials",
        "definition_fr": "Ce qui est compté.", "definition_en": "What is counted.",
        "unit_fr": "essais", "unit_en": "trials",
        "level": "output", "direction": "higher", "measure": measure,
        "rhythm": "month", "source": "Registre du laboratoire",
        **(pair if measure in ("ratio", "average") else {}),
        **fields,
    }  # fmt: skip
    return Indicator.objects.create(code=code, **given)


def make_period(starts_on: date = date(2026, 8, 1), kind: str = "month") -> Period:
    """Give a period."""
    return Period.objects.get_or_create(kind=kind, starts_on=starts_on)[0]


def last_month() -> tuple[date, str]:
    """Give the first day of the last month that has ended, and its address."""
    start = periods.earlier_start("month", periods.start_of("month", clock.today()))
    return start, periods.slug_of("month", start)


def has_begun(lab: Lab) -> None:
    """The lab has read June: from then on it is asked for its sheets."""
    june = make_period(date(2026, 6, 1))
    ReadingSheet.objects.get_or_create(lab=lab, period=june)


class Scene:
    """The lab of Rouen in August, with an indicator that nobody else reads."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.indicator = make_indicator()
        self.period = make_period()
        # One of each lab, so that nobody else has to approve what they send.
        self.leads: dict[Lab, User] = {}

    def opened(self, **fields: Any) -> ReadingSheet:
        """A sheet that is being filled in."""
        cast, period = self.cast, fields.pop("period", self.period)
        actions.open_reading_sheet(
            cast.rouen,
            by=cast.second_moderator,
            kind=period.kind,
            starts_on=period.starts_on,
        )
        return ReadingSheet.objects.get(lab=cast.rouen, period=period)

    def write(self, sheet: ReadingSheet, value: Any = 3, **words: Any) -> ReadingSheet:
        """Write one number."""
        entry = Entry(words.pop("indicator", self.indicator), value=D(value), **words)
        by = self.cast.second_moderator
        return actions.write_reading_sheet(sheet, by=by, entries=[entry])

    def submitted(self) -> ReadingSheet:
        """The same, sent by a member of the lab."""
        sheet = self.write(self.opened())
        return actions.submit_reading_sheet(sheet, by=self.cast.second_moderator)

    def approved_in(self, month: int, value: Any, indicator: Indicator) -> None:
        """Approve one number of a month of 2026."""
        sheet = self.opened(period=make_period(date(2026, month, 1)))
        sheet = self.write(sheet, value, indicator=indicator)
        sheet = actions.submit_reading_sheet(sheet, by=self.cast.second_moderator)
        actions.approve_reading_sheet(sheet, by=self.cast.moderator)

    def approved_elsewhere(self, lab: Lab, month: int, value: Any) -> None:
        """Approve one number of another lab, by a lead of its own."""
        if lab not in self.leads:
            if lab.operator is None:
                lab.operator = make_organisation(kind="agency", lab=lab)
                lab.save()
            self.leads[lab] = make_member(organisation=lab.operator, lead=True)
        lead = self.leads[lab]
        period = make_period(date(2026, month, 1))
        actions.open_reading_sheet(
            lab, by=lead, kind=period.kind, starts_on=period.starts_on
        )
        sheet = ReadingSheet.objects.get(lab=lab, period=period)
        entry = Entry(self.indicator, value=D(value))
        sheet = actions.write_reading_sheet(sheet, by=lead, entries=[entry])
        sheet = actions.submit_reading_sheet(sheet, by=lead)
        actions.approve_reading_sheet(sheet, by=lead)

    def approved(self) -> ReadingSheet:
        """The same, approved by the lead."""
        return actions.approve_reading_sheet(self.submitted(), by=self.cast.moderator)

    def locked(self) -> ReadingSheet:
        """The same, locked by the programme."""
        return actions.lock_reading_sheet(self.approved(), by=self.cast.admin)
