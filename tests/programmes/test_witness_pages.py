"""Pages of witness companies: who reads what, forms that keep, the same cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave, WitnessEngagement
from programmes.witnesses import lists
from servindus import clock
from tests.cast import Cast, fresh, make_organisation
from tests.evidence import nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import portal
from tests.programmes.witnesses import (
    ALL,
    NONE,
    QUOTED,
    START,
    Scene,
    make_burden,
    make_engagement,
    make_observation,
    make_wave,
)

LIST = reverse("programmes:witness_engagement_list")
FIGURES = reverse("programmes:witness_figures")
LINE = {
    "public_id": "9f1d3a52-3d0c-4a5e-9d6f-1f6a4b0c7e11",
    "obligation": "Registre des déchets",
    "hours_per_year": "4.5",
    "euros_per_year": "1200",
    "workability": "2",
    "reasons": "",
}
TOLD = {
    "public_id": "9f1d3a52-3d0c-4a5e-9d6f-1f6a4b0c7e12",
    "kind": "call",
    "happened_on": "2026-09-07",
    "flow": "retours client",
    "text": "Deux retours attendent.",
    "second_author": "",
    "quote": "",
    "quote_audience": "lab",
}
READERS = (
    "reste entre vous, le laboratoire et la coordination du programme, et chaque jour"
    " où la coordination le lit est noté."
)
PEOPLE = ("director", "moderator", "colleague", "founder", "liaison", "admin")


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def shown(client, **query) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row.title for row in page.context["rows"]]


def test_each_part_and_each_reader(client, scene: Scene) -> None:
    names = {}
    for status in ("prepared", "running", "ended"):
        company = make_organisation(
            kind="industrial", lab=scene.cast.rouen, name=f"Usine {status}"
        )
        make_engagement(
            organisation=company, referent=scene.cast.moderator, status=status
        )
        names[status] = company.name
    client.force_login(scene.cast.moderator)
    assert shown(client) == [names["running"]]
    assert shown(client, vue="a-signer") == [names["prepared"]]
    assert shown(client, vue="termines") == [names["ended"]]
    for who in ("colleague", "director"):
        client.force_login(getattr(scene.cast, who))
        assert [shown(client, vue=slug) for slug, _label in lists.PARTS] == [[]] * 3
    for who in ("founder", "liaison", "stranger"):
        client.force_login(getattr(scene.cast, who))
        assert client.get(LIST).url == FIGURES
    client.force_login(scene.cast.admin)
    assert shown(client) == [names["running"]]


def test_who_opens_what(client, scene: Scene) -> None:
    wave = scene.wave(**ALL)
    row, seen = scene.burden(wave), scene.seen(wave, **QUOTED)
    engagement = wave.engagement
    addresses = [
        engagement.get_absolute_url(),
        reverse("programmes:witness_story", args=[engagement.public_id]),
        wave.get_absolute_url(),
        reverse("programmes:wave_csv", args=[wave.public_id]),
    ]
    acts = [
        *((engagement, n) for n in ("edit_witness_engagement",
          "share_witness_engagement", "end_witness_engagement")),
        *((wave, n) for n in ("record_observation", "add_burden_row",
          "carry_burden_rows", "price_wave", "enter_wave")),
        (row, "edit_burden_row"), (row, "strike_burden_row"),
        (row, "report_burden_row"), (seen, "revise_observation"),
    ]  # fmt: skip
    addresses += [portal(obj, name) for obj, name in acts]
    found = {}
    for who in PEOPLE:
        client.force_login(getattr(scene.cast, who))
        # The programme's reading leaves its line (see test_witness_reads).
        with nothing_written(*(["servindus_journalentry"] if who == "admin" else [])):
            found[who] = [client.get(address).status_code for address in addresses]
    nothing = [404] * len(addresses)
    assert (found["colleague"], found["founder"], found["liaison"]) == (
        nothing, nothing, nothing,
    )  # fmt: skip
    assert found["director"] == [200] * 4 + [403] + [200] * 11
    # The lab does not hand in for a company that has somebody here.
    assert found["moderator"] == [200] * 4 + [200, 403] + [200] * 5 + [403] + [200] * 4
    assert found["admin"] == [200] * 4 + [403] * 12


def test_a_line_is_written_once_however_often_it_is_sent(client, scene: Scene) -> None:
    wave = scene.wave()
    client.force_login(scene.cast.director)
    for _time in range(2):
        answer = client.post(portal(wave, "add_burden_row"), LINE)
        assert answer.url == wave.get_absolute_url()
    row = BurdenRow.objects.get()
    assert (row.number, row.obligation, str(row.hours_per_year)) == (
        1, "Registre des déchets", "4.5",
    )  # fmt: skip
    for _time in range(2):
        client.post(portal(wave, "record_observation"), TOLD)
    assert Observation.objects.get().flow == "retours client"


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("add_burden_row", {"workability": "4"}, "pourquoi c’est impraticable"),
        ("add_burden_row", {"hours_per_year": "-1"}, "supérieure ou égale à 0"),
        ("add_burden_row", {"euros_per_year": "beaucoup"}, "nombre"),
        ("add_burden_row", {"workability": "7"}, "n’en fait pas partie"),
        ("add_burden_row", {"irritations": ["drôle"]}, "n’en fait pas partie"),
        ("record_observation", {"kind": "visit"}, "deux auteurs"),
        ("record_observation", {"happened_on": "2026-09-08"}, "à venir"),
        ("record_observation", {"text": "x" * 2001}, "retirez-en"),
        ("record_observation", {"second_author": "999999"}, "choix proposés"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, scene, name, change, words) -> None:
    wave = scene.wave()
    client.force_login(scene.cast.director)
    sent = {**(LINE if "burden" in name else TOLD), **change}
    with nothing_written():
        page = client.post(portal(wave, name), sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text or page.context["form"].errors
    kept = "Registre des déchets" if "burden" in name else "retours client"
    assert kept in text


def test_the_charter_in_the_companys_hands_and_on_paper(client, scene: Scene) -> None:
    engagement = scene.prepared()
    address = portal(engagement, "sign_witness_engagement")
    client.force_login(scene.cast.moderator)
    assert "share_name" not in client.get(address).context["form"].fields
    client.force_login(scene.cast.director)
    page = client.get(address)
    assert not any(page.context["form"].initial.get(name) for name in ALL)
    # Whoever signs reads who reads; whoever signed before does on its own page.
    assert page.content.decode().count(READERS) == 1
    sent = {"signed_on": "2026-09-07", "share_quotes": "on"}
    assert client.post(address, sent).status_code == 302
    engagement = fresh(engagement)
    assert (engagement.share_quotes, engagement.share_name) == (True, False)
    own = client.get(engagement.get_absolute_url()).content.decode()
    assert own.count("chaque jour où la coordination le lit est noté") == 1


def test_one_click_goes_to_the_draft_and_so_does_the_next(client, scene: Scene) -> None:
    wave = scene.wave()
    row = scene.burden(wave)
    address = portal(row, "report_burden_row")
    client.force_login(scene.cast.director)
    first = client.post(address)
    assert first.url == fresh(row).report.get_absolute_url()
    assert client.post(address).url == first.url
    # A draft is its author's: the lab sees that there is one, and stays where it is.
    client.force_login(scene.cast.moderator)
    assert client.post(address).url == row.get_absolute_url()
    page = client.get(wave.get_absolute_url()).content.decode()
    assert "Brouillon de signalement" in page
    assert first.url not in page
    client.force_login(scene.cast.director)
    assert first.url in client.get(wave.get_absolute_url()).content.decode()


def test_what_waits_is_on_the_home(client, scene: Scene) -> None:
    def cards(who: str) -> list[int]:
        client.force_login(getattr(scene.cast, who))
        shown = client.get(reverse("home")).context["cards"]
        return [card.count for card in shown if card.title == "Entreprises témoins"]

    wave = scene.wave()
    assert (cards("director"), cards("moderator")) == ([], [])
    with clock.at(moment(wave.due_on - timedelta(days=14))):
        assert (cards("director"), cards("moderator")) == ([1], [])
    scene.burden(wave)
    actions.enter_wave(fresh(wave), by=scene.cast.director)
    assert (cards("director"), cards("moderator")) == ([], [1])
    assert cards("colleague") == []


# --- Versions -------------------------------------------------------------------------


def test_a_correction_shows_what_it_corrects(client, scene: Scene) -> None:
    wave = scene.wave()
    seen = scene.seen(wave, text="Première parole.")
    client.force_login(scene.cast.moderator)
    address = portal(seen, "revise_observation")
    form = client.get(address).context["form"]
    assert form.initial["text"] == "Première parole."
    client.post(address, {**TOLD, "text": "Seconde parole."})
    page = client.get(wave.get_absolute_url())
    [one] = page.context["observations"]
    assert (one["row"].text, [row.text for row in one["earlier"]]) == (
        "Seconde parole.", ["Première parole."],
    )  # fmt: skip


# --- What others may read (P4) --------------------------------------------------------


def others_read(client, scene: Scene) -> str:
    """Everything that other labs, ministries and strangers are shown."""
    texts = []
    for who in ("colleague", "liaison", "founder", "stranger"):
        client.force_login(getattr(scene.cast, who))
        texts += [client.get(a, follow=True).content.decode() for a in (LIST, FIGURES)]
    client.logout()
    return "".join([*texts, client.get(FIGURES).content.decode()])


def test_nothing_private_leaves_the_lab(client, scene: Scene) -> None:
    wave = scene.wave()
    scene.burden(wave, obligation="Oblisecret", reasons="Raisonsecret")
    scene.seen(wave, flow="Fluxsecret", text="Textesecret", quote="Motsecret",
               quote_audience="public")  # fmt: skip
    wave = actions.enter_wave(fresh(wave), by=scene.cast.director)
    actions.approve_wave(wave, by=scene.cast.moderator)
    read = others_read(client, scene)
    for word in ("Oblisecret", "Raisonsecret", "Fluxsecret", "Textesecret",
                 "Motsecret", scene.plant.name):  # fmt: skip
        assert word not in read
    assert "ne entreprise industrielle de la métropole" in read


def test_consents_open_and_close_at_once(client, scene: Scene) -> None:
    wave = scene.wave(**ALL)
    scene.seen(wave, quote="Parole à tous.", quote_audience="public")
    scene.seen(wave, quote="Parole du programme.", quote_audience="programme")
    scene.seen(wave, quote="Parole du laboratoire.", quote_audience="lab")
    client.get(FIGURES)
    assert "Parole à tous." not in client.get(FIGURES).content.decode()
    wave = actions.enter_wave(fresh(wave), by=scene.cast.director)
    wave = actions.approve_wave(wave, by=scene.cast.moderator)

    def read(who: str = "") -> set[str]:
        if who:
            client.force_login(getattr(scene.cast, who))
        else:
            client.logout()
        text = client.get(FIGURES).content.decode()
        words = ("Parole à tous.", "Parole du programme.", "Parole du laboratoire.",
                 scene.plant.name)  # fmt: skip
        return {word for word in words if word in text}

    name = scene.plant.name
    assert read() == {"Parole à tous.", name}
    assert read("founder") == {"Parole à tous.", name}
    for who in ("colleague", "liaison", "admin"):
        assert read(who) == {"Parole à tous.", "Parole du programme.", name}
    engagement = actions.share_witness_engagement(
        wave.engagement, by=scene.cast.director, **{**ALL, "share_name": False}
    )
    assert read("colleague") == {"Parole à tous.", "Parole du programme."}
    actions.share_witness_engagement(engagement, by=scene.cast.director, **NONE)
    assert read("colleague") == set()
    # The coordination reads the file, and no quote that it may not.
    client.force_login(scene.cast.admin)
    page = client.get(wave.get_absolute_url()).content.decode()
    assert "Deux retours sur trois" in page
    assert "Parole" not in page
    client.force_login(scene.cast.moderator)
    page = client.get(wave.get_absolute_url()).content.decode()
    assert "Parole du laboratoire." in page


def test_sums_are_about_three_companies_at_least(client, scene: Scene) -> None:
    for number in range(3):
        company = make_organisation(kind="industrial", lab=scene.cast.rouen)
        engagement = make_engagement(
            organisation=company, referent=scene.cast.moderator, share_indicators=True
        )
        old = make_wave(engagement=engagement, status="approved")
        make_burden(wave=old, hours_per_year=900)
        late = START + timedelta(days=90)
        wave = make_wave(engagement=engagement, status="approved", due_on=late,
                         kind="quarterly")  # fmt: skip
        make_burden(wave=wave, hours_per_year=100 + number)
        make_burden(wave=wave, number=2, workability=1, hours_per_year=1)
        make_burden(wave=wave, number=3, is_struck=True)
        make_wave(engagement=engagement, due_on=date(2027, 9, 7), kind="t12")
        rouen = next(
            lab for lab in client.get(FIGURES).context["labs"] if lab.name == "Rouen"
        )
        told = (rouen.companies, rouen.hours, rouen.not_workable)
        few = (number + 1, "trop peu", "trop peu")
        assert told == (few if number < 2 else (3, "306", "3"))
    engagement.share_indicators = False
    engagement.save()
    labs = {lab.name: lab for lab in client.get(FIGURES).context["labs"]}
    assert labs["Rouen"].hours == "trop peu"
    assert (labs["Nancy"].hours, labs["Nancy"].is_empty) == ("–", True)


# --- The same cost --------------------------------------------------------------------


def statements(client, address: str, **query) -> int:
    client.get(address, query)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address, query).status_code == 200
    return len(found)


def test_one_row_costs_as_much_as_thirty(client, scene: Scene) -> None:
    first = make_engagement(organisation=scene.plant, referent=scene.cast.moderator)
    wave = make_wave(engagement=first)
    make_burden(wave=wave)
    make_observation(wave=wave, author=scene.cast.director, **QUOTED)
    client.force_login(scene.cast.moderator)
    story = reverse("programmes:witness_story", args=[first.public_id])
    pages = (LIST, first.get_absolute_url(), wave.get_absolute_url(), story, FIGURES)
    one = [statements(client, page) for page in pages]
    for number in range(2, 31):
        company = make_organisation(kind="industrial", lab=scene.cast.rouen)
        other = make_engagement(organisation=company, referent=scene.cast.moderator)
        make_wave(engagement=other)
        make_burden(wave=wave, number=number)
        make_observation(wave=wave, author=scene.cast.director)
        day = START + timedelta(days=100 + number)
        done = make_wave(engagement=first, due_on=day, status="approved")
        make_burden(wave=done)
    thirty = [statements(client, page) for page in pages]
    assert one == thirty
    assert max(one) <= 12
    assert one == [6, 12, 10, 12, 7]


def test_the_companies_that_a_lab_may_ask(client, scene: Scene) -> None:
    address = reverse("programmes:witness_company_list")
    client.force_login(scene.cast.director)
    assert client.get(address).status_code == 403
    make_organisation(kind="industrial", lab=scene.cast.nancy, name="Fonderie du Quai")
    client.force_login(scene.cast.moderator)
    scene.plant  # noqa: B018
    found = client.get(address, {"q": "quai"}).context["companies"]
    assert [row.name for row, _person in found] == [scene.plant.name]
    sent = {"referent": scene.cast.moderator.pk, "second_referent": "",
            "planned_end_on": ""}  # fmt: skip
    answer = client.post(portal(scene.plant, "prepare_witness_engagement"), sent)
    assert answer.url == WitnessEngagement.objects.get().get_absolute_url()
    assert Wave.objects.count() == 0
    assert shown(client, vue="a-signer") == [scene.plant.name]
