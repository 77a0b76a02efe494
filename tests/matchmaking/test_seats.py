"""How often somebody is asked: seats, the order of the queue, the day promised."""

from datetime import date, timedelta

import pytest

from matchmaking import actions, queue
from matchmaking.models import Introduction
from programmes.models import Topic
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import (
    MONDAY,
    Cast,
    fresh,
    holder,
    make_decision_maker,
    make_introduction,
    make_organisation,
    make_profile,
)
from tests.evidence import last_line, newly_owed
from tests.matchmaking.days import lines, live, moment
from tests.matchmaking.queues import TODAY, asked, card_of, day, had, waits

pytestmark = pytest.mark.usefixtures("posting")


# --- Seats ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "week", "days", "status"),
    [
        (2, 1, (), "sent"),
        (2, 1, (0,), "queued"),
        (2, 1, (6,), "queued"),
        (2, 1, (7,), "sent"),
        (2, 2, (0,), "sent"),
        (2, 2, (0, 1), "queued"),
        (2, 1, (8, 29), "queued"),
        (2, 1, (8, 30), "sent"),
        (3, 1, (8, 29), "sent"),
        (31, 7, (1, 2, 3, 4), "sent"),
    ],
)
def test_a_seat_is_free_after_a_week_and_after_thirty_days(
    cast: Cast, month: int, week: int, days: tuple[int, ...], status: str
) -> None:
    card = card_of(cast, month, week)
    had(cast, card, *days)
    assert asked(cast, card).status == status


def test_only_so_many_requests_wait_for_an_answer(cast: Cast) -> None:
    card = card_of(cast, month=31, week=7, waiting=2)
    first, second, third = (asked(cast, card) for _number in range(3))
    assert (first.status, second.status, third.status) == ("sent", "sent", "queued")
    actions.decline_introduction(first, by=holder(first), code="no_need")
    timers.run("matchmaking.send")
    assert fresh(third).status == "sent"


def test_a_company_is_asked_six_times_in_thirty_days(cast: Cast) -> None:
    for _number in range(6):
        had(cast, make_decision_maker(organisation=cast.plant), 3)
    assert asked(cast, card_of(cast)).status == "queued"
    other = make_organisation(kind="industrial", lab=cast.rouen)
    assert asked(cast, make_decision_maker(organisation=other)).status == "sent"


