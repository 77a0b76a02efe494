"""The second axis lived whole: a workshop, a pilot, jobs that are counted once."""

from datetime import timedelta

from django.core.cache import cache
from playwright.sync_api import Page, expect

from programmes.models import AccessRequest, JobsRecord, Pilot
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent
from tests.programmes.facilities import make_facility


def typed(page: Page, **values: str) -> None:
    """Fill in the fields of these names."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_from_the_workshop_to_the_jobs(people: People, stage: Cast) -> None:
    workshop = make_facility(owner=stage.startup, name="Banc de vibrations")
    assert stage.founder
    plant, startup = people.window(stage.director), people.window(stage.founder)
    lab, visitor = people.window(stage.moderator), people.window(None)
    _use(plant, startup, workshop.get_absolute_url())
    pilot = _try(plant, startup)
    records = [_declare(plant, pilot, fte) for fte in ("2", "1.5")]
    for record in records:
        lab.goto(record.get_absolute_url())
        lab.get_by_role("link", name="Confirmer et compter").click()
        expect(lab.locator("body")).to_contain_text("Courrier de la direction")
        sent(lab, "Confirmer et compter")
        assert fresh(record).status == "confirmed"

    # What was counted for an earlier reader is kept for five minutes.
    cache.clear()
    found = opened(lab, "/emplois/chiffres/")
    # Two declarations, one company: its figures are its own until two others come.
    expect(lab.locator("main")).to_contain_text("trop peu d’entreprises")
    found += opened(lab, pilot.get_absolute_url())
    expect(lab.locator("main")).to_contain_text(str(records[0]))
    for path in ("/", "/laboratoires/rouen/", "/axes/2/", "/resultats/"):
        found += opened(visitor, path)
    found += opened(lab, "/laboratoires/rouen/organisations/")
    found += opened(lab, "/laboratoires/rouen/personnes/")
    line = visitor.get_by_role("row", name="Pilotes démarrés")
    visitor.goto("/resultats/")
    expect(line).to_contain_text("1")
    assert found == []


def _use(plant: Page, owner: Page, workshop: str) -> None:
    """The plant asks for two days, the owner agrees, it takes place."""
    today = clock.today().isoformat()
    plant.goto(workshop)
    plant.get_by_role("link", name="Demander l’accès").click()
    typed(plant, purpose="Une pompe vibre.", wanted_from=today, wanted_until=today)
    sent(plant, "Envoyer la demande")
    request = AccessRequest.objects.get()
    owner.goto(request.get_absolute_url())
    owner.get_by_role("link", name="Convenir des dates").click()
    sent(owner, "Convenir de ces dates")
    plant.goto(request.get_absolute_url())
    plant.get_by_role("link", name="Cela a eu lieu").click()
    sent(plant, "Cela a eu lieu")
    assert fresh(request).status == "used"


def _try(plant: Page, startup: Page) -> Pilot:
    """Both sides frame a pilot there, live it and judge it."""
    today = clock.today().isoformat()
    plant.goto("/pilotes/")
    plant.get_by_role("link", name="Proposer un pilote").click()
    typed(plant, partner="Vibralis", title="Veille sur deux pompes",
          question="Voit-on venir une panne ?")  # fmt: skip
    plant.locator("[name=topic]").select_option(label="Télémaintenance")
    plant.locator("[name=facility]").select_option(label="Banc de vibrations")
    sent(plant, "Envoyer l’idée")
    pilot = Pilot.objects.get()
    startup.goto(pilot.get_absolute_url())
    startup.get_by_role("link", name="Écrire le cadre").click()
    typed(startup, starts_on=today, ends_on=today, planned_cost="4800",
          measure_1="Pannes annoncées", threshold_1="deux sur trois")  # fmt: skip
    sent(startup, "Envoyer le cadre")
    plant.goto(pilot.get_absolute_url())
    plant.get_by_role("link", name="Accepter le cadre").click()
    sent(plant, "J’accepte")
    startup.goto(pilot.get_absolute_url())
    startup.get_by_role("link", name="Démarrer").click()
    sent(startup, "Il commence aujourd’hui")
    plant.goto(pilot.get_absolute_url())
    plant.get_by_role("link", name="Dire ce que cela a donné").click()
    plant.get_by_label("atteint", exact=True).check()
    typed(plant, result="Deux pannes annoncées.")
    sent(plant, "Envoyer l’évaluation")
    assert fresh(pilot).status == "evaluated"
    return pilot


def _declare(plant: Page, pilot: Pilot, fte: str) -> JobsRecord:
    """The plant declares jobs from the pilot's page, attested, and sends them."""
    day = (clock.today() - timedelta(days=40)).isoformat()
    plant.goto(pilot.get_absolute_url())
    plant.get_by_role("link", name="Déclarer des emplois").click()
    plant.locator("[name=kind][value=created]").check()
    typed(plant, as_of=day, fte_before="100", fte_now="104", fte=fte,
          how="Le pilote a ouvert une équipe de veille.",
          document="Courrier de la direction", document_on=day,
          document_kept="Service du personnel")  # fmt: skip
    plant.locator("[name=attribution][value=A]").check()
    expect(plant.locator("[name=pilot]")).to_have_value(str(pilot.pk))
    assert looked_at(plant) == []
    sent(plant, "Enregistrer la déclaration")
    record = JobsRecord.objects.latest("pk")
    plant.goto(record.get_absolute_url())
    plant.get_by_role("link", name="Envoyer au laboratoire").click()
    sent(plant, "Envoyer au laboratoire")
    assert fresh(record).pilot == pilot
    return record
