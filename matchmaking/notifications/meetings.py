"""Mails about times to meet, with their calendar files."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from matchmaking import invites
from matchmaking.categories import MEETINGS
from matchmaking.enums import IntroductionStatus, MeetingStatus
from matchmaking.models import Introduction, Meeting
from matchmaking.notifications.introductions import IntroductionNotice, link_of
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Sender, register

S = IntroductionStatus
# A time that nobody has heard of is taken back without a word.
WITH_CALENDAR = ("meeting_booked", "meeting_moved", "meeting_cancelled")


@register
class SlotsProposed(IntroductionNotice):
    """To the other side: times are proposed."""

    name = "slots_proposed"
    category = MEETINGS.key
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
    category = MEETINGS.key
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
        link = link_of(row)
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
