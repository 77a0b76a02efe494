"""Words of the indicators: what is measured, how it adds up, where a sheet stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """What is put in, what is done with it, what changes by it."""

    INPUT = "input", pgettext_lazy("indicator", "means")
    OUTPUT = "output", pgettext_lazy("indicator", "work done")
    OUTCOME = "outcome", pgettext_lazy("indicator", "effect")


class Direction(models.TextChoices):
    """Which way is better."""

    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")
    NONE = "none", _("neither way is better")


class Measure(models.TextChoices):
    """How readings of several labs and periods make one."""

    COUNT = "count", pgettext_lazy("indicator", "count")
    SUM = "sum", pgettext_lazy("indicator", "sum")
    RATIO = "ratio", pgettext_lazy("indicator", "ratio")
    AVERAGE = "average", pgettext_lazy("indicator", "average")
    STOCK = "stock", pgettext_lazy("indicator", "number on the last day")


class PeriodKind(models.TextChoices):
    """How often an indicator is read."""

    MONTH = "month", pgettext_lazy("period", "month")
    QUARTER = "quarter", pgettext_lazy("period", "quarter")
    YEAR = "year", pgettext_lazy("period", "year")


class Confidence(models.TextChoices):
    """How surely a reading is known."""

    EVIDENCE = "A", _("A, with evidence")
    PLAUSIBLE = "B", _("B, plausible")
    DECLARED = "C", _("C, declared")


class SheetStatus(models.TextChoices):
    """Where the readings of a lab and a period stand."""

    DRAFT = "draft", pgettext_lazy("sheet", "being filled in")
    SUBMITTED = "submitted", pgettext_lazy("sheet", "to approve")
    APPROVED = "approved", pgettext_lazy("sheet", "approved")
    LOCKED = "locked", pgettext_lazy("sheet", "locked")


S = SheetStatus
# What everybody reads.
PUBLIC = (S.APPROVED, S.LOCKED)
# Measures that are read as two numbers, and add up as two numbers.
PAIRED = (Measure.RATIO, Measure.AVERAGE)
MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
# The badge of each status: icon and tone.
SHEET_LOOKS = {
    S.DRAFT: ("pencil-square", "edge"),
    S.SUBMITTED: ("paper-airplane", "brand"),
    S.APPROVED: ("check-badge", "ok"),
    S.LOCKED: ("lock-closed", "mute"),
}
# Days after the end of a period: when a sheet that nobody has sent is asked for, and
# when it is asked for no longer.
SHEET_DUE, SHEET_LATE, SHEET_ENDS = 15, 30, 45
