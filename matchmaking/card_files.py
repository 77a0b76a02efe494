"""Files of decision makers: each row becomes a card, or is refused with a reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaking.enums import ContactSource, Function
from matchmaking.models import DecisionMaker
from programmes.enums import OrganisationKind
from programmes.imports.reader import Row, UnreadableFile, open_table
from programmes.imports.values import text
from programmes.models import Organisation, Site
from servindus import clock
from servindus.actors import Actor
from servindus.models.user import fold_email
from servindus.search import words_of

MOST_ROWS = 500
# What columns may be called, folded: no case, no accents, no signs.
COLUMNS = {
    "siren": "siren|siret|numero siren|n siren|siren de l entreprise|company siren",
    "company": "entreprise|societe|raison sociale|nom de l entreprise|organisation"
    "|company|company name",
    "site": "site|etablissement|nom du site|site name|plant",
    "given_name": "prenom|first name|given name",
    "family_name": "nom|nom de famille|last name|family name|surname",
    "function": "fonction|poste|function|job|job title",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse electronique"
    "|e mail address|email address",
    "phone": "telephone|tel|phone|phone number",
    "source": "source|source de l adresse|provenance|origine de l adresse"
    "|source of the address|where the address comes from",
    "note": "note|notes|remarque|precisions|details",
    "spoken_on": "oui donne le|oui le|accord le|accord oral le|a dit oui le"
    "|said yes on|yes on",
}
LABELS = {
    "siren": gettext_lazy("SIREN or company"),
    "family_name": gettext_lazy("last name"),
    "function": gettext_lazy("function"),
    "email": gettext_lazy("e-mail address"),
    "source": gettext_lazy("source of the address"),
}
DAYS = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})",
)
# Nobody was asked before the programme.
FIRST_YEAR = 2020


class RowRefused(Exception):
    """A row that becomes no card; the message tells staff why."""


@dataclass(frozen=True)
class Candidate:
    """A card that is not written yet, and the line that it comes from."""

    line: int
    card: DecisionMaker
    spoken_on: date | None


@dataclass
class Preview:
    """What a file would do."""

    candidates: list[Candidate] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def folded(raw: str) -> str:
    """Give words without case, accents and signs."""
    return " ".join(words_of(raw))


def read_cards(path: Path, staff: Actor) -> Preview:
    """Read a file as this member of staff may use it; raises UnreadableFile."""
    table = open_table(path)
    names = _columns(table.columns)
    preview, reader = Preview(), _Reader(staff)
    for number, row in enumerate(table.rows(), start=1):
        if number > MOST_ROWS:
            raise UnreadableFile(
                _("it has more than %(n)d rows: cut it in two") % {"n": MOST_ROWS}
            )
        try:
            preview.candidates.append(reader.read(row, names))
        except RowRefused as refused:
            preview.refused.append((row.line, str(refused)))
    if not preview.candidates and not preview.refused:
        raise UnreadableFile(_("it has no row below the names of its columns"))
    return preview


def _columns(found: Iterable[str]) -> dict[str, str]:
    """Give our name of each column that we know; refuse a file without the needed."""
    known = {word: name for name, words in COLUMNS.items() for word in words.split("|")}
    names = {
        column: known[folded(column)] for column in found if folded(column) in known
    }
    have = set(names.values()) | ({"siren"} if "company" in names.values() else set())
    missing = [str(label) for name, label in LABELS.items() if name not in have]
    if missing:
        raise UnreadableFile(
            _("these columns are missing: %(names)s") % {"names": ", ".join(missing)}
        )
    return names


class _Reader:
    """Turns rows into cards, and remembers what the file has said already."""

    def __init__(self, staff: Actor) -> None:
        self.staff = staff
        self.functions = _words(Function)
        self.sources = _words(ContactSource)
        self.lines: dict[str, int] = {}
        self.companies: dict[tuple[str, str], Organisation] = {}

    def read(self, row: Row, names: dict[str, str]) -> Candidate:
        """Give the card of a row; raises RowRefused."""
        if row.fault:
            raise RowRefused(row.fault)
        cells = {
            names[key]: text(raw) for key, raw in row.cells.items() if key in names
        }
        company = self._company(cells)
        site = _site(company, cells.get("site", ""))
        card = DecisionMaker(
            organisation=company,
            site=site,
            lab=(site and site.lab) or company.lab,
            given_name=_short(cells, "given_name"),
            family_name=_short(cells, "family_name"),
            function=_choice(self.functions, cells, "function"),
            phone=_short(cells, "phone"),
            source_of_contact=_choice(self.sources, cells, "source"),
            source_note=_short(cells, "note", "source_note"),
        )
        self._check_lab(card)
        if not card.family_name:
            raise RowRefused(_("The last name is missing."))
        spoken_on = _day(cells.get("spoken_on", ""))
        card.email = self._email(cells, row.line)
        return Candidate(row.line, card, spoken_on)

    def _company(self, cells: dict[str, str]) -> Organisation:
        digits = "".join(c for c in cells.get("siren", "") if c.isdigit())[:9]
        name = cells.get("company", "")
        if (digits, name) not in self.companies:
            self.companies[digits, name] = _find_company(digits, name)
        return self.companies[digits, name]

    def _check_lab(self, card: DecisionMaker) -> None:
        if card.lab_id is None:
            raise RowRefused(_("This company is in none of the labs."))
        if not self.staff.has_perm("matchmaking.change_decision_maker", card):
            raise RowRefused(
                _("This company belongs to another lab: %(lab)s.")
                % {"lab": card.lab.name}
            )

    def _email(self, cells: dict[str, str], line: int) -> str:
        email = fold_email(cells.get("email", ""))
        try:
            validate_email(email)
        except ValidationError:
            raise RowRefused(_("This is no e-mail address.")) from None
        if email in self.lines:
            raise RowRefused(
                _("Line %(line)d has the same e-mail address.")
                % {"line": self.lines[email]}
            )
        if DecisionMaker.objects.filter(email__iexact=email).exists():
            raise RowRefused(_("This e-mail address is known already."))
        self.lines[email] = line
        return email


def _find_company(digits: str, name: str) -> Organisation:
    rows = Organisation.objects.known().select_related("lab")
    if digits:
        found = list(rows.filter(siren=digits))
    else:
        wanted = folded(name)
        near = rows.matching(name)[:500] if wanted else []
        found = [row for row in near if folded(row.name) == wanted]
    if not found:
        raise RowRefused(_("We do not know this company."))
    if len(found) > 1:
        raise RowRefused(_("Several companies have this name: give the SIREN."))
    if found[0].kind != OrganisationKind.INDUSTRIAL:
        raise RowRefused(_("This company is not industrial."))
    return found[0]


def _site(company: Organisation, name: str) -> Site | None:
    """Find a plant by its name or its town."""
    if not name:
        return None
    wanted = folded(name)
    found = [
        site
        for site in company.sites.select_related("lab")
        if wanted in (folded(site.name), folded(site.commune_name))
    ]
    if len(found) != 1:
        raise RowRefused(
            _("Several sites of this company have this name.")
            if found
            else _("This company has no such site.")
        )
    return found[0]


def _words(choices: type[models.TextChoices]) -> dict[str, str]:
    """Give each choice by its code and by its words in both languages, folded."""
    found = {folded(value): value for value in choices.values}
    for language in ("fr", "en"):
        with translation.override(language):
            found |= {folded(str(label)): value for value, label in choices.choices}
    return found


def _choice(known: dict[str, str], cells: dict[str, str], name: str) -> str:
    raw = cells.get(name, "")
    if not raw:
        raise RowRefused(_("%(column)s: missing.") % {"column": _title(name)})
    if folded(raw) not in known:
        raise RowRefused(
            _("%(column)s: we do not know “%(text)s”.")
            % {"column": _title(name), "text": raw[:60]}
        )
    return known[folded(raw)]


def _title(name: str) -> str:
    label = str(LABELS[name])
    return label[:1].upper() + label[1:]


def _short(cells: dict[str, str], name: str, column: str = "") -> str:
    """Give a text that fits its column; a cut one would be wrong."""
    kept = DecisionMaker._meta.get_field(column or name)
    value, longest = cells.get(name, ""), getattr(kept, "max_length", 0) or 0
    if len(value) > longest:
        raise RowRefused(
            _("A text is longer than %(n)d characters: %(text)s…")
            % {"n": longest, "text": value[:30]}
        )
    return value


def _day(raw: str) -> date | None:
    """Read the day of a spoken yes; nobody has said yes tomorrow."""
    if not raw:
        return None
    for form in DAYS:
        if match := re.fullmatch(form, raw):
            parts = {name: int(part) for name, part in match.groupdict().items()}
            break
    else:
        raise RowRefused(_("This is no date: %(day)s.") % {"day": raw[:30]})
    try:
        found = date(**parts)
    except ValueError:
        raise RowRefused(_("This is no date: %(day)s.") % {"day": raw[:30]}) from None
    if found > clock.today() or found.year < FIRST_YEAR:
        raise RowRefused(
            _("The day of the yes cannot be right: %(day)s.") % {"day": raw[:30]}
        )
    return found


def facts_of(candidate: Candidate) -> dict[str, Any]:
    """Give what the preview shows of a card."""
    card = candidate.card
    return {
        "line": candidate.line,
        "name": card.full_name,
        "function": card.get_function_display(),
        "company": card.organisation.name,
        "site": card.site.name if card.site else "",
        "lab": card.lab.name,
        "email": card.email,
        "spoken_on": candidate.spoken_on,
    }
