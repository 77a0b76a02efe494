"""Mails about what follows an answer: to the companies, the lab, the liaisons."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from blockers import notifications as courtesies
from blockers.categories import DOSSIERS
from blockers.enums import (
    BlockerStatus,
    ContestationStatus,
    EndDecision,
    VerificationStatus,
)
from blockers.escalation_notifications import (
    EscalationNotice,
    SentReportNotice,
    owe_companies,
)
from blockers.escalation_notifications import owe_liaisons as owe_liaisons_of
from blockers.models import Blocker, Escalation, Measure, Report
from blockers.notifications import BlockerNotice
from servindus.models import OutboxEmail
from servindus.notifications import register
from servindus.workflow import Step

B = BlockerStatus
__all__ = ["owe_companies", "owe_lab", "owe_liaisons"]


class FollowNotice(SentReportNotice):
    """A mail to a company about what has come of an answer."""

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the blocker and the promise that was kept or given up last."""
        blocker = obj.blocker
        ended = blocker and blocker.commitments.exclude(ended_at=None)
        return {
            **super().context(obj, row),
            "blocker": blocker,
            "commitment": ended and ended.order_by("-ended_at", "-pk").first(),
        }


def _decided(row: OutboxEmail) -> dict[str, Any]:
    """Give what the act behind a mail has decided, and the day on which it ends."""
    measure = Measure.objects.get(pk=row.cause.object_id)
    return {
        "decision": EndDecision(row.cause.details["decision"]),
        "until": measure.in_force_to,
    }


@register
class MeasureInForce(FollowNotice):
    """To the company: what was promised is in force."""

    name = "measure_in_force"


@register
class ReportCommitmentDropped(FollowNotice):
    """To the company: what was promised is given up, and why."""

    name = "report_commitment_dropped"


@register
class ReportMeasureEnd(FollowNotice):
    """To the company: what comes after a derogation."""

    name = "report_measure_end"

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add what was decided."""
        return {**super().context(obj, row), **_decided(row)}


@register
class VerificationAsked(FollowNotice):
    """To the company: is it solved on your site?"""

    name = "verification_asked"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has said so already."""
        asked = obj.verifications.filter(status=VerificationStatus.ASKED)
        return not asked.exists() or super().is_moot(obj, row)

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the day until which the answer is awaited."""
        asked = obj.verifications.filter(status=VerificationStatus.ASKED)
        last = asked.order_by("due_on").last()
        return {**super().context(obj, row), "verification": last}


@register
class BlockerReopened(FollowNotice):
    """To the company: the blocker is open again."""

    name = "blocker_reopened"


@register
class ContestationConfirmed(FollowNotice):
    """To the company: somebody else of the authority reads the refusal again."""

    name = "contestation_confirmed"


@register
class ContestationDismissed(FollowNotice):
    """To the company: its objection was not passed on, and why."""

    name = "contestation_dismissed"

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the lab's reason."""
        rows = obj.contestations.filter(status=ContestationStatus.DISMISSED)
        last = rows.order_by("decided_at").last()
        reason = last.dismissal if last else ""
        return {**super().context(obj, row), "reason": reason}


class LeadersNotice(BlockerNotice):
    """A mail to the lab that leads the blocker."""

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether the reader may not lead the blocker any more."""
        return row.user is None or not row.user.has_perm("blockers.edit_blocker", obj)

    def context(self, obj: Blocker, row: OutboxEmail) -> dict[str, Any]:
        """Add the promise that was given up last."""
        ended = obj.commitments.exclude(ended_at=None).order_by("-ended_at", "-pk")
        return {**super().context(obj, row), "commitment": ended.first()}


@register
class CommitmentDropped(LeadersNotice):
    """To the lab: an authority gives up what it has promised."""

    name = "commitment_dropped"


@register
class CommitmentRenewed(LeadersNotice):
    """To the lab: an authority has promised something new."""

    name = "commitment_renewed"

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether it has been kept or given up since."""
        return not obj.commitments.open().exists() or super().is_moot(obj, row)

    def context(self, obj: Blocker, row: OutboxEmail) -> dict[str, Any]:
        """Add what is promised now, by whom and until when."""
        last = obj.commitments.open().order_by("pk").last()
        return {**super().context(obj, row), "renewed": last}


@register
class MeasureEndDecided(LeadersNotice):
    """To the lab: the end of a derogation has been decided."""

    name = "measure_end_decided"

    def context(self, obj: Blocker, row: OutboxEmail) -> dict[str, Any]:
        """Add what was decided."""
        return {**super().context(obj, row), **_decided(row)}


@register
class BlockerRefuted(LeadersNotice):
    """To the lab: a site says that it is not solved."""

    name = "blocker_refuted"


@register
class RelapseReported(LeadersNotice):
    """To the lab: a site says that a closed blocker is back."""

    name = "relapse_reported"


@register
class ContestationFiled(LeadersNotice):
    """To the lab: a company contests a refusal."""

    name = "contestation_filed"

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether somebody of the lab has dealt with it."""
        waits = ContestationStatus.FILED
        rows = obj.reports.filter(contestations__status=waits)
        return not rows.exists() or super().is_moot(obj, row)


@register
class EscalationRefuted(EscalationNotice):
    """To the liaisons: a site says that it is not solved; somebody commits again."""

    name = "escalation_refuted"
    category = DOSSIERS.key
    audience = _("ministry liaisons")

    def is_moot(self, obj: Escalation, row: OutboxEmail) -> bool:
        """Whether somebody has committed again."""
        return obj.blocker.commit_by is None or super().is_moot(obj, row)


def owe_lab(kind: str, blocker: Blocker, step: Step) -> None:
    """Owe each member of the leading lab a mail."""
    courtesies.owe_lab(kind, blocker, blocker.lab, step)


def owe_liaisons(blocker: Blocker, step: Step) -> None:
    """Tell the liaisons whose answer promised something that it is not solved."""
    rows = Escalation.objects.filter(
        blocker=blocker, answers__commitments__isnull=False
    )
    for sent in rows.distinct().select_related("blocker__lab").order_by("pk"):
        owe_liaisons_of("escalation_refuted", sent, step.entry)
