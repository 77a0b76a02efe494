"""Words of the action plan: where an action and its milestones stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanStatus(models.TextChoices):
    """Where an action stands."""

    PLANNED = "planned", pgettext_lazy("action", "planned")
    RUNNING = "running", pgettext_lazy("action", "under way")
    DONE = "done", pgettext_lazy("action", "done")
    DROPPED = "dropped", pgettext_lazy("action", "dropped")


class MilestoneStatus(models.TextChoices):
    """Where a milestone stands."""

    OPEN = "open", pgettext_lazy("milestone", "to come")
    REACHED = "reached", pgettext_lazy("milestone", "reached")
    DROPPED = "dropped", pgettext_lazy("milestone", "dropped")


class ForecastKind(models.TextChoices):
    """What a line of a milestone's history has changed."""

    FORECAST = "forecast", _("new forecast")
    CORRECTION = "correction", _("planned day corrected")
    REOPENED = "reopened", _("reopened")


P, M = PlanStatus, MilestoneStatus
# What is still to be carried.
PLAN_OPEN = (P.PLANNED, P.RUNNING)
PLAN_LOOKS = {
    P.PLANNED: ("calendar-days", "edge"),
    P.RUNNING: ("play", "brand"),
    P.DONE: ("check-badge", "ok"),
    P.DROPPED: ("minus-circle", "mute"),
}
MILESTONE_LOOKS = {
    M.OPEN: ("calendar-days", "edge"),
    M.REACHED: ("check-circle", "ok"),
    M.DROPPED: ("minus-circle", "mute"),
}
# More than any action of the programme costs: a number of this size is a slip.
MOST_EUROS = 99_999_999
# An action of more milestones is several actions.
MOST_MILESTONES = 30
# Days after the forecast on which the owner is asked: the next day, then each week;
# what nobody has touched in a quarter is not asked for ever.
OVERDUE_FIRST, OVERDUE_EVERY, OVERDUE_ENDS = 1, 7, 92
OVERDUE_RUNGS = tuple(range(OVERDUE_FIRST, OVERDUE_ENDS, OVERDUE_EVERY))
# From the third question on the lab's leads read it too.
OVERDUE_LATE = OVERDUE_FIRST + 2 * OVERDUE_EVERY
