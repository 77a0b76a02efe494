"""Reporting in five steps: with an account, or with one link to one's address."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from blockers import looks, ways
from blockers.actions import (
    add_file_report,
    draft_report,
    draft_report_by_link,
    draft_report_for,
    edit_report,
    remove_file_report,
    request_link_report,
    submit_report,
)
from blockers.alike import alike, number_of
from blockers.completeness import unsaid_step
from blockers.doors import Door, through_door
from blockers.enums import EDITABLE, MAX_FILES
from blockers.forms import (
    QUESTIONS,
    CaseForm,
    ConsentForm,
    CostForm,
    DoorForm,
    StaffForm,
    StartForm,
    TextForm,
    VisitorForm,
)
from blockers.models import Report
from programmes import rules as frame
from servindus import clock, scratches, shelves
from servindus.limits import is_too_often, seconds_left, too_often
from servindus.models.scratch import ScratchRow
from servindus.ui import Crumb, Step
from servindus.workflow import ActRefused, Busy

STEPS: dict[int, tuple[Any, type[forms.Form]]] = {
    1: (gettext_lazy("What blocks you"), DoorForm),
    2: (gettext_lazy("Your case, in your words"), CaseForm),
    3: (gettext_lazy("The text, and papers"), TextForm),
    4: (gettext_lazy("What it costs you"), CostForm),
    5: (gettext_lazy("Who may read it"), ConsentForm),
}
FILES_STEP = 3
# Steps in which words are typed that a public card may share.
ALIKE_STEPS = (2, 3)
# Mails with a link that one address is sent in an hour.
MOST_LINKS = 5


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_start(request: HttpRequest) -> HttpResponse:
    """Begin a report: what blocks, for whom, and for a visitor who asks."""
    form = _start_form(request)
    if request.method == "POST" and form.is_valid():
        return redirect(_begin(request, form))
    context = {
        "form": form,
        "visitor": isinstance(form, VisitorForm),
        "doors_fields": ["nature", "norm_level", *QUESTIONS],
        "step": Step(1, len(STEPS), next_title=STEPS[2][0]),
        "step_title": STEPS[1][0],
        "next_title": STEPS[2][0],
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Report a blocker"))],
    }
    return render(request, "blockers/report_start.html", context)


def _start_form(request: HttpRequest) -> forms.Form:
    """Give the first step that fits who reports: staff, a member, or a visitor."""
    data = request.POST if request.method == "POST" else None
    user = request.user
    if user.is_authenticated and frame.lab_ids(user):
        return StaffForm(data, user=user)
    if user.is_authenticated and frame.organisation_ids(user, *frame.COMPANY_KINDS):
        return StartForm(data, user=user)
    return VisitorForm(data)


def _begin(request: HttpRequest, form: forms.Form) -> str:
    """Open the draft with the first answers; give the address of the second step."""
    user: Any = request.user
    data = form.cleaned_data
    if isinstance(form, StartForm):
        report = draft_report(by=user, **data)
    elif isinstance(form, StaffForm):
        report = draft_report_for(by=user, **data)
    else:
        link = draft_report_by_link(**data)
        return reverse("blockers:link_edit_report", args=[link.draft_token(), 2])
    return reverse("blockers:edit_report", args=[report.public_id, 2])


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def edit_report_view(request: HttpRequest, door: Door, number: int) -> HttpResponse:
    """Show or keep one of the five steps."""
    if number not in STEPS:
        raise Http404
    if not door.actor.has_perm("blockers.edit_report", door.report):
        raise PermissionDenied
    if door.report.status not in EDITABLE:
        return redirect(door.url("report_detail"))
    scratch = scratches.found(door.report, number)
    form = _form_of(number, door.report, request, scratch)
    status = 200
    if request.method == "POST" and scratches.refuse_stale(scratch, form, request.POST):
        status = 409
    elif request.method == "POST":
        valid = form.is_valid()
        try:
            if number == FILES_STEP and shelves.buttons_pressed(request):
                status = shelf_of(door).change(request, form)
                if valid and not form.errors:
                    return _stay(door, form)
            elif valid:
                return _keep(request, door, number, form)
        except (ActRefused, Busy) as refused:
            status = shelves.tell(form, refused)
    context = {**_step_context(door, number, form), "scratch": scratch}
    page = render(request, "blockers/report_form.html", context, status=status)
    return shelves.later(page)


def shelf_of(door: Door) -> shelves.Shelf:
    """Give the place of the case's files."""
    acts = (add_file_report, remove_file_report)
    return shelves.Shelf(door.report, door.report.files, *acts, door.actor)


