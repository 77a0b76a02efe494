"""The moderators' figures: exact counts, few cases said, the same queries always."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from matchmaking import actions
from matchmaking.figures import Pace, figures, lab_pace
from servindus import clock
from tests.cast import MONDAY, make_decision_maker, make_introduction
from tests.matchmaking.stories import CHECKED, appealed, rejected, submitted

PAGE = reverse("admin:matchmaking_introduction_figures")
DAY = timedelta(days=1)


def other(cast):
    return make_decision_maker(organisation=cast.plant)


def read(cast, by, days):
    """A request submitted on Monday, refused some days later."""
    with clock.at(MONDAY):
        asked = submitted(cast, manager=other(cast))
    with clock.at(MONDAY + days * DAY):
        return actions.reject_introduction(asked, by=by, code="tone", text="Non.")


def test_waiting_oldest_and_late_are_counted(cast):
    submitted(cast)
    with clock.at(MONDAY + 4 * DAY):
        submitted(cast, manager=other(cast))
        found = figures({cast.rouen.pk}, cast.moderator.pk, clock.now())
    assert (found.waiting, found.late) == (2, 1)
    # Monday to Friday are four working days.
    assert (found.oldest, found.oldest_days) == (MONDAY, 4)


def test_nothing_waits_and_nothing_was_read(cast):
    found = figures({cast.rouen.pk}, cast.moderator.pk, MONDAY)
    assert (found.waiting, found.late, found.oldest) == (0, 0, None)
    assert (found.lab.total, found.lab.median) == (0, None)
    assert found.appeals.made == 0


def test_readings_are_working_days_of_the_lab_and_ones_own(cast):
    assert cast.moderator and cast.second_moderator
    for days in (0, 1, 2):
        read(cast, cast.moderator, days)
    # Saturday and Sunday are no working days: Monday is the fifth.
    read(cast, cast.second_moderator, 7)
    with clock.at(MONDAY + 8 * DAY):
        found = figures({cast.rouen.pk}, cast.moderator.pk, clock.now())
    assert found.lab.days == Counter({0: 1, 1: 1, 2: 1, 5: 1})
    assert found.own.days == Counter({0: 1, 1: 1, 2: 1})
    assert (found.lab.kept, found.lab.total) == (2, 4)
    assert (found.own.kept, found.own.total) == (2, 3)
    assert found.lab.is_few and found.lab.median is None
    assert lab_pace({cast.rouen.pk}, MONDAY + 8 * DAY).days == found.lab.days


def test_each_submission_is_a_promise_of_its_own(cast):
    asked = submitted(cast)
    with clock.at(MONDAY + DAY):
        asked = actions.ask_info_introduction(asked, by=cast.moderator, text="Quoi ?")
    with clock.at(MONDAY + 3 * DAY):
        asked = actions.submit_introduction(asked, by=cast.founder)
        actions.approve_introduction(asked, by=cast.moderator, checklist=CHECKED)
        found = figures({cast.rouen.pk}, cast.moderator.pk, clock.now())
    assert found.own.days == Counter({0: 1, 1: 1})


def test_a_refusal_after_a_question_is_no_second_reading(cast):
    asked = actions.ask_info_introduction(
        submitted(cast), by=cast.moderator, text="Quoi ?"
    )
    actions.reject_introduction(asked, by=cast.moderator, code="tone", text="Non.")
    found = figures({cast.rouen.pk}, cast.moderator.pk, MONDAY)
    assert found.own.days == Counter({0: 1})


def test_another_lab_and_the_time_before_do_not_count(cast):
    read(cast, cast.moderator, 0)
    assert figures({cast.nancy.pk}, cast.moderator.pk, MONDAY).lab.total == 0
    later = MONDAY + 91 * DAY
    assert figures({cast.rouen.pk}, cast.moderator.pk, later).lab.total == 0


def test_appeals_are_counted_by_how_they_ended(cast):
    assert cast.second_moderator
    appealed(cast)
    upheld = appealed(cast, manager=other(cast))
    actions.reject_introduction(
        upheld, by=cast.second_moderator, code="tone", text="Non."
    )
    changed = appealed(cast, manager=other(cast))
    actions.approve_introduction(changed, by=cast.second_moderator, checklist=CHECKED)
    rejected(cast, manager=other(cast))
    found = figures({cast.rouen.pk}, cast.moderator.pk, MONDAY).appeals
    assert (found.made, found.waiting, found.upheld, found.changed) == (3, 1, 1, 1)


@pytest.mark.parametrize(
    ("days", "median"),
    [
        ({0: 9}, None),
        ({0: 10}, 0),
        ({0: 5, 1: 5}, 0.5),
        ({0: 4, 1: 7}, 1),
        ({0: 5, 3: 6}, 3),
    ],
)
def test_the_median_is_that_of_all_readings(days, median):
    assert Pace(Counter(days)).median == median


def test_the_page_says_too_few_and_what_each_figure_means(client, cast):
    read(cast, cast.moderator, 0)
    client.force_login(cast.moderator)
    page = client.get(PAGE).text
    assert "trop peu de cas (1, moins de 10)" in page
    assert "1 sur 1, trop peu de cas" in page
    assert "Objectif\u00a0: un jour ouvré au plus" in page
    home = client.get("/").text
    assert "1 relue en un jour ouvré, sur 1" in home or "sur 1" in home
    assert PAGE in home


@pytest.mark.parametrize(
    ("who", "status"),
    [("founder", 403), ("liaison", 403), ("admin", 403), ("colleague", 200)],
)
def test_who_may_look(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(PAGE).status_code == status


def test_the_page_and_the_home_cost_the_same_with_many_requests(
    client, cast, django_assert_num_queries
):
    client.force_login(cast.moderator)
    read(cast, cast.moderator, 0)
    submitted(cast)
    client.get(PAGE)
    client.get("/")
    with django_assert_num_queries(10):
        client.get(PAGE)
    # The pace of three months was read with the first page, and is kept. One statement
    # finds the next day of all rooms.
    with django_assert_num_queries(11):
        client.get("/")
    for days in range(3):
        read(cast, cast.moderator, days)
    for _row in range(29):
        make_introduction(
            startup=cast.startup,
            decision_maker=other(cast),
            requested_by=cast.founder,
            status="submitted",
        )
    with django_assert_num_queries(10):
        client.get(PAGE)
    with django_assert_num_queries(11):
        client.get("/")
