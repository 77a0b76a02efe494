"""A liaison's digest: dossiers by their date, promises, derogations that end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from blockers import boards, escalation_looks, queues
from blockers.enums import END_ALERTS
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.ui import Row

MOST = 8
TONES = ("ok", "warn", "bad", "hold")
# A promise is told when its day is as near as the first reminder of the queue.
NEAR = timedelta(days=10)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each liaison the queue of their authority; there are few of them."""
    return {reader.email: _part(reader, now) for reader in readers}


def _part(reader: Reader, now: datetime) -> Part:
    assert reader.user is not None
    today = clock.local_day(now)
    rows = queues.first(reader.user, today, MOST + 1)
    looks = escalation_looks.rows_of(rows, reader.user, now)
    dossiers = [
        line_of(look, waits=look.who == _("You"), button=_("Open the dossier"))
        for look in looks[:MOST]
    ]
    more = _("More wait in the queue.") if len(rows) > MOST else ""
    promised = boards.promised(reader.user).with_people()
    due = promised.filter(due_on__lte=today + NEAR).order_by("due_on", "pk")[:MOST]
    promises = [line_of(boards.commitment_row(row, today), waits=False) for row in due]
    ending = boards.ending(reader.user).with_people()
    last = today + timedelta(days=max(END_ALERTS))
    ends = [
        line_of(boards.measure_row(row, today), waits=False, is_news=False)
        for row in ending.filter(in_force_to__lte=last)[:MOST]
    ]
    queue = settings.PUBLIC_URL + queues.address()
    sections = [
        Section(_("Dossiers"), dossiers, more, queue),
        Section(_("Promises"), promises),
        Section(_("Derogations that end"), ends),
    ]
    sender = sender_of(rows[0].lab) if rows else None
    return Part([section for section in sections if section.lines], sender)


def line_of(look: Row, *, waits: bool, is_news: bool = True, button: str = "") -> Line:
    """Give the row of a list as a line of a mail."""
    return Line(
        title=look.title,
        url=settings.PUBLIC_URL + look.href,
        text=look.sub,
        when=look.when,
        label=look.badge.label if look.badge else "",
        tone=look.badge.tone if look.badge and look.badge.tone in TONES else "",
        due=look.due,
        waits=waits,
        is_late=look.edge == "late",
        is_news=is_news,
        button=button,
    )
