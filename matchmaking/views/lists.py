"""The lists of introductions, by what is to be done with them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matchmaking import looks, rules
from matchmaking.lists import counts_by_part, parts_for, rows_for, tabs_for
from matchmaking.models import Introduction
from servindus import clock
from servindus.keyset import page_of
from servindus.models import User
from servindus.ui import Crumb


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """List the reader's introductions, one part at a time, by date due."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    parts = {slug: statuses for slug, _label, statuses in parts_for(user)}
    counts = counts_by_part(request, now)
    default = "a-traiter" if counts["a-traiter"] else "en-cours"
    current = request.GET.get("vue", default)
    if current not in parts:
        current = default
    rows = rows_for(user, now).seen_as(parts[current], user, now)
    ended = current in ("terminees", "sans-suite")
    by = "updated_at" if ended else "next_on"
    page = page_of(
        request, rows, by=by, descending=ended, key=lambda row: _plain(row, by)
    )
    return render(
        request,
        "matchmaking/introduction_list.html",
        {
            "tabs": tabs_for(request, now, current, counts),
            "rows": [looks.row(row, user, now) for row in page.rows],
            "pager": page.pager,
            "current": current,
            "asks": bool(rules.asks(user)),
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Requests"))],
        },
    )


def _plain(row: Introduction, by: str) -> str:
    """Give the cursor's value as text: dates do not travel in JSON."""
    value = getattr(row, by)
    return str(value.isoformat())
