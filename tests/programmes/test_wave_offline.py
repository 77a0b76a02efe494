"""A wave in the field: who may send, what comes once, what is refused and how."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave
from servindus.models import User
from tests.cast import Cast, fresh
from tests.programmes.test_witness_pages import LINE, TOLD
from tests.programmes.witnesses import Scene
from tests.threads import together

MARK = "9f1d3a52-3d0c-4a5e-9d6f-1f6a4b0c7e21"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(wave: Wave) -> str:
    return reverse("programmes:wave_field", args=[wave.public_id])


def send_to(wave: Wave) -> str:
    return reverse("programmes:wave_field_send", args=[wave.public_id])


def entry(client: Client, wave: Wave, what: str = "observation", **fields: Any) -> Any:
    typed = {**(LINE if what == "burden" else TOLD), **fields}
    values = {name: [value] for name, value in typed.items()}
    owner = client.get(send_to(wave)).json()["user"]
    return {"id": MARK, "user": owner, "what": what, "values": values}


def sent(client: Client, wave: Wave, body: Any) -> tuple[int, str]:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    answer = client.post(send_to(wave), text, content_type="application/json")
    return answer.status_code, answer.json()["state"]


def test_the_company_and_its_lab_write_nobody_else(scene):
    wave = scene.wave()
    for who in ("director", "moderator"):
        client = signed_in(getattr(scene.cast, who))
        assert client.get(page_of(wave)).status_code == 200
        assert client.get(send_to(wave)).json()["state"] == "here"
    for who, status in (("founder", 404), ("liaison", 404), ("admin", 403)):
        client = signed_in(getattr(scene.cast, who))
        assert client.get(page_of(wave)).status_code == status
        assert client.get(send_to(wave)).status_code == status
        answer = client.post(send_to(wave), "{}", content_type="application/json")
        assert answer.status_code == status
    assert Client().get(send_to(wave)).status_code == 302
    assert not Observation.objects.exists()


@pytest.mark.parametrize("what", ["observation", "burden"])
def test_the_same_mark_is_the_same_row(scene, what):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    body = entry(client, wave, what)
    assert [sent(client, wave, body) for _ in range(3)] == [(200, "kept")] * 3
    model = BurdenRow if what == "burden" else Observation
    assert str(model.objects.get().public_id) == MARK


def test_another_text_under_the_same_mark_is_not_said_to_be_kept(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    assert sent(client, wave, entry(client, wave)) == (200, "kept")
    assert sent(client, wave, entry(client, wave, text="Trois.")) == (409, "differs")
    assert Observation.objects.get().text == TOLD["text"]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_write_once(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    body = entry(client, wave)
    again = signed_in(scene.cast.director)
    found = together(*(lambda c=c: sent(c, wave, body) for c in (client, again)))
    assert Observation.objects.count() == 1
    assert (200, "kept") in found
    assert set(found) <= {(200, "kept"), (503, "busy")}


def test_what_is_refused_says_why_and_writes_nothing(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    body = entry(client, wave, "burden", workability="4")
    answer = client.post(send_to(wave), body, content_type="application/json")
    assert answer.status_code == 422
    assert "Dites pourquoi" in answer.json()["messages"][0]
    assert sent(client, wave, entry(client, wave, text="x\x00y")) == (422, "refused")
    far = entry(client, wave, happened_on="2031-01-01")
    assert sent(client, wave, far) == (422, "refused")
    assert not BurdenRow.objects.exists()
    assert not Observation.objects.exists()


def test_a_closed_wave_takes_nothing_and_knows_what_it_has(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    body = entry(client, wave)
    assert sent(client, wave, body) == (200, "kept")
    scene.burden(fresh(wave))
    actions.enter_wave(fresh(wave), by=scene.cast.director)
    # The answer was lost, the wave handed in: the row is there all the same.
    assert sent(client, wave, body) == (200, "kept")
    assert sent(client, wave, {**body, "id": str(uuid4())}) == (409, "closed")
    assert Observation.objects.count() == 1


def test_nobody_signs_what_somebody_else_has_typed(scene):
    wave = scene.wave()
    body = entry(signed_in(scene.cast.director), wave)
    assert sent(signed_in(scene.cast.moderator), wave, body) == (403, "other")
    assert not Observation.objects.exists()


def test_a_token_is_asked_for(scene):
    wave = scene.wave()
    body = entry(signed_in(scene.cast.director), wave)
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.cast.director)
    url = send_to(wave)
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == 403
    token = client.get(url).json()["token"]
    answer = client.post(
        url, body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.json() == {"state": "kept"}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "no"}, {"id": 3}, {"id": None}, {"what": "wave"}, {"what": []},
        {"values": []}, {"values": {"kind": [1]}}, {"values": {"text": ["\ud800"]}},
        {"user": 1},
    ],
)  # fmt: skip
def test_what_is_no_entry_is_unreadable(scene, change):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    body = {**entry(client, wave), **change}
    assert sent(client, wave, body) == (400, "unreadable")
    assert not Observation.objects.exists()


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "3", b"\xff", "[" * 60_000])
def test_nonsense_is_unreadable(scene, text):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    assert sent(client, wave, text) == (400, "unreadable")


def test_a_form_is_no_entry(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    assert client.post(send_to(wave), TOLD).status_code == 400
    assert client.post(send_to(wave)).status_code == 400


def test_what_is_too_long_is_not_read(scene):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    assert sent(client, wave, "x" * 65_537) == (413, "unreadable")


def test_without_a_script_two_plain_forms(scene, django_assert_max_num_queries):
    wave, client = scene.wave(), signed_in(scene.cast.director)
    client.get(page_of(wave))
    with django_assert_max_num_queries(12):
        page = client.get(page_of(wave))
    assert page.content.count(b'method="post" novalidate data-what') == 2
    for _ in range(2):
        answer = client.post(page_of(wave), {**TOLD, "what": "observation"})
        assert answer.status_code == 302
        answer = client.post(page_of(wave), {**LINE, "what": "burden"})
        assert answer.status_code == 302
    assert (Observation.objects.count(), BurdenRow.objects.count()) == (1, 1)
    bad = client.post(page_of(wave), {**TOLD, "what": "observation", "flow": ""})
    assert TOLD["text"] in bad.content.decode()
    again = {**LINE, "what": "burden", "obligation": ""}
    assert b'value="1200"' in client.post(page_of(wave), again).content


def test_the_worker_is_never_kept(scene):
    client = signed_in(scene.cast.director)
    answer = client.get(reverse("programmes:wave_field_worker"))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Service-Worker-Allowed"] == "/temoins/releves/"
    assert answer["Content-Type"] == "text/javascript"
