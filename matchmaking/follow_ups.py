"""When each side is asked later on, and what the file shows of the answers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Concat
from django.utils import formats

from matchmaking import rules
from matchmaking.enums import (
    FOLLOW_UP_DAYS,
    FOLLOW_UP_MONTHS,
    JOBS,
    ClaimKind,
    FollowUpRound,
    IntroductionStatus,
    MeetingStatus,
    Satisfaction,
    Side,
)
from matchmaking.models import FollowUp, Introduction, Meeting, OutcomeClaim
from matchmaking.notifications import after_quiet
from matchmaking.notifications.introductions import UNREACHED
from servindus import clock
from servindus.delays import add_months
from servindus.models import User
from servindus.templatetags.servindus import capital

S = IntroductionStatus
ROUNDS = list(FollowUpRound)
# After the last round has been open for two months nobody is asked any more.
LAST = timedelta(days=430)
Question = tuple[Introduction, str, str]


def round_due(met_on: date, today: date) -> FollowUpRound | None:
    """Give the latest round that has come since a meeting, or None.

    >>> round_due(date(2026, 9, 7), date(2026, 9, 17))
    FollowUpRound.TEN_DAYS
    """
    found = None
    if met_on + timedelta(days=FOLLOW_UP_DAYS) <= today:
        found = FollowUpRound.TEN_DAYS
    for round_, months in FOLLOW_UP_MONTHS.items():
        if add_months(met_on, months) <= today:
            found = round_
    return found


def _met(now: datetime) -> QuerySet[Any]:
    """Give the meetings held within the year, with the questions asked since."""
    asked = FollowUp.objects.filter(introduction=OuterRef("introduction"))
    names = asked.values(name=Concat(F("side"), F("round")))
    return (
        Meeting.objects.filter(
            status=MeetingStatus.HELD,
            introduction__status__in=[S.ACCEPTED, S.CLOSED],
            # The days are counted below; this only leaves the recent ones out.
            span__endswith__lte=now - timedelta(days=FOLLOW_UP_DAYS - 1),
            span__endswith__gt=now - LAST,
        )
        .annotate(asked=ArraySubquery(names))
        .select_related(
            "introduction__lab__operator",
            "introduction__startup",
            "introduction__decision_maker",
        )
    )


def to_follow_up(now: datetime) -> Iterator[Question]:
    """Give each side that is owed a question; a round that was missed is let go."""
    today = clock.local_day(now)
    for meeting in _met(now).order_by("pk").iterator(chunk_size=500):
        introduction = meeting.introduction
        due = round_due(clock.local_day(meeting.ends_at), today)
        if due is None or after_quiet(introduction.lab, now) != now:
            continue
        later = ROUNDS[ROUNDS.index(due) :]
        for side in Side:
            if any(f"{side}{round_}" in meeting.asked for round_ in later):
                continue
            gone = introduction.decision_maker.status in UNREACHED
            if side == Side.MANAGER and gone:
                continue
            yield introduction, side, due


def asked(introduction: Introduction) -> list[FollowUp]:
    """Give what was asked, oldest first, with what each side has claimed."""
    found = FollowUp.objects.filter(introduction=introduction)
    rows = list(found.order_by("pk").prefetch_related("claims"))
    for row in rows:
        # The rules ask who belongs to which side.
        row.introduction = introduction
    return rows


def waiting_for(user: User, rows: list[FollowUp]) -> FollowUp | None:
    """Give the question that waits for this reader, the latest one."""
    mine = [
        row for row in rows if row.answered_at is None and rules.tells_later(user, row)
    ]
    return mine[-1] if mine else None


def unconfirmed(follow_up: FollowUp) -> list[OutcomeClaim]:
    """Give what the other side says and this one has not confirmed."""
    rows = OutcomeClaim.objects.filter(
        introduction=follow_up.introduction_id, confirmed_at=None
    )
    return list(rows.exclude(side=follow_up.side).order_by("pk"))


def claim_words(claim: OutcomeClaim) -> str:
    """Say what came of it: "an order or a contract, 12 000 €"."""
    label = str(ClaimKind(claim.kind).label)
    if claim.amount is None:
        return capital(label)
    cents = claim.amount != int(claim.amount)
    number = formats.number_format(
        claim.amount, decimal_pos=2 if cents else 0, force_grouping=True
    )
    unit = "" if claim.kind in JOBS else "\u00a0€"
    return capital(f"{label}, {number}{unit}")


def told(rows: list[FollowUp], sides: set[Side], reads_all: bool) -> dict[str, Any]:
    """Give what a file shows: outcomes, and words of the sides one may read."""
    claims = [
        {
            "words": claim_words(row),
            "side": row.get_side_display(),
            "confirmed": row.confirmed_at is not None,
        }
        for asked_for in rows
        for row in asked_for.claims.all()
    ]
    answers = []
    for row in rows:
        if row.answered_at is None:
            continue
        mine = reads_all or row.side in sides
        if not mine and not row.may_share:
            continue
        answers.append(
            {
                "side": row.get_side_display(),
                "when": row.get_round_display(),
                "satisfaction": Satisfaction(row.satisfaction).label
                if row.satisfaction is not None and mine
                else "",
                "comment": row.comment,
            }
        )
    return {"claims": claims, "later_words": answers}
