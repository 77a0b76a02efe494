"""The programme's pages for everybody: a lab, an axis, the results."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes import known, rules
from programmes.enums import ReferenceMeasure
from programmes.jobs import figures as jobs
from programmes.labs import home, parts, sections
from programmes.models import Lab, LabReference, Workstream
from servindus import clock, figures
from servindus.exports.small import csv_file
from servindus.ui import Crumb

AXES = (1, 2, 3)


def _crumbs(*further: Crumb) -> list[Crumb]:
    return [Crumb(_("The programme"), reverse("programme")), *further]


def lab_of(slug: str) -> Lab:
    """Give the lab of an address; 404 where there is none."""
    found = next((lab for lab in known.labs() if lab.slug == slug), None)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def lab_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a lab: where it is, who runs it, what it has done on each axis."""
    lab = get_object_or_404(home.with_sizes(), slug=slug)
    told = figures.told(clock.now())
    user = request.user
    found = sections.of(sections.Scope(user, told, lab=lab))
    context = {
        "lab": lab,
        "size": home.size_words(lab),
        "references": _references(lab),
        "numbers": sections.numbers(told, lab.pk, *AXES),
        "axes": [
            (axis, [section for section in found if section.axis == axis.number])
            for axis in known.workstreams()
        ],
        "others": [section for section in found if not section.axis],
        "at": told.at,
        "is_staff": lab.pk in rules.lab_ids(user) or rules.is_programme_admin(user),
        "crumbs": _crumbs(Crumb(lab.name)),
    }
    return render(request, "programmes/lab_detail.html", context)


def _references(lab: Lab) -> list[dict[str, Any]]:
    """Give the latest denominators of a lab with where they come from."""
    rows = LabReference.objects.filter(lab=lab).order_by("measure", "-year")
    return [
        {"label": ReferenceMeasure(row.measure).label, "row": row}
        for row in rows.distinct("measure")
    ]


@login_not_required
@require_safe
def axis_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show an axis: what it promises, its topics, what each lab has done."""
    axis = get_object_or_404(Workstream, number=number)
    told = figures.told(clock.now())
    scope = sections.Scope(request.user, told, axis=axis.number)
    context = {
        "axis": axis,
        "others": [one for one in known.workstreams() if one.pk != axis.pk],
        "topics": _topics(axis),
        "table": _table(told, axis.number),
        "labs": known.labs(),
        "sections": sections.of(scope),
        "at": told.at,
        "crumbs": _crumbs(Crumb(axis.name)),
    }
    return render(request, "programmes/axis_detail.html", context)


def _topics(axis: Workstream) -> list[tuple[Any, list[Any]]]:
    """Give the topics of an axis, each with those below it."""
    own = [topic for topic in known.topics() if topic.workstream_id == axis.pk]
    return [
        (topic, [one for one in own if one.parent_id == topic.pk])
        for topic in own
        if topic.parent_id is None
    ]


def _table(told: figures.Told, axis: int) -> list[dict[str, Any]]:
    labs = known.labs()
    return [
        {
            "kind": figure.kind,
            "href": sections.definition(figure.kind.key),
            "cells": [(lab.name, figure.of(lab.pk)) for lab in labs],
            "total": figure.total,
        }
        for figure in told.of_axis(axis)
    ]


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show every figure of the programme, lab by lab, with how it is counted."""
    told, user = figures.told(clock.now()), request.user
    found = jobs.published(parts.register())
    context = {
        "axes": [
            {"axis": axis, "table": _table(told, axis.number)}
            for axis in known.workstreams()
        ],
        "labs": known.labs(),
        "kinds": [figure.kind for figure in told.figures],
        "fewest": figures.FEWEST,
        "at": told.at,
        "jobs": [] if found.total.is_missing else parts.job_numbers(found.total),
        "in_register": user.is_authenticated
        and user.has_perm("programmes.view_jobs_record"),
        "counts_first_uses": bool(rules.is_staff(user)),
        "crumbs": _crumbs(Crumb(_("Results"))),
    }
    return render(request, "programmes/results.html", context)


@login_not_required
@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    """Give the figures of the results as a file."""
    told, labs = figures.told(clock.now()), known.labs()
    columns = [
        ("axis", _("Axis")),
        ("figure", _("Figure")),
        *((lab.slug, lab.name) for lab in labs),
        ("programme", _("The programme")),
        ("definition", _("How it is counted")),
    ]
    rows = [
        [
            figure.kind.axis,
            str(figure.kind.label),
            *(_cell(figure.of(lab.pk)) for lab in labs),
            _cell(figure.total),
            str(figure.kind.definition),
        ]
        for figure in told.figures
    ]
    return csv_file("resultats", _("Results"), columns, rows)


def _cell(number: int | None) -> int | str:
    return figures.too_few() if number is None else number
