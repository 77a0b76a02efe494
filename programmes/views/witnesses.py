"""Witness companies: the list, one company and its acts, its story, public figures."""

from dataclasses import replace
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
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.models import Organisation, Wave, WitnessEngagement
from programmes.witnesses import figures, lists, looks, story, wave_looks
from programmes.witnesses import forms as forms_
from programmes.witnesses.enums import SCOPES
from programmes.witnesses.exports import BURDENS, OBSERVATIONS
from programmes.witnesses.filters import StoryFilter
from programmes.witnesses.looks import Seen
from programmes.witnesses.reads import note_read
from programmes.witnesses.rules import works_with
from servindus import clock
from servindus.exports.pages import exporter
from servindus.forms import ReasonForm
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.secrecy import FEWEST
from servindus.ui import Act, Crumb, Exporter, Tab
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 100
# Of the companies that a search finds, and of the story on the first page.
MOST_FOUND, MOST_TOLD = 20, 6


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


# --- The list -------------------------------------------------------------------------


@require_safe
def witness_engagement_list(request: HttpRequest) -> HttpResponse:
    """List the witness companies that one follows; others read what all may read."""
    user = _reader(request)
    if not works_with(user):
        return redirect("programmes:witness_figures")
    counts = capped_counts(
        [lists.part_of(user, slug) for slug, _label in lists.PARTS], cap=MOST_SHOWN
    )
    by_slug = dict(zip(dict(lists.PARTS), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "en-cours"
    page = page_of(
        request,
        lists.part_of(user, part).with_sides().with_next_wave(),
        by="created_at",
        descending=True,
        key=lambda row: row.created_at.isoformat(),
    )
    today = clock.today()
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "tabs": _tabs(by_slug, part),
        "acts": _preparing(user),
        "exporters": _files(request) if page.rows else [],
        "crumbs": looks.crumbs(Crumb(_("Witness companies"))),
    }
    return render(request, "programmes/witness_engagement_list.html", context)


def _files(request: HttpRequest) -> list[Exporter]:
    """Give the files of what one reads, for whoever may take them out."""
    both = (
        exporter(request, BURDENS, label=_("Export the obligations")),
        exporter(request, OBSERVATIONS, label=_("Export the observations")),
    )
    return [one for one in both if one is not None]


def _tabs(counts: dict[str, int], part: str) -> list[Tab]:
    href = reverse("programmes:witness_engagement_list")
    return [
        Tab(label, f"{href}?vue={slug}", count=counts[slug], current=slug == part)
        for slug, label in lists.PARTS
    ]


def _preparing(user: User) -> list[Act]:
    if not user.has_perm("programmes.prepare_witness_engagement"):
        return []
    href = reverse("programmes:witness_company_list")
    return [Act(_("Make a company a witness"), href, "plus", "main")]


@require_safe
def witness_company_list(request: HttpRequest) -> HttpResponse:
    """Choose the company that becomes a witness."""
    user = _reader(request)
    if not user.has_perm("programmes.prepare_witness_engagement"):
        raise PermissionDenied
    typed = request.GET.get("q", "").strip()[:120]
    rows = Organisation.objects.visible_to(user).filter(
        kind=OrganisationKind.INDUSTRIAL,
        status=OrganisationStatus.VERIFIED,
        lab__in=rules.lab_ids(user),
    )
    found = rows.matching(typed) if typed else rows.none()
    companies = found.select_related("lab").order_by("sort_name", "pk")[:MOST_FOUND]
    context = {
        "companies": [(row, looks.company(row)) for row in companies],
        "typed": typed,
        "crumbs": looks.crumbs(
            looks.list_crumb(), Crumb(_("Make a company a witness"))
        ),
    }
    return render(request, "programmes/witness_company_list.html", context)


# --- One company ----------------------------------------------------------------------


def _engagement(request: HttpRequest, public_id: UUID) -> WitnessEngagement:
    rows = WitnessEngagement.objects.visible_to(_reader(request)).with_sides()
    return get_object_or_404(rows, public_id=public_id)


def _with_waves(request: HttpRequest, public_id: UUID) -> WitnessEngagement:
    """Give an engagement together with its waves, in one statement where it has any."""
    rows = Wave.objects.visible_to(_reader(request)).with_sides().in_order()
    waves = list(rows.filter(engagement__public_id=public_id))
    if not waves:
        return _engagement(request, public_id)
    engagement = waves[0].engagement
    engagement._prefetched_objects_cache = {"waves": waves}  # type: ignore[attr-defined]
    return engagement


def _shown(request: HttpRequest, seen: list[Seen]) -> Seen | None:
    """Give the wave that the address asks for, or the latest one with lines."""
    wanted = request.GET.get("releve", "")
    for one in seen:
        if str(one.wave.public_id) == wanted:
            return one
    return seen[-1] if seen else None


@require_safe
def witness_engagement_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one company: consents, key figures, the matrix, its story, what comes."""
    engagement, user = _with_waves(request, public_id), _reader(request)
    note_read(request, engagement)
    waves = story.with_burdens(engagement)
    seen = looks.seen_by(engagement, user, looks.with_lines(waves))
    shown = _shown(request, seen)
    told = story.of(engagement, user)
    context = {
        "engagement": engagement,
        "company": looks.company(engagement.organisation),
        "badge": looks.badge(engagement),
        "consents": looks.consents(engagement),
        "acts": _acts(engagement, waves, user),
        "keys": looks.keys(seen, shown, told),
        "unapproved": looks.unapproved(shown),
        "waves": [(wave, looks.wave_badge(wave)) for wave in waves],
        "matrix_tabs": _matrix_tabs(engagement, seen, shown),
        "told": told[:MOST_TOLD],
        "told_more": len(told) > MOST_TOLD,
        "coming": looks.coming(engagement, waves),
        "crumbs": looks.crumbs(looks.list_crumb(), Crumb(engagement.organisation.name)),
        **matrix_context(shown, user),
    }
    return render(request, "programmes/witness_engagement_detail.html", context)


def _acts(engagement: WitnessEngagement, waves: list[Wave], user: User) -> list[Act]:
    """Give the buttons, and first the wave that is to be written now."""
    found = looks.acts(engagement, user, looks.ENGAGEMENT_ACTS)
    now = looks.to_write(engagement, waves)
    if now is None or not user.has_perm("programmes.record_observation", now):
        return found
    rest = [replace(one, kind="other") if one.kind == "main" else one for one in found]
    words = _("Write in the wave: %(kind)s") % {"kind": now.get_kind_display()}
    return [Act(words, now.get_absolute_url(), "pencil-square", "main"), *rest]


def matrix_context(
    shown: Seen | None, user: User, *, editing: bool = False
) -> dict[str, Any]:
    """Give what the matrix and its table draw."""
    if shown is None:
        return {"wave": None}
    return {
        "wave": shown.wave,
        "matrix": wave_looks.matrix(shown.lines),
        "lines": wave_looks.rows(shown.wave, shown.lines, user, editing),
        "priced": shown.wave.hourly_cost is not None,
        "sums": {
            "hours": looks.said(shown.sums.hours),
            "euros": looks.said(shown.sums.euros),
            "cost": looks.said(shown.sums.cost),
        },
    }


def _matrix_tabs(
    engagement: WitnessEngagement, seen: list[Seen], shown: Seen | None
) -> list[Tab]:
    href = engagement.get_absolute_url()
    return [
        Tab(
            f"{one.wave.get_kind_display()}, {one.wave.due_on:%m/%Y}",
            f"{href}?releve={one.wave.public_id}#matrice",
            current=one is shown,
        )
        for one in seen
    ]


@require_safe
def witness_story(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the whole story, by kind and days, ready to be printed."""
    engagement, user = _with_waves(request, public_id), _reader(request)
    note_read(request, engagement)
    form = StoryFilter(request.GET)
    told = form.keep(story.of(engagement, user))
    context = {
        "engagement": engagement,
        "company": looks.company(engagement.organisation),
        "told": told,
        "filter_form": form,
        "active": form.active,
        "total": len(told),
        "today": clock.today(),
        "crumbs": looks.crumbs(
            looks.list_crumb(), looks.engagement_crumb(engagement), Crumb(_("Story"))
        ),
    }
    return render(request, "programmes/witness_story.html", context)


# --- Acts -----------------------------------------------------------------------------


@READ_OR_SEND
def prepare_witness_engagement_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Propose to a company that its lab looks."""
    user = _reader(request)
    rows = Organisation.objects.visible_to(user).select_related("lab")
    organisation = get_object_or_404(rows, public_id=public_id)
    if organisation.lab is None:
        raise PermissionDenied
    page = Page(
        title=_("Make it a witness company"),
        lead=organisation.name,
        button=_("Propose the charter"),
        success=_("The company is told: it reads the charter and signs."),
        back=reverse("programmes:witness_engagement_list"),
        opens_made=True,
    )
    mine = user.pk if organisation.lab_id in rules.lab_ids(user) else None
    return perform(
        request,
        actions.prepare_witness_engagement,
        organisation,
        forms_.PrepareForm,
        page=page,
        form_options={"lab": organisation.lab, "initial": {"referent": mine}},
    )


def _act(
    request: HttpRequest, engagement: WitnessEngagement, action: Any, form: Any,
    **words: Any,
) -> HttpResponse:  # fmt: skip
    options = words.pop("options", {})
    page = Page(
        lead=engagement.organisation.name,
        back=engagement.get_absolute_url(),
        extra={"engagement": engagement},
        **words,
    )
    return perform(request, action, engagement, form, page=page, form_options=options)


@READ_OR_SEND
def edit_witness_engagement_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the referents."""
    engagement = _engagement(request, public_id)
    given = {
        "referent": engagement.referent_id,
        "second_referent": engagement.second_referent_id,
    }
    return _act(
        request,
        engagement,
        actions.edit_witness_engagement,
        forms_.ReferentsForm,
        title=_("Who follows this company?"),
        button=_("Save the referents"),
        options={"lab": engagement.lab, "initial": given},
    )


@READ_OR_SEND
def sign_witness_engagement_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign the charter, or write down one that was signed on paper."""
    engagement = _engagement(request, public_id)
    own = engagement.organisation_id in rules.organisation_ids(_reader(request))
    return _act(
        request,
        engagement,
        actions.sign_witness_engagement,
        forms_.SignForm if own else forms_.PaperCharterForm,
        title=_("Sign the charter") if own else _("A charter signed on paper"),
        button=_("Sign the charter") if own else _("Write it down"),
        success=_("Signed: the first wave comes within thirty days."),
        template="programmes/witness_charter.html",
        options={"initial": {"signed_on": clock.today()}},
    )


@READ_OR_SEND
def share_witness_engagement_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Say what is shared; taken back, it is gone at once."""
    engagement = _engagement(request, public_id)
    given = {name: getattr(engagement, name) for name in SCOPES}
    return _act(
        request,
        engagement,
        actions.share_witness_engagement,
        forms_.ShareForm,
        title=_("What do you share?"),
        button=_("Save what you share"),
        success=_("It holds from now on, on every page."),
        template="programmes/witness_consents.html",
        options={"initial": given},
    )


@READ_OR_SEND
def end_witness_engagement_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave, or let go."""
    engagement = _engagement(request, public_id)
    return _act(
        request,
        engagement,
        actions.end_witness_engagement,
        ReasonForm,
        title=_("End the engagement"),
        success=_("It has ended; what was written stays as it was agreed."),
    )


# --- What everybody reads -------------------------------------------------------------


@login_not_required
@require_safe
def witness_figures(request: HttpRequest) -> HttpResponse:
    """Show what witness companies let everybody know, lab by lab."""
    user: Any = request.user
    context = {
        "labs": figures.of_labs(),
        "quotes": figures.quotes(user),
        "fewest": FEWEST,
        "today": clock.today(),
        "follows": user.is_authenticated and works_with(user),
        "crumbs": looks.crumbs(Crumb(_("Witness companies"))),
    }
    return render(request, "programmes/witness_figures.html", context)
