"""A file of requests, people or sites costs the same for one row and for thirty."""

import pytest
from django.http import QueryDict

from matchmaking.exports import DIRECTORY, DIRECTORY_SITES, INTRODUCTIONS
from servindus.exports.pages import AT_ONCE
from tests.cast import (
    make_decision_maker,
    make_organisation,
    make_site,
)
from tests.matchmaking.checks import in_status


def requests(cast, number):
    for _row in range(number):
        in_status(
            cast, "sent", decision_maker=make_decision_maker(organisation=cast.plant)
        )


def people(cast, number):
    for _row in range(number):
        company = make_organisation(kind="industrial", lab=cast.rouen)
        make_decision_maker(organisation=company, site=make_site(organisation=company))


def sites(cast, number):
    for _row in range(number):
        make_site(organisation=make_organisation(kind="industrial", lab=cast.rouen))


# The reader, what is listed, and how many queries its rows cost: count and select, and
# what hangs on a thousand rows at a time.
COSTS = {
    "introductions": (INTRODUCTIONS, "founder", requests, "vue=en-cours", 3),
    "directory": (DIRECTORY, "moderator", people, "", 3),
    "directory_sites": (DIRECTORY_SITES, "moderator", sites, "", 2),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_file_costs_the_same_queries_for_one_row_and_for_thirty(
    cast, name, django_assert_num_queries
):
    dataset, who, fill, query, queries = COSTS[name]
    reader = getattr(cast, who)
    fill(cast, 1)
    dataset.permits(reader)
    # Working days are read once a minute.
    list(dataset.select(reader, QueryDict(query)).rows())
    for rows in (1, 30):
        with django_assert_num_queries(queries):
            selection = dataset.select(reader, QueryDict(query))
            selection.count(AT_ONCE + 1)
            found = list(selection.rows())
        assert len(found) == rows
        fill(cast, 29)
