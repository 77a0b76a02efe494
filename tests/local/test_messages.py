import gettext
import os
from pathlib import Path

import pytest

from servindus.local.errors import CannotStartError
from servindus.local.messages import compile_messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(f'{HEAD}msgid "Plant"\nmsgstr "Usine d\'été"\n')
    return path


def text(catalogue: Path) -> str:
    with catalogue.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Plant")


def test_a_catalogue_is_compiled(tmp_path: Path, catalogue: Path) -> None:
    assert compile_messages(tmp_path) == [catalogue]
    assert text(catalogue) == "Usine d'été"
    assert len(list(catalogue.parent.iterdir())) == 2  # no draft is left


def test_only_a_newer_catalogue_is_compiled_again(
    tmp_path: Path, catalogue: Path
) -> None:
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []

    catalogue.write_text(f'{HEAD}msgid "Plant"\nmsgstr "Site"\n')
    later = catalogue.with_suffix(".mo").stat().st_mtime + 1
    os.utime(catalogue, (later, later))

    assert compile_messages(tmp_path) == [catalogue]
    assert text(catalogue) == "Site"


def test_a_broken_catalogue_is_one_clear_line(tmp_path: Path, catalogue: Path) -> None:
    catalogue.write_text("not a catalogue\n")

    with pytest.raises(CannotStartError, match=r"django\.po") as refused:
        compile_messages(tmp_path)

    assert "\n" not in str(refused.value)
    assert not catalogue.with_suffix(".mo").exists()
