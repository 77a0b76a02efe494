"""What time brings: owners answer, labs hear, companies tell, silence ends."""

from datetime import date

import pytest

from programmes import actions
from servindus import clock, timers
from servindus.models import JournalEntry
from tests.cast import Cast, fresh, make_membership
from tests.evidence import newly_owed
from tests.matchmaking.days import moment
from tests.programmes.facilities import Scene, day, starts_only_from

NAME = "nudge_access_request"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def live(*days: int, hour: int = 10) -> None:
    """Run the two timers twice on each of these days."""
    for number in days:
        with clock.at(moment(day(number), hour)):
            for _twice in (1, 2):
                timers.run("programmes.nudge", "programmes.lapse")


def told(request) -> list[tuple[date, set[str]]]:
    """Give who was reminded on which day."""
    found = JournalEntry.objects.about(request).filter(verb=NAME)
    return [
        (clock.local_day(line.at), {to for _kind, to in newly_owed(line)})
        for line in found
    ]


def test_the_owner_twice_then_the_lab(scene: Scene) -> None:
    lab = {scene.cast.moderator.email, scene.cast.second_moderator.email}
    request = scene.ask()
    live(*range(1, 20))
    owner = {scene.keeper.email}
    # Working days: Thursday, Monday; the seventh is a Wednesday.
    assert told(request) == [(day(3), owner), (day(7), owner), (day(9), lab)]
    assert fresh(request).status == "requested"


def test_not_in_quiet_hours_nor_at_the_week_end(scene: Scene) -> None:
    request = scene.ask()
    live(3, hour=7)
    assert told(request) == []
    live(5, 6)
    assert told(request) == []
    live(7)
    assert [when for when, _who in told(request)] == [day(7)]


def test_an_answer_ends_it(scene: Scene) -> None:
    request = scene.ask()
    actions.decline_access_request(request, by=scene.keeper, code="full", text="Non.")
    live(*range(1, 12))
    assert told(request) == []


def test_the_waiting_list_is_asked_on_its_day(scene: Scene) -> None:
    lab = {scene.cast.moderator.email}
    request = actions.hold_access_request(
        scene.ask(), by=scene.keeper, answer_by=day(21), text="Complet."
    )
    live(*range(1, 34))
    assert told(request) == [(day(21), {scene.keeper.email}), (day(30), lab)]


def test_the_company_three_times_and_then_it_ends(scene: Scene) -> None:
    request = scene.agreed(starts_on=day(7), ends_on=day(8))
    live(*range(1, 40))
    company = {scene.cast.director.email}
    assert told(request) == [(day(n), company) for n in (9, 15, 22)]
    done = fresh(request)
    assert done.status == "untold"
    last = JournalEntry.objects.about(request).last()
    assert (last.verb, clock.local_day(last.at)) == ("lapse_access_request", day(36))


def test_what_nobody_answers_ends_after_its_days_and_the_company_hears(
    scene: Scene,
) -> None:
    request = scene.ask()
    live(*range(1, 22))
    assert fresh(request).status == "requested"
    live(22)
    assert fresh(request).status == "untold"
    last = JournalEntry.objects.about(request).last()
    assert (last.verb, clock.local_day(last.at)) == ("lapse_access_request", day(22))
    assert newly_owed(last) == {("access_request_lapsed", scene.cast.director.email)}
    # The place is free again for another request.
    with clock.at(moment(day(23))):
        scene.ask(wanted_from=day(30), wanted_until=day(30))


def test_a_use_without_a_word_nags_for_a_month(client, scene: Scene) -> None:
    row = scene.in_status("used")
    make_membership(user=scene.cast.director, organisation=row.organisation)
    client.force_login(fresh(scene.cast.director))
    for days, waits in ((0, True), (26, True), (27, False)):
        with clock.at(moment(day(days))):
            rows = client.get("/demandes-d-acces/?vue=a-traiter").context["rows"]
            assert bool(rows) is waits
            turn = client.get(row.get_absolute_url()).context["turn"]
            assert bool(turn) is waits


def test_said_late_it_still_counts(scene: Scene) -> None:
    request = scene.in_status("untold")
    assert actions.use_access_request(request, by=scene.keeper).used_on == day(-3)


def test_once_used_the_company_is_asked_for_a_word(scene: Scene) -> None:
    request = scene.agreed(starts_on=day(7), ends_on=day(8))
    with clock.at(moment(day(8))):
        actions.use_access_request(request, by=scene.keeper)
    live(9)
    with clock.at(moment(day(10))):
        actions.review_access_request(
            request, by=scene.cast.director, useful="yes", text=""
        )
    live(*range(11, 40))
    assert [when for when, _who in told(request)] == [day(9)]
    assert fresh(request).status == "used"


def test_each_starts_only_from_there(scene: Scene) -> None:
    sources = "requested waiting accepted used"
    starts_only_from(actions.nudge_access_request, scene, sources, since=day(0), rung=3)
    open_ = "requested waiting accepted"
    starts_only_from(actions.lapse_access_request, scene, open_)


def test_many_cost_what_one_costs(scene: Scene, django_assert_num_queries) -> None:
    def fill() -> None:
        for status in ("requested", "waiting", "accepted", "used"):
            scene.in_status(status)

    for _times in (1, 2):
        for _row in range(3):
            fill()
        timers.run("programmes.nudge")
        with django_assert_num_queries(3):
            assert timers.run("programmes.nudge") == {"programmes.nudge": 0}
