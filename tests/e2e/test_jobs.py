"""A plant declares jobs, the lab counts them, everybody reads what may be read."""

from datetime import timedelta

from playwright.sync_api import expect

from programmes.models import JobsRecord
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent


def test_from_the_declaration_to_the_figures(people: People, stage: Cast) -> None:
    day = (clock.today() - timedelta(days=40)).isoformat()
    assert stage.plant
    plant = people.window(stage.director)
    found = opened(plant, "/emplois/")
    plant.get_by_role("link", name="Déclarer des emplois").click()
    plant.locator("[name=kind][value=created]").check()
    plant.locator("[name=as_of]").fill(day)
    plant.locator("[name=fte_before]").fill("100")
    plant.locator("[name=fte_now]").fill("103.5")
    plant.get_by_text("Calculer à partir des contrats").click()
    plant.locator("[name=contracts]").fill("2")
    plant.locator("[name=months]").fill("6")
    plant.locator("[name=share]").fill("100")
    found += looked_at(plant)
    sent(plant, "Enregistrer la déclaration")
    # What is missing is asked for, and what was typed stays.
    found += looked_at(plant)
    expect(plant.locator("[name=contracts]")).to_have_value("2")
    plant.locator("[name=attribution][value=B]").check()
    plant.locator("[name=how]").fill("La mise en relation a donné une commande.")
    sent(plant, "Enregistrer la déclaration")
    record = JobsRecord.objects.get()
    assert (record.fte, record.status) == (1, "draft")
    found += opened(plant, record.get_absolute_url())
    plant.get_by_role("link", name="Envoyer au laboratoire").click()
    sent(plant, "Envoyer au laboratoire")

    lab = people.window(stage.moderator)
    found += opened(lab, "/emplois/")
    lab.get_by_role("link", name=stage.plant.name).click()
    lab.get_by_role("link", name="Confirmer et compter").click()
    found += looked_at(lab)
    sent(lab, "Confirmer et compter")
    expect(lab.locator("body")).to_contain_text("Ils comptent désormais.")
    assert fresh(record).status == "confirmed"
    found += opened(lab, "/emplois/declarer/?q=quai")

    visitor = people.window(None)
    found += opened(visitor, "/emplois/chiffres/")
    # One company alone has no figure of its own.
    expect(visitor.locator("main")).to_contain_text("trop peu d’entreprises")
    assert found == []
