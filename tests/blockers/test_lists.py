"""Lists: who finds which cases, in which order, and the same cost for 1 row and 30."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.urls import reverse

from blockers.admin.reports import ReportAdmin
from servindus import clock, keyset
from tests.blockers import stories
from tests.blockers.factories import make_report
from tests.cast import MONDAY, fresh

LIST = "/blocages/"
DESK = reverse("admin:blockers_report_changelist")
# Queries of the whole page: list or desk, by reader.
COSTS = {
    ("director", LIST): 10,
    ("moderator", LIST): 10,
    ("admin", LIST): 9,
    ("moderator", DESK): 6,
    ("admin", DESK): 5,
}


def fill(cast, count):
    """Cases with clocks and pauses, as lists draw them."""
    for number in range(count):
        # The first one is in the register: a list asks who has its blocker.
        story = list(stories.STORIES.values())[1 + (number + 2) % 5]
        with clock.at(MONDAY + timedelta(minutes=number)):
            story(cast)


@pytest.mark.parametrize(("who", "address"), COSTS)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    client, cast, who, address, django_assert_num_queries
):
    fill(cast, 1)
    client.force_login(getattr(cast, who))
    client.get(address)
    with django_assert_num_queries(COSTS[who, address]):
        assert client.get(address).status_code == 200
    fill(cast, 29)
    with django_assert_num_queries(COSTS[who, address]):
        assert client.get(address).status_code == 200
    if address == LIST:
        stood = {row.badge.label for row in client.get(address).context["rows"]}
        assert len(stood) == 5


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("director", "draft submitted needs_info attached declined withdrawn"),
        ("assistant", "submitted needs_info attached declined withdrawn"),
        ("moderator", "submitted needs_info attached declined withdrawn"),
        ("admin", "submitted needs_info attached declined withdrawn"),
        ("founder", ""),
        ("colleague", ""),
        ("liaison", ""),
        ("stranger", ""),
    ],
)
def test_who_finds_which_cases(client, cast, who, statuses):
    rows = {status: story(cast) for status, story in stories.STORIES.items()}
    client.force_login(getattr(cast, who))
    page = client.get(LIST)
    assert page.status_code == 200
    expected = {rows[status].get_absolute_url() for status in statuses.split()}
    assert {row.href for row in page.context["rows"]} == expected


def test_the_newest_stands_on_top_and_pages_follow(client, cast):
    for day in range(45):
        with clock.at(MONDAY + timedelta(days=day)):
            make_report(lab=cast.rouen, reporter=cast.director, title=f"Cas {day}")
    client.force_login(cast.director)
    page = client.get(LIST)
    titles = [row.title for row in page.context["rows"]]
    while page.context["pager"].next_href:
        page = client.get(page.context["pager"].next_href)
        titles += [row.title for row in page.context["rows"]]
    assert titles == [f"Cas {day}" for day in reversed(range(45))]


@pytest.mark.parametrize(
    ("part", "statuses"),
    [
        ("", "submitted"),
        ("?file=a-completer", "needs_info"),
        ("?file=toutes", "submitted needs_info attached declined withdrawn"),
        ("?file=rien", "submitted"),
    ],
)
def test_the_desk_shows_what_is_to_qualify(client, cast, part, statuses):
    rows = {status: story(cast) for status, story in stories.STORIES.items()}
    client.force_login(cast.moderator)
    page = client.get(DESK + part)
    # An unknown part is put right by the administration.
    page = client.get(page.url) if page.status_code == 302 else page
    found = {row.status for row in page.context["cl"].result_list}
    assert found == set(statuses.split())
    assert rows["draft"].reference == ""


def test_the_rows_of_a_list_draw_no_rulers(client, cast, monkeypatch):
    """Each would walk through all days since its case began."""
    drawn = Mock(return_value=[])
    monkeypatch.setattr("blockers.turns.ruler", drawn)
    report = stories.submitted(cast)
    client.force_login(cast.moderator)
    assert report.title in client.get(LIST).content.decode()
    assert not drawn.called
    client.get(report.get_absolute_url())
    assert drawn.called


def test_the_desk_puts_the_nearest_date_first(client, cast):
    days = {name: MONDAY.date() + timedelta(days=n) for n, name in enumerate("abc")}
    for name in "bca":
        make_report(lab=cast.rouen, title=name, qualify_by=days[name])
    make_report(lab=cast.nancy, title="là-bas", qualify_by=days["a"])
    client.force_login(cast.moderator)
    page = client.get(DESK)
    assert [row.title for row in page.context["cl"].result_list] == ["a", "b", "c"]


def test_the_desk_finds_words_without_accents_and_numbers_of_texts(client, cast):
    stories.submitted(cast)
    make_report(lab=cast.rouen, title="Autre chose")
    client.force_login(cast.moderator)
    for words in ("reemployer", "RINÇAGE", "legiarti000022959325", "autorisat"):
        page = client.get(DESK, {"q": words})
        found = [row.title for row in page.context["cl"].result_list]
        assert found == [stories.CASE["title"]], words


@pytest.mark.parametrize("stretch", [2000, 2])
def test_a_word_of_many_cases_is_met_in_the_order_of_their_dates(
    client, cast, monkeypatch, django_assert_num_queries, stretch
):
    """Walked or sorted, the page is the same: the nearest of the reader's own lab."""
    monkeypatch.setattr(keyset, "COUNT_CAP", 2)
    monkeypatch.setattr(keyset, "STRETCH", stretch)
    monkeypatch.setattr(ReportAdmin, "list_per_page", 2)
    days = {name: MONDAY.date() + timedelta(days=n) for n, name in enumerate("abcde")}
    for name in "debca":
        title = f"{name} autre" if name == "b" else f"{name} bassin"
        make_report(lab=cast.rouen, title=title, qualify_by=days[name])
    make_report(lab=cast.nancy, title="a bassin, là-bas", qualify_by=days["a"])
    client.force_login(cast.moderator)
    client.get(DESK)
    with django_assert_num_queries(COSTS["moderator", DESK]) as asked:
        page = client.get(DESK, {"q": "bassin"})
    found = [row.title for row in page.context["cl"].result_list]
    assert found == ["a bassin", "c bassin"]
    assert any("AS stretch" in query["sql"] for query in asked.captured_queries)
    following = client.get(DESK, {"q": "bassin", "p": "2"}).context["cl"].result_list
    assert [row.title for row in following] == ["d bassin"]


def test_words_that_nobody_wrote_find_nothing(client, cast):
    stories.submitted(cast)
    client.force_login(cast.moderator)
    page = client.get(DESK, {"q": "introuvable"})
    assert page.status_code == 200
    assert list(page.context["cl"].result_list) == []


@pytest.mark.parametrize("query", ["q=%00", "p=99999999999999", "file=%00", "lab=%00"])
def test_strange_questions_break_nothing(client, cast, query):
    make_report(lab=cast.rouen)
    client.force_login(cast.moderator)
    for address in (DESK, LIST):
        assert client.get(f"{address}?{query}").status_code < 500


def test_whose_turn_it_is_stands_in_the_row(client, cast):
    stories.asked(cast)
    for who, edge in {"director": "mine", "moderator": ""}.items():
        client.force_login(fresh(getattr(cast, who)))
        [row] = client.get(LIST).context["rows"]
        assert row.edge == edge
        assert row.due == (MONDAY + timedelta(days=30)).date()
    with clock.at(MONDAY + timedelta(days=40)):
        [row] = client.get(LIST).context["rows"]
        assert row.edge == "late"
