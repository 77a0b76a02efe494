"""What the decision maker answers: yes, not now, no, my colleague; and takes back."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking.actions.attachments import hand_on
from matchmaking.actions.drafts import withdraw_introduction
from matchmaking.actions.moderation import forget_consent, remark
from matchmaking.enums import (
    LATE_ANSWER_DAYS,
    MAX_DEFERRALS,
    MAX_REDIRECTS,
    MODERATION_DAYS,
    OPEN,
    SLOT_DAYS,
    UNDOABLE,
    Audience,
    ContactSource,
    DecisionMakerStatus,
    DeclineReason,
    IntroductionStatus,
    MeetingStatus,
    Origin,
)
from matchmaking.models import DecisionMaker, Introduction
from servindus import clock
from servindus.actors import SYSTEM, Channel
from servindus.models import JournalEntry
from servindus.models.user import fold_email
from servindus.workflow import ActRefused, Step, transition, write_journal

S = IntroductionStatus
# The version of the sentence that a decision maker agrees to with a yes.
CONSENT_TEXT = "2026-11"


def _still_welcome(introduction: Introduction, now: datetime) -> str | Promise | None:
    """A late answer is welcome until 30 days after the due date."""
    if introduction.due_on is None:
        return _("This request has not been sent.")
    if clock.local_day(now) > introduction.due_on + timedelta(days=LATE_ANSWER_DAYS):
        return _("It is too late to answer this request.")
    return None


def _answer(introduction: Introduction, step: Step, call_note: str) -> None:
    """Stamp the answer, final for others after the minutes to change one's mind."""
    introduction.answered_at = step.now
    introduction.settles_at = introduction.settle_from(step.now)
    introduction.flagged_at = None
    if step.channel == Channel.PHONE:
        introduction.noted_by = step.user
    remark(introduction, step, call_note, Audience.STAFF)
    notices.owe_manager("answer_received", introduction, step)


@transition(
    Introduction,
    sources=[S.SENT, S.DEFERRED, S.EXPIRED],
    target=S.ACCEPTED,
    label=_("Yes, let us meet"),
    icon="check",
    lock_first=("decision_maker",),
    guard=_still_welcome,
)
def accept_introduction(
    introduction: Introduction, step: Step, *, call_note: str = ""
) -> None:
    """Agree to meet; contacts are shown once the answer can no longer be undone."""
    _answer(introduction, step, call_note)
    introduction.manager_consent_at = step.now
    introduction.manager_consent_text = CONSENT_TEXT
    introduction.manager_consent_channel = step.channel
    introduction.contacts_revealed_at = introduction.settles_at
    introduction.slot_due_on = introduction.lab.calendar.add_working_days(
        clock.local_day(step.now), SLOT_DAYS
    )
    notices.owe_startup(
        "introduction_accepted", introduction, step, not_before=introduction.settles_at
    )


@transition(
    Introduction,
    sources=[S.SENT, S.DEFERRED, S.EXPIRED],
    target=S.DECLINED,
    label=_("No, because…"),
    icon="hand-raised",
    closes=True,
    lock_first=("decision_maker",),
    guard=_still_welcome,
    records=("code",),
)
def decline_introduction(
    introduction: Introduction,
    step: Step,
    *,
    code: str,
    shared: str = "",
    private: str = "",
    call_note: str = "",
) -> None:
    """Say no with a reason; only what may be shared reaches the startup."""
    if not code:
        raise ActRefused(_("Choose a reason: the startup learns from it."))
    _answer(introduction, step, call_note)
    introduction.decline_code = code
    introduction.decline_shared = shared
    introduction.decline_private = private
    notices.owe_startup(
        "introduction_declined", introduction, step, not_before=introduction.settles_at
    )


def _may_defer(introduction: Introduction, now: datetime) -> str | Promise | None:
    if introduction.times_deferred >= MAX_DEFERRALS:
        return _("This request has been postponed twice already.")
    return _still_welcome(introduction, now)


@transition(
    Introduction,
    sources=[S.SENT],
    target=S.DEFERRED,
    label=_("Not now"),
    icon="calendar-days",
    lock_first=("decision_maker",),
    guard=_may_defer,
    records=("days",),
)
def defer_introduction(
    introduction: Introduction, step: Step, *, days: int, call_note: str = ""
) -> None:
    """Ask to be asked again in some days, twice at most."""
    _answer(introduction, step, call_note)
    introduction.times_deferred += 1
    introduction.deferred_until = introduction.lab.calendar.next_working_day(
        clock.local_day(step.now) + timedelta(days=days)
    )
    notices.owe_startup(
        "introduction_deferred", introduction, step, not_before=introduction.settles_at
    )


def _may_redirect(introduction: Introduction, now: datetime) -> str | Promise | None:
    named = JournalEntry.objects.about(introduction).filter(
        verb="redirect_introduction"
    )
    if named.count() >= MAX_REDIRECTS:
        return _("This request has been passed on twice already.")
    return _still_welcome(introduction, now)


