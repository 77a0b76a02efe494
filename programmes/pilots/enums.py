"""Words of the pilots: where one stands, what a criterion gave, why one is stopped."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PilotStatus(models.TextChoices):
    """Where a pilot is between an idea and what came of it."""

    IDEA = "idea", pgettext_lazy("pilot", "idea")
    FRAMED = "framed", pgettext_lazy("pilot", "framed")
    RUNNING = "running", pgettext_lazy("pilot", "running")
    EVALUATED = "evaluated", pgettext_lazy("pilot", "evaluated")
    EXTENDED = "extended", pgettext_lazy("pilot", "extended")
    STOPPED = "stopped", pgettext_lazy("pilot", "stopped")


class Outcome(models.TextChoices):
    """Whether a criterion that was written before the start is met."""

    YES = "yes", _("met")
    PARTLY = "partly", _("met in part")
    NO = "no", _("not met")


class StopReason(models.TextChoices):
    """Why a pilot ends there; the words for everybody stand beside it."""

    CRITERIA = "criteria", _("the criteria are not met")
    COST = "cost", _("it costs too much")
    TIME = "time", _("nobody has the time")
    ELSEWHERE = "elsewhere", _("another way was found")
    OTHER = "other", _("another reason")


P = PilotStatus
# The way of a pilot that goes well, as its page draws it.
STAGES = (P.IDEA, P.FRAMED, P.RUNNING, P.EVALUATED, P.EXTENDED)
PILOT_OPEN = (P.IDEA, P.FRAMED, P.RUNNING, P.EVALUATED)
# Until when the criteria can be written.
PILOT_UNSTARTED = (P.IDEA, P.FRAMED)
PILOT_LOOKS = {
    P.IDEA: ("light-bulb", "edge"),
    P.FRAMED: ("document-check", "hold"),
    P.RUNNING: ("play", "brand"),
    P.EVALUATED: ("scale", "warn"),
    P.EXTENDED: ("arrow-trending-up", "ok"),
    P.STOPPED: ("minus-circle", "mute"),
}
OUTCOME_LOOKS = {
    Outcome.YES: ("check-circle", "ok"),
    Outcome.PARTLY: ("adjustments-horizontal", "warn"),
    Outcome.NO: ("x-circle", "bad"),
}
MOST_CRITERIA = 5
# Working days that each step leaves to whoever is next.
FRAME_DAYS = 10
AGREE_DAYS = 5
START_DAYS = 5
EVALUATE_DAYS = 5
DECIDE_DAYS = 10
# Working days after the date on which whoever is next hears of it; then the lab.
PILOT_REMINDERS = (0, 5)
PILOT_LATE = 10
# A pilot is a trial: what lasts longer is a contract.
MOST_PILOT_DAYS = 366
MOST_EUROS = 10_000_000
