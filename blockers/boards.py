"""What was promised and what will end, by its date: the boards of labs and liaisons."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from blockers.enums import END_ALERTS
from blockers.models import Commitment, Measure
from blockers.models.follow_up import CommitmentQuerySet, MeasureQuerySet
from servindus.calendar import WorkingCalendar, clock_state
from servindus.models import User
from servindus.templatetags.servindus import short_date
from servindus.ui import Badge, Emphasis, Row


def promised(user: User) -> CommitmentQuerySet:
    """Give what a reader sees of the promises that are still to be kept."""
    return Commitment.objects.visible_to(user).open()


def ending(user: User) -> MeasureQuerySet:
    """Give what a reader sees of the derogations whose end is not decided."""
    return Measure.objects.visible_to(user).ending()


def commitment_row(row: Commitment, today: date) -> Row:
    """Give a commitment as a line of the board."""
    late, long = row.is_late(today), row.is_long(today)
    if late:
        badge = Badge(_("Late"), "exclamation-triangle", "bad")
    elif long:
        badge = Badge(_("More than a year"), "clock", "warn")
    else:
        badge = Badge(row.get_status_display(), "calendar-days", "hold")
    authority = row.answer.escalation.authority
    return Row(
        title=row.what,
        href=row.get_absolute_url(),
        sub=" · ".join([row.blocker.reference, row.blocker.title]),
        badge=badge,
        who=row.who,
        when=short_date(row.due_on),
        due=row.due_on,
        clock=clock_state(row.due_on, today, 40, WorkingCalendar()),
        edge="late" if late else "",
        fictional=authority.is_fictitious,
    )


def measure_row(row: Measure, today: date) -> Row:
    """Give a derogation as a line of the calendar of ends."""
    assert row.in_force_to is not None
    days = (row.in_force_to - today).days
    answer = row.commitment.answer
    return Row(
        title=row.commitment.blocker.title,
        href=answer.escalation.get_absolute_url(),
        sub=" · ".join(
            part for part in (row.commitment.blocker.reference, row.territory) if part
        ),
        badge=_end_badge(days),
        who=answer.escalation.authority.name,
        when=short_date(row.in_force_to),
        due=row.in_force_to,
        clock=clock_state(row.in_force_to, today, 40, WorkingCalendar()),
        edge=_edge(days),
        fictional=answer.escalation.authority.is_fictitious,
    )


def _end_badge(days: int) -> Badge:
    if days < 0:
        return Badge(_("Over, nothing decided"), "exclamation-triangle", "bad")
    nearest = next((ahead for ahead in sorted(END_ALERTS) if days <= ahead), None)
    if nearest is None:
        return Badge(_("In force"), "check", "ok")
    words = _("Ends within %(n)d days") % {"n": nearest}
    return Badge(words, "bell-alert", "warn" if nearest <= 90 else "hold")


def _edge(days: int) -> Emphasis:
    if days < 0:
        return "late"
    return "soon" if timedelta(days) <= timedelta(END_ALERTS[-1]) else ""
