"""A wave: what was seen, what weighs, its matrix, and its acts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave
from programmes.views.wave_offline import is_writable
from programmes.views.witnesses import matrix_context
from programmes.witnesses import forms as forms_
from programmes.witnesses import looks, wave_looks
from programmes.witnesses.exports import matrix_columns
from programmes.witnesses.looks import Seen
from programmes.witnesses.matrix import lines_of
from programmes.witnesses.reads import note_read
from servindus import clock
from servindus.exports.small import csv_file
from servindus.forms import EmptyForm, ReasonForm
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
WRITING = (
    *("record_observation", "revise_observation"),
    *("add_burden_row", "edit_burden_row", "strike_burden_row"),
    *("carry_burden_rows", "price_wave"),
)


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _wave(request: HttpRequest, public_id: UUID) -> Wave:
    rows = Wave.objects.visible_to(_reader(request)).with_sides()
    return get_object_or_404(rows, public_id=public_id)


def _seen(wave: Wave) -> Seen:
    rows = list(wave.burdens.kept().select_related("report__lab").order_by("number"))
    for row in rows:
        row.wave = wave
    return Seen(wave, lines_of(rows, wave.hourly_cost))


@require_safe
def wave_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a wave: where it stands, its matrix, what was seen."""
    wave, user = _wave(request, public_id), _reader(request)
    note_read(request, wave)
    engagement = wave.engagement
    seen = _seen(wave)
    context = {
        "engagement": engagement,
        "company": looks.company(engagement.organisation),
        "badge": looks.wave_badge(wave),
        "sentence": wave_looks.sentence(wave),
        "how_to_correct": wave_looks.how_to_correct(wave),
        "acts": looks.acts(wave, user, wave_looks.WAVE_ACTS),
        "closed": not is_writable(wave),
        "in_field": is_writable(wave)
        and user.has_perm("programmes.record_observation", wave),
        "observations": wave_looks.observations(wave, user),
        "hour": None if wave.hourly_cost is None else looks.said(wave.hourly_cost),
        "crumbs": looks.crumbs(
            looks.list_crumb(),
            looks.engagement_crumb(engagement),
            Crumb(str(wave.get_kind_display())),
        ),
        **matrix_context(seen, user, editing=True),
    }
    return render(request, "programmes/wave_detail.html", context)


