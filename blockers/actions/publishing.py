"""What everybody reads: the lab words a card, companies agree, the lab publishes it."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import card_notifications as notices
from blockers import cards, citations
from blockers.actions.hiding import hide, take_down
from blockers.actions.leading import check_version
from blockers.card_enums import CARD_DAYS, ApprovalStatus, PublicStatus
from blockers.dossier import nameless
from blockers.enums import BLOCKER_OPEN, BlockerStatus
from blockers.models import Approval, Blocker, Report
from servindus import clock
from servindus.kept import forget
from servindus.workflow import ActRefused, Step, act, transition, write_journal

A = ApprovalStatus
P = PublicStatus
NOT_MERGED = (*BLOCKER_OPEN, BlockerStatus.CLOSED)


@act(
    Blocker,
    sources=NOT_MERGED,
    label=_("Word the public card…"),
    icon="chat-bubble-bottom-center-text",
)
def write_card_blocker(
    blocker: Blocker, step: Step, *, seen: str, title: str, public_summary: str
) -> None:
    """Write what everybody would read, and ask each company whether it agrees."""
    check_version(blocker, seen, {"title": title, "public_summary": public_summary})
    if refusal := cards.name_refusal(blocker, title, public_summary):
        raise ActRefused(refusal)
    before = cards.words_hash(blocker)
    blocker.title, blocker.public_summary = title, public_summary
    if cards.words_hash(blocker) != before:
        take_down(blocker, step)
    asked = [
        ask_approval(report, blocker, step)
        for report in blocker.reports.attached().with_people().order_by("pk")
    ]
    if not any(asked) and cards.words_hash(blocker) == before:
        raise ActRefused(_("Each company has been asked about these very words."))


def ask_approval(report: Report, blocker: Blocker, step: Step) -> bool:
    """Ask a company whether it agrees to a card; False where it was asked before."""
    today = clock.local_day(step.now)
    made, is_new = Approval.objects.get_or_create(
        report=report,
        blocker=blocker,
        card_hash=cards.words_hash(blocker),
        defaults={
            "asked_at": step.now,
            "due_on": report.lab.calendar.add_working_days(today, CARD_DAYS),
        },
    )
    if not is_new:
        return False
    write_journal(
        "ask_approval",
        made,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=A.ASKED,
    )
    notices.owe_company("card_asked", report, step)
    return True


def join_card(report: Report, blocker: Blocker, step: Step) -> None:
    """Ask a company that joins a whole card; one that a card names hides it."""
    text = f"{blocker.title} {blocker.public_summary}"
    if nameless([report.company], text) != text:
        take_down(blocker, step)
    elif blocker.public_status == P.FULL:
        ask_approval(report, blocker, step)


@act(
    Blocker,
    sources=NOT_MERGED,
    label=_("Publish…"),
    icon="globe-europe-africa",
    records=("level",),
)
def publish_blocker(blocker: Blocker, step: Step, *, level: str) -> None:
    """Show a blocker to everybody: its title and dates, or the whole card."""
    if level not in (P.LISTED, P.FULL):
        raise ActRefused(_("Choose how much everybody reads."))
    if level == blocker.public_status:
        raise ActRefused(_("Everybody reads this already."))
    if reason := cards.why_not(blocker, level, clock.local_day(step.now)):
        raise ActRefused(reason)
    forget(citations.PUBLIC)
    blocker.public_status = level
    blocker.public_since = step.now
    blocker.public_hash = cards.words_hash(blocker)


def _is_public(blocker: Blocker, now: datetime) -> str | Promise | None:
    if blocker.public_status == P.HIDDEN:
        return _("Nobody outside reads it.")
    return None


@act(
    Blocker,
    sources=NOT_MERGED,
    label=_("Take it out of the public register"),
    icon="eye-slash",
    closes=True,
    guard=_is_public,
)
def hide_blocker(blocker: Blocker, step: Step) -> None:
    """Take a blocker out of what everybody reads."""
    hide(blocker)


# --- The company ----------------------------------------------------------------------


def _are_the_words(approval: Approval, now: datetime) -> str | Promise | None:
    if approval.report.blocker_id != approval.blocker_id:
        return _("Your case is part of another blocker by now.")
    if approval.card_hash != cards.words_hash(approval.blocker):
        return _("The lab has changed the words since: read the new ones.")
    return None


@transition(
    Approval,
    sources=[A.ASKED, A.CHANGE],
    target=A.AGREED,
    label=_("I agree to these words"),
    icon="check",
    lock_first=("blocker",),
    guard=_are_the_words,
)
def agree_approval(approval: Approval, step: Step) -> None:
    """Agree that everybody reads these words."""
    approval.answered_at = step.now
    approval.text = ""


@transition(
    Approval,
    sources=[A.ASKED, A.AGREED],
    target=A.CHANGE,
    label=_("Ask for a change"),
    icon="pencil-square",
    lock_first=("blocker",),
    guard=_are_the_words,
)
def amend_approval(approval: Approval, step: Step, *, text: str) -> None:
    """Ask for other words; until then nobody outside reads the card."""
    if not text.strip():
        raise ActRefused(_("Say what should be changed."))
    approval.answered_at = step.now
    approval.text = text
    take_down(approval.blocker, step)
    notices.owe_lab("card_amended", approval.blocker, step)
