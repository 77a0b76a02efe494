"""Words of the jobs register: what is counted, how surely, where a record stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JobsKind(models.TextChoices):
    """Three columns that are never added up."""

    CREATED = "created", pgettext_lazy("jobs", "created")
    MAINTAINED = "maintained", pgettext_lazy("jobs", "maintained")
    ANNOUNCED = "announced", pgettext_lazy("jobs", "announced")


class Attribution(models.TextChoices):
    """How surely the jobs come from the programme."""

    ATTESTED = "A", _("A, attested with a document")
    PLAUSIBLE = "B", _("B, plausible")
    CONCURRENT = "C", _("C, at the same time only")


class JobsStatus(models.TextChoices):
    """Where a record stands; only what is confirmed counts."""

    DRAFT = "draft", _("being written")
    SUBMITTED = "submitted", _("to confirm")
    CONFIRMED = "confirmed", pgettext_lazy("jobs", "counted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


S = JobsStatus
# The best first: a company under several counts once, under the best of them.
ATTRIBUTIONS = tuple(Attribution)
# What figures say first; C stands apart and is never added to it.
HEADLINE = (Attribution.ATTESTED, Attribution.PLAUSIBLE)
# What one counts again twelve months later; a promise has nobody there yet.
CHECKED_KINDS = (JobsKind.CREATED, JobsKind.MAINTAINED)
# What its author may still write in.
WRITABLE = (S.DRAFT, S.REFUSED)
# The badge of each status: icon and tone.
JOBS_LOOKS = {
    S.DRAFT: ("pencil-square", "edge"),
    S.SUBMITTED: ("paper-airplane", "brand"),
    S.CONFIRMED: ("check-badge", "ok"),
    S.REFUSED: ("hand-raised", "bad"),
    S.WITHDRAWN: ("minus-circle", "mute"),
}
# Jobs are counted again from this month on, and the question is asked a month later.
CHECK_FROM_MONTHS = 11
CHECK_MONTHS = 12
# Days after the twelve months on which whoever declared is asked; then the lab.
CHECK_REMINDERS = (0, 14, 30)
CHECK_LATE = 44
# What nobody has counted so long afterwards is not asked for ever.
CHECK_ENDS = 180
# More than any company of France has: a number of this size is a slip of the finger.
MOST_FTE = 999_999
