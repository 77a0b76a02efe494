"""declare, edit and submit: a company or its lab writes jobs down and sends them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from programmes import actions
from programmes.models import JobsRecord
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_lab, make_member, make_organisation
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import portal
from tests.programmes.jobs import (
    CHECK_ON,
    GIVEN,
    SENT,
    Scene,
    make_record,
    starts_only_from,
)
from tests.programmes.pilots import Trial

DECLARE, EDIT, SUBMIT = "declare_jobs", "edit_jobs_record", "submit_jobs_record"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_from_the_page(client, scene: Scene) -> None:
    director = scene.cast.director
    client.force_login(director)
    address = portal(scene.plant, DECLARE)
    with nothing_written():
        page = client.get(address)
    assert page.status_code == 200
    assert f'name="lab" value="{scene.cast.rouen.pk}"' in page.content.decode()
    sent = {**SENT, "lab": page.context["form"]["lab"].value()}
    answer = client.post(address, sent)
    record = JobsRecord.objects.get()
    assert (answer.status_code, answer.url) == (302, record.get_absolute_url())
    assert {name: getattr(record, name) for name in GIVEN} == GIVEN
    assert (record.organisation, record.lab, record.declared_by, record.status) == (
        scene.plant,
        scene.cast.rouen,
        director,
        "draft",
    )
    assert (record.check_on, record.confirmed_at) == (CHECK_ON, None)
    assert journal(record) == [(DECLARE, "", "draft", director.email, "portal")]
    line = last_line(scene.plant)
    assert (line.verb, line.user) == (DECLARE, director)
    assert newly_owed(line) == set()


def test_a_second_click_declares_no_second_time(client, scene: Scene) -> None:
    client.force_login(scene.cast.director)
    address = portal(scene.plant, DECLARE)
    sent = {**SENT, "lab": scene.cast.rouen.pk}
    ways = [client.post(address, sent).headers["Location"] for _click in range(2)]
    record = JobsRecord.objects.get()
    assert ways == 2 * [record.get_absolute_url()]
    # Other words about the same jobs are said, and stay typed.
    page = client.post(address, {**sent, "how": "Autrement dit."})
    assert page.status_code == 409
    text = page.content.decode()
    assert "même nature, même jour, même nombre" in text
    assert "Autrement dit." in text
    assert JobsRecord.objects.count() == 1


def test_the_same_jobs_are_never_sent_nor_counted_twice(scene: Scene) -> None:
    """Nobody can go around it by a change, or by what was refused before."""
    kept = {"kind": "maintained"}
    first = scene.submitted(**kept)
    actions.refuse_jobs_record(first, by=scene.cast.moderator, text="Sans lien.")
    second = scene.submitted(**kept)
    other = scene.declare(**kept, fte=Decimal(4))
    edited = {**GIVEN, **kept, "lab": scene.cast.rouen}
    with pytest.raises(ActRefused, match="déjà déclarés"):
        actions.edit_jobs_record(other, by=scene.cast.director, **edited)
    with pytest.raises(ActRefused, match="déjà déclarés"):
        actions.submit_jobs_record(first, by=scene.cast.director)
    actions.confirm_jobs_record(second, by=scene.cast.moderator)
    # One that was sent before anybody looked.
    given = {"organisation": scene.plant, "by": scene.cast.director}
    twin = make_record(**given, **kept, status="submitted")
    with pytest.raises(ActRefused, match="déjà déclarés"):
        actions.confirm_jobs_record(twin, by=scene.cast.moderator)
    assert list(JobsRecord.objects.counted()) == [second]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fte": "6"}, "Plus que la croissance"),
        ({"fte": "0"}, "centième"),
        ({"fte": ""}, "remplissez les contrats"),
        ({"fte": "9" * 40}, "inférieure ou égale à 999"),
        ({"service_fte": "4"}, "Plus que les emplois"),
        ({"higher_tertiary_fte": "4"}, "Plus que les emplois"),
        ({"kind": "maintained", "fte": "106"}, "Plus qu’il n’y en a"),
        ({"how": ""}, "en une phrase"),
        ({"document": ""}, "nommez le document"),
        ({"document_on": ""}, "donnez la date du document"),
        ({"document_kept": ""}, "où est le document"),
        ({"attribution": "D"}, "choix"),
        ({"as_of": "2026-09-08"}, "encore à venir"),
        ({"how": "x" * 601}, "601 caractères"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, scene: Scene, change, words) -> None:
    client.force_login(scene.cast.director)
    sent = {**SENT, "lab": scene.cast.rouen.pk, **change}
    with nothing_written():
        page = client.post(portal(scene.plant, DECLARE), sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert 'value="105"' in text


def test_contracts_are_reckoned_where_the_number_is_left_out(client, scene) -> None:
    client.force_login(scene.cast.director)
    sent = {**SENT, "lab": scene.cast.rouen.pk, "fte": "", "contracts": "4"}
    sent |= {"months": "6", "share": "100", "service_fte": "0"}
    address = portal(scene.plant, DECLARE)
    assert client.post(address, {**sent, "share": "101"}).status_code == 200
    assert client.post(address, sent).status_code == 302
    assert JobsRecord.objects.get().fte == Decimal(2)


def test_a_plausible_one_needs_no_document(scene: Scene) -> None:
    record = scene.declare(attribution="B", document="", document_kept="")
    assert record.attribution == "B"


def test_each_declares_to_their_own_lab(scene: Scene) -> None:
    nancy = make_lab("nancy")
    with pytest.raises(ActRefused, match="son propre laboratoire"):
        scene.declare(lab=nancy)
    with pytest.raises(ActRefused, match="pour lequel vous travaillez"):
        scene.declare(by=scene.cast.colleague, lab=scene.cast.rouen)
    with pytest.raises(ActRefused, match="encore à venir"):
        scene.declare(as_of=date(2026, 9, 8))
    # A company is helped where it is not at home, too.
    assert scene.declare(by=scene.cast.colleague, lab=nancy).lab == nancy


def test_it_is_written_anew_until_the_lab_has_it(client, scene: Scene) -> None:
    record = scene.declare()
    client.force_login(scene.cast.director)
    with nothing_written():
        page = client.get(portal(record, EDIT))
    assert page.context["form"].initial["fte_now"] == Decimal(105)
    sent = {**SENT, "lab": scene.cast.rouen.pk, "fte": "2", "as_of": "2026-05-31"}
    assert client.post(portal(record, EDIT), sent).status_code == 302
    done = fresh(record)
    assert (done.fte, done.check_on) == (Decimal(2), date(2027, 5, 31))
    assert last_line(done).verb == EDIT
    actions.submit_jobs_record(done, by=scene.cast.director)
    assert client.post(portal(record, EDIT), sent).status_code == 409


def test_it_is_sent_to_the_lab(client, scene: Scene) -> None:
    record = scene.declare()
    client.force_login(scene.cast.director)
    with nothing_written():
        assert client.get(portal(record, SUBMIT)).status_code == 200
    assert client.post(portal(record, SUBMIT)).status_code == 302
    done = fresh(record)
    assert done.status == "submitted"
    line = last_line(done)
    assert (line.verb, line.user) == (SUBMIT, scene.cast.director)
    assert newly_owed(line) == {
        ("jobs_record_submitted", address) for address in scene.staff
    }


def test_what_was_refused_is_mended_and_sent_again(scene: Scene) -> None:
    record = scene.submitted()
    actions.refuse_jobs_record(record, by=scene.cast.moderator, text="Sans lien.")
    again = actions.submit_jobs_record(record, by=scene.cast.director)
    assert (again.status, again.reason) == ("submitted", "")


def test_each_starts_only_from_there(scene: Scene) -> None:
    given = {**GIVEN, "lab": scene.cast.rouen}
    starts_only_from(actions.edit_jobs_record, scene, "draft refused", **given)
    starts_only_from(actions.submit_jobs_record, scene, "draft refused")


def test_only_a_confirmed_company(scene: Scene) -> None:
    newcomer = make_organisation(lab=scene.cast.rouen, status="pending")
    someone = make_member(organisation=newcomer)
    with pytest.raises(ActRefused):
        scene.declare(by=someone, organisation=newcomer)


def test_who_may_declare(client, scene: Scene) -> None:
    found = {}
    for name in ("director", "founder", "moderator", "colleague", "liaison", "admin"):
        client.force_login(getattr(scene.cast, name))
        found[name] = client.get(portal(scene.plant, DECLARE)).status_code
    client.logout()
    found["visitor"] = client.get(portal(scene.plant, DECLARE)).status_code
    assert found == {
        "director": 200,
        "founder": 403,
        "moderator": 200,
        "colleague": 200,
        "liaison": 403,
        "admin": 403,
        "visitor": 302,
    }


@pytest.mark.parametrize("name", [EDIT, SUBMIT])
def test_who_may_write_and_send(client, scene: Scene, name: str) -> None:
    record = scene.declare()
    found = {}
    for who in ("director", "founder", "moderator", "colleague", "liaison", "admin"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(portal(record, name)).status_code
    assert found == {
        "director": 200,
        "founder": 404,
        "moderator": 200,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_what_one_can_link_is_what_one_sees(client, scene: Scene) -> None:
    from tests.blockers.factories import make_blocker
    from tests.matchmaking.stories import accepted

    introduction = accepted(scene.cast)
    blocker = make_blocker(lab=scene.cast.rouen)
    company = introduction.decision_maker.organisation
    client.force_login(scene.cast.moderator)
    form = client.get(portal(company, DECLARE)).context["form"]
    assert list(form.fields["introduction"].queryset) == [introduction]
    assert blocker not in form.fields["blocker"].queryset
    record = make_record(
        organisation=company, by=scene.cast.moderator, introduction=introduction
    )
    text = client.get(record.get_absolute_url()).content.decode()
    assert introduction.get_absolute_url() in text
    # Its number, never what it says: another lab may see that there is one.
    assert introduction.subject not in text
    form = client.get(portal(record, EDIT)).content.decode()
    assert introduction.reference in form
    assert introduction.subject not in form


def test_the_way_there(client, scene: Scene) -> None:
    address = reverse("programmes:jobs_company_list")
    client.force_login(scene.cast.director)
    assert client.get(address)["Location"] == portal(scene.plant, DECLARE)
    client.force_login(scene.cast.moderator)
    assert scene.plant.name not in client.get(address).content.decode()
    found = client.get(address, {"q": scene.plant.name[:6]}).content.decode()
    assert portal(scene.plant, DECLARE) in found
    client.force_login(scene.cast.liaison)
    assert client.get(address).status_code == 403


def test_jobs_come_from_a_pilot_of_the_company(client, scene: Scene) -> None:
    """The pilot's page leads to the form, which begins with it; both pages say so."""
    trial = Trial(scene.cast)
    pilot = trial.evaluated()
    plant = trial.plant
    address = f"{portal(plant, DECLARE)}?pilote={pilot.public_id}"
    client.force_login(scene.cast.director)
    assert address in client.get(pilot.get_absolute_url()).text
    form = client.get(address).context["form"]
    assert form["pilot"].initial == pilot.pk
    assert list(form.fields["pilot"].queryset) == [pilot]
    sent = {**SENT, "pilot": pilot.pk, "lab": scene.cast.rouen.pk}
    assert client.post(portal(plant, DECLARE), sent).status_code == 302
    record = JobsRecord.objects.get(pilot=pilot)
    assert pilot.title in client.get(record.get_absolute_url()).text
    assert record.get_absolute_url() in client.get(pilot.get_absolute_url()).text
    # The other side sees the pilot, and not what the plant declares.
    client.force_login(scene.cast.founder)
    page = client.get(pilot.get_absolute_url())
    assert record.get_absolute_url() not in page.text
    # Neither an unknown pilot nor nonsense begins anything.
    client.force_login(scene.cast.director)
    for other in (scene.plant.public_id, "x", ""):
        form = client.get(f"{portal(plant, DECLARE)}?pilote={other}").context["form"]
        assert form["pilot"].initial is None


def test_no_pilot_of_another_company_is_linked(client, scene: Scene) -> None:
    pilot = Trial(scene.cast).evaluated()
    other = make_organisation(kind="industrial", lab=scene.cast.rouen, name="Voisine")
    client.force_login(scene.cast.moderator)
    response = client.post(
        portal(other, DECLARE), {**SENT, "pilot": pilot.pk, "lab": scene.cast.rouen.pk}
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["pilot"]
    assert not JobsRecord.objects.filter(organisation=other).exists()


def test_a_pilot_that_one_does_not_see_keeps_its_name(client, scene: Scene) -> None:
    """A lab to which the company declares may not see what another lab follows."""
    pilot = Trial(scene.cast).evaluated()
    record = make_record(
        organisation=pilot.company,
        by=scene.cast.colleague,
        lab=scene.cast.nancy,
        pilot=pilot,
    )
    client.force_login(scene.cast.colleague)
    for path in (record.get_absolute_url(), portal(record, EDIT)):
        text = client.get(path).text
        assert "un pilote de cette entreprise" in text
        assert pilot.title not in text
