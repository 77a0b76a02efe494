"""ask_facility: a company says what for and when; the owner has five working days."""

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.models import AccessRequest
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, make_member, make_organisation
from tests.evidence import last_line, newly_owed, nothing_written
from tests.programmes.facilities import TODAY, Scene, day, make_facility, portal
from tests.threads import together

NAME = "ask_facility"
SENT = {
    "purpose": "Essayer deux formes de roue.",
    "people": "2",
    "wanted_from": "2026-09-14",
    "wanted_until": "2026-09-15",
}


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_it_waits_for_the_owner_five_working_days(scene: Scene) -> None:
    request = scene.ask()
    assert (request.status, request.answer_by) == ("requested", day(7))
    assert (request.organisation, request.requested_by, request.people) == (
        scene.cast.plant,
        scene.cast.director,
        2,
    )
    line = last_line(scene.facility)
    assert (line.verb, line.user) == (NAME, scene.cast.director)
    assert newly_owed(line) == {("access_request_submitted", scene.keeper.email)}


def test_without_anybody_there_the_lab_answers(cast: Cast, monday) -> None:
    moderators = {cast.moderator.email, cast.second_moderator.email}
    owner = make_organisation(lab=cast.rouen)
    Scene(cast).ask(facility=make_facility(owner=owner, name="Banc"))
    line = last_line(owner.facilities.get())
    assert newly_owed(line) == {("access_request_submitted", one) for one in moderators}


def test_from_the_page(client, scene: Scene) -> None:
    client.force_login(scene.cast.director)
    address = portal(scene.facility, NAME)
    page = client.get(address)
    assert page.status_code == 200
    company = page.context["form"].fields["organisation"].initial
    sent = {**SENT, "organisation": company}
    first = client.post(address, sent)
    request = AccessRequest.objects.get()
    assert (first.status_code, first.url) == (302, request.get_absolute_url())
    assert (request.wanted_from, request.wanted_until) == (day(7), day(8))
    # Sent twice is once; other words are told that it is there already.
    assert client.post(address, sent).url == first.url
    again = client.post(address, {**sent, "people": "3"})
    assert again.status_code == 409
    assert "a déjà une demande en cours" in again.content.decode()
    assert AccessRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": "0"}, "supérieure ou égale à 1"),
        ({"people": "9" * 40}, "inférieure ou égale à 500"),
        ({"wanted_until": "2026-09-13"}, "dernier jour vient avant le premier"),
        ({"wanted_from": "2026-02-31"}, "date valide"),
        ({"purpose": "x" * 1001}, "1001 caractères"),
        ({"organisation": "99999999"}, "choix"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, scene: Scene, change, words) -> None:
    client.force_login(scene.cast.director)
    sent = {**SENT, "organisation": scene.cast.plant.pk, **change}
    with nothing_written():
        page = client.post(portal(scene.facility, NAME), sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert "2026-09-1" in text


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, 1, "à partir d’aujourd’hui"),
        (5, 4, "vient avant le premier"),
        (1, 367, "douze prochains mois"),
    ],
)
def test_days_that_cannot_be(scene: Scene, first: int, last: int, words: str) -> None:
    with pytest.raises(ActRefused, match=words):
        scene.ask(wanted_from=day(first), wanted_until=day(last))
    assert not AccessRequest.objects.exists()


def test_one_at_a_time_of_one_facility(scene: Scene) -> None:
    scene.ask()
    with pytest.raises(ActRefused, match="déjà une demande"):
        scene.ask()
    request = AccessRequest.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.create(
            **{
                name: getattr(request, name)
                for name in ("facility", "organisation", "requested_by", "purpose")
            },
            wanted_from=TODAY,
            wanted_until=TODAY,
            answer_by=TODAY,
        )


def test_five_open_at_a_time(scene: Scene) -> None:
    others = [make_facility(owner=scene.owner, name=f"Banc {n}") for n in range(6)]
    for one in others[:5]:
        scene.ask(facility=one)
    with pytest.raises(ActRefused, match="cinq demandes"):
        scene.ask(facility=others[5])


def test_not_from_its_owner_nor_before_the_lab_has_confirmed(scene: Scene) -> None:
    with pytest.raises(ActRefused, match="le vôtre"):
        scene.ask(by=scene.keeper, organisation=scene.owner)
    newcomer = make_organisation(lab=scene.cast.rouen, status="pending")
    someone = make_member(organisation=newcomer)
    with pytest.raises(ActRefused, match="confirme d’abord"):
        scene.ask(by=someone, organisation=newcomer)


def test_open_data_are_there_without_asking(client, scene: Scene) -> None:
    data = make_facility(
        owner=scene.owner,
        name="Temps de parcours",
        kind="data_set",
        commune=None,
        website="https://donnees.example/",
    )
    with pytest.raises(ActRefused, match="Ces données sont ouvertes"):
        scene.ask(facility=data)
    client.force_login(scene.cast.director)
    text = client.get(data.get_absolute_url()).content.decode()
    assert "Ouvrir les données" in text
    assert "Demander l’accès" not in text


def test_before_the_lab_has_confirmed_the_page_says_so(client, scene: Scene) -> None:
    newcomer = make_organisation(lab=scene.cast.rouen, status="pending")
    client.force_login(make_member(organisation=newcomer))
    text = client.get(scene.facility.get_absolute_url()).content.decode()
    assert "Le laboratoire confirme d’abord votre organisation." in text
    assert "Demander l’accès" not in text


def test_nobody_asks_for_what_is_closed(scene: Scene) -> None:
    actions.close_facility(scene.facility, by=scene.keeper)
    with pytest.raises(TransitionNotAllowed):
        scene.ask()


def test_who_may(client, scene: Scene) -> None:
    address = portal(scene.facility, NAME)
    found = {}
    for name in ("director", "founder", "moderator", "liaison"):
        client.force_login(getattr(scene.cast, name))
        found[name] = client.get(address).status_code
    client.force_login(scene.keeper)
    found["keeper"] = client.get(address).status_code
    client.logout()
    found["visitor"] = client.get(address).status_code
    assert found == {
        "director": 200,
        "founder": 200,
        "moderator": 403,
        "liaison": 403,
        "keeper": 403,
        "visitor": 302,
    }


@pytest.mark.django_db(transaction=True)
def test_five_stays_five_when_two_ask_at_once(monday) -> None:
    cast = Cast()
    scene = Scene(cast)
    names = [make_facility(owner=scene.owner, name=f"Banc {n}") for n in range(6)]
    for one in names[:4]:
        scene.ask(facility=one)
    director = cast.director
    found = together(
        *(lambda one=one: scene.ask(by=director, facility=one) for one in names[4:])
    )
    assert AccessRequest.objects.count() == 5
    assert sum(isinstance(one, ActRefused) for one in found) == 1
