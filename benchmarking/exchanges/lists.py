"""Which exchanges and actions a list shows; pages, files and homes ask it."""

from datetime import date

from django.http import QueryDict
from django.utils.translation import pgettext_lazy

from benchmarking.exchanges.enums import ExchangeStatus
from benchmarking.exchanges.filters import ExchangeFilter
from benchmarking.models import Exchange, ExchangeAction
from benchmarking.models.exchanges import ExchangeQuerySet
from benchmarking.models.undertakings import ExchangeActionQuerySet
from programmes import rules
from servindus.models import User
from servindus.ui import Text

E = ExchangeStatus
EVERYTHING = "tous"
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-venir", pgettext_lazy("exchanges", "To come")),
    ("tenus", pgettext_lazy("exchanges", "Held")),
    ("annules", pgettext_lazy("exchanges", "Cancelled")),
    (EVERYTHING, pgettext_lazy("exchanges", "All")),
)
ACTION_PARTS: tuple[tuple[str, Text], ...] = (
    ("les-miennes", pgettext_lazy("actions", "Mine")),
    ("a-faire", pgettext_lazy("actions", "To do")),
    ("closes", pgettext_lazy("actions", "Closed")),
)


def exchanges_of(user: User, part: str) -> ExchangeQuerySet:
    """Give a part of the exchanges that a person sees."""
    rows = Exchange.objects.visible_to(user)
    if part == "a-venir":
        return rows.planned()
    if part == "tenus":
        return rows.filter(status__in=[E.HELD, E.MINUTED])
    if part == "annules":
        return rows.filter(status=E.CANCELLED)
    return rows


def found(user: User, part: str, query: QueryDict) -> ExchangeFilter:
    """Give what the search of an address leaves of a part."""
    return ExchangeFilter(query, queryset=exchanges_of(user, part))


def actions_of(user: User, part: str) -> ExchangeActionQuerySet:
    """Give a part of what was undertaken: one's own to do, all to do, or closed."""
    rows = ExchangeAction.objects.visible_to(user)
    if part == "les-miennes":
        return rows.open().waiting_for(user, rules.lab_ids(user))
    if part == "a-faire":
        return rows.open()
    return rows.exclude(status="open")


def is_about_the_past(part: str) -> bool:
    """Whether the newest comes first: of what is over one looks for the last."""
    return part != "a-venir"


def to_minute(labs: set[int]) -> ExchangeQuerySet:
    """Give the exchanges whose minutes these labs owe."""
    return Exchange.objects.filter(status=E.HELD, lab__in=labs)


def own_due(user: User, day: date) -> ExchangeActionQuerySet:
    """Give what somebody is to do until this day, or to see to as the host."""
    rows = ExchangeAction.objects.chased().due(day)
    return rows.waiting_for(user, rules.lab_ids(user))
