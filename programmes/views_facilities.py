"""The catalogue of what the territories share, and the requests to use it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, catalogue, rules
from programmes import facility_forms as forms_
from programmes import facility_looks as looks
from programmes.enums import OrganisationStatus
from programmes.facility_exports import ACCESS, FACILITIES
from programmes.models import AccessRequest, Facility, Organisation
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm, ReasonForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100
COUNTED = 1001


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _home(*crumbs: Crumb) -> list[Crumb]:
    return [Crumb(_("Home"), reverse("home")), *crumbs]


def _catalogue_crumb() -> Crumb:
    return Crumb(_("Workshops and data"), reverse("programmes:facility_list"))


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
        "crumbs": _home(Crumb(_("Workshops and data"))),
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
        open_request = own.open().order_by("-pk").first()
    acts = looks.facility_acts(facility, user) if user.is_authenticated else []
    context = {
        "facility": facility,
        "person": looks.company(facility.owner),
        "badge": looks.facility_badge(facility),
        "topics": [topic.name for topic in facility.topics.all()],
        "open_request": open_request,
        "may_ask": user.has_perm("programmes.ask_facility", facility)
        and facility.owner_id not in rules.organisation_ids(user),
        "acts": acts,
        "crumbs": _home(_catalogue_crumb(), Crumb(facility.name)),
    }
    return render(request, "programmes/facility_detail.html", context)


def _facility(request: HttpRequest, public_id: UUID) -> Facility:
    rows = Facility.objects.visible_to(request.user)
    rows = rows.select_related("owner", "lab__operator", "commune")
    return get_object_or_404(rows.prefetch_related("topics"), public_id=public_id)


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
        title=_("Open it to companies?"),
        lead=_("It stands in the public catalogue, and companies can ask for access."),
        button=_("Open it"),
        success=_("It stands in the catalogue."),
        back=facility.get_absolute_url(),
    )
    return perform(request, actions.open_facility, facility, EmptyForm, page=page)


@READ_OR_SEND
def close_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it out of the catalogue."""
    facility = _facility(request, public_id)
    page = Page(
        title=_("Close it?"),
        lead=_("Nobody can ask any more; what was agreed before stays."),
        button=_("Close it"),
        success=_("It is out of the catalogue."),
        back=facility.get_absolute_url(),
    )
    return perform(request, actions.close_facility, facility, EmptyForm, page=page)


