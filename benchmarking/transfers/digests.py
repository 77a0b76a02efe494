"""What transfers put into digests of lab staff: what waits for their lab."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from benchmarking.models import Transfer
from benchmarking.transfers.looks import sides
from benchmarking.transfers.turns import waits_for
from programmes import rules
from programmes.digests import know
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import short_date

MOST = 8


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whose lab a transfer waits."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person of a lab the transfers that wait for it, in one statement."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    labs = {email: rules.lab_ids(user) for email, user in people.items()}
    if not any(labs.values()):
        return {}
    today = clock.local_day(now)
    waiting = Transfer.objects.open().exclude(status="in_use", due_on__gt=today)
    found = list(waiting.with_sides().order_by("due_on", "pk"))
    told: dict[str, Part] = {}
    for email, own in labs.items():
        mine = [row for row in found if waits_for(row, own, today)]
        if mine:
            lines = [_line(row, today) for row in mine[:MOST]]
            told[email] = Part([Section(_("Transfers"), lines)], sender_of(None))
    return told


def _line(row: Transfer, today: date) -> Line:
    assert row.due_on is not None
    return Line(
        title=f"{row.version.title}, {sides(row)}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=_("Next step by %(day)s") % {"day": short_date(row.due_on)},
        waits=True,
        is_late=row.due_on < today,
        button=_("Open the transfer"),
    )
