"""The priority: exact points, each said, and never more than a reason's most."""

import pytest

from blockers.priority import MOST, POINTS, Facts, explain, facts_of, total
from tests.blockers.factories import make_blocker, make_report
from tests.cast import fresh

SMALL = Facts(companies=2, jobs=4.5, cost=13300, months=8)


def test_each_reason_says_its_points():
    lines = [(line.reason, line.points) for line in explain(SMALL)]
    assert lines == [("companies", 10), ("jobs", 4), ("cost", 13), ("months", 8)]
    assert total(SMALL) == 35


def test_nothing_known_gives_no_line():
    assert (explain(Facts()), total(Facts())) == ([], 0)
    assert explain(Facts(jobs=0.9, cost=999)) == []


def test_no_reason_gives_more_than_its_most():
    huge = Facts(10**6, 10**6, 10**12, 600, 3, True, True)
    assert [line.points for line in explain(huge)] == [m for _e, m in POINTS.values()]
    assert total(huge) == MOST == 100


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"companies": 1}, 5), ({"companies": 6}, 25), ({"other_labs": 1}, 5),
        ({"has_deadline": True}, 5), ({"is_systemic": True}, 5), ({"months": 11}, 10),
    ],
)  # fmt: skip
def test_points_of_one_reason(fields, points):
    assert total(Facts(**fields)) == points


@pytest.mark.django_db
def test_facts_add_up_what_cases_say(cast):
    blocker = make_blocker(lab=cast.rouen, nature="individual_decision")

    def case(**fields):
        return make_report(
            lab=fields.pop("lab", cast.rouen), status="attached", blocker=blocker,
            **fields,
        )  # fmt: skip

    cases = [
        case(organisation=cast.plant, cost_per_month=1000, months_of_delay=3),
        case(organisation=cast.plant, jobs_at_stake="1.5", months_of_delay=8),
        case(company_name="Atelier  MOREL"),
        case(company_name="atelier morel", lab=cast.nancy, confidentiality="labs",
             cost_per_month=500),
        case(company_name="Autre", lab=cast.nancy, confidentiality="restricted",
             cost_per_month=9000, jobs_at_stake=40, months_of_delay=60),
    ]  # fmt: skip
    cases = [fresh(row) for row in cases]
    assert facts_of(blocker, cases) == Facts(3, 1.5, 1500.0, 8, 1, True, False)