@require_safe
def wave_csv(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the lines of the matrix as a file."""
    wave = _wave(request, public_id)
    note_read(request, wave)
    lines = _seen(wave).lines
    rows = [
        (
            line.row.number,
            line.row.obligation,
            line.row.hours_per_year,
            line.row.euros_per_year,
            line.cost,
            line.grade,
            line.row.get_workability_display(),
            line.row.reasons,
        )
        for line in lines
    ]
    return csv_file("matrice", _("Cost and workability"), matrix_columns(), rows)


# --- Acts -----------------------------------------------------------------------------


def _act(
    request: HttpRequest, wave: Wave, action: Any, form: Any, obj: Any = None,
    **words: Any,
) -> HttpResponse:  # fmt: skip
    options = words.pop("options", {})
    page = Page(
        lead=f"{wave.engagement.organisation.name} · {wave.get_kind_display()}",
        back=wave.get_absolute_url(),
        extra={"wave": wave, **_why_closed(request, wave, action)},
        **words,
    )
    return perform(request, action, obj or wave, form, page=page, form_options=options)


def _why_closed(request: HttpRequest, wave: Wave, action: Any) -> dict[str, str]:
    """Say before anything is typed that a wave is closed; a line has no status."""
    if request.method == "POST" or is_writable(wave) or action.name not in WRITING:
        return {}
    return {
        "reason": wave_looks.sentence(wave),
        "how_to_correct": wave_looks.how_to_correct(wave),
    }


def _observe(
    request: HttpRequest, wave: Wave, action: Any, obj: Any, **words: Any
) -> HttpResponse:
    given = words.pop("given", {"happened_on": clock.today()})
    return _act(
        request,
        wave,
        action,
        forms_.ObservationForm,
        obj,
        template="programmes/observation_form.html",
        options={"wave": wave, "user": _reader(request), "initial": given},
        **words,
    )


@READ_OR_SEND
def record_observation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write an observation."""
    wave = _wave(request, public_id)
    return _observe(
        request,
        wave,
        actions.record_observation,
        wave,
        title=_("Write an observation"),
        button=_("Save the observation"),
        success=_("Written. A correction will be a new version beside it."),
    )


@READ_OR_SEND
def revise_observation_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct an observation by a new version."""
    rows = Observation.objects.visible_to(_reader(request))
    row = get_object_or_404(rows, public_id=public_id)
    row.wave = get_object_or_404(Wave.objects.with_sides(), pk=row.wave_id)
    names = ("kind", "happened_on", "flow", "text", "quote", "quote_audience")
    given = {name: getattr(row, name) for name in names}
    # Whoever corrects signs: the one who was there with them is chosen anew.
    me = _reader(request).pk
    others = [
        pk for pk in (row.author_id, row.second_author_id) if pk not in (me, None)
    ]
    return _observe(
        request,
        row.wave,
        actions.revise_observation,
        row,
        title=_("Correct an observation"),
        button=_("Save the new version"),
        success=_("The new version stands; the one before stays under it."),
        given={**given, "second_author": next(iter(others), None)},
    )


@READ_OR_SEND
def add_burden_row_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write an obligation."""
    return _act(
        request,
        _wave(request, public_id),
        actions.add_burden_row,
        forms_.NewBurdenForm,
        title=_("Add an obligation"),
        button=_("Save the obligation"),
        success=_("Written down."),
        template="programmes/burden_row_form.html",
    )


@READ_OR_SEND
def carry_burden_rows_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start from the lines of the wave before."""
    return _act(
        request,
        _wave(request, public_id),
        actions.carry_burden_rows,
        EmptyForm,
        title=_("Start from the wave before?"),
        button=_("Copy its obligations"),
        success=_("Copied: change what has changed."),
    )


@READ_OR_SEND
def price_wave_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what an hour costs."""
    wave = _wave(request, public_id)
    return _act(
        request,
        wave,
        actions.price_wave,
        forms_.PriceForm,
        title=_("What does an hour cost?"),
        button=_("Save the cost of an hour"),
        template="programmes/wave_form.html",
        options={"initial": {"hourly_cost": wave.hourly_cost}},
    )


@READ_OR_SEND
def enter_wave_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand it to the lab."""
    return _act(
        request,
        _wave(request, public_id),
        actions.enter_wave,
        EmptyForm,
        title=_("Hand this wave to the lab?"),
        button=_("Hand it to the lab"),
        success=_("The lab has it: it approves, or asks for more."),
    )


@READ_OR_SEND
def return_wave_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for more."""
    return _act(
        request,
        _wave(request, public_id),
        actions.return_wave,
        ReasonForm,
        title=_("What is missing?"),
        button=_("Ask for more"),
        success=_("The company is told what is missing."),
        template="programmes/wave_form.html",
    )


@READ_OR_SEND
def approve_wave_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve it."""
    return _act(
        request,
        _wave(request, public_id),
        actions.approve_wave,
        EmptyForm,
        title=_("Approve this wave?"),
        button=_("Approve the wave"),
        success=_("Approved: nothing in it changes any more."),
    )


# --- One line -------------------------------------------------------------------------


def _line(request: HttpRequest, public_id: UUID) -> BurdenRow:
    rows = BurdenRow.objects.visible_to(_reader(request)).select_related("report")
    row = get_object_or_404(rows, public_id=public_id)
    row.wave = get_object_or_404(Wave.objects.with_sides(), pk=row.wave_id)
    return row


@READ_OR_SEND
def edit_burden_row_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a line."""
    row = _line(request, public_id)
    names = (
        *("obligation", "hours_per_year", "euros_per_year", "workability"),
        *("reasons", "irritations"),
    )
    return _act(
        request,
        row.wave,
        actions.edit_burden_row,
        forms_.BurdenForm,
        row,
        title=_("Change the obligation"),
        button=_("Save the obligation"),
        template="programmes/burden_row_form.html",
        options={"initial": {name: getattr(row, name) for name in names}},
    )


@READ_OR_SEND
def strike_burden_row_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Strike a line out."""
    row = _line(request, public_id)
    return _act(
        request,
        row.wave,
        actions.strike_burden_row,
        EmptyForm,
        row,
        title=_("Strike “%(name)s” out?") % {"name": row.obligation},
        button=_("Strike out"),
    )


@READ_OR_SEND
def report_burden_row_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a draft of a report in one click; a second click finds the same one."""
    row = _line(request, public_id)
    response = _act(
        request,
        row.wave,
        actions.report_burden_row,
        EmptyForm,
        row,
        title=_("Open a report?"),
        button=_("Open a report"),
    )
    if response.status_code != 302:
        return response
    report: Any = BurdenRow.objects.select_related("report").get(pk=row.pk).report
    seen = type(report).objects.visible_to(_reader(request)).filter(pk=report.pk)
    if not seen.exists():
        # Somebody else's draft is theirs until they hand it in.
        return redirect(row)
    said = _("A draft is open: complete it and hand it in.")
    if report.reference:
        said = _("This obligation is reported already: it is one case.")
    messages.success(request, said)
    return redirect(report)
