"""The kernel of timers: what is due is done once, whoever runs it and however often."""

import json
import logging
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from servindus import clock, timers
from servindus.models import Occurrence, User
from servindus.workflow import ActRefused, Busy
from tests.cast import MONDAY

SINCE = date(2026, 9, 1)


@pytest.fixture
def person(db):
    return User.objects.create(email="a@lab.example", family_name="Martin")


@pytest.fixture
def timer():
    """Register timers for one test."""
    made = []

    def register(name, due, do):
        made.append(timers.register(name, due, do))
        return name

    yield register
    for one in made:
        timers._timers.pop(one.name)


def test_a_rung_is_done_once_and_a_lower_one_not_after_it(person):
    done = [
        timers.once("t", person, since=SINCE, rung=rung) for rung in (3, 3, 12, 7, 12)
    ]
    assert done == [True, False, True, False, False]
    assert Occurrence.last("t", person, SINCE) == 12


def test_another_start_person_or_row_counts_for_itself(person):
    other = User.objects.create(email="b@lab.example", family_name="Petit")
    day = timedelta(days=1)
    assert timers.once("t", person, since=SINCE, rung=3)
    assert timers.once("t", person, since=SINCE + day, rung=3)
    assert timers.once("t", person, since=SINCE, rung=3, person="x@y.example")
    assert timers.once("t", other, since=SINCE, rung=3)
    assert timers.once("u", person, since=SINCE, rung=3)
    assert Occurrence.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_noted():
    person = User.objects.create(email="a@lab.example", family_name="Martin")
    with pytest.raises(RuntimeError, match="inside the transaction"):
        timers.once("t", person, since=SINCE)


def test_a_run_counts_what_was_done(person, timer):
    name = timer("t.odd", lambda now: range(5), lambda row: bool(row % 2))
    assert timers.run(name) == {"t.odd": 2}
    assert timers.run()["t.odd"] == 2


def test_a_file_that_has_moved_or_is_held_waits_for_the_next_run(person, timer):
    def act(row):
        raise {0: ActRefused("moved"), 1: Busy()}.get(row) or AssertionError

    name = timer("t.moved", lambda now: range(2), act)
    assert timers.run(name) == {"t.moved": 0}


@pytest.mark.django_db(transaction=True)
def test_one_row_that_fails_keeps_no_other_waiting(timer, caplog):
    def act(row):
        if row == 1:
            raise ValueError("broken")

    name = timer("t.broken", lambda now: range(3), act)
    with caplog.at_level(logging.ERROR):
        assert timers.run(name) == {"t.broken": 2}
    assert "timer t.broken: 1" in caplog.text


def test_a_name_is_taken_once(timer):
    timer("t.twice", lambda now: (), print)
    with pytest.raises(ValueError, match=r"two timers are called t\.twice"):
        timers.register("t.twice", lambda now: (), print)


@pytest.mark.parametrize(
    ("days", "rung"), [(2, None), (3, 3), (6, 3), (7, 7), (11, 7), (40, 12)]
)
def test_the_highest_rung_that_was_reached(days, rung):
    assert timers.rung_of(days, (3, 7, 12)) == rung


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_it_once():
    """The database holds it: no lock of the row stands in the way here."""
    person = User.objects.create(email="a@lab.example", family_name="Martin")
    for rung in range(10):
        ready = Barrier(2)
        done: list[bool] = []

        def run(rung=rung, ready=ready, done=done):
            try:
                with transaction.atomic():
                    ready.wait()
                    done.append(timers.once("t", person, since=SINCE, rung=rung))
            finally:
                connection.close()

        threads = [Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(done) == [False, True]
    assert Occurrence.objects.count() == 10


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-12-01", "2026-12-01T10:00:00+01:00"),
        ("2026-07-01T09:30", "2026-07-01T09:30:00+02:00"),
        ("2026-07-01T09:30Z", "2026-07-01T09:30:00+00:00"),
    ],
)
def test_the_command_runs_as_of_a_moment(db, timer, capsys, said, moment):
    seen = []
    timer("t.seen", lambda now: [now], lambda now: seen.append(now.isoformat()))
    call_command("run_timers", "--as-of", said, "--json")
    counts = json.loads(capsys.readouterr().out)
    assert (seen, counts["t.seen"]) == ([moment], 1)
    assert list(counts) == [timer.name for timer in timers.every_timer()]


@pytest.mark.parametrize("said", ["demain", "2026-13-01", "2026-02-30", "\x00"])
def test_the_command_refuses_what_is_no_day(db, said):
    with pytest.raises(CommandError, match="is no day and no moment"):
        call_command("run_timers", "--as-of", said)


def test_without_a_moment_it_is_now(db, timer, capsys):
    timer("t.now", lambda now: [now] if now == MONDAY else [], print)
    with clock.at(MONDAY):
        call_command("run_timers")
    assert "t.now: 1" in capsys.readouterr().out
