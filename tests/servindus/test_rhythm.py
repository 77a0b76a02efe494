"""When a digest is due: the reader's hour, whatever the clocks and the calendar do."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from servindus.rhythm import is_day, next_after, period_of

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("rhythm", "weekday", "moment", "due"),
    [
        # Before the hour it is today, from the hour on it is the next time.
        ("weekly", 1, "2026-09-07T07:59", "2026-09-07T08:00"),
        ("weekly", 1, "2026-09-07T08:00", "2026-09-14T08:00"),
        ("weekly", 4, "2026-09-07T10:00", "2026-09-10T08:00"),
        ("daily", 1, "2026-09-07T10:00", "2026-09-08T08:00"),
        # Over the week-end, and over All Saints' Day of 2027, a Monday.
        ("daily", 1, "2026-09-11T10:00", "2026-09-14T08:00"),
        ("daily", 1, "2027-10-29T10:00", "2027-11-02T08:00"),
        # The year's end: the first is no working day, the fourth is a Monday.
        ("daily", 1, "2026-12-31T10:00", "2027-01-04T08:00"),
        ("weekly", 5, "2026-12-31T10:00", "2027-01-01T08:00"),
    ],
)
def test_the_next_digest(rhythm, weekday, moment, due):
    assert next_after(rhythm, weekday, 8, "Europe/Paris", at(moment)) == at(due)


def test_never_is_never():
    assert next_after("never", 1, 8, "Europe/Paris", at("2026-09-07T10:00")) is None


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        # Summer time ends on 25 October 2026 and begins on 28 March 2027.
        ("2026-10-24T10:00", "2026-10-26T07:00"),
        ("2026-10-19T10:00", "2026-10-20T06:00"),
        ("2027-03-26T10:00", "2027-03-30T06:00"),
        ("2027-03-25T10:00", "2027-03-26T07:00"),
    ],
)
def test_the_hour_stays_when_the_clocks_change(moment, utc):
    due = next_after("daily", 1, 8, "Europe/Paris", at(moment))
    assert due is not None
    assert due.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_the_hour_is_the_reader_s_own():
    moment = at("2026-09-07T10:00")
    due = next_after("weekly", 1, 8, "America/Guadeloupe", moment)
    assert due == at("2026-09-07T14:00")


@pytest.mark.parametrize(
    ("rhythm", "moment", "period"),
    [
        ("daily", "2026-09-10T08:00", date(2026, 9, 10)),
        ("daily", "2026-09-10T07:59", date(2026, 9, 9)),
        ("daily", "2026-09-13T12:00", date(2026, 9, 11)),
        ("weekly", "2026-09-13T12:00", date(2026, 9, 7)),
        ("weekly", "2026-09-07T07:59", date(2026, 8, 31)),
    ],
)
def test_a_digest_is_named_by_the_day_on_which_it_was_due(rhythm, moment, period):
    assert period_of(rhythm, 1, 8, "Europe/Paris", at(moment)) == period


def test_nobody_is_written_to_at_night():
    hours = [
        h for h in range(24) if is_day("Europe/Paris", at(f"2026-09-07T{h:02}:30"))
    ]
    assert hours == list(range(6, 22))
