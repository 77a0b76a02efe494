"""A plant becomes a witness, enters a wave, opens a report, and shares or not."""

from playwright.sync_api import expect

from programmes.models import Wave, WitnessEngagement
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent


def test_from_the_charter_to_an_approved_wave(people: People, stage: Cast) -> None:
    assert stage.plant
    assert stage.director
    lab = people.window(stage.moderator)
    found = opened(lab, "/temoins/")
    lab.get_by_role("link", name="Proposer à une entreprise d’être témoin").click()
    lab.locator("[name=q]").fill("quai")
    lab.locator("main form button").click()
    found += looked_at(lab)
    lab.get_by_role("link", name=stage.plant.name).click()
    found += looked_at(lab)
    sent(lab, "Proposer la charte")
    engagement = WitnessEngagement.objects.get()

    plant = people.window(stage.director)
    found += opened(plant, engagement.get_absolute_url())
    plant.get_by_role("link", name="Signer la charte").click()
    found += looked_at(plant)
    plant.locator("[name=share_name]").check()
    sent(plant, "Signer la charte")
    wave = Wave.objects.in_order()[0]
    found += looked_at(plant)
    plant.get_by_role("link", name="Saisir le relevé").click()
    plant.get_by_role("link", name="Ajouter une obligation").click()
    plant.locator("[name=obligation]").fill("Vérification des balances")
    plant.locator("[name=hours_per_year]").fill("22")
    plant.locator("[name=euros_per_year]").fill("31000")
    plant.locator("[name=workability][value='4']").check()
    # What is missing is asked for, and what was typed stays.
    sent(plant, "Enregistrer l’obligation")
    found += looked_at(plant)
    kept = plant.locator("[name=obligation]")
    expect(kept).to_have_value("Vérification des balances")
    plant.locator("[name=reasons]").fill("La règle suppose un poste fixe.")
    sent(plant, "Enregistrer l’obligation")
    found += looked_at(plant)
    plant.get_by_role("link", name="Saisir une observation").click()
    plant.locator("[name=kind][value=call]").check()
    plant.locator("[name=flow]").fill("retours client")
    plant.locator("[name=text]").fill("Deux retours attendent une signature.")
    found += looked_at(plant)
    sent(plant, "Enregistrer l’observation")
    sent(plant, "Ouvrir un signalement")
    expect(plant.locator("body")).to_contain_text("Un brouillon est ouvert")
    found += opened(plant, wave.get_absolute_url())
    expect(plant.locator("table")).to_contain_text("Brouillon de signalement")
    plant.get_by_role("link", name="Remettre au laboratoire").click()
    sent(plant, "Remettre au laboratoire")

    found += opened(lab, wave.get_absolute_url())
    lab.get_by_role("link", name="Approuver").click()
    sent(lab, "Approuver le relevé")
    assert fresh(wave).status == "approved"
    found += opened(lab, engagement.get_absolute_url())
    found += opened(lab, f"{engagement.get_absolute_url()}fil/")
    found += opened(lab, "/temoins/")

    visitor = people.window(None)
    found += opened(visitor, "/temoins/chiffres/")
    expect(visitor.locator("main")).to_contain_text(stage.plant.name)
    found += opened(plant, f"{engagement.get_absolute_url()}accord/")
    plant.locator("[name=share_name]").uncheck()
    sent(plant, "Enregistrer ce que vous partagez")
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text(stage.plant.name)
    assert found == []
