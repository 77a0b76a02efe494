"""Desks of the staff, light and dark, wide and narrow: nothing for axe."""

from pathlib import Path
from typing import Any

import pytest

from matchmaking.enums import AnswerKind
from matchmaking.models import AnswerTemplate
from programmes.models import Site
from programmes.tasks import process_imports
from servindus.models import Export
from tests.cast import Cast, make_organisation
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at, opened
from tests.e2e.test_import_mapping import COLUMNS, LIST, bring
from tests.matchmaking.stories import appealed
from tests.programmes.pairs import pair

DESK = "/admin/matchmaking/introduction/"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_desk_of_duplicates(people: People, stage: Cast) -> None:
    """The list, the two side by side, the preview, the merge, its undoing."""
    twin = make_organisation(lab=stage.rouen, name="VIBRALIS SAS")
    Site.objects.create(organisation=twin, name="Oissel", lab=stage.rouen)
    couple = pair(stage.startup, twin)
    page = people.window(stage.moderator)
    found = opened(page, "/admin/programmes/duplicate/")
    found += opened(page, couple.get_absolute_url())
    page.get_by_role("button", name="Voir ce qui se passerait").click()
    found += looked_at(page)
    page.get_by_role("button", name="Fusionner les deux fiches").click()
    page.get_by_role("link", name="Annuler la fusion").click()
    found += looked_at(page)
    assert not found, "\n".join(found)


def test_the_desks_of_moderation(people: People, stage: Cast) -> None:
    """Figures, notes, a decision's form, ready answers, exports, one's own doors."""
    asked = appealed(stage)
    row = AnswerTemplate.objects.create(
        lab=stage.rouen, act=AnswerKind.ASK_INFO, title="Court", text_fr="Laquelle ?"
    )
    Export.objects.create(
        dataset="organisations", format="csv", author=stage.moderator, language="fr"
    )
    page = people.window(stage.second_moderator)
    paths = [
        f"{DESK}?file=toutes",
        f"{DESK}chiffres/",
        f"{DESK}{asked.pk}/change/",
        f"{DESK}{asked.pk}/notes/",
        f"{DESK}{asked.pk}/actes/reword_introduction/",
        "/admin/matchmaking/answertemplate/",
        f"/admin/matchmaking/answertemplate/{row.pk}/change/",
        f"/admin/programmes/organisation/{stage.plant.pk}/change/",
        "/compte/2fa/",
        "/mon-compte/sessions/",
    ]
    found = [fault for path in paths for fault in opened(page, path)]
    found += opened(people.window(stage.moderator), "/exports/")
    assert not found, "\n".join(found)


def test_the_desk_of_imports(people: People, stage: Cast, tmp_path: Path) -> None:
    """The columns to name, the preview, both lists."""
    path = tmp_path / "port.csv"
    path.write_bytes(LIST.encode("cp1252"))
    page = people.window(stage.moderator)
    bring(page, path)
    page.reload()
    page.get_by_role("link", name="Dire ce que contiennent les colonnes").click()
    found = looked_at(page)
    page.locator("[name=register]").fill("Annuaire du port")
    for meaning, column in COLUMNS.items():
        page.locator(f"[name={meaning}]").select_option(column)
    page.get_by_role("button", name="Lire le fichier avec ces colonnes").click()
    page.wait_for_url("**/change/")
    process_imports()
    page.reload()
    found += looked_at(page)
    found += opened(page, "/admin/programmes/importrun/")
    found += opened(page, "/admin/programmes/columnmapping/")
    assert not found, "\n".join(found)
