"""Words of transfers: where one stands, why it ended, what was checked."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servindus.ui import Tone


class TransferStatus(models.TextChoices):
    """Where a practice is on its way into another lab, and how that ended."""

    PROPOSED = "proposed", pgettext_lazy("transfer", "proposed")
    UNDERSTANDING = "understanding", pgettext_lazy("transfer", "seen and understood")
    PLANNED = "planned", pgettext_lazy("transfer", "planned")
    ADAPTING = "adapting", pgettext_lazy("transfer", "being adapted")
    IN_USE = "in_use", pgettext_lazy("transfer", "in use")
    SUSTAINED = "sustained", pgettext_lazy("transfer", "kept for a year")
    DECLINED = "declined", pgettext_lazy("transfer", "declined")
    STOPPED = "stopped", pgettext_lazy("transfer", "stopped")


class ContactKind(models.TextChoices):
    """How the labs have seen or heard how it is done."""

    VISIT = "visit", pgettext_lazy("transfer", "visit")
    CALL = "call", pgettext_lazy("transfer", "call")


class LegalState(models.TextChoices):
    """Whether somebody has looked at what the law says where it goes."""

    TO_CHECK = "to_check", pgettext_lazy("transfer", "still to be checked")
    NOT_NEEDED = "not_needed", pgettext_lazy("transfer", "nothing to check")
    CHECKED = "checked", pgettext_lazy("transfer", "checked")


class EndReason(models.TextChoices):
    """Why it went no further: what the next lab should know."""

    NO_NEED = "no_need", _("the problem is not there, or not the same")
    NO_MEANS = "no_means", _("people or money are missing")
    LEGAL = "legal", _("a rule stands in the way")
    PLACE = "place", _("it depends on the place where it began")
    NO_EFFECT = "no_effect", _("tried, no effect")
    OTHER = "other", _("another reason")


T = TransferStatus
# The way of a transfer, as its page and the board draw it.
STAGES = (
    T.PROPOSED,
    T.UNDERSTANDING,
    T.PLANNED,
    T.ADAPTING,
    T.IN_USE,
    T.SUSTAINED,
)
# At most one of a practice and a receiver.
OPEN = (T.PROPOSED, T.UNDERSTANDING, T.PLANNED, T.ADAPTING, T.IN_USE)
UNDERSTOOD = (T.UNDERSTANDING, T.PLANNED, T.ADAPTING, T.IN_USE, T.SUSTAINED)
HAS_PLAN = (T.PLANNED, T.ADAPTING, T.IN_USE, T.SUSTAINED)
STARTED = (T.ADAPTING, T.IN_USE, T.SUSTAINED)
# What adoption is read from.
ADOPTED = (T.IN_USE, T.SUSTAINED)
ENDED = (T.DECLINED, T.STOPPED)
TRANSFER_LOOKS: dict[Any, tuple[str, Tone]] = {
    T.PROPOSED: ("paper-airplane", "edge"),
    T.UNDERSTANDING: ("eye", "edge"),
    T.PLANNED: ("map", "brand"),
    T.ADAPTING: ("wrench-screwdriver", "hold"),
    T.IN_USE: ("play-circle", "ok"),
    T.SUSTAINED: ("check-badge", "ok"),
    T.DECLINED: ("hand-raised", "mute"),
    T.STOPPED: ("stop-circle", "mute"),
}
# Working days in which the other lab answers a proposal, and says what it has seen too.
ANSWER_DAYS, CONTACT_DAYS = 10, 5
# Months until the plan (the third of URBACT's transfer networks), and until it begins.
PLAN_MONTHS, START_MONTHS = 3, 1
# A visit lies so many months before the proposal at the most.
SEEN_MONTHS = 6
# Months in use after which a third lab looks whether it still is.
SUSTAIN_MONTHS = 12
# Working days after its date on which whoever is next hears of it.
TRANSFER_REMINDERS = (0, 10)
MOST_PLAN, MOST_TEXT, MOST_LEGAL = 3000, 1000, 600
# An amount that a typing error does not reach.
MOST_AMOUNT = 999_999_999
