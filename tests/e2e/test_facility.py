"""A company finds a workshop, asks, gets its days, and says what came of it."""

from playwright.sync_api import Page, expect

from programmes.models import AccessRequest
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.programmes.facilities import make_facility


def sent(page: Page, button: str) -> None:
    """Press the form's button and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def test_from_the_catalogue_to_what_came_of_it(people: People, stage: Cast) -> None:
    workshop = make_facility(owner=stage.startup, name="Banc de vibrations")
    assert stage.founder
    today = clock.today().isoformat()

    page = people.window(None)
    found = opened(page, "/moyens/?depuis=rouen")
    found += opened(page, workshop.get_absolute_url())

    plant = people.window(stage.director)
    plant.goto("/moyens/?q=vibration")
    plant.get_by_role("link", name="Banc de vibrations").click()
    plant.get_by_role("link", name="Demander l’accès").click()
    plant.locator("[name=purpose]").fill("Une pompe vibre depuis son remontage.")
    plant.locator("[name=wanted_from]").fill(today)
    plant.locator("[name=wanted_until]").fill(today)
    found += looked_at(plant)
    sent(plant, "Envoyer la demande")
    expect(plant.locator("body")).to_contain_text("répond sous cinq jours ouvrés")
    request = AccessRequest.objects.get()

    owner = people.window(stage.founder)
    found += opened(owner, "/demandes-d-acces/")
    owner.get_by_role("link", name="Banc de vibrations").first.click()
    found += looked_at(owner)
    owner.get_by_role("link", name="Convenir des dates").click()
    owner.locator("[name=text]").fill("Entrée par la cour.")
    found += looked_at(owner)
    sent(owner, "Convenir de ces dates")
    expect(owner.locator("body")).to_contain_text("L’entreprise a ses dates.")

    plant.goto(request.get_absolute_url())
    expect(plant.locator("body")).to_contain_text("Julien Prieur")
    plant.get_by_role("link", name="Cela a eu lieu").click()
    sent(plant, "Cela a eu lieu")
    plant.get_by_role("link", name="Dire ce qui en est sorti").click()
    plant.get_by_label("cela a aidé", exact=True).check()
    plant.locator("[name=text]").fill("Le roulement est changé.")
    found += looked_at(plant)
    sent(plant, "Envoyer")
    found += opened(plant, request.get_absolute_url())
    done = fresh(request)
    assert (done.status, done.useful, done.review) == (
        "used",
        "yes",
        "Le roulement est changé.",
    )
    assert found == []
