"""The look-up of a company by its number: what it reads, and how calmly it fails."""

import threading
import time
from datetime import date

import pytest
from django.urls import reverse

from programmes import lookup
from programmes.lookup import NotFound, look_up, read_answer
from programmes.models import Organisation
from servindus.models import User
from tests.programmes import directory
from tests.programmes import factories as make

SIREN = "552032534"


@pytest.fixture
def api(settings):
    with directory.serving() as server:
        settings.COMPANY_LOOKUP_URL = server.url
        yield server


@pytest.fixture
def quick(monkeypatch):
    """Wait a third of the time."""
    monkeypatch.setattr(lookup, "SECONDS", 1.0)


def trouble(call, *args):
    with pytest.raises(NotFound) as error:
        call(*args)
    return error.value.trouble


def test_reads_a_company(api):
    found = look_up(SIREN)
    assert found == lookup.Company(
        siren=SIREN, name="CABLERIE DU QUAI", acronym="CQ", naf_code="27.32Z",
        headcount_band="12", created_on=date(1998, 4, 1), siret="55203253400012",
        postcode="76000", commune_name="ROUEN", commune_code="76540",
    )  # fmt: skip
    assert api.asked == [("/search", {"q": [SIREN], "page": ["1"], "per_page": ["5"]})]
    assert "SECRET" not in repr(found)


def test_reads_recorded_answers():
    found = read_answer(directory.recorded("130025265"), "130025265")
    assert (found.name, found.acronym, found.naf_code, found.place) == (
        "DIRECTION INTERMINISTERIELLE DU NUMERIQUE", "DINUM", "84.11Z", "75007 PARIS",
    )  # fmt: skip
    closed = read_answer(directory.recorded("839517323"), "839517323")
    assert closed.closed_on == date(2021, 10, 11)


def test_gives_the_place_of_the_site_that_was_asked_for(api):
    site = {"siret": "55203253400020", "code_postal": "80000", "commune": "80021",
            "libelle_commune": "AMIENS"}  # fmt: skip
    api.says = directory.company(matching_etablissements=[site])
    assert look_up(SIREN, "55203253400020").place == "80000 AMIENS"
    assert look_up(SIREN, "55203253400038").place == "76000 ROUEN"


@pytest.mark.parametrize(
    "fields",
    [
        {"statut_diffusion": "P"},
        {"statut_diffusion": "N"},
        {"nature_juridique": "1000"},
        {"complements": {"est_entrepreneur_individuel": True}},
    ],
)
def test_a_persons_number_stays_private(fields):
    body = directory.company(nom_complet="MARIE SECRET", **fields)
    assert trouble(read_answer, body, SIREN) == "private"


def test_a_site_that_is_not_spread_gives_no_place():
    office = {"code_postal": "76000", "statut_diffusion_etablissement": "P"}
    assert read_answer(directory.company(siege=office), SIREN).place == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"results": []}', "unknown"),
        (directory.company("732829320"), "unknown"),
        (directory.company(nom_raison_sociale=None, nom_complet=None), "unknown"),
        (directory.company(nom_raison_sociale="", nom_complet="  "), "unknown"),
        (b"", "unreadable"),
        (b"<html>502</html>", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"null", "unreadable"),
        (b"[]", "unreadable"),
        (b'{"results": null}', "unreadable"),
        (b'{"results": {"a": 1}}', "unreadable"),
        (b'{"results": [3]}', "unreadable"),
        (b'{"results": ' + b"[" * 100_000, "unreadable"),
        (directory.company(siege=[1]), "unreadable"),
        (directory.company(complements="x"), "unreadable"),
        (directory.company(matching_etablissements=7), "unreadable"),
    ],
)
def test_what_is_no_answer_is_told_by_one_word(body, expected):
    assert trouble(read_answer, body, SIREN) == expected


def test_odd_values_become_nothing():
    body = directory.company(
        nom_raison_sociale="CABLE\x00RIE\u202e  DU\nQUAI" + "X" * 400, sigle=["CQ"],
        activite_principale="27.3", tranche_effectif_salarie=12,
        date_creation="hier", date_fermeture=20211011, siege=None,
    )  # fmt: skip
    found = read_answer(body, SIREN)
    assert found.name.startswith("CABLE RIE DU QUAIXXX")
    assert len(found.name) == 255
    assert found == lookup.Company(siren=SIREN, name=found.name)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(429, "busy"), (500, "unreachable"), (404, "unreachable"), (204, "unreachable")],
)
def test_refusals_of_the_server(api, status, expected):
    api.status, api.says = status, b""
    assert trouble(look_up, SIREN) == expected


def test_follows_nobody_elsewhere(api):
    with directory.serving() as elsewhere:
        api.status, api.headers = 302, {"Location": elsewhere.url}
        assert trouble(look_up, SIREN) == "unreachable"
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "says", [directory.hanging, directory.dripping_body, directory.dripping_headers]
)
def test_slowness_of_any_kind_ends_in_time(api, quick, says):
    api.says = says
    start = time.monotonic()
    assert trouble(look_up, SIREN) == "unreachable"
    assert 0.9 < time.monotonic() - start < 1.5


def test_no_thread_is_left_behind(api, quick):
    api.says = directory.dripping_body
    assert trouble(look_up, SIREN) == "unreachable"
    ends_at = time.monotonic() + 3
    while time.monotonic() < ends_at:
        names = [thread.name for thread in threading.enumerate()]
        if "company look-up" not in names:
            return
        time.sleep(0.05)
    raise AssertionError(names)


