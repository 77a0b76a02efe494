"""Two cases handed in at the same moment never get one number."""

from datetime import datetime

import pytest

from blockers.actions import submit_report
from blockers.models import Report
from servindus import clock
from tests.blockers import stories
from tests.blockers.factories import make_report
from tests.cast import fresh
from tests.evidence import journal
from tests.threads import together


@pytest.mark.django_db(transaction=True)
def test_numbers_of_a_lab_are_given_one_by_one(cast):
    for _round in range(5):
        Report.objects.all().delete()
        drafts = [stories.drafted(cast) for _draft in range(3)]
        found = together(
            *[lambda d=d: submit_report(d, by=cast.director) for d in drafts]
        )
        assert all(isinstance(row, Report) for row in found), found
        assert sorted(row.number for row in found) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_a_draft_handed_in_twice_at_once_is_handed_in_once(cast):
    draft, by = stories.drafted(cast), cast.director
    found = together(*[lambda: submit_report(draft, by=by) for _time in range(2)])
    assert [isinstance(row, Report) for row in found].count(True) == 1, found
    assert [row[0] for row in journal(draft)].count("submit_report") == 1
    assert fresh(draft).clocks.count() == 2


def test_each_lab_and_each_year_counts_for_itself(cast):
    make_report(lab=cast.nancy, number=41)
    first = stories.submitted(cast)
    assert first.reference == "ROU-2026-0001"
    # The year of Paris: it is still 2026 in London.
    eve = datetime(2027, 1, 1, 0, 30, tzinfo=clock.PARIS)
    with clock.at(eve):
        assert stories.submitted(cast).reference == "ROU-2027-0001"
