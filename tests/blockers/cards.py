"""Cards lived through the acts, up to where a test begins."""

from typing import Any

from blockers import actions
from blockers.models import Approval, Blocker, Report
from blockers.versions import version_of
from servindus.models import User
from tests.cast import Cast, fresh

SUMMARY = "Un circuit fermé est traité comme un rejet nouveau."
TITLE = "Un bassin tampon soumis à autorisation"


def worded(blocker: Blocker, by: User, **fields: Any) -> Blocker:
    """The lab has written the card, and asked the companies."""
    fields = {"title": TITLE, "public_summary": SUMMARY, **fields}
    blocker = fresh(blocker)
    return actions.write_card_blocker(
        blocker, by=by, seen=version_of(blocker), **fields
    )


def approval(report: Report) -> Approval:
    """What the company was asked last."""
    return report.approvals.order_by("pk").last()  # type: ignore[return-value]


def agreed(blocker: Blocker, cast: Cast) -> Blocker:
    """Each company of the plant has said yes."""
    for report in blocker.reports.order_by("pk"):
        actions.agree_approval(approval(report), by=cast.director)
    return fresh(blocker)


def full(blocker: Blocker, cast: Cast, **fields: Any) -> Blocker:
    """Everybody reads the whole card."""
    blocker = agreed(worded(blocker, cast.moderator, **fields), cast)
    return actions.publish_blocker(blocker, by=cast.moderator, level="full")


def listed(blocker: Blocker, cast: Cast) -> Blocker:
    """Everybody reads the title and the dates."""
    return actions.publish_blocker(blocker, by=cast.moderator, level="listed")
