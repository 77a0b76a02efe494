"""The directory: people who can be asked, and plants that have no contact yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_filters import FilterSet

from matchmaking import looks, rules, seats
from matchmaking.actions import draft_introduction
from matchmaking.actions.drafts import remaining_rights, why_not_ask
from matchmaking.directory import (
    PEOPLE_ORDER,
    SITES_ORDER,
    commune_of,
    people_found,
    sites_found,
    source_of,
    topic_names,
    year_of,
)
from matchmaking.exports import DIRECTORY, DIRECTORY_SITES
from matchmaking.filters import active_count
from matchmaking.models import DecisionMaker
from matchmaking.people import company, own_startup
from programmes import rules as frame
from programmes.models import Site
from servindus import clock
from servindus.corrections import Correction, corrected
from servindus.exports.dataset import Dataset
from servindus.exports.pages import exporter
from servindus.keyset import capped_count, found_first, page_of
from servindus.templatetags.servindus import short_date
from servindus.ui import Crumb, Exporter, ListPage, Person, Tab
from servindus.workflow import ActRefused


@require_safe
def decision_maker_list(request: HttpRequest) -> HttpResponse:
    """List the people who can be asked, by company."""
    user = request.user
    if not (rules.asks(user) or frame.is_staff(user)):
        raise PermissionDenied
    listed = _listed(request, partial(people_found, user))  # type: ignore[arg-type]
    now = clock.now()
    rows = seats.with_desk(listed.rows, clock.local_day(now))
    page = page_of(request, rows, by=PEOPLE_ORDER)
    forecasts = seats.forecasts(page.rows, now)
    return render(
        request,
        "matchmaking/decision_maker_list.html",
        {
            **_frame(request, listed, "people"),
            "exporter": _exporter(request, DIRECTORY, listed),
            "cards": [
                _card(card, forecasts[card.pk], card.topic_names[:3])
                for card in page.rows
            ],
            "pager": page.pager,
        },
    )


@require_safe
def site_list(request: HttpRequest) -> HttpResponse:
    """List the plants of the four territories that have no contact yet."""
    user = request.user
    if not (rules.asks(user) or frame.is_staff(user)):
        raise PermissionDenied
    listed = _listed(request, sites_found)
    page = page_of(request, listed.rows, by=SITES_ORDER)
    return render(
        request,
        "matchmaking/site_list.html",
        {
            **_frame(request, listed, "sites"),
            "exporter": _exporter(request, DIRECTORY_SITES, listed)
            if page.rows
            else None,
            "sites": [_site(site) for site in page.rows],
            "pager": page.pager,
        },
    )


@dataclass(frozen=True)
class _Listed:
    """What a list shows: rows ready for a page, how many, by which words instead."""

    filters: FilterSet
    rows: QuerySet[Any]
    total: int
    correction: Correction | None = None


def _listed(
    request: HttpRequest, find: Callable[[QueryDict], tuple[FilterSet, QuerySet[Any]]]
) -> _Listed:
    """Give what the address filters; a search that finds nothing is asked corrected."""
    filters, found = find(request.GET)
    typed = filters.form.is_valid() and filters.form.cleaned_data.get("q")
    if not typed:
        total = capped_count(filters.qs, "sort_name", "pk")
        return _Listed(filters, found, total)
    found, total = found_first(found)
    if total:
        return _Listed(filters, found, total)
    others = request.GET.copy()
    del others["q"]
    correction, found, total = corrected(find(others)[1], typed)
    return _Listed(filters, found, total, correction and correction.on(request))


def _exporter(
    request: HttpRequest, dataset: Dataset, listed: _Listed
) -> Exporter | None:
    """Give the buttons for the rows that are shown, also under a corrected search."""
    if not listed.total:
        return None
    if listed.correction is None:
        return exporter(request, dataset)
    return exporter(request, dataset, q=listed.correction.text)


def _site(site: Site) -> dict[str, Any]:
    return {
        "site": site,
        "person": Person(site.name, shape="dashed"),
        "activity": site.activity or "",  # type: ignore[attr-defined]
        "source": source_of(site),
        "year": year_of(site),
        "commune": commune_of(site),
    }


def _frame(request: HttpRequest, listed: _Listed, current: str) -> dict[str, Any]:
    people = reverse("matchmaking:decision_maker_list")
    sites = reverse("matchmaking:site_list")
    return {
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Directory"))],
        "filter_form": listed.filters.form,
        "active": active_count(listed.filters),
        "total": listed.total,
        "correction": listed.correction,
        "tabs": [
            Tab(_("People who can be asked"), people, current=current == "people"),
            Tab(_("Sites without a contact yet"), sites, current=current == "sites"),
        ],
        "asks": bool(rules.asks(request.user)),
    }


def _card(
    card: DecisionMaker, forecast: tuple[date, date] | None, topics: list[str]
) -> dict[str, Any]:
    lines = {"forecast": forecast, "leaves_line": _("Has many requests before yours")}
    if forecast:
        leaves, answered = (short_date(day) for day in forecast)
        # Words made here: a translated block costs more, once a row.
        lines["leaves_line"] = _("Can leave on %(date)s") % {"date": leaves}
        lines["answered_line"] = _("Answer at the latest %(date)s") % {"date": answered}
    return {
        **lines,
        "object": card,
        "person": company(card.organisation),
        "topics": topics,
        "formats": looks.formats_text(card.formats),
    }


@require_safe
def decision_maker_detail(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Show one person's card: what they wish to hear of, and when they would answer."""
    card = get_object_or_404(
        DecisionMaker.objects.visible_to(request.user)  # type: ignore[arg-type]
        .select_related("organisation", "site", "lab")
        .annotate(topic_names=topic_names()),
        public_id=public_id,
    )
    startup = own_startup(request.user)
    now = clock.now()
    topics = card.topic_names[:3]  # type: ignore[attr-defined]
    context = {
        **_card(card, seats.forecasts([card], now)[card.pk], topics),
        "crumbs": [
            Crumb(_("Directory"), reverse("matchmaking:decision_maker_list")),
            Crumb(card.place),
        ],
        "reason": why_not_ask(startup, card, now) if startup else None,
        "startup": startup,
        "rights": remaining_rights(startup, now) if startup else None,
        "open": card.introductions.filter(startup=startup).open(now).first()
        if startup
        else None,
        "pager": ListPage(),
    }
    return render(request, "matchmaking/decision_maker_detail.html", context)


@require_POST
def draft_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Open a draft towards this person and go to its first step."""
    card = get_object_or_404(
        DecisionMaker.objects.visible_to(request.user),  # type: ignore[arg-type]
        public_id=public_id,
    )
    startup = own_startup(request.user)
    if startup is None or not request.user.has_perm(
        "matchmaking.draft_decision_maker", card
    ):
        raise PermissionDenied
    try:
        introduction = draft_introduction(startup, card, by=request.user)  # type: ignore[arg-type]
    except ActRefused as refused:
        messages.error(request, str(refused))
        return redirect(card.get_absolute_url())
    if introduction.status != "draft":
        return redirect(introduction.get_absolute_url())
    return redirect("matchmaking:edit_introduction", introduction.public_id, 1)
