"""What links tell the register: ways out of a blocker, and what a text has met."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.http import urlencode

from benchmarking.links import looks
from benchmarking.links.enums import LinkStatus
from benchmarking.models import PracticeBlockerLink
from blockers.models import Blocker
from blockers.ways import Way
from programmes import rules

# A form proposes so many; the rest stand on the practices' pages.
MOST_PROPOSED = 6


def of_texts(
    numbers: Collection[str], reader: Any, beside: Blocker | None
) -> list[Way]:
    """Give what is confirmed for texts, the newest first, in one statement.

    Everybody else than staff hears only of blockers whose card they read whole.
    """
    staff = looks.sees_all(reader)
    rows = PracticeBlockerLink.objects.filter(status=LinkStatus.CONFIRMED)
    rows = (rows.takeable() if staff else rows.public()).with_words()
    rows = rows.citing(numbers, whole=not staff).order_by("-judged_on", "-pk")
    if beside is not None:
        rows = rows.exclude(Q(blocker=beside) | Q(blocker__merged_into=beside))
    found = [row for row in rows[: 2 * MOST_PROPOSED] if not row.has_lapsed]
    return [looks.way(row, staff=staff) for row in found[:MOST_PROPOSED]]


def of_blocker(blocker: Blocker, reader: Any) -> list[Way]:
    """Give what was tried on a blocker: all for staff, else what everybody reads.

    On a blocker's card what is refuted is no way out: it stands with the practice.
    """
    staff = looks.sees_all(reader)
    rows = PracticeBlockerLink.objects.of_blocker(blocker.pk).with_words()
    rows = rows.order_by("-created_at", "-pk")
    if staff:
        return [looks.way(row, staff=True) for row in rows.shown_to(reader)]
    shown = rows.public().exclude(status=LinkStatus.REFUTED)
    return [looks.way(row, staff=False) for row in shown if not row.has_lapsed]


def claim_href(blocker: Blocker, reader: Any) -> str:
    """Give where staff of a lab claim a way out of a blocker."""
    if not (getattr(reader, "is_authenticated", False) and rules.lab_ids(reader)):
        return ""
    return f"{looks.claim_address()}?{urlencode({'blocage': blocker.reference})}"
