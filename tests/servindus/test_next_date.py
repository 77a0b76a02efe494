"""The home names the first day that comes, in any room; a right used up is empty."""

from datetime import timedelta

import pytest

from matchmaking import looks
from servindus import clock
from tests.cast import Cast, make_introduction
from tests.programmes.facilities import day
from tests.programmes.pilots import Trial
from tests.programmes.witnesses import make_engagement, make_wave

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _at_ten(monday) -> None:
    """Keep the clock on that Monday."""


def said(client, user) -> str:
    client.force_login(user)
    return client.get("/").context["next_date"]


def words(title: str, when: str) -> str:
    return f"Prochaine date{NBSP}: {title}, {when.replace(' ', NBSP)}"


def test_a_pilots_next_step_is_a_date_for_both_sides(client, cast: Cast) -> None:
    pilot = Trial(cast).in_status("framed")
    for user in (cast.director, cast.founder):
        assert said(client, user) == words(pilot.title, "lun. 14 sept.")
    for user in (cast.other_founder, cast.stranger, cast.moderator, cast.liaison):
        assert said(client, user) == ""
    with clock.at(clock.now() + timedelta(days=8)):
        assert said(client, cast.director) == ""


@pytest.mark.parametrize("status", ["extended", "stopped"])
def test_a_pilot_that_has_ended_has_none(client, cast: Cast, status: str) -> None:
    Trial(cast).in_status(status)
    assert said(client, cast.director) == ""


def test_the_first_of_all_rooms_is_named(client, cast: Cast) -> None:
    asked = make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager_with_account,
        requested_by=cast.founder,
    )
    alone = said(client, cast.director)
    assert asked.subject in alone
    engagement = make_engagement(organisation=cast.plant, referent=cast.moderator)
    make_wave(engagement=engagement, kind="quarterly", due_on=day(3))
    wave = words("relevé trimestriel", "jeu. 10 sept.")
    assert said(client, cast.director) == wave
    # The startup has no part in the wave.
    assert asked.subject in said(client, cast.founder)
    late = Trial(cast).in_status("framed")
    assert said(client, cast.director) == wave
    type(late).objects.filter(pk=late.pk).update(due_on=day(1))
    first = words(late.title, "mar. 8 sept.")
    assert [said(client, user) for user in (cast.director, cast.founder)] == [first] * 2


@pytest.mark.parametrize(("submitted", "full"), [(0, 5), (3, 2), (5, 0), (6, 0)])
def test_what_is_left_fills_the_bar(submitted: int, full: int) -> None:
    rights = {"submitted": submitted, "submissions": 5, "waiting": 1, "waits": 3}
    left, waiting = looks.meters(rights)
    assert (left.filled, left.total, waiting.filled) == (full, 5, 1)
    assert str(left.strong) == f"Demandes possibles{NBSP}: {full} sur 5"
