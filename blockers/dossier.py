"""The dossier that a ministry reads: what it holds, what is missing, its hash.

It holds codes and texts, never sentences of ours, so that each reader has them in
their own language. A company is named only where it has agreed to it; a case that is
not for the ministry is counted, and nothing else of it leaves.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import READ_BY_MINISTRY, ReportStatus
from blockers.models import Blocker, Report

FORMAT = 1
# What stands where a company has not agreed to be named, inside a company's own text.
UNNAMED = "[…]"
# A name of two letters stands in too many words.
SHORTEST_NAME = 3


# Each line of the meter: its name, and what to do while it is missing.
NEEDED: dict[str, tuple[Promise, str | Promise]] = {
    "summary": (
        _("Summary for the administration"),
        _("Write the summary for the administration."),
    ),
    "nature": (
        _("What blocks"),
        _("Say what kind of rule or practice blocks."),
    ),
    "norm": (
        _("The text, or “no text found”"),
        _("Add the text that blocks, or say that none was found."),
    ),
    "ask": (_("At least one ask"), _("Say what is asked.")),
    "local": (
        _("Local door tried"),
        _("Say which local door was tried, and its answer."),
    ),
    "case": (
        _("At least one company’s case"),
        _("Put a company’s case in this blocker."),
    ),
    "names": (_("No company named without its consent"), ""),
}


@dataclass(frozen=True)
class Gap:
    """One line of the meter: what a dossier needs, and whether it is there."""

    code: str
    label: str | Promise
    missing: str | Promise
    is_filled: bool


def build(blocker: Blocker) -> dict[str, Any]:
    """Give what an authority would read today."""
    reports = _reports_of(blocker)
    shown = [report for report in reports if _is_for_ministry(report)]
    return {
        "format": FORMAT,
        "reference": blocker.reference,
        "lab": blocker.lab.name,
        "title": blocker.title,
        "summary": blocker.summary,
        "nature": blocker.nature,
        "topic": blocker.topic.name if blocker.topic else "",
        "is_systemic": blocker.is_systemic,
        "local_attempt": blocker.local_attempt,
        "no_text_found": blocker.no_text_found,
        "norms": [_norm(norm) for norm in blocker.norms.order_by("pk")],
        "asks": [_ask(ask) for ask in blocker.asks.order_by("pk")],
        "cases": [_case(report) for report in shown],
        # Companies that met it too, and have not opened their case to the ministry.
        "other_cases": len(reports) - len(shown),
        "cost_per_month": _amount(_sum(shown, "cost_per_month")),
        "jobs_at_stake": _amount(_sum(shown, "jobs_at_stake")),
    }


def restricted_to(dossier: dict[str, Any], asks: Iterable[str]) -> dict[str, Any]:
    """Give the dossier with some of its asks only, as another authority gets it."""
    kept = set(asks)
    return {**dossier, "asks": [ask for ask in dossier["asks"] if ask["id"] in kept]}


def canonical(dossier: Any) -> str:
    """Give the one text of a dossier, whatever the order of its keys."""
    return json.dumps(
        dossier,
        sort_keys=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def digest(dossier: Any) -> str:
    """Give the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(dossier).encode()).hexdigest()


def gaps(blocker: Blocker) -> list[Gap]:
    """Give each thing that a dossier needs, in the order in which it is read."""
    texts = [blocker.title, blocker.summary, blocker.local_attempt]
    norms = list(blocker.norms.order_by("pk"))
    asks = list(blocker.asks.order_by("pk"))
    texts += [ask.wording for ask in asks]
    texts += [text for norm in norms for text in (norm.title, norm.quote)]
    named = names_in(blocker, " ".join(texts))
    filled = {
        "summary": bool(blocker.summary.strip()),
        "nature": bool(blocker.nature),
        "norm": bool(norms) or blocker.no_text_found,
        "ask": bool(asks),
        "local": bool(blocker.local_attempt.strip()),
        "case": blocker.reports.exists(),
        "names": not named,
    }
    return [
        Gap(code, label, missing or _names_sentence(named), filled[code])
        for code, (label, missing) in NEEDED.items()
    ]


