"""A moderator puts a request into other words, and the startup agrees, or appeals."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking.actions.drafts import consent, hand_in, keep_limits, why_not_hand_in
from matchmaking.actions.moderation import (
    demand_all_points,
    leave_or_wait,
    pair_is_free,
    remark,
    take,
)
from matchmaking.enums import IntroductionStatus
from matchmaking.models import Introduction, Rewording
from matchmaking.models.moderation import TEXTS
from servindus import clock
from servindus.workflow import ActRefused, Step, transition

S = IntroductionStatus


@transition(
    Introduction,
    sources=[S.SUBMITTED],
    target=S.NEEDS_INFO,
    label=_("Propose another wording"),
    icon="pencil-square",
)
def reword_introduction(
    introduction: Introduction,
    step: Step,
    *,
    subject: str,
    why_you: str,
    ask: str,
    checklist: dict[str, bool],
    text: str = "",
) -> None:
    """Propose other words; the request may leave as soon as the startup agrees."""
    demand_all_points(checklist)
    after = {"subject": subject, "why_you": why_you, "ask": ask}
    before = {name: getattr(introduction, name) for name in TEXTS}
    if after == before:
        raise ActRefused(_("You have changed nothing: approve the request instead."))
    take(introduction, step)
    Rewording.objects.create(
        introduction=introduction,
        entry=step.entry,
        version=introduction.rewordings.count() + 1,
        checklist=checklist,
        **{f"{name}_before": value for name, value in before.items()},
        **after,
    )
    remark(introduction, step, text)
    notices.owe_startup("introduction_reworded", introduction, step)


def _is_reworded(introduction: Introduction, now: datetime) -> str | Promise | None:
    if not introduction.is_reworded:
        return _("No other wording waits for your agreement.")
    return None


@transition(
    Introduction,
    sources=[S.NEEDS_INFO],
    target=S.QUEUED,
    label=_("Agree to this wording"),
    icon="check",
    lock_first=("decision_maker", "startup"),
    guard=_is_reworded,
    records=("version",),
    after=leave_or_wait,
)
def agree_introduction(introduction: Introduction, step: Step, *, version: int) -> None:
    """Take the moderator's words for one's own; the request then leaves."""
    rewording = introduction.rewordings.waiting().get()
    if rewording.version != version:
        raise ActRefused(_("The lab has changed its wording: please read it again."))
    keep_limits(introduction, step.now)
    for name in TEXTS:
        setattr(introduction, name, getattr(rewording, name))
    introduction.checklist = rewording.checklist
    rewording.agreed_at = step.now
    rewording.save()
    consent(introduction, step.now)
    introduction.queued_at = step.now


def _may_appeal(introduction: Introduction, now: datetime) -> str | Promise | None:
    if introduction.appealed_at is not None:
        return _("You have appealed once: this second answer is final.")
    if introduction.refused_at is None or introduction.refused_by_id is None:
        return _("This refusal cannot be appealed.")
    until = introduction.appeal_until
    if until is None or clock.local_day(now) > until:
        return _("An appeal is possible for 30 days after the refusal.")
    return why_not_hand_in(introduction) or pair_is_free(introduction, now)


@transition(
    Introduction,
    sources=[S.REJECTED],
    target=S.SUBMITTED,
    label=_("Appeal"),
    icon="scale",
    lock_first=("decision_maker", "startup"),
    guard=_may_appeal,
)
def appeal_introduction(introduction: Introduction, step: Step, *, text: str) -> None:
    """Ask another moderator to read a refused request, once, within 30 days."""
    keep_limits(introduction, step.now)
    hand_in(introduction, step.now)
    introduction.appealed_at = step.now
    introduction.moderator = None
    introduction.reject_code = ""
    remark(introduction, step, text)
    notices.owe_moderators(introduction, step.entry, kind="introduction_appealed")
