"""nudge: the day of a wave comes, and is past."""

from datetime import timedelta

import pytest

from programmes import actions
from programmes.models import Wave
from programmes.witnesses.timers import to_nudge
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_organisation
from tests.evidence import last_line, newly_owed
from tests.matchmaking.days import moment
from tests.programmes.witnesses import T0_ON, Scene, make_engagement, make_wave

TIMER = "programmes.wave"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def nudged(wave: Wave, days: int) -> set[tuple[str, str]]:
    """Give who is told so many days after the wave's day; twice is once."""
    with clock.at(moment(wave.due_on + timedelta(days=days))):
        count = timers.run(TIMER)[TIMER]
        assert timers.run(TIMER) == {TIMER: 0}
    if not count:
        return set()
    line = last_line(wave)
    assert (line.verb, line.actor_kind) == ("nudge_wave", "system")
    return newly_owed(line)


def test_the_company_is_told_twice_and_then_the_referents(scene: Scene) -> None:
    wave = scene.wave()
    assert wave.due_on == T0_ON
    # The other waves are far away; the 17th is a Saturday, so the next open day counts.
    found = {day: nudged(wave, day) for day in (-15, -14, -1, 0, 6, 7, 20, 21, 40)}
    me, lab = {("wave_due", scene.me)}, {("wave_late", scene.lab)}
    assert found == {
        -15: set(), -14: me, -1: set(), 0: me, 6: set(), 7: lab, 20: set(),
        21: lab, 40: set(),
    }  # fmt: skip


def test_a_company_without_anybody_is_told_through_its_referents(scene) -> None:
    company = make_organisation(kind="industrial", lab=scene.cast.rouen)
    engagement = make_engagement(organisation=company, referent=scene.cast.moderator)
    wave = make_wave(engagement=engagement, status="planned")
    assert nudged(wave, -14) == {("wave_due", scene.lab)}


def test_referents_who_left_leave_it_to_the_lab(scene: Scene) -> None:
    wave = scene.wave()
    engagement = actions.edit_witness_engagement(
        wave.engagement, by=scene.cast.moderator, referent=scene.cast.second_moderator
    )
    leaving = scene.cast.second_moderator.memberships.get()
    actions.end_membership(leaving, by=scene.cast.second_moderator)
    assert engagement.referents == [scene.cast.second_moderator]
    assert nudged(wave, 7) == {("wave_late", scene.lab)}


def test_what_is_handed_in_or_ended_is_not_asked_for(scene: Scene) -> None:
    wave = scene.entered()
    assert nudged(wave, 0) == set()
    wave = actions.return_wave(wave, by=scene.cast.moderator, text="Et les heures ?")
    actions.end_witness_engagement(wave.engagement, by=scene.cast.director, text="Fin.")
    assert nudged(fresh(wave), 0) == set()


def test_it_is_asked_three_months_long_at_most(scene: Scene) -> None:
    wave = scene.wave()
    with clock.at(moment(wave.due_on + timedelta(days=91))):
        assert wave not in [one.row for one in to_nudge(clock.now())]


def test_a_second_run_or_another_day_is_refused(scene: Scene) -> None:
    wave = scene.wave()
    for since, rung in ((T0_ON - timedelta(days=1), 0), (T0_ON, 0), (T0_ON, 0)):
        try:
            actions.nudge_wave(wave, by=SYSTEM, since=since, rung=rung)
        except ActRefused:
            continue
    assert [line.verb for line in _lines(wave)] == ["nudge_wave"]


def _lines(wave: Wave) -> list:
    from servindus.models import JournalEntry

    return list(JournalEntry.objects.about(wave).filter(verb="nudge_wave"))
