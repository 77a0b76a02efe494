"""Pilots: the list of each side, one file, and its acts."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions, rules
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.models import Organisation, Pilot
from programmes.models.organisations import OrganisationQuerySet
from programmes.pilots import forms as forms_
from programmes.pilots import links, lists, looks
from programmes.pilots.enums import MOST_CRITERIA
from programmes.pilots.exports import PILOTS
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import EmptyForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.ui import Act, Crumb, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100
FOUND = 12
SIDES = (OrganisationKind.STARTUP, OrganisationKind.INDUSTRIAL)


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


# --- The list and one file ------------------------------------------------------------


@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    """List one's pilots, and those that one's lab follows."""
    user, today = _reader(request), clock.today()
    counts = capped_counts(
        [lists.pilots_of(user, slug) for slug, _label in lists.PARTS], cap=MOST_SHOWN
    )
    by_slug = dict(zip(dict(lists.PARTS), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "a-traiter" if by_slug["a-traiter"] else "en-cours"
    page = page_of(
        request,
        lists.pilots_of(user, part).with_sides(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    href = reverse("programmes:pilot_list")
    can = bool(_proposers(user) or rules.lab_ids(user))
    propose = Act(_("Propose a pilot"), reverse("programmes:start_proposal"), "plus")
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
            for slug, label in lists.PARTS
        ],
        "acts": [propose] if can else [],
        "exporter": exporter(request, PILOTS, vue=part) if page.rows else None,
        "crumbs": looks.crumbs(Crumb(_("Pilots"))),
    }
    return render(request, "programmes/pilot_list.html", context)


def _pilot(request: HttpRequest, public_id: UUID) -> Pilot:
    rows = Pilot.objects.visible_to(_reader(request)).with_sides().with_jobs()
    return get_object_or_404(rows, public_id=public_id)


@require_safe
def pilot_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one pilot: its stage, whose turn, its criteria, what it gave."""
    pilot, user, today = _pilot(request, public_id), _reader(request), clock.today()
    context = {
        "pilot": pilot,
        "badge": looks.badge(pilot),
        "stages": looks.stages(pilot),
        "turn": looks.turn(pilot, user, today),
        "acts": [*looks.acts(pilot, user), *looks.declaring(pilot, user)],
        "criteria": looks.criteria(pilot),
        "connections": looks.connections(pilot, user),
        "items": looks.timeline(pilot, today),
        "sides": [looks.company(pilot.startup), looks.company(pilot.company)],
        "crumbs": looks.way(Crumb(pilot.title)),
    }
    return render(request, "programmes/pilot_detail.html", context)


# --- An idea --------------------------------------------------------------------------


def _proposers(user: User) -> list[int]:
    """Give the organisations for which this person may propose."""
    return sorted(rules.organisation_ids(user, *SIDES))


@require_safe
def start_proposal(request: HttpRequest) -> HttpResponse:
    """Lead to the form of one's organisation; several: choose which."""
    user = _reader(request)
    found, q = _companies(user), " ".join(request.GET.get("q", "").split())
    searches = bool(rules.lab_ids(user))
    if not found and not searches:
        raise PermissionDenied
    if len(found) == 1 and not searches:
        return redirect("programmes:propose_pilot", found[0].public_id)
    context = {
        "organisations": _followed(user, q) if q else found,
        "searches": searches,
        "q": q,
        "crumbs": looks.way(Crumb(_("Propose a pilot"))),
    }
    return render(request, "programmes/start_proposal.html", context)


def _companies(user: User) -> list[Organisation]:
    rows = Organisation.objects.filter(pk__in=_proposers(user))
    rows = rows.filter(status=OrganisationStatus.VERIFIED)
    return list(rows.order_by("sort_name", "pk"))


def _followed(user: User, q: str) -> list[Organisation]:
    """Give the first companies of one's labs with these words."""
    rows = Organisation.objects.filter(
        lab__in=rules.lab_ids(user), kind__in=SIDES, status=OrganisationStatus.VERIFIED
    )
    return list(rows.matching(q[:120]).order_by("sort_name", "pk")[:FOUND])


def _organisation(request: HttpRequest, public_id: UUID) -> Organisation:
    rows: OrganisationQuerySet = Organisation.objects.filter(
        kind__in=SIDES, status=OrganisationStatus.VERIFIED
    )
    user = _reader(request)
    if not user.is_superuser:
        own, labs = rules.organisation_ids(user), rules.lab_ids(user)
        rows = rows.filter(Q(pk__in=own) | Q(lab__in=labs))
    return get_object_or_404(rows.select_related("lab"), public_id=public_id)


