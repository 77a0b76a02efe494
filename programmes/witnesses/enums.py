"""Words of witness companies: what they share, when one looks, what weighs on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EngagementStatus(models.TextChoices):
    """Where a company's engagement as a witness stands."""

    PREPARED = "prepared", _("charter to sign")
    RUNNING = "running", pgettext_lazy("engagement", "running")
    ENDED = "ended", pgettext_lazy("engagement", "ended")


class WaveKind(models.TextChoices):
    """Which look at the company a wave is."""

    T0 = "t0", _("T0, baseline")
    QUARTERLY = "quarterly", _("quarterly")
    T12 = "t12", _("T+12 months")
    T24 = "t24", _("T+24 months")


class WaveStatus(models.TextChoices):
    """Where a wave stands; what is approved is written no more."""

    PLANNED = "planned", pgettext_lazy("wave", "planned")
    OPEN = "open", pgettext_lazy("wave", "being entered")
    ENTERED = "entered", pgettext_lazy("wave", "to approve")
    APPROVED = "approved", pgettext_lazy("wave", "approved")


class ObservationKind(models.TextChoices):
    """How somebody has come to see what happened."""

    VISIT = "visit", _("half-day visit")
    CALL = "call", _("call")
    SELF = "self_report", _("told by the company")


class QuoteAudience(models.TextChoices):
    """Who may read a quote, from the narrowest circle to the widest."""

    LAB = "lab", _("the company and its lab alone")
    PROGRAMME = "programme", _("the programme")
    PUBLIC = "public", _("everybody")


class Workability(models.IntegerChoices):
    """How an obligation can be lived with, in the workshop."""

    WORKS = 1, _("workable")
    EFFORT = 2, _("with effort")
    HARD = 3, _("with difficulty")
    NOT = 4, _("not workable")


class Scope(models.TextChoices):
    """What a company agrees to share; each is a column of its engagement."""

    INDICATORS = "share_indicators", _("figures")
    QUOTES = "share_quotes", _("quotes that were read again")
    PHOTOS = "share_photos", _("photos")
    NAME = "share_name", _("its name in public")


E, W = EngagementStatus, WaveStatus
SCOPES = tuple(str(scope) for scope in Scope)
# A company has one of these at most.
ENGAGEMENT_OPEN = (E.PREPARED, E.RUNNING)
# What can still be written in.
WRITABLE = (W.PLANNED, W.OPEN)
WAITING = (W.PLANNED, W.OPEN, W.ENTERED)
# The badge of each status: icon and tone.
ENGAGEMENT_LOOKS = {
    E.PREPARED: ("pencil-square", "dashed"),
    E.RUNNING: ("eye", "brand"),
    E.ENDED: ("flag", "edge"),
}
WAVE_LOOKS = {
    W.PLANNED: ("calendar-days", "hold"),
    W.OPEN: ("pencil-square", "dashed"),
    W.ENTERED: ("inbox-arrow-down", "brand"),
    W.APPROVED: ("check-badge", "ok"),
}
# Days after the start by which the baseline is taken.
T0_DAYS = 30
# Months after the start of each wave that follows; a year and two have their names.
QUARTERS = (3, 6, 9, 15, 18, 21)
YEAR, TWO_YEARS = 12, 24
# The company is told this many days before a wave's day; rungs count from then on.
WAVE_NOTICE = 14
# The company is told then and on the day; a week and three later the lab's referents.
WAVE_REMINDERS = (0, 14)
WAVE_LATE = (21, 35)
# What nobody has entered so long afterwards is not asked for ever.
WAVE_ENDS = 90
# More than any obligation costs a company in a year: beyond is a slip of the finger.
MOST_HOURS, MOST_EUROS, MOST_HOURLY = 100_000, 100_000_000, 1_000
MOST_ROWS = 40
