"""A lead plans, publishes, slips a milestone, reaches it; everybody reads it."""

from datetime import timedelta

from playwright.sync_api import expect

from programmes.models import Milestone, PlanAction
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent


def test_from_the_plan_to_what_shows_it(people: People, stage: Cast) -> None:
    today = clock.today()
    lead = people.window(stage.moderator)
    found = opened(lead, "/plan/")
    lead.get_by_role("link", name="Prévoir une action").click()
    found += looked_at(lead)
    lead.locator("[name=title]").fill("Dix rencontres en atelier")
    lead.locator("[name=aim]").fill("Dix usines ont reçu une startup.")
    lead.locator("[name=starts_on]").fill(today.isoformat())
    lead.locator("[name=due_on]").fill((today - timedelta(days=1)).isoformat())
    sent(lead, "Inscrire au plan")
    # What is wrong is said, and what was typed stays.
    found += looked_at(lead)
    expect(lead.locator("[name=title]")).to_have_value("Dix rencontres en atelier")
    lead.locator("[name=due_on]").fill((today + timedelta(days=90)).isoformat())
    sent(lead, "Inscrire au plan")
    action = PlanAction.objects.get()
    page = action.get_absolute_url()
    found += opened(lead, page)
    lead.get_by_role("link", name="Ajouter un jalon").click()
    lead.locator("[name=title]").fill("Trois rencontres tenues")
    lead.locator("[name=planned_on]").fill((today + timedelta(days=30)).isoformat())
    sent(lead, "Ajouter un jalon")
    for link, button in (
        ("Démarrer", "L’action démarre aujourd’hui"),
        ("Publier", "Tout le monde peut la lire"),
    ):
        lead.get_by_role("link", name=link, exact=True).click()
        sent(lead, button)
    lead.get_by_role("link", name="Changer la prévision").click()
    lead.locator("[name=forecast_on]").fill((today + timedelta(days=51)).isoformat())
    lead.locator("[name=text]").fill("Une usine est arrêtée.")
    found += looked_at(lead)
    sent(lead, "Écrire la nouvelle prévision")
    expect(lead.locator("main")).to_contain_text("21 jours de glissement")
    found += looked_at(lead)
    lead.get_by_role("link", name="Dire qu’il est atteint").click()
    lead.locator("[name=evidence]").fill("Liste des présents")
    sent(lead, "Le jalon est atteint")
    assert fresh(Milestone.objects.get()).status == "reached"

    visitor = people.window(None)
    visitor.set_viewport_size({"width": 360, "height": 740})
    for address in ("/plan/", "/plan/calendrier/", "/plan/chronologie/", page):
        found += opened(visitor, address)
        expect(visitor.locator("main")).to_contain_text("rencontres")
        wide = visitor.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, address
    expect(visitor.locator("main")).to_contain_text("Liste des présents")
    expect(visitor.locator("main")).not_to_contain_text(stage.moderator.family_name)
    visitor.get_by_text("1 changement de jour").click()
    expect(visitor.locator("main")).to_contain_text("Une usine est arrêtée.")
    assert found == []
