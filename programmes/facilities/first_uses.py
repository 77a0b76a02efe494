"""Whom the facilities reach: companies that used one for the first time.

Counted by size and by commune, as the programme's second axis asks: means that only
those use who always did are not spread. A first use is the first that a company ever
made of any facility; it counts for the lab of that facility.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from programmes import rules
from programmes.models import AccessRequest, Site
from servindus.models import User

# INSEE's bands of headcount, put together as the European Union counts companies
# (recommendation 2003/361/EC, by headcount alone).
SIZES = {
    "micro": ("00", "01", "02", "03"),
    "small": ("11", "12"),
    "medium": ("21", "22", "31"),
    "large": ("32", "41", "42", "51", "52", "53"),
}


@dataclass(frozen=True)
class Line:
    """One size or one commune, and how many companies came for the first time."""

    part: str
    name: str
    companies: int


def size_names() -> dict[str, str]:
    """Give the sizes in words, the unknown last."""
    return {
        "micro": _("fewer than 10 people"),
        "small": _("10 to 49 people"),
        "medium": _("50 to 249 people"),
        "large": _("250 people or more"),
        "": _("size not known"),
    }


def of_reader(user: User) -> QuerySet[AccessRequest]:
    """Give the first uses that a person counts: their labs', the programme's all."""
    rows = AccessRequest.objects.first_uses()
    if rules.is_programme_admin(user) or user.is_superuser:
        return rows
    return rows.filter(facility__lab__in=rules.lab_ids(user))


def lines(user: User) -> list[Line]:
    """Give each size and each commune with its number, in one statement."""
    sites = Site.objects.filter(organisation=OuterRef("organisation")).order_by("pk")
    town = Subquery(sites.values("commune_name")[:1])
    rows = of_reader(user).order_by().annotate(town=town)
    found = list(rows.values_list("organisation__headcount_band", "town"))
    return [*_by_size(band for band, _town in found), *_by_town(found)]


def _by_size(bands: Iterable[str]) -> list[Line]:
    of_band = {band: size for size, codes in SIZES.items() for band in codes}
    counts = Counter(of_band.get(band, "") for band in bands)
    part = _("Size")
    return [Line(part, name, counts[size]) for size, name in size_names().items()]


def _by_town(found: Iterable[tuple[Any, ...]]) -> list[Line]:
    counts = Counter(town or _("commune not known") for _band, town in found)
    part = _("Commune")
    return [
        Line(part, name, count)
        for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
