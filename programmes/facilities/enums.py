"""Words of the facilities: what there is, what it costs, where a request stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FacilityKind(models.TextChoices):
    """What a company finds there."""

    WORKSHOP = "workshop", _("prototyping workshop")
    BENCH = "bench", _("test bench")
    REMOTE = "remote", _("remote-maintenance platform")
    DATA_TEAM = "data_team", _("data-engineering team")
    DATA_SET = "data_set", _("open data set")


class FacilityStatus(models.TextChoices):
    """Whether the catalogue shows it."""

    DRAFT = "draft", _("being written")
    OPEN = "open", _("open to companies")
    CLOSED = "closed", _("closed")


class PriceKind(models.TextChoices):
    """What it costs, in one word; the price itself is a text."""

    FREE = "free", _("free of charge")
    FEE = "fee", _("at a fixed price")
    QUOTE = "quote", _("on quotation")


class AccessStatus(models.TextChoices):
    """Where a company's request for access stands."""

    REQUESTED = "requested", _("asked for")
    WAITING = "waiting", _("on the waiting list")
    ACCEPTED = "accepted", _("dates agreed")
    USED = "used", _("used")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
    UNTOLD = "untold", _("nobody has said")


class DeclineReason(models.TextChoices):
    """Why an owner says no; the words for the company stand beside it."""

    FULL = "full", _("no free date")
    UNFIT = "unfit", _("not made for this use")
    CONDITIONS = "conditions", _("the conditions are not met")
    OTHER = "other", _("another reason")


class Usefulness(models.TextChoices):
    """What a company says of it afterwards."""

    YES = "yes", _("it helped")
    PARTLY = "partly", _("it helped in part")
    NO = "no", _("it did not help")


A = AccessStatus
# What still waits for somebody.
ACCESS_OPEN = (A.REQUESTED, A.WAITING, A.ACCEPTED)
# What its owner has to answer.
ACCESS_TO_ANSWER = (A.REQUESTED, A.WAITING)
# The badge of each status: icon and tone.
ACCESS_LOOKS = {
    A.REQUESTED: ("paper-airplane", "brand"),
    A.WAITING: ("queue-list", "hold"),
    A.ACCEPTED: ("calendar-days", "ok"),
    A.USED: ("check-badge", "ok"),
    A.DECLINED: ("hand-raised", "bad"),
    A.CANCELLED: ("minus-circle", "edge"),
    A.UNTOLD: ("moon", "mute"),
}
FACILITY_LOOKS = {
    FacilityStatus.DRAFT: ("pencil-square", "edge"),
    FacilityStatus.OPEN: ("check-circle", "ok"),
    FacilityStatus.CLOSED: ("minus-circle", "mute"),
}
KIND_ICONS = {
    FacilityKind.WORKSHOP: "wrench-screwdriver",
    FacilityKind.BENCH: "beaker",
    FacilityKind.REMOTE: "signal",
    FacilityKind.DATA_TEAM: "circle-stack",
    FacilityKind.DATA_SET: "table-cells",
}
# An owner answers within so many working days, and is reminded on these.
ACCESS_ANSWER_DAYS = 5
ACCESS_REMINDERS = (3, 5)
# Then the lab hears of it.
ACCESS_LATE = 7
# Days after the last day agreed on which the company is asked how it went.
REVIEW_REMINDERS = (1, 7, 14)
REVIEW_LAPSES = 28
# What nobody has answered so long after the last day that was wished, ends.
ANSWER_LAPSES = 14
# Nobody asks for a date further away than that.
MOST_DAYS_AHEAD = 366
MOST_OPEN = 5
