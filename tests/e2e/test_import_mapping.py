"""A list that nobody knows, in the browser: its columns are named by hand once."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from programmes.models import ColumnMapping, ImportRun, Organisation
from programmes.tasks import process_imports
from tests.cast import Cast
from tests.e2e.conftest import PHONE, People

LIST = (
    "Annuaire du port;;;;\n"
    "Intitule officiel;Cle;Immat.;Secteur;Lieu-dit\n"
    "Forge du Robec;P-1;732 829 320;76000;Rouen\n"
    "Atelier Cauchois;P-2;;76140;Le Petit-Quevilly\n"
    "Sans Numéro;P-3;123456789;76000;Rouen\n"
)
COLUMNS = {
    "name": "Intitule officiel",
    "siren": "Immat.",
    "source_id": "Cle",
    "postcode": "Secteur",
    "commune_name": "Lieu-dit",
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def bring(page: Page, path: Path) -> None:
    """Hand the file in; the worker's part is done here."""
    page.goto("/admin/programmes/importrun/add/")
    page.locator("[name=file]").set_input_files(path)
    page.locator("[name=kind]").select_option("industrial")
    page.get_by_role("button", name="Lire le fichier").click()
    process_imports()


def test_an_unknown_list_is_mapped_by_hand(
    people: People, stage: Cast, tmp_path: Path
) -> None:
    """Columns with their values, a wrong answer, the preview, the import, again."""
    path = tmp_path / "port.csv"
    path.write_bytes(LIST.encode("cp1252"))
    page = people.window(stage.moderator)
    bring(page, path)
    page.reload()
    expect(page.locator("#import-result")).to_contain_text("Que contiennent")
    page.get_by_role("link", name="Dire ce que contiennent les colonnes").click()
    expect(page.locator(".import-columns")).to_contain_text("Forge du Robec")
    page.locator("[name=register]").fill("Annuaire du port")
    page.locator("[name=name]").select_option("Lieu-dit")
    page.locator("[name=siren]").select_option("Intitule officiel")
    read = page.get_by_role("button", name="Lire le fichier avec ces colonnes")
    read.click()
    expect(page.locator(".faults")).to_contain_text("Forge du Robec")
    # What was said stays.
    expect(page.locator("[name=name]")).to_have_value("Lieu-dit")
    for meaning, column in COLUMNS.items():
        page.locator(f"[name={meaning}]").select_option(column)
    read.click()
    page.wait_for_url("**/change/")
    process_imports()

    page.reload()
    result = page.locator("#import-result")
    expect(result).to_contain_text("Atelier Cauchois")
    expect(result).to_contain_text("Annuaire du port")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les lignes refusées").click()
    text = download.value.path().read_text("utf-8-sig")
    assert "P-3" in text.splitlines()[1]
    assert not Organisation.objects.filter(siren="732829320").exists()
    page.get_by_role("link", name="Importer ces lignes").click()
    page.locator(".submit-row button").click()
    page.wait_for_url("**/change/")
    process_imports()
    made = Organisation.objects.get(siren="732829320")
    assert (made.name, made.source_id) == ("Forge du Robec", "P-1")

    phone = people.window(stage.moderator, size=PHONE)
    bring(phone, path)
    phone.reload()
    expect(phone.locator("#import-result")).to_contain_text("Annuaire du port")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["width"]
    again = ImportRun.objects.latest("pk")
    assert (again.count("unchanged"), again.count("refused")) == (2, 1)
    assert ColumnMapping.objects.count() == 1
