"""How far ahead a day may lie: what is further off is a slip of the keyboard."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from servindus import clock
from servindus.templatetags.servindus import plain_date
from servindus.workflow import ActRefused, Step

YEARS_AHEAD = 10


def last_day(today: date) -> date:
    """Give the last day that may be planned: the end of a year, ten years on.

    >>> last_day(date(2026, 9, 7))
    datetime.date(2036, 12, 31)
    """
    return date(today.year + YEARS_AHEAD, 12, 31)


def _words(last: date) -> str:
    day = plain_date(last)
    return _("Choose a day until %(day)s at the latest.") % {"day": day}


def within_horizon(day: date) -> None:
    """Refuse, for a field of a form, a day beyond the last one."""
    last = last_day(clock.today())
    if day > last:
        raise ValidationError(_words(last))


def keep_horizon(step: Step, *days: date | None) -> None:
    """Refuse the same in an act, which files and desks call without that field."""
    last = last_day(clock.local_day(step.now))
    if any(day is not None and day > last for day in days):
        raise ActRefused(_words(last))
