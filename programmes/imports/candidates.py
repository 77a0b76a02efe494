"""What the rows of a file say of organisations and their sites, cleaned."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from programmes.enums import NafVersion
from programmes.imports import values
from programmes.imports.layouts import Layout, plain_column
from programmes.imports.tables import Row
from programmes.models import NafCode
from servindus.search import folded_words, words_of

NAF_VERSIONS = {
    "nafrev2": NafVersion.NAFREV2,
    "nafrev1": NafVersion.NAFREV1,
    "naf1993": NafVersion.NAF1993,
    "naf2025": NafVersion.NAF2025,
}
# Asked in this order where the file does not name its nomenclature.
NAF_ORDER = (
    NafVersion.NAFREV2,
    NafVersion.NAF2025,
    NafVersion.NAFREV1,
    NafVersion.NAF1993,
)
CLOSED = frozenset({"c", "f", "false", "faux", "non", "0", "no"})
CLOSED_WORDS = ("ferme", "cesse", "cessation", "radie", "liquidation", "a l arret")
ICPE_NUMBER = re.compile(r"(\d{1,4})\.(\d{1,5})")
COMPANY_FIELDS = (
    "acronym",
    "naf_version",
    "naf_code",
    "headcount_band",
    "website",
    "created_on",
)
Said = Mapping[str, str]


@dataclass
class Candidate:
    """What a row says of an organisation and, in some files, of one of its sites."""

    line: int
    source: str
    source_id: str
    name: str
    siren: str = ""
    siret: str = ""
    acronym: str = ""
    naf_version: str = ""
    naf_code: str = ""
    headcount_band: str = ""
    website: str = ""
    created_on: date | None = None
    is_site: bool = False
    address: str = ""
    postcode: str = ""
    commune_name: str = ""
    commune_code: str = ""
    department: str = ""
    # The company of a site, where the file names it apart, and its own register.
    company: str = ""
    company_source: str = ""
    company_id: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """What makes the row the same row in the next file."""
        if self.is_site or not self.siren:
            return self.source, self.source_id
        return "siren", self.siren

    @property
    def company_key(self) -> tuple[str, str]:
        """What names the organisation where no SIREN does."""
        if self.company_id:
            return self.company_source or self.source, self.company_id
        return self.source, self.source_id

    @property
    def is_own_company(self) -> bool:
        """Whether the row alone tells of its organisation, and not one of several."""
        return not self.is_site or not (self.siren or self.company_id)

    def company_fields(self) -> dict[str, Any]:
        """Give what the row says of the organisation."""
        said = {name: getattr(self, name) for name in COMPANY_FIELDS}
        return {"name": self.company or self.name, **said}

    def is_beginning(self, said: Any, known: Any) -> bool:
        """Whether the file cuts a longer text that we know; a doubt says so."""
        if not (isinstance(said, str) and isinstance(known, str)):
            return False
        if not values.is_beginning(said, known):
            return False
        doubt = _("the file cuts “%(said)s”: the longer text that we know stays")
        doubt %= {"said": said}
        if doubt not in self.warnings:
            self.warnings.append(doubt)
        return True


class RefusedRow(Exception):
    """A row that cannot be imported: the reason, and whether it names a person."""

    def __init__(self, reason: str, *, is_person: bool = False) -> None:
        super().__init__(reason)
        self.is_person = is_person


@dataclass
class Interpreter:
    """Turns rows of one layout into candidates; knows the activity codes."""

    layout: Layout
    columns: list[str]
    naf: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for version, code in NafCode.objects.values_list("version", "code"):
            # Rev. 1 carries a "p" on codes that INSEE applies only in part.
            short = code.replace(".", "").removesuffix("p").upper()
            self.naf.setdefault(version, {})[short] = code
        self._names: dict[str, str] = {}
        for name in self.columns:
            self._names.setdefault(plain_column(name), name)

    def candidate(self, row: Row) -> Candidate:
        """Give what the row says; raises RefusedRow with the reason."""
        if row.fault:
            raise RefusedRow(row.fault)
        if self.layout.is_nameless:
            raise RefusedRow(_("this kind of file names no organisation"))
        said = self._said(row)
        self._refuse_people(said)
        siren, siret = self._numbers(said)
        found = Candidate(
            line=row.line,
            source=self.layout.register,
            source_id=self._identifier(said) or siret or siren,
            name=self._name(said),
            siren=siren,
            siret=siret,
            acronym=values.text(said.get("acronym", ""), 80),
            headcount_band=values.band(said.get("headcount_band", ""))
            or values.band_of(said.get("headcount", "")),
            website=values.web_address(said.get("website", "")),
            created_on=values.day(said.get("created_on", "")),
            is_site=self.layout.is_site or bool(siret),
        )
        self._add_place(found, said)
        self._add_company(found, said)
        self._add_key(found)
        self._add_naf(found, said)
        self._add_doubts(found, said)
        return found

    def key_of(self, row: Row) -> tuple[str, str] | None:
        """Give the key of a row that is refused, where the row still names itself."""
        identifier = self._identifier(self._said(row))
        return (self.layout.register, identifier) if identifier else None

    def _said(self, row: Row) -> dict[str, str]:
        return {
            meaning: self._cell(row, names)
            for meaning, names in self.layout.columns.items()
        }

    def _cell(self, row: Row, names: tuple[str, ...]) -> str:
        for name in names:
            cell = row.cells.get(self._names.get(name, ""), "").strip()
            if not values.is_missing(cell):
                return cell
        return ""

    def _identifier(self, said: Said) -> str:
        """Give the register's own identifier, as the register writes it."""
        found = values.text(said.get("source_id", ""), 120)
        if self.layout.name == "icpe" and (parts := ICPE_NUMBER.fullmatch(found)):
            # A spreadsheet takes it for a number and drops the zeros of both ends.
            return f"{parts[1].zfill(4)}.{parts[2].ljust(5, '0')}"
        return found

    def _refuse_people(self, said: Said) -> None:
        """A sole trader's name is personal data; nobody asked this person."""
        form = values.digits(said.get("legal_form", ""), 4)
        is_sole_trader = len(form) == 4 and form.isdigit() and form[0] == "1"
        if said.get("natural") or is_sole_trader:
            raise RefusedRow(_("a natural person, not a company"), is_person=True)

    def _numbers(self, said: Said) -> tuple[str, str]:
        """Check SIREN and SIRET, and that they belong together."""
        number = said.get("siret", "")
        try:
            siret = values.checked_siret(number)
            number = said.get("siren", "")
            siren = values.checked_siren(number)
        except ValueError:
            reason = (
                _("%(number)s is rounded by a spreadsheet: its digits are lost")
                if values.lost_digits(number)
                else _("%(number)s is no valid SIREN or SIRET")
            )
            raise RefusedRow(reason % {"number": number[:30]}) from None
        if siren and siret and not siret.startswith(siren):
            raise RefusedRow(_("SIREN and SIRET belong to two companies"))
        return siren or siret[:9], siret

    def _name(self, said: Said) -> str:
        name = values.text(said.get("name", ""))
        if name:
            return name
        if said.get("person"):
            raise RefusedRow(_("a natural person, not a company"), is_person=True)
        raise RefusedRow(_("the name is missing"))

    def _add_place(self, found: Candidate, said: Said) -> None:
        found.address = self._address(said)
        found.postcode = values.digits(said.get("postcode", ""), 5)[:5]
        found.commune_name = values.text(said.get("commune_name", ""), 160)
        found.commune_code = values.digits(said.get("commune_code", ""), 5)[:5]
        found.department = values.digits(said.get("department", ""), 2)[:3]
        part = values.digits(said.get("commune_part", ""), 3)
        if part and found.department and not found.commune_code:
            found.commune_code = f"{found.department[:2]}{part}"[:5]
        if not found.postcode:
            postcode, commune = values.end_of_address(found.address)
            found.postcode = postcode
            found.commune_name = found.commune_name or commune[:160]

    def _address(self, said: Said) -> str:
        if address := said.get("address"):
            return values.text(address, 400)
        names = ("street_number", "street_repeat", "street_kind", "street")
        return values.text(
            " ".join(said[name] for name in names if said.get(name)), 400
        )

    def _add_company(self, found: Candidate, said: Said) -> None:
        """Name the company of a site, by SIREN or else by the register's identifier."""
        if not found.is_site:
            return
        group = said.get("group", "") if not found.siren else ""
        found.company = values.text(group or said.get("company", ""))
        if found.siren:
            return
        identifier = values.text(said.get("company_id", ""), 120)
        if not identifier and found.company:
            identifier = "-".join(folded_words(found.company))[:120]
        found.company_id = identifier
        found.company_source = self.layout.companies or found.source

    def _add_key(self, found: Candidate) -> None:
        """A row that nothing identifies is known by its name and place."""
        if not found.source_id:
            words = [*words_of(found.name), found.postcode]
            words += words_of(found.commune_name)
            found.source_id = "-".join(word for word in words if word)[:120]
        if not found.source_id:
            # A name of other letters than ours is its own key.
            found.source_id = found.name[:120]

    def _add_naf(self, found: Candidate, said: Said) -> None:
        raw = values.activity(said.get("naf", ""))
        if values.is_missing(raw):
            return
        named = NAF_VERSIONS.get(said.get("naf_version", "").strip().lower())
        for written in (raw, f"0{raw}"):
            for version in (named,) if named else NAF_ORDER:
                if code := self.naf.get(version, {}).get(written):
                    found.naf_version, found.naf_code = version, code
                    return
        found.warnings.append(
            _("activity code %(code)s is unknown and left out")
            % {"code": values.text(said.get("naf", ""), 30)}
        )

    def _add_doubts(self, found: Candidate, said: Said) -> None:
        state = said.get("state", "").strip().lower()
        plain = " ".join(folded_words(state))
        if state in CLOSED or plain.startswith(CLOSED_WORDS):
            found.warnings.append(_("has ceased trading according to the file"))
