"""A month of a lab from the definition to the public figure, and to the lock."""

import re

from playwright.sync_api import Page, expect

from programmes.models import Indicator, ReadingSheet
from tests.cast import Cast, fresh
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_facility import sent
from tests.programmes.indicators import last_month, make_indicator

DEFINED = {
    "code": "visites", "name_fr": "Visites d’usines", "name_en": "Visits to plants",
    "definition_fr": "Usines visitées au cours du mois.",
    "definition_en": "Plants visited during the month.", "unit_fr": "visites",
    "unit_en": "visits", "source": "Agenda du laboratoire",
}  # fmt: skip


def test_from_the_definition_to_the_lock(people: People, stage: Cast) -> None:
    Indicator.objects.exclude(parent=None).delete()
    Indicator.objects.all().delete()
    share = make_indicator("part", measure="ratio", name_fr="Part acceptée")
    admin = people.window(stage.admin)
    found = opened(admin, "/indicateurs/")
    admin.get_by_role("link", name="Définir un indicateur").click()
    found += looked_at(admin)
    for name, text in DEFINED.items():
        admin.locator(f"[name={name}]").fill(text)
    admin.locator("[name=level]").select_option("output")
    admin.locator("[name=direction]").select_option("higher")
    admin.locator("[name=measure]").select_option("ratio")
    admin.locator("[name=rhythm]").select_option("month")
    sent(admin, "Ajouter au dictionnaire")
    # What a ratio lacks is said at its field, and what was typed stays.
    expect(admin.locator("main")).to_contain_text("dit de quoi il est fait")
    found += looked_at(admin)
    admin.locator("[name=measure]").select_option("count")
    sent(admin, "Ajouter au dictionnaire")
    expect(admin).to_have_url(re.compile("/indicateurs/visites/$"))
    found += looked_at(admin)
    admin.get_by_role("link", name="Fixer une cible").click()
    admin.locator("[name=value]").fill("20")
    admin.locator("[name=baseline]").fill("4")
    found += looked_at(admin)
    sent(admin, "Fixer cette cible")
    expect(admin.locator("#cibles")).to_contain_text("20\xa0visites")

    start, slug = last_month()
    writer = people.window(stage.second_moderator)
    writer.set_viewport_size(PHONE)
    found += opened(writer, f"/indicateurs/saisie/{slug}/")
    sent(writer, "Ouvrir la fiche")
    found += looked_at(writer)
    narrow(writer)
    writer.locator("[name=visites-value]").fill("sept")
    writer.locator("[name=part-numerator]").fill("2")
    sent(writer, "Enregistrer")
    expect(writer.locator("[name=visites-value]")).to_have_value("sept")
    found += looked_at(writer)
    writer.locator("[name=visites-value]").fill("7")
    writer.locator("[name=part-denominator]").fill("3")
    sent(writer, "Enregistrer")
    sheet = ReadingSheet.objects.get(period__starts_on=start)
    found += looked_at(writer)
    narrow(writer)
    expect(writer.locator("main")).to_contain_text("66,7\xa0%")
    visitor = people.window(None)
    found += opened(visitor, "/indicateurs/visites/")
    expect(visitor.locator("main")).to_contain_text("Aucun laboratoire")
    writer.get_by_role("link", name="Envoyer pour validation").click()
    sent(writer, "Envoyer pour validation")

    lead = people.window(stage.moderator)
    found += opened(lead, sheet.get_absolute_url())
    lead.get_by_role("link", name="Valider").click()
    sent(lead, "Valider")
    found += opened(admin, sheet.get_absolute_url())
    admin.get_by_role("link", name="Verrouiller").click()
    sent(admin, "Verrouiller")
    found += looked_at(admin)
    assert fresh(sheet).status == "locked"

    visitor.set_viewport_size(PHONE)
    for address, figure in (
        ("/indicateurs/", "7"), ("/indicateurs/visites/", "7\xa0visites"),
        (share.get_absolute_url(), "66,7\xa0%"),
    ):  # fmt: skip
        found += opened(visitor, address)
        expect(visitor.locator("main")).to_contain_text(figure)
        narrow(visitor)
    visitor.get_by_role("link", name=re.compile("CSV")).first.focus()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "0,6667" in download.value.path().read_text("utf-8")
    assert found == []


def narrow(page: Page) -> None:
    """Ask that nothing stands beside the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], page.url
