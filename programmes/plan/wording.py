"""The plan in words: pages, mails and files say it alike."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.plan.enums import PLAN_OPEN, MilestoneStatus

M = MilestoneStatus


def lab_name(lab: Any) -> str:
    """Give the lab's name, or the programme's where an action is its own."""
    return lab.name if lab else _("Programme")


def slip_words(days: int) -> str:
    """Say how far a day has moved: `12 days late`, `3 days early`, `on time`."""
    if not days:
        return _("on time")
    if days > 0:
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    return ngettext("%(n)d day early", "%(n)d days early", -days) % {"n": -days}


def is_passed(row: Any, today: date) -> bool:
    """Whether a milestone is to come, and the day of its forecast is over."""
    return row.status == M.OPEN and row.forecast_on < today


def action_slip(action: Any, today: date) -> str:
    """Say how far its milestones have moved; a passed forecast is said first."""
    passed = (is_passed(row, today) for row in action.milestones.all())
    if action.status in PLAN_OPEN and any(passed):
        return _("forecast passed")
    slip = counted(action)[2]
    return "" if slip is None else slip_words(slip)


def counted(action: Any) -> tuple[int, int, int | None]:
    """Give how many milestones are reached, of how many, and the greatest slip."""
    rows = [row for row in action.milestones.all() if row.status != M.DROPPED]
    reached = sum(row.status == M.REACHED for row in rows)
    return reached, len(rows), max((row.slip for row in rows), default=None)


def progress(action: Any) -> str:
    """Say how far it is, by its milestones: `2 of 5`."""
    reached, total, _slip = counted(action)
    if not total:
        return _("no milestone")
    return _("%(reached)d of %(total)d") % {"reached": reached, "total": total}
