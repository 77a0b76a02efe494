"""Writing a practice in five steps; what is typed is kept meanwhile."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from benchmarking import actions
from benchmarking.models import PracticeVersion
from benchmarking.practices import looks
from benchmarking.practices.completeness import EVIDENCE_STEP, missing
from benchmarking.practices.enums import VersionStatus
from benchmarking.practices.forms import (
    CostForm,
    EvidenceForm,
    HardForm,
    LevelForm,
    NeedForm,
    SolutionForm,
    StartForm,
)
from programmes import rules
from programmes.models import Lab
from servindus import scratches, shelves
from servindus.clicks import click_of, was_done_by
from servindus.models import User
from servindus.models.scratch import ScratchRow
from servindus.ui import Crumb, Step
from servindus.uploads import forget, kept_with_its_row
from servindus.workflow import ActRefused, Busy

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
STEPS: dict[int, tuple[Any, type[forms.Form]]] = {
    1: (gettext_lazy("The problem"), NeedForm),
    2: (gettext_lazy("How it is done"), SolutionForm),
    3: (gettext_lazy("What it takes"), CostForm),
    4: (gettext_lazy("What was hard, what failed"), HardForm),
    5: (gettext_lazy("What shows that it works"), LevelForm),
}


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@READ_OR_SEND
def draft_practice_view(request: HttpRequest) -> HttpResponse:
    """Begin a practice: the problem, in which lab, on which axis."""
    user = _reader(request)
    labs = Lab.objects.filter(pk__in=rules.lab_ids(user)).order_by("name")
    if not labs:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, labs=labs)
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        version = actions.draft_practice(
            answers.pop("lab"), by=user, click=click_of(request), **answers
        )
        return redirect("benchmarking:edit_practice_version", version.public_id, 2)
    context = {
        "form": form,
        "step": Step(1, len(STEPS), next_title=STEPS[2][0]),
        "step_title": STEPS[1][0],
        "next_title": STEPS[2][0],
        "crumbs": looks.crumbs(Crumb(_("Propose a practice"))),
    }
    return render(request, "benchmarking/practice_form.html", context)


def _version(request: HttpRequest, public_id: UUID) -> PracticeVersion:
    """Give a version that the reader may write on, or may at least read."""
    rows = PracticeVersion.objects.visible_to(_reader(request)).with_frame()
    version = get_object_or_404(rows, public_id=public_id)
    if not request.user.has_perm("benchmarking.edit_practice_version", version):
        raise PermissionDenied
    return version


@READ_OR_SEND
def edit_practice_version_view(
    request: HttpRequest, public_id: UUID, number: int = 1
) -> HttpResponse:
    """Show or keep one of the five steps."""
    version = _version(request, public_id)
    if number not in STEPS:
        raise Http404
    if version.status != VersionStatus.DRAFT and request.method != "POST":
        return redirect(version)
    if number == EVIDENCE_STEP and _changes_evidence(request):
        _keep_level(request, version)
    scratch = scratches.found(version, number)
    form, piece, status = _form_of(number, version, request, scratch), None, 200
    if request.method == "POST":
        piece = _typed_piece(request) if number == EVIDENCE_STEP else None
        try:
            if number == EVIDENCE_STEP and _changes_evidence(request):
                piece, status = _change_evidence(request, version)
                if not piece.errors:
                    return redirect(_step_url(version, EVIDENCE_STEP) + "#preuves")
            elif scratches.refuse_stale(scratch, form, request.POST):
                status = 409
            elif form.is_valid() and (piece is None or piece.is_valid()):
                return _keep(request, version, number, form, piece)
        except (ActRefused, Busy) as refused:
            status = shelves.tell(form, refused)
    context = {
        **_context(version, number, form),
        "scratch": scratch,
        "piece_form": piece or EvidenceForm(),
    }
    page = render(request, "benchmarking/practice_form.html", context, status=status)
    return shelves.later(page)


def _form_of(
    number: int,
    version: PracticeVersion,
    request: HttpRequest,
    scratch: ScratchRow,
) -> forms.Form:
    form_class = STEPS[number][1]
    adds = number == EVIDENCE_STEP and _changes_evidence(request)
    data = request.POST if request.method == "POST" and not adds else None
    if number == 1:
        initial = NeedForm.initial_of(version)
    else:
        initial = {name: getattr(version, name) for name in form_class.base_fields}
    initial |= scratches.initial(scratch, form_class)
    return form_class(data, initial=initial)


def _changes_evidence(request: HttpRequest) -> bool:
    """Whether a button beside the pieces was pressed; no other page says so."""
    return request.method == "POST" and shelves.buttons_pressed(request)


def _keep_level(request: HttpRequest, version: PracticeVersion) -> None:
    """Keep what stands in the step itself: the button beside a piece sends it too."""
    form = LevelForm()
    if version.status == VersionStatus.DRAFT and set(form.fields) & set(request.POST):
        sent = request.POST.get("sent", "")
        scratches.keep(version, EVIDENCE_STEP, form, request.POST, sent)


def _typed_piece(request: HttpRequest) -> EvidenceForm | None:
    """Give the piece that was typed and not added yet; None where nothing was."""
    form = EvidenceForm(request.POST, request.FILES)
    return form if form.has_changed() else None


def _change_evidence(
    request: HttpRequest, version: PracticeVersion
) -> tuple[EvidenceForm, int]:
    """Add or take away a piece; the form says what is wrong, and the status how."""
    user, form = _reader(request), EvidenceForm(request.POST, request.FILES)
    try:
        if piece := request.POST.get("detach", ""):
            _take_away(version, user, piece)
            return EvidenceForm(), 200
        if form.is_valid():
            _add(request, version, form)
    except (ActRefused, Busy) as refused:
        return form, shelves.tell(form, refused)
    return form, 200


def _add(request: HttpRequest, version: PracticeVersion, form: EvidenceForm) -> None:
    """Add a piece, once for each click; its paper stays on the disk only with it."""
    user, click = _reader(request), click_of(request)
    said = dict(form.cleaned_data)
    add = partial(actions.add_evidence_practice_version, version, by=user, click=click)
    upload = said.pop("upload")
    try:
        if upload is None:
            add(**said)
            return
        with kept_with_its_row(upload):
            add(piece=upload.public_id, upload=upload, **said)
    except ActRefused:
        name = actions.add_evidence_practice_version.name
        if not was_done_by(name, version, user, click):
            raise


def _take_away(version: PracticeVersion, user: User, piece: str) -> None:
    """Take one piece away, and its paper from the disk; an unknown one is left."""
    if not (piece.isascii() and piece.isdigit() and len(piece) < 19):
        return
    row = version.evidence.filter(pk=int(piece)).select_related("paper").first()
    if row is None:
        return
    paper = getattr(row, "paper", None)
    actions.remove_evidence_practice_version(version, by=user, piece=row.pk)
    if paper is not None:
        forget(str(paper.file))


def _keep(
    request: HttpRequest,
    version: PracticeVersion,
    number: int,
    form: forms.Form,
    piece: EvidenceForm | None,
) -> HttpResponse:
    """Keep a valid step and go on; the last one leads to the page with its button.

    A piece that was typed beside it is added: it would be lost.
    """
    if piece is not None:
        _add(request, version, piece)
    actions.edit_practice_version(version, by=_reader(request), **form.cleaned_data)
    scratches.forget(version, number)
    if "quit" in request.POST or number == len(STEPS):
        return redirect(version)
    return redirect(_step_url(version, number + 1))


def _step_url(version: PracticeVersion, number: int) -> str:
    name = "benchmarking:edit_practice_version"
    return reverse(name, args=[version.public_id, number])


@require_POST
def keep_practice_version(
    request: HttpRequest, public_id: UUID, number: int
) -> HttpResponse:
    """Keep what is being typed into a step; answer with the words that say so."""
    version = _version(request, public_id)
    if number not in STEPS:
        raise Http404
    if version.status != VersionStatus.DRAFT:
        return scratches.too_late()
    form = STEPS[number][1]()
    return scratches.answer(version, number, form, request)


def _context(version: PracticeVersion, number: int, form: forms.Form) -> dict[str, Any]:
    next_title = STEPS[number + 1][0] if number < len(STEPS) else ""
    keep_url = reverse(
        "benchmarking:keep_practice_version", args=[version.public_id, number]
    )
    return {
        "version": version,
        "form": form,
        "number": number,
        "evidence": looks.evidence(version) if number == EVIDENCE_STEP else [],
        "missing": missing(version) if number == len(STEPS) else [],
        "keep_url": keep_url,
        "back": _step_url(version, number - 1) if number > 1 else "",
        "step": Step(
            number, len(STEPS), next_title=next_title, saved_at=version.updated_at
        ),
        "step_title": STEPS[number][0],
        "next_title": next_title,
        "crumbs": looks.crumbs(
            Crumb(version.practice.reference, version.get_absolute_url()),
            Crumb(_("Step %(n)d") % {"n": number}),
        ),
    }
