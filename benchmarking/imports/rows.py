"""One row of a file as the answers that a lab gives in the form."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from benchmarking.imports.columns import PracticeLayout
from benchmarking.imports.keywords import keywords_of
from benchmarking.practices.forms import CostForm, HardForm, SolutionForm
from programmes.imports.candidates import RefusedRow
from programmes.imports.layouts import plain_column
from programmes.imports.tables import Row
from programmes.imports.values import day, is_missing

# The longest texts that a version and its practice keep.
LENGTHS = {
    "need": 200,
    "title": 160,
    "solution": 4000,
    "conditions": 1000,
    "skills": 600,
    "difficulties": 2000,
    "failures": 2000,
    "origin": 200,
    "origin_country": 60,
}
FORMS = (SolutionForm, CostForm, HardForm)
LONGEST_ADDRESS = 400


@dataclass(frozen=True)
class PracticeRow:
    """A practice as a file tells it: what the version says, and where it was found."""

    line: int
    key: str
    answers: dict[str, Any]
    origin: dict[str, Any]
    # What was cut or left out, for the person who brings the file.
    remarks: tuple[str, ...] = ()


def practice_of(row: Row, layout: PracticeLayout) -> PracticeRow:
    """Read one row by the same rules as the form; raises RefusedRow with the reason."""
    if row.fault:
        raise RefusedRow(row.fault)
    cells = {
        plain_column(name): "" if is_missing(cell) else plain(cell)
        for name, cell in row.cells.items()
    }
    told = {name: layout.value(cells, name) for name in layout.columns}
    if not told.get("title"):
        raise RefusedRow(_("the row has no title"))
    if not told.get("solution"):
        raise RefusedRow(_("the row does not tell what is done"))
    told.setdefault("need", "")
    said, remarks = _fitted(told)
    # A list of solutions says no problem: its title stands there until somebody does.
    if not said["need"]:
        said["need"] = said["title"]
        remarks.append(_("the problem is not said: its title stands for it"))
    address = _address(told.get("origin_url", ""), remarks)
    origin = {
        "origin": said.get("origin", ""),
        "origin_country": said.get("origin_country", ""),
        "origin_url": address,
        "keywords": keywords_of(
            told.get("keywords", ""), told.get("more_keywords", "")
        ),
    }
    if not origin["origin"] and not address:
        raise RefusedRow(_("neither who does it nor an address is said"))
    answers = {"need": said["need"], "title": said["title"], **_checked(said)}
    key = _key(layout, address, said)
    return PracticeRow(row.line, key, answers, origin, tuple(remarks))


def plain(cell: str) -> str:
    """Give a cell without NUL, odd blanks and empty lines."""
    lines = [" ".join(line.split()) for line in cell.replace("\0", "").splitlines()]
    return "\n".join(line for line in lines if line)


def _fitted(told: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Cut what is too long, and say so: the source keeps the whole text."""
    fitted, remarks = dict(told), []
    for name, length in LENGTHS.items():
        text = fitted.get(name, "")
        if name in ("need", "title", "origin"):
            fitted[name] = text = " ".join(text.split())
        if len(text) > length:
            cut = text[: length - 1].rsplit(None, 1)[0]
            fitted[name] = f"{cut or text[: length - 1]}…"
            remarks.append(
                _("“%(text)s” is cut at %(length)d characters")
                % {"text": f"{text[:40]}…", "length": length}
            )
    found = day(fitted.get("started_on", ""))
    if fitted.get("started_on") and not found:
        text = fitted["started_on"][:40]
        remarks.append(_("“%(text)s” is no day") % {"text": text})
    fitted["started_on"] = found.isoformat() if found else ""
    return fitted, remarks


def _address(text: str, remarks: list[str]) -> str:
    """Give an address that a browser opens; leave another one out, and say so."""
    if not text:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        remarks.append(_("“%(text)s” is no address") % {"text": text[:60]})
        return ""
    if len(text) > LONGEST_ADDRESS:
        remarks.append(_("the address is too long"))
        return ""
    return text


def _checked(said: Mapping[str, str]) -> dict[str, Any]:
    """Ask the forms of the steps; raises RefusedRow with what they say."""
    answers: dict[str, Any] = {}
    for form_class in FORMS:
        form = form_class(dict(said))
        for name, faults in form.errors.items():
            label = form.fields[name].label if name in form.fields else name
            raise RefusedRow(f"{str(faults[0]).rstrip('.')} ({label})")
        answers |= {
            name: kept
            for name, kept in form.cleaned_data.items()
            if kept or isinstance(kept, Decimal)
        }
    return answers


def _key(layout: PracticeLayout, address: str, said: Mapping[str, str]) -> str:
    """Give what the same practice has in the next edition of the file."""
    content = address or "\n".join([said["title"], said["solution"]])
    return f"{layout.name}:{hashlib.sha256(content.encode()).hexdigest()}"
