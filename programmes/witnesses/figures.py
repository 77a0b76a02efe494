"""What may be told of witness companies outside their labs (P4): what they agree to.

Names with the scope "name", sums with the scope "figures" and only where they are about
enough companies (`servindus.secrecy`), quotes with the scope "quotes" and as far
as each one says. Everything is read anew for each page: a consent that is taken back is
gone at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import known
from programmes.models import Observation, Wave, WitnessEngagement
from programmes.witnesses.enums import WaveStatus
from programmes.witnesses.looks import said
from programmes.witnesses.quotes import audiences
from servindus.models import User
from servindus.secrecy import FEWEST, is_secret

ZERO = Decimal(0)
MOST_QUOTES = 12


@dataclass(frozen=True)
class LabFigures:
    """What a lab's witness companies let everybody know."""

    name: str
    # Each with whether it is invented for the demonstration.
    names: list[tuple[str, bool]]
    others: str
    hours: str
    euros: str
    not_workable: str
    companies: int

    @property
    def is_empty(self) -> bool:
        """Whether the lab has no witness company yet."""
        return not (self.names or self.others)


def of_labs() -> list[LabFigures]:
    """Give each lab's figures, in alphabetical order; two statements."""
    running = list(
        WitnessEngagement.objects.running()
        .select_related("organisation")
        .order_by("organisation__sort_name", "pk")
    )
    sums = _latest_sums()
    return [_of_lab(lab, running, sums) for lab in known.labs()]


def _of_lab(
    lab: Any, running: Sequence[WitnessEngagement], sums: dict[int, Any]
) -> LabFigures:
    own = [one for one in running if one.lab_id == lab.pk]
    named = [
        (one.organisation.name, one.organisation.is_fictitious)
        for one in own
        if one.share_name
    ]
    rest = len(own) - len(named)
    others = ""
    if rest == 1:
        others = _("an industrial company of the metropolitan area")
    elif rest:
        others = ngettext(
            "%(n)d industrial company of the metropolitan area",
            "%(n)d industrial companies of the metropolitan area",
            rest,
        ) % {"n": rest}
    shared = {one.pk: sums[one.pk] for one in own if one.pk in sums}
    hours, euros, bad = (
        {pk: Decimal(found[name] or 0) for pk, found in shared.items()}
        for name in ("hours", "euros", "bad")
    )
    n = len(shared)
    return LabFigures(
        name=lab.name,
        names=named,
        others=others,
        hours=_told(hours, n),
        euros=_told(euros, n),
        not_workable=_told(bad, n),
        companies=len(own),
    )


def _told(shares: dict[int, Decimal], companies: int) -> str:
    """Give a sum in words; a secret of few companies is said to be one."""
    if not companies:
        return "–"
    if companies < FEWEST or is_secret(shares):
        return _("too few")
    return said(sum(shares.values(), ZERO))


def sharing() -> frozenset[int]:
    """Give the engagements whose company shares its figures now; one statement."""
    rows = WitnessEngagement.objects.running().filter(share_indicators=True)
    return frozenset(rows.order_by().values_list("pk", flat=True))


def latest_waves() -> QuerySet[Wave]:
    """Give the latest approved wave of each company that shares its figures.

    The others are not told: a company has one more each quarter.
    """
    latest = (
        Wave.objects.filter(
            status=WaveStatus.APPROVED,
            engagement__share_indicators=True,
            engagement__status="running",
        )
        .order_by("engagement_id", "-due_on", "-pk")
        .distinct("engagement_id")
    )
    return Wave.objects.filter(pk__in=latest.values("pk")).order_by()


def _latest_sums() -> dict[int, dict[str, Any]]:
    """Give the sums of those waves."""
    kept = Q(burdens__is_struck=False)
    found = (
        latest_waves()
        .values("engagement_id")
        .annotate(
            hours=Sum("burdens__hours_per_year", filter=kept),
            euros=Sum("burdens__euros_per_year", filter=kept),
            bad=Count("burdens", filter=kept & Q(burdens__workability=4)),
        )
    )
    return {row["engagement_id"]: dict(row) for row in found}


def quotes(user: User | Any) -> list[dict[str, str]]:
    """Give the quotes that this reader may read, of waves that a lab has approved."""
    rows = Observation.objects.current().filter(
        ~Q(quote=""),
        quote_audience__in=audiences(user),
        wave__status=WaveStatus.APPROVED,
        wave__engagement__share_quotes=True,
    )
    found = rows.select_related("wave__engagement__organisation").order_by(
        "-happened_on", "-pk"
    )
    return [{"text": row.quote, "who": _who(row)} for row in found[:MOST_QUOTES]]


def _who(row: Observation) -> str:
    engagement = row.wave.engagement
    if engagement.share_name:
        return str(engagement.organisation.name)
    return _("an industrial company of the metropolitan area")
