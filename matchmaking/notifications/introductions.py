"""Mails about introductions: when each is no longer due, what it needs."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import wording
from matchmaking.categories import MEETINGS, MODERATION, NEWS, REQUESTS
from matchmaking.enums import DecisionMakerStatus, IntroductionStatus
from matchmaking.models import AnswerLink, DecisionMaker, Introduction
from servindus import clock
from servindus.categories import ACCOUNT
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Sender, register

S = IntroductionStatus
# People who must get nothing but the answers they asked for (I6).
UNREACHED = (
    DecisionMakerStatus.OPTED_OUT,
    DecisionMakerStatus.LEFT,
    DecisionMakerStatus.UNREACHABLE,
)
# What the startup hears of an answer; owed until the answer settles.
ANSWER_NOTICES = (
    "introduction_accepted",
    "introduction_declined",
    "introduction_deferred",
    "introduction_redirected",
)


class IntroductionNotice(Notice):
    """A mail about an introduction, from the lab that moderates it."""

    model = "matchmaking.Introduction"
    category = NEWS.key

    def find(self, row: OutboxEmail) -> Introduction | None:
        """Give the introduction with all that a mail names."""
        return (
            Introduction.objects.with_people()
            .select_related("lab__operator", "redirected_to__decision_maker")
            .filter(pk=row.object_id)
            .first()
        )

    def sender(self, obj: Introduction) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Give the introduction, its people and what was said with the act."""
        remark = obj.remarks.filter(entry=row.cause_id, audience="shared").first()
        link = link_of(row)
        return {
            "introduction": obj,
            "startup": obj.startup,
            "manager": obj.decision_maker,
            "lab": obj.lab,
            "quote": remark.text if remark else "",
            "link": link.url() if link else "",
            "code": row.cause.details.get("code", ""),
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


def link_of(row: OutboxEmail) -> AnswerLink | None:
    """Give the link that the mail carries, if any."""
    pk = row.data.get("link")
    return AnswerLink.objects.filter(pk=pk).first() if pk else None


class StartupNotice(IntroductionNotice):
    """A mail to the startup; it dies when the reader has lost the file."""

    audience = _("startup")

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the reader may no longer see the file."""
        if row.user is None or not row.user.is_active:
            return True
        return not Introduction.objects.visible_to(row.user).filter(pk=obj.pk).exists()


class ManagerNotice(IntroductionNotice):
    """A mail to the decision maker; it dies when they asked for no more."""

    audience = _("decision maker")
    category = REQUESTS.key

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the person has opted out, left or cannot be reached."""
        return obj.decision_maker.status in UNREACHED

    def stop_link(self, obj: Introduction, row: OutboxEmail) -> str:
        """Give the one-click address, which needs neither cookie nor log-in."""
        link = link_of(row)
        if link is None:
            return ""
        path = reverse("matchmaking:stop_link", args=[link.token()])
        return settings.PUBLIC_URL + path


@register
class IntroductionSubmitted(IntroductionNotice):
    """To moderators: a request waits."""

    name = "introduction_submitted"
    category = MODERATION.key
    audience = _("moderators")

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether somebody has taken it already, or the reader may not."""
        return (
            obj.status != S.SUBMITTED
            or row.user is None
            or not row.user.has_perm("matchmaking.approve_introduction", obj)
        )

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Add the desk's address."""
        path = reverse("admin:matchmaking_introduction_change", args=[obj.pk])
        return {**super().context(obj, row), "desk_url": settings.PUBLIC_URL + path}


@register
class IntroductionAppealed(IntroductionSubmitted):
    """To the other moderators: a refused request asks for a second reading."""

    name = "introduction_appealed"


@register
class IntroductionReworded(StartupNotice):
    """To the startup: the lab proposes other words, shown beside its own."""

    name = "introduction_reworded"

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the wording was agreed to or replaced before the mail left."""
        waits = obj.rewordings.waiting().filter(entry=row.cause_id).exists()
        return not waits or super().is_moot(obj, row)

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Add what changes, word by word."""
        rewording = obj.rewordings.get(entry=row.cause_id)
        return {**super().context(obj, row), "changes": wording.changes(rewording)}


@register
class IntroductionRejected(StartupNotice):
    """To the startup: not kept, why, and until when it may appeal."""

    name = "introduction_rejected"

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Add the last day of an appeal, if one is still possible."""
        return {**super().context(obj, row), "appeal_until": obj.appeal_until}


@register
class IntroductionSent(ManagerNotice):
    """To the decision maker: somebody asks to meet you, five ways to answer."""

    name = "introduction_sent"

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the request was answered or taken back before the mail left."""
        link = link_of(row)
        return (
            obj.status != S.SENT
            or link is None
            or link.revoked_at is not None
            or super().is_moot(obj, row)
        )

    def after_sent(self, obj: Introduction, row: OutboxEmail) -> None:
        """Stamp the first time that the person was told where the address is from."""
        DecisionMaker.objects.filter(
            pk=obj.decision_maker_id, informed_at__isnull=True
        ).update(informed_at=clock.now())


@register
class AnswerReceived(ManagerNotice):
    """To the decision maker's registered address: this answer was recorded."""

    name = "answer_received"
    category = ACCOUNT.key
    despite_bounce = True

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """A receipt was asked for by the answer itself: it always leaves."""
        return False

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Say which answer, by whom, and until when it can be undone."""
        return {
            **super().context(obj, row),
            "answer": row.cause.target,
            "typed_name": row.cause.typed_name,
            "undo_until": row.cause.at + timedelta(minutes=obj.lab.reveal_minutes),
        }


@register
class IntroductionWithdrawn(ManagerNotice):
    """To the decision maker: you need not answer any more."""

    name = "introduction_withdrawn"


def _startup_notice(name: str) -> None:
    register(type(name, (StartupNotice,), {"name": name, "__doc__": name}))


for _name in (
    "introduction_needs_info",
    "introduction_approved",
    "introduction_expired",
    "introduction_closed",
    "introduction_ended",
    "introduction_lapsed",
    *ANSWER_NOTICES,
):
    _startup_notice(_name)


@register
class IntroductionCancelled(IntroductionNotice):
    """To both sides: the meeting will not take place."""

    name = "introduction_cancelled"
    category = MEETINGS.key
    audience = _("startup and decision maker")

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the reader is gone; a stop does not hide a cancelled meeting."""
        if row.recipient == obj.decision_maker.email:
            return obj.decision_maker.status in (
                DecisionMakerStatus.LEFT,
                DecisionMakerStatus.UNREACHABLE,
            )
        return row.user is None or not row.user.has_perm(
            "matchmaking.view_introduction", obj
        )
