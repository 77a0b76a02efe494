"""What the catalogue finds, and which requests a list shows; pages and files ask it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.facilities.enums import (
    ACCESS_OPEN,
    ACCESS_TO_ANSWER,
    REVIEW_LAPSES,
    AccessStatus,
)
from programmes.facilities.filters import FacilityFilter
from programmes.models import AccessRequest, Commune, Facility
from programmes.models.facilities import AccessRequestQuerySet
from servindus import clock
from servindus.models import User
from servindus.ui import Text

A = AccessStatus
BY_NAME, BY_DISTANCE = "sort_name", "km"
# What a line of the catalogue shows.
FIELDS = (
    *("public_id", "kind", "name", "summary", "price_kind", "price", "sort_name"),
    *("status", "owner__name", "owner__kind", "owner__is_fictitious"),
    *("commune__name", "lab__name"),
)
# The address's word and the label; the first is the reader's turn.
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-traiter", _("To do")),
    ("en-cours", _("In hand")),
    ("terminees", _("Ended")),
)


@dataclass(frozen=True)
class Found:
    """The rows of the catalogue, by which column they stand, and from where."""

    filters: FacilityFilter
    rows: QuerySet[Any]
    by: str
    start: Commune | None


def topic_names() -> ArraySubquery:
    """Names of a facility's topics in the reader's language, with the row."""
    through = Facility.topics.through._base_manager
    served = through.filter(facility=OuterRef("pk"))
    name = "topic__name_en" if get_language() == "en" else "topic__name_fr"
    return ArraySubquery(served.order_by("topic__rank", "topic").values(name))


def found(query: QueryDict) -> Found:
    """Give what the filters of an address leave of the catalogue."""
    filters = FacilityFilter(query, queryset=Facility.objects.listed())
    start = filters.start
    rows = filters.qs.select_related("owner", "commune", "lab")
    rows = rows.annotate(topic_names=topic_names()).only(*FIELDS)
    if start is not None:
        return Found(filters, rows.near(start), BY_DISTANCE, start)
    return Found(filters, rows, BY_NAME, None)


def requests_of(user: User, part: str) -> AccessRequestQuerySet:
    """Give a part of the requests that a person sees: their turn, in hand, ended."""
    rows = AccessRequest.objects.visible_to(user)
    if part == "a-traiter":
        return rows.filter(its_turn(user))
    if part == "en-cours":
        return rows.filter(Q(status__in=ACCESS_OPEN) & ~its_turn(user))
    if part == "toutes":
        return rows
    return rows.filter(~Q(status__in=ACCESS_OPEN) & ~its_turn(user))


def its_turn(user: User) -> Q:
    """What waits for this person: an answer to give, or a word on what came of it."""
    own, today = rules.organisation_ids(user), clock.today()
    answers = Q(facility__owner__in=own) | Q(facility__lab__in=rules.lab_ids(user))
    asked = today - timedelta(days=REVIEW_LAPSES)
    over = Q(status=A.ACCEPTED) | Q(status=A.USED, reviewed_at=None, ends_on__gte=asked)
    return (Q(status__in=ACCESS_TO_ANSWER) & answers & ~Q(organisation__in=own)) | (
        over & Q(ends_on__lt=today, organisation__in=own)
    )
