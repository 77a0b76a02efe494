"""Nonsense in every parameter of every address: never a failure, never slow.

3,000 requests, in ten parts; `FUZZ_REQUESTS=50000` asks for more, `FUZZ_SEED=7` for
others. The same seed sends the same requests; a failure names its part and its seed.
"""

import logging
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from random import Random
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.core import signing

from servindus import keyset
from tests.trust import nasty
from tests.trust.addresses import Address, addresses
from tests.trust.matrix import entries
from tests.trust.people import NAMES
from tests.trust.visits import Visits

pytestmark = pytest.mark.django_db
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "3000"))
SEED = int(os.environ.get("FUZZ_SEED", "2026"))
PARTS = 10
SLOW = 2.0
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"[^>]*>')
VALUE = re.compile(r'\bvalue="([^"]*)"')
QUERY = re.compile(r'href="[^"]*\?([^"#]+)"')
# Parameters that no link names and that views or Django's admin read.
ALSO = (
    "apres", "q", "vue", "pour", "next", "a", "file", "part", "o", "p", "e", "all",
    "_popup", "_to_field", "_changelist_filters", "lab", "status__exact", "pk__in",
    "term", "app_label", "model_name", "field_name", "action", "_selected_action",
    "index", "select_across",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Page:
    """One address with somebody who reads it, and what can be sent to it."""

    path: str
    arguments: tuple[str, ...]
    readers: list[str]
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    query: list[str] = field(default_factory=list)


def page_of(visits: Visits, address: Address, chance: Random) -> Page:
    """Choose a row of an address, and learn its form and its links."""
    entry = entries()[address.name]
    rows = visits.world.places[entry.kind]
    row = chance.choice(list(rows))
    arguments = {**rows[row], **entry.extra}
    page = Page(
        path=address.path(arguments),
        arguments=tuple(quote(str(arguments[name])) for name in address.parameters),
        readers=_readers(entry, row),
    )
    text = visits.ask(page.readers[0], "GET", page.path).content.decode(
        errors="replace"
    )
    for found in FIELD.finditer(text):
        given = VALUE.search(found[0])
        if 'type="file"' in found[0]:
            page.files.append(found[1])
        else:
            page.fields.append((found[1], unescape(given[1]) if given else ""))
    for query in QUERY.findall(text)[:40]:
        page.query += [name for name, _value in parse_qsl(unescape(query), True)]
    return page


def _readers(entry: Any, row: str) -> list[str]:
    """Give who gets furthest: those whom the table lets in, else everybody."""
    people = ["visitor", *NAMES]
    if row in entry.rows:
        method = "POST" if entry.takes == "write" else "GET"
        let_in = [w for w in people if entry.expected(row, w, method) in (200, 302)]
        if entry.public is False:
            let_in = [who for who in let_in if who not in ("visitor", "dismissed")]
        people = let_in or people
    return people


def request_to(page: Page, chance: Random) -> dict[str, Any]:
    """Give one request that is wrong in one to three places."""
    path, options = page.path, dict[str, Any]()
    if page.arguments and chance.random() < 0.2:
        wrong = quote(nasty.value(chance), safe="")
        path = path.replace(chance.choice(page.arguments), wrong or "x")
    if chance.random() < 0.5:
        names = [*page.query, *chance.sample(ALSO, 3)]
        pairs = [
            (chance.choice(names), nasty.value(chance))
            for _time in range(chance.randint(1, 3))
        ]
        # The web server in front passes no longer line (gunicorn: 4,094 bytes).
        path = f"{path}?{nasty.encoded(pairs).decode()}"[:4000]
    for name in chance.sample(sorted(nasty.HEADERS), chance.choice((0, 0, 1, 2))):
        options[name] = chance.choice(nasty.HEADERS[name])
    if "HTTP_COOKIE" in options:
        # Beside the session, or instead of it, as the client sends only one header.
        options["HTTP_COOKIE"] = options["HTTP_COOKIE"].encode().decode("latin-1")
    method = chance.choice(("GET", "POST", "POST", "POST", "HEAD", "DELETE"))
    if method in ("POST", "DELETE"):
        options |= _body(page, chance)
    return {"method": method, "path": path, **options}


def _body(page: Page, chance: Random) -> dict[str, Any]:
    if chance.random() < 0.1:
        return {
            "data": chance.choice(nasty.BODIES),
            "content_type": chance.choice(nasty.CONTENT_TYPES),
        }
    pairs = [(name, text.encode()) for name, text in page.fields]
    for _time in range(chance.randint(1, 3)):
        names = [name for name, _text in pairs] or ["x"]
        chosen = chance.choice([*names, *chance.sample(ALSO, 1)])
        if chance.random() < 0.8:
            pairs = [pair for pair in pairs if pair[0] != chosen]
        pairs.append((chosen, nasty.value(chance)))
    if not page.files and chance.random() < 0.8:
        kind = "application/x-www-form-urlencoded"
        return {"data": nasty.encoded(pairs), "content_type": kind}
    files = [
        (name, chance.choice(nasty.FILE_NAMES), chance.choice(nasty.FILES))
        for name in page.files or ["file"]
    ]
    kind = f"multipart/form-data; boundary={nasty.BOUNDARY}"
    return {"data": nasty.multipart(pairs, files), "content_type": kind}


def send(visits: Visits, who: str, said: dict[str, Any]) -> tuple[int, float]:
    """Send it; give the answer and the seconds that it took."""
    options = dict(said)
    method, path = options.pop("method"), options.pop("path")
    began = time.perf_counter()
    status = visits.send_raw(who, method, path, **options).status_code
    return status, time.perf_counter() - began


def names_of(part: int) -> list[str]:
    """Give all addresses, shuffled; each part begins at another tenth of them."""
    names = sorted(addresses())
    Random(SEED).shuffle(names)
    start = part * len(names) // PARTS
    return names[start:] + names[:start]


@pytest.mark.parametrize("part", range(PARTS))
def test_nonsense_is_refused_and_never_a_failure(visits, part):
    chance = Random(f"{SEED}/{part}")
    names = names_of(part)
    wrong, slowest = [], (0.0, "")
    for number in range(REQUESTS // PARTS):
        if number % 4 == 0:
            name = names[(number // 4) % len(names)]
            page = page_of(visits, addresses()[name], chance)
        who = chance.choice(page.readers if chance.random() < 0.8 else NAMES)
        said = request_to(page, chance)
        status, took = send(visits, who, said)
        if took > SLOW:
            # The machine may have been busy: what is slow is slow again.
            took = min(took, *(send(visits, who, said)[1] for _time in range(2)))
        slowest = max(slowest, (took, f"{said['method']} {said['path'][:200]}"))
        if status >= 500 or took > SLOW:
            why = visits.failures[-1][-1500:] if status >= 500 else f"{took:.1f} s"
            wrong.append(f"{who}: {str(said)[:600]}: {status}\n{why}")
    print(f"fuzz part {part}, seed {SEED}: slowest {slowest[0]:.2f} s, {slowest[1]}")
    assert not wrong, f"part {part}, seed {SEED}\n" + "\n\n".join(wrong[:8])


def test_every_address_is_asked():
    """Ten parts of 3,000 requests take 75 addresses each, from a tenth on."""
    asked: set[str] = set()
    for part in range(PARTS):
        asked |= set(names_of(part)[: max(1, REQUESTS // PARTS // 4)])
    assert asked == set(addresses())


def test_the_same_seed_sends_the_same(visits):
    address = addresses()["matchmaking:introduction_list"]
    page = page_of(visits, address, Random("page"))
    twice = [
        [request_to(page, chance) for _time in range(50)]
        for chance in (Random("same"), Random("same"))
    ]
    assert twice[0] == twice[1]
    assert urlsplit(twice[0][0]["path"]).path


def test_a_careless_reading_of_a_parameter_is_found(visits, monkeypatch):
    careless = partial(signing.loads, salt="x")
    monkeypatch.setattr(keyset, "_read_cursor", lambda text, _salt: careless(text))
    chance = Random("careless")
    page = page_of(visits, addresses()["matchmaking:introduction_list"], chance)
    statuses = {
        send(visits, "founder", request_to(page, chance))[0] for _time in range(60)
    }
    assert 500 in statuses
