"""The story of a company: what each room tells, to whom, by kind and by days."""

from datetime import timedelta

import pytest
from django.urls import reverse

from blockers import actions as register
from programmes import actions
from programmes.witnesses import story
from programmes.witnesses.filters import StoryFilter
from servindus import clock
from tests.cast import Cast, fresh, make_decision_maker, make_introduction
from tests.programmes.jobs import Scene as Jobs
from tests.programmes.witnesses import START, Scene


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_each_room_tells_what_its_reader_may_see(client, scene: Scene) -> None:
    cast, wave = scene.cast, scene.wave()
    scene.seen(wave, flow="retours client", quote="Enfin.", quote_audience="lab")
    row = scene.burden(wave)
    report = actions.report_burden_row(row, by=cast.director).report
    register.edit_report(report, by=cast.director, nature="practice", topic=None)
    register.submit_report(fresh(report), by=cast.director)
    actions.enter_wave(fresh(wave), by=cast.director)
    Jobs(cast).counted()
    introduction = make_introduction(
        startup=cast.startup,
        decision_maker=make_decision_maker(organisation=scene.plant),
        requested_by=cast.founder,
    )
    told = story.of(wave.engagement, fresh(cast.moderator))
    kinds = sorted({one.kind for one in told})
    assert kinds == [
        "blocages", "emplois", "mises-en-relation", "observations", "releves",
    ]  # fmt: skip
    assert [one.day for one in told] == sorted((one.day for one in told), reverse=True)
    assert introduction.get_absolute_url() in {one.href for one in told}
    assert "Enfin." in {one.quote for one in told}
    # The coordination sees the case, and no quote for the lab's eyes.
    told = story.of(wave.engagement, fresh(cast.admin))
    assert {one.quote for one in told} == {""}
    # Somebody of another lab, if ever asked, gets what other rooms let them see alone.
    told = story.of(wave.engagement, fresh(cast.colleague))
    assert not {one.kind for one in told} & {"emplois", "blocages"}


def test_the_charter_and_the_end_are_told(scene: Scene) -> None:
    engagement = scene.running()
    later = clock.now() + timedelta(days=40)
    with clock.at(later):
        engagement = actions.end_witness_engagement(
            engagement, by=scene.cast.director, text="Nous déménageons."
        )
        told = story.of(engagement, scene.cast.director)
    assert [(str(one.title), str(one.note)) for one in told] == [
        ("Engagement terminé", "Nous déménageons."), ("Charte signée", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, 3),
        ({"genre": "observations"}, 2),
        ({"genre": "releves"}, 1),
        ({"genre": "?"}, 3),
        ({"du": "2026-09-08"}, 1),
        ({"au": "2026-09-07"}, 2),
        ({"du": "hier"}, 3),
        ({"du": "2026-09-09", "au": "2026-09-08"}, 0),
        ({"q": "PALETTES"}, 1),
        ({"q": "palettes signature"}, 0),
    ],
)
def test_filters_leave_what_they_say(client, scene: Scene, query, left: int) -> None:
    wave = scene.wave()
    scene.seen(wave)
    with clock.at(clock.now() + timedelta(days=1)):
        scene.seen(wave, flow="palettes", happened_on=START + timedelta(days=1))
        client.force_login(scene.cast.director)
        address = reverse("programmes:witness_story", args=[wave.engagement.public_id])
        page = client.get(address, query)
    assert page.status_code == 200
    assert len(page.context["told"]) == left
    assert StoryFilter({"q": ""}).active == 0
