"""The comparison of the four labs, its files and its method; open to everybody.

Published figures are public (trust, section 1): what is counted here is published lab
by lab already, in the register and in the results, and what companies share passes
statistical secrecy first. Nothing depends on who reads.
"""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benchmarking import sections
from benchmarking.comparison import method, shown, store
from benchmarking.comparison.choices import BY_AGE, Choice, ChoiceForm, Offer
from benchmarking.comparison.cube import labs
from benchmarking.comparison.figures import Comparison
from benchmarking.comparison.shown import Figure
from benchmarking.models import Denominator
from servindus import clock
from servindus.exports.small import csv_file
from servindus.ui import Crumb


def _crumbs(*further: Crumb) -> list[Crumb]:
    return [Crumb(_("Results"), reverse("programmes:results")), *further]


@login_not_required
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show the four labs side by side, in a fixed order."""
    at, offer = store.offered() or (clock.now(), Offer())
    form = ChoiceForm(request.GET, offer)
    choice = form.choice()
    context: dict[str, Any] = {
        # What is shown is what applies, not all that the address says.
        "filter_form": form.applied(),
        "is_partly_applied": form.is_partly_applied(),
        "active": form.active(),
        "offer": offer,
        "tabs": sections.tabs(request),
        "body": store.drawn(choice, at, partial(_draw, choice)),
        "crumbs": _crumbs(Crumb(_("Compare"))),
    }
    return render(request, "benchmarking/comparison.html", context)


def _draw(choice: Choice) -> str:
    """Draw the figures of a choice; an empty text while they are not counted."""
    found = store.find(choice)
    if found is None:
        return ""
    context = {
        "found": found[0],
        "figures": shown.figures(*found),
        "aligned": _aligned(found[0]),
        "query": choice.query,
    }
    return render_to_string("benchmarking/_figures.html", context)


def _aligned(found: Comparison) -> dict[str, Any]:
    """Say what aligned labs have in common, and which cannot be aligned."""
    name = shown.names()
    return {
        "is": found.choice.align == BY_AGE,
        "months": found.offer.months,
        "left_out": [name(lab) for lab in found.unaligned],
        "can": found.offer.months > 0,
    }


@login_not_required
@require_safe
def comparison_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the table of one figure as a file, of what the address has chosen."""
    if slug not in SLUGS:
        raise Http404
    _at, offer = store.offered() or (None, Offer())
    choice = ChoiceForm(request.GET, offer).choice()
    found = store.find(choice)
    one = _of(slug, found)
    if one is None:
        # Not counted yet, or not told of this choice: the page says why.
        return redirect(f"{reverse('benchmarking:comparison')}{choice.query}")
    return csv_file(
        f"comparaison-{slug}", one.title, one.table.file_columns, one.table.rows
    )


SLUGS = (
    *("levees-verifiees", "attente-d-une-reponse", "volumes", "indicateurs"),
    *("du-signalement-a-la-verification", "obligations-des-temoins"),
    *("delais-des-laboratoires", "delais-des-reponses", "transferts"),
)


def _of(slug: str, found: Any) -> Figure | None:
    every = shown.figures(*found) if found else []
    return next((one for one in every if one.slug == slug), None)


@login_not_required
@require_safe
def comparison_method(request: HttpRequest) -> HttpResponse:
    """Say what each figure counts, over what, and what it cannot say."""
    rows = Denominator.objects.visible_to(request.user).current()  # type: ignore[arg-type]
    rows = rows.filter(year__lte=clock.today().year).select_related("lab", "supersedes")
    context = {
        "definitions": method.definitions(),
        "principles": method.PRINCIPLES,
        "labs": labs(),
        "denominators": rows.order_by("-year", "kind", "lab__name"),
        "tabs": sections.tabs(request),
        "crumbs": _crumbs(
            Crumb(_("Compare"), reverse("benchmarking:comparison")),
            Crumb(_("Method")),
        ),
    }
    return render(request, "benchmarking/comparison_method.html", context)
