"""Lists: who finds what where, in what order, and at which cost for 1 row and 30."""

from datetime import timedelta

import pytest

from matchmaking.models import DecisionMaker
from servindus import clock
from tests.cast import (
    make_decision_maker,
    make_introduction,
    make_organisation,
    make_site,
)
from tests.matchmaking.checks import ALL, in_status

LIST = "/mises-en-relation/"
PARTS = {
    "founder": {
        "a-traiter": "draft needs_info",
        "en-cours": "submitted queued sent deferred accepted",
        "terminees": "closed",
        "sans-suite": "rejected declined redirected expired withdrawn cancelled",
    },
    "director": {
        "a-traiter": "sent",
        "en-cours": "deferred accepted",
        "terminees": "closed",
        "sans-suite": "declined redirected expired withdrawn cancelled",
    },
    "moderator": {
        "a-traiter": "submitted",
        "en-cours": "needs_info queued sent deferred accepted",
        "terminees": "closed",
        "sans-suite": "rejected declined redirected expired withdrawn cancelled",
    },
}


@pytest.mark.parametrize("who", PARTS)
def test_each_status_stands_in_one_tab_of_each_reader(client, cast, who):
    rows = {
        status: make_introduction(
            startup=make_organisation(lab=cast.rouen)
            if who == "director"
            else cast.startup,
            decision_maker=cast.manager_with_account
            if who == "director"
            else make_decision_maker(organisation=cast.plant),
            requested_by=cast.founder,
            status=status,
        )
        for status in ALL
    }
    client.force_login(getattr(cast, who))
    for part, statuses in PARTS[who].items():
        page = client.get(f"{LIST}?vue={part}")
        expected = {rows[status].get_absolute_url() for status in statuses.split()}
        assert {row.href for row in page.context["rows"]} == expected, part
        [tab] = [tab for tab in page.context["tabs"] if tab.current]
        assert tab.count == len(expected)


@pytest.mark.parametrize("who", ["assistant", "liaison", "stranger"])
def test_others_have_an_empty_list(client, cast, who):
    in_status(cast, "sent", decision_maker=cast.manager_with_account)
    client.force_login(getattr(cast, who))
    page = client.get(LIST)
    assert page.status_code == 200
    assert page.context["rows"] == []
    assert {tab.count for tab in page.context["tabs"]} == {0}


def test_the_most_urgent_stands_first(client, cast):
    days = [clock.today() + timedelta(days=n) for n in (9, 2, 5)]
    rows = [in_status(cast, "sent", due_on=day) for day in days]
    client.force_login(cast.founder)
    shown = [row.href for row in client.get(f"{LIST}?vue=en-cours").context["rows"]]
    assert shown == [rows[n].get_absolute_url() for n in (1, 2, 0)]


def test_an_unknown_tab_gives_the_usual_one(client, cast):
    client.force_login(cast.founder)
    for word in ("", "nonsense", "'; DROP TABLE"):
        assert client.get(LIST, {"vue": word}).status_code == 200


def test_pages_of_a_long_list_are_complete(client, cast):
    for _row in range(30):
        in_status(cast, "sent")
    client.force_login(cast.founder)
    href, found = f"{LIST}?vue=en-cours", []
    while href:
        page = client.get(href)
        found += [row.href for row in page.context["rows"]]
        href = page.context["pager"].next_href
    assert len(found) == len(set(found)) == 30


@pytest.mark.parametrize("part", ["terminees", "sans-suite"])
def test_a_cursor_of_another_tab_is_no_failure(client, cast, part):
    for _row in range(30):
        in_status(cast, "sent")
    client.force_login(cast.founder)
    cursor = client.get(f"{LIST}?vue=en-cours").context["pager"].next_href
    assert client.get(cursor.replace("en-cours", part)).status_code == 200


def cards(cast, number):
    for _card in range(number):
        organisation = make_organisation(kind="industrial", lab=cast.rouen)
        make_decision_maker(
            organisation=organisation, site=make_site(organisation=organisation)
        )


