"""Requests day by day, some days skipped, some doubled: each mail once, each ends."""

from datetime import date, timedelta

import pytest

from matchmaking import actions
from matchmaking.models import Introduction
from servindus import clock
from servindus.models import OutboxEmail
from tests.cast import Cast, fresh, holder
from tests.matchmaking.days import live, moment, posted, span
from tests.matchmaking.stories import sent

FIRST, LAST = date(2026, 9, 7), date(2027, 2, 28)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("posting"),
]


def test_each_mail_once_and_each_request_ends(cast: Cast) -> None:
    """Each mail once, and every request ends or is put off by its date."""
    introduction = sent(cast)
    other = sent(cast, founder=cast.other_founder)
    with clock.at(moment(FIRST + timedelta(days=2))):
        actions.defer_introduction(other, by=holder(other), days=30)
    days = span(FIRST, LAST)
    for number, one in enumerate(days):
        if number % 5 != 4:
            live([one], runs=1 + number % 2)
        for row in Introduction.objects.filter(status="sent"):
            assert row.due_on is not None
            assert row.due_on >= one - timedelta(days=2)
    assert {fresh(row).status for row in (introduction, other)} == {"expired"}
    rows = OutboxEmail.objects.values_list("cause", "kind", "recipient")
    assert len(rows) == len(set(rows))
    assert not OutboxEmail.objects.filter(state="owed").exists()
    # The first one: 3, 7, 12; the second: after its month three times more.
    reminded = [kind for kind, _to in posted(cast.manager.email)]
    assert reminded.count("decision_maker_reminded") == 6
