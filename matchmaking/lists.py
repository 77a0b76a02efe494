"""Which introductions a reader's list shows, in which parts, with which counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import enums, rules
from matchmaking.models import Introduction
from matchmaking.models.rows import IntroductionQuerySet
from programmes import rules as frame
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import Tab

# The address's word, the label, the statuses; the first tab is the reader's turn.
Part = tuple[str, Promise, Sequence[str]]
S = enums.IntroductionStatus
# One more than a tab shows: beyond it stands "99+".
MOST_SHOWN = 100
STARTUP_PARTS: list[Part] = [
    ("a-traiter", _("To do"), enums.TO_DO),
    ("en-cours", _("In hand"), enums.IN_HAND),
    ("terminees", _("Done"), enums.DONE),
    ("sans-suite", _("Without effect"), enums.WITHOUT_EFFECT),
]
MANAGER_PARTS: list[Part] = [
    ("a-traiter", _("To answer"), (S.SENT,)),
    ("en-cours", _("In hand"), (S.ACCEPTED, S.DEFERRED)),
    ("terminees", _("Done"), enums.DONE),
    (
        "sans-suite",
        _("Without effect"),
        (S.DECLINED, S.REDIRECTED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED),
    ),
]
STAFF_PARTS: list[Part] = [
    ("a-traiter", _("To read"), (S.SUBMITTED,)),
    (
        "en-cours",
        _("In hand"),
        (S.NEEDS_INFO, S.QUEUED, S.SENT, S.DEFERRED, S.ACCEPTED),
    ),
    ("terminees", _("Done"), enums.DONE),
    ("sans-suite", _("Without effect"), enums.WITHOUT_EFFECT),
]


# The word that shows every part at once; no tab has it.
EVERYTHING = "toutes"
ENDED = ("terminees", "sans-suite")


@dataclass(frozen=True)
class Listed:
    """One part of the list: the rows, and the field that sorts them."""

    part: str
    rows: IntroductionQuerySet
    by: str
    descending: bool


def listed(user: User, wanted: str, now: datetime, to_do: Callable[[], int]) -> Listed:
    """Give the part that is asked for, else the one where something waits."""
    parts = {slug: statuses for slug, _label, statuses in parts_for(user)}
    rows = rows_for(user, now)
    if wanted == EVERYTHING:
        return Listed(wanted, rows, "next_on", descending=False)
    if wanted not in parts:
        wanted = "a-traiter" if to_do() else "en-cours"
    ended = wanted in ENDED
    by = "updated_at" if ended else "next_on"
    return Listed(wanted, rows.seen_as(parts[wanted], user, now), by, descending=ended)


def to_do_count(user: User, now: datetime) -> int:
    """Count what waits for the reader, up to "99+"."""
    _slug, _label, statuses = parts_for(user)[0]
    return counts_capped(user, now, [statuses])[0]


def parts_for(user: User) -> list[Part]:
    """Give the tabs for this kind of reader."""
    if rules.startup_ids(user):
        return STARTUP_PARTS
    return STAFF_PARTS if frame.is_staff(user) else MANAGER_PARTS


def rows_for(user: User, now: datetime) -> IntroductionQuerySet:
    """Give what the reader sees, with everything that a row names."""
    return Introduction.objects.visible_to(user).as_rows().with_turns(now)


def tabs_for(
    request: HttpRequest, now: datetime, current: str, counts: dict[str, int]
) -> list[Tab]:
    """Give the tabs with their counts, by the address's word."""
    address = reverse("matchmaking:introduction_list")
    user: User = request.user  # type: ignore[assignment]
    return [
        Tab(
            label,
            f"{address}?vue={slug}",
            count=counts[slug],
            current=slug == current,
            mine=index == 0,
        )
        for index, (slug, label, _statuses) in enumerate(parts_for(user))
    ]


def counts_by_part(request: HttpRequest, now: datetime) -> dict[str, int]:
    """Count what each tab holds, in one query; staff's counts are capped."""
    user: User = request.user  # type: ignore[assignment]
    parts = {slug: statuses for slug, _label, statuses in parts_for(user)}
    if frame.is_staff(user):
        return dict(
            zip(parts, counts_capped(user, now, list(parts.values())), strict=True)
        )
    counts = counts_of(request, now)
    return {
        slug: sum(counts.get(str(status), 0) for status in statuses)
        for slug, statuses in parts.items()
    }


def counts_of(request: HttpRequest, now: datetime) -> dict[str, int]:
    """Count by status, once for the header, the tabs and the cards of one page."""
    if not hasattr(request, "introduction_counts"):
        found = counts_for(request.user, now)
        request.introduction_counts = found  # type: ignore[attr-defined]
    counts: dict[str, int] = request.introduction_counts  # type: ignore[attr-defined]
    return counts


def counts_for(user: Any, now: datetime) -> dict[str, int]:
    """Count what the reader sees by the status they may know, in one query."""
    if frame.is_staff(user):
        # A lab has files by the hundred thousand.
        counts = counts_capped(user, now, [(status,) for status in S])
        return dict(zip(map(str, S), counts, strict=True))
    rows = Introduction.objects.visible_to(user).as_seen_by(user, now)
    return rows.counts_as_seen()


def counts_capped(
    user: Any, now: datetime, groups: Sequence[Sequence[str]]
) -> list[int]:
    """Count what the reader sees in each group of statuses, up to "99+"."""
    rows = Introduction.objects.visible_to(user)
    shown = [rows.seen_as(statuses, user, now) for statuses in groups]
    return capped_counts(shown, cap=MOST_SHOWN)
