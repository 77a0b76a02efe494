"""Mails while nobody answers: one reminder of all that waits, a word to each side."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import queue, waiting
from matchmaking.categories import MODERATION
from matchmaking.enums import ANSWER_REMINDERS, IntroductionStatus, MeetingStatus, Side
from matchmaking.models import AnswerLink, DecisionMaker, Introduction, Meeting
from matchmaking.notifications.introductions import (
    UNREACHED,
    IntroductionNotice,
    IntroductionSubmitted,
    StartupNotice,
)
from matchmaking.notifications.meetings import MeetingNotice
from servindus import clock
from servindus.categories import REMINDERS
from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.notifications import Notice, Sender, register

S = IntroductionStatus
M = MeetingStatus


@register
class DecisionMakerReminded(Notice):
    """To the decision maker: all that waits for an answer, in one mail."""

    name = "decision_maker_reminded"
    model = "matchmaking.DecisionMaker"
    category = REMINDERS.key
    audience = _("decision maker")

    def find(self, row: OutboxEmail) -> DecisionMaker | None:
        """Give the card with its lab."""
        cards = DecisionMaker.objects.select_related("lab__operator")
        return cards.filter(pk=row.object_id).first()

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """Whether nothing waits any more, or the person is away or is not written to.

        What has waited for a mail server is no use either once a newer one is there.
        """
        newer = OutboxEmail.objects.filter(
            kind=row.kind, recipient=row.recipient, pk__gt=row.pk
        ).exclude(state=OutboxState.DROPPED)
        return (
            obj.status in UNREACHED
            or obj.absences.on(clock.today()).exists()
            or newer.exists()
            or not waiting.on_desk_of(obj, clock.now())
        )

    def sender(self, obj: DecisionMaker) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Give each request with its own link, the oldest first."""
        found = waiting.on_desk_of(obj, clock.now())
        links = _links(found)
        files = [
            {
                "introduction": introduction,
                "chooses": introduction.status == S.ACCEPTED,
                "link": links[introduction.pk].url()
                if introduction.pk in links
                else settings.PUBLIC_URL + introduction.get_absolute_url(),
            }
            for introduction in found
        ]
        return {
            "manager": obj,
            "lab": obj.lab,
            "files": files,
            "first": files[0],
            "is_last": row.data.get("days", 0) >= ANSWER_REMINDERS[-1],
        }

    def stop_link(self, obj: DecisionMaker, row: OutboxEmail) -> str:
        """Give the one-click address of the first request's link."""
        links = _links(waiting.on_desk_of(obj, clock.now()))
        for link in links.values():
            path = reverse("matchmaking:stop_link", args=[link.token()])
            return settings.PUBLIC_URL + path
        return ""


def _links(found: list[Introduction]) -> dict[int | None, AnswerLink]:
    """Give the open link of each request, in the order of the requests."""
    rows = AnswerLink.objects.filter(introduction__in=found, revoked_at=None)
    links = {link.introduction_id: link for link in rows.order_by("pk")}
    return {row.pk: links[row.pk] for row in found if row.pk in links}


@register
class IntroductionReassured(StartupNotice):
    """To the startup: the request is there, and until when it hears."""

    name = "introduction_reassured"
    category = REMINDERS.key

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether it was answered in the meantime."""
        return obj.status != S.SENT or super().is_moot(obj, row)


@register
class IntroductionResumed(StartupNotice):
    """To the startup: the decision maker is asked again, as they wished."""

    name = "introduction_resumed"


@register
class IntroductionRecounted(StartupNotice):
    """To the startup: the person is away, and answers by another day."""

    name = "introduction_recounted"

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether it was answered, or the day has changed once more."""
        promised = str(row.cause.details.get("due_on", ""))
        moved = obj.due_on is None or obj.due_on.isoformat() != promised
        return obj.status != S.SENT or moved or super().is_moot(obj, row)


@register
class IntroductionNudged(StartupNotice):
    """To the startup: it is its turn."""

    name = "introduction_nudged"
    category = REMINDERS.key

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the startup has done it, or somebody else's turn has come."""
        if obj.status != row.cause.source or super().is_moot(obj, row):
            return True
        if obj.status == S.QUEUED:
            return not queue.needs_consent(obj, clock.now())
        if obj.status != S.ACCEPTED:
            return False
        its_turn = waiting.for_startup_to_choose(clock.now())
        return not its_turn.filter(pk=obj.pk).exists()

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Say whether the other side has proposed times."""
        offered = waiting.offered_by(Side.MANAGER, clock.now())
        chooses = Introduction.objects.filter(offered, pk=obj.pk).exists()
        return {**super().context(obj, row), "chooses": chooses}


@register
class IntroductionFlagged(IntroductionNotice):
    """To moderators: nobody has answered, it is time to call."""

    name = "introduction_flagged"
    category = MODERATION.key
    audience = _("moderators")

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether somebody has called or answered, or the reader may not."""
        return (
            obj.flagged_at is None
            or row.user is None
            or not row.user.has_perm("matchmaking.call_introduction", obj)
        )

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Add the desk's address, and why."""
        path = reverse("admin:matchmaking_introduction_change", args=[obj.pk])
        return {
            **super().context(obj, row),
            "desk_url": settings.PUBLIC_URL + path,
            "why": row.cause.details.get("why", ""),
        }


@register
class IntroductionUnread(IntroductionSubmitted):
    """To moderators on the day by which they read it, to their lead once it is late."""

    name = "introduction_unread"
    audience = _("moderators, then their lead")

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Say whether the day is over."""
        late = obj.moderate_by is not None and obj.moderate_by < clock.today()
        return {**super().context(obj, row), "is_late": late}


@register
class IntroductionQueued(StartupNotice):
    """To the startup: approved, and when its turn is expected."""

    name = "introduction_queued"

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether it has left in the meantime."""
        return obj.status != S.QUEUED or super().is_moot(obj, row)


@register
class MeetingReminded(MeetingNotice):
    """To both sides: you meet in two working days, or today."""

    name = "meeting_reminded"

    def is_moot(self, obj: Meeting, row: OutboxEmail) -> bool:
        """Whether it is off, moved or over."""
        return obj.starts_at <= clock.now() or super().is_moot(obj, row)

    def context(self, obj: Meeting, row: OutboxEmail) -> dict[str, Any]:
        """Say whether it is today."""
        return {**super().context(obj, row), "today": row.data.get("today", False)}

    def attachments(
        self, obj: Meeting, row: OutboxEmail
    ) -> list[tuple[str, bytes, str]]:
        """The time is in both calendars already."""
        return []


@register
class MeetingAsked(MeetingNotice):
    """To a side that has not told: how did it go?"""

    name = "meeting_asked"
    category = REMINDERS.key

    def is_moot(self, obj: Meeting, row: OutboxEmail) -> bool:
        """Whether this side has told, or the time was given back."""
        side = Side.STARTUP if row.user_id and "link" not in row.data else Side.MANAGER
        told = obj.reports.filter(side=side).exists()
        return told or obj.status in (M.CANCELLED, M.MOVED)

    def attachments(
        self, obj: Meeting, row: OutboxEmail
    ) -> list[tuple[str, bytes, str]]:
        """A time that is past needs no calendar."""
        return []
