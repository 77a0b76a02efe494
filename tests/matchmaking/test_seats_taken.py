"""Whoever sends before a turn says why; two at once take one seat; what it costs."""

from datetime import datetime, timedelta

import pytest

from matchmaking import actions
from matchmaking.actions import activate_decision_maker
from matchmaking.models import Absence, Introduction
from servindus import clock, timers
from servindus.actors import SYSTEM, Channel
from servindus.templatetags.servindus import full_date
from servindus.workflow import ActRefused
from tests.cast import (
    Cast,
    fresh,
    make_decision_maker,
    make_organisation,
)
from tests.matchmaking.checks import desk
from tests.matchmaking.queues import asked, card_of, day, founder, had, waits
from tests.matchmaking.stories import CHECKED, submitted
from tests.threads import together

pytestmark = pytest.mark.usefixtures("posting")


# --- A jump ---------------------------------------------------------------------------


def test_a_moderator_sends_before_its_turn_for_a_reason(client, cast: Cast) -> None:
    card = card_of(cast)
    asked(cast, card)
    second = asked(cast, card)
    client.force_login(cast.moderator)
    page = client.post(desk(second, "send_introduction"), {"text": ""})
    assert page.status_code == 409
    words = "Cette personne a déjà reçu les demandes de la semaine"
    assert words in page.content.decode()
    assert fresh(second).status == "queued"
    reason = "Madame Decideur l’a demandé au téléphone."
    page = client.post(desk(second, "send_introduction"), {"text": reason})
    assert page.status_code == 302
    assert fresh(second).status == "sent"
    [remark] = second.remarks.all()
    assert (remark.text, remark.audience, remark.entry.user) == (
        reason,
        "staff",
        cast.moderator,
    )


def test_its_turn_needs_no_reason(client, cast: Cast) -> None:
    row = waits(cast, card_of(cast))
    client.force_login(cast.moderator)
    assert client.post(desk(row, "send_introduction"), {"text": ""}).status_code == 302
    assert fresh(row).status == "sent"
    assert not row.remarks.exists()


# --- Beside each other ----------------------------------------------------------------

ROUNDS = 4


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_take_one_seat() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        company = make_organisation(kind="industrial", lab=cast.rouen)
        card = make_decision_maker(
            organisation=company, budget_per_week=1, budget_per_month=2
        )
        rows = [submitted(cast, manager=card, founder=founder(cast)) for _two in (1, 2)]
        together(*(lambda row=row: approve(cast, row) for row in rows))
        assert sorted(fresh(row).status for row in rows) == ["queued", "sent"]


