"""How a card goes out of sight by itself: its words are no longer those agreed to."""

from blockers import citations
from blockers.card_enums import PublicStatus
from blockers.models import Blocker
from servindus.actors import SYSTEM
from servindus.kept import forget
from servindus.workflow import Step, write_journal

P = PublicStatus


def take_down(blocker: Blocker, step: Step) -> None:
    """Hide what other words, another merge or a company's wish make untrue."""
    if blocker.public_status == P.HIDDEN:
        return
    write_journal(
        "hide_blocker",
        blocker,
        by=SYSTEM,
        now=step.now,
        source=blocker.status,
        target=blocker.status,
        details={"cause": step.entry.verb},
    )
    hide(blocker)
    rows = Blocker.objects.filter(pk=blocker.pk)
    rows.update(public_status=P.HIDDEN, public_since=None, public_hash="")


def hide(blocker: Blocker) -> None:
    """Let nobody outside read a blocker; the caller saves it."""
    # Sums of cards are kept a while; what is hidden is in none of them.
    forget(citations.PUBLIC)
    blocker.public_status = P.HIDDEN
    blocker.public_since, blocker.public_hash = None, ""
