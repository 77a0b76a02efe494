"""Answers are published, at once or under an embargo of fifteen days at the most."""

from datetime import date, timedelta

import pytest

from blockers.actions import publish_escalation
from servindus import clock
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.escalations import clocks_of
from tests.cast import MONDAY
from tests.evidence import journal, last_line, newly_owed, nothing_written

MON = date(2026, 9, 7)


def test_publishing_stops_the_last_clock_and_tells_lab_and_companies(cast):
    row = stories.answered(cast)
    with clock.at(MONDAY + timedelta(days=4)):
        row = publish_escalation(row, by=cast.liaison)
    assert clocks_of(row)[-1] == (
        "C5", MON, date(2026, 9, 22), date(2026, 9, 11),
    )  # fmt: skip
    assert row.is_public(date(2026, 9, 11))
    assert row.status == "answered"
    assert newly_owed(last_line(row)) == {
        ("escalation_published", "moderatrice@rouen.example"),
        ("report_answered", "directrice@usine.example"),
    }
    assert journal(row)[-1][0] == "publish_escalation"
    with nothing_written(), pytest.raises(ActRefused):
        publish_escalation(row, by=cast.liaison)


def test_under_embargo_nobody_else_reads_it_and_the_companies_hear_later(cast):
    row = stories.answered(cast)
    last = date(2026, 9, 22)
    with nothing_written(), pytest.raises(ActRefused):
        publish_escalation(row, by=cast.liaison, embargo_until=last + timedelta(days=1))
    row = publish_escalation(row, by=cast.liaison, embargo_until=last)
    assert not row.is_public(date(2026, 9, 21))
    assert row.is_public(last)
    mail = OutboxEmail.objects.get(kind="report_answered")
    assert clock.local_day(mail.not_before) == last
    assert clock.local_day(mail.not_before - timedelta(seconds=1)) < last


def test_a_day_that_is_over_is_no_embargo(cast):
    row = publish_escalation(stories.answered(cast), by=cast.liaison, embargo_until=MON)
    assert row.embargo_until is None


def test_only_what_is_answered_is_published(cast):
    assert publish_escalation.sources == ("answered",)
    for status, story in stories.STORIES.items():
        if status == "answered":
            continue
        row = story(cast)
        with pytest.raises(TransitionNotAllowed):
            publish_escalation(row, by=cast.liaison)
