"""Cleans what registers write: numbers read as floats, lost zeros, odd spaces."""

import re
import unicodedata
from datetime import date, datetime

from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren, siret

# INSEE's bands of headcount, from "no employee" to "10,000 and more".
HEADCOUNT_BANDS = frozenset(
    {"NN", "00", "01", "02", "03", "11", "12", "21"}
    | {"22", "31", "32", "41", "42", "51", "52", "53"}
)
# SIRENE writes this where the date of foundation is not known.
UNKNOWN_FOUNDATION = date(1900, 1, 1)
# Texts that mean "nothing" in published files; [ND] is INSEE's "not to be published".
NOTHING = frozenset({"", "nan", "null", "none", "undefined", "[nd]", "n/a"})


def text(raw: str, longest: int = 255) -> str:
    """Give a text on one line, without hidden characters, cut to its column."""
    plain = unicodedata.normalize("NFKC", raw)
    lines = [line.strip(" ,") for line in plain.splitlines() if line.strip(" ,")]
    plain = "".join(char if char.isprintable() else " " for char in ", ".join(lines))
    plain = " ".join(plain.split())
    return "" if plain.lower() in NOTHING else plain[:longest].strip()


def digits(raw: str, length: int) -> str:
    """Give a number as text: no spaces, no ".0" of a spreadsheet, zeros put back.

    Anything else than digits comes back as it was, for the check to refuse.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", raw)
    plain = re.sub(r"\.0+$", "", plain)
    if plain.lower() in NOTHING:
        return ""
    return plain.zfill(length) if plain.isascii() and plain.isdigit() else plain


def checked_siren(raw: str) -> str:
    """Give a SIREN or an empty text; raises ValueError when its sum is wrong."""
    number = digits(raw, 9)
    try:
        return siren.validate(number) if number else ""
    except NumberError as error:
        raise ValueError(number) from error


def checked_siret(raw: str) -> str:
    """Give a SIRET or an empty text; raises ValueError when its sum is wrong."""
    number = digits(raw, 14)
    try:
        return siret.validate(number) if number else ""
    except NumberError as error:
        raise ValueError(number) from error


def day(raw: str) -> date | None:
    """Give a day written as 2020-12-31 or 31/12/2020; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(raw.strip()[:10], form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return None if found == UNKNOWN_FOUNDATION else found
    return None


def band(raw: str) -> str:
    """Give INSEE's headcount band, or an empty text."""
    code = raw.strip().upper()
    code = code.zfill(2) if code.isdigit() else code
    return code if code in HEADCOUNT_BANDS else ""


def web_address(raw: str) -> str:
    """Give a web address with its scheme, or an empty text."""
    plain = text(raw, 200).split("|")[0].strip()
    if not plain or " " in plain or "." not in plain:
        return ""
    return plain if plain.startswith(("http://", "https://")) else f"https://{plain}"
