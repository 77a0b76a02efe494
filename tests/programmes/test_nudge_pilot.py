"""What time brings to pilots: whoever is next, then the lab."""

from datetime import date

import pytest

from servindus import clock, timers
from servindus.models import JournalEntry, User
from tests.cast import Cast, fresh
from tests.evidence import newly_owed
from tests.matchmaking.days import moment
from tests.programmes.facilities import day
from tests.programmes.pilots import Trial


@pytest.fixture
def trial(cast: Cast, monday) -> Trial:
    return Trial(cast)


def live(*days: int) -> None:
    """Run the timer twice on each of these days."""
    for number in days:
        with clock.at(moment(day(number), 10)):
            for _twice in (1, 2):
                timers.run("programmes.nudge_pilots")


def told(pilot) -> list[tuple[date, set[str]]]:
    """Give who was reminded on which day."""
    found = JournalEntry.objects.about(pilot).filter(verb="nudge_pilot")
    return [
        (clock.local_day(line.at), {to for _kind, to in newly_owed(line)})
        for line in found
    ]


def test_the_startup_frames_in_time_or_the_lab_hears(trial: Trial) -> None:
    pilot = trial.idea()
    live(*range(1, 40))
    # Due on the fourteenth day, a Monday; five and ten working days later.
    assert told(pilot) == [
        (day(14), {trial.founder.email}),
        (day(21), {trial.founder.email}),
        (day(28), {trial.cast.moderator.email}),
    ]
    assert fresh(pilot).status == "idea"


def test_each_stage_has_its_own_side(trial: Trial) -> None:
    agree = trial.framed()
    live(7)
    assert told(agree) == [(day(7), {trial.director.email})]
    running = trial.in_status("running")
    type(running).objects.filter(pk=running.pk).update(due_on=day(8), ends_on=day(7))
    decide = trial.in_status("evaluated")
    type(decide).objects.filter(pk=decide.pk).update(due_on=day(8))
    live(8)
    assert told(running) == [(day(8), {trial.director.email})]
    assert told(decide) == [(day(8), {trial.director.email})]


def test_an_ended_one_is_left_in_peace(trial: Trial) -> None:
    ended = [trial.in_status("stopped"), trial.in_status("extended")]
    live(*range(1, 60))
    assert [told(one) for one in ended] == [[], []]


def test_a_side_without_anybody_is_the_lab(trial: Trial) -> None:
    pilot = trial.idea()
    User.objects.filter(pk=trial.founder.pk).update(is_active=False)
    live(14)
    assert told(pilot) == [(day(14), {trial.cast.moderator.email})]
