"""What the programme's pages put in the header and on the public home."""

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import known, rules
from programmes.enums import ReferenceMeasure
from programmes.jobs import figures as jobs
from programmes.labs import parts
from programmes.models import Lab, LabReference
from programmes.witnesses.rules import works_with
from servindus import clock, figures
from servindus.figures import Told
from servindus.home import Aside, Part
from servindus.templatetags.servindus import grouped
from servindus.ui import Act, Text

AT_A_GLANCE = ("introductions_asked", "reports_submitted", "pilots_started")
# What lies behind each of the two words.
OF_PROGRAMME = ("/programme/", "/laboratoires/", "/axes/", "/plan/", "/temoins/")
OF_RESULTS = ("/resultats/", "/comparaison/", "/emplois/", "/indicateurs/")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the way to the programme and to what came of it.

    A visitor has two words; whoever signs in has words of work, and one for these.
    """
    path = request.path
    if request.user.is_authenticated:
        current = path.startswith((*OF_PROGRAMME, *OF_RESULTS))
        href = reverse("programme")
        return [{"label": _("Programme"), "href": href, "current": current, "rank": 1}]
    return [
        {
            "label": _("The programme"),
            "href": reverse("home"),
            "current": path.startswith(OF_PROGRAMME) or path == "/",
            "rank": -1,
        },
        {
            "label": _("Results"),
            "href": reverse("programmes:results"),
            "current": path.startswith(OF_RESULTS),
            "rank": 2,
        },
    ]


def rooms(request: HttpRequest) -> list[Act]:
    """Give the ways to what has no word in the header."""
    user, found = request.user, []
    if user.is_authenticated and user.has_perm("programmes.view_jobs_record"):
        register = reverse("programmes:jobs_record_list")
        found.append(Act(_("Jobs register"), register, "user-plus"))
    if user.is_authenticated and works_with(user):
        witnesses = reverse("programmes:witness_engagement_list")
    else:
        witnesses = reverse("programmes:witness_figures")
    plan = reverse("programmes:plan_action_list")
    found.append(Act(_("Action plan"), plan, "calendar-days"))
    found.append(Act(_("Witness companies"), witnesses, "eye"))
    indicators = reverse("programmes:indicator_list")
    found.append(Act(_("Indicators"), indicators, "presentation-chart-line"))
    found.append(Act(_("Results"), reverse("programmes:results"), "chart-bar"))
    return found


def part(request: HttpRequest) -> Part | None:
    """Give the programme's administrators their labs at a glance."""
    if not rules.is_programme_admin(request.user):
        return None
    told = figures.told(clock.now())
    shown = [told.get(key) for key in AT_A_GLANCE]
    lines: list[tuple[str, Text]] = []
    for lab in known.labs():
        words = [
            f"{one.text(lab.pk)} {one.kind.words % (one.of(lab.pk) or 0)}"
            for one in shown
        ]
        lines.append(("map-pin", f"{lab.name}\N{NO-BREAK SPACE}: {', '.join(words)}"))
    href = reverse("programmes:results")
    label = _("All the figures, lab by lab")
    return Part(asides=[Aside(_("Four labs"), (), lines, href, label)])


def public(told: Told) -> dict[str, object]:
    """Give the four labs, in alphabetical order, and the jobs."""
    total = jobs.published(parts.register()).total
    labs = list(with_sizes())
    return {
        "programme": labs[0].programme if labs else None,
        "labs": [_lab(lab) for lab in labs],
        "jobs": [] if total.is_missing else parts.job_numbers(total),
    }


def with_sizes() -> Any:
    """Give the labs with their inhabitants and communes, in one statement."""
    people = LabReference.objects.filter(
        lab=OuterRef("pk"), measure=ReferenceMeasure.POPULATION
    )
    latest = people.order_by("-year").values("value")[:1]
    communes = Count("communes", filter=Q(communes__parent=None))
    rows = Lab.objects.select_related("operator", "programme")
    return rows.annotate(population=Subquery(latest), communes_count=communes).order_by(
        "name"
    )


def _lab(lab: Any) -> dict[str, Any]:
    return {
        "slug": lab.slug,
        "name": lab.name,
        "href": lab.get_absolute_url(),
        "text": size_words(lab),
        "project": lab.project_name,
    }


def size_words(lab: Any) -> str:
    """Give a lab's territory in a line: "CA Amiens Métropole · 39 communes"."""
    found = [lab.epci_name]
    if lab.communes_count:
        found.append(_("%(n)d communes") % {"n": lab.communes_count})
    if lab.population:
        found.append(_("%(n)s inhabitants") % {"n": grouped(lab.population)})
    return " · ".join(found)
