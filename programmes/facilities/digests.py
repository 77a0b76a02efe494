"""What facilities put into digests: requests to answer, dates, what came of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programmes import rules
from programmes.digests import know
from programmes.facilities.enums import AccessStatus
from programmes.facilities.notifications import COMPANY, OWNER, turn_of
from programmes.models import AccessRequest
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.models import User
from servindus.templatetags.servindus import short_date

A = AccessStatus
MOST = 8
# Dates that are agreed are told from a week before.
AHEAD = timedelta(days=7)


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whom something waits or comes."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's requests, in two statements for all of them."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    today = clock.local_day(now)
    found = _rows(list(people.values()), today)
    told: dict[str, Part] = {}
    for email, user in people.items():
        pairs = [(row, line) for row in found if (line := _line(row, user, today))]
        if pairs:
            lines = [line for _row, line in pairs[:MOST]]
            section = Section(_("Workshops, benches and data"), lines)
            told[email] = Part([section], sender_of(pairs[0][0].facility.lab))
    return told


def _rows(people: Sequence[User], today: date) -> list[AccessRequest]:
    """Give what waits for any of these people, or comes within a week."""
    own = {pk for user in people for pk in rules.organisation_ids(user)}
    labs = {pk for user in people for pk in rules.lab_ids(user)}
    if not own and not labs:
        return []
    mine = Q(organisation__in=own) | Q(facility__owner__in=own)
    rows = AccessRequest.objects.filter(mine | Q(facility__lab__in=labs))
    soon = Q(status=A.ACCEPTED, starts_on__lte=today + AHEAD)
    unsaid = Q(status=A.USED, reviewed_at=None, ends_on__gte=today - 4 * AHEAD)
    rows = rows.filter(Q(status__in=[A.REQUESTED, A.WAITING]) | soon | unsaid)
    return list(rows.with_sides().order_by("answer_by", "pk"))


def _line(row: AccessRequest, user: User, today: date) -> Line | None:
    own = row.organisation_id in rules.organisation_ids(user)
    turn = turn_of(row, today)
    url = settings.PUBLIC_URL + row.get_absolute_url()
    names = {"company": row.organisation.name, "facility": row.facility.name}
    if turn == OWNER and not own and _answers(row, user):
        return Line(
            title=_("%(company)s asks for: %(facility)s") % names,
            url=url,
            text=_("Answer by %(day)s") % {"day": short_date(row.answer_by)},
            waits=True,
            is_late=row.answer_by < today,
            button=_("Answer"),
        )
    if turn == COMPANY and own:
        return Line(
            title=(
                _("Did it help? %(facility)s")
                if row.status == A.USED
                else _("Did it take place? %(facility)s")
            )
            % names,
            url=url,
            text=_("Say whether it helped: two clicks."),
            waits=True,
            button=_("Say it"),
        )
    side = own or row.facility.owner_id in rules.organisation_ids(user)
    if side and row.status == A.ACCEPTED and row.starts_on and row.starts_on >= today:
        return Line(
            title=f"{row.facility.name}, {row.organisation.name}",
            url=url,
            when=short_date(row.starts_on),
        )
    return None


def _answers(row: AccessRequest, user: User) -> bool:
    owned = row.facility.owner_id in rules.organisation_ids(user)
    return owned or row.facility.lab_id in rules.lab_ids(user)
