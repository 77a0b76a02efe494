"""Which declarations a list shows; the page and its files ask it."""

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.jobs.enums import JobsStatus
from programmes.jobs.filters import JobsFilter
from programmes.models import JobsRecord
from programmes.models.jobs import JobsRecordQuerySet
from servindus import clock
from servindus.models import User
from servindus.ui import Text

S = JobsStatus
# The address's word and the label of each part.
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-confirmer", _("To confirm")),
    ("a-recompter", _("To count again")),
    ("comptes", pgettext_lazy("jobs", "Counted")),
    ("brouillons", _("Drafts and refused")),
)


def part_of(user: User, part: str) -> JobsRecordQuerySet:
    """Give a part of the declarations that a person sees."""
    rows = JobsRecord.objects.visible_to(user)
    if part == "toutes":
        return rows
    if part == "a-recompter":
        due = JobsRecord.objects.to_check(clock.today()).values("pk")
        return rows.filter(pk__in=due)
    chosen = {
        "a-confirmer": Q(status=S.SUBMITTED),
        "comptes": Q(status=S.CONFIRMED),
    }
    rest = Q(status__in=[S.DRAFT, S.REFUSED, S.WITHDRAWN])
    return rows.filter(chosen.get(part, rest))


def found(user: User, query: QueryDict, part: str) -> JobsFilter:
    """Give what the filters of an address leave of a part."""
    return JobsFilter(query, queryset=part_of(user, part))
