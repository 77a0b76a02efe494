"""Numbers of legal texts: told apart by their form; nobody is asked about them."""

import re

# Légifrance's own identifiers, the number of the Journal officiel, EUR-Lex, ELI.
FORMS = {
    "LEGIARTI": re.compile(r"LEGIARTI\d{12}"),
    "LEGITEXT": re.compile(r"LEGITEXT\d{12}"),
    "JORFTEXT": re.compile(r"JORFTEXT\d{12}"),
    "NOR": re.compile(r"[A-Z]{4}\d{7}[A-Z]"),
    "CELEX": re.compile(r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(\(\d{2}\))?"),
    "ELI": re.compile(r"(HTTPS?://[^\s/]+)?/?ELI/[^\s]+", re.IGNORECASE),
}


def plain(text: str) -> str:
    """Give a number as it is kept: without blanks, "NOR :" and the like, in capitals.

    An ELI is an address and stays as it was typed.
    """
    bare = re.sub(r"\s+", "", text)
    bare = re.sub(r"^(NOR|CELEX|N[°º])[:.]?", "", bare, flags=re.IGNORECASE)
    return bare if "/" in bare else bare.upper()


def kind_of(text: str) -> str:
    """Give which kind of number this is, or an empty text for none that we know."""
    number = plain(text)
    return next((k for k, form in FORMS.items() if form.fullmatch(number)), "")
