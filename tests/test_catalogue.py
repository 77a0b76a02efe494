"""Every text has its French, and with the same places to fill."""

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def is_whole(message: Message) -> bool:
    texts = message.string if message.pluralizable else (message.string,)
    return all(texts) and not message.fuzzy


@pytest.mark.skipif(not CATALOGUES, reason="NO CATALOGUE in locale/fr/LC_MESSAGES yet")
@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_nothing_is_untranslated_or_in_doubt(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parent.parent.name, abort_invalid=True)
    entries = [message for message in catalog if message.id]

    assert entries
    assert [message.id for message in entries if not is_whole(message)] == []
    wrong = {
        str(message.id): [str(error) for error in errors]
        for message in entries
        if (errors := list(message.check(catalog)))
    }
    assert wrong == {}
