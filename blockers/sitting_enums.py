"""Words of a sitting: where it stands, and what becomes of each file on its agenda."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SittingStatus(models.TextChoices):
    """Where a sitting is."""

    PLANNED = "planned", pgettext_lazy("of a sitting", "Planned")
    HELD = "held", pgettext_lazy("of a sitting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("of a sitting", "Cancelled")


class Outcome(models.TextChoices):
    """What became of a file; all but the adjournment follow from the file itself."""

    DECIDED = "decided", pgettext_lazy("of a file", "Decided")
    ADJOURNED = "adjourned", pgettext_lazy("of a file", "Adjourned")
    ASKED = "asked", pgettext_lazy("of a file", "Question put")
    FORWARDED = "forwarded", pgettext_lazy("of a file", "Forwarded")
    SETTLED = "settled", pgettext_lazy("of a file", "Answered before the sitting")
    RECALLED = "recalled", pgettext_lazy("of a file", "Recalled by the lab")


SITTING_LOOKS: dict[str, tuple[str, str]] = {
    SittingStatus.PLANNED: ("calendar-days", "brand"),
    SittingStatus.HELD: ("check-circle", "ok"),
    SittingStatus.CANCELLED: ("minus-circle", "edge"),
}
OUTCOME_LOOKS: dict[str, tuple[str, str]] = {
    Outcome.DECIDED: ("chat-bubble-left-right", "ok"),
    Outcome.ADJOURNED: ("calendar-days", "hold"),
    Outcome.ASKED: ("chat-bubble-left-ellipsis", "hold"),
    Outcome.FORWARDED: ("arrow-right-circle", "mute"),
    Outcome.SETTLED: ("check", "ok"),
    Outcome.RECALLED: ("arrow-uturn-left", "mute"),
}
# A sitting is planned so many days ahead at the most.
MOST_DAYS_AHEAD = 366
# Files that one agenda offers and takes: more than a day can hold.
MOST_ON_AGENDA = 60
MOST_REASON, MOST_NOTE, MOST_MINUTES = 600, 3000, 6000
