"""Asking each side later on what came of it, and what each says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking.enums import LinkPurpose, Side
from matchmaking.models import AnswerLink, FollowUp, Introduction, OutcomeClaim
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import Step, act, write_journal

# How long the link of such a question opens its page.
OPEN_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Claim:
    """What somebody says came of it; `amount` in euros or jobs."""

    kind: str
    amount: Decimal | None = None


@transaction.atomic
def ask_follow_up(introduction: Introduction, side: str, round_: str) -> bool:
    """Ask one side once a round; False when it was asked before."""
    now = clock.now()
    made, is_new = FollowUp.objects.get_or_create(
        introduction=introduction,
        side=side,
        round=round_,
        defaults={"asked_at": now},
    )
    if not is_new:
        return False
    if side == Side.MANAGER:
        made.link = AnswerLink.objects.create(
            introduction=introduction,
            decision_maker_id=introduction.decision_maker_id,
            purpose=LinkPurpose.OUTCOME,
            expires_at=now + OPEN_FOR,
        )
        made.save(update_fields=["link"])
    entry = write_journal(
        "ask_follow_up",
        introduction,
        by=SYSTEM,
        now=now,
        source=introduction.status,
        target=introduction.status,
        details={"side": side, "round": round_},
    )
    notices.owe_follow_up(made, entry)
    return True


def _unanswered(follow_up: FollowUp, now: datetime) -> str | Promise | None:
    if follow_up.answered_at is not None:
        return _("This was told already. Thank you!")
    return None


@act(
    FollowUp,
    sources=[""],
    label=_("Tell what came of it"),
    icon="chat-bubble-left-ellipsis",
    guard=_unanswered,
    lock_first=("introduction",),
)
def answer_follow_up(
    follow_up: FollowUp,
    step: Step,
    *,
    satisfaction: int | None = None,
    comment: str = "",
    may_share: bool = False,
    claims: Iterable[Claim] = (),
    confirmed: Iterable[int] = (),
) -> None:
    """Say whether it was worth it, what came of it, what the other side got right."""
    follow_up.answered_at = step.now
    follow_up.satisfaction = satisfaction
    follow_up.comment = comment
    follow_up.may_share = may_share and bool(comment)
    follow_up.author = step.entry.user
    for claim in claims:
        _claim(follow_up, claim, step.now)
    others = OutcomeClaim.objects.filter(
        introduction=follow_up.introduction_id, confirmed_at=None
    ).exclude(side=follow_up.side)
    others.filter(pk__in=list(confirmed)).update(confirmed_at=step.now)


def _claim(follow_up: FollowUp, claim: Claim, now: datetime) -> None:
    """Keep the latest word of a side; the same word of both confirms itself."""
    rows = OutcomeClaim.objects.filter(
        introduction=follow_up.introduction_id, kind=claim.kind
    )
    other = rows.exclude(side=follow_up.side).first()
    agreed = other is not None and other.amount == claim.amount
    own = rows.filter(side=follow_up.side).first() or OutcomeClaim(
        introduction_id=follow_up.introduction_id,
        kind=claim.kind,
        side=follow_up.side,
        amount=claim.amount,
    )
    if own.amount != claim.amount:
        own.confirmed_at = None
    own.follow_up, own.amount, own.said_at = follow_up, claim.amount, now
    if agreed or own.confirmed_at is not None:
        own.confirmed_at = now
    own.save()
    if agreed and other is not None and other.confirmed_at is None:
        other.confirmed_at = now
        other.save(update_fields=["confirmed_at"])
