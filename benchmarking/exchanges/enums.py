"""Words of the exchanges of the labs: where one stands, who came, what is to do."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servindus.ui import Tone


class ExchangeStatus(models.TextChoices):
    """Where an exchange is between its date and its minutes."""

    PLANNED = "planned", pgettext_lazy("exchange", "planned")
    HELD = "held", pgettext_lazy("exchange", "held")
    MINUTED = "minuted", pgettext_lazy("exchange", "minutes sent")
    CANCELLED = "cancelled", pgettext_lazy("exchange", "cancelled")


class Presence(models.TextChoices):
    """Whether somebody of a lab was there."""

    CAME = "came", _("came")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class ActionStatus(models.TextChoices):
    """Where something that was undertaken stands."""

    OPEN = "open", pgettext_lazy("action of an exchange", "to do")
    DONE = "done", pgettext_lazy("action of an exchange", "done")
    DROPPED = "dropped", pgettext_lazy("action of an exchange", "dropped")


E, A = ExchangeStatus, ActionStatus
EXCHANGE_LOOKS: dict[Any, tuple[str, Tone]] = {
    E.PLANNED: ("calendar-days", "brand"),
    E.HELD: ("pencil-square", "hold"),
    E.MINUTED: ("check-circle", "ok"),
    E.CANCELLED: ("minus-circle", "edge"),
}
PRESENCE_LOOKS: dict[Any, tuple[str, Tone]] = {
    Presence.CAME: ("check", "ok"),
    Presence.EXCUSED: ("hand-raised", "edge"),
    Presence.ABSENT: ("minus", "mute"),
}
ACTION_LOOKS: dict[Any, tuple[str, Tone]] = {
    A.OPEN: ("clock", "brand"),
    A.DONE: ("check-circle", "ok"),
    A.DROPPED: ("minus-circle", "mute"),
}
# Working days that the host has to send the minutes.
MINUTES_DAYS = 5
# Working days from its date on which whoever carries an action is reminded.
ACTION_REMINDERS = (-2, 1)
# No more days lie between a reminder and its date, closures and holidays included.
REMINDED_WITHIN = 30
MOST_ITEMS, SHOWN_ITEMS = 8, 3
# One exchange ends on the day on which it begins, or in the night after.
MOST_HOURS = 12
MOST_TEXT, MOST_REASON, MOST_MINUTES = 1000, 600, 6000
MOST_DECISIONS, MOST_ACTIONS = 30, 30
