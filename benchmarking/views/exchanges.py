"""Exchanges of the labs: lists, one exchange, its calendar file and its minutes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from benchmarking import sections
from benchmarking.exchanges import invites, lists, looks
from benchmarking.exchanges.enums import ExchangeStatus
from benchmarking.exchanges.exports import ACTIONS, EXCHANGES
from benchmarking.models import Exchange
from benchmarking.views.making import own_labs, reader_of
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import capped_counts, page_of
from servindus.ui import Act, Crumb, Tab, Text

MOST_SHOWN = 100
E = ExchangeStatus
Parts = Sequence[tuple[str, Text]]


def _tabs(
    href: str, parts: Parts, counts: Sequence[int], current: str, words: str = ""
) -> list[Tab]:
    more = f"&{urlencode({'q': words})}" if words else ""
    return [
        Tab(label, f"{href}?vue={slug}{more}", count=count, current=slug == current)
        for (slug, label), count in zip(parts, counts, strict=True)
    ]


def _plans(request: HttpRequest) -> list[Act]:
    """Give the button of whoever may plan an exchange."""
    href = reverse("benchmarking:plan_exchange")
    plan = Act(_("Plan an exchange"), href, "plus", "main")
    return [plan] if own_labs(request) else []


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """List the exchanges: the next one first, or what is over, the last one first."""
    user, today = reader_of(request), clock.today()
    if not user.has_perm("benchmarking.view_exchange"):
        raise PermissionDenied
    parts = lists.PARTS
    part = request.GET.get("vue", "")
    part = part if part in dict(parts) else parts[0][0]
    searched = {slug: lists.found(user, slug, request.GET) for slug, _label in parts}
    counts = capped_counts([one.qs for one in searched.values()], cap=MOST_SHOWN)
    found = searched[part]
    # A search keeps the part, and a part keeps the search.
    found.form.fields["vue"] = forms.CharField(
        required=False, widget=forms.HiddenInput(), initial=part
    )
    page = page_of(
        request,
        found.qs.with_sides(),
        by="starts_at",
        descending=lists.is_about_the_past(part),
        key=lambda row: row.starts_at.isoformat(),
    )
    href = reverse("benchmarking:exchange_list")
    words = found.asked
    undertaken = Tab(
        pgettext("exchanges", "Actions"), reverse("benchmarking:exchange_action_list")
    )
    context = {
        "rows": [looks.row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "sections": sections.tabs(request),
        "filter_form": found.form,
        "active": int(bool(words)),
        "total": dict(zip(dict(parts), counts, strict=True))[part],
        "tabs": [*_tabs(href, parts, counts, part, words), undertaken],
        "acts": _plans(request),
        "exporter": exporter(request, EXCHANGES, vue=part) if page.rows else None,
        "crumbs": [*looks.way()[:1], Crumb(_("Exchanges"))],
    }
    return render(request, "benchmarking/exchange_list.html", context)


@require_safe
def exchange_action_list(request: HttpRequest) -> HttpResponse:
    """List what was undertaken, the next date first; one's own to begin with."""
    user, today = reader_of(request), clock.today()
    if not user.has_perm("benchmarking.view_exchange"):
        raise PermissionDenied
    parts = lists.ACTION_PARTS
    counts = capped_counts(
        [lists.actions_of(user, slug) for slug, _label in parts], cap=MOST_SHOWN
    )
    by_slug = dict(zip(dict(parts), counts, strict=True))
    part = request.GET.get("vue", "")
    if part not in by_slug:
        part = "les-miennes" if by_slug["les-miennes"] else "a-faire"
    page = page_of(
        request,
        lists.actions_of(user, part).select_related(
            "exchange", "owner", "lab__operator"
        ),
        by="due_on",
        key=lambda row: row.due_on.isoformat(),
    )
    context = {
        "rows": [looks.action_row(row, user, today) for row in page.rows],
        "pager": page.pager,
        "sections": sections.tabs(request),
        "tabs": _tabs(
            reverse("benchmarking:exchange_action_list"), parts, counts, part
        ),
        "exporter": exporter(request, ACTIONS, vue=part) if page.rows else None,
        "crumbs": looks.way(Crumb(pgettext("exchanges", "Actions"))),
    }
    return render(request, "benchmarking/exchange_action_list.html", context)


def exchange_of(request: HttpRequest, public_id: UUID) -> Exchange:
    """Give an exchange that the reader may see."""
    rows = Exchange.objects.visible_to(reader_of(request)).with_sides()
    rows = rows.with_questions()
    return get_object_or_404(rows, public_id=public_id)


def _minutes(exchange: Exchange, request: HttpRequest) -> dict[str, Any]:
    """Give what page and print share: agenda, who came, decisions, actions."""
    agenda = list(exchange.items.select_related("lab").order_by("rank"))
    over = exchange.status in (E.HELD, E.MINUTED)
    user = reader_of(request)
    came = looks.attendance(exchange) if over else []
    attendance, items = looks.story(exchange, user, came)
    return {
        "exchange": exchange,
        "badge": looks.badge(exchange),
        "labs": exchange.labs,
        "agenda": agenda,
        "agenda_minutes": sum(one.minutes for one in agenda),
        "questions": exchange.questions.order_by("-created_at", "-pk")
        if exchange.has_questions
        else [],
        "attendance": attendance,
        "items": items,
        "decisions": list(exchange.decisions.order_by("pk")) if over else [],
        "actions": looks.actions(exchange, user, clock.today()) if over else [],
        "is_over": over,
    }


@require_safe
def exchange_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one exchange: when and where before, who came and what follows after."""
    exchange, user = exchange_of(request, public_id), reader_of(request)
    may = exchange.status == E.HELD and user.has_perm(
        "benchmarking.strike_exchange", exchange
    )
    context = {
        **_minutes(exchange, request),
        "turn": looks.turn(exchange, user, clock.today()),
        "acts": looks.acts(exchange, user),
        "strikes": may,
        "crumbs": looks.way(Crumb(exchange.title)),
    }
    return render(request, "benchmarking/exchange_detail.html", context)


@require_safe
def exchange_minutes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Print the minutes as they were sent."""
    exchange = exchange_of(request, public_id)
    if exchange.status != E.MINUTED:
        return redirect(exchange)
    context = {
        **_minutes(exchange, request),
        "crumbs": looks.way(
            Crumb(exchange.title, exchange.get_absolute_url()),
            Crumb(pgettext("exchange", "Minutes")),
        ),
    }
    return render(request, "benchmarking/exchange_minutes.html", context)


@require_safe
def exchange_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the exchange as a file for one's own calendar."""
    exchange = exchange_of(request, public_id)
    content = invites.calendar_file(exchange, invites.PUBLISH)
    response = HttpResponse(content, content_type=invites.CONTENT_TYPE)
    day = clock.local_day(exchange.starts_at).isoformat()
    response.headers["Content-Disposition"] = (
        f'attachment; filename="echange-{day}.ics"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
