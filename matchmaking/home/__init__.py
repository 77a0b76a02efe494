"""What introductions put on each reader's home and in the header."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matchmaking import enums, rules
from matchmaking.home import manager, staff, startup
from matchmaking.home.shared import LIST
from matchmaking.lists import MOST_SHOWN, counts_of
from matchmaking.models import DecisionMaker, Introduction
from matchmaking.models.rows import to_confirm
from matchmaking.people import own_startup
from programmes import rules as frame
from servindus import clock
from servindus.home import Part, Waiting
from servindus.keyset import capped_counts
from servindus.models import User

S = enums.IntroductionStatus


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's words in the header, with what waits for the reader."""
    user = request.user
    if not user.is_authenticated:
        return []
    path = request.path
    items: list[dict[str, Any]] = []
    if rules.asks(user) or frame.is_staff(user):
        items.append(_word(_("Directory"), "matchmaking:decision_maker_list", path))
    waiting = _waiting_for(request, user)
    if waiting is not None:
        item = _word(_("Requests"), LIST, path)
        items.append({**item, "count": waiting or None, "mine": True})
    return items


def _word(label: str, name: str, path: str) -> dict[str, Any]:
    href = reverse(name)
    return {"label": label, "href": href, "current": path.startswith(href)}


def _waiting_for(request: HttpRequest, user: User) -> int | None:
    """Count what the header shows; None for whoever is asked for nothing here."""
    if hasattr(request, "introduction_counts") and not frame.is_staff(user):
        # The page has counted already, and whoever has files is asked for them.
        counts = counts_of(request, clock.now())
        own = rules.startup_ids(user)
        if counts or own:
            wanted = enums.TO_DO if own else (S.SENT,)
            return sum(counts.get(str(status), 0) for status in wanted)
    return _waiting(user)


def _waiting(user: User) -> int | None:
    """Count it without what the reader may see: the rules take long to write."""
    own = rules.startup_ids(user)
    rows = Introduction.objects.order_by()
    if own:
        statuses = Q(status__in=[str(status) for status in enums.TO_DO])
        rows = rows.filter(statuses | to_confirm(clock.now()), startup__in=own)
        return int(rows.told()[:MOST_SHOWN].count())
    if frame.is_staff(user):
        rows = rows.filter(lab__in=frame.lab_ids(user), status=S.SUBMITTED)
        return int(rows[:MOST_SHOWN].count())
    cards = DecisionMaker.objects.filter(user=user)
    rows = rows.filter(status=S.SENT, decision_maker__user=user)
    waiting, known = capped_counts([rows, cards], cap=MOST_SHOWN)
    return waiting if known else None


def _is_asked(request: HttpRequest) -> bool:
    """Whether the reader is a decision maker: counted requests say so without asking.

    Whoever belongs to no startup and no lab sees only what was addressed to them; the
    programme's administrators see all, and are asked where they have a card.
    """
    if not frame.is_programme_admin(request.user) and counts_of(request, clock.now()):
        return True
    return DecisionMaker.objects.filter(user=request.user).exists()  # type: ignore[misc]


def part(request: HttpRequest) -> Part | None:
    """Give what waits, by what the reader is."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    own = own_startup(user)
    if own is not None:
        return startup.part(request, own, now)
    if frame.lab_ids(user):
        return staff.part(user, now)
    if _is_asked(request):
        return manager.part(user, now, counts_of(request, now))
    return None


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give what waits for a lab besides its queue."""
    user: User = request.user  # type: ignore[assignment]
    return staff.waiting(user) if frame.lab_ids(user) else []


def waiting_line(user: User) -> str:
    """Give what waits for somebody, in a line for the demonstration's entrance."""
    waiting = _waiting(user)
    if not waiting:
        return ""
    if rules.startup_ids(user):
        words = ngettext(
            "%(n)d request to complete", "%(n)d requests to complete", waiting
        )
    elif frame.lab_ids(user):
        words = ngettext("%(n)d request to read", "%(n)d requests to read", waiting)
    else:
        words = ngettext("%(n)d request to answer", "%(n)d requests to answer", waiting)
    return words % {"n": waiting}
