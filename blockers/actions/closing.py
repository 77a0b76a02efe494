"""How a lab ends a blocker by itself: solved on the spot, or feasible as it is."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from blockers import notifications as notices
from blockers.enums import LOCAL_OUTCOMES, BlockerStatus
from blockers.models import Blocker
from servindus import clock
from servindus.workflow import ActRefused, Step, transition

B = BlockerStatus


@transition(
    Blocker,
    sources=[B.QUALIFIED],
    target=B.CLOSED,
    label=_("Close: solved here…"),
    icon="flag",
    closes=True,
    records=("outcome",),
)
def close_locally_blocker(
    blocker: Blocker, step: Step, *, outcome: str, evidence: str, evidenced_on: date
) -> None:
    """End a blocker without a ministry, with what shows that it is lifted."""
    if outcome not in LOCAL_OUTCOMES or not evidence.strip():
        raise ActRefused(_("Say how it was solved, and what shows it."))
    if evidenced_on > clock.local_day(step.now):
        raise ActRefused(_("This day is still to come."))
    blocker.outcome = outcome
    blocker.evidence = evidence
    blocker.evidenced_on = evidenced_on
    blocker.closed_at = step.now
    for report in blocker.reports.attached().select_related("lab", "reporter"):
        notices.owe_reporter("blocker_closed", report, step)
