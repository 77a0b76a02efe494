"""Lists of words in one cell, whose own words hold commas.

The European platform writes `Recycling, Food, water and nutrients`. Its words are
capitalised: what begins small goes on the word before. A few have a capital after
their comma, and are named.
"""

import re

from benchmarking.practices.enums import MOST_KEYWORDS

LONGEST = 80
# The platform's own labels that a capital would cut in two.
WHOLE = (
    "Plastics, Polymers and Rubber",
    "Construction, Buildings and Infrastructure",
    "Repair, Refurbishment, Remanufacture, Repurpose",
    "Refuse, Re-think, Reduce",
    "Cement, Steel, Chemicals",
)
# Stand for the signs inside a label while the others cut.
INSIDE = str.maketrans({",": "\x01", ";": "\x02"})
OUTSIDE = str.maketrans({"\x01": ",", "\x02": ";"})


def keywords_of(*cells: str) -> list[str]:
    """Give the words of cells, each once, in their order; twelve at most.

    >>> keywords_of("Recycling, Food, water and nutrients", "Production, Recycling")
    ['Recycling', 'Food, water and nutrients', 'Production']
    """
    found: dict[str, None] = {}
    for cell in cells:
        for word in _cut(" ".join(cell.split())):
            found.setdefault(word[:LONGEST], None)
    return list(found)[:MOST_KEYWORDS]


def _cut(text: str) -> list[str]:
    """Cut at semicolons if there are any, else at the commas between labels."""
    text = re.sub(r"\([^()]*\)", lambda found: found[0].translate(INSIDE), text)
    if ";" not in text:
        for label in WHOLE:
            text = text.replace(label, label.translate(INSIDE))
        # A small letter after a comma goes on the label.
        text = re.sub(r",(?= [a-zà-ÿ])", "\x01", text)
        text = text.replace(",", ";")
    parts = (part.translate(OUTSIDE).strip() for part in text.split(";"))
    return [part for part in parts if part]
