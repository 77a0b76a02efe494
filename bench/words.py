"""Names of companies and towns, as SQL of a row's number: many words, some common."""

TRADES = (
    "Mécanique", "Usinage", "Câblerie", "Fonderie", "Chaudronnerie", "Papeterie",
    "Huilerie", "Malterie", "Plasturgie", "Logistique", "Emballages", "Traitements",
    "Électronique", "Hydraulique", "Maintenance", "Outillage", "Tôlerie", "Verrerie",
    "Chocolaterie", "Conserverie", "Imprimerie", "Menuiserie", "Robinetterie",
    "Tréfilerie",
)  # fmt: skip
SYLLABLES = (
    "bel", "mont", "rou", "val", "char", "lan", "vil", "mar", "tre", "gau", "sou",
    "per", "nor", "cal", "dre", "fau", "gre", "hau", "jou", "ker", "lou", "mir",
    "nan", "orb", "pla", "qui", "res", "sar", "tou", "vau", "bri", "cor", "dam",
    "elb", "fer", "gir",
)  # fmt: skip
ENDINGS = (
    "ais", "ier", "ac", "ot", "ard", "eau", "in", "et", "on", "el", "uc", "oy",
)  # fmt: skip
SUFFIXES = ("", " SAS", " Industries", " et fils", " Normandie", " Précision")
TOWNS = ("Oissel", "Grand-Couronne", "Amiens", "Longueau", "Marseille", "Vitrolles")


def _pick(values: tuple[str, ...], number: str) -> str:
    """Give the SQL of one of these words."""
    listed = ", ".join("'" + value + "'" for value in values)
    return f"(ARRAY[{listed}])[1 + ({number}) % {len(values)}]"


# A trade is common (one name in 24), a proper name rare: 15,552 of them with two
# syllables, 560,000 with three; half of the rows have each kind.
_PROPER = (
    f"initcap({_pick(SYLLABLES, 'i * 7 + i / 36')}"
    f" || {_pick(SYLLABLES, 'i / 36 + i / 1296')}"
    f" || CASE WHEN i % 2 = 0 THEN {_pick(SYLLABLES, 'i / 1296')} ELSE '' END"
    f" || {_pick(ENDINGS, 'i * 5 + i / 432')})"
)
SQL = (
    f"{_pick(TRADES, 'i * 11 + i / 24')} AS trade, {_PROPER} AS proper,"
    f" {_pick(SUFFIXES, 'i * 5 + i / 6')} AS suffix,"
    f" {_pick(TOWNS, 'i + i / 6')} AS town"
)
