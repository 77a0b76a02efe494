"""Which wave's figures stand for a company, and what a closed wave shows."""

from datetime import date

import pytest
from django.urls import reverse

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave
from tests.cast import Cast, fresh
from tests.programmes.facilities import portal
from tests.programmes.test_witness_pages import LINE, TOLD
from tests.programmes.witnesses import (
    START,
    Scene,
    make_burden,
    make_engagement,
    make_observation,
    make_wave,
)

LATER = date(2026, 12, 7)


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def hours(client, who, address: str, **query: str) -> tuple[list[str], str, list[str]]:
    """Give the figure of hours, what is said of it, and the waves one can choose."""
    client.force_login(who)
    context = client.get(address, query).context
    keys = [key.figure for key in context["keys"] if key.figure.endswith("h")]
    return keys, context["unapproved"], [tab.label for tab in context["matrix_tabs"]]


T0, QUARTER = "T0, point de départ, 10/2026", "trimestriel, 12/2026"


@pytest.mark.parametrize(
    ("status", "said"),
    [("open", "en saisie"), ("entered", "à approuver")],
)
def test_the_lab_alone_sees_what_is_not_approved(client, scene, status, said) -> None:
    cast = scene.cast
    engagement = make_engagement(organisation=cast.plant, referent=cast.moderator)
    done = make_wave(engagement=engagement, status="approved")
    make_burden(wave=done, hours_per_year=20)
    now = make_wave(
        engagement=engagement, status=status, kind="quarterly", due_on=LATER
    )
    make_burden(wave=now, hours_per_year=35)
    page = engagement.get_absolute_url()
    for who in (cast.director, cast.admin):
        assert hours(client, who, page) == (["20\N{NO-BREAK SPACE}h"], "", [T0])
        # An address that asks for the other wave finds the approved one.
        asked = hours(client, who, page, releve=str(now.public_id))
        assert asked == (["20\N{NO-BREAK SPACE}h"], "", [T0])
    words = f"Chiffres non approuvés\N{NO-BREAK SPACE}: relevé trimestriel, {said}."
    assert hours(client, cast.moderator, page) == (
        ["35\N{NO-BREAK SPACE}h"], words, [T0, QUARTER],
    )  # fmt: skip
    assert words in client.get(page).content.decode()
    asked = hours(client, cast.moderator, page, releve=str(done.public_id))
    assert asked == (["20\N{NO-BREAK SPACE}h"], "", [T0, QUARTER])


def test_without_an_approved_wave_nobody_but_the_lab_sees_figures(client, scene):
    wave = scene.wave()
    scene.burden(wave)
    page = wave.engagement.get_absolute_url()
    assert hours(client, scene.cast.director, page) == ([], "", [])
    text = client.get(page).content.decode()
    assert "Pas encore d’obligation approuvée" in text
    # The company reads its own lines where it writes them.
    own = client.get(wave.get_absolute_url())
    assert [line["hours"] for line in own.context["lines"]] == ["22"]
    keys, said, _tabs = hours(client, scene.cast.moderator, page)
    assert (keys, bool(said)) == (["22\N{NO-BREAK SPACE}h"], True)


# --- A closed wave --------------------------------------------------------------------

CLOSED = {
    "entered": "demandez au laboratoire de vous le rendre",
    "approved": "se corrige dans le relevé suivant",
}


@pytest.mark.parametrize("status", CLOSED)
def test_a_closed_wave_hides_its_forms_and_says_why(client, scene, status) -> None:
    cast = scene.cast
    engagement = make_engagement(organisation=cast.plant, referent=cast.moderator)
    wave = make_wave(engagement=engagement, status=status)
    row = make_burden(wave=wave)
    seen = make_observation(wave=wave, author=cast.director)
    client.force_login(cast.director)
    field = reverse("programmes:wave_field", args=[wave.public_id])
    text = client.get(field).content.decode()
    assert CLOSED[status] in text
    assert '<section id="field-observation" hidden>' in text
    assert '<section id="field-burden" hidden>' in text
    assert "Enregistrer l’" not in text
    assert CLOSED[status] in client.get(wave.get_absolute_url()).content.decode()
    for obj, name in (
        (wave, "record_observation"), (wave, "add_burden_row"),
        (row, "edit_burden_row"), (seen, "revise_observation"),
    ):  # fmt: skip
        text = client.get(portal(obj, name)).content.decode()
        assert CLOSED[status] in text, name
        assert 'name="flow"' not in text, name
        assert 'name="obligation"' not in text, name


def test_what_was_typed_into_a_wave_that_closed_meanwhile_stays(client, scene) -> None:
    wave = scene.wave()
    scene.burden(wave)
    actions.enter_wave(fresh(wave), by=scene.cast.director)
    client.force_login(scene.cast.director)
    field = reverse("programmes:wave_field", args=[wave.public_id])
    for address in (field, portal(wave, "record_observation")):
        answer = client.post(address, {**TOLD, "what": "observation"})
        text = answer.content.decode()
        assert (answer.status_code, TOLD["text"] in text) == (409, True)
    text = client.post(field, {**LINE, "what": "burden"}).content.decode()
    assert '<section id="field-burden">' in text
    assert '<section id="field-observation" hidden>' in text
    assert (Observation.objects.count(), BurdenRow.objects.count()) == (0, 1)


def test_an_open_wave_has_its_forms(client, scene) -> None:
    wave = scene.wave()
    client.force_login(scene.cast.director)
    field = reverse("programmes:wave_field", args=[wave.public_id])
    text = client.get(field).content.decode()
    assert '<section id="field-observation">' in text
    assert text.count("Enregistrer l’") == 2
    actions.end_witness_engagement(
        wave.engagement, by=scene.cast.director, text="Nous déménageons."
    )
    text = client.get(field).content.decode()
    assert "L’engagement est terminé" in text
    assert Wave.objects.filter(due_on__gte=START).exists()


# --- Photos ---------------------------------------------------------------------------


def test_the_charter_says_that_no_photo_is_kept_here(client, scene: Scene) -> None:
    engagement = scene.prepared()
    client.force_login(scene.cast.director)
    text = client.get(portal(engagement, "sign_witness_engagement")).content.decode()
    assert "hors de ce portail, qui n’en conserve aucune" in text
    running = actions.sign_witness_engagement(
        engagement, by=scene.cast.director, signed_on=START,
        share_indicators=False, share_quotes=False, share_photos=True, share_name=False,
    )  # fmt: skip
    text = client.get(portal(running, "share_witness_engagement")).content.decode()
    assert "Aucune photo n’est conservée ici" in text