def test_the_limit_is_three_seconds():
    assert lookup.SECONDS == 3.0


@pytest.mark.parametrize(
    "says", [directory.endless, directory.company() + b" " * 500_001]
)
def test_a_huge_answer_is_left(api, says):
    api.says = says
    assert trouble(look_up, SIREN) == "unreadable"


def test_a_packed_answer_is_left(api):
    api.headers = {"Content-Encoding": "gzip"}
    assert trouble(look_up, SIREN) == "unreadable"


def test_nobody_at_the_address(settings):
    settings.COMPANY_LOOKUP_URL = "http://127.0.0.1:9/search"
    assert trouble(look_up, SIREN) == "unreachable"


def test_off_by_default(settings):
    assert settings.COMPANY_LOOKUP_URL == ""
    assert trouble(look_up, SIREN) == "off"


# --- The forms --------------------------------------------------------------------

SIGNUP = {
    "email": "nadia@jeune.example", "given_name": "Nadia", "family_name": "Roche",
    "function": "Fondatrice", "company_number": "552 032 534", "company_name": "",
    "place": "", "password1": "une-phrase-de-passe", "consent": "on", "look_up": "1",
}  # fmt: skip


@pytest.mark.django_db
def test_signing_up_with_the_number(client, api):
    address = reverse("account_signup")
    assert b'name="look_up"' in client.get(address).content
    answer = client.post(address, SIGNUP)
    text = answer.content.decode()
    for value in ("CABLERIE DU QUAI", "76000 ROUEN", "552 032 534", "Nadia",
                  "une-phrase-de-passe", "nadia@jeune.example"):  # fmt: skip
        assert f'value="{value}"' in text
    assert "no-store" in answer["Cache-Control"]
    assert "SECRET" not in text
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [429, 500])
def test_what_was_typed_stays_when_nothing_is_found(client, api, status):
    api.status, api.says = status, b"no"
    typed = {**SIGNUP, "company_name": "Ma société", "place": "Rouen"}
    text = client.post(reverse("account_signup"), typed).content.decode()
    for value in ("Ma société", "Rouen", "552 032 534", "nadia@jeune.example"):
        assert f'value="{value}"' in text


@pytest.mark.django_db
def test_a_wrong_number_asks_nobody(client, api):
    typed = {**SIGNUP, "company_number": "123"}
    assert client.post(reverse("account_signup"), typed).status_code == 200
    assert api.asked == []


@pytest.mark.django_db
def test_ten_questions_a_minute_and_no_more(client, api, monday):
    for _ in range(11):
        assert client.post(reverse("account_signup"), SIGNUP).status_code == 200
    assert len(api.asked) == 10


@pytest.mark.django_db
def test_without_the_setting_there_is_no_button_and_no_question(client):
    address = reverse("account_signup")
    assert b'name="look_up"' not in client.get(address).content
    # A press on the button of an old page is a plain try to open the account.
    assert client.post(address, {**SIGNUP, "place": ""}).status_code == 200


@pytest.mark.django_db
def test_joining_with_an_account(client, api, stranger):
    client.force_login(stranger)
    address = reverse("programmes:request_membership")
    text = client.post(address, SIGNUP).content.decode()
    assert 'value="CABLERIE DU QUAI"' in text
    assert not Organisation.objects.filter(name__startswith="CABLERIE").exists()


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return reverse("admin:programmes_organisation_add")


TYPED = {"siren": "552 032 534", "kind": "industrial", "name": "", "look_up": "1"}


@pytest.mark.django_db
def test_staff_look_a_company_up_and_save_it(client, api, desk, rouen):
    assert b'name="look_up"' in client.get(desk).content
    form = client.post(desk, TYPED).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    assert not Organisation.objects.filter(siren=SIREN).exists()
    assert (shown["name"], shown["kind"], shown["lab"]) == (
        "CABLERIE DU QUAI", "industrial", str(rouen.pk),
    )  # fmt: skip
    extra = {"sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0"}
    posted = {name: value or "" for name, value in shown.items()} | extra
    assert client.post(desk, posted).status_code == 302
    made = Organisation.objects.get(siren=SIREN)
    assert (made.acronym, made.naf_version, made.naf_code, made.headcount_band) == (
        "CQ", "nafrev2", "27.32Z", "12",
    )  # fmt: skip
    assert made.created_on == date(1998, 4, 1)


@pytest.mark.django_db
def test_a_lab_that_is_not_ones_own_is_not_filled_in(client, api, colleague):
    client.force_login(colleague)
    address = reverse("admin:programmes_organisation_add")
    form = client.post(address, TYPED).context["adminform"].form
    assert form["name"].value() == "CABLERIE DU QUAI"
    assert not form["lab"].value()


@pytest.mark.django_db
def test_the_desk_keeps_what_was_typed(client, api, desk):
    api.says = b"garbage"
    typed = {**TYPED, "name": "Câblerie", "siren": "552032534", "lab": "x" * 5000}
    form = client.post(desk, typed).context["adminform"].form
    assert (form["name"].value(), form["siren"].value()) == ("Câblerie", "552032534")


@pytest.mark.django_db
def test_the_desk_says_that_it_knows_the_company(client, api, desk):
    make.organisation(siren=SIREN, name="Danone")
    answer = client.post(desk, TYPED)
    assert "Danone" in str(next(iter(answer.context["messages"])))


@pytest.mark.django_db
def test_others_cannot_ask(client, api, founder):
    client.force_login(founder)
    address = reverse("admin:programmes_organisation_add")
    assert client.post(address, TYPED, follow=True).status_code == 403
    assert api.asked == []
