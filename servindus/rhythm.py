"""On which days a digest is due, in the reader's own time: pure functions."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from servindus.calendar import WorkingCalendar

# Nobody is written to at night, not even to catch up.
FIRST_HOUR, LAST_HOUR = 6, 21
WORKED = WorkingCalendar()
# From one working day or week-day to the next there are never more days.
REACH = 15


class Rhythm(models.TextChoices):
    """How often somebody gets the digest."""

    DAILY = "daily", _("each working day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class Weekday(models.IntegerChoices):
    """Days of the week, as ISO 8601 numbers them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


def next_after(
    rhythm: str, weekday: int, hour: int, zone: str, moment: datetime
) -> datetime | None:
    """Give the first due moment after this one, or None where no digest is wanted.

    The hour is the reader's: it stays when the clocks change.
    """
    first = moment.astimezone(ZoneInfo(zone)).date()
    for offset in range(REACH):
        day = first + timedelta(days=offset)
        due = datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone))
        if _is_due_on(rhythm, weekday, day) and due > moment:
            return due
    return None


def period_of(
    rhythm: str, weekday: int, hour: int, zone: str, moment: datetime
) -> date:
    """Give the day of the last due moment up to this one, which names the digest."""
    last = moment.astimezone(ZoneInfo(zone)).date()
    for offset in range(REACH):
        day = last - timedelta(days=offset)
        due = datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone))
        if _is_due_on(rhythm, weekday, day) and due <= moment:
            return day
    return last


def is_day(zone: str, moment: datetime) -> bool:
    """Whether a digest that comes late may still leave at this hour."""
    return FIRST_HOUR <= moment.astimezone(ZoneInfo(zone)).hour <= LAST_HOUR


def _is_due_on(rhythm: str, weekday: int, day: date) -> bool:
    if rhythm == Rhythm.WEEKLY:
        return day.isoweekday() == weekday
    return rhythm == Rhythm.DAILY and WORKED.is_working_day(day)
