"""Requests for access: the list of each side, one file, and its acts."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, rules
from programmes.facilities import catalogue, looks
from programmes.facilities import forms as forms_
from programmes.facilities.enums import FacilityStatus
from programmes.facilities.exports import ACCESS
from programmes.models import AccessRequest
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm, ReasonForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


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
        "acts": [Act(_("Open the catalogue"), looks.catalogue_crumb().href, "plus")],
        "exporter": exporter(request, ACCESS, vue=part) if page.rows else None,
        "crumbs": looks.crumbs(
            looks.catalogue_crumb(), Crumb(_("Requests for access"))
        ),
    }
    return render(request, "programmes/access_request_list.html", context)


def _access(request: HttpRequest, public_id: UUID) -> AccessRequest:
    rows = AccessRequest.objects.visible_to(_reader(request)).with_sides()
    return get_object_or_404(rows, public_id=public_id)


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
        # A closed one's page is its owner's; what was agreed stands here.
        "has_page": not own or access.facility.status == FacilityStatus.OPEN,
        "owner": looks.company(access.facility.owner),
        "company": looks.company(access.organisation),
        # The contact is for those who have their days.
        "contact": own and access.starts_on is not None,
        "crumbs": looks.crumbs(
            looks.catalogue_crumb(),
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
