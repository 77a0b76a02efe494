"""The mails of matchmaking: who is owed what, and when it is no longer due."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import invites
from matchmaking.enums import (
    DecisionMakerStatus,
    IntroductionStatus,
    MeetingStatus,
    Side,
)
from matchmaking.models import AnswerLink, DecisionMaker, Introduction, Meeting
from programmes.enums import MembershipRole, MembershipStatus
from programmes.models import Lab
from programmes.models.frame import is_quiet
from servindus import clock, outbox
from servindus.models import JournalEntry, OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

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
    category = _("introductions")

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
        link = _link_of(row)
        return {
            "introduction": obj,
            "startup": obj.startup,
            "manager": obj.decision_maker,
            "lab": obj.lab,
            "quote": remark.text if remark else "",
            "link": link.url() if link else "",
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


def _link_of(row: OutboxEmail) -> AnswerLink | None:
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

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the person has opted out, left or cannot be reached."""
        return obj.decision_maker.status in UNREACHED

    def stop_link(self, obj: Introduction, row: OutboxEmail) -> str:
        """Give the one-click address, which needs neither cookie nor log-in."""
        link = _link_of(row)
        if link is None:
            return ""
        path = reverse("matchmaking:stop_link", args=[link.token()])
        return settings.PUBLIC_URL + path


@register
class IntroductionSubmitted(IntroductionNotice):
    """To moderators: a request waits."""

    name = "introduction_submitted"
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
class IntroductionSent(ManagerNotice):
    """To the decision maker: somebody asks to meet you, five ways to answer."""

    name = "introduction_sent"

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the request was answered or taken back before the mail left."""
        link = _link_of(row)
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
    "introduction_rejected",
    "introduction_expired",
    "introduction_closed",
    *ANSWER_NOTICES,
):
    _startup_notice(_name)


@register
class IntroductionCancelled(IntroductionNotice):
    """To both sides: the meeting will not take place."""

    name = "introduction_cancelled"
    audience = _("startup and decision maker")

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the reader is gone; who only stops requests hears of their meeting."""
        if row.recipient == obj.decision_maker.email:
            return obj.decision_maker.status in (
                DecisionMakerStatus.LEFT,
                DecisionMakerStatus.UNREACHABLE,
            )
        return row.user is None or not row.user.has_perm(
            "matchmaking.view_introduction", obj
        )


@register
class SlotsProposed(IntroductionNotice):
    """To the other side: times are proposed."""

    name = "slots_proposed"
    audience = _("startup and decision maker")

    def context(self, obj: Introduction, row: OutboxEmail) -> dict[str, Any]:
        """Give the page where the reader chooses."""
        found = super().context(obj, row)
        return {**found, "page_url": found["link"] or found["file_url"]}

    def is_moot(self, obj: Introduction, row: OutboxEmail) -> bool:
        """Whether the file has ended or a time is booked."""
        return obj.status != S.ACCEPTED or obj.meetings.filter(status="booked").exists()


class MeetingNotice(Notice):
    """A mail with a calendar file, to each side."""

    model = "matchmaking.Meeting"
    category = _("meetings")
    audience = _("startup and decision maker")
    method = "REQUEST"

    def find(self, row: OutboxEmail) -> Meeting | None:
        """Give the meeting with its people."""
        return (
            Meeting.objects.select_related(
                "introduction__lab__operator",
                "introduction__requested_by",
                "introduction__startup",
                "introduction__decision_maker__organisation",
                "introduction__decision_maker__site",
            )
            .filter(pk=row.object_id)
            .first()
        )

    def is_moot(self, obj: Meeting, row: OutboxEmail) -> bool:
        """Whether a calendar would get a time that is no longer booked."""
        return obj.status != MeetingStatus.BOOKED

    def sender(self, obj: Meeting) -> Sender:
        """Give the lab's operator."""
        lab = obj.introduction.lab
        return Sender(lab.operator_name, lab.contact_email)

    def context(self, obj: Meeting, row: OutboxEmail) -> dict[str, Any]:
        """Give the meeting and the page where it can be changed."""
        introduction = obj.introduction
        link = _link_of(row)
        remark = introduction.remarks.filter(entry=row.cause_id).first()
        return {
            "meeting": obj,
            "introduction": introduction,
            "startup": introduction.startup,
            "manager": introduction.decision_maker,
            "lab": introduction.lab,
            "quote": remark.text if remark else "",
            "page_url": link.url()
            if link
            else settings.PUBLIC_URL + introduction.get_absolute_url(),
        }

    def attachments(
        self, obj: Meeting, row: OutboxEmail
    ) -> list[tuple[str, bytes, str]]:
        """Attach the calendar file."""
        content = invites.calendar_file(obj, self.method)
        kind = f"text/calendar; charset=utf-8; method={self.method}"
        return [("rencontre.ics", content, kind)]

    def thread(self, obj: Meeting, row: OutboxEmail) -> str:
        """Keep the meeting's mails with those of its introduction."""
        return f"matchmaking.introduction-{obj.introduction_id}"


