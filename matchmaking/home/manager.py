"""A decision maker with an account sees the same things as in the mails."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import enums, looks
from matchmaking.actions import limit_decision_maker
from matchmaking.asking_forms import absence_words
from matchmaking.home.shared import LIST, ROWS, follow, next_date
from matchmaking.lists import rows_for
from matchmaking.models import Absence, DecisionMaker
from servindus import clock
from servindus.home import Aside, Block, Part
from servindus.models import User
from servindus.templatetags.servindus import capital
from servindus.ui import Text, WaitingCard

S = enums.IntroductionStatus


def part(user: User, now: datetime, counts: dict[str, int]) -> Part:
    """Give what waits for an answer, and what came of earlier ones."""
    rows = rows_for(user, now).filter(
        status__in=[str(s) for s in (S.SENT, S.ACCEPTED, S.DEFERRED)]
    )
    listed = list(rows.order_by("next_on", "pk")[:ROWS])
    found = [looks.row(row, user, now) for row in listed]
    pairs = zip(listed, found, strict=True)
    first = next((one for row, one in pairs if row.status == S.SENT), None)
    block = Block(
        title=_("Requests received"),
        rows=found,
        empty_title=_("No request received"),
        empty_text=_("They arrive here after a moderator has read them."),
    )
    return Part(
        asides=[_absences(user, now), *_measure(user)],
        cards=_cards(counts, first.title if first else ""),
        blocks=[block],
        next_date=next_date(found),
    )


def _absences(user: User, now: datetime) -> Aside:
    """Say when the reader is away, and where to announce it."""
    today = clock.local_day(now)
    rows = Absence.objects.filter(decision_maker__user=user, last_day__gte=today)
    words = [("calendar-days", capital(absence_words(row))) for row in rows[:ROWS]]
    none = _("Away for some time? Nothing is asked of you on the days you name.")
    return Aside(
        _("My absences"),
        lines=words or [("calendar-days", none)],
        href=reverse("matchmaking:absence_list"),
        link_label=_("Announce an absence"),
    )


def _measure(user: User) -> list[Aside]:
    """Say how often the reader is asked at most, and where to change it."""
    card: DecisionMaker | None = getattr(user, "decision_maker", None)
    if card is None or card.status not in limit_decision_maker.sources:
        return []
    often = _("At most %(month)d in thirty days, %(week)d in seven.") % {
        "month": card.budget_per_month,
        "week": card.budget_per_week,
    }
    return [
        Aside(
            _("How often I am asked"),
            lines=[("adjustments-horizontal", often)],
            href=reverse("matchmaking:own_measure"),
            link_label=_("Choose how often"),
        )
    ]


def _cards(counts: dict[str, int], first: Text) -> list[WaitingCard]:
    waiting = counts.get(S.SENT, 0)
    # Eight rows are shown, by date: the one that waits may come after them.
    text = first or _("Your answer is awaited.")
    return [
        WaitingCard(
            waiting,
            _("To answer"),
            text if waiting else _("Nobody waits for you."),
            f"{reverse(LIST)}?vue=a-traiter",
            _("Answer"),
            "envelope-open",
            "mine" if waiting else "",
        ),
        follow(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("A slot to choose, or a meeting to come."),
            "calendar-days",
        ),
        follow(
            counts.get(S.DEFERRED, 0),
            _("Put off"),
            _("They come back to you on the day you chose."),
            "clock",
        ),
    ]
