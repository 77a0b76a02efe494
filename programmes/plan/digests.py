"""What the plan puts into digests: milestones of one's actions, late or soon."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programmes.digests import know
from programmes.models import Milestone
from programmes.notifications import sender_of
from programmes.plan.enums import PlanStatus
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import short_date

MOST = 8
# What comes within a week is told too.
AHEAD = timedelta(days=7)


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those for whom a milestone waits or comes."""
    return set(parts(readers, now))


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each person the milestones that they carry, in one statement."""
    people = {reader.email: reader.user for reader in readers if reader.user}
    know(people.values())
    today = clock.local_day(now)
    mine = Q(action__owner__in=[user.pk for user in people.values()])
    rows = Milestone.objects.open().filter(
        mine, action__status=PlanStatus.RUNNING, forecast_on__lte=today + AHEAD
    )
    found = list(
        rows.select_related("action__lab__operator").order_by("forecast_on", "pk")
    )
    told: dict[str, Part] = {}
    for email, user in people.items():
        own = [
            row
            for row in found
            if row.action.owner_id == user.pk
            and user.has_perm("programmes.forecast_milestone", row)
        ]
        if own:
            lines = [_line(row, row.forecast_on < today) for row in own[:MOST]]
            section = Section(_("Action plan"), lines)
            told[email] = Part([section], sender_of(own[0].action.lab))
    return told


def _line(row: Milestone, late: bool) -> Line:
    return Line(
        title=f"{row.title}, {row.action.title}",
        url=settings.PUBLIC_URL + row.action.get_absolute_url(),
        text=_("Forecast for %(day)s") % {"day": short_date(row.forecast_on)},
        waits=True,
        is_late=late,
        button=_("Open the action"),
    )
