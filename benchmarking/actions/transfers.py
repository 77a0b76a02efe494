"""The way of a practice into another lab: proposed, seen, planned, in use, kept."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import Practice, PracticeVersion, Transfer
from benchmarking.practices.enums import IN_LIBRARY
from benchmarking.transfers import notifications as notices
from benchmarking.transfers.enums import (
    ANSWER_DAYS,
    CONTACT_DAYS,
    OPEN,
    PLAN_MONTHS,
    SEEN_MONTHS,
    START_MONTHS,
    STARTED,
    LegalState,
    TransferStatus,
)
from programmes import rules
from programmes.jobs.fte import months_after
from programmes.models import Lab
from programmes.notifications import staff_of
from servindus import clock
from servindus.models import JournalEntry, User
from servindus.workflow import ActRefused, Step, act, transition, write_journal

T = TransferStatus
VERB = "propose_transfer"
# What a plan is held against: the journal keeps each.
FIGURES = ("baseline", "target", "target_on")
MOVED = _("This file has moved in the meantime.")


# --- Proposed, seen, or declined ------------------------------------------------------


def propose_transfer(
    lab: Lab,
    *,
    by: User,
    version: PracticeVersion,
    receiver: Lab,
    why: str,
    click: str = "",
) -> Transfer:
    """Ask another lab for its practice, or offer it one's own.

    `lab` proposes, and is one of the two sides. The same `click` twice is one.
    """
    now = clock.now()
    with transaction.atomic():
        # Two of one practice wait for each other: the second finds the first one's.
        rows = Practice.objects.select_for_update(of=("self",), no_key=True)
        practice = rows.select_related("lab").get(pk=version.practice_id)
        if twin := proposed_by_click(practice, lab, receiver, by, click):
            return twin
        _fit(practice, version, lab, receiver, by)
        today = clock.local_day(now)
        other = receiver if lab.pk == practice.lab_id else practice.lab
        transfer = Transfer.objects.create(
            practice=practice,
            version=version,
            giver=practice.lab,
            receiver=receiver,
            proposed_by=by,
            proposed_lab=lab,
            why=why,
            due_on=other.calendar.add_working_days(today, ANSWER_DAYS),
        )
        entry = write_journal(
            VERB, transfer, by=by, now=now, target=transfer.status, click=click
        )
        notices.owe_proposed(transfer, entry, now)
    return transfer


def proposed_by_click(
    practice: Practice, lab: Lab, receiver: Lab, by: User, click: str
) -> Transfer | None:
    """Give the open transfer that the same form has proposed already."""
    if not click:
        return None
    lines = JournalEntry.objects.filter(user=by, verb=VERB, click=click)
    rows = Transfer.objects.open().filter(
        practice=practice, receiver=receiver, proposed_lab=lab
    )
    return rows.filter(pk__in=lines.values("object_id")).order_by("-pk").first()


def _fit(
    practice: Practice, version: PracticeVersion, lab: Lab, receiver: Lab, by: User
) -> None:
    if lab.pk not in rules.lab_ids(by) or lab.pk not in (practice.lab_id, receiver.pk):
        raise ActRefused(_("Propose it for a lab that you work for."))
    if receiver.pk == practice.lab_id:
        raise ActRefused(_("The practice is this lab’s own: choose another one."))
    # It is not retired meanwhile.
    locked = PracticeVersion.objects.select_for_update(of=("self",), no_key=True)
    if not locked.filter(pk=version.pk, status__in=IN_LIBRARY).first():
        raise ActRefused(_("What is carried over stands in the library."))
    if Transfer.objects.open().filter(practice=practice, receiver=receiver).exists():
        raise ActRefused(_("This practice is on its way into this lab already."))


def _is_new_contact(transfer: Transfer, now: datetime) -> str | Promise | None:
    if transfer.contact_lab_id is not None:
        return _("The visit is noted: the other lab says what it keeps of it.")
    return None


def _side_of(transfer: Transfer, user: User, *, other_than: int | None = None) -> int:
    """Give the side that somebody speaks for; who works for both speaks once each."""
    own = rules.lab_ids(user) & (transfer.side_ids - {other_than})
    if not own:
        raise ActRefused(_("The other lab says this."))
    # Whoever works for both sides speaks for the receiver.
    return transfer.receiver_id if transfer.receiver_id in own else min(own)


@act(
    Transfer,
    sources=[T.PROPOSED],
    label=_("Note a visit or a call"),
    icon="eye",
    guard=_is_new_contact,
    records=("contact_kind", "contact_on"),
)
def log_contact_transfer(
    transfer: Transfer, step: Step, *, contact_kind: str, contact_on: date, text: str
) -> None:
    """Say when the labs have met, and what was seen; the other one says it too."""
    today = clock.local_day(step.now)
    # Many a lab asks because it has seen it done.
    first = months_after(clock.local_day(transfer.created_at), -SEEN_MONTHS)
    if not first <= contact_on <= today:
        raise ActRefused(_("The visit lies in the last six months, up to today."))
    side = _side_of(transfer, step.user)
    transfer.contact_kind, transfer.contact_on = contact_kind, contact_on
    transfer.contact_text, transfer.contact_by = text, step.user
    transfer.contact_lab_id = side
    other = Lab.objects.get(pk=transfer.other_side(side))
    transfer.due_on = other.calendar.add_working_days(today, CONTACT_DAYS)
    notices.owe("transfer_contact_logged", transfer, step, [other])


def _is_seen(transfer: Transfer, now: datetime) -> str | Promise | None:
    if transfer.contact_lab_id is None:
        return _("A visit or a call is noted first.")
    return None


@transition(
    Transfer,
    sources=[T.PROPOSED],
    target=T.UNDERSTANDING,
    label=_("Say what you keep of it"),
    icon="check",
    guard=_is_seen,
)
def understand_transfer(transfer: Transfer, step: Step, *, text: str) -> None:
    """The other side says what it keeps of the visit: both have now noted it."""
    _side_of(transfer, step.user, other_than=transfer.contact_lab_id)
    if transfer.contact_by_id == step.user.pk:
        raise ActRefused(_("Somebody of the other lab says this."))
    today = clock.local_day(step.now)
    transfer.heard_text, transfer.heard_by = text, step.user
    transfer.understood_on = today
    transfer.due_on = months_after(today, PLAN_MONTHS)
    notices.owe("transfer_understood", transfer, step, [transfer.receiver])


@transition(
    Transfer,
    sources=[T.PROPOSED],
    target=T.DECLINED,
    label=_("Decline"),
    icon="hand-raised",
    closes=True,
    records=("code",),
)
def decline_transfer(transfer: Transfer, step: Step, *, code: str, text: str) -> None:
    """The lab that was asked says no, and why: the next one reads it."""
    end(transfer, step, code, text)


@transition(
    Transfer,
    sources=list(OPEN),
    target=T.STOPPED,
    label=_("Stop it"),
    icon="stop-circle",
    closes=True,
    records=("code",),
)
def stop_transfer(transfer: Transfer, step: Step, *, code: str, text: str) -> None:
    """Go no further, and say why: a result that stays in sight.

    Once it has begun, its receiver alone says what came of it.
    """
    own = rules.lab_ids(step.user)
    if step.entry.source == T.PROPOSED and transfer.proposed_lab_id not in own:
        raise ActRefused(_("Decline the proposal: it is the other lab’s."))
    if step.entry.source in STARTED and transfer.receiver_id not in own:
        raise ActRefused(_("It has begun: the lab that takes it over says this."))
    end(transfer, step, code, text)


def end(transfer: Transfer, step: Step, code: str, text: str) -> None:
    """Write why it goes no further; both labs hear of it."""
    transfer.end_code, transfer.end_text = code, text
    transfer.ended_on, transfer.due_on = clock.local_day(step.now), None
    sides = [transfer.giver, transfer.receiver]
    notices.owe("transfer_ended", transfer, step, sides)


# --- Planned and begun ----------------------------------------------------------------


def _write_plan(transfer: Transfer, plan: dict[str, Any]) -> None:
    staff = {one.pk for one in staff_of(transfer.receiver)}
    for name in ("sponsor", "owner"):
        if plan[name].pk not in staff:
            raise ActRefused(_("Whoever backs and carries it works for the receiver."))
    for name, value in plan.items():
        setattr(transfer, name, value)


def _next_date(transfer: Transfer) -> date:
    """Give the day by which it begins, then by which it is in use: the plan's."""
    assert transfer.planned_on is not None and transfer.target_on is not None
    if transfer.status == T.ADAPTING:
        return transfer.target_on
    return min(months_after(transfer.planned_on, START_MONTHS), transfer.target_on)