@READ_OR_SEND
def ask_facility_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for access: what for, when, how many."""
    facility = _facility(request, public_id)
    own = Organisation.objects.filter(
        pk__in=rules.organisation_ids(request.user, *rules.COMPANY_KINDS),
        status=OrganisationStatus.VERIFIED,
    ).exclude(pk=facility.owner_id)
    companies = list(own.order_by("sort_name", "pk"))
    if not companies:
        raise PermissionDenied
    page = Page(
        title=_("Ask for access"),
        lead=f"{facility.name}, {facility.owner.name}",
        button=_("Send the request"),
        success=_("Your request has left: the owner answers within five working days."),
        back=facility.get_absolute_url(),
        next=f"{reverse('programmes:access_request_list')}?vue=en-cours",
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


# --- Requests -------------------------------------------------------------------------


@require_safe
def access_request_list(request: HttpRequest) -> HttpResponse:
    """List one's requests, and those to what one's company or lab answers for."""
    user, today = _reader(request), clock.today()
    counts = capped_counts(
        [catalogue.requests_of(user, slug) for slug, _label in catalogue.PARTS],
        cap=MOST_SHOWN,
    )
    by_slug = dict(zip(dict(catalogue.PARTS), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "a-traiter" if by_slug["a-traiter"] else "en-cours"
    rows = catalogue.requests_of(user, part).with_sides()
    page = page_of(
        request,
        rows,
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    href = reverse("programmes:access_request_list")
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "tabs": [
            Tab(
                label,
                f"{href}?vue={slug}",
                count=by_slug[slug],
                current=slug == part,
                mine=slug == "a-traiter",
            )
            for slug, label in catalogue.PARTS
        ],
        "acts": [Act(_("Open the catalogue"), _catalogue_crumb().href, "plus")],
        "exporter": exporter(request, ACCESS, vue=part) if page.rows else None,
        "crumbs": _home(_catalogue_crumb(), Crumb(_("Requests for access"))),
    }
    return render(request, "programmes/access_request_list.html", context)


def _access(request: HttpRequest, public_id: UUID) -> AccessRequest:
    rows = AccessRequest.objects.visible_to(_reader(request)).with_sides()
    return get_object_or_404(
        rows.select_related(
            "facility__owner",
            "facility__lab__operator",
            "facility__commune",
            "organisation",
            "requested_by",
        ),
        public_id=public_id,
    )


@require_safe
def access_request_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one request: whose turn it is, what was asked, agreed and said."""
    access, user, today = _access(request, public_id), _reader(request), clock.today()
    own = access.organisation_id in rules.organisation_ids(user)
    context = {
        "access": access,
        "facility": access.facility,
        "badge": looks.badge(access),
        "turn": looks.turn(access, user, today),
        "acts": looks.acts(access, user),
        "items": looks.timeline(access, today),
        "is_own": own,
        "owner": looks.company(access.facility.owner),
        "company": looks.company(access.organisation),
        # The contact is for those who have their days.
        "contact": own and access.starts_on is not None,
        "crumbs": _home(
            _catalogue_crumb(),
            Crumb(_("Requests for access"), reverse("programmes:access_request_list")),
            Crumb(access.facility.name),
        ),
    }
    return render(request, "programmes/access_request_detail.html", context)


def _answer(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    access = _access(request, public_id)
    options = words.pop("options", {})
    page = Page(
        lead=f"{access.facility.name} · {access.organisation.name}",
        back=access.get_absolute_url(),
        extra={"access": access},
        **words,
    )
    return perform(request, action, access, form, page=page, form_options=options)


@READ_OR_SEND
def accept_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree on dates; those that were wished are filled in."""
    access = _access(request, public_id)
    today = clock.today()
    wished = {
        "starts_on": max(access.wanted_from, today),
        "ends_on": max(access.wanted_until, today),
    }
    return _answer(
        request,
        public_id,
        actions.accept_access_request,
        forms_.AcceptAccessForm,
        title=_("Agree on dates"),
        button=_("Agree on these dates"),
        success=_("The company has its dates."),
        template="programmes/access_request_form.html",
        options={"initial": wished},
    )


@READ_OR_SEND
def hold_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it on the waiting list."""
    return _answer(
        request,
        public_id,
        actions.hold_access_request,
        forms_.HoldAccessForm,
        title=_("Put on the waiting list"),
        success=_("The company knows until when it hears again."),
        template="programmes/access_request_form.html",
    )


@READ_OR_SEND
def decline_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say no, with the reason."""
    return _answer(
        request,
        public_id,
        actions.decline_access_request,
        forms_.DeclineAccessForm,
        title=_("Decline this request"),
        success=_("The company knows, with your reason."),
        template="programmes/access_request_form.html",
    )


@READ_OR_SEND
def cancel_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it up."""
    return _answer(
        request,
        public_id,
        actions.cancel_access_request,
        ReasonForm,
        title=_("Cancel this request"),
        success=_("It is cancelled; the other side is told, with your reason."),
    )


@READ_OR_SEND
def use_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that it took place."""
    return _answer(
        request,
        public_id,
        actions.use_access_request,
        EmptyForm,
        title=_("It took place"),
        button=_("It took place"),
        success=_("It is noted and counted."),
    )


@READ_OR_SEND
def review_access_request_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what came of it."""
    return _answer(
        request,
        public_id,
        actions.review_access_request,
        forms_.ReviewAccessForm,
        title=_("What came of it?"),
        button=_("Send"),
        success=_("Thank you: the owner and the lab read it."),
    )
