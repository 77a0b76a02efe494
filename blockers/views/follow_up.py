"""After the answer: the site's word, contestations, and the boards of promises."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import actions, boards
from blockers.doors import Door, through_door
from blockers.enums import ContestationStatus
from blockers.exports import COMMITMENTS, DEROGATIONS
from blockers.forms.following import (
    ConfirmForm,
    ContestForm,
    DismissForm,
    DropForm,
    EndForm,
    RecommitForm,
    VerifyForm,
)
from blockers.models import Commitment, Contestation, Escalation, Measure
from blockers.queues import MOST_SHOWN
from blockers.standing import contest_until, contestable
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.templatetags.servindus import full_date
from servindus.ui import Crumb
from servindus.views import Page, perform
from servindus.workflow import Act

READ_OR_SEND = ["GET", "HEAD", "POST"]


# --- The company ----------------------------------------------------------------------


@require_http_methods(READ_OR_SEND)
@through_door
def answer_verification_view(
    request: HttpRequest, door: Door, piece: UUID
) -> HttpResponse:
    """Say whether it is solved on one's own site."""
    rows = door.report.verifications.select_related("report__lab", "answer__ask")
    row = get_object_or_404(rows, public_id=piece)
    page = Page(
        title=_("Is it solved on your site?"),
        lead=_("%(ask)s. You alone know: say it before the end of %(date)s.")
        % {"ask": row.answer.ask.wording.rstrip("."), "date": full_date(row.due_on)},
        button=_("Send it"),
        success=_("Thank you: it is noted, and counts in the figures."),
        back=door.url("report_detail"),
    )
    return perform(
        request,
        actions.answer_verification,
        row,
        VerifyForm,
        page=page,
        actor=door.actor,
    )


@require_http_methods(READ_OR_SEND)
@through_door
def contest_report_view(request: HttpRequest, door: Door, piece: UUID) -> HttpResponse:
    """Bring a new fact against a refusal."""
    today = clock.today()
    answer = next(
        (row for row in contestable(door.report, today) if row.public_id == piece), None
    )
    if answer is None:
        raise Http404
    until = contest_until(answer)
    page = Page(
        title=_("Contest this refusal"),
        lead=_("%(ask)s. Once, until %(date)s.")
        % {"ask": answer.ask.wording.rstrip("."), "date": full_date(until)},
        button=_("Send it to the lab"),
        success=_("The lab reads it, and passes it on or says why not."),
        back=door.url("report_detail"),
    )
    return perform(
        request,
        actions.contest_report,
        door.report,
        ContestForm,
        page=page,
        actor=door.actor,
        form_options={"answer": answer},
    )


# --- The lab --------------------------------------------------------------------------


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_safe
def contestation_list(request: HttpRequest) -> HttpResponse:
    """List what companies contest, the oldest first."""
    labs = frame.lab_ids(_reader(request))
    if not labs:
        raise PermissionDenied
    rows = Contestation.objects.filter(answer__escalation__blocker__lab__in=labs)
    rows = rows.filter(status=ContestationStatus.FILED).select_related(
        "report__organisation", "answer__escalation__blocker__lab", "answer__ask"
    )
    page = page_of(
        request, rows, by="filed_at", key=lambda row: row.filed_at.isoformat()
    )
    context = {
        "rows": page.rows,
        "pager": page.pager,
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Blockers"), reverse("blockers:report_list")),
            Crumb(_("Contestations")),
        ],
    }
    return render(request, "blockers/contestation_list.html", context)


def _contestation(request: HttpRequest, public_id: UUID) -> Contestation:
    rows = Contestation.objects.select_related(
        "report__organisation",
        "report__lab",
        "answer__escalation__authority",
        "answer__escalation__blocker__lab",
        "answer__ask",
    )
    user = _reader(request)
    # By membership: a machine operator passes each permission, and reads no case.
    ours = rows.filter(answer__escalation__blocker__lab__in=frame.lab_ids(user))
    row = get_object_or_404(ours, public_id=public_id)
    if not user.has_perm("blockers.view_contestation", row):
        raise Http404
    return row


@require_safe
def contestation_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the refusal beside what the company brings against it."""
    row = _contestation(request, public_id)
    context = {
        "row": row,
        "answer": row.answer,
        "waits": row.status == ContestationStatus.FILED,
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Contestations"), reverse("blockers:contestation_list")),
            Crumb(row.answer.escalation.blocker.reference),
        ],
    }
    return render(request, "blockers/contestation_detail.html", context)


@require_http_methods(READ_OR_SEND)
def confirm_contestation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pass a contestation on."""
    row = _contestation(request, public_id)
    authority = row.answer.escalation.authority.name
    page = Page(
        title=_("Ask for a second reading?"),
        lead=_(
            "%(authority)s gets this ask again with the company’s words. Somebody else"
            " than %(name)s answers within two months."
        )
        % {"authority": authority, "name": row.answer.signed_by},
        button=_("Ask for a second reading"),
        success=_("The second reading is asked for; the company is told."),
        back=row.get_absolute_url(),
    )
    return perform(request, actions.confirm_contestation, row, EmptyForm, page=page)


