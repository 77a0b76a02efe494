"""Choosing one row among very many: with and without a script, for whom."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from matchmaking.models import DecisionMaker
from programmes.models import Organisation
from servindus import admin_pick
from tests.cast import make_organisation, make_site
from tests.evidence import nothing_written

ADD = reverse("admin:matchmaking_decisionmaker_add")
LOOK = reverse("admin:pick", args=["matchmaking", "decisionmaker", "organisation"])
SITE = reverse("admin:programmes_site_add")


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


def card(**fields):
    return {
        "given_name": "Zoé",
        "family_name": "Martin",
        "function": "production",
        "email": "zoe@usine.example",
        "language": "fr",
        "budget_per_month": "2",
        "budget_per_week": "1",
        "max_waiting": "3",
        "source_of_contact": "visit",
        **fields,
    }


def test_words_are_looked_up_and_what_was_typed_stays(client, cast):
    plant = cast.plant
    client.force_login(cast.moderator)
    with nothing_written():
        response = client.post(
            ADD,
            card(**{"organisation-q": "cablerie", "organisation-find": "1"}),
        )
    assert response.status_code == 200
    page = response.text
    assert f'<input type="radio" name="organisation" value="{plant.pk}">' in page
    assert "Choisissez l’une des lignes trouvées" in page
    assert 'value="Martin"' in page
    chosen = card(organisation=plant.pk)
    assert client.post(ADD, chosen).status_code == 302
    assert DecisionMaker.objects.get().organisation == plant


def test_words_left_in_the_field_are_looked_up_not_forgotten(client, cast):
    assert cast.plant
    client.force_login(cast.moderator)
    response = client.post(ADD, card(**{"organisation-q": "cablerie"}))
    assert response.status_code == 200
    assert not DecisionMaker.objects.exists()


def test_the_chosen_row_stays_while_others_are_looked_for(client, cast):
    plant = cast.plant
    make_organisation(kind="industrial", lab=cast.rouen, name="Autre usine")
    client.force_login(cast.moderator)
    data = card(organisation=plant.pk, **{"organisation-q": "autre"})
    page = client.post(ADD, data).text
    checked = f'name="organisation" value="{plant.pk}" checked'
    assert checked in page and "Autre usine" in page


def test_the_script_gets_the_same_list(client, cast):
    plant = cast.plant
    client.force_login(cast.moderator)
    page = client.get(LOOK, {"q": "cabl", "name": "organisation"}).text
    assert f'value="{plant.pk}"' in page and "Câblerie du Quai" in page
    assert "1 ligne trouvée" in page
    assert "<html" not in page
    assert f'value="{plant.pk}"' not in client.get(LOOK, {"q": ""}).text


def test_only_fitting_rows_are_offered(client, cast):
    make_organisation(lab=cast.rouen, name="Câbles startup")
    assert cast.plant
    client.force_login(cast.moderator)
    page = client.get(LOOK, {"q": "cabl"}).text
    assert "Câblerie du Quai" in page and "Câbles startup" not in page
    startup = Organisation.objects.get(name="Câbles startup")
    response = client.post(ADD, card(organisation=startup.pk))
    assert response.status_code == 200
    assert "Vous ne pouvez pas choisir cette ligne" in response.text


def test_a_dozen_is_shown_and_more_is_said(client, cast):
    for number in range(15):
        make_organisation(
            kind="industrial", lab=cast.rouen, name=f"Fonderie {number:02}"
        )
    client.force_login(cast.moderator)
    page = client.get(LOOK, {"q": "fonderie"}).text
    assert page.count('type="radio"') == 12
    assert "ajoutez un mot" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("founder", 403), ("director", 403), ("liaison", 403), ("stranger", 403)],
)
def test_nobody_else_may_look(client, cast, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(LOOK, {"q": "cabl"}).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        ("matchmaking", "decisionmaker", "user"),
        ("matchmaking", "introduction", "startup"),
        ("programmes", "nothing", "organisation"),
        ("programmes", "site", "lab"),
    ],
)
def test_only_declared_fields_are_looked_up(client, cast, address):
    client.force_login(cast.moderator)
    assert client.get(reverse("admin:pick", args=address)).status_code == 404


def test_djangos_own_look_up_is_closed(client, cast):
    client.force_login(cast.moderator)
    response = client.get(
        reverse("admin:autocomplete"),
        {
            "term": "a",
            "app_label": "matchmaking",
            "model_name": "decisionmaker",
            "field_name": "organisation",
        },
    )
    assert response.status_code == 404


def test_looking_is_for_a_person_not_for_a_harvest(client, cast, monkeypatch):
    monkeypatch.setattr(admin_pick, "LOOKS_A_MINUTE", 2)
    client.force_login(cast.moderator)
    found = [client.get(LOOK, {"q": "a"}).status_code for _look in range(3)]
    assert found == [200, 200, 429]
    client.force_login(cast.second_moderator)
    assert client.get(LOOK, {"q": "a"}).status_code == 200


@pytest.mark.parametrize("wrong", ["abc", "-1", "0", "9" * 40, "١"])
def test_an_id_that_is_none_is_a_clear_refusal(client, cast, wrong):
    client.force_login(cast.moderator)
    response = client.post(ADD, card(organisation=wrong))
    assert response.status_code == 200
    assert not DecisionMaker.objects.exists()
    words = {"organisation": wrong, "organisation-q": "' OR 1=1 --" * 40}
    assert client.post(ADD, card(**words)).status_code == 200
    assert client.get(LOOK, {"q": wrong, "chosen": wrong}).status_code == 200
    assert client.get(LOOK, {"q": "a", "name": "<b>"}).status_code == 404


def test_no_desk_shows_a_bare_id_or_loads_select2(client, cast):
    client.force_login(cast.moderator)
    parent = reverse("admin:programmes_organisation_add")
    for page in (ADD, SITE, parent):
        text = client.get(page).text
        assert "select2" not in text and "vForeignKeyRawIdAdminField" not in text
        assert "servindus/pick.js" in text


def test_a_form_reads_no_long_table(client, cast, django_assert_num_queries):
    client.force_login(cast.moderator)
    assert cast.plant
    client.get(SITE)
    with django_assert_num_queries(5):
        client.get(SITE)
    for _row in range(30):
        make_site(organisation=cast.plant)
    with django_assert_num_queries(5):
        client.get(SITE)
