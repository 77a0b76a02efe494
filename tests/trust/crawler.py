"""Reads everything that somebody can come across: pages, files, lists, letters."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

from django.urls import reverse

from blockers.models import Blocker
from servindus import letters
from servindus.exports.dataset import datasets
from servindus.models import OutboxEmail
from tests.trust.addresses import addresses
from tests.trust.matrix import Entry, entries
from tests.trust.visits import Visits
from tests.trust.words import seen_in

# Pages beyond those of the table that somebody follows: filters, parts of lists.
MOST_FOLLOWED = 120
LINK = re.compile(r'(?:href|action|hx-get)="(/[^"]*)"')
APART = re.compile(r"^/(static|compte/logout|langue|admin/logout|admin/jsi18n)|#")
# Links in mails are read by whoever holds one, not by everybody of the table.
LINK_KINDS = ("link", "link_piece", "welcome", "stop", "invited", "report_link",
              "report_link_piece")  # fmt: skip
# What the desks' own fields look up, and what the lists can be asked for.
ALSO = (
    *(f"/mises-en-relation/?vue={part}" for part in (
        "a-traiter", "en-cours", "terminees", "sans-suite")),
    "/admin/matchmaking/introduction/?file=toutes",
    "/admin/matchmaking/introduction/?file=en-cours",
    "/admin/matchmaking/introduction/?file=toutes&q=fluvia",
    *(f"/blocages/saisines/?file={part}" for part in (
        "en-retard", "dix-jours", "nouveaux", "a-nous", "laboratoire", "publies")),
    "/blocages/textes/?portee=tous",
    "/admin/blockers/report/?file=toutes",
    "/admin/blockers/report/?file=a-completer",
    "/admin/programmes/membership/?part=toutes",
    "/admin/programmes/invitation/?part=toutes",
    *(f"/admin/choisir/{field}/?q={term}"
      for field in ("matchmaking/decisionmaker/organisation",
                    "matchmaking/decisionmaker/site", "programmes/organisation/parent",
                    "programmes/site/organisation", "programmes/lab/operator")
      for term in ("nouvelle", "vibralis", "rouen")),
)  # fmt: skip

Sightings = dict[str, set[str]]


def pages_of(visits: Visits, who: str) -> Iterator[str]:
    """Give the addresses that the table lets somebody read, and rows beside it."""
    places = visits.world.places
    known = addresses()
    for name, entry in entries().items():
        if entry.kind in LINK_KINDS or entry.takes == "write":
            continue
        for row, arguments in places[entry.kind].items():
            if row in entry.rows and entry.expected(row, who, "GET") != 200:
                continue
            if row not in entry.rows and not _is_reading(entry):
                continue
            yield known[name].path({**arguments, **entry.extra})
    yield from ALSO


def _is_reading(entry: Entry) -> bool:
    """Rows that the table leaves out are read where rows are read, not acted on."""
    return entry.takes == "read" or entry.name.endswith(("_change", "_history"))


def files_of(visits: Visits, who: str) -> Sightings:
    """Take out the portal's and the register's lists, and each archive."""
    found: Sightings = {}
    for address in _files():
        response = visits.ask(who, "POST", address, data={"format": "json"})
        assert response.status_code < 500, f"{who}: {address}\n{visits.failures[-1:]}"
        if not response.streaming:
            continue
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        for name in seen_in(_inside(content)):
            found.setdefault(name, set()).add(address)
    return found


def _files() -> Iterator[str]:
    for dataset in datasets().values():
        query = f"?{dataset.everything}" if dataset.everything else ""
        if dataset.slug:
            yield reverse("request_export", args=[dataset.slug]) + query
    for desk in ("blocker", "report"):
        yield reverse(f"admin:blockers_{desk}_export") + "?file=toutes"
    yield reverse("request_export", args=["textes"]) + "?portee=tous"
    for public_id in Blocker.objects.values_list("public_id", flat=True):
        yield reverse("blockers:archive_blocker", args=[public_id])


def _inside(content: bytes) -> str:
    """Give all that a file says, its members when it is a ZIP."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        texts = [parts.read(name).decode(errors="replace") for name in names]
    return "\n".join([*names, *texts])


def links_of(visits: Visits, row: str) -> Iterator[str]:
    """Give the pages behind a mail's link."""
    known = addresses()
    for name, entry in entries().items():
        places = visits.world.places
        if entry.kind in LINK_KINDS and row in places[entry.kind]:
            yield known[name].path({**places[entry.kind][row], **entry.extra})


def read(
    visits: Visits, who: str, pages: Iterator[str] | list[str], follow: bool = True
) -> Sightings:
    """Read pages and what they lead to; give where each word was seen."""
    found: Sightings = {}
    waiting, seen, followed = list(pages), set[str](), 0
    while waiting:
        page = waiting.pop(0)
        if page in seen:
            continue
        seen.add(page)
        response = visits.ask(who, "GET", page)
        assert response.status_code < 500, f"{who}: {page}\n{visits.failures[-1:]}"
        # Calendar lines are folded at 75 bytes.
        body = response.content.decode(errors="replace").replace("\r\n ", "")
        for name in seen_in(f"{body}\n{response.headers}"):
            found.setdefault(name, set()).add(page)
        if not follow or response.status_code != 200:
            continue
        for link in LINK.findall(body):
            target = urljoin(page, unescape(link))
            if target in seen or APART.search(target) or followed >= MOST_FOLLOWED:
                continue
            # A page that the table knows is read for the table's sake.
            if urlsplit(target).query or urlsplit(target).path not in seen:
                followed += 1
                waiting.append(target)
    return found


def letters_to() -> dict[str, Sightings]:
    """Give for each address the words that stand in its letters, files included."""
    found: dict[str, Sightings] = {}
    for row in OutboxEmail.objects.exclude(state="dropped").order_by("pk"):
        message = letters.compose(row)
        if message is None:
            continue
        for name in seen_in(_text(message.message())):
            about = f"letter {row.kind}"
            found.setdefault(row.recipient, {}).setdefault(name, set()).add(about)
    return found


def _text(message: Any) -> str:
    """Give all that a letter says: headers and the decoded parts."""
    assert isinstance(message, EmailMessage) or message is not None
    parts = [str(value) for value in message.values()]
    for part in message.walk():
        if not part.is_multipart():
            payload: bytes = part.get_payload(decode=True)
            # Calendar lines are folded at 75 bytes.
            parts.append(payload.decode(errors="replace").replace("\r\n ", ""))
    return "\n".join(parts)


def readers(visits: Visits) -> dict[str, str]:
    """Give who reads letters at an address: people, and cards without an account."""
    files = visits.world.files
    cards = {
        "card before a yes": files.manager,
        "card after a yes": files.met_card,
        **{f"card {n}": card for n, card in enumerate(files.other_cards)},
        "invited card": files.invited,
        "visitor": visits.world.reports.link,
    }
    found = {card.email: name for name, card in cards.items()}
    return found | {user.email: name for name, user in visits.world.people.items()}
