"""What the frame itself puts on the page of a lab or of an axis: facilities, jobs."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.facilities.enums import FacilityKind
from programmes.jobs import figures as jobs
from programmes.jobs import sums
from programmes.labs.sections import Line, Number, Scope, Section
from programmes.models import Facility
from servindus import clock
from servindus.kept import kept

SHOWN_FIRST = 4


def sections(scope: Scope) -> list[Section]:
    """Give the facilities, and the jobs of a lab: one statement each."""
    found = [_facilities(scope)] if scope.axis in (None, 2) else []
    if scope.lab is not None:
        found.append(_jobs(scope))
    return found


def _facilities(scope: Scope) -> Section:
    rows = Facility.objects.listed().select_related("owner", "commune", "lab")
    if scope.lab is not None:
        rows = rows.filter(lab=scope.lab)
    lines = [
        Line(
            row.name,
            row.get_absolute_url(),
            " · ".join(_words(row, scope)),
            fictional=row.owner.is_fictitious,
        )
        for row in rows.order_by("sort_name", "pk")[:SHOWN_FIRST]
    ]
    lab = scope.lab
    figure = scope.told.get("facilities_open")
    count = figure.total if lab is None else figure.of(lab.pk)
    catalogue = reverse("programmes:facility_list") + scope.query
    return Section(
        _("Workshops and data that companies can use"),
        axis=2,
        sentence=ngettext(
            "%(n)s facility is open: ask for it, the owner answers.",
            "%(n)s facilities are open: ask for one, its owner answers.",
            count or 0,
        )
        % {"n": count}
        if lines
        else "",
        lines=lines,
        empty=_("No facility is in the catalogue here yet."),
        links=[(catalogue, _("Find a facility"))],
    )


def _words(row: Facility, scope: Scope) -> list[str]:
    place = row.commune.name if row.commune else ""
    words = [str(FacilityKind(row.kind).label), row.owner.name, place]
    if scope.lab is None:
        words.append(row.lab.name)
    return [word for word in words if word]


def register() -> sums.Register:
    """Give the sums of the jobs, counted anew when they are five minutes old."""
    return kept("jobs:sums", clock.now(), sums.register)[1]


def job_numbers(line: jobs.Line) -> list[Number]:
    """Give a line of the jobs' figures as a page shows them."""
    return [
        Number(
            cell.label, cell.text, f"{reverse('programmes:jobs_figures')}#{cell.name}"
        )
        for cell in line.cells
        if cell.name in ("announced", "created", "maintained", "there")
    ]


def _jobs(scope: Scope) -> Section:
    found = jobs.published(register())
    place = scope.lab.name if scope.lab else ""
    line = next((one for one in found.labs if one.name == place), found.total)
    return Section(
        _("Jobs"),
        sentence=_("Full-time equivalents that the lab has confirmed, A and B."),
        numbers=[] if line.is_missing else job_numbers(line),
        empty=_("Nothing is counted here yet. It is not a zero."),
        links=[(reverse("programmes:jobs_figures"), _("How jobs are counted"))],
    )