@require_http_methods(["POST"])
@through_door
def keep_typed(request: HttpRequest, door: Door, number: int) -> HttpResponse:
    """Keep what is being typed into a step; answer with the words that say so."""
    if number not in STEPS:
        raise Http404
    if not door.actor.has_perm("blockers.edit_report", door.report):
        raise PermissionDenied
    if door.report.status not in EDITABLE:
        return scratches.too_late()
    form = STEPS[number][1]()
    return scratches.answer(door.report, number, form, request)


def _form_of(
    number: int, report: Report, request: HttpRequest, scratch: ScratchRow
) -> forms.Form:
    posted = request.method == "POST"
    data, sent = (request.POST, request.FILES) if posted else (None, None)
    form_class = STEPS[number][1]
    if number == 1:
        answered = DoorForm.initial_of(report)
        return DoorForm(data, initial=answered | scratches.initial(scratch, DoorForm))
    initial: dict[str, Any] = {
        name: getattr(report, name)
        for name in form_class.base_fields
        if hasattr(report, name)
    }
    if number == 4:
        initial["place"] = report.commune.name if report.commune else ""
    if number == 5:
        initial["name_shared"] = report.name_shared_at is not None
    return form_class(
        data, sent, initial=initial | scratches.initial(scratch, form_class)
    )


def _keep(
    request: HttpRequest, door: Door, number: int, form: forms.Form
) -> HttpResponse:
    """Do what a valid step asks for, and go on to the next one."""
    data = dict(form.cleaned_data)
    upload = data.pop("file", None)
    edit_report(door.report, by=door.actor, **data)
    scratches.forget(door.report, number)
    if upload:
        shelf_of(door).add(upload)
    if "quit" in request.POST:
        return redirect(door.url("report_detail"))
    if number < len(STEPS):
        return redirect(door.url("edit_report", number + 1))
    if unsaid := unsaid_step(door.report):
        words = _("This step is missing: answer it, and the report can leave.")
        messages.info(request, words)
        return redirect(door.url("edit_report", unsaid))
    if not door.is_proven:
        # Whoever types somebody else's address must not fill their mailbox.
        email = door.link.email.lower() if door.link else ""
        if is_too_often(f"report-link:{email}", times=MOST_LINKS, seconds=3600):
            return too_often(request, wait=seconds_left(3600))
        request_link_report(door.report, by=door.actor)
        return redirect(door.url("report_waits"))
    submit_report(door.report, by=door.actor)
    return redirect(door.url("report_received"))


def _stay(door: Door, form: forms.Form) -> HttpResponse:
    """Keep the texts that came with a file, and show the same step again."""
    names = [name for name in form.cleaned_data if name != "file"]
    texts = {name: form.cleaned_data[name] for name in names}
    edit_report(door.report, by=door.actor, **texts)
    scratches.forget(door.report, FILES_STEP)
    return redirect(door.url("edit_report", FILES_STEP) + "#pieces")


def _step_context(door: Door, number: int, form: forms.Form) -> dict[str, Any]:
    report = door.report
    next_title = STEPS[number + 1][0] if number < len(STEPS) else ""
    saved = report.updated_at if report.title else None
    return {
        "report": report,
        "door": door,
        "form": form,
        "number": number,
        "files": looks.files(door),
        "most_files": MAX_FILES,
        "keep_url": door.url("keep_typed", number),
        "back": door.url("edit_report", number - 1) if number > 1 else "",
        "step": Step(number, len(STEPS), next_title=next_title, saved_at=saved),
        "step_title": STEPS[number][0],
        "next_title": next_title,
        "doors": looks.doors(report),
        "alike": alike(report, form, clock.today()) if number > 1 else [],
        "alike_lives": number in ALIKE_STEPS,
        "ways": ways.of_texts([number_of(report, form)], door.actor)
        if number == FILES_STEP
        else None,
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Report a blocker"), door.url("report_detail")),
            Crumb(_("Step %(n)d") % {"n": number}),
        ],
    }


@require_safe
@through_door
def report_waits(request: HttpRequest, door: Door) -> HttpResponse:
    """Say that one click in the mail is left."""
    if door.report.submitted_at is not None:
        return redirect(door.url("report_detail"))
    email = door.link.email if door.link else ""
    home = door.url("report_detail")
    context = {"report": door.report, "email": email, "door_url": home}
    return render(request, "blockers/report_waits.html", context)


@require_safe
@through_door
def report_received(request: HttpRequest, door: Door) -> HttpResponse:
    """Say who speaks with the company by when, and what this is not."""
    if door.report.submitted_at is None:
        return redirect(door.url("report_detail"))
    context = {"report": door.report, "door_url": door.url("report_detail")}
    return render(request, "blockers/report_received.html", context)
