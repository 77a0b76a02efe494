"""Each confidence is seen by exactly the people whom `canaries.yaml` names."""

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.trust.crawler import (
    Sightings,
    files_of,
    letters_to,
    links_of,
    pages_of,
    read,
    readers,
)
from tests.trust.matrix import members, names_of
from tests.trust.people import NAMES
from tests.trust.words import known

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("canaries.yaml")
# Whoever holds the link of a mail, without an account.
HOLDERS = (
    "open", "booked", "expired", "revoked", "forged", "case", "sketch", "stale",
    "withheld",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@cache
def permitted() -> dict[str, dict[str, bool]]:
    """Give for each word its readers, and whether they must see it."""
    table: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found: dict[str, dict[str, bool]] = {}
    for key, said in table.items():
        readers: dict[str, bool] = {}
        for part in said.split(", "):
            for who, must in _people(part):
                readers[who] = must or readers.get(who, False)
        for name in names_of(key):
            assert name not in found, f"{name} stands twice in {FILE.name}"
            found[name] = readers
    return found


def _people(part: str) -> list[tuple[str, bool]]:
    """Read sets and people, or one of: `holder open`, `letter to card 1`."""
    if part.startswith(("holder", "letter")):
        return [(part.rstrip("!"), part.endswith("!"))]
    return [
        (who, word.endswith("!"))
        for word in part.split()
        for who in (NAMES if word == "everyone" else members(word.rstrip("!")))
    ]


def surprises(who: str, found: Sightings) -> list[str]:
    """Give what somebody saw and may not, and what they must see and did not."""
    person = who.removeprefix("letter to ")
    may = {
        name
        for name, people in permitted().items()
        if who in people or person in people or name.startswith(f"{person}: ")
    }
    must = {name for name, people in permitted().items() if people.get(who)}
    leaks = [
        f"LEAK: {who} sees {name} on {sorted(found[name])[:4]}"
        for name in sorted(set(found) - may)
    ]
    return leaks + [
        f"BLIND: {who} does not see {name}" for name in sorted(must - set(found))
    ]


@pytest.mark.parametrize("who", ["visitor", *NAMES])
def test_somebody_sees_what_the_file_lets_them_and_nothing_else(visits, who):
    found = read(visits, who, pages_of(visits, who))
    assert not (wrong := surprises(who, found)), "\n".join(wrong)


@pytest.mark.parametrize("who", ["visitor", *NAMES])
def test_a_file_tells_its_reader_nothing_else(visits, who):
    found = files_of(visits, who)
    wrong = [line for line in surprises(who, found) if line.startswith("LEAK")]
    assert not wrong, "\n".join(wrong)
    # Blind is the test that opens no file.
    must = {
        "moderator": {"closed refusal: new fact", "promise: what", "dossier: ask"},
        "nancy": {"promise to Nancy: what", "dossier of Nancy: ask"},
        "liaison": {"promise: what", "dossier: ask", "dossier: norm"},
        "liaison2": {"promise elsewhere: what"},
        "admin": {"closed refusal: case of another lab", "dossier: ask"},
    }
    assert must.get(who, set()) <= set(found)


@pytest.mark.parametrize("row", HOLDERS)
def test_a_link_shows_its_own_request_only(visits, row):
    found = read(visits, "visitor", links_of(visits, row), follow=False)
    assert not (wrong := surprises(f"holder {row}", found)), "\n".join(wrong)


def test_a_letter_tells_its_reader_nothing_else(visits):
    names = readers(visits)
    wrong: list[str] = []
    for address, found in letters_to().items():
        name = names[address]
        wrong += surprises(f"letter to {name}", found)
    assert not wrong, "\n".join(wrong)


def test_every_word_of_the_world_is_in_the_file_and_somebody_sees_it(world):
    assert set(permitted()) == set(known)
    assert len(known) >= 25
    blind = [
        name
        for name, people in permitted().items()
        if not any(people.values()) and name.split(":")[0] not in NAMES
    ]
    assert blind == []


def test_the_readers_of_the_file_exist(visits):
    letters = {f"letter to {name}" for name in readers(visits).values()}
    everybody = {"visitor", *NAMES, *(f"holder {row}" for row in HOLDERS), *letters}
    assert {who for people in permitted().values() for who in people} <= everybody
