"""What the sites say: solved or not, refusals contested, blockers closed, reopened."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import clocks
from blockers import dossier as dossiers
from blockers import follow_up_notifications as notices
from blockers import notifications as courtesies
from blockers.actions import timing
from blockers.actions.escalating import open_escalation
from blockers.clocks import Code
from blockers.enums import (
    LIFTING,
    RECOMMIT_DAYS,
    UNANSWERED_MONTHS,
    BlockerStatus,
    ContestationStatus,
    Outcome,
    ReportStatus,
    Round,
    Solved,
    VerificationStatus,
)
from blockers.models import Answer, Blocker, Contestation, Measure, Report, Verification
from blockers.outcomes import outcome_of
from blockers.standing import contest_until, contestable, standing
from servindus import clock
from servindus.actors import SYSTEM
from servindus.delays import add_months
from servindus.workflow import ActRefused, Step, act, transition, write_journal

B = BlockerStatus
N = ContestationStatus
V = VerificationStatus


@transaction.atomic
def ask_verification(
    report: Report, answer: Answer, round_: Round, measure: Measure | None = None
) -> Verification | None:
    """Ask a company whether it is solved on its site; None when it was asked before."""
    now = clock.now()
    policy = clocks.policy_of(Code.VERIFICATION)
    assert policy.delay is not None
    today = clock.local_day(now)
    due = clocks.due(today, policy.delay, policy.owed_by, report.lab.calendar)
    made, is_new = Verification.objects.get_or_create(
        report=report,
        answer=answer,
        measure=measure,
        round=round_,
        defaults={"version": policy.version, "asked_at": now, "due_on": due.due},
    )
    if not is_new:
        return None
    entry = write_journal("ask_verification", made, by=SYSTEM, now=now, target=V.ASKED)
    step = Step(by=SYSTEM, now=now, channel=SYSTEM.default_channel, entry=entry)
    courtesies.owe_reporter("verification_asked", report, step)
    return made


def _judge(verification: Verification, step: Step) -> None:
    blocker = verification.report.blocker
    if blocker is not None:
        judge(Blocker.objects.get(pk=blocker.pk), verification, step)


def judge(blocker: Blocker, last: Verification, step: Step) -> None:
    """Go on with what the sites say: commit again, or close with the outcome."""
    if blocker.status == B.CLOSED:
        if last.solved == Solved.NOT_SOLVED:
            notices.owe_lab("relapse_reported", blocker, step)
        return
    if blocker.status != B.VERIFYING:
        return
    if last.solved == Solved.NOT_SOLVED:
        refute_blocker(blocker, by=SYSTEM)
        return
    rows = words_since(blocker)
    if not rows.filter(status=V.ASKED).exists():
        close_blocker(blocker, by=SYSTEM)


def words_since(blocker: Blocker) -> QuerySet[Verification]:
    """Give the verifications of a blocker's present time of verifying."""
    since = blocker.verifying_since
    rows = Verification.objects.filter(report__blocker=blocker)
    return rows.filter(asked_at__gte=since) if since else rows.none()


@transition(
    Verification,
    sources=[V.ASKED],
    target=V.ANSWERED,
    label=_("Say what has changed"),
    icon="hand-raised",
    lock_first=("report",),
    records=("solved",),
    after=_judge,
)
def answer_verification(
    verification: Verification,
    step: Step,
    *,
    solved: str,
    text: str = "",
    months_gained: int | None = None,
    jobs: Decimal | None = None,
) -> None:
    """Say whether it is solved on one's own site."""
    if solved in (Solved.NOT_SOLVED, Solved.PARTLY) and not text.strip():
        raise ActRefused(_("Say what still blocks."))
    verification.solved = solved
    verification.text = text
    verification.months_gained = months_gained
    verification.jobs = jobs
    verification.ended_at = step.now
    if solved == Solved.SOLVED and verification.report.blocker_id:
        rows = Blocker.objects.filter(pk=verification.report.blocker_id)
        rows.filter(verified_at=None).update(verified_at=step.now)


@transition(
    Verification,
    sources=[V.ASKED],
    target=V.LAPSED,
    label=_("Note that no answer came"),
    lock_first=("report",),
    after=_judge,
)
def lapse_verification(verification: Verification, step: Step) -> None:
    """Note that the company has not answered in its four weeks."""
    verification.ended_at = step.now


