"""propose: an idea between a startup and a plant that have met, or know each other."""

import pytest
from django.urls import reverse

from programmes import actions
from programmes.models import Pilot, Topic
from servindus.workflow import ActRefused
from tests.cast import Cast, make_introduction, make_membership, make_organisation
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import day, portal
from tests.programmes.pilots import Trial

NAME = "propose_pilot"


@pytest.fixture
def trial(cast: Cast, monday) -> Trial:
    return Trial(cast)


def typed(**fields) -> dict[str, object]:
    topic = Topic.objects.get(slug="remote-maintenance").pk
    given = {
        "partner": "Vibralis",
        "title": "Veille sur deux pompes",
        "question": "Voit-on venir une panne ?",
        "topic": topic,
        "facility": "",
    }
    return {**given, **fields}


def test_a_plant_proposes_to_a_startup_by_its_name(client, trial: Trial) -> None:
    client.force_login(trial.director)
    address = portal(trial.plant, NAME)
    with nothing_written():
        assert client.get(address).status_code == 200
    answer = client.post(address, typed(partner="vibralis"))
    pilot = Pilot.objects.get()
    own = pilot.get_absolute_url()
    assert (answer.status_code, answer["Location"]) == (302, own)
    assert (pilot.startup, pilot.company) == (trial.startup, trial.plant)
    assert (pilot.status, pilot.lab, pilot.due_on) == (
        "idea",
        trial.cast.rouen,
        day(14),
    )
    assert pilot.proposed_by == trial.director
    me = trial.director.email
    assert journal(trial.plant)[-1] == (NAME, "verified", "verified", me, "portal")
    assert newly_owed(last_line(trial.plant)) == {
        ("pilot_proposed", trial.founder.email)
    }


def test_a_startup_names_where_it_has_met_the_company(client, trial: Trial) -> None:
    cast = trial.cast
    met = make_introduction(
        startup=trial.startup, decision_maker=cast.manager_with_account,
        requested_by=trial.founder, status="accepted",
    )  # fmt: skip
    client.force_login(trial.founder)
    address = portal(trial.startup, NAME)
    page = client.get(f"{address}?mise-en-relation={met.public_id}")
    assert page.context["form"].initial == {"introduction": met.pk}
    answer = client.post(address, typed(partner="", introduction=met.pk))
    assert answer.status_code == 302
    pilot = Pilot.objects.get()
    assert (pilot.company, pilot.introduction) == (trial.plant, met)


def test_nobody_writes_to_a_company_out_of_the_blue(client, trial: Trial) -> None:
    client.force_login(trial.founder)
    sent = typed(partner=trial.plant.name)
    answer = client.post(portal(trial.startup, NAME), sent)
    assert answer.status_code == 409
    assert "Choisissez la mise en relation" in answer.content.decode()
    assert trial.plant.name in answer.content.decode()
    assert not Pilot.objects.exists()


def test_an_introduction_of_somebody_else_is_no_way_in(client, trial: Trial) -> None:
    cast = trial.cast
    other = make_introduction(
        startup=cast.other_startup, decision_maker=cast.manager,
        requested_by=cast.other_founder, status="accepted",
    )  # fmt: skip
    client.force_login(trial.founder)
    answer = client.post(
        portal(trial.startup, NAME), typed(partner="", introduction=other.pk)
    )
    assert answer.status_code == 200
    assert not Pilot.objects.exists()


def test_who_works_for_two_startups_uses_each_ones_introductions(
    client, trial: Trial
) -> None:
    """Neither the form nor the act lets one startup in by what the other one has."""
    cast = trial.cast
    make_membership(organisation=cast.other_startup, user=trial.founder)
    other = make_introduction(
        startup=cast.other_startup, decision_maker=cast.manager_with_account,
        requested_by=trial.founder, status="accepted",
    )  # fmt: skip
    client.force_login(trial.founder)
    address = portal(trial.startup, NAME)
    assert "introduction" not in client.get(address).context["form"].fields
    answer = client.post(address, typed(partner="", introduction=other.pk))
    assert list(answer.context["form"].errors) == ["partner"]
    own = make_introduction(
        startup=trial.startup, decision_maker=cast.manager,
        requested_by=trial.founder, status="accepted",
    )  # fmt: skip
    answer = client.post(address, typed(partner="", introduction=other.pk))
    assert "introduction" in answer.context["form"].errors
    choices = answer.context["form"].fields["introduction"].choices
    assert [key for key, _words in choices] == ["", own.pk]
    with pytest.raises(ActRefused, match="pas entre ces deux parties"):
        trial.idea(by=trial.founder, organisation=trial.startup,
                   partner=trial.plant, introduction=other)  # fmt: skip
    idea = trial.idea()
    with pytest.raises(ActRefused, match="pas entre ces deux parties"):
        actions.link_pilot(idea, by=trial.founder, introduction=other, blockers=[])
    assert Pilot.objects.get().introduction is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Dites avec qui."),
        ("Personne", "Personne dans l’annuaire ne porte ce nom."),
        ("Vibra", "Plusieurs portent ce nom : Vibralis, Vibrason."),
    ],
)
def test_a_name_that_is_no_one(client, trial: Trial, name: str, words: str) -> None:
    make_organisation(lab=trial.cast.rouen, name="Vibrason")
    client.force_login(trial.director)
    answer = client.post(portal(trial.plant, NAME), typed(partner=name))
    text = answer.content.decode().replace("\u00a0", " ")
    assert (answer.status_code, words in text) == (200, True)
    assert "Voit-on venir une panne ?" in text
    assert not Pilot.objects.exists()


def test_the_lab_proposes_for_its_companies(client, trial: Trial) -> None:
    client.force_login(trial.cast.moderator)
    page = client.get(reverse("programmes:start_proposal"), {"q": "cablerie"})
    assert [one.name for one in page.context["organisations"]] == [trial.plant.name]
    answer = client.post(portal(trial.startup, NAME), typed(partner=trial.plant.name))
    assert answer.status_code == 302
    assert newly_owed(last_line(trial.startup)) == {
        ("pilot_proposed", trial.founder.email),
        ("pilot_proposed", trial.director.email),
    }


def test_who_may_not(client, trial: Trial) -> None:
    found = {}
    for who in ("founder", "colleague", "stranger"):
        client.force_login(getattr(trial.cast, who))
        found[who] = client.post(portal(trial.plant, NAME), typed()).status_code
    assert found == dict.fromkeys(("founder", "colleague", "stranger"), 404)
    assert not Pilot.objects.exists()


def test_two_of_a_kind_have_no_pilot_and_one_title_is_one(trial: Trial) -> None:
    other = make_organisation(kind="industrial", lab=trial.cast.rouen)
    with pytest.raises(ActRefused, match="une startup et une entreprise"):
        trial.idea(partner=other)
    waiting = make_organisation(lab=trial.cast.rouen, status="pending")
    with pytest.raises(ActRefused, match="confirme d’abord"):
        trial.idea(partner=waiting)
    trial.idea()
    with pytest.raises(ActRefused, match="déjà un pilote de ce titre"):
        trial.idea()
    nowhere = make_organisation(lab=None)
    plant = make_organisation(kind="industrial", lab=None)
    with pytest.raises(ActRefused, match="quatre territoires"):
        actions.propose_pilot(
            plant, by=trial.director, partner=nowhere, title="T", question="Q",
            topic=Topic.objects.get(slug="remote-maintenance"),
        )  # fmt: skip
