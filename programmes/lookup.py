"""Looks a company up by its number in the State's public directory.

The API "Recherche d'entreprises" answers without a key. The look-up is off unless
`COMPANY_LOOKUP_URL` names it, and whatever it answers, or does not, the form goes on.
Names of natural persons are neither kept nor shown: officers are not read, and a sole
trader, whose name is a person's, is left to be typed by whoever knows them.
"""

import json
import logging
import re
import time
from dataclasses import dataclass
from datetime import date
from threading import Thread
from typing import Any, Literal

import httpx
from django.conf import settings

from servindus.search import words_of

logger = logging.getLogger(__name__)
# In all, from the name's look-up to the last byte; a per-read limit would let a
# server that drips one byte a second hold the form for ever.
SECONDS = 3.0
# The fullest recorded answer has 84 kB with all its sites; this is ample.
MOST_BYTES = 500_000
SOLE_TRADER = "1000"
# Invisible signs and directions, which turn names into other names.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]")

Trouble = Literal["off", "unreachable", "busy", "unreadable", "unknown", "private"]


class NotFound(Exception):
    """No company to show, with the reason as one word."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Company:
    """What the public directory says of a legal unit, people left out."""

    siren: str
    name: str
    acronym: str = ""
    naf_code: str = ""
    headcount_band: str = ""
    created_on: date | None = None
    closed_on: date | None = None
    # Of the site that was asked for, else of the registered office.
    siret: str = ""
    postcode: str = ""
    commune_name: str = ""
    commune_code: str = ""

    @property
    def place(self) -> str:
        """Postcode and town, `76000 Rouen`."""
        return f"{self.postcode} {self.commune_name}".strip()


def is_on() -> bool:
    """Whether this installation may ask the public directory."""
    return bool(settings.COMPANY_LOOKUP_URL)


def look_up(siren: str, siret: str = "") -> Company:
    """Give the company of a checked number; raises NotFound with the reason.

    `siret` names one of its sites, whose place is then given.
    """
    if not is_on():
        raise NotFound("off")
    return read_answer(_ask(siret or siren), siren, siret)


def _ask(number: str) -> bytes:
    """Ask in a thread of its own, so that no slowness can outlast the limit."""
    call = _Call(number)
    thread = Thread(target=call.run, daemon=True, name="company look-up")
    thread.start()
    thread.join(SECONDS)
    if thread.is_alive():
        call.stop()
        raise NotFound("unreachable")
    if call.trouble is not None:
        raise NotFound(call.trouble)
    return call.body


class _Call:
    """One question to the directory: its body, or the trouble that it met."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.body = b""
        self.trouble: Trouble | None = None
        self.ends_at = time.monotonic() + SECONDS
        # No proxy or password file of the process: the address says it all.
        self.client = httpx.Client(
            timeout=SECONDS, follow_redirects=False, trust_env=False
        )

    def stop(self) -> None:
        """Close the connection: the thread's next read ends it."""
        self.client.close()

    def run(self) -> None:
        """Ask, and note what came of it; never raises."""
        try:
            with self.client:
                self._read()
        except NotFound as error:
            self.trouble = error.trouble
        except Exception as error:
            # Also what the client raises when it is closed under the thread.
            logger.info("company look-up failed: %s", type(error).__name__)
            self.trouble = "unreachable"

    def _read(self) -> None:
        asked = {"q": self.number, "page": "1", "per_page": "5"}
        # Unpacked, a small answer could fill the memory: ask for a plain one.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        url = settings.COMPANY_LOOKUP_URL
        with self.client.stream("GET", url, params=asked, headers=headers) as answer:
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                raise NotFound("busy")
            if answer.status_code != httpx.codes.OK:
                raise NotFound("unreachable")
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise NotFound("unreadable")
            parts, size = [], 0
            for part in answer.iter_raw():
                size += len(part)
                if size > MOST_BYTES:
                    raise NotFound("unreadable")
                if time.monotonic() > self.ends_at:
                    raise NotFound("unreachable")
                parts.append(part)
            self.body = b"".join(parts)


def read_answer(body: bytes, siren: str, siret: str = "") -> Company:
    """Give the company of this number from an answer; raises NotFound."""
    try:
        answer = json.loads(body)
        results = answer["results"]
        found = [row for row in results if row["siren"] == siren]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotFound("unreadable") from None
    if not found:
        raise NotFound("unknown")
    try:
        return _company(found[0], siret)
    except (TypeError, AttributeError):
        raise NotFound("unreadable") from None


def _company(row: dict[str, Any], siret: str) -> Company:
    if _is_private(row):
        raise NotFound("private")
    name = _text(row.get("nom_raison_sociale"), 255) or _text(
        row.get("nom_complet"), 255
    )
    if not name:
        raise NotFound("unknown")
    site = _site(row, siret)
    return Company(
        siren=row["siren"],
        name=name,
        acronym=_text(row.get("sigle"), 80),
        naf_code=_matching(r"\d\d\.\d\d[A-Z]", row.get("activite_principale")),
        headcount_band=_matching(r"NN|\d\d", row.get("tranche_effectif_salarie")),
        created_on=_day(row.get("date_creation")),
        closed_on=_day(row.get("date_fermeture")),
        siret=_matching(r"\d{14}", site.get("siret")),
        postcode=_matching(r"\d{5}", site.get("code_postal")),
        commune_name=_text(site.get("libelle_commune"), 160),
        commune_code=_matching(r"\d[\dAB]\d{3}", site.get("commune")),
    )


def _is_private(row: dict[str, Any]) -> bool:
    """Whether the name is a person's, or its holder asked that it not be spread."""
    extra = row.get("complements") or {}
    return (
        row.get("statut_diffusion", "O") != "O"
        or bool(extra.get("est_entrepreneur_individuel"))
        or row.get("nature_juridique") == SOLE_TRADER
    )


def _site(row: dict[str, Any], siret: str) -> dict[str, Any]:
    """Give the site that was asked for, else the registered office."""
    office: dict[str, Any] = row.get("siege") or {}
    sites = [*(row.get("matching_etablissements") or []), office]
    for site in sites:
        if siret and site.get("siret") == siret and _is_spread(site):
            return dict(site)
    return office if _is_spread(office) else {}


def _is_spread(site: dict[str, Any]) -> bool:
    return site.get("statut_diffusion_etablissement", "O") == "O"


def _text(value: Any, most: int) -> str:
    """Give a text in one line, without signs that nobody sees, cut to its column."""
    if not isinstance(value, str) or "NON-DIFFUSIBLE" in value:
        return ""
    text = " ".join(UNPRINTABLE.sub(" ", value).split())[:most]
    return text if words_of(text) else ""


def _matching(pattern: str, value: Any) -> str:
    """Give a code that looks like one, or nothing."""
    is_code = isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII)
    return value if is_code else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
