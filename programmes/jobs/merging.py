"""What the register asks before two companies become one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from programmes.actions.jobs import linked_and_grown
from programmes.jobs.wording import said
from programmes.models import JobsRecord, Organisation


def refusals(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """Their jobs together may be more than the one company has grown by (P3)."""
    rows = JobsRecord.objects.counted().filter(kind="created")
    rows = rows.filter(organisation__in=[merged, survivor]).order_by("as_of", "pk")
    linked, grown = linked_and_grown(list(rows))
    if linked > grown:
        yield (
            _(
                "Together %(linked)s FTE would be linked to the programme, for a growth"
                " of %(grown)s. Withdraw one of their declarations of jobs first."
            )
            % {"linked": said(linked), "grown": said(grown)}
        )
