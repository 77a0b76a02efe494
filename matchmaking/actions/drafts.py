"""What the startup does: write, submit, withdraw."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import queue
from matchmaking.actions.moderation import leave_in_turn
from matchmaking.enums import (
    CONSENT_LAPSES,
    COOL_DOWN_DAYS,
    MAX_SUBMISSIONS_A_MONTH,
    MAX_WAITING,
    MODERATION_DAYS,
    DecisionMakerStatus,
    IntroductionStatus,
    Origin,
)
from matchmaking.models import DecisionMaker, Introduction
from programmes.models import Organisation
from servindus import clock
from servindus.actors import Actor, Channel
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.uploads import forget
from servindus.workflow import ActRefused, Step, act, transition, write_journal

S = IntroductionStatus
# The version of the sentence that a startup agrees to when it submits.
CONSENT_TEXT = "2026-11"
# Far above what a startup may do: two limits are counted in one statement.
MOST_COUNTED = 100


def draft_introduction(
    startup: Organisation, decision_maker: DecisionMaker, *, by: User
) -> Introduction:
    """Open a draft towards a decision maker, or give the one that is open already."""
    now = clock.now()
    with transaction.atomic():
        # The lock makes a double click give the same draft twice.
        rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
        rows = rows.select_related("merged_into")
        # Merged while somebody was reading: the one that goes on asks.
        startup = rows.get(pk=startup.pk).survivor
        pair = Introduction.objects.filter(
            startup=startup, decision_maker=decision_maker
        )
        found = pair.open(now).first()
        if found:
            return found
        if reason := why_not_ask(startup, decision_maker, now):
            raise ActRefused(reason)
        introduction = Introduction.objects.create(
            startup=startup,
            requested_by=by,
            decision_maker=decision_maker,
            lab_id=decision_maker.lab_id,
            formats=[],
            origin=Origin.DIRECTORY,
        )
        write_journal(
            "draft_introduction", introduction, by=by, now=now, target=S.DRAFT
        )
    return introduction


def why_not_ask(
    startup: Organisation, decision_maker: DecisionMaker, now: datetime
) -> str | Promise | None:
    """Give the reason why this startup cannot ask this person now, or None."""
    if not decision_maker.is_askable:
        return _("This person cannot be asked at the moment.")
    lasts = (
        Introduction.objects.filter(
            startup=startup, decision_maker=decision_maker, status__in=COOL_DOWN_DAYS
        )
        .order_by("status", "-pk")
        .distinct("status")
    )
    for last in lasts:
        days = COOL_DOWN_DAYS[S(last.status)]
        ended = last.answered_at or last.updated_at
        if ended + timedelta(days=days) > now:
            return _(
                "You have asked this person recently. You can ask again from %(day)s."
            ) % {"day": f"{clock.local_day(ended + timedelta(days=days)):%d/%m/%Y}"}
    return None


@act(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO],
    label=_("Edit the request"),
    icon="pencil-square",
)
def edit_introduction(introduction: Introduction, step: Step, **fields: Any) -> None:
    """Keep what the startup has typed so far."""
    for name, value in fields.items():
        setattr(introduction, name, value)


def _is_complete(introduction: Introduction, now: datetime) -> str | Promise | None:
    if not (introduction.subject and introduction.why_you and introduction.ask):
        return _("The request is not complete yet.")
    if not introduction.formats:
        return _("Choose at least one way to meet.")
    return None


@transition(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO],
    target=S.SUBMITTED,
    label=_("Submit the request"),
    icon="paper-airplane",
    lock_first=("decision_maker", "startup"),
    guard=_is_complete,
)
def submit_introduction(introduction: Introduction, step: Step) -> None:
    """Hand the request to the moderators of the decision maker's lab."""
    keep_limits(introduction, step.now)
    hand_in(introduction, step.now)
    # Texts of its own are the startup's answer to a wording of the moderator.
    introduction.rewordings.waiting().update(void_at=step.now)
    notices.owe_moderators(introduction, step.entry)


def why_not_hand_in(introduction: Introduction) -> str | Promise | None:
    """Give the reason why this request cannot be put before the lab now, or None.

    Somebody whom a colleague has named is written to only after the reading: what was
    handed in for her may be completed, or appealed, before her yes.
    """
    decision_maker = introduction.decision_maker
    named = decision_maker.status == DecisionMakerStatus.INVITED
    if decision_maker.is_askable or (named and introduction.submitted_at):
        return None
    return _("This person cannot be asked at the moment.")


def hand_in(introduction: Introduction, now: datetime) -> None:
    """Put the request before the lab, with a date to read it by and the consent."""
    if reason := why_not_hand_in(introduction):
        raise ActRefused(reason)
    introduction.lab = introduction.decision_maker.lab
    introduction.moderate_by = introduction.lab.calendar.add_working_days(
        clock.local_day(now), MODERATION_DAYS
    )
    introduction.submitted_at = introduction.submitted_at or now
    consent(introduction, now)


