"""A company's cases: the list, one case, and what can be done with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import cards, company_looks, looks, queues, rules, site_looks
from blockers.actions import (
    appeal_report,
    resume_report,
    submit_report,
    withdraw_report,
)
from blockers.doors import Door, through_door
from blockers.forms import AppealForm
from blockers.models import Report
from blockers.timeline import timeline
from blockers.turns import turn, with_owing
from programmes import rules as frame
from servindus import clock
from servindus.forms import EmptyForm
from servindus.keyset import page_of, sorted_apart
from servindus.models import User
from servindus.templatetags.servindus import full_date
from servindus.ui import Crumb
from servindus.uploads import as_download
from servindus.views import Page, perform
from servindus.workflow import Act


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reader's cases, the newest first."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    rows = with_owing(Report.objects.visible_to(user).with_people())
    page = page_of(
        request,
        rows if frame.is_staff(user) else sorted_apart(rows),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    context = {
        "rows": [looks.row(row, user, now) for row in page.rows],
        "pager": page.pager,
        "dossiers_url": queues.address() if frame.is_staff(user) else "",
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Blockers"))],
    }
    return render(request, "blockers/report_list.html", context)


@require_safe
@through_door
def report_detail(request: HttpRequest, door: Door) -> HttpResponse:
    """Show the case: who moves next, the acts, the thread, what was reported."""
    report, now = door.report, clock.now()
    context = {
        "report": report,
        "door": door,
        "status_badge": looks.badge(report.status),
        "turn": turn(report, door.actor, now),
        "acts": looks.acts(door),
        "items": timeline(report, door.actor),
        "files": looks.files(door),
        "doors": looks.doors(report),
        "site": site_looks.site(door, now),
        "ministry": company_looks.for_company(report.blocker, now),
        **_appeal(report),
        "blocker_url": _blocker_url(door),
        "dossier_url": _dossier_url(report, door),
        "approval": cards.asked_of(report),
        "card_url": door.url("agree_approval"),
        "desk_url": reverse("admin:blockers_report_change", args=[report.pk])
        if rules.qualifies(door.actor, report)
        else "",
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            *_list_crumb(door),
            Crumb(report.reference or _("Draft")),
        ],
    }
    return render(request, "blockers/report_detail.html", context)


def _dossier_url(report: Report, door: Door) -> str:
    """Give the blocker's dossier to the lab that leads it."""
    blocker = report.blocker
    if not (blocker and door.actor.has_perm("blockers.escalate_blocker", blocker)):
        return ""
    return reverse("blockers:blocker_dossier", args=[blocker.public_id])


def _appeal(report: Report) -> dict[str, Any]:
    """Say until when a refusal may be read again."""
    until = report.appeal_until if report.status == "declined" else None
    if until is None:
        return {"appeal_until": None}
    words = _("With a new fact, until %(date)s.") % {"date": full_date(until)}
    return {"appeal_until": until, "appeal_note": words}


def _blocker_url(door: Door) -> str:
    """Give the page of the blocker that the case is part of; a link opens no other."""
    blocker = door.report.blocker
    if door.link is not None or blocker is None:
        return ""
    return blocker.get_absolute_url()


def _list_crumb(door: Door) -> list[Crumb]:
    """Give the way back to the list, for whoever has one."""
    if door.link is not None:
        return []
    return [Crumb(_("Blockers"), reverse("blockers:report_list"))]


@require_safe
@through_door
def report_file(request: HttpRequest, door: Door, piece: UUID) -> HttpResponse:
    """Send a file of the case to whoever may read it."""
    return as_download(get_object_or_404(door.report.files, public_id=piece))


def _do(
    request: HttpRequest,
    door: Door,
    action: Act[Any],
    words: Page,
    form_class: type[forms.Form] = EmptyForm,
) -> HttpResponse:
    return perform(
        request, action, door.report, form_class, page=words, actor=door.actor
    )


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def submit_report_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Hand the case in: the one click that the mail asks for."""
    page = Page(
        title=_("Hand this report in?"),
        lead=_("%(title)s. The lab of %(lab)s reads it.")
        % {"title": door.report.title, "lab": door.report.lab.name},
        button=_("Hand the report in"),
        back=door.url("report_detail"),
        next=door.url("report_received"),
    )
    return _do(request, door, submit_report, page)


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def withdraw_report_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Take the case back."""
    page = Page(
        title=_("Withdraw this report?"),
        lead=_("The lab stops working on it. You can hand it in again."),
        button=_("Withdraw the report"),
        success=_("The report is withdrawn."),
        back=door.url("report_detail"),
    )
    return _do(request, door, withdraw_report, page)


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def resume_report_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Hand a withdrawn case in again."""
    page = Page(
        title=_("Hand this report in again?"),
        lead=_("The delays of the lab start anew today."),
        button=_("Hand it in again"),
        success=_("The report is with the lab again."),
        back=door.url("report_detail"),
    )
    return _do(request, door, resume_report, page)


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def appeal_report_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask for a second reading of a refusal."""
    page = Page(
        title=_("Ask for a second reading"),
        lead=_("Once, with a new fact. Somebody else than the first reader decides."),
        button=_("Ask for a second reading"),
        success=_("The lab reads your report a second time."),
        back=door.url("report_detail"),
    )
    return _do(request, door, appeal_report, page, AppealForm)
