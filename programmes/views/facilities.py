"""The catalogue of what the territories share, and the requests to use it."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, rules
from programmes.enums import OrganisationStatus
from programmes.facilities import catalogue, first_uses, looks
from programmes.facilities import forms as forms_
from programmes.facilities.enums import FacilityKind
from programmes.facilities.exports import FACILITIES, FIRST_USES
from programmes.models import AccessRequest, Facility, Organisation
from programmes.models.organisations import OrganisationQuerySet
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100
COUNTED = 1001


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


# --- The catalogue --------------------------------------------------------------------


@login_not_required
@require_safe
def facility_list(request: HttpRequest) -> HttpResponse:
    """List what can be used, by name or by distance; open to everybody."""
    found = catalogue.found(request.GET)
    page = page_of(request, found.rows, by=found.by)
    [total] = capped_counts([found.filters.qs], cap=COUNTED)
    data = found.filters.form.cleaned_data if found.filters.form.is_valid() else {}
    may = request.user.has_perm("programmes.export_facility")
    context = {
        "entries": [looks.entry(row) for row in page.rows],
        "pager": page.pager,
        "filter_form": found.filters.form,
        "active": sum(bool(value) for value in data.values()),
        "total": total,
        "start": found.start,
        "unknown_town": bool(data.get("depuis")) and found.start is None,
        "exporter": exporter(request, FACILITIES) if may and page.rows else None,
        "mine": _of_own(request),
        "counts": bool(rules.is_staff(request.user)),
        "crumbs": looks.crumbs(Crumb(_("Workshops and data"))),
    }
    return render(request, "programmes/facility_list.html", context)


def _of_own(request: HttpRequest) -> list[Facility]:
    """Give what the reader's organisations own, listed or not."""
    own = rules.organisation_ids(request.user)
    if not own:
        return []
    rows = Facility.objects.filter(owner__in=own).select_related("owner")
    return list(rows.order_by("sort_name", "pk")[:MOST_SHOWN])


@login_not_required
@require_safe
def facility_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what one can do there, at which conditions, and how to ask."""
    facility = _facility(request, public_id)
    user = request.user
    open_request = None
    if user.is_authenticated:
        own = AccessRequest.objects.filter(
            facility=facility, organisation__in=rules.organisation_ids(user)
        )
        open_request = own.to_answer().order_by("-pk").first()
    companies = _companies(request, facility)
    verified = companies.filter(status=OrganisationStatus.VERIFIED)
    acts = looks.facility_acts(facility, user) if user.is_authenticated else []
    context = {
        "facility": facility,
        "person": looks.company(facility.owner),
        "badge": looks.facility_badge(facility),
        "topics": [topic.name for topic in facility.topics.all()],
        "open_request": open_request,
        "may_ask": verified.exists(),
        "waits": companies.exists(),
        "is_data": facility.kind == FacilityKind.DATA_SET,
        "acts": acts,
        "crumbs": looks.crumbs(looks.catalogue_crumb(), Crumb(facility.name)),
    }
    return render(request, "programmes/facility_detail.html", context)


def _facility(request: HttpRequest, public_id: UUID) -> Facility:
    rows = Facility.objects.visible_to(request.user)
    rows = rows.select_related("owner", "lab__operator", "commune")
    return get_object_or_404(rows.prefetch_related("topics"), public_id=public_id)


def _companies(request: HttpRequest, facility: Facility) -> OrganisationQuerySet:
    """Give the reader's companies that could ask, confirmed or not yet."""
    own = rules.organisation_ids(request.user, *rules.COMPANY_KINDS)
    return Organisation.objects.filter(pk__in=own).exclude(pk=facility.owner_id)


@READ_OR_SEND
def edit_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what the catalogue says."""
    facility = _facility(request, public_id)
    page = Page(
        title=_("Change the page"),
        lead=facility.name,
        button=_("Save the page"),
        success=_("The page says this from now on."),
        back=facility.get_absolute_url(),
    )
    options = {"instance": Facility.objects.get(pk=facility.pk)}
    return perform(
        request,
        actions.edit_facility,
        facility,
        forms_.FacilityForm,
        page=page,
        form_options=options,
    )


@READ_OR_SEND
def open_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show it in the catalogue."""
    facility = _facility(request, public_id)
    page = Page(
        title=_("Open this facility to companies?"),
        lead=_("It stands in the public catalogue, and companies can ask for access."),
        button=_("Open this facility"),
        success=_("It stands in the catalogue."),
        back=facility.get_absolute_url(),
    )
    return perform(request, actions.open_facility, facility, EmptyForm, page=page)


@READ_OR_SEND
def close_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it out of the catalogue."""
    facility = _facility(request, public_id)
    page = Page(
        title=_("Close this facility?"),
        lead=_("Nobody can ask any more; what was agreed before stays."),
        button=_("Close this facility"),
        success=_("It is out of the catalogue."),
        back=facility.get_absolute_url(),
    )
    return perform(request, actions.close_facility, facility, EmptyForm, page=page)


@READ_OR_SEND
def ask_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for access: what for, when, how many."""
    facility = _facility(request, public_id)
    own = _companies(request, facility).filter(status=OrganisationStatus.VERIFIED)
    if not own.exists():
        raise PermissionDenied
    page = Page(
        title=_("Ask for access"),
        lead=f"{facility.name}, {facility.owner.name}",
        button=_("Send the request"),
        success=_("Your request has left: the owner answers within five working days."),
        back=facility.get_absolute_url(),
        opens_made=True,
        template="programmes/ask_facility.html",
    )
    options = {"organisations": own.order_by("sort_name", "pk")}
    return perform(
        request,
        actions.ask_facility,
        facility,
        forms_.AskForm,
        page=page,
        form_options=options,
    )


@require_safe
def first_use_list(request: HttpRequest) -> HttpResponse:
    """Show whom the facilities reach that came for the first time; for labs."""
    user = _reader(request)
    if not rules.is_staff(user):
        raise PermissionDenied
    lines = first_uses.lines(user)
    parts: dict[str, list[first_uses.Line]] = {}
    for line in lines:
        parts.setdefault(line.part, []).append(line)
    total = sum(line.companies for line in next(iter(parts.values())))
    may = user.has_perm("programmes.export_facility")
    context = {
        "parts": parts,
        "total": total,
        "exporter": exporter(request, FIRST_USES) if may and total else None,
        "crumbs": looks.crumbs(looks.catalogue_crumb(), Crumb(_("First uses"))),
    }
    return render(request, "programmes/first_use_list.html", context)
