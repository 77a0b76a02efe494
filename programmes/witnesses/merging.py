"""What witness companies ask before two companies become one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from programmes.models import Organisation, WitnessEngagement
from programmes.witnesses.enums import ENGAGEMENT_OPEN


def refusals(merged: Organisation, survivor: Organisation) -> Iterable[str]:
    """One company has one engagement at a time, with one lab."""
    rows = WitnessEngagement.objects.filter(status__in=ENGAGEMENT_OPEN)
    if rows.filter(organisation__in=[merged, survivor]).count() > 1:
        yield _("Both are witness companies: end one of the engagements first.")