def at_a_site(cast):
    return make_decision_maker(
        organisation=cast.plant, site=make_site(organisation=cast.plant)
    )


def requests(cast, number):
    for _row in range(number):
        in_status(cast, "sent", decision_maker=at_a_site(cast))


def received(cast, number):
    for _row in range(number):
        make_introduction(
            startup=make_organisation(lab=cast.rouen),
            decision_maker=cast.manager_with_account,
            requested_by=cast.founder,
        )


def to_read(cast, number):
    for _row in range(number):
        in_status(cast, "submitted", decision_maker=at_a_site(cast))


def sites(cast, number):
    for _row in range(number):
        make_site(organisation=make_organisation(kind="industrial", lab=cast.rouen))


# For each address: its reader, what is listed, and the queries it may cost.
COSTS = {
    "/annuaire/": ("founder", cards, 6),
    "/annuaire/sites/": ("founder", sites, 6),
    f"{LIST}?vue=en-cours": ("founder", requests, 6),
    f"{LIST}?vue=a-traiter": ("director", received, 6),
    f"{LIST}?vue=a-traiter#lab": ("moderator", to_read, 7),
    "/admin/matchmaking/introduction/": ("moderator", to_read, 6),
    "/admin/matchmaking/decisionmaker/": ("moderator", cards, 6),
}


@pytest.mark.parametrize("address", COSTS)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    client, cast, address, django_assert_num_queries
):
    who, fill, queries = COSTS[address]
    fill(cast, 1)
    client.force_login(getattr(cast, who))
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
    fill(cast, 29)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


# --- The directory ----------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["invited", "paused", "unreachable", "opted_out", "left"]
)
def test_the_directory_holds_only_who_can_be_asked(client, cast, status):
    shown = make_decision_maker(organisation=cast.plant)
    make_decision_maker(organisation=cast.plant, status=status)
    make_decision_maker(
        organisation=cast.plant, paused_until=clock.today() + timedelta(days=1)
    )
    client.force_login(cast.founder)
    found = client.get("/annuaire/").context["cards"]
    assert [card["object"] for card in found] == [shown]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("founder", 200),
        ("moderator", 200),
        ("colleague", 200),
        ("admin", 200),
        ("director", 403),
        ("assistant", 403),
        ("liaison", 403),
        ("stranger", 403),
    ],
)
@pytest.mark.parametrize("address", ["/annuaire/", "/annuaire/sites/"])
def test_who_may_look_into_the_directory(client, cast, address, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "cablerie"}, 1),
        ({"q": "OISSEL"}, 1),
        ({"q": "absent"}, 0),
        ({"laboratoire": "rouen"}, 2),
        ({"laboratoire": "nancy"}, 0),
        ({"fonction": "maintenance"}, 1),
        ({"fonction": "nonsense"}, 2),
        ({"laboratoire": "nowhere"}, 2),
    ],
)
def test_the_directory_is_searched(client, cast, query, found):
    site = make_site(organisation=cast.plant, commune="Oissel")
    DecisionMaker.objects.filter(pk=cast.manager.pk).update(site=site)
    other = make_organisation(kind="industrial", lab=cast.rouen, name="Papeterie")
    make_decision_maker(organisation=other)
    client.force_login(cast.founder)
    page = client.get("/annuaire/", query)
    assert page.status_code == 200
    assert len(page.context["cards"]) == found


def test_a_site_whose_company_has_a_contact_is_not_offered_again(client, cast):
    assert cast.manager
    make_site(organisation=cast.plant)
    bare = make_site(
        organisation=make_organisation(kind="industrial", lab=cast.rouen, name="Verre")
    )
    client.force_login(cast.founder)
    page = client.get("/annuaire/sites/?laboratoire=rouen&q=verre")
    assert [row["site"] for row in page.context["sites"]] == [bare]
    page = client.get("/annuaire/sites/?q=cablerie")
    assert page.context["sites"] == []
