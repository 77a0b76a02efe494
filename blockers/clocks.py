"""The delays of the register: who owes what, how long, from which event; pure.

Every date comes in as an argument. A clock freezes the version of the rule that it
began under: a rule that changes gets a new version here, and running cases keep theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import Side
from servindus.calendar import (
    ClockState,
    Deadline,
    Span,
    WorkingCalendar,
    clock_state,
)
from servindus.delays import Delay, Elapsed, Unit, due_date, elapsed

UNITS: tuple[str, ...] = get_args(Unit)


class Code(models.TextChoices):
    """The nine delays; the ministry's own are counted without the lab's quiet days."""

    CONTACT = "C1", _("first contact")
    QUALIFICATION = "C2", _("qualification")
    ACKNOWLEDGEMENT = "C3", _("acknowledgement")
    ANSWER = "C4", _("official answer")
    PUBLICATION = "C5", _("publication")
    COMMITMENT = "C6", _("commitment")
    VERIFICATION = "C7", _("verification")
    SECOND_READING = "C8", _("second reading")
    DEROGATION_END = "C9", _("end of a derogation")


@dataclass(frozen=True)
class Policy:
    """One version of a delay: who owes it, how much, between which two events.

    A delay without an amount has a date of its own: a commitment's, a derogation's.
    """

    code: Code
    version: int
    owed_by: Side
    delay: Delay | None
    starts: str | Promise
    stops: str | Promise
    extended: Delay | None = None


_FIRST = (
    Policy(Code.CONTACT, 1, Side.LAB, Delay(5), _("handed in"), _("first contact")),
    Policy(
        Code.QUALIFICATION,
        1,
        Side.LAB,
        Delay(30, "days"),
        _("handed in"),
        _("in the register, or not kept"),
    ),
    Policy(
        Code.ACKNOWLEDGEMENT, 1, Side.LIAISON, Delay(5), _("sent"), _("acknowledged")
    ),
    Policy(
        Code.ANSWER,
        1,
        Side.MINISTRY,
        Delay(2, "months"),
        _("sent"),
        _("answered"),
        extended=Delay(10, "weeks"),
    ),
    Policy(
        Code.PUBLICATION,
        1,
        Side.MINISTRY,
        Delay(15, "days"),
        _("answered"),
        _("published"),
    ),
    Policy(Code.COMMITMENT, 1, Side.MINISTRY, None, _("answered"), _("in force")),
    Policy(
        Code.VERIFICATION,
        1,
        Side.COMPANY,
        Delay(4, "weeks"),
        _("asked on site"),
        _("answered"),
    ),
    Policy(
        Code.SECOND_READING,
        1,
        Side.MINISTRY,
        Delay(2, "months"),
        _("contested"),
        _("decided"),
    ),
    Policy(Code.DEROGATION_END, 1, Side.MINISTRY, None, _("in force"), _("ended")),
)
POLICIES: dict[tuple[str, int], Policy] = {
    (policy.code, policy.version): policy for policy in _FIRST
}
# The ministry's silence is not excused by a lab that is closed.
_BY_LAB = frozenset({Side.LAB, Side.COMPANY})


def policy_of(code: Code, version: int | None = None) -> Policy:
    """Give a version of a delay's rule; without one, the newest."""
    if version is None:
        version = max(v for known, v in POLICIES if known == code)
    return POLICIES[code, version]


def calendar_for(owed_by: str, lab: WorkingCalendar) -> WorkingCalendar:
    """Give the days on which the owing side works: the lab's, or France's."""
    return lab if owed_by in _BY_LAB else WorkingCalendar()


def due(
    started: date,
    delay: Delay,
    owed_by: str,
    lab: WorkingCalendar,
    pauses: Sequence[Span] = (),
) -> Deadline:
    """The date of a clock with the sum behind it; `lab` is the lab's calendar."""
    return due_date(started, delay, calendar_for(owed_by, lab), pauses)


def state(
    deadline: Deadline,
    owed_by: str,
    lab: WorkingCalendar,
    today: date,
    *,
    paused: bool = False,
) -> ClockState:
    """How a clock stands today, in the working days of whoever owes."""
    calendar = calendar_for(owed_by, lab)
    amount = calendar.working_days_between(deadline.start, deadline.due)
    return clock_state(deadline.due, today, amount, calendar, paused)


def run(
    started: date, pauses: Sequence[Span], today: date, stopped: date | None = None
) -> Elapsed:
    """The days that a clock has run until it stopped, or until today."""
    return elapsed(started, stopped or today, pauses)
