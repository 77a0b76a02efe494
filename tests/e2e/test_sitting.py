"""One sitting in a browser, from the agenda to the publication; each page for axe."""

import re

from playwright.sync_api import Page, expect

from blockers.models import Escalation, Sitting
from servindus import clock
from tests.blockers import escalations as stories
from tests.cast import Cast, fresh
from tests.e2e.conftest import DESK, PHONE, People
from tests.e2e.test_access import looked_at, opened


def fits(page: Page) -> None:
    """Nothing sticks out at the right."""
    width, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= shown, page.url


def tick(page: Page, row: Escalation) -> None:
    """Put a file on the agenda by its words, as people do."""
    page.locator(f"label[for=id_on_{row.pk}]").click()
    expect(page.locator(f"[name=on_{row.pk}]")).to_be_checked()


def answer(page: Page) -> None:
    """Refuse the one ask of the file that is shown, and come back to it."""
    place = page.url
    page.get_by_role("link", name="Répondre à la demande 1").click()
    page.locator("input[name=kind][value=explained_refusal]").check(force=True)
    page.locator("button[name=fill]").click()
    page.locator("[name=public_text]").fill("Non, la nappe reste protégée.")
    page.locator("[name=legal_ground]").fill("Article 5")
    page.locator("[name=public_interest]").fill("La nappe")
    page.locator("[name=alternative]").fill("Un essai de six mois")
    page.locator("[name=signed_role]").fill("Sous-directeur")
    page.get_by_role("button", name="Enregistrer cette réponse").click()
    expect(page).to_have_url(place)


def walk(page: Page, rows: list[Escalation]) -> Sitting:
    """Plan, decide, adjourn, close, publish."""
    decided, left = rows
    page.goto("/blocages/seances/planifier/")
    page.locator("[name=held_on]").fill(clock.today().isoformat())
    for place, row in enumerate((left, decided), start=1):
        tick(page, row)
        page.locator(f"[name=place_{row.pk}]").fill(str(place))
    fits(page)
    page.get_by_role("button", name="Prévoir la séance").click()
    sitting = Sitting.objects.latest("pk")
    places = sitting.items.on_agenda().values_list("escalation", flat=True)
    assert list(places) == [left.pk, decided.pk]

    page.get_by_role("link", name="Tenir la séance").click()
    expect(page.locator("body")).to_contain_text("Dossier 1 sur 2")
    fits(page)
    page.get_by_role("link", name="Ajourner").click()
    page.locator("[name=reason]").fill("L’expert manque.")
    page.get_by_role("button", name="Ajourner").click()
    expect(page.locator("body")).to_contain_text("L’expert manque.")
    # The keyboard leads on.
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("body")).to_contain_text("Dossier 2 sur 2")
    answer(page)
    expect(page.locator("body")).to_contain_text("Décidé")
    page.locator("[name=note]").fill("Deux avis favorables.")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator("[name=note]")).to_have_value("Deux avis favorables.")
    fits(page)

    page.get_by_role("link", name="Clore le procès-verbal").first.click()
    page.locator("[name=chair]").fill("Jeanne Aubert")
    page.get_by_role("button", name="Clore et sceller le procès-verbal").click()
    expect(page.locator("body")).to_contain_text("Procès-verbal clos le")
    fits(page)
    page.get_by_role("link", name="Publier les réponses de cette séance").click()
    page.get_by_role("button", name=re.compile("^Publier$")).click()
    expect(page.locator("body")).to_contain_text("n’attend sa publication")
    return fresh(sitting)


def test_a_sitting_from_its_agenda_to_its_publication(
    people: People, stage: Cast
) -> None:
    """On a phone, then on a desk: the same way, without a script but for one key."""
    for size in (PHONE, DESK):
        rows = [stories.acknowledged(stage) for _n in range(2)]
        page = people.window(stage.liaison, size=size)
        sitting = walk(page, rows)
        assert sitting.status == "held"
        assert [file["outcome"] for file in sitting.minutes["files"]] == [
            "adjourned", "decided",
        ]  # fmt: skip
        assert fresh(rows[0]).published_at is not None
        assert fresh(rows[1]).published_at is None


def test_axe_finds_nothing(people: People, stage: Cast) -> None:
    """Each page of a sitting, on a desk and a phone, light and dark."""
    rows = [stories.acknowledged(stage) for _n in range(2)]
    page = people.window(stage.liaison)
    found = opened(page, "/blocages/seances/")
    found += opened(page, "/blocages/seances/planifier/")
    page.locator("[name=held_on]").fill("2020-01-01")
    page.get_by_role("button", name="Prévoir la séance").click()
    found += looked_at(page)
    sitting = walk(page, rows)
    address = sitting.get_absolute_url()
    later = stories.acknowledged(stage)
    page.goto("/blocages/seances/planifier/")
    page.locator("[name=held_on]").fill(clock.today().isoformat())
    tick(page, later)
    page.get_by_role("button", name="Prévoir la séance").click()
    planned = Sitting.objects.latest("pk")
    item = planned.items.on_agenda().select_related("sitting")[0]
    before = planned.get_absolute_url()
    for path in (
        address, f"{address}proces-verbal/", before, f"{before}modifier/",
        f"{before}clore/", f"{before}annuler/", f"{before}ordre-du-jour/",
        item.get_absolute_url(), f"{item.get_absolute_url()}ajourner/",
        f"{item.get_absolute_url()}note/", "/blocages/seances/", "/",
        later.get_absolute_url(),
    ):  # fmt: skip
        found += opened(page, path)
    assert not found, "\n".join(found)
