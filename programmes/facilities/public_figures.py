"""What axis 2 counts for everybody: what is open, who came first, what was tried."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programmes.facilities.enums import AccessStatus
from programmes.models import AccessRequest, Facility, Pilot
from servindus import figures

KINDS = (
    figures.Kind(
        "facilities_open",
        2,
        ngettext_lazy("facility in the catalogue", "facilities in the catalogue"),
        _(
            "Workshops, test benches, remote-maintenance platforms, data teams and open"
            " data sets that companies can ask for today."
        ),
    ),
    figures.Kind(
        "first_uses",
        2,
        ngettext_lazy(
            "company that came for the first time",
            "companies that came for the first time",
        ),
        _(
            "Companies that have used a facility of the catalogue at least once,"
            " counted in the lab of the facility that they used first. It says whom the"
            " facilities reach, not how often they are used."
        ),
        of_companies=True,
    ),
    figures.Kind(
        "facility_uses",
        2,
        ngettext_lazy("use of a facility", "uses of a facility"),
        _(
            "Requests for access that ended with a use: the company has come, or has"
            " worked with the team or the data."
        ),
    ),
    figures.Kind(
        "pilots_started",
        2,
        ngettext_lazy("pilot started", "pilots started"),
        _(
            "Trials between a startup and a plant that have started, with what decides"
            " written and agreed to before. A pilot that was stopped before its start"
            " does not count."
        ),
    ),
)


def count() -> figures.Counts:
    """Count by the lab of the facility or of the pilot: four statements."""
    used = AccessRequest.objects.filter(status=AccessStatus.USED)
    first = AccessRequest.objects.first_uses()
    started = Pilot.objects.filter(started_on__isnull=False)
    return {
        **figures.by_lab(Facility.objects.listed(), "lab", facilities_open=None),
        **figures.by_lab(first, "facility__lab", first_uses=None),
        **figures.by_lab(used, "facility__lab", facility_uses=None),
        **figures.by_lab(started, "lab", pilots_started=None),
    }


SOURCE = figures.Source(KINDS, count)
