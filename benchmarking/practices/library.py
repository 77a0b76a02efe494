"""What the library, the shelf and the desk of versions show; pages and files ask it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from benchmarking.models import PeerReview, PracticeVersion, Tool, Transfer
from benchmarking.models.versions import PracticeVersionQuerySet
from benchmarking.practices.enums import IN_HAND, VersionStatus
from benchmarking.practices.filters import LibraryFilter, ToolFilter
from benchmarking.transfers.enums import ADOPTED, TransferStatus
from programmes import rules
from servindus import clock
from servindus.models import User
from servindus.ui import Text

V = VersionStatus
# The address's word and the label; the first is the reader's turn.
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-traiter", _("To do")),
    ("en-cours", _("In hand")),
    ("publiees", _("In the library")),
    ("retirees", _("Retired")),
)
# What an entry of the library shows.
FIELDS = (
    *("public_id", "number", "status", "need", "title", "level", "published_on"),
    *("review_on", "person_days", "euros", "practice__public_id", "practice__number"),
    *("practice__origin", "practice__lab__name", "practice__lab__code"),
    *("practice__lab__slug", "workstream__name_fr", "workstream__name_en"),
)


def topic_names() -> ArraySubquery:
    """Names of a version's topics in the reader's language, with the row."""
    through = PracticeVersion.topics.through._base_manager
    served = through.filter(practiceversion=OuterRef("pk"))
    name = "topic__name_en" if get_language() == "en" else "topic__name_fr"
    return ArraySubquery(served.order_by("topic__rank", "topic").values(name))


def labs_where(statuses: Sequence[str]) -> ArraySubquery:
    """Names of the labs to which its transfer stands so."""
    rows = Transfer._base_manager.filter(practice=OuterRef("practice"))
    rows = rows.filter(status__in=statuses).order_by("receiver__name")
    return ArraySubquery(rows.distinct().values("receiver__name"))


def library(query: QueryDict) -> tuple[LibraryFilter, QuerySet[Any]]:
    """Give the filters of an address and what they leave of the library."""
    filters = LibraryFilter(query, queryset=PracticeVersion.objects.listed())
    rows = filters.qs.select_related("practice__lab", "workstream")
    told = rows.annotate(
        topic_names=topic_names(),
        taken_over=labs_where(ADOPTED),
        stopped_at=labs_where([TransferStatus.STOPPED]),
    )
    return filters, told.only(*FIELDS)


def shelf(query: QueryDict) -> tuple[ToolFilter, QuerySet[Any]]:
    """Give the filters of an address and what they leave of the tools."""
    filters = ToolFilter(query, queryset=Tool.objects.listed())
    return filters, filters.qs.select_related("lab")


def versions_of(user: User, part: str) -> PracticeVersionQuerySet:
    """Give a part of the versions that staff see: their turn, in hand, out, retired."""
    rows = PracticeVersion.objects.visible_to(user)
    if part == "a-traiter":
        return rows.filter(its_turn(user))
    if part == "en-cours":
        return rows.filter(Q(status__in=IN_HAND) & ~its_turn(user))
    if part == "publiees":
        return rows.listed()
    if part == "toutes":
        return rows
    return rows.filter(status=V.RETIRED)


def its_turn(user: User) -> Q:
    """What waits for this person: to write on, look through, judge, publish, renew."""
    own = rules.lab_ids(user)
    if not own:
        return Q(pk__in=[])
    mine = Q(practice__lab__in=own)
    here = PeerReview.objects.filter(
        version=OuterRef("pk"), reading=OuterRef("reading")
    )
    written = Exists(here.filter(lab__in=own))
    read_by_two = _read_by_two()
    return (
        (Q(status=V.DRAFT) & mine)
        | (Q(status=V.SUBMITTED) & ~mine)
        | (Q(status=V.PEER_REVIEW) & ~mine & ~written & ~read_by_two)
        | (Q(status=V.PEER_REVIEW) & mine & read_by_two)
        | (Q(review_on__lte=clock.today()) & mine & ~Q(status=V.RETIRED))
    )


def _read_by_two() -> Exists:
    """Whether two other labs have judged the words as they stand."""
    here = PeerReview.objects.filter(
        version=OuterRef("pk"), reading=OuterRef("reading")
    )
    # One opinion a lab: a second row is a second lab.
    return Exists(here.order_by("pk")[1:2])
