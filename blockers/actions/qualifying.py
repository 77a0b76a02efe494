"""What a lab does with a case: contact, ask, put it in the register, or not."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import notifications as notices
from blockers.actions import timing
from blockers.actions.publishing import join_card
from blockers.actions.reporting import remark
from blockers.clocks import Code
from blockers.enums import (
    BLOCKER_OPEN,
    MOST_PAUSED_DAYS,
    Audience,
    ReportStatus,
    Verdict,
)
from blockers.models import Blocker, Report, SameVerdict
from servindus import clock
from servindus.actors import Actor
from servindus.workflow import ActRefused, Step, act, transition, write_journal

S = ReportStatus


def _not_yet_contacted(report: Report, now: datetime) -> str | Promise | None:
    if report.contacted_at is not None:
        return _("The first contact has been noted already.")
    return None


@act(
    Report,
    sources=[S.SUBMITTED, S.NEEDS_INFO],
    label=_("Note the first contact"),
    icon="phone",
    guard=_not_yet_contacted,
)
def contact_report(report: Report, step: Step, *, text: str) -> None:
    """Note that somebody of the lab has spoken with the company."""
    _note_contact(report, step)
    remark(report, step, text, Audience.LAB)


def _note_contact(report: Report, step: Step) -> None:
    """A human's word to the company stops the clock of the first contact."""
    report.contacted_at = report.contacted_at or step.now
    timing.stop(report, step, Code.CONTACT)


@transition(
    Report,
    sources=[S.SUBMITTED],
    target=S.NEEDS_INFO,
    label=_("Ask for more"),
    icon="chat-bubble-left-ellipsis",
)
def ask_info_report(report: Report, step: Step, *, text: str) -> None:
    """Ask the company to complete its case; the lab's delay stands meanwhile."""
    _note_contact(report, step)
    timing.pause(report, step, Code.QUALIFICATION)
    today = clock.local_day(step.now)
    report.complete_by = today + timedelta(days=MOST_PAUSED_DAYS)
    remark(report, step, text)
    notices.owe_reporter("report_needs_info", report, step)


@transition(
    Report,
    sources=[S.SUBMITTED],
    target=S.DECLINED,
    label=_("Do not keep…"),
    icon="x-circle",
    closes=True,
    records=("code", "door"),
)
def decline_report(
    report: Report, step: Step, *, code: str, text: str, door: str = ""
) -> None:
    """Do not keep the case, with a reason and another door that the company reads."""
    if not text.strip():
        raise ActRefused(_("Say why, in words that the company can use."))
    _note_contact(report, step)
    timing.stop(report, step)
    report.decline_code = code
    if report.appealed_at is None:
        # A second refusal keeps the first one's day: the appeal came after that one.
        report.declined_at = step.now
        report.declined_by = step.user
    remark(report, step, text)
    notices.owe_reporter("report_declined", report, step)


@transition(
    Report,
    sources=[S.SUBMITTED],
    target=S.ATTACHED,
    label=_("Put it in the register"),
    icon="link",
    lock_first=("lab",),
    records=("is_new",),
)
def attach_report(
    report: Report, step: Step, *, blocker: Blocker | None = None, title: str = ""
) -> None:
    """Add the case to a blocker of the register, or open a blocker with it."""
    if blocker is None:
        blocker = open_blocker(report, by=step.by, title=title or report.title)
    else:
        # Locked: a blocker that is being merged or closed takes no more cases.
        blocker = Blocker.objects.select_for_update(of=("self",)).get(pk=blocker.pk)
        if blocker.status not in BLOCKER_OPEN:
            raise ActRefused(_("This blocker has been closed or merged meanwhile."))
    report.blocker = blocker
    report.attached_at = step.now
    _note_contact(report, step)
    timing.stop(report, step)
    _judge(report, blocker, step, Verdict.SAME)
    notices.owe_reporter("report_attached", report, step)
    join_card(report, blocker, step)


def open_blocker(report: Report, *, by: Actor, title: str) -> Blocker:
    """Open a blocker with a first case; the lab's row is locked by the act."""
    now = clock.now()
    year = clock.local_day(now).year
    last = Blocker.objects.filter(lab=report.lab_id, year=year)
    blocker = Blocker.objects.create(
        lab=report.lab,
        year=year,
        number=(last.aggregate(n=Max("number"))["n"] or 0) + 1,
        title=title,
        nature=report.nature,
        topic=report.topic,
    )
    write_journal("open_blocker", blocker, by=by, now=now, target=blocker.status)
    return blocker


@transition(
    Report,
    sources=[S.ATTACHED],
    target=S.SUBMITTED,
    label=_("Take it out of this blocker"),
    icon="link-slash",
)
def detach_report(report: Report, step: Step, *, text: str) -> None:
    """Take a case that was grouped wrongly out of its blocker, which then forgets it.

    The pair is never suggested again; the case waits to be qualified as before.
    """
    if not text.strip():
        raise ActRefused(_("Say in what the two differ."))
    assert report.blocker is not None
    _judge(report, report.blocker, step, Verdict.NOT_SAME, text)
    report.blocker = None
    report.came_from = None
    report.attached_at = None
    remark(report, step, text, Audience.LAB)
    timing.start(report, Code.QUALIFICATION, step)


@act(
    Report,
    sources=[S.SUBMITTED],
    label=_("Not the same as…"),
    icon="scissors",
)
def tell_apart_report(
    report: Report, step: Step, *, blocker: Blocker, text: str
) -> None:
    """Say that the case is not what a blocker is about: it is suggested no more."""
    if not text.strip():
        raise ActRefused(_("Say in what the two differ."))
    _judge(report, blocker, step, Verdict.NOT_SAME, text)


def _judge(
    report: Report, blocker: Blocker, step: Step, verdict: Verdict, reason: str = ""
) -> None:
    """Keep what staff found of a pair; the last word counts."""
    SameVerdict.objects.update_or_create(
        report=report,
        blocker=blocker,
        defaults={
            "verdict": verdict,
            "reason": reason[:300],
            "by": step.user,
            "at": step.now,
        },
    )