def _ask_no_more(blocker: Blocker, step: Step) -> None:
    """What the other sites would say of it now is beside the point."""
    for row in words_since(blocker).filter(status=V.ASKED):
        lapse_verification(row, by=SYSTEM)


@transition(
    Blocker,
    sources=[B.VERIFYING],
    target=B.IMPLEMENTING,
    label=_("Note that a site is not solved"),
    after=_ask_no_more,
)
def refute_blocker(blocker: Blocker, step: Step) -> None:
    """A company says that nothing has changed: somebody commits again in 30 days."""
    blocker.commit_by = clock.local_day(step.now) + timedelta(days=RECOMMIT_DAYS)
    # What was true once on another site is not enough.
    blocker.verified_at = None
    notices.owe_lab("blocker_refuted", blocker, step)
    notices.owe_liaisons(blocker, step)


def refusal_window(blocker: Blocker) -> date | None:
    """Give the last day to contest what was refused; None while nothing is final."""
    days = [contest_until(answer) for answer in standing(blocker)]
    known = [day for day in days if day is not None]
    return max(known, default=None)


def _may_close(blocker: Blocker, now: datetime) -> str | Promise | None:
    rows = standing(blocker)
    if blocker.status == B.VERIFYING:
        words = words_since(blocker)
        if words.filter(status=V.ASKED).exists():
            return _("A site has not said yet whether it is solved.")
        if not words.exists():
            return _("No site has been asked yet.")
        return None
    if rows.filter(kind__in=LIFTING).exists():
        return _("Something was promised: it is kept first.")
    if rows.filter(escalation__published_at=None).exists():
        return _("An answer is not published yet.")
    if _contested(blocker).filter(status=N.FILED).exists():
        return _("A company has contested it.")
    until = refusal_window(blocker)
    if until is not None and clock.local_day(now) <= until:
        return _("Companies can still contest it.")
    return None


def _contested(blocker: Blocker) -> QuerySet[Contestation]:
    return Contestation.objects.filter(answer__escalation__blocker=blocker)


@transition(
    Blocker,
    sources=[B.VERIFYING, B.ANSWERED],
    target=B.CLOSED,
    label=_("Close with its outcome"),
    icon="flag",
    closes=True,
    guard=_may_close,
)
def close_blocker(blocker: Blocker, step: Step) -> None:
    """End a blocker with what its answers and its sites say."""
    rows = standing(blocker)
    words = words_since(blocker).filter(status=V.ANSWERED)
    blocker.outcome = outcome_of(
        rows.values_list("kind", flat=True), words.values_list("solved", flat=True)
    )
    if blocker.outcome == Outcome.FEASIBLE:
        ground = rows.filter(kind="feasible_as_is").first()
        assert ground is not None
        blocker.evidence, blocker.evidenced_on = ground.legal_ground, ground.decided_on
    _close(blocker, step)


def _close(blocker: Blocker, step: Step) -> None:
    blocker.closed_at = step.now
    for report in blocker.reports.attached().select_related("lab", "reporter"):
        courtesies.owe_reporter("blocker_closed", report, step)


def _no_answer_came(blocker: Blocker, now: datetime) -> str | Promise | None:
    dates = list(blocker.escalations.open().values_list("answer_by", flat=True))
    today = clock.local_day(now)
    if not dates:
        return _("No authority owes an answer.")
    if any(add_months(day, UNANSWERED_MONTHS) >= today for day in dates):
        return _("Two months after the date of the answer are not over.")
    return None


@transition(
    Blocker,
    sources=[B.ESCALATED],
    target=B.CLOSED,
    label=_("Close: no answer came"),
    icon="flag",
    closes=True,
    guard=_no_answer_came,
)
def close_unanswered_blocker(blocker: Blocker, step: Step) -> None:
    """End a blocker that nobody has answered; it counts as late for ever."""
    blocker.outcome = Outcome.NO_ANSWER
    _close(blocker, step)


def _end_asking(blocker: Blocker, step: Step) -> None:
    """Whether the last answer was enough is settled: nobody is asked it any more."""
    rows = Verification.objects.filter(report__blocker=blocker, status=V.ASKED)
    for row in rows.order_by("pk"):
        lapse_verification(row, by=SYSTEM)


