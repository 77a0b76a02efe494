"""What the plan tells in a digest: milestones of one's own actions, late or soon."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes import actions
from programmes.notifications import sender_of
from programmes.plan import digests
from servindus import clock
from servindus.digests import Line, Part, Reader
from servindus.models import Subscriber, User
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.plan import FIRST, SECOND, Scene, make_milestone


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def told(day, *people: User) -> dict[str, Part]:
    """Give what these people's digests say of the plan on that day."""
    with clock.at(moment(day)):
        now = clock.now()
        found = [Reader(Subscriber(email=p.email), fresh(p), now) for p in people]
        parts = dict(digests.parts(found, now))
        assert digests.may_tell(found, now) == set(parts)
    return parts


def test_a_milestone_is_told_within_a_week_and_once_it_is_late(scene: Scene) -> None:
    action, _row = scene.running()
    me = scene.lead
    assert told(FIRST - timedelta(days=8), me) == {}
    for days, late in ((-7, False), (0, False), (1, True)):
        part = told(FIRST + timedelta(days=days), me)[me.email]
        [section] = part.sections
        assert str(section.title) == "Plan d’action"
        assert section.lines == [
            Line(
                title="Trois rencontres tenues, Dix rencontres en atelier",
                url=settings.PUBLIC_URL + action.get_absolute_url(),
                text="Attendu le ven.\u00a02\u00a0oct.",
                waits=True,
                is_late=late,
                button="Ouvrir l’action",
            )
        ], days
        assert part.sender == sender_of(scene.cast.rouen)


def test_a_new_forecast_is_what_counts(scene: Scene) -> None:
    _action, row = scene.running()
    actions.forecast_milestone(row, by=scene.lead, forecast_on=SECOND, text="Arrêt.")
    assert told(FIRST + timedelta(days=1), scene.lead) == {}
    [section] = told(SECOND, scene.lead)[scene.lead.email].sections
    assert [line.text for line in section.lines] == ["Attendu le ven.\u00a06\u00a0nov."]


def test_whoever_carries_it_alone_is_told(scene: Scene) -> None:
    cast, other = scene.cast, scene.cast.second_moderator
    scene.running(owner=other)
    people = (scene.lead, other, cast.colleague, cast.admin, cast.founder)
    assert set(told(FIRST, *people)) == {other.email}
    actions.end_membership(other.memberships.get(), by=scene.lead)
    assert told(FIRST, *people) == {}


def test_what_waits_for_nobody_is_not_told(scene: Scene) -> None:
    planned, running = scene.plan(), scene.in_status("running")
    make_milestone(planned)
    for status in ("reached", "dropped"):
        make_milestone(running, status=status)
    for status in ("done", "dropped"):
        make_milestone(scene.in_status(status))
    assert told(SECOND, scene.lead) == {}
    make_milestone(running, title="À venir")
    [section] = told(SECOND, scene.lead)[scene.lead.email].sections
    assert [line.title for line in section.lines] == [
        "À venir, Dix rencontres en atelier"
    ]


def test_eight_at_most_the_oldest_first_at_the_cost_of_one(scene: Scene) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            told(SECOND, scene.lead)
        return len(found)

    action = scene.in_status("running")
    make_milestone(action, title="Jalon 0", planned_on=SECOND)
    told(SECOND, scene.lead)
    once = statements()
    for number in range(1, 10):
        day = SECOND - timedelta(days=number)
        make_milestone(action, title=f"Jalon {number}", planned_on=day)
    assert statements() == once
    [section] = told(SECOND, scene.lead)[scene.lead.email].sections
    assert [line.title.partition(",")[0] for line in section.lines] == [
        f"Jalon {number}" for number in range(9, 1, -1)
    ]
