"""One row of a file as the answers that a company gives in the form."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from blockers.enums import Confidentiality, Nature, ReportChannel
from blockers.forms import CaseForm, CostForm, TextForm
from blockers.imports.columns import CaseLayout
from programmes.imports.candidates import RefusedRow
from programmes.imports.layouts import plain_column
from programmes.imports.tables import Row
from programmes.imports.values import day, digits, is_missing

# The longest texts that a case keeps.
LENGTHS = {
    "title": 120,
    "situation": 2000,
    "project": 600,
    "prevented": 600,
    "consequences": 600,
    "norm_title": 200,
}
BREAKS = re.compile(r"<(?:br|/p|/li|/div)\b[^>]*>", re.IGNORECASE)
FORMS = (CaseForm, TextForm, CostForm)


@dataclass(frozen=True)
class CaseRow:
    """A case as a file tells it; `answers` are what the acts keep."""

    line: int
    key: str
    company: str
    siren: str
    answers: dict[str, Any]
    # What was cut, for the person who brings the file.
    remarks: tuple[str, ...] = ()


def case_of(row: Row, layout: CaseLayout) -> CaseRow:
    """Read one row by the same rules as the form; raises RefusedRow with the reason."""
    if row.fault:
        raise RefusedRow(row.fault)
    cells = {
        plain_column(name): "" if is_missing(cell) else _plain(cell)
        for name, cell in row.cells.items()
    }
    told = {name: layout.value(cells, name) for name in layout.columns}
    company = told.get("company") or layout.company
    if not company:
        raise RefusedRow(_("no company is named"))
    said, remarks = _fitted(_completed(told))
    answers = _checked(said)
    answers |= {
        "nature": _nature(told.get("nature", "")),
        "channel": ReportChannel.IMPORT,
        # Nobody was asked: the labs alone read it until the company says otherwise.
        "confidentiality": Confidentiality.LABS,
    }
    return CaseRow(
        line=row.line,
        key=_key(layout, told, company),
        company=company[:160],
        siren=digits(told.get("siren", ""), 9)[:9],
        answers=answers,
        remarks=remarks,
    )


def _plain(cell: str) -> str:
    """Give a cell without marks of HTML, which some files encode twice."""
    if "<" in cell or "&" in cell:
        for _pass in range(2):
            cell = unescape(cell)
        cell = strip_tags(BREAKS.sub("\n", cell))
    lines = [" ".join(line.split()) for line in cell.replace("\0", "").splitlines()]
    return "\n".join(line for line in lines if line)


def _completed(told: Mapping[str, str]) -> dict[str, str]:
    """Give a title and what is prevented where the file leaves them out."""
    said = dict(told)
    situation = said.get("situation") or said.get("title", "")
    if not situation:
        raise RefusedRow(_("the row tells nothing"))
    said["situation"] = situation
    first = situation.split("\n")[0]
    said["title"] = said.get("title") or _shortened(first, LENGTHS["title"])
    said["prevented"] = said.get("prevented") or said["title"]
    return said


def _shortened(text: str, length: int) -> str:
    """Give a text cut at a word, with a sign that it goes on."""
    if len(text) <= length:
        return text
    cut = text[: length - 1].rsplit(None, 1)[0]
    return f"{cut or text[: length - 1]}…"


def _fitted(said: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Cut what is too long, and say so: the source keeps the whole text."""
    fitted, remarks = dict(said), []
    for name, length in LENGTHS.items():
        text = fitted.get(name, "")
        if len(text) > length:
            fitted[name] = _shortened(text, length)
            remarks.append(
                _("“%(text)s” is cut at %(length)d characters")
                % {"text": _shortened(text, 40), "length": length}
            )
    found = day(fitted.get("since_when", ""))
    fitted["since_when"] = found.isoformat() if found else ""
    return fitted, tuple(remarks)


def _checked(said: Mapping[str, str]) -> dict[str, Any]:
    """Ask the forms of the five steps; raises RefusedRow with what they say."""
    answers: dict[str, Any] = {}
    for form_class in FORMS:
        form = form_class(dict(said))
        for name, faults in form.errors.items():
            label = form.fields[name].label if name in form.fields else name
            raise RefusedRow(f"{str(faults[0]).rstrip('.')} ({label})")
        data = {name: kept for name, kept in form.cleaned_data.items() if kept}
        answers |= {name: kept for name, kept in data.items() if name != "file"}
    return answers


def _nature(text: str) -> str:
    """Give what blocks by its code or its words; raises RefusedRow for others."""
    if not text:
        return Nature.OTHER
    plain = plain_column(text)
    for value, label in Nature.choices:
        if plain in (plain_column(value), plain_column(str(label))):
            return value
    raise RefusedRow(_("“%(text)s” is no kind of blocker") % {"text": text[:60]})


def _key(layout: CaseLayout, told: Mapping[str, str], company: str) -> str:
    """Give what the same case has in the next edition of the file."""
    if source_id := told.get("source_id"):
        return f"{layout.name}:{source_id}"[:120]
    content = "\n".join([company, told.get("title", ""), told.get("situation", "")])
    return f"{layout.name}:{hashlib.sha256(content.encode()).hexdigest()}"
