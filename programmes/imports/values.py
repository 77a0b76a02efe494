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
# Registers write these where a day is not known: SIRENE, spreadsheets, databases.
UNKNOWN_DAYS = frozenset(
    {date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}
    | {date(1970, 1, 1), date(2999, 12, 31), date(9999, 12, 31)}
)
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d")
# Texts that mean "nothing" in published files; [ND] is INSEE's "not to be published".
NOTHING = frozenset(
    {"", "-", "--", "nan", "null", "none", "undefined", "nd", "[nd]", "n/a", "na"}
    | {"#n/a", "#ref!", "#value!", "non renseigné", "non communiqué", "inconnu"}
    | {"inconnue", "unknown", "[non-diffusible]", "(vide)"}
)
# Widths at which registers cut names and addresses: INSEE's address line, Géorisques.
CUT_WIDTHS = (38, 40)
# The smallest number of people of each of INSEE's bands, largest first.
BANDS = (
    (10_000, "53"), (5_000, "52"), (2_000, "51"), (1_000, "42"), (500, "41"),
    (250, "32"), (200, "31"), (100, "22"), (50, "21"), (20, "12"), (10, "11"),
    (6, "03"), (3, "02"), (1, "01"), (0, "00"),
)  # fmt: skip
ADDRESS_END = re.compile(r"(?:^|.*[\s,–-])(\d{2}) ?(\d{3})[\s,]+([^\d,][^,]*)$", re.S)


def is_missing(raw: str) -> bool:
    """Whether a cell says that there is no value."""
    return raw.strip().lower() in NOTHING


def text(raw: str, longest: int = 255) -> str:
    """Give a text on one line, without hidden characters, cut to its column."""
    plain = unicodedata.normalize("NFKC", raw)
    lines = [line.strip(" ,") for line in plain.splitlines() if line.strip(" ,")]
    plain = "".join(char if char.isprintable() else " " for char in ", ".join(lines))
    plain = " ".join(plain.split())
    return "" if is_missing(plain) else plain[:longest].strip()


def digits(raw: str, length: int) -> str:
    """Give a number as text: no spaces, no ".0" of a spreadsheet, zeros put back.

    Anything else than digits comes back as it was, for the check to refuse.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", raw)
    if is_missing(plain):
        return ""
    plain = _whole(re.sub(r"[.,]0+$", "", plain))
    return plain.zfill(length) if plain.isascii() and plain.isdigit() else plain


def _whole(plain: str) -> str:
    """Give 7.3282932000074E+13 in full; one that lost digits stays as it is."""
    power = re.fullmatch(r"(\d)[.,](\d{1,20})e\+?(\d{1,2})", plain, re.IGNORECASE)
    if power is None or len(power[2]) > int(power[3]) or int(power[3]) > 20:
        return plain
    # A spreadsheet shows few digits; the zeros that it drops at the end are few too.
    if int(power[3]) - len(power[2]) > 3:
        return plain
    return (power[1] + power[2]).ljust(int(power[3]) + 1, "0")


def lost_digits(raw: str) -> bool:
    """Whether a spreadsheet has rounded a number: 7,33E+13."""
    return bool(re.fullmatch(r"\s*\d([.,]\d+)?e\+?\d+\s*", raw, re.IGNORECASE))


def _long_enough(number: str) -> str:
    """Refuse what is zeros put back and little else: a postcode is no SIREN."""
    if number.startswith("000"):
        raise ValueError(number)
    return number


def checked_siren(raw: str) -> str:
    """Give a SIREN or an empty text; raises ValueError when its sum is wrong."""
    number = _long_enough(digits(raw, 9))
    try:
        return siren.validate(number) if number else ""
    except NumberError as error:
        raise ValueError(number) from error


def checked_siret(raw: str) -> str:
    """Give a SIRET or an empty text; raises ValueError when its sum is wrong."""
    number = _long_enough(digits(raw, 14))
    try:
        return siret.validate(number) if number else ""
    except NumberError as error:
        raise ValueError(number) from error


def day(raw: str) -> date | None:
    """Give a day written as 2020-12-31 or 31/12/2020; None for anything else."""
    for form in DAY_FORMS:
        try:
            found = datetime.strptime(raw.strip()[:10], form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return None if found in UNKNOWN_DAYS else found
    return None


def band(raw: str) -> str:
    """Give INSEE's headcount band, or an empty text."""
    code = raw.strip().upper()
    code = code.zfill(2) if code.isdigit() else code
    return code if code in HEADCOUNT_BANDS else ""


def band_of(raw: str) -> str:
    """Give INSEE's band of a number of people; an empty text for anything else."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", raw)
    number = re.fullmatch(r"(\d{1,7})([.,]0+)?", plain)
    if number is None:
        return ""
    return next(code for least, code in BANDS if int(number[1]) >= least)


def end_of_address(address: str) -> tuple[str, str]:
    """Give postcode and commune from the end of an address, or two empty texts."""
    found = ADDRESS_END.fullmatch(address)
    return (found[1] + found[2], found[3].strip()) if found else ("", "")


def looks_cut(said: str) -> bool:
    """Whether a text is exactly as long as a register's column allows."""
    # A blank at the end is gone.
    return any(len(said) in (width, width - 1) for width in CUT_WIDTHS)


def is_beginning(said: str, known: str) -> bool:
    """Whether a cut text is only the beginning of what is known already."""
    return (
        looks_cut(said)
        and len(known) > len(said)
        and known.casefold().startswith(said.casefold())
    )


def activity(raw: str) -> str:
    """Give an activity code without point and blanks; of a sentence its first word."""
    plain = re.sub(r"[\s.]", "", raw).upper()
    found = re.match(r"\d{2}\d{1,2}[A-Z]?(?=$|[^0-9A-Z])", plain)
    return found[0] if found else plain


def web_address(raw: str) -> str:
    """Give a web address with its scheme, or an empty text."""
    plain = text(raw, 1000).split("|")[0].strip()
    if not plain or " " in plain or "." not in plain:
        return ""
    if not plain.lower().startswith(("http://", "https://")):
        plain = f"https://{plain}"
    # A cut address leads nowhere.
    return plain if len(plain) <= 200 else ""
