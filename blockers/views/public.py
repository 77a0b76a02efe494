"""The public register: the list, the card of one blocker, the figures; no account."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blockers import cards, dossier, figures, public_looks, register, ways
from blockers.enums import ANSWER_LOOKS
from blockers.exports import PUBLIC_REGISTER
from blockers.feeds import PublicFeed
from blockers.filters import PublicFilter, active_count, public_found
from blockers.models import Answer
from servindus import clock
from servindus.exports.pages import exporter
from servindus.kept import kept
from servindus.keyset import capped_count, found_first, page_of
from servindus.ui import Badge, Crumb

# What an answer says to everybody, besides its kind and its dates.
ANSWER_TEXTS = (
    *("public_text", "legal_ground", "public_interest", "alternative"),
    *("vehicle", "instruction"),
)


def _since(row: Any) -> str:
    return str(row.public_since.isoformat())


@login_not_required
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """List what everybody reads, the newest card first, and what came of it all."""
    today = clock.today()
    filters = public_found(request.GET, today)
    found, total = _counted(filters)
    page = page_of(
        request,
        found,
        by="public_since",
        descending=True,
        key=_since,
        lines=lambda rows: register.lines(rows, today),
    )
    context = {
        "filter_form": filters.form,
        "active": active_count(filters),
        "total": len(page.rows) if page.is_whole else total(),
        "rows": [public_looks.row(row, today) for row in page.rows],
        "pager": page.pager,
        "exporter": exporter(request, PUBLIC_REGISTER) if page.rows else None,
        "told": figures.told(clock.now()),
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Blockers"))],
    }
    return render(request, "blockers/public_list.html", context)


def _counted(filters: PublicFilter) -> tuple[Any, Callable[[], int]]:
    """Give the list that a reader has filtered, and what counts it.

    Words are looked up first, which brings their number; of the rest the number is a
    sum, kept for five minutes, under what was chosen: lists of choices, never typed.
    """
    filters.form.is_valid()
    data = filters.form.cleaned_data
    if data.get("q"):
        found, number = found_first(filters.qs)
        return found, lambda: number
    count = partial(capped_count, filters.qs, "-public_since", "-pk")
    chosen = "&".join(f"{name}={value}" for name, value in sorted(data.items()))
    key = f"register:total:{chosen}"
    return filters.qs, lambda: kept(key, clock.now(), count)[1]


@login_not_required
@require_safe
def public_card(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one blocker as everybody may read it; what is hidden is not found."""
    today = clock.today()
    blocker: Any = register.find(reference, today)
    if blocker is None or blocker.reference != reference:
        raise Http404
    answers = register.standing_public(blocker, today)
    context = {
        "blocker": blocker,
        "status_badge": public_looks.badge(blocker),
        "turn": public_looks.full_turn(blocker, today),
        "stops": public_looks.stops(blocker, answers, today),
        "weight": public_looks.weight(blocker),
        "sites": public_looks.sites(blocker),
        "ways": ways.of_blocker(blocker, AnonymousUser()),
        "reads_all": public_looks.reads_all(blocker),
        **(_words(blocker, answers, today) if public_looks.reads_all(blocker) else {}),
        "crumbs": [
            Crumb(_("Blockers"), reverse("blockers:public_list")),
            Crumb(blocker.reference),
        ],
    }
    return render(request, "blockers/public_card.html", context)


@login_not_required
@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """Give the feed: new cards, and answers from their day on."""
    return PublicFeed()(request)


def _words(blocker: Any, answers: list[Answer], today: Any) -> dict[str, Any]:
    """Give the texts of a whole card; should one name a company, the name is out."""
    names = cards.companies_of(blocker)

    def told(row: Any, *fields: str) -> Any:
        for field in fields:
            setattr(row, field, dossier.nameless(names, getattr(row, field)))
        return row

    asks = blocker.asks.order_by("pk")
    norms = blocker.norms.order_by("pk")
    return {
        "asks": [told(ask, "wording", "territory") for ask in asks],
        "norms": [told(norm, "title", "quote") for norm in norms],
        "answers": [
            (told(row, *ANSWER_TEXTS), _badge(row), _nameless_ask(names, row))
            for row in answers
        ],
        "promises": [
            (told(row, "what", "who"), row.is_late(today)) for row in blocker.promised
        ],
    }


def _nameless_ask(names: list[str], answer: Answer) -> str:
    return dossier.nameless(names, answer.ask.wording)


def _badge(answer: Answer) -> Badge:
    icon, tone = ANSWER_LOOKS[answer.kind]
    return Badge(answer.get_kind_display(), icon, tone)  # type: ignore[arg-type]