def first_gap(blocker: Blocker) -> str | Promise | None:
    """Give what a dossier lacks first, or None where it is complete."""
    return next((gap.missing for gap in gaps(blocker) if not gap.is_filled), None)


def names_in(blocker: Blocker, text: str, *, for_all: bool = False) -> list[str]:
    """Give the companies that a text names, and that have not agreed to it.

    With `for_all` everybody reads it: to that none has agreed.
    """
    reports = _reports_of(blocker)
    agreed = {
        _plain(report.company) for report in reports if is_named(report) and not for_all
    }
    found = {
        report.company
        for report in reports
        if _plain(report.company) not in agreed
        and (pattern := _pattern(report.company))
        and pattern.search(_plain(text))
    }
    return sorted(found)


def name_refusal(blocker: Blocker, text: str) -> str | Promise | None:
    """Say why a text may not go to an authority, or None."""
    named = names_in(blocker, text)
    return _names_sentence(named) if named else None


def nameless(companies: Iterable[str], text: str) -> str:
    """Give a text without the names of these companies."""
    for company in companies:
        text = _without(company, text)
    return text


def is_named(report: Report) -> bool:
    """Whether the ministry may read this company's name."""
    return _is_for_ministry(report) and report.name_shared_at is not None


def _names_sentence(named: list[str]) -> str | Promise:
    words = _("%(names)s has not agreed to be named: take the name out of the texts.")
    return words % {"names": ", ".join(named)}


def _reports_of(blocker: Blocker) -> list[Report]:
    rows = blocker.reports.filter(status=ReportStatus.ATTACHED)
    return list(rows.select_related("lab", "organisation", "commune").order_by("pk"))


def _is_for_ministry(report: Report) -> bool:
    return report.confidentiality in READ_BY_MINISTRY


def _norm(norm: Any) -> dict[str, Any]:
    return {
        "level": norm.level,
        "title": norm.title,
        "identifier": norm.identifier,
        "article": norm.article,
        "quote": norm.quote,
        "address": norm.address,
        "checked_on": _day(norm.checked_on),
    }


def _ask(ask: Any) -> dict[str, Any]:
    return {
        "id": str(ask.public_id),
        "wording": ask.wording,
        "kind": ask.kind,
        "territory": ask.territory,
        "duration_months": ask.duration_months,
    }


def _case(report: Report) -> dict[str, Any]:
    """One company's case, in its own words; without its name if it has not agreed."""
    texts = {
        name: getattr(report, name)
        for name in ("title", "situation", "project", "prevented", "consequences")
    }
    named = is_named(report)
    if not named:
        texts = {name: _without(report.company, text) for name, text in texts.items()}
    return {
        **texts,
        "reference": report.reference,
        "company": report.company if named else "",
        "place": report.commune.name if report.commune else report.lab.name,
        "since_when": _day(report.since_when),
        "cost_per_month": _amount(report.cost_per_month),
        "jobs_at_stake": _amount(report.jobs_at_stake),
        "months_of_delay": report.months_of_delay,
    }


def _sum(reports: list[Report], name: str) -> Decimal | None:
    known = [
        value for report in reports if (value := getattr(report, name)) is not None
    ]
    return sum(known, Decimal(0)) if known else None


def _amount(value: Decimal | None) -> str | None:
    """A number as text: two ways to write one number would give two hashes."""
    return None if value is None else f"{value.normalize():f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _plain(text: str) -> str:
    """Fold letters one by one, so that places in the text stay the same."""
    return "".join(
        (unicodedata.normalize("NFKD", letter)[:1].lower() or letter)[:1]
        for letter in text
    )


def _pattern(name: str) -> re.Pattern[str] | None:
    plain = _plain(name).strip()
    if len(plain) < SHORTEST_NAME:
        return None
    return re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")


def _without(name: str, text: str) -> str:
    """Take a company's name out of its own text, whatever its capitals and accents."""
    pattern = _pattern(name)
    if pattern is None:
        return text
    parts, end = [], 0
    for found in pattern.finditer(_plain(text)):
        parts += [text[end : found.start()], UNNAMED]
        end = found.end()
    return "".join([*parts, text[end:]])