@transition(
    Transfer,
    sources=[T.UNDERSTANDING],
    target=T.PLANNED,
    label=_("Write the plan"),
    icon="map",
    records=FIGURES,
)
def plan_transfer(transfer: Transfer, step: Step, **plan: Any) -> None:
    """Say who backs and carries it, from where to where, until when, with which parts.

    `plan` are the fields of the plan, as its form gives them.
    """
    today = clock.local_day(step.now)
    if plan["target_on"] <= today:
        raise ActRefused(_("Choose a day to come for when it is in use."))
    _write_plan(transfer, plan)
    transfer.planned_on = today
    transfer.due_on = _next_date(transfer)
    notices.owe("transfer_planned", transfer, step, [transfer.giver])


@act(
    Transfer,
    sources=[T.PLANNED, T.ADAPTING],
    label=_("Change the plan"),
    icon="pencil-square",
    records=FIGURES,
)
def edit_plan_transfer(
    transfer: Transfer, step: Step, *, seen: str = "", **plan: Any
) -> None:
    """Write the plan anew; the journal keeps which figures stood when.

    `seen` is when it was changed last, as its writer read it.
    """
    if seen and seen != transfer.updated_at.isoformat():
        raise ActRefused(
            _(
                "This has been changed while you were writing. What stands now is"
                " shown above: send yours again to put it in its place."
            )
        )
    today = clock.local_day(step.now)
    if plan["target_on"] != transfer.target_on and plan["target_on"] <= today:
        raise ActRefused(_("Choose a day to come for when it is in use."))
    if transfer.status == T.ADAPTING and plan["legal_state"] == LegalState.TO_CHECK:
        raise ActRefused(_("It has begun: what the law says was checked before."))
    _write_plan(transfer, plan)
    transfer.due_on = _next_date(transfer)


def _may_begin(transfer: Transfer, now: datetime) -> str | Promise | None:
    if transfer.legal_state == LegalState.TO_CHECK:
        return _("Say first, in the plan, what the law says here.")
    if transfer.target_on and transfer.target_on <= clock.local_day(now):
        return _("Its day has passed: change it in the plan first.")
    return None


@transition(
    Transfer,
    sources=[T.PLANNED],
    target=T.ADAPTING,
    label=pgettext_lazy("transfer", "Begin"),
    icon="wrench-screwdriver",
    guard=_may_begin,
)
def adapt_transfer(transfer: Transfer, step: Step) -> None:
    """Begin to adapt it: from now on its date is the plan's."""
    transfer.started_on = clock.local_day(step.now)
    transfer.due_on = transfer.target_on
