"""What pilots put into digests: whose turn it is, and trials that end soon."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programmes import rules
from programmes.digests import know
from programmes.models import Pilot
from programmes.notifications import sender_of
from programmes.pilots.enums import PILOT_OPEN
from programmes.pilots.turns import turn_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.models import User
from servindus.templatetags.servindus import short_date

MOST = 8


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whom a pilot waits."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person the pilots that wait for their side, in one statement."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    today = clock.local_day(now)
    found = _rows(list(people.values()))
    told: dict[str, Part] = {}
    for email, user in people.items():
        pairs = [(row, line) for row in found if (line := _line(row, user, today))]
        if pairs:
            section = Section(_("Pilots"), [line for _row, line in pairs[:MOST]])
            told[email] = Part([section], sender_of(pairs[0][0].lab))
    return told


def _rows(people: Sequence[User]) -> list[Pilot]:
    """Give the open pilots of any of these people's companies."""
    own = {pk for user in people for pk in rules.organisation_ids(user)}
    if not own:
        return []
    rows = Pilot.objects.filter(Q(startup__in=own) | Q(company__in=own))
    rows = rows.filter(status__in=PILOT_OPEN)
    return list(rows.with_sides().order_by("due_on", "pk"))


def _line(row: Pilot, user: User, today: date) -> Line | None:
    side = turn_of(row, today)
    if not side or getattr(row, f"{side}_id") not in rules.organisation_ids(user):
        return None
    runs = row.status == "running" and side == "startup"
    if runs:
        return None
    assert row.due_on is not None
    other = row.company if side == "startup" else row.startup
    return Line(
        title=f"{row.title}, {other.name}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=_("Next step by %(day)s") % {"day": short_date(row.due_on)},
        waits=True,
        is_late=row.due_on < today,
        button=_("Open the pilot"),
    )