@pytest.mark.django_db(transaction=True)
def test_two_people_of_a_company_take_its_last_seat_once() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        company = make_organisation(kind="industrial", lab=cast.rouen)
        had(cast, make_decision_maker(organisation=company), 1, 2, 3, 4, 5)
        rows = [
            submitted(
                cast,
                manager=make_decision_maker(organisation=company),
                founder=founder(cast),
            )
            for _two in (1, 2)
        ]
        together(*(lambda row=row: approve(cast, row) for row in rows))
        assert sorted(fresh(row).status for row in rows) == ["queued", "sent"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_fill_each_seat_once() -> None:
    cast = Cast()
    cards = [card_of(cast, month=2, week=1) for _number in range(3)]
    for card in cards:
        for days in (1, 2, 3):
            waits(cast, card, days)

    def run() -> int:
        return timers.run("matchmaking.send")["matchmaking.send"]

    assert sum(together(run, run)) == len(cards)
    sent_rows = Introduction.objects.filter(status="sent")
    assert sorted(sent_rows.values_list("decision_maker", flat=True)) == [
        card.pk for card in cards
    ]


def approve(cast: Cast, row: Introduction) -> Introduction:
    return actions.approve_introduction(
        row, by=cast.moderator, channel=Channel.ADMIN, checklist=CHECKED
    )


# --- What it costs --------------------------------------------------------------------


def test_many_queues_cost_what_one_costs(cast: Cast, django_assert_num_queries) -> None:
    def fill(number: int) -> None:
        for _row in range(number):
            card = card_of(cast)
            had(cast, card, 1)
            Absence.objects.create(
                decision_maker=card, first_day=day(2), last_day=day(4)
            )
            for days in (1, 2):
                waits(cast, card, days)

    names = ("matchmaking.send", "matchmaking.reckon")
    for _once in range(2):
        fill(5)
        timers.run(*names)
        for name, count in zip(names, (3, 3), strict=True):
            with django_assert_num_queries(count):
                assert timers.run(name) == {name: 0}


def test_at_midnight_the_day_is_the_one_of_paris(cast: Cast) -> None:
    card = card_of(cast)
    with clock.at(datetime(2026, 9, 7, 23, 30, tzinfo=clock.PARIS)):
        asked(cast, card)
    second = asked(cast, card)
    eve = datetime(2026, 9, 13, 23, 59, tzinfo=clock.PARIS)
    with clock.at(eve), pytest.raises(ActRefused):
        actions.send_introduction(second, by=SYSTEM)
    with clock.at(eve + timedelta(minutes=2)):
        assert actions.send_introduction(second, by=SYSTEM).status == "sent"


def test_the_desk_says_whether_it_would_leave_at_once(client, cast: Cast) -> None:
    card = card_of(cast)
    row = submitted(cast, manager=card)
    client.force_login(cast.moderator)
    page = f"/admin/matchmaking/introduction/{row.pk}/change/"
    assert "la demande part aussitôt" in client.get(page).content.decode()
    asked(cast, card)
    text = client.get(page).content.decode()
    when = full_date(day(7))
    assert f"La demande attend son tour, vers le {when}." in text
    assert "la demande part aussitôt" not in text


def test_the_desk_counts_the_queue_and_leaves_the_lost_alone(
    client, cast: Cast
) -> None:
    card = card_of(cast, month=31)
    asked(cast, card)
    waits(cast, card, 1)
    row = submitted(cast, manager=card)
    client.force_login(cast.moderator)
    page = f"/admin/matchmaking/introduction/{row.pk}/change/"
    when = full_date(day(14))
    assert f"attend son tour, vers le {when}." in client.get(page).content.decode()
    type(card)._base_manager.filter(pk=card.pk).update(paused_until=day(9))
    text = client.get(page).content.decode()
    assert "vers le ." not in text
    assert "la demande attendrait" in text


def test_the_desk_names_those_who_come_first_and_no_others(client, cast: Cast) -> None:
    card = card_of(cast, month=31, week=7)
    waits(cast, card, 70)
    row = submitted(cast, manager=card)
    client.force_login(cast.moderator)
    page = f"/admin/matchmaking/introduction/{row.pk}/change/"
    # What waits for its startup's word takes nobody's place.
    assert "la demande part aussitôt" in client.get(page).content.decode()
    waits(cast, card, 20)
    text = client.get(page).content.decode()
    assert "Une autre demande à cette personne passe avant." in text


def test_no_queue_is_jumped_in_bulk(client, cast: Cast) -> None:
    card = card_of(cast)
    asked(cast, card)
    row = asked(cast, card)
    client.force_login(cast.moderator)
    page = client.post(
        "/admin/matchmaking/introduction/",
        {
            "action": "send_introduction",
            "_selected_action": [row.pk],
            "bulk_confirmed": "1",
            "text": "Parce que.",
        },
    )
    assert "déjà reçu les demandes de la semaine" in page.content.decode()
    assert fresh(row).status == "queued"


@pytest.mark.django_db(transaction=True)
def test_a_yes_is_kept_when_a_colleague_takes_the_last_seat() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        company = make_organisation(kind="industrial", lab=cast.rouen)
        had(cast, make_decision_maker(organisation=company), 1, 2, 3, 4, 5)
        invited = make_decision_maker(organisation=company, status="invited")
        waits(cast, invited)
        other = submitted(
            cast,
            manager=make_decision_maker(organisation=company),
            founder=founder(cast),
        )
        said, _sent = together(
            lambda card=invited: activate_decision_maker(card, by=cast.moderator),
            lambda row=other: approve(cast, row),
        )
        assert said.status == "active"
        left = Introduction.objects.filter(
            decision_maker__organisation=company, status="sent"
        )
        assert left.count() == 1
