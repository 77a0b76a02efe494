"""What a case must say before it is handed in, and a blocker before it is qualified."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.models import Blocker, Report

# The steps of the form that must be answered: what blocks, and the case in words.
DOOR_STEP, CASE_STEP = 1, 2


def unsaid_step(report: Report) -> int:
    """Give the first step of the form without which no case is handed in, or 0.

    A draft that a witness company's line has opened begins with the second one.
    """
    if not report.nature:
        return DOOR_STEP
    told = report.title and report.situation and report.prevented
    return 0 if told else CASE_STEP


@dataclass(frozen=True)
class Point:
    """One thing to say: whether it is said, what is missing, and the act that says it.

    `act` is the act's name.
    """

    label: str | Promise
    done: bool
    missing: str | Promise
    act: str


def checklist(blocker: Blocker) -> list[Point]:
    """Give the four points in the order in which a lab works through them."""
    cited = blocker.no_text_found or blocker.norms.exists()
    return [
        Point(
            _("What blocks"),
            bool(blocker.nature),
            _("Say what blocks: a law, a practice, a delay."),
            "edit_blocker",
        ),
        Point(
            _("The text, or “no text found”"),
            cited,
            _("Cite a text, or say that none was found."),
            "add_norm_blocker",
        ),
        Point(
            _("What is asked"),
            blocker.asks.exists(),
            _("Write at least one ask."),
            "add_ask_blocker",
        ),
        Point(
            _("The local door"),
            bool(blocker.local_attempt),
            _("Say which local door was tried, and what it answered."),
            "edit_blocker",
        ),
    ]


def missing(blocker: Blocker) -> list[str | Promise]:
    """Give what is still to be said, one sentence each."""
    return [point.missing for point in checklist(blocker) if not point.done]
