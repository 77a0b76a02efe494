"""What may stand in a cell, and what a spreadsheet must never take for a formula."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from servindus import clock

Cell = str | int | float | Decimal | bool | date | datetime | None


class Withheld(str):
    """Words in place of a figure that would tell one company's own."""


# XML 1.0, production 2 `Char`: NUL, most controls and lone surrogates are no text.
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
# Signs that open a formula in a spreadsheet (OWASP, "CSV Injection"), after NFKC.
_SIGNS = frozenset("=+-@\N{MINUS SIGN}")
_BREAKS = frozenset("\t\r\n")
# Spreadsheets that trim or unquote a cell look at what stands behind these.
_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›＂＇")


def clean_text(text: str) -> str:
    """Give a text without what no file format may hold; lines end with LF."""
    text = _ILLEGAL.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def opens_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate this text instead of showing it.

    Spaces, quotes and invisible signs before it do not count; full-width variants do.
    """
    for sign in text:
        if sign in _BREAKS:
            return True
        if sign.isspace() or sign in _QUOTES or _is_invisible(sign):
            continue
        return unicodedata.normalize("NFKC", sign)[:1] in _SIGNS
    return False


def _is_invisible(sign: str) -> bool:
    """Format signs, zero-width ones among them, and controls."""
    return unicodedata.category(sign) in ("Cf", "Cc", "Mn")


def plain(value: object) -> Cell:
    """Give a value as a cell: texts cleaned, moments as Paris reads them."""
    if isinstance(value, datetime):
        local = value.astimezone(clock.PARIS) if value.tzinfo else value
        return local.replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, (bool, int, float, Decimal, date, Withheld)):
        return value
    return clean_text(str(value))
