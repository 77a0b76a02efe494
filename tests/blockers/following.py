"""What follows an answer, lived through the acts up to where a test begins."""

from datetime import date, datetime, timedelta
from typing import Any

from blockers import actions, timers
from blockers.models import Blocker, Commitment, Escalation, Report, Verification
from servindus import clock
from tests.blockers.escalations import acknowledged, answer
from tests.cast import Cast, fresh
from tests.conftest import MONDAY

EVIDENCE = {"evidence": "Arrêté du 3 septembre 2026", "act_reference": "TREP2612345A"}


def later(days: int) -> Any:
    """Live so many days after the Monday of the tests."""
    return clock.at(MONDAY + timedelta(days=days))


def day(days: int) -> date:
    return (MONDAY + timedelta(days=days)).date()


def published(cast: Cast, *kinds: str, **fields: Any) -> Blocker:
    """One ask for each kind of answer, all answered and published on the Monday."""
    row = acknowledged(cast, asks=len(kinds))
    asks = list(row.blocker.asks.order_by("pk"))
    for ask, kind in zip(asks, kinds, strict=True):
        row = answer(row, cast, ask=ask, kind=kind, **fields)
    actions.publish_escalation(row, by=cast.liaison)
    return Blocker.objects.get(pk=row.blocker_id)


def promised(cast: Cast, kind: str = "lifted") -> Commitment:
    """A commitment that is still to be kept."""
    return published(cast, kind).commitments.get()


def in_force(cast: Cast, kind: str = "lifted", **fields: Any) -> Blocker:
    """Everything promised is in force since the Monday."""
    row = promised(cast, kind)
    if kind == "derogation":
        fields = {"in_force_to": date(2027, 9, 7)} | fields
    inputs = {**EVIDENCE, "in_force_from": MONDAY.date(), **fields}
    actions.confirm_commitment(row, by=cast.liaison, **inputs)
    return fresh(row.blocker)


def asked(cast: Cast, kind: str = "lifted") -> Verification:
    """The company has been asked, four weeks after."""
    in_force(cast, kind)
    with later(28):
        assert timers.sweep() == 1
    return Verification.objects.get()


def case_of(blocker: Blocker) -> Report:
    return Report.objects.get(blocker=blocker)


def said(row: Verification, cast: Cast, solved: str, **fields: Any) -> Blocker:
    """The company's director says what has changed."""
    if solved in ("not_solved", "partly"):
        fields = {"text": "Le contrôle a lieu comme avant."} | fields
    actions.answer_verification(row, by=cast.director, solved=solved, **fields)
    blocker = fresh(row.report).blocker
    assert blocker is not None
    return blocker


def escalation_of(blocker: Blocker) -> Escalation:
    return blocker.escalations.order_by("pk").last()  # type: ignore[return-value]


def moment(days: int) -> datetime:
    return MONDAY + timedelta(days=days)