def _met(request: HttpRequest) -> dict[str, Any]:
    """Give the introduction that an address names, if the reader may use it."""
    try:
        wanted = UUID(request.GET.get("mise-en-relation", ""))
    except ValueError:
        return {}
    found = links.introductions(_reader(request)).filter(public_id=wanted).first()
    return {"introduction": found.pk} if found else {}


@READ_OR_SEND
def propose_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say with whom, about what, and what it is to find out."""
    organisation = _organisation(request, public_id)
    page = Page(
        title=_("Propose a pilot"),
        lead=organisation.name,
        button=_("Send the idea"),
        success=_("Your idea has left: next come days, cost and criteria."),
        back=reverse("programmes:pilot_list"),
        opens_made=True,
        template="programmes/propose_pilot.html",
        extra={"crumbs": looks.way(Crumb(_("Propose a pilot")))},
    )
    user = _reader(request)
    options = {"organisation": organisation, "user": user, "initial": _met(request)}
    return perform(
        request,
        actions.propose_pilot,
        organisation,
        forms_.ProposeForm,
        page=page,
        form_options=options,
    )


# --- Its acts -------------------------------------------------------------------------


def _move(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    pilot = _pilot(request, public_id)
    options = words.pop("options", None)
    # Before anything that is shown of it: what changes from here on is not agreed to.
    frame = pilot.frame
    page = Page(
        lead=f"{pilot.startup.name} · {pilot.company.name}",
        back=pilot.get_absolute_url(),
        extra={
            "pilot": pilot,
            "frame": frame,
            "criteria": looks.criteria(pilot),
            "crumbs": looks.way(Crumb(pilot.title, pilot.get_absolute_url())),
        },
        **words,
    )
    given = options(pilot) if options else {}
    return perform(request, action, pilot, form, page=page, form_options=given)


def _framed(pilot: Pilot) -> dict[str, Any]:
    """Fill in what is written already."""
    names = ("starts_on", "ends_on", "site", "facility", "planned_cost", "funding")
    initial = {name: getattr(pilot, name) for name in names}
    for one in pilot.criteria.order_by("rank")[:MOST_CRITERIA]:
        initial[f"measure_{one.rank}"] = one.measure
        initial[f"threshold_{one.rank}"] = one.threshold
    return {"pilot": pilot, "initial": initial}


@READ_OR_SEND
def frame_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write days, cost and criteria."""
    return _move(
        request,
        public_id,
        actions.frame_pilot,
        forms_.FrameForm,
        title=_("Write the frame"),
        button=_("Send the frame"),
        success=_("The other side reads it and agrees, or asks for a change."),
        template="programmes/frame_pilot.html",
        options=_framed,
    )


@READ_OR_SEND
def agree_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree on the frame that was read: its number comes with the click."""
    return _move(
        request,
        public_id,
        actions.agree_pilot,
        forms_.AgreeForm,
        title=_("Agree on the frame"),
        button=_("I agree"),
        success=_("It is noted; the other side is told."),
        template="programmes/agree_pilot.html",
    )


@READ_OR_SEND
def start_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start it."""
    return _move(
        request,
        public_id,
        actions.start_pilot,
        EmptyForm,
        title=_("Start the pilot"),
        button=_("It starts today"),
        success=_("It has started; the criteria stay as they are."),
        template="programmes/pilot_form.html",
    )


@READ_OR_SEND
def evaluate_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Judge each criterion, and say what it gave."""
    return _move(
        request,
        public_id,
        actions.evaluate_pilot,
        forms_.EvaluateForm,
        title=_("What did it give?"),
        button=_("Send the evaluation"),
        success=_("It is written; now decide how it goes on."),
        template="programmes/evaluate_pilot.html",
        options=lambda pilot: {"pilot": pilot},
    )


@READ_OR_SEND
def extend_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on with it."""
    return _move(
        request,
        public_id,
        actions.extend_pilot,
        forms_.ExtendForm,
        title=_("Go on with it"),
        button=_("It goes on"),
        success=_("Both sides know how it goes on."),
        template="programmes/pilot_form.html",
    )


@READ_OR_SEND
def stop_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop it, with the reason."""
    return _move(
        request,
        public_id,
        actions.stop_pilot,
        forms_.StopForm,
        title=_("Stop this pilot"),
        success=_("It is stopped; both sides know why."),
    )


@READ_OR_SEND
def link_pilot_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say where it came from and what it met."""
    user = _reader(request)
    return _move(
        request,
        public_id,
        actions.link_pilot,
        forms_.LinkForm,
        title=_("What it is linked to"),
        success=_("The links are saved."),
        options=lambda pilot: {"pilot": pilot, "user": user},
    )