@transition(
    Introduction,
    sources=[S.SENT],
    target=S.REDIRECTED,
    label=_("Rather a colleague"),
    icon="arrow-right-circle",
    lock_first=("decision_maker", "startup"),
    guard=_may_redirect,
)
def redirect_introduction(
    introduction: Introduction,
    step: Step,
    *,
    given_name: str,
    family_name: str,
    email: str,
    function: str,
    call_note: str = "",
) -> None:
    """Name a colleague; a moderator looks before a stranger is written to."""
    colleague = _colleague(
        introduction, step, given_name, family_name, fold_email(email), function
    )
    if colleague.pk == introduction.decision_maker_id:
        raise ActRefused(_("This is your own address: name a colleague."))
    if Introduction.objects.filter(
        startup=introduction.startup_id, decision_maker=colleague, status__in=OPEN
    ).exists():
        raise ActRefused(_("This startup is already asking this person."))
    _answer(introduction, step, call_note)
    introduction.redirected_to = _copy_for(introduction, colleague, step)
    notices.owe_startup(
        "introduction_redirected",
        introduction,
        step,
        not_before=introduction.settles_at,
    )


def _colleague(
    introduction: Introduction,
    step: Step,
    given_name: str,
    family_name: str,
    email: str,
    function: str,
) -> DecisionMaker:
    """Find the colleague's card by address, or open one that nobody has agreed to."""
    asked = introduction.decision_maker
    found = DecisionMaker.objects.filter(email__iexact=email).first()
    if found is not None:
        if found.organisation_id != asked.organisation_id:
            raise ActRefused(_("This address belongs to another company."))
        return found
    card = DecisionMaker.objects.create(
        organisation_id=asked.organisation_id,
        site_id=asked.site_id,
        lab_id=asked.lab_id,
        given_name=given_name,
        family_name=family_name,
        email=email,
        function=function,
        formats=asked.formats,
        source_of_contact=ContactSource.COLLEAGUE,
        source_note=introduction.reference,
    )
    write_journal(
        "name_decision_maker",
        card,
        by=step.by,
        now=step.now,
        target=DecisionMakerStatus.INVITED,
        details={"introduction": introduction.pk},
    )
    return card


def _copy_for(
    introduction: Introduction, colleague: DecisionMaker, step: Step
) -> Introduction:
    """Open the linked request, in the moderators' queue."""
    today = clock.local_day(step.now)
    copy = Introduction.objects.create(
        startup_id=introduction.startup_id,
        requested_by_id=introduction.requested_by_id,
        decision_maker=colleague,
        lab_id=colleague.lab_id,
        workstream_id=introduction.workstream_id,
        origin=Origin.REDIRECT,
        subject=introduction.subject,
        why_you=introduction.why_you,
        ask=introduction.ask,
        formats=introduction.formats,
        status=S.SUBMITTED,
        submitted_at=introduction.submitted_at,
        startup_consent_at=introduction.startup_consent_at,
        startup_consent_text=introduction.startup_consent_text,
        moderate_by=introduction.lab.calendar.add_working_days(today, MODERATION_DAYS),
    )
    hand_on(introduction, copy)
    cause = write_journal(
        "submit_introduction",
        copy,
        by=SYSTEM,
        now=step.now,
        target=S.SUBMITTED,
        details={"redirected_from": introduction.pk},
    )
    notices.owe_moderators(copy, cause, not_before=introduction.settles_at)
    return copy


def _may_undo(introduction: Introduction, now: datetime) -> str | Promise | None:
    if introduction.decline_code == DeclineReason.STOP:
        return _("You have asked for no more requests: this one has ended too.")
    if introduction.is_settled(now):
        return _("The time to change your mind is over: the startup knows.")
    return None


@transition(
    Introduction,
    sources=UNDOABLE,
    target=S.SENT,
    label=_("Undo my answer"),
    icon="arrow-uturn-left",
    lock_first=("decision_maker", "startup"),
    guard=_may_undo,
)
def undo_introduction(introduction: Introduction, step: Step) -> None:
    """Take the answer back while nobody else has heard of it."""
    if step.entry.source == S.DEFERRED:
        introduction.times_deferred -= 1
    linked = introduction.redirected_to
    introduction.redirected_to = None
    forget_consent(introduction)
    notices.forget_answer(introduction)
    give_time_back(introduction, step)
    if linked is not None and linked.status == S.SUBMITTED:
        withdraw_introduction(linked, by=SYSTEM, reason="undone")


def give_time_back(introduction: Introduction, step: Step) -> None:
    """Cancel the booked time with the answer that it stands on."""
    from matchmaking.actions.meetings import cancel_meeting

    for meeting in introduction.meetings.filter(status=MeetingStatus.BOOKED):
        if cancel_meeting.why_not(meeting, step.now) is None:
            cancel_meeting(meeting, by=step.by, channel=step.channel)


def _settled_only(introduction: Introduction, now: datetime) -> str | Promise | None:
    """Until the answer settles, it is undone instead of cancelled."""
    if introduction.is_settled(now):
        return None
    return _("This answer can still be taken back.")


@transition(
    Introduction,
    sources=[S.ACCEPTED],
    target=S.CANCELLED,
    label=_("Give up this introduction"),
    icon="minus-circle",
    closes=True,
    lock_first=("decision_maker", "startup"),
    guard=_settled_only,
    records=("code",),
)
def cancel_introduction(
    introduction: Introduction, step: Step, *, text: str = "", code: str = ""
) -> None:
    """Give up an accepted introduction, with a reason for the other side."""
    introduction.flagged_at = None
    remark(introduction, step, text)
    notices.forget_answer(introduction)
    give_time_back(introduction, step)
    notices.owe_both("introduction_cancelled", introduction, step)
