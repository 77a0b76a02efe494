"""Calendar files (RFC 5545, 5546): stable UID, rising SEQUENCE, times in UTC."""

from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from matchmaking.enums import Format
from matchmaking.models import Meeting


def calendar_file(meeting: Meeting, method: str) -> bytes:
    """Give the file that puts the meeting into a calendar, or takes it out.

    `method` is REQUEST or CANCEL. Names and texts are escaped by the library; line
    breaks are folded first, so that no text can add a line of its own.
    """
    introduction = meeting.introduction
    calendar = Calendar()
    calendar.add("prodid", "-//ServIndus Lab//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", meeting.ics_uid)
    event.add("sequence", meeting.ics_sequence)
    event.add("dtstamp", _utc(meeting.updated_at))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    with translation.override(introduction.decision_maker.language):
        event.add("summary", _line(_summary(meeting)))
        event.add("description", _line(introduction.subject))
        event.add("location", _line(meeting.place or str(Format(meeting.format).label)))
    organizer = vCalAddress(f"MAILTO:{introduction.lab.contact_email}")
    organizer.params["cn"] = vText(_line(introduction.lab.operator_name))
    event["organizer"] = organizer
    for name, address in _people(meeting):
        attendee = vCalAddress(f"MAILTO:{address}")
        attendee.params["cn"] = vText(_line(name))
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _summary(meeting: Meeting) -> str:
    introduction = meeting.introduction
    return _("Meeting %(startup)s and %(company)s") % {
        "startup": introduction.startup.name,
        "company": introduction.decision_maker.organisation.name,
    }


def _people(meeting: Meeting) -> list[tuple[str, str]]:
    introduction = meeting.introduction
    card, asker = introduction.decision_maker, introduction.requested_by
    return [(asker.full_name, asker.email), (card.full_name, card.email)]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
