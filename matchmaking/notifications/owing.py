"""Who is owed which mail, and not before when."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from matchmaking.enums import Side
from matchmaking.models import (
    AnswerLink,
    DecisionMaker,
    FollowUp,
    Introduction,
    Meeting,
)
from matchmaking.notifications.introductions import ANSWER_NOTICES
from matchmaking.notifications.meetings import WITH_CALENDAR
from programmes.enums import MembershipRole, MembershipStatus
from programmes.hours import after_quiet
from programmes.models import Membership
from programmes.notifications import staff_of
from servindus import outbox
from servindus.actors import Channel
from servindus.models import JournalEntry, User
from servindus.notifications import Recipient
from servindus.workflow import Step


def owe_startup(
    kind: str,
    introduction: Introduction,
    step: Step,
    not_before: datetime | None = None,
) -> None:
    """Owe the startup's reader a mail: who asked, or a lead once they have left.

    What the platform does by itself, at any hour, is told in the lab's open hours.
    """
    if not_before is None and step.channel == Channel.SYSTEM:
        not_before = after_quiet(introduction.lab, step.now)
    for user in startup_readers(introduction):
        outbox.post(
            kind,
            introduction,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=not_before,
            desk=introduction.lab.slug,
        )


def startup_readers(introduction: Introduction) -> list[User]:
    """Give who reads for the startup."""
    members = Membership.objects.active().filter(
        organisation=introduction.startup_id, user__is_active=True
    )
    found = members.filter(user=introduction.requested_by_id)
    found = found or members.filter(role=MembershipRole.LEAD)
    return [member.user for member in found.select_related("user").order_by("user")]


def owe_moderators(
    introduction: Introduction,
    cause: JournalEntry,
    not_before: datetime | None = None,
    kind: str = "introduction_submitted",
    leads: bool = False,
) -> None:
    """Owe each moderator of the lab a mail, but for those who may not decide.

    With `leads` their leads alone, where there is one.
    """
    staff = User.objects.filter(
        is_active=True,
        memberships__organisation=introduction.lab.operator_id,
        memberships__status=MembershipStatus.ACTIVE,
    ).distinct()
    people = [
        user
        for user in staff
        if user.has_perm("matchmaking.approve_introduction", introduction)
    ]
    if leads:
        people = [user for user in people if _leads(user, introduction)] or people
    for user in people:
        outbox.post(
            kind,
            introduction,
            to=Recipient.of(user),
            cause=cause,
            not_before=not_before,
            desk=introduction.lab.slug,
        )


def _leads(user: User, introduction: Introduction) -> bool:
    own = user.memberships.filter(organisation=introduction.lab.operator_id)
    return own.filter(role=MembershipRole.LEAD, status=MembershipStatus.ACTIVE).exists()


def owe_lost(card: DecisionMaker, step: Step) -> None:
    """Owe those who keep a card the news that nothing reaches its address."""
    for user in staff_of(card.lab):
        if user.has_perm("matchmaking.activate_decision_maker", card):
            outbox.post(
                "decision_maker_lost",
                card,
                to=Recipient.of(user),
                cause=step.entry,
                not_before=after_quiet(card.lab, step.now),
                desk=card.lab.slug,
            )


def owe_receipt(card: DecisionMaker, step: Step, link: AnswerLink) -> None:
    """Owe the registered address the receipt of what was chosen by a link."""
    outbox.post(
        "decision_maker_limited",
        card,
        to=Recipient(card.email, card.full_name, card.language, card.user),
        cause=step.entry,
        desk=card.lab.slug,
        data={"link": link.pk},
    )


def owe_manager(
    kind: str, introduction: Introduction, step: Step, link: AnswerLink | None = None
) -> None:
    """Owe the decision maker a mail; quiet hours put off all but receipts."""
    if link is None:
        link = introduction.links.filter(revoked_at=None).order_by("-pk").first()
    card = introduction.decision_maker
    lab = introduction.lab
    outbox.post(
        kind,
        introduction,
        to=Recipient(card.email, card.full_name, card.language, card.user),
        cause=step.entry,
        not_before=None if kind == "answer_received" else after_quiet(lab, step.now),
        desk=lab.slug,
        data={"link": link.pk} if link else {},
    )


def owe_both(kind: str, introduction: Introduction, step: Step) -> None:
    """Owe the two sides the same mail."""
    owe_startup(kind, introduction, step)
    owe_manager(kind, introduction, step)


def owe_other_side(
    kind: str, introduction: Introduction, step: Step, side: Side
) -> None:
    """Owe the mail to whoever did not act."""
    if side == Side.STARTUP:
        owe_manager(kind, introduction, step)
    else:
        owe_startup(kind, introduction, step, not_before=introduction.settles_at)


def owe_meeting(
    kind: str,
    meeting: Meeting,
    step: Step,
    not_before: datetime,
    data: dict[str, Any] | None = None,
    but: Collection[str] = (),
) -> None:
    """Owe both sides of a meeting the mail, but for those sides."""
    introduction = meeting.introduction
    card = introduction.decision_maker
    link = introduction.links.filter(revoked_at=None).order_by("-pk").first()
    manager = Recipient(card.email, card.full_name, card.language, card.user)
    readers: list[tuple[Recipient, dict[str, Any]]] = []
    if Side.MANAGER not in but:
        readers.append((manager, {"link": link.pk} if link else {}))
    if Side.STARTUP not in but:
        readers += [(Recipient.of(user), {}) for user in startup_readers(introduction)]
    for to, own in readers:
        outbox.post(
            kind,
            meeting,
            to=to,
            cause=step.entry,
            not_before=not_before,
            desk=introduction.lab.slug,
            data={**(data or {}), **own},
        )


def owe_reminder(card: DecisionMaker, step: Step, *, days: int) -> None:
    """Owe a person one mail about all that waits for them."""
    outbox.post(
        "decision_maker_reminded",
        card,
        to=Recipient(card.email, card.full_name, card.language, card.user),
        cause=step.entry,
        desk=card.lab.slug,
        data={"days": days},
    )


def owe_follow_up(follow_up: FollowUp, cause: JournalEntry) -> None:
    """Owe one side the question what came of it."""
    introduction = follow_up.introduction
    card = introduction.decision_maker
    people = (
        [Recipient(card.email, card.full_name, card.language, card.user)]
        if follow_up.side == Side.MANAGER
        else [Recipient.of(user) for user in startup_readers(introduction)]
    )
    for to in people:
        outbox.post(
            "follow_up_asked",
            follow_up,
            to=to,
            cause=cause,
            desk=introduction.lab.slug,
        )


def forget_meeting(meeting: Meeting) -> int:
    """Drop calendar files that have not left; give how many."""
    return outbox.drop(obj=meeting, kinds=WITH_CALENDAR)


def owe_invitation(card: DecisionMaker, step: Step, link: AnswerLink) -> None:
    """Owe a person the question whether startups may ask."""
    outbox.post(
        "decision_maker_invited",
        card,
        to=Recipient(card.email, card.full_name, card.language),
        cause=step.entry,
        not_before=after_quiet(card.lab, step.now),
        desk=card.lab.slug,
        data={"link": link.pk},
    )


def forget_answer(introduction: Introduction) -> None:
    """Drop what the startup has not heard yet of an answer that is undone."""
    outbox.drop(obj=introduction, kinds=ANSWER_NOTICES)
