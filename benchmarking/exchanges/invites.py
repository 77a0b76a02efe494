"""Calendar files of exchanges (RFC 5545, 5546): stable UID, rising SEQUENCE, UTC.

PUBLISH is what the page gives, without names; REQUEST and CANCEL go by mail, each to
one person, so that nobody's address travels in somebody else's calendar.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from benchmarking.models import Exchange
from programmes.notifications import sender_of

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_file(
    exchange: Exchange, method: str, invited: tuple[str, str] | None = None
) -> bytes:
    """Give the file that puts the exchange into a calendar, or takes it out.

    `invited` is the name and the address of whoever gets it by mail. Texts are escaped
    by the library; line breaks are folded first, so that none can add a line.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ServIndus Lab//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", exchange.ics_uid)
    event.add("sequence", exchange.ics_sequence)
    event.add("dtstamp", _utc(exchange.updated_at))
    event.add("dtstart", _utc(exchange.starts_at))
    event.add("dtend", _utc(exchange.ends_at))
    cancelled = exchange.status == "cancelled"
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("summary", _line(exchange.title))
    event.add("description", _description(exchange))
    event.add("location", _line(exchange.place or exchange.video_url))
    event.add("url", settings.PUBLIC_URL + exchange.get_absolute_url())
    host = sender_of(exchange.lab)
    event.add("organizer", _address(host.name, host.reply_to), encode=False)
    if invited is not None:
        guest = _address(*invited)
        guest.params["role"] = vText("REQ-PARTICIPANT")
        event.add("attendee", guest, encode=False)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _description(exchange: Exchange) -> str:
    """Give the agenda, a line for each point, and the video address."""
    points = exchange.items.select_related("lab").order_by("rank")
    lines = [
        _("%(rank)d. %(title)s (%(minutes)d min)")
        % {"rank": one.rank, "title": _line(one.title), "minutes": one.minutes}
        for one in points
    ]
    if exchange.place and exchange.video_url:
        lines.append(_line(exchange.video_url))
    return "\n".join(lines)


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"MAILTO:{address}")
    found.params["cn"] = vText(_line(name))
    return found


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
