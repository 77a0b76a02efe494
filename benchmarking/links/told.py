"""What links tell the register: ways out of a blocker, and what a text has met."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.http import urlencode

from benchmarking.links import looks
from benchmarking.links.enums import LinkStatus, Relation
from benchmarking.models import PracticeBlockerLink
from blockers.models import Blocker
from blockers.ways import Way
from programmes import rules

R = Relation
# A form proposes so many that helped, and so many without effect; the rest stand on the
# practices' pages.
MOST_PROPOSED = 6


def of_texts(
    numbers: Collection[str], reader: Any, beside: Blocker | None
) -> list[Way]:
    """Give what is confirmed for texts, the newest first, so many of each kind.

    Everybody else than staff hears only of blockers whose card they read whole.
    """
    staff = looks.sees_all(reader)
    rows = PracticeBlockerLink.objects.filter(status=LinkStatus.CONFIRMED)
    rows = (rows.takeable() if staff else rows.public()).with_words()
    rows = rows.citing(numbers, whole=not staff).order_by("-judged_on", "-pk")
    if beside is not None:
        rows = rows.exclude(Q(blocker=beside) | Q(blocker__merged_into=beside))
    rows = rows.holding()
    kinds = (rows.exclude(relation=R.NO_EFFECT), rows.filter(relation=R.NO_EFFECT))
    first = Q()
    for kind in kinds:
        first |= Q(pk__in=kind.values("pk")[:MOST_PROPOSED])
    return looks.ways(rows.filter(first), staff=staff)


def of_blocker(blocker: Blocker, reader: Any) -> list[Way]:
    """Give what was tried on a blocker: all for staff, else what everybody reads.

    On a blocker's card what is refuted is no way out: it stands with the practice.
    """
    staff = looks.sees_all(reader)
    rows = PracticeBlockerLink.objects.of_blocker(blocker.pk).with_words()
    rows = rows.order_by("-created_at", "-pk")
    if staff:
        return looks.ways(rows.shown_to(reader), staff=True)
    shown = rows.public().exclude(status=LinkStatus.REFUTED).holding()
    return looks.ways(shown, staff=False)


def claim_href(blocker: Blocker, reader: Any) -> str:
    """Give where staff of a lab claim a way out of a blocker."""
    if not (getattr(reader, "is_authenticated", False) and rules.lab_ids(reader)):
        return ""
    return f"{looks.claim_address()}?{urlencode({'blocage': blocker.reference})}"
