"""What a version must say before it is handed in, and before it gets a label."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from benchmarking.models import PracticeVersion
from benchmarking.practices.enums import LABEL_REVIEWS, LOWEST, EvidenceLevel
from servindus import scratches

# The steps of the form.
NEED_STEP, SOLUTION_STEP, COST_STEP, HARD_STEP, EVIDENCE_STEP = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Missing:
    """One thing that is not said yet, and the step of the form that asks for it."""

    step: int
    text: str | Promise


def missing(version: PracticeVersion) -> list[Missing]:
    """Give what a version does not say yet, in the order of the form."""
    told = (
        (NEED_STEP, version.problem, _("Tell the problem.")),
        (SOLUTION_STEP, version.solution, _("Tell how it is done, step by step.")),
        (SOLUTION_STEP, version.started_on, _("Say since when it is in use.")),
        (COST_STEP, _has_cost(version), _("Say what it takes: days, euros, skills.")),
        (HARD_STEP, version.difficulties, _("Tell what was hard.")),
        (HARD_STEP, version.failures, _("Tell what failed: others will be spared it.")),
        (EVIDENCE_STEP, *_evidence(version)),
    )
    found = [Missing(step, text) for step, is_said, text in told if not is_said]
    unsent = _("Something was typed in step %(n)d and not sent: send it first.")
    return found + [
        Missing(number, unsent % {"n": number}) for number in scratches.waiting(version)
    ]


def _has_cost(version: PracticeVersion) -> bool:
    known = version.person_days is not None or version.euros is not None
    return known and bool(version.skills)


def _evidence(version: PracticeVersion) -> tuple[bool, str | Promise]:
    """What its level of evidence asks for: a claim, a count, a check by others."""
    pieces = list(version.evidence.all())
    if version.level == EvidenceLevel.CHECKED:
        checked = any(one.is_measured and one.checked_by for one in pieces)
        return checked, _("Add what somebody outside has checked, or lower the level.")
    if version.level == EvidenceLevel.MEASURED:
        measured = any(one.is_measured for one in pieces)
        return measured, _("Add what was counted and when, or lower the level.")
    return bool(pieces), _("Add what shows that it works, and who says so.")


def why_no_label(version: PracticeVersion) -> str | Promise | None:
    """Give why a version gets no label yet, or None.

    Two other labs without an interest in it, and no point that one of them finds
    missing: the label tells others that they can carry it over.
    """
    counted = version.counted
    if len({one.lab_id for one in counted}) < LABEL_REVIEWS:
        return _("Two other labs without an interest in it write an opinion first.")
    if any(LOWEST in one.marks.values() for one in counted):
        return _("One of the opinions finds a point missing: write a new version.")
    return None
