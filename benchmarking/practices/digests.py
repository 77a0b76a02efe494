"""What practices put into digests of lab staff: what waits for their lab."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from benchmarking.models import PracticeVersion
from benchmarking.practices.enums import WAITING
from benchmarking.practices.turns import OWN, turn_of
from programmes import rules
from programmes.digests import know
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.models import User
from servindus.templatetags.servindus import short_date

MOST = 8


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whose lab a practice waits."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person of a lab the versions that wait for it."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    staff = {email: user for email, user in people.items() if rules.lab_ids(user)}
    if not staff:
        return {}
    today = clock.local_day(now)
    found = _rows(today)
    told: dict[str, Part] = {}
    for email, user in staff.items():
        pairs = [(row, line) for row in found if (line := _line(row, user, today))]
        if pairs:
            lines = [line for _row, line in pairs[:MOST]]
            sender = sender_of(pairs[0][0].practice.lab)
            told[email] = Part([Section(_("Good practices"), lines)], sender)
    return told


def _rows(today: date) -> list[PracticeVersion]:
    """Give the versions that have a day, and those whose next look is due."""
    rows = PracticeVersion.objects.filter(
        Q(status__in=WAITING)
        | Q(status__in=["published", "labelled"]) & Q(review_on__lte=today)
    )
    return list(rows.with_frame().with_reviews().order_by("due_on", "pk")[:500])


def _line(row: PracticeVersion, user: User, today: date) -> Line | None:
    own = row.practice.lab_id in rules.lab_ids(user)
    if (turn_of(row, today) == OWN) != own or _has_judged(row, user):
        return None
    day = row.due_on or row.review_on
    assert day is not None
    return Line(
        title=row.need,
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=_("%(lab)s, next step by %(day)s")
        % {"lab": row.practice.lab.name, "day": short_date(day)},
        waits=True,
        is_late=day < today,
        button=_("Open the practice"),
    )


def _has_judged(row: PracticeVersion, user: User) -> bool:
    own = rules.lab_ids(user)
    return any(
        one.lab_id in own and one.reading == row.reading for one in row.reviews.all()
    )
