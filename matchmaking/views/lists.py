"""The lists of introductions, by what is to be done with them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matchmaking import looks, rules
from matchmaking.exports import INTRODUCTIONS
from matchmaking.lists import counts_by_part, listed, tabs_for
from matchmaking.models import Introduction
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import page_of
from servindus.models import User
from servindus.ui import Crumb


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """List the reader's introductions, one part at a time, by date due."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    counts = counts_by_part(request, now)
    wanted = request.GET.get("vue", "")
    part = listed(user, wanted, now, lambda: counts["a-traiter"])
    page = page_of(
        request,
        part.rows,
        by=part.by,
        descending=part.descending,
        key=lambda row: _plain(row, part.by),
    )
    exports = exporter(request, INTRODUCTIONS, vue=part.part) if page.rows else None
    return render(
        request,
        "matchmaking/introduction_list.html",
        {
            "tabs": tabs_for(request, now, part.part, counts),
            "rows": [looks.row(row, user, now) for row in page.rows],
            "pager": page.pager,
            "current": part.part,
            "exporter": exports,
            "asks": bool(rules.asks(user)),
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Requests"))],
        },
    )


def _plain(row: Introduction, by: str) -> str:
    """Give the cursor's value as text: dates do not travel in JSON."""
    value = getattr(row, by)
    return str(value.isoformat())
