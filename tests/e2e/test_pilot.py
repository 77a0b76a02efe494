"""A plant proposes a pilot; it is framed, agreed on, started, judged, and goes on."""

from playwright.sync_api import expect

from programmes.models import Pilot
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent
from tests.programmes.facilities import make_facility


def test_from_an_idea_to_how_it_goes_on(people: People, stage: Cast) -> None:
    make_facility(owner=stage.startup, name="Banc de vibrations", kind="bench")
    assert stage.founder
    today = clock.today().isoformat()

    plant = people.window(stage.director)
    found = opened(plant, "/pilotes/")
    plant.get_by_role("link", name="Proposer un pilote").click()
    plant.locator("[name=partner]").fill("Vibralis")
    plant.locator("[name=title]").fill("Veille sur deux pompes")
    plant.locator("[name=question]").fill("Voit-on venir une panne ?")
    plant.locator("[name=topic]").select_option(label="Télémaintenance")
    plant.locator("[name=facility]").select_option(label="Banc de vibrations")
    found += looked_at(plant)
    sent(plant, "Envoyer l’idée")
    pilot = Pilot.objects.get()

    startup = people.window(stage.founder)
    found += opened(startup, "/pilotes/")
    startup.get_by_role("link", name="Veille sur deux pompes").first.click()
    found += looked_at(startup)
    startup.get_by_role("link", name="Écrire le cadre").click()
    for name, value in (
        ("starts_on", today),
        ("ends_on", today),
        ("planned_cost", "4800"),
        ("measure_1", "Pannes annoncées"),
        ("threshold_1", "deux sur trois"),
    ):
        startup.locator(f"[name={name}]").fill(value)
    found += looked_at(startup)
    sent(startup, "Envoyer le cadre")

    plant.goto(pilot.get_absolute_url())
    plant.get_by_role("link", name="Accepter le cadre").click()
    expect(plant.locator("body")).to_contain_text("deux sur trois")
    found += looked_at(plant)
    sent(plant, "J’accepte")
    startup.goto(pilot.get_absolute_url())
    startup.get_by_role("link", name="Démarrer").click()
    sent(startup, "Il commence aujourd’hui")

    plant.goto(pilot.get_absolute_url())
    plant.get_by_role("link", name="Dire ce que cela a donné").click()
    plant.get_by_label("atteint", exact=True).check()
    plant.locator("[name=result]").fill("Deux pannes annoncées.")
    found += looked_at(plant)
    sent(plant, "Envoyer l’évaluation")
    plant.get_by_role("link", name="Poursuivre").click()
    plant.locator("[name=text]").fill("Dix pompes de plus.")
    sent(plant, "Cela continue")
    found += opened(plant, pilot.get_absolute_url())
    done = fresh(pilot)
    assert (done.status, done.cost, done.next_step) == (
        "extended",
        4800,
        "Dix pompes de plus.",
    )
    assert found == []