@transition(
    Blocker,
    sources=[B.CLOSED],
    target=B.QUALIFYING,
    label=_("Open it again"),
    icon="arrow-path",
    after=_end_asking,
)
def reopen_blocker(blocker: Blocker, step: Step, *, text: str) -> None:
    """Take a closed blocker up again: it came back, or its derogation has lapsed."""
    if not text.strip():
        raise ActRefused(_("Say what has come back."))
    blocker.outcome = ""
    blocker.closed_at = None
    blocker.evidence, blocker.evidenced_on = "", None
    blocker.verified_at = blocker.verifying_since = blocker.commit_by = None
    blocker.reopened_at = step.now
    blocker.relapse = text
    for report in blocker.reports.attached().select_related("lab", "reporter"):
        courtesies.owe_reporter("blocker_reopened", report, step)


# --- Contestation ---------------------------------------------------------------------


@act(
    Report,
    sources=[ReportStatus.ATTACHED],
    label=_("Contest the refusal"),
    icon="scale",
    lock_first=("blocker",),
)
def contest_report(report: Report, step: Step, *, answer: Answer, text: str) -> None:
    """Bring a new fact or legal argument against a refusal, within thirty days."""
    if not text.strip():
        raise ActRefused(_("Say which fact or which rule is new."))
    if answer not in contestable(report, clock.local_day(step.now)):
        raise ActRefused(_("This answer cannot be contested, or no longer."))
    made = Contestation.objects.create(
        report=report, answer=answer, text=text, filed_at=step.now
    )
    write_journal(
        "file_contestation",
        made,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=N.FILED,
    )
    assert report.blocker is not None
    notices.owe_lab("contestation_filed", report.blocker, step)


def _not_read_twice(contestation: Contestation, now: datetime) -> str | Promise | None:
    answer = contestation.answer
    if answer.contestations.filter(status=N.CONFIRMED).exists():
        return _("This refusal is read a second time already.")
    if answer.escalation.blocker.status not in (B.ANSWERED, B.ESCALATED):
        return _("The blocker has gone on in the meantime.")
    return None


def _lock_blocker(contestation: Contestation) -> None:
    pk = contestation.answer.escalation.blocker_id
    list(Blocker.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk))


@transition(
    Contestation,
    sources=[N.FILED],
    target=N.CONFIRMED,
    label=_("Ask for a second reading"),
    icon="scale",
    lock_before=_lock_blocker,
    guard=_not_read_twice,
)
def confirm_contestation(contestation: Contestation, step: Step) -> None:
    """Pass it on: somebody else of the authority reads it, in two months."""
    contestation.decided_at = step.now
    answer = contestation.answer
    first = answer.escalation
    blocker = Blocker.objects.get(pk=first.blocker_id)
    if reason := dossiers.name_refusal(blocker, contestation.text):
        raise ActRefused(reason)
    if blocker.status == B.ANSWERED:
        contest_blocker(blocker, by=SYSTEM)
    sent = open_escalation(
        blocker,
        step,
        first.authority,
        dossiers.restricted_to(first.dossier, [str(answer.ask.public_id)]),
        note=contestation.text,
        since=clock.local_day(step.now),
    )
    sent.second_reading_of = answer
    timing.start(sent, Code.SECOND_READING, step)
    sent.save()
    courtesies.owe_reporter("contestation_confirmed", contestation.report, step)


@transition(
    Blocker,
    sources=[B.ANSWERED],
    target=B.ESCALATED,
    label=_("Send back for a second reading"),
)
def contest_blocker(blocker: Blocker, step: Step) -> None:
    """Note that a refusal is read a second time."""


@transition(
    Contestation,
    sources=[N.FILED],
    target=N.DISMISSED,
    label=_("Do not pass it on"),
    icon="x-circle",
    closes=True,
    lock_before=_lock_blocker,
)
def dismiss_contestation(contestation: Contestation, step: Step, *, text: str) -> None:
    """Do not pass a contestation on, with a reason that the company reads."""
    if not text.strip():
        raise ActRefused(_("Say why: the company reads it."))
    contestation.decided_at = step.now
    contestation.dismissal = text
    courtesies.owe_reporter("contestation_dismissed", contestation.report, step)