@register
class MeetingBooked(MeetingNotice):
    """To both sides: the time is booked."""

    name = "meeting_booked"


@register
class MeetingMoved(MeetingNotice):
    """To both sides: the time has changed."""

    name = "meeting_moved"


@register
class MeetingCancelled(MeetingNotice):
    """To both sides: the time is free again."""

    name = "meeting_cancelled"
    method = "CANCEL"

    def is_moot(self, obj: Meeting, row: OutboxEmail) -> bool:
        """A cancellation is always due to whoever got the invitation."""
        return False


@register
class DecisionMakerInvited(Notice):
    """To a person whose address we were given: may startups ask you?"""

    name = "decision_maker_invited"
    model = "matchmaking.DecisionMaker"
    category = _("invitation")
    audience = _("decision maker")

    def find(self, row: OutboxEmail) -> DecisionMaker | None:
        """Give the card with company and lab."""
        return (
            DecisionMaker.objects.select_related(
                "organisation", "site", "lab__operator"
            )
            .filter(pk=row.object_id)
            .first()
        )

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """Whether the person has answered or the link was replaced."""
        link = _link_of(row)
        return (
            obj.status != DecisionMakerStatus.INVITED
            or link is None
            or not link.is_open
        )

    def sender(self, obj: DecisionMaker) -> Sender:
        """Give the lab's operator."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Give the card and the address of the page with its three answers."""
        link = _link_of(row)
        return {"manager": obj, "lab": obj.lab, "link": link.url() if link else ""}

    def after_sent(self, obj: DecisionMaker, row: OutboxEmail) -> None:
        """Stamp when the person was told where the address comes from."""
        DecisionMaker.objects.filter(pk=obj.pk, informed_at__isnull=True).update(
            informed_at=clock.now()
        )


def owe_startup(
    kind: str,
    introduction: Introduction,
    step: Step,
    not_before: datetime | None = None,
) -> None:
    """Owe the startup's reader a mail: who asked, or a lead once they have left."""
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
    active = User.objects.filter(
        is_active=True,
        memberships__organisation=introduction.startup_id,
        memberships__status=MembershipStatus.ACTIVE,
    )
    asked = active.filter(pk=introduction.requested_by_id)
    leads = active.filter(memberships__role=MembershipRole.LEAD)
    return list(asked.distinct()) or list(leads.distinct())


def owe_moderators(
    introduction: Introduction,
    cause: JournalEntry,
    not_before: datetime | None = None,
) -> None:
    """Owe each moderator of the lab a mail, but for those with a conflict."""
    staff = User.objects.filter(
        is_active=True,
        memberships__organisation=introduction.lab.operator_id,
        memberships__status=MembershipStatus.ACTIVE,
    ).distinct()
    for user in staff:
        if user.has_perm("matchmaking.approve_introduction", introduction):
            outbox.post(
                "introduction_submitted",
                introduction,
                to=Recipient.of(user),
                cause=cause,
                not_before=not_before,
                desk=introduction.lab.slug,
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


def owe_meeting(kind: str, meeting: Meeting, step: Step, not_before: datetime) -> None:
    """Owe both sides the mail with the calendar file."""
    introduction = meeting.introduction
    card = introduction.decision_maker
    link = introduction.links.filter(revoked_at=None).order_by("-pk").first()
    manager = Recipient(card.email, card.full_name, card.language, card.user)
    readers: list[tuple[Recipient, dict[str, Any]]] = [
        (Recipient.of(user), {}) for user in startup_readers(introduction)
    ]
    for to, data in [(manager, {"link": link.pk} if link else {}), *readers]:
        outbox.post(
            kind,
            meeting,
            to=to,
            cause=step.entry,
            not_before=not_before,
            desk=introduction.lab.slug,
            data=data,
        )


def forget_meeting(meeting: Meeting) -> int:
    """Drop calendar files that have not left; give how many."""
    return outbox.drop(obj=meeting)


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


def after_quiet(lab: Lab, moment: datetime) -> datetime:
    """Give the moment, or the next opening hour of a working day in quiet hours."""
    local = moment.astimezone(clock.PARIS)
    if lab.quiet_from is None or lab.quiet_to is None:
        return moment
    calendar = lab.calendar
    if calendar.is_working_day(local.date()) and not is_quiet(lab, local.time()):
        return moment
    day = local.date()
    if local.time() >= lab.quiet_to or not calendar.is_working_day(day):
        day = calendar.next_working_day(day + timedelta(days=1))
    return datetime.combine(day, lab.quiet_to, tzinfo=clock.PARIS)
