"""What the register counts for everybody: from the lived case to the verified end."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from blockers.figures import judged
from blockers.models import Report
from servindus import clock, figures

KINDS = (
    figures.Kind(
        "reports_submitted",
        3,
        ngettext_lazy("report handed in", "reports handed in"),
        _(
            "Cases that a company, or a lab for one, has handed in. Each case counts"
            " once, also when several are about the same rule."
        ),
    ),
    figures.Kind(
        "blockers_escalated",
        3,
        ngettext_lazy("blocker with a ministry", "blockers with a ministry"),
        _(
            "Blockers whose file was sent to an administration at least once. Cases"
            " about the same rule or practice are one blocker; what was merged into"
            " another one is not counted again."
        ),
    ),
    figures.Kind(
        "blockers_due",
        3,
        ngettext_lazy("blocker whose answer is due", "blockers whose answer is due"),
        _(
            "Blockers with a ministry that have a public answer, or whose day for an"
            " answer has passed. What nobody has answered stays in it."
        ),
    ),
    figures.Kind(
        "blockers_promised",
        3,
        ngettext_lazy(
            "blocker with a promised change", "blockers with a promised change"
        ),
        _(
            "Blockers whose answer is due and of which an administration has announced"
            " publicly that something changes. Promised is not verified: both stand"
            " side by side."
        ),
    ),
    figures.Kind(
        "blockers_verified",
        3,
        ngettext_lazy("blocker lifted and verified", "blockers lifted and verified"),
        _(
            "Blockers of which a company has confirmed, on its own site, that they are"
            " lifted. A promise does not count, however official."
        ),
    ),
)


def count() -> figures.Counts:
    """Count by the lab that follows the case: two statements."""
    handed_in = Report.objects.filter(submitted_at__isnull=False)
    rows, due = judged(clock.today())
    return {
        **figures.by_lab(handed_in, "lab", reports_submitted=None),
        **figures.by_lab(
            rows,
            "lab",
            blockers_escalated=None,
            blockers_due=due,
            blockers_promised=due & Q(is_promised=True),
            blockers_verified=Q(is_verified=True),
        ),
    }


SOURCE = figures.Source(KINDS, count)
