"""After the end of an engagement: no button and no form, and the page says why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes import actions
from programmes.models import Wave
from servindus.workflow import ActRefused, available_actions
from tests.cast import Cast, fresh
from tests.evidence import nothing_written
from tests.programmes.facilities import portal
from tests.programmes.test_witness_pages import LINE, TOLD
from tests.programmes.witnesses import Scene

ENDED = "L’engagement est terminé"
# What is written in a wave, with what a form would send.
WRITES = {
    "record_observation": TOLD,
    "add_burden_row": LINE,
    "carry_burden_rows": {},
    "price_wave": {"hourly_cost": "30"},
    "enter_wave": {},
    "return_wave": {"text": "Et les balances ?"},
}


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def ended(scene: Scene) -> dict[str, Wave]:
    """Waves in each status in which somebody has something to do, after the end."""
    handed_in = scene.entered()
    begun, planned = handed_in.engagement.waves.in_order()[1:3]
    scene.burden(begun)
    actions.end_witness_engagement(
        handed_in.engagement, by=scene.cast.director, text="Fin."
    )
    return {"entered": handed_in, "open": fresh(begun), "planned": planned}


def buttons(client, wave: Wave) -> list[str]:
    page = client.get(wave.get_absolute_url())
    assert page.content.decode().count(ENDED) == 1
    assert page.context["in_field"] is False
    return [act.href for act in page.context["acts"]]


def test_no_button_is_drawn_and_the_page_says_why(client, scene: Scene) -> None:
    waves = ended(scene)
    asked = fresh(waves["open"])
    Wave.objects.filter(pk=asked.pk).update(remark="Et les balances ?")
    client.force_login(scene.cast.director)
    assert {name: buttons(client, wave) for name, wave in waves.items()} == {
        name: [] for name in waves
    }
    # What the company has handed in the lab can still approve, and nothing else.
    client.force_login(scene.cast.moderator)
    assert {name: buttons(client, wave) for name, wave in waves.items()} == {
        "entered": [portal(waves["entered"], "approve_wave")],
        "open": [],
        "planned": [],
    }


def test_the_acts_are_gone_for_whoever_may(scene: Scene) -> None:
    waves = ended(scene)
    for who in (scene.cast.director, scene.cast.moderator):
        for name, wave in waves.items():
            found = {act.name for act in available_actions(fresh(wave), who)}
            lab = who == scene.cast.moderator and name == "entered"
            assert found == ({"approve_wave"} if lab else set())


@pytest.mark.parametrize("name", list(WRITES))
def test_the_address_shows_no_form_and_writes_nothing(client, scene, name) -> None:
    waves = ended(scene)
    wave = waves[{"return_wave": "entered", "carry_burden_rows": "planned"}.get(
        name, "open")]  # fmt: skip
    act = getattr(actions, name)
    who = scene.cast.moderator if name == "return_wave" else scene.cast.director
    client.force_login(who)
    page = client.get(portal(wave, name)).content.decode()
    assert page.count(ENDED) == 1
    assert [field for field in WRITES[name] if f'name="{field}"' in page] == []
    assert "btn-primary" not in page
    with nothing_written():
        assert client.post(portal(wave, name), WRITES[name]).status_code == 409
    with pytest.raises(ActRefused, match="terminé"):
        act(wave, by=who, **({"text": "?"} if name == "return_wave" else {}))


def test_the_guard_costs_no_statement(client, scene: Scene) -> None:
    wave = scene.wave()
    client.force_login(scene.cast.director)
    found = {}
    for name in ("wave_detail", *list(WRITES)[:-1]):
        address = portal(wave, name)
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        found[name] = len(statements)
    assert found == {
        "wave_detail": 8, "record_observation": 9, "add_burden_row": 6,
        "carry_burden_rows": 7, "price_wave": 6, "enter_wave": 6,
    }  # fmt: skip
