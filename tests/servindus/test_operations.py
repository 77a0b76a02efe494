"""The page of processes and mails: what runs, what waits, whose mails one sees."""

from datetime import timedelta

import pytest
from django.urls import reverse

from servindus import clock, operations, outbox, tasks, timers
from servindus.models import OutboxEmail
from servindus.notifications import Recipient
from tests.cast import MONDAY, Cast, make_lab
from tests.evidence import nothing_written
from tests.matchmaking.stories import sent

PAGE = "admin:servindus_operations"


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def test_a_run_leaves_its_sign(cast: Cast, client) -> None:
    assert operations.last_run() is None
    state = client.get("/readyz").json()
    assert (state["timers"], state["timers_seconds"]) == (True, None)
    counts = tasks.run_timers()
    assert counts == dict.fromkeys((one.name for one in timers.every_timer()), 0)
    run = operations.last_run()
    assert run is not None
    assert (run.at, run.acted, run.seconds) == (MONDAY, 0, 0.0)
    with clock.at(MONDAY + timedelta(minutes=29)):
        state = client.get("/readyz").json()
        assert (state["timers"], state["timers_seconds"]) == (True, 29 * 60)
    with clock.at(MONDAY + timedelta(minutes=30)):
        state = client.get("/readyz").json()
        assert (state["timers"], "timers" in state["degraded"]) == (False, True)


def test_a_run_says_how_much_it_did(cast: Cast) -> None:
    sent(cast)
    with clock.at(MONDAY + timedelta(days=3, hours=1)):
        tasks.run_timers()
        run = operations.last_run()
    assert run is not None
    assert run.acted == 1


def test_the_page_says_what_waits_and_what_does_not_run(cast: Cast, client) -> None:
    sent(cast)
    client.force_login(cast.moderator)
    page = client.get(reverse(PAGE)).content.decode()
    assert "Démarrez beat" in page
    assert "Aucun passage n’a encore abouti." in page
    assert "Aucun\u00a0: tous les courriels remis ont été acceptés." in page
    OutboxEmail.objects.filter(recipient=cast.manager.email).update(
        attempts=2, last_error="SMTPServerDisconnected: <gone>"
    )
    tasks.run_timers()
    page = client.get(reverse(PAGE)).content.decode()
    assert "SMTPServerDisconnected: &lt;gone&gt;" in page
    assert "2 essais" in page
    assert "Dernier passage lundi 7" in page


def test_one_sees_the_mails_of_ones_own_desk(cast: Cast, client) -> None:
    introduction = sent(cast)
    line = OutboxEmail.objects.first().cause
    make_lab("nancy")
    outbox.post(
        "introduction_sent",
        introduction,
        to=Recipient("ailleurs@nancy.example"),
        cause=line,
        desk="nancy",
    )
    OutboxEmail.objects.update(attempts=1, last_error="refused")
    rouen = operations.mails_of(cast.moderator, MONDAY)
    nancy = operations.mails_of(cast.colleague, MONDAY)
    assert [one.recipient for one in nancy.troubled] == ["ailleurs@nancy.example"]
    assert "ailleurs@nancy.example" not in [one.recipient for one in rouen.troubled]
    assert {value: count for _l, count, value in nancy.states}["owed"] == 1


def test_who_may(cast: Cast, client) -> None:
    address = reverse(PAGE)
    for who, status in (
        (cast.moderator, 200),
        (cast.colleague, 200),
        (cast.admin, 200),
        (cast.founder, 403),
    ):
        client.force_login(who)
        assert client.get(address).status_code == status
    client.force_login(cast.moderator)
    with nothing_written():
        assert client.post(address).status_code == 405
        client.get(address)


def test_it_costs_the_same_with_many_mails(
    cast: Cast, client, django_assert_num_queries
) -> None:
    introduction = sent(cast)
    client.force_login(cast.moderator)
    client.get(reverse(PAGE))
    with django_assert_num_queries(15):
        client.get(reverse(PAGE))
    line = OutboxEmail.objects.first().cause
    for number in range(29):
        outbox.post(
            "introduction_sent",
            introduction,
            to=Recipient(f"p{number}@usine.example"),
            cause=line,
            desk="rouen",
        )
    OutboxEmail.objects.update(attempts=1, last_error="refused")
    with django_assert_num_queries(15):
        client.get(reverse(PAGE))
