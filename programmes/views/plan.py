"""The action plan: list, calendar, timeline, and one action."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes.models import PlanAction, carriers
from programmes.plan import chart, lists, looks, months
from programmes.plan.enums import PlanStatus
from programmes.plan.exports import PLAN
from programmes.plan.filters import PlanFilter
from programmes.plan.wording import lab_name
from servindus import clock
from servindus.exports.pages import exporter
from servindus.exports.small import csv_file
from servindus.keyset import capped_counts, page_of
from servindus.ui import Act, Crumb, Tab

COUNTED = 1001
P = PlanStatus
# What the timeline's file holds; more needs a filter, or the export.
MOST_LISTED = 200


# --- Three views of the same actions --------------------------------------------------


def _frame(request: HttpRequest, found: PlanFilter, name: str) -> dict[str, Any]:
    """Give what the three views share: filters, ways between them, a new action."""
    kept = request.GET.copy()
    for word in ("apres", "mois"):
        kept.pop(word, None)
    query = f"?{kept.urlencode()}" if kept else ""
    views = (
        ("plan_action_list", _("List")),
        ("plan_calendar", _("Calendar")),
        ("plan_timeline", _("Timeline")),
    )
    user: Any = request.user
    may = user.is_authenticated and user.has_perm("programmes.plan_action")
    href = reverse("programmes:plan_action")
    return {
        "filter_form": found.form,
        "newest_first": found.is_about_the_past,
        "active": sum(bool(value) for value in found.asked.values()),
        "tabs": [
            Tab(label, reverse(f"programmes:{view}") + query, current=view == name)
            for view, label in views
        ],
        "acts": [Act(_("Plan an action"), href, "plus", "main")] if may else [],
        "query": query,
    }


@login_not_required
@require_safe
def plan_action_list(request: HttpRequest) -> HttpResponse:
    """List the actions, the next end first; everybody reads what is published."""
    user: Any = request.user
    today = clock.today()
    found = lists.found(user, request.GET)
    page = page_of(
        request,
        found.qs.with_sides(),
        by="due_on",
        descending=found.is_about_the_past,
        key=lambda row: row.due_on.isoformat(),
    )
    rows, each = found.qs, lists.by_status(user, request.GET).qs
    total, late, *counts = capped_counts(
        [rows, rows.late(today), *(each.filter(status=status) for status in P)],
        cap=COUNTED,
    )
    may = user.is_authenticated and user.has_perm("programmes.export_plan_action")
    context = {
        **_frame(request, found, "plan_action_list"),
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "total": total,
        "late": late,
        "has_any": any(counts),
        "counts": _statuses(request, counts),
        "exporter": exporter(request, PLAN) if may and page.rows else None,
        "crumbs": [*looks.way()[:1], Crumb(_("Action plan"))],
    }
    return render(request, "programmes/plan_action_list.html", context)


def _statuses(request: HttpRequest, counts: list[int]) -> list[dict[str, Any]]:
    """Give each status with its number and the way to its actions."""
    kept = request.GET.copy()
    kept.pop("apres", None)
    chosen, found = kept.get("statut"), []
    for status, count in zip(P, counts, strict=True):
        kept["statut"] = status
        href = f"?{kept.urlencode()}" if count and chosen != status else ""
        found.append({"label": P(status).label, "count": count, "href": href})
    return found


@login_not_required
@require_safe
def plan_calendar(request: HttpRequest) -> HttpResponse:
    """Show one month: milestones to come and reached, and actions that end."""
    found = lists.found(request.user, request.GET, is_whole=True)
    rows = found.qs
    # Filters keep the month, and the ways to other months keep the filters.
    found.form.fields["mois"] = forms.CharField(
        required=False, widget=forms.HiddenInput()
    )
    today = clock.today()
    month = months.month_of(request.GET.get("mois", ""), today)
    cells = months.days(rows, month, today)
    context = {
        **_frame(request, found, "plan_calendar"),
        "month": month,
        "before": months.before(month),
        "after": months.after(month),
        "cells": cells,
        "weekdays": [cell.day for cell in cells[:7]],
        "is_empty": not any(cell.marks for cell in cells),
        "crumbs": looks.way(Crumb(_("Calendar"))),
    }
    return render(request, "programmes/plan_calendar.html", context)


@login_not_required
@require_safe
def plan_timeline(request: HttpRequest) -> HttpResponse:
    """Draw a page of the actions along time, with the same figures as a table."""
    today = clock.today()
    found = lists.found(request.user, request.GET)
    page = page_of(
        request,
        found.qs.with_sides(),
        by="starts_on",
        descending=found.is_about_the_past,
        key=lambda row: row.starts_on.isoformat(),
    )
    rows = page.rows
    context = {
        **_frame(request, found, "plan_timeline"),
        "drawings": chart.drawings(rows, today),
        "sentence": chart.sentence(rows, today),
        "rows": [
            {**looks.row(row, request.user, today), "stones": chart.milestone_line(row)}
            for row in rows
        ],
        "pager": page.pager,
        "crumbs": looks.way(Crumb(_("Timeline"))),
    }
    return render(request, "programmes/plan_timeline.html", context)


@login_not_required
@require_safe
def plan_timeline_csv(request: HttpRequest) -> HttpResponse:
    """Give the timeline's figures as a file."""
    found = lists.found(request.user, request.GET)
    way = "-" if found.is_about_the_past else ""
    rows = found.qs.with_sides().order_by(f"{way}starts_on", f"{way}pk")
    columns = [
        *(("lab", _("Lab")), ("axis", _("Axis")), ("action", _("Action"))),
        ("action_status", _("Status of the action")),
        *(("starts_on", _("First day")), ("due_on", _("Last day"))),
        ("milestone", _("Milestone")),
        ("milestone_status", _("Status of the milestone")),
        *(("planned_on", _("Planned on")), ("forecast_on", _("Forecast for"))),
        ("actual_on", _("Reached on")),
        ("slip", _("Slippage, in days")),
    ]
    lines = chart.table(rows[:MOST_LISTED])
    return csv_file("plan", _("Action plan"), columns, lines)


# --- One action -----------------------------------------------------------------------


def action_of(request: HttpRequest, public_id: UUID) -> PlanAction:
    rows = PlanAction.objects.visible_to(request.user).with_sides()
    return get_object_or_404(rows, public_id=public_id)


@login_not_required
@require_safe
def plan_action_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one action: aim, progress, milestones and how their days have moved."""
    user: Any = request.user
    action, today = action_of(request, public_id), clock.today()
    keeps = user.is_authenticated and user.has_perm(
        "programmes.edit_plan_action", action
    )
    gone = keeps and not carriers(action.lab).filter(pk=action.owner_id).exists()
    context = {
        "action": action,
        "badge": looks.badge(action),
        "is_late": looks.is_late(action, today),
        "lab": lab_name(action.lab),
        "carrier": looks.carrier(action, user),
        "owner_gone": gone,
        "acts": looks.acts(action, user),
        "meter": looks.meter(action, today),
        "milestones": looks.milestones(action, user, today),
        "connections": looks.connections(action, user),
        "items": looks.timeline(action, user),
        "crumbs": looks.way(Crumb(action.title)),
    }
    return render(request, "programmes/plan_action_detail.html", context)
