"""Nancy asks, Rouen answers, Nancy accepts; they meet, and the minutes leave."""

from datetime import timedelta
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Page, expect

from benchmarking.models import Exchange, ExchangeAction, Question
from servindus import clock
from tests.cast import Cast, fresh
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent


def test_a_question_until_it_has_helped(people: People, stage: Cast) -> None:
    assert stage.moderator
    nancy = people.window(stage.colleague)
    found = opened(nancy, "/")
    found += opened(nancy, "/questions/")
    nancy.get_by_role("link", name="Interroger les laboratoires").click()
    found += looked_at(nancy)
    nancy.locator("[name=title]").fill("Qui a une convention de partage ?")
    for name in ("Amiens", "Marseille"):
        nancy.get_by_label(name, exact=True).uncheck()
    sent(nancy, "Envoyer la question")
    # What is missing is said, and what was typed stays.
    found += looked_at(nancy)
    expect(nancy.locator("[name=title]")).to_have_value(
        "Qui a une convention de partage ?"
    )
    nancy.locator("[name=text]").fill("Deux usines veulent prêter leur atelier.")
    sent(nancy, "Envoyer la question")
    question = Question.objects.get()
    found += opened(nancy, question.get_absolute_url())

    rouen = people.window(stage.moderator, size=PHONE)
    found += opened(rouen, "/questions/")
    rouen.get_by_role("link", name="Qui a une convention").click()
    expect(rouen.locator("main")).to_contain_text("Pourquoi cette date")
    found += looked_at(rouen)
    rouen.get_by_role("link", name="Répondre", exact=True).click()
    rouen.locator("[name=text]").fill("Oui, quatre pages. L’article 4 règle tout.")
    found += looked_at(rouen)
    sent(rouen, "Envoyer la réponse")
    rouen.get_by_role("link", name="Corriger la réponse").click()
    found += looked_at(rouen)
    rouen.locator("[name=text]").fill("Oui, quatre pages. L’article 4 aide.")
    sent(rouen, "Enregistrer la réponse")

    nancy.goto(question.get_absolute_url())
    expect(nancy.locator("main")).to_contain_text("L’article 4 aide.")
    nancy.get_by_role("link", name="Dire ce qui aide").click()
    found += looked_at(nancy)
    nancy.get_by_role("checkbox").check()
    nancy.locator("[name=text]").fill("Nous reprenons l’article 4.")
    sent(nancy, "Cela nous aide")
    found += looked_at(nancy)
    expect(nancy.locator("main")).to_contain_text("Nous reprenons l’article 4.")
    assert fresh(question).status == "accepted"
    assert found == []


def _downloaded(page: Page) -> Calendar:
    """Give the calendar file of the page, as another program reads it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Mettre à mon agenda").click()
    return Calendar.from_ical(Path(download.value.path()).read_bytes())


def test_an_exchange_until_its_minutes_leave(people: People, stage: Cast) -> None:
    assert stage.moderator
    day = clock.today() + timedelta(days=14)
    nancy = people.window(stage.colleague)
    found = opened(nancy, "/echanges/")
    nancy.get_by_role("link", name="Prévoir un échange").click()
    for name, value in (
        ("title", "Partager des ateliers"),
        ("day", day.isoformat()),
        ("starts", "14:00"),
        ("ends", "15:30"),
        ("place", "Nancy, salle Prouvé"),
        ("point_1", "La convention de Rouen"),
        ("minutes_1", "30"),
    ):
        nancy.locator(f"[name={name}]").fill(value)
    found += looked_at(nancy)
    sent(nancy, "Inviter les laboratoires")
    exchange = Exchange.objects.get()
    found += looked_at(nancy)
    [event] = _downloaded(nancy).walk("VEVENT")
    assert (str(event["SUMMARY"]), int(event["SEQUENCE"])) == (
        "Partager des ateliers",
        0,
    )
    assert event["DTSTART"].dt == exchange.starts_at
    nancy.get_by_role("link", name="Déplacer").click()
    found += looked_at(nancy)
    nancy.locator("[name=starts]").fill("13:30")
    sent(nancy, "Déplacer et prévenir tout le monde")
    [moved] = _downloaded(nancy).walk("VEVENT")
    assert (str(moved["UID"]), int(moved["SEQUENCE"])) == (str(event["UID"]), 1)

    # Two weeks later.
    ago = clock.now() - timedelta(hours=2)
    Exchange.objects.update(starts_at=ago, ends_at=ago + timedelta(hours=1))
    found += opened(nancy, exchange.get_absolute_url())
    nancy.get_by_role("link", name="Dire qui est venu").click()
    for one in nancy.get_by_role("radio", name="présent", exact=True).all():
        one.check()
    found += looked_at(nancy)
    sent(nancy, "Noter les présences")
    nancy.get_by_role("link", name="Ajouter une décision").click()
    nancy.locator("[name=text]").fill("Un modèle commun.")
    nancy.locator("[name=decided_by]").fill("Nancy et Rouen")
    found += looked_at(nancy)
    sent(nancy, "Noter la décision")
    nancy.get_by_role("link", name="Ajouter une action").click()
    nancy.locator("[name=text]").fill("Envoyer le modèle")
    nancy.locator("[name=owner]").select_option(value=str(stage.moderator.pk))
    nancy.locator("[name=due_on]").fill(day.isoformat())
    found += looked_at(nancy)
    sent(nancy, "Noter l’action")
    found += looked_at(nancy)
    nancy.get_by_role("link", name="Envoyer le compte rendu").click()
    nancy.locator("[name=text]").fill("Rouen a présenté sa convention.")
    found += looked_at(nancy)
    sent(nancy, "Clore et envoyer le compte rendu")
    nancy.get_by_role("link", name="Imprimer le compte rendu").click()
    expect(nancy.locator("main")).to_contain_text("Un modèle commun.")
    found += looked_at(nancy)

    rouen = people.window(stage.moderator, size=PHONE)
    found += opened(rouen, "/echanges/actions/")
    rouen.get_by_role("link", name="Envoyer le modèle").click()
    rouen.get_by_role("link", name="C’est fait").click()
    rouen.locator("[name=text]").fill("Envoyé.")
    found += looked_at(rouen)
    sent(rouen, "C’est fait")
    assert ExchangeAction.objects.get().status == "done"
    assert found == []
