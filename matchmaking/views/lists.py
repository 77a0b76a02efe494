"""The lists of introductions, by what is to be done with them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from matchmaking import enums, looks, rules
from matchmaking.models import Introduction
from matchmaking.models.introduction import IntroductionQuerySet
from programmes import rules as frame
from servindus import clock
from servindus.keyset import page_of
from servindus.models import User
from servindus.ui import Crumb, Tab

# The address's word, the label, the statuses; the first tab is the reader's turn.
Part = tuple[str, Promise, Sequence[str]]
S = enums.IntroductionStatus
STARTUP_PARTS: list[Part] = [
    ("a-traiter", gettext_lazy("To do"), enums.TO_DO),
    ("en-cours", gettext_lazy("In hand"), enums.IN_HAND),
    ("terminees", gettext_lazy("Done"), enums.DONE),
    ("sans-suite", gettext_lazy("Without effect"), enums.WITHOUT_EFFECT),
]
MANAGER_PARTS: list[Part] = [
    ("a-traiter", gettext_lazy("To answer"), (S.SENT,)),
    ("en-cours", gettext_lazy("In hand"), (S.ACCEPTED, S.DEFERRED)),
    ("terminees", gettext_lazy("Done"), enums.DONE),
    (
        "sans-suite",
        gettext_lazy("Without effect"),
        (S.DECLINED, S.REDIRECTED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED),
    ),
]
STAFF_PARTS: list[Part] = [
    ("a-traiter", gettext_lazy("To read"), (S.SUBMITTED,)),
    (
        "en-cours",
        gettext_lazy("In hand"),
        (S.NEEDS_INFO, S.QUEUED, S.SENT, S.DEFERRED, S.ACCEPTED),
    ),
    ("terminees", gettext_lazy("Done"), enums.DONE),
    ("sans-suite", gettext_lazy("Without effect"), enums.WITHOUT_EFFECT),
]


def parts_for(user: User) -> list[Part]:
    """Give the tabs for this kind of reader."""
    if rules.startup_ids(user):
        return STARTUP_PARTS
    return STAFF_PARTS if frame.is_staff(user) else MANAGER_PARTS


def rows_for(user: User, now: Any) -> IntroductionQuerySet:
    """Give what the reader sees, with everything that a row names."""
    return (
        Introduction.objects.visible_to(user)
        .as_seen_by(user, now)
        .with_people()
        .select_related("lab__operator")
        .prefetch_related("lab__closures", "meetings__reports", "slots")
    )


def tabs_for(user: User, now: Any, current: str, counts: dict[str, int]) -> list[Tab]:
    """Give the tabs with their counts."""
    address = reverse("matchmaking:introduction_list")
    return [
        Tab(
            label,
            f"{address}?vue={slug}",
            count=sum(counts.get(str(status), 0) for status in statuses),
            current=slug == current,
            mine=index == 0,
        )
        for index, (slug, label, statuses) in enumerate(parts_for(user))
    ]


def counts_for(user: User, now: Any) -> dict[str, int]:
    """Count what the reader sees by the status they may know, in one query."""
    rows = Introduction.objects.visible_to(user).as_seen_by(user, now)
    return rows.counts_as_seen()


@require_safe
def introduction_list(request: HttpRequest) -> HttpResponse:
    """List the reader's introductions, one part at a time, by date due."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    parts = {slug: statuses for slug, _label, statuses in parts_for(user)}
    counts = counts_for(user, now)
    waiting = sum(counts.get(str(status), 0) for status in parts["a-traiter"])
    default = "a-traiter" if waiting else "en-cours"
    current = request.GET.get("vue", default)
    if current not in parts:
        current = default
    rows = rows_for(user, now).seen_as(parts[current])
    ended = current in ("terminees", "sans-suite")
    by = "updated_at" if ended else "next_on"
    page = page_of(
        request, rows, by=by, descending=ended, key=lambda row: _plain(row, by)
    )
    return render(
        request,
        "matchmaking/introduction_list.html",
        {
            "tabs": tabs_for(user, now, current, counts),
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