def consent(introduction: Introduction, now: datetime) -> None:
    """Stamp the startup's consent, which it gives with each text that may leave."""
    introduction.startup_consent_at = now
    introduction.startup_consent_text = CONSENT_TEXT


def keep_limits(introduction: Introduction, now: datetime) -> None:
    """Refuse beyond 3 answers awaited or 5 first submissions a month (I5).

    The startup's row is locked, so that parallel submissions count each other.
    """
    others = Introduction.objects.filter(startup=introduction.startup_id).exclude(
        pk=introduction.pk
    )
    if others.waiting(now).count() >= MAX_WAITING:
        raise ActRefused(
            _("Three of your requests wait for an answer; this one stays as it is.")
        )
    if (
        introduction.submitted_at is None
        and others.submitted_in_month(now).count() >= MAX_SUBMISSIONS_A_MONTH
    ):
        raise ActRefused(
            _("You have sent five requests this month; this one stays a draft.")
        )


def _has_lapsed(introduction: Introduction, step: Step, reason: str) -> bool:
    """Whether what the timers have seen still holds: a startup may be quicker."""
    source = step.entry.source
    if reason == "unconfirmed":
        days = CONSENT_LAPSES
        return source == S.QUEUED and queue.days_meant(introduction, step.now) >= days
    return reason != "incomplete" or source == S.NEEDS_INFO


@transition(
    Introduction,
    sources=[S.DRAFT, S.SUBMITTED, S.NEEDS_INFO, S.QUEUED, S.SENT, S.DEFERRED],
    target=S.WITHDRAWN,
    label=_("Withdraw the request"),
    icon="arrow-uturn-left",
    closes=True,
    records=("reason",),
)
def withdraw_introduction(
    introduction: Introduction, step: Step, *, reason: str = ""
) -> None:
    """Take the request back, and tell whoever has not done it themselves.

    A decision maker who was asked is told by the startup's act; the startup is told
    when the platform ends what a decision maker no longer wants.
    """
    if step.channel == Channel.SYSTEM and not _has_lapsed(introduction, step, reason):
        raise ActRefused(_("This file has moved in the meantime."))
    introduction.links.filter(revoked_at=None).update(revoked_at=step.now)
    introduction.flagged_at = None
    introduction.rewordings.waiting().update(void_at=step.now)
    notices.forget_answer(introduction)
    if step.entry.source in (S.SENT, S.DEFERRED):
        notices.owe_manager("introduction_withdrawn", introduction, step)
    if reason == "opted_out":
        notices.owe_startup("introduction_ended", introduction, step)
    if reason in ("incomplete", "unconfirmed"):
        notices.owe_startup("introduction_lapsed", introduction, step)


def _is_asked_again(introduction: Introduction, now: datetime) -> str | Promise | None:
    if queue.needs_consent(introduction, now):
        return None
    return _("Your request stands: there is nothing to confirm.")


@act(
    Introduction,
    sources=[S.QUEUED],
    label=_("It still stands"),
    icon="check",
    lock_first=("decision_maker",),
    guard=_is_asked_again,
    after=leave_in_turn,
)
def confirm_introduction(introduction: Introduction, step: Step) -> None:
    """Say that a request which has waited for long is still meant as it is written."""
    consent(introduction, step.now)


def discard_introduction(introduction: Introduction, *, by: Actor) -> None:
    """Delete a draft that nobody has touched for a month: its journal alone stays.

    Nobody but the startup has ever read it. ActRefused when it has moved.
    """
    now = clock.now()
    with transaction.atomic():
        rows = Introduction.objects.select_for_update(of=("self",))
        # Locked first: what the startup does meanwhile is looked for after it.
        list(rows.filter(pk=introduction.pk).values_list("pk"))
        draft = rows.abandoned(now).filter(pk=introduction.pk).first()
        if draft is None:
            raise ActRefused(_("This file has moved in the meantime."))
        write_journal("discard_introduction", draft, by=by, now=now, source=S.DRAFT)
        for file in draft.attachments.values_list("file", flat=True):
            transaction.on_commit(partial(forget, file))
        draft.delete()


def remaining_rights(startup: Organisation, now: datetime) -> dict[str, int]:
    """Give what a startup may still do: submissions this month, answers awaited."""
    own = Introduction.objects.filter(startup=startup)
    submitted, waiting = capped_counts(
        [own.submitted_in_month(now), own.waiting(now)], cap=MOST_COUNTED
    )
    return {
        "submitted": submitted,
        "submissions": MAX_SUBMISSIONS_A_MONTH,
        "waiting": waiting,
        "waits": MAX_WAITING,
    }