@require_http_methods(READ_OR_SEND)
def dismiss_contestation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Do not pass a contestation on."""
    row = _contestation(request, public_id)
    page = Page(
        title=_("Do not pass it on"),
        button=_("Do not pass it on"),
        success=_("The company is told why."),
        back=row.get_absolute_url(),
    )
    return perform(request, actions.dismiss_contestation, row, DismissForm, page=page)


# --- The authority, and the boards ----------------------------------------------------


def _may_see_boards(user: User) -> None:
    is_liaison = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if not (is_liaison or frame.is_staff(user)):
        raise PermissionDenied


@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Show what was promised and is not in force, the nearest date first."""
    user, today = _reader(request), clock.today()
    _may_see_boards(user)
    rows = boards.promised(user)
    [late] = capped_counts([rows.filter(due_on__lt=today)], cap=MOST_SHOWN)
    page = page_of(
        request, rows.with_people(), by="due_on", key=lambda row: row.due_on.isoformat()
    )
    context = {
        "rows": [boards.commitment_row(row, today) for row in page.rows],
        "pager": page.pager,
        "late": late,
        "exporter": exporter(request, COMMITMENTS) if page.rows else None,
        "crumbs": _crumbs(_("Commitments")),
    }
    return render(request, "blockers/commitment_list.html", context)


@require_safe
def derogation_list(request: HttpRequest) -> HttpResponse:
    """Show the derogations in force by the day on which they end."""
    user, today = _reader(request), clock.today()
    _may_see_boards(user)
    rows = boards.ending(user)
    page = page_of(
        request,
        rows.with_people(),
        by="in_force_to",
        key=lambda row: str(row.in_force_to),
    )
    context = {
        "rows": [boards.measure_row(row, today) for row in page.rows],
        "pager": page.pager,
        "exporter": exporter(request, DEROGATIONS) if page.rows else None,
        "crumbs": _crumbs(_("Derogations")),
    }
    return render(request, "blockers/derogation_list.html", context)


def _crumbs(here: str) -> list[Crumb]:
    dossiers = reverse("blockers:escalation_list")
    return [
        Crumb(_("Home"), reverse("home")),
        Crumb(_("Dossiers"), dossiers),
        Crumb(here),
    ]


def _on_commitment(
    request: HttpRequest,
    public_id: UUID,
    action: Act[Any],
    form_class: type[forms.Form],
    page: Page,
    options: dict[str, Any],
) -> HttpResponse:
    row = _commitment(request, public_id)
    page = Page(**{**vars(page), "back": row.get_absolute_url(), "lead": row.what})
    return perform(request, action, row, form_class, page=page, form_options=options)


def _commitment(request: HttpRequest, public_id: UUID) -> Commitment:
    rows = Commitment.objects.visible_to(_reader(request)).with_people()
    return get_object_or_404(rows, public_id=public_id)


@require_http_methods(READ_OR_SEND)
def confirm_commitment_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that a promise is in force."""
    page = Page(
        title=_("It is in force"),
        button=_("Confirm it"),
        success=_("Noted. In four weeks the companies are asked whether it is solved."),
    )
    options = {"commitment": _commitment(request, public_id)}
    action = actions.confirm_commitment
    return _on_commitment(request, public_id, action, ConfirmForm, page, options)


@require_http_methods(READ_OR_SEND)
def drop_commitment_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a promise up, with the answer that takes its place."""
    page = Page(
        title=_("Give this promise up"),
        button=_("Give it up"),
        success=_("Noted. The companies read the reasons, and can contest them."),
    )
    action = actions.drop_commitment
    return _on_commitment(request, public_id, action, DropForm, page, {})


@require_http_methods(READ_OR_SEND)
def recommit_escalation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Promise something new."""
    rows = Escalation.objects.visible_to(_reader(request)).with_people()
    row = get_object_or_404(rows, public_id=public_id)
    page = Page(
        title=_("Commit again"),
        lead=_("A site has said that it is not solved."),
        button=_("Commit"),
        success=_("The new commitment is on the board."),
        back=row.get_absolute_url(),
    )
    return perform(
        request,
        actions.recommit_escalation,
        row,
        RecommitForm,
        page=page,
        form_options={"escalation": row},
    )


@require_http_methods(READ_OR_SEND)
def end_measure_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decide what comes after a derogation."""
    rows = Measure.objects.visible_to(_reader(request)).with_people()
    row = get_object_or_404(rows, public_id=public_id)
    ends = full_date(row.in_force_to) if row.in_force_to else ""
    page = Page(
        title=_("What comes after this derogation?"),
        lead=_("%(what)s. It ends on %(date)s.")
        % {"what": row.commitment.what, "date": ends},
        button=_("Decide"),
        success=_("The lab and the companies are told."),
        back=reverse("blockers:derogation_list"),
    )
    return perform(
        request,
        actions.end_measure,
        row,
        EndForm,
        page=page,
        form_options={"measure": row},
    )
