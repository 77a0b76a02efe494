"""The jobs register: its list, one declaration and its acts, the public figures."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, rules
from programmes.enums import OrganisationStatus
from programmes.jobs import figures, lists, looks, sums
from programmes.jobs import forms as forms_
from programmes.jobs.exports import JOBS
from programmes.jobs.wording import amount
from programmes.models import JobsRecord, Organisation
from servindus import clock
from servindus.exports.pages import exporter
from servindus.exports.small import csv_file
from servindus.forms import EmptyForm, ReasonForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.secrecy import FEWEST
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100
COUNTED = 1001
# Of the companies that a search finds.
MOST_FOUND = 20


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


# --- The register ---------------------------------------------------------------------


@require_safe
def jobs_record_list(request: HttpRequest) -> HttpResponse:
    """List the declarations of one's company or lab, by where they stand."""
    user = _reader(request)
    counts = capped_counts(
        [lists.part_of(user, slug) for slug, _label in lists.PARTS], cap=MOST_SHOWN
    )
    by_slug = dict(zip(dict(lists.PARTS), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "a-confirmer" if by_slug["a-confirmer"] else "comptes"
    found = lists.found(user, request.GET, part)
    page = page_of(
        request,
        found.qs.with_sides().with_last_check(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    [total] = capped_counts([found.qs], cap=COUNTED)
    data = found.form.cleaned_data if found.form.is_valid() else {}
    may = user.has_perm("programmes.export_jobs_record")
    context = {
        "rows": [looks.row(row, user) for row in page.rows],
        "pager": page.pager,
        "part": part,
        "filter_form": found.form,
        "active": sum(bool(value) for value in data.values()),
        "total": total,
        "tabs": _tabs(user, by_slug, part),
        "acts": _declaring(user),
        "exporter": exporter(request, JOBS, vue=part) if may and page.rows else None,
        "crumbs": looks.crumbs(Crumb(_("Jobs"))),
    }
    return render(request, "programmes/jobs_record_list.html", context)


def _tabs(user: User, counts: dict[str, int], part: str) -> list[Tab]:
    href = reverse("programmes:jobs_record_list")
    staff = bool(rules.is_lab_staff(user))
    mine = {"a-confirmer": staff, "a-recompter": True}
    return [
        Tab(
            label,
            f"{href}?vue={slug}",
            count=counts[slug],
            current=slug == part,
            mine=mine.get(slug, False),
        )
        for slug, label in lists.PARTS
    ]


def _declaring(user: User) -> list[Act]:
    """Give the way to a new declaration, for whoever can make one."""
    if not user.has_perm("programmes.declare_jobs"):
        return []
    href = reverse("programmes:jobs_company_list")
    return [Act(_("Declare jobs"), href, "user-plus", "main")]


@require_safe
def jobs_company_list(request: HttpRequest) -> HttpResponse:
    """Choose the company whose jobs one declares; one's own goes straight on."""
    user = _reader(request)
    if not user.has_perm("programmes.declare_jobs"):
        raise PermissionDenied
    rows = Organisation.objects.visible_to(user).filter(
        kind__in=rules.COMPANY_KINDS, status=OrganisationStatus.VERIFIED
    )
    typed = request.GET.get("q", "").strip()[:120]
    staff = bool(rules.is_lab_staff(user))
    if staff:
        found = rows.matching(typed) if typed else rows.none()
    else:
        found = rows.filter(pk__in=rules.organisation_ids(user, *rules.COMPANY_KINDS))
    companies = list(
        found.select_related("lab").order_by("sort_name", "pk")[:MOST_FOUND]
    )
    if not staff and len(companies) == 1:
        return redirect("programmes:declare_jobs", companies[0].public_id)
    context = {
        "companies": [(row, looks.company(row)) for row in companies],
        "typed": typed,
        "searches": staff,
        "crumbs": looks.crumbs(looks.register_crumb(), Crumb(_("Declare jobs"))),
    }
    return render(request, "programmes/jobs_company_list.html", context)


def _record(request: HttpRequest, public_id: UUID) -> JobsRecord:
    rows = JobsRecord.objects.visible_to(_reader(request)).with_sides()
    rows = rows.select_related("introduction__lab", "blocker__lab", "pilot__lab")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def jobs_record_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one declaration: before and now, the link, the document, what happened."""
    record, user = _record(request, public_id), _reader(request)
    checks = looks.checks(record)
    context = {
        "record": record,
        "badge": looks.badge(record),
        "amount": amount(record),
        "sentence": looks.sentence(record, clock.today()),
        "numbers": looks.numbers(record),
        "shares": looks.shares(record),
        "checks": checks,
        "links": _links(record, user),
        "acts": looks.acts(record, user),
        "items": looks.timeline(record, checks),
        "crumbs": looks.crumbs(looks.register_crumb(), Crumb(record.organisation.name)),
    }
    return render(request, "programmes/jobs_record_detail.html", context)


def _links(record: JobsRecord, user: User) -> list[tuple[str, str, str]]:
    """Give what it is linked to; a page of its own for whoever may read it."""
    found = []
    for name, label in (
        ("introduction", _("Introduction")),
        ("blocker", _("Blocker")),
        ("pilot", _("Pilot")),
    ):
        linked: Any = getattr(record, name)
        if linked is not None:
            rows: Any = type(linked).objects
            seen = rows.visible_to(user).filter(pk=linked.pk).exists()
            text = forms_.reference_of(linked, seen)
            found.append((label, linked.get_absolute_url() if seen else "", text))
    return found


# --- Acts -----------------------------------------------------------------------------


@READ_OR_SEND
def declare_jobs_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Declare jobs of a company."""
    user = _reader(request)
    rows = Organisation.objects.visible_to(user).select_related("lab")
    organisation = get_object_or_404(rows, public_id=public_id)
    page = Page(
        title=_("Declare jobs"),
        lead=organisation.name,
        button=_("Save the declaration"),
        success=_("Saved. Read it once more, then send it to the lab."),
        back=reverse("programmes:jobs_record_list"),
        opens_made=True,
        template="programmes/jobs_record_form.html",
    )
    return perform(
        request,
        actions.declare_jobs,
        organisation,
        forms_.JobsForm,
        page=page,
        form_options={
            "organisation": organisation,
            "user": user,
            "instance": JobsRecord(organisation=organisation),
            "initial": _met(organisation, user, request.GET.get("pilote", "")),
        },
    )


def _met(organisation: Organisation, user: User, pilot: str) -> dict[str, Any]:
    """Begin with the pilot from whose page one comes, where it is the company's."""
    try:
        rows = forms_.pilots_of(organisation, user).filter(public_id=UUID(pilot))
    except ValueError:
        return {}
    found = rows.first()
    return {"pilot": found.pk} if found else {}


def _act(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    record = _record(request, public_id)
    options = words.pop("options", {})
    page = Page(
        lead=f"{record.organisation.name} · {amount(record)}",
        back=record.get_absolute_url(),
        extra={"record": record, **words.pop("extra", {})},
        **words,
    )
    return perform(request, action, record, form, page=page, form_options=options)


@READ_OR_SEND
def edit_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a declaration that no lab has in hand."""
    record = _record(request, public_id)
    return _act(
        request,
        public_id,
        actions.edit_jobs_record,
        forms_.JobsForm,
        title=_("Change the declaration"),
        button=_("Save the declaration"),
        success=_("Saved. Read it once more, then send it to the lab."),
        template="programmes/jobs_record_form.html",
        options={
            "organisation": record.organisation,
            "user": _reader(request),
            "instance": JobsRecord.objects.get(pk=record.pk),
        },
    )


@READ_OR_SEND
def submit_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it before the lab."""
    return _act(
        request,
        public_id,
        actions.submit_jobs_record,
        EmptyForm,
        title=_("Send this declaration to the lab?"),
        button=_("Send it to the lab"),
        success=_("The lab has it: you hear what it says."),
    )


@READ_OR_SEND
def confirm_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count it."""
    record = _record(request, public_id)
    return _act(
        request,
        public_id,
        actions.confirm_jobs_record,
        EmptyForm,
        title=_("Count these jobs?"),
        button=_("Confirm and count"),
        success=_("They count from now on."),
        template="programmes/jobs_record_confirm.html",
        extra={"numbers": looks.numbers(record), "shares": looks.shares(record)},
    )


@READ_OR_SEND
def refuse_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say why it does not count."""
    return _act(
        request,
        public_id,
        actions.refuse_jobs_record,
        ReasonForm,
        title=_("Refuse this declaration"),
        success=_("Whoever declared it is told why, and can mend it."),
    )


@READ_OR_SEND
def withdraw_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back what was counted."""
    return _act(
        request,
        public_id,
        actions.withdraw_jobs_record,
        ReasonForm,
        title=_("Count these jobs no longer"),
        success=_("They count no longer; the declaration stays, with your reason."),
    )


@READ_OR_SEND
def check_jobs_record_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how many are still there."""
    record = _record(request, public_id)
    return _act(
        request,
        public_id,
        actions.check_jobs_record,
        forms_.CheckJobsForm,
        title=_("How many are still there?"),
        button=_("Write this count"),
        success=_("Thank you: the figures show what is still there."),
        options={"record": record, "initial": {"checked_on": clock.today()}},
    )


# --- What everybody reads -------------------------------------------------------------


@login_not_required
@require_safe
def jobs_figures(request: HttpRequest) -> HttpResponse:
    """Show what is counted, by lab, with the method; no company's own figure."""
    found = figures.published(sums.register())
    context = {
        "figures": found,
        "labels": figures.labels(),
        "lines": [*found.labs, found.total],
        "ways": [*found.attributions, found.total],
        "chart": figures.bars(found),
        "fewest": FEWEST,
        "today": clock.today(),
        "in_register": request.user.is_authenticated
        and request.user.has_perm("programmes.view_jobs_record"),
        "crumbs": looks.crumbs(Crumb(_("Jobs in figures"))),
    }
    return render(request, "programmes/jobs_figures.html", context)


@login_not_required
@require_safe
def jobs_figures_csv(request: HttpRequest) -> HttpResponse:
    """Give the same figures as a file."""
    rows = figures.table(figures.published(sums.register()))
    return csv_file("emplois", _("Jobs in figures"), figures.columns(), rows)