def test_what_came_back_takes_no_seat(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    actions.requeue_introduction(first, by=SYSTEM, reason="bounce")
    assert actions.send_introduction(first, by=SYSTEM).status == "sent"


def test_what_the_person_put_off_comes_on_its_day(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    first = actions.defer_introduction(first, by=holder(first), days=15)
    with clock.at(moment(day(14))):
        assert asked(cast, card).status == "sent"
    assert first.deferred_until == day(15)
    live([day(15)])
    assert fresh(first).status == "sent"


def test_what_was_put_off_once_keeps_no_right_to_it(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    actions.defer_introduction(first, by=holder(first), days=15)
    live([day(15)])
    first = fresh(first)
    assert (first.status, first.deferred_until) == ("sent", None)
    with clock.at(moment(day(16), 12)):
        done = actions.decline_introduction(first, by=holder(first), code="no_need")
        again = actions.reopen_introduction(done, by=cast.moderator, text="Erreur.")
        # It has left twice, on the days 0 and 15: the month is full.
        assert (again.status, again.expected_on) == ("queued", day(30))


def test_what_was_read_keeps_its_seat_when_it_is_opened_again(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    with clock.at(moment(day(1), 12)):
        done = actions.decline_introduction(first, by=holder(first), code="no_need")
        assert asked(cast, card).status == "queued"
        again = actions.reopen_introduction(done, by=cast.moderator, text="Erreur.")
    assert again.status == "queued"


def test_each_time_that_it_leaves_takes_a_seat(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    actions.defer_introduction(first, by=holder(first), days=15)
    live([day(15)])
    assert fresh(first).status == "sent"
    # Two have left in thirty days: on the day 0 and on the day 15.
    with clock.at(moment(day(23))):
        second = asked(cast, card)
        assert (second.status, second.expected_on) == ("queued", day(30))


def test_what_is_put_off_has_its_seat_already(cast: Cast) -> None:
    card = card_of(cast, month=1)
    first = asked(cast, card)
    actions.defer_introduction(first, by=holder(first), days=15)
    second = asked(cast, card)
    assert second.expected_on == day(45)
    live([day(number) for number in (1, 14, 15, 29, 30, 44, 45)])
    assert lines(first, "send_introduction") == [TODAY, day(15)]
    assert lines(second, "send_introduction") == [day(45)]


def test_what_was_put_off_leaves_before_the_others(cast: Cast) -> None:
    card = card_of(cast)
    first = asked(cast, card)
    actions.defer_introduction(first, by=holder(first), days=15)
    actions.announce_absence(
        card, by=cast.moderator, first_day=day(14), last_day=day(18)
    )
    with clock.at(moment(day(15), 12)):
        timers.run()
        second = waits(cast, card, -10)
        assert [row.pk for row in order(cast, card)] == [first.pk, second.pk]
    # The first working day after the absence.
    with clock.at(moment(day(21), 12)):
        with pytest.raises(ActRefused):
            actions.send_introduction(second, by=SYSTEM)
        timers.run()
    assert (fresh(first).status, fresh(second).status) == ("sent", "queued")


# --- The order of the queue -----------------------------------------------------------


def order(cast: Cast, card) -> list[Introduction]:
    rows = queue.queued().filter(decision_maker=card)
    return list(queue.in_order(rows, clock.now()))


def test_whoever_has_waited_longest_comes_first(cast: Cast) -> None:
    card = card_of(cast)
    young, old, middle = (waits(cast, card, days) for days in (1, 9, 5))
    assert order(cast, card) == [old, middle, young]
    assert [row.score for row in order(cast, card)] == [24, 20, 16]


def test_a_startup_that_nobody_has_met_is_ten_days_ahead(cast: Cast) -> None:
    card, met, not_lately = card_of(cast), cast.startup, cast.other_startup
    for startup, days in ((met, 181), (not_lately, 182)):
        make_introduction(
            startup=startup,
            decision_maker=make_decision_maker(organisation=cast.plant),
            requested_by=cast.founder,
            status="closed",
            sent_at=MONDAY - timedelta(days=200),
            manager_consent_at=MONDAY - timedelta(days=days),
            contacts_revealed_at=MONDAY - timedelta(days=days),
        )
    first = waits(cast, card, 0, startup=not_lately)
    second = waits(cast, card, 9, startup=met)
    assert [(row.pk, row.score) for row in order(cast, card)] == [
        (first.pk, 15),
        (second.pk, 14),
    ]


def test_each_request_of_ninety_days_costs_five(cast: Cast) -> None:
    card = card_of(cast)
    for days in (1, 89, 90, 91):
        make_introduction(
            startup=cast.startup,
            decision_maker=make_decision_maker(organisation=cast.plant),
            requested_by=cast.founder,
            status="declined",
            sent_at=MONDAY - timedelta(days=days),
        )
    waits(cast, card, 0, startup=cast.startup)
    assert [row.score for row in order(cast, card)] == [10 + 5 - 10]


@pytest.mark.parametrize(
    ("wanted", "refused", "fit"),
    [
        ([], [], 5),
        (["machine-data"], [], 10),
        (["logistics"], [], 0),
        (["machine-data", "logistics"], ["machine-data"], 0),
        ([], ["machine-data"], 0),
        ([], ["logistics"], 5),
    ],
)
def test_topics_that_fit_count_up_to_ten(cast: Cast, wanted, refused, fit) -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    card = card_of(cast)
    card.wanted_topics.set([topics[slug] for slug in wanted])
    card.refused_topics.set([topics[slug] for slug in refused])
    profile = make_profile(organisation=cast.startup)
    profile.topics.set([topics["machine-data"]])
    waits(cast, card, 0, startup=cast.startup)
    assert [row.score for row in order(cast, card)] == [10 + fit]


def test_ties_go_by_who_asked_first(cast: Cast) -> None:
    card = card_of(cast)
    later = waits(cast, card, submitted_at=MONDAY - timedelta(hours=1))
    first = waits(cast, card, submitted_at=MONDAY - timedelta(hours=2))
    assert order(cast, card) == [first, later]


def test_a_free_seat_goes_to_the_first_in_the_queue(cast: Cast) -> None:
    card = card_of(cast)
    old = waits(cast, card, 3)
    with pytest.raises(ActRefused, match="passe avant"):
        actions.send_introduction(waits(cast, card, 1), by=SYSTEM)
    young = asked(cast, card)
    assert young.status == "queued"
    timers.run("matchmaking.send")
    assert (fresh(old).status, fresh(young).status) == ("sent", "queued")


# --- The day promised -----------------------------------------------------------------


def test_each_one_knows_when_its_turn_comes(cast: Cast) -> None:
    card = card_of(cast)
    first, second, third, fourth = (asked(cast, card) for _number in range(4))
    assert first.status == "sent"
    # The week's seat is free on Monday the 14th, the month's on 7 and 14 October.
    assert [fresh(row).expected_on for row in (second, third, fourth)] == [
        date(2026, 9, 14),
        date(2026, 10, 7),
        date(2026, 10, 14),
    ]
    assert newly_owed(last_line(second)) == {
        ("introduction_queued", second.requested_by.email)
    }


def test_it_comes_true(cast: Cast) -> None:
    card = card_of(cast, waiting=20)
    rows = [asked(cast, card) for _number in range(4)]
    promised = [fresh(row).expected_on or TODAY for row in rows]
    for number in range(60):
        live([day(number)])
    assert [lines(row, "send_introduction") for row in rows] == [
        [one] for one in promised
    ]


def test_an_absence_and_a_pause_move_it(cast: Cast) -> None:
    card = card_of(cast)
    asked(cast, card)
    second = asked(cast, card)
    actions.announce_absence(
        card, by=cast.moderator, first_day=day(3), last_day=date(2026, 9, 18)
    )
    assert fresh(second).expected_on == date(2026, 9, 21)
    card.paused_until = date(2026, 10, 2)
    card.save()
    timers.run("matchmaking.reckon")
    assert fresh(second).expected_on == date(2026, 10, 2)
    assert timers.run("matchmaking.reckon") == {"matchmaking.reckon": 0}


def test_nobody_is_promised_a_day_with_somebody_who_is_lost(cast: Cast) -> None:
    card = card_of(cast)
    first, second = asked(cast, card), asked(cast, card)
    actions.lose_decision_maker(card, by=SYSTEM, bounce="hard")
    assert [fresh(row).expected_on for row in (first, second)] == [None, None]


def test_when_one_is_withdrawn_the_others_move_up(cast: Cast) -> None:
    card = card_of(cast)
    asked(cast, card)
    second, third = asked(cast, card), asked(cast, card)
    actions.withdraw_introduction(second, by=second.requested_by)
    timers.run("matchmaking.reckon")
    assert fresh(third).expected_on == date(2026, 9, 14)


def test_a_startup_reads_it_before_it_asks(client, cast: Cast) -> None:
    card, free = card_of(cast), make_decision_maker(organisation=cast.plant)
    for _number in range(3):
        asked(cast, card)
    client.force_login(cast.founder)
    # Read by Tuesday; the third seat is free on 14 October, answered 15 days later.
    expected = (date(2026, 10, 14), date(2026, 11, 4))
    assert client.get(card.get_absolute_url()).context["forecast"] == expected
    found = client.get("/annuaire/").context["cards"]
    days = {row["object"].pk: row["forecast"] for row in found}
    assert days[card.pk] == expected
    assert days[free.pk] == (date(2026, 9, 8), date(2026, 9, 29))


def test_no_day_is_named_where_too_many_come_before(client, cast: Cast) -> None:
    card = card_of(cast, month=1)
    for _number in range(14):
        waits(cast, card)
    client.force_login(cast.founder)
    page = client.get(card.get_absolute_url())
    assert page.context["forecast"] is None
    assert "aucun jour ne peut être annoncé" in page.content.decode()
