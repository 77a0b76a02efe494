"""What exchanges put into digests: those that come, minutes owed, one's own actions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from benchmarking.exchanges.enums import ExchangeStatus
from benchmarking.models import Exchange, ExchangeAction
from programmes import rules
from programmes.digests import know
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.models import User
from servindus.templatetags.servindus import capital, full_datetime, short_date

E = ExchangeStatus
MOST = 8
# What comes within a week is told.
AHEAD = timedelta(days=7)


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those to whom an exchange or an action is told."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person what comes for their labs and for them, in three statements."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    staff = {email: user for email, user in people.items() if rules.lab_ids(user)}
    if not staff:
        return {}
    meetings, actions = _meetings(now), _actions(staff.values(), now)
    told: dict[str, Part] = {}
    for email, user in staff.items():
        lines = [line for row in meetings if (line := _meeting(row, user, now))]
        own = [row for row in actions if _waits_for(row, user)]
        lines += [_action(row, clock.local_day(now)) for row in own]
        if lines:
            section = Section(_("Exchanges of the labs"), lines[:MOST])
            told[email] = Part([section], sender_of(None))
    return told


def _meetings(now: datetime) -> list[Exchange]:
    """Give what comes within a week, has been held, or owes its minutes."""
    rows = Exchange.objects.filter(
        status__in=[E.PLANNED, E.HELD], starts_at__lte=now + AHEAD
    )
    rows = rows.select_related("lab").prefetch_related("invited_labs")
    return list(rows.order_by("starts_at", "pk"))


def _actions(people: Iterable[User], now: datetime) -> list[ExchangeAction]:
    rows = ExchangeAction.objects.chased().due(clock.local_day(now) + AHEAD)
    rows = rows.with_left().filter(Q(owner__in=list(people)) | Q(has_left=True))
    return list(rows.select_related("exchange").order_by("due_on", "pk"))


def _waits_for(row: ExchangeAction, user: User) -> bool:
    """Whether somebody carries it, or their lab does for who has left."""
    hosts = row.has_left and row.exchange.lab_id in rules.lab_ids(user)
    return row.owner_id == user.pk or hosts


def _meeting(row: Exchange, user: User, now: datetime) -> Line | None:
    labs = rules.lab_ids(user)
    url = settings.PUBLIC_URL + row.get_absolute_url()
    if row.status == E.PLANNED and row.starts_at > now:
        if not labs & row.lab_ids:
            return None
        when = capital(full_datetime(row.starts_at))
        return Line(row.title, url, text=when, is_news=False)
    if row.lab_id not in labs:
        return None
    if row.status == E.PLANNED:
        return Line(
            row.title, url, text=_("Say who came"), waits=True, button=_("Say who came")
        )
    assert row.minutes_due_on is not None
    return Line(
        row.title,
        url,
        text=_("Minutes by %(day)s") % {"day": short_date(row.minutes_due_on)},
        waits=True,
        is_late=row.minutes_due_on < clock.local_day(now),
        button=_("Write the minutes"),
    )


def _action(row: ExchangeAction, today: date) -> Line:
    return Line(
        title=f"{row.text}, {row.exchange.title}",
        url=settings.PUBLIC_URL + row.get_absolute_url(),
        text=_("To be done by %(day)s") % {"day": short_date(row.due_on)},
        waits=True,
        is_late=row.due_on < today,
        button=_("Open the action"),
    )
