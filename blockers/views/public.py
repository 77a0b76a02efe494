"""The public register: the list, the card of one blocker, the figures; no account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blockers import cards, dossier, figures, public_looks, register
from blockers.enums import ANSWER_LOOKS
from blockers.exports import PUBLIC_REGISTER
from blockers.feeds import PublicFeed
from blockers.filters import active_count, public_found
from blockers.models import Answer
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import capped_count, page_of
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
    found = filters.qs
    page = page_of(
        request,
        register.with_follow_up(found, today),
        by="public_since",
        descending=True,
        key=_since,
    )
    context = {
        "filter_form": filters.form,
        "active": active_count(filters),
        "total": capped_count(found, "-public_since", "-pk"),
        "rows": [public_looks.row(row, today) for row in page.rows],
        "pager": page.pager,
        "exporter": exporter(request, PUBLIC_REGISTER) if page.rows else None,
        "told": figures.told(clock.now()),
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Blockers"))],
    }
    return render(request, "blockers/public_list.html", context)


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
