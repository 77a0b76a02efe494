"""How transfers look: stages, whose turn, buttons, rows, cards, the plan's figures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.models import PracticeVersion, Transfer
from benchmarking.practices.enums import IN_LIBRARY
from benchmarking.practices.looks import Stage, crumbs, lab_person
from benchmarking.transfers.enums import (
    ENDED,
    OPEN,
    STAGES,
    STARTED,
    TRANSFER_LOOKS,
    LegalState,
    TransferStatus,
)
from benchmarking.transfers.turns import next_labs, waits_for
from programmes import known, rules
from programmes.cards import elided
from programmes.stories import story
from servindus import clock
from servindus.buttons import buttons
from servindus.calendar import clock_state
from servindus.models import User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Person, Row, TimelineItem, Turn
from servindus.workflow import available_actions

T = TransferStatus
WEEK = 5
ACT_ORDER = (
    *("understand_transfer", "log_contact_transfer", "plan_transfer"),
    *("adapt_transfer", "use_transfer", "sustain_transfer"),
    *("edit_plan_transfer", "decline_transfer", "stop_transfer"),
    *("refute_transfer", "redact_transfer"),
)


def list_crumb() -> Crumb:
    """Give the board's step of the way."""
    return Crumb(_("Transfers"), reverse("benchmarking:transfer_board"))


def way(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of transfers."""
    return [*crumbs()[:1], list_crumb(), *further]


def badge(transfer: Transfer) -> Badge:
    """Give the badge of a transfer's status."""
    icon, tone = TRANSFER_LOOKS[T(transfer.status)]
    return Badge(capital(transfer.get_status_display()), icon, tone)


def sides(transfer: Transfer) -> str:
    """Say from where to where: "Amiens → Rouen", read out as "from … to …"."""
    names = {"giver": transfer.giver.name, "receiver": transfer.receiver.name}
    return elided(_("from %(giver)s to %(receiver)s") % names)


def came(transfer: Transfer) -> int:
    """Give how many stages a transfer has reached; one that ended shows how far."""
    if transfer.status in STAGES:
        return STAGES.index(T(transfer.status)) + 1
    days = (
        transfer.understood_on,
        transfer.planned_on,
        transfer.started_on,
        transfer.used_on,
    )
    return 1 + sum(day is not None for day in days)


def stages(transfer: Transfer) -> list[Stage]:
    """Give the stages; one that ended shows those it reached, and the end."""
    reached: Sequence[Any] = STAGES[: came(transfer)]
    here = T(transfer.status)
    ahead: Sequence[Any] = () if here in ENDED else STAGES[came(transfer) :]
    past = reached if here in ENDED else reached[:-1]
    return [
        *(Stage(capital(one.label), "done", TRANSFER_LOOKS[one][0]) for one in past),
        Stage(capital(here.label), "here", TRANSFER_LOOKS[here][0]),
        *(Stage(capital(one.label), "ahead", TRANSFER_LOOKS[one][0]) for one in ahead),
    ]


def turn(transfer: Transfer, user: User, today: date) -> Turn | None:
    """Give whose turn it is, and until when; None while nobody has to do anything."""
    labs = next_labs(transfer, today)
    if not labs or transfer.due_on is None:
        return None
    own = rules.lab_ids(user)
    mine = waits_for(transfer, own, today)
    lab = next((one for one in labs if one.pk in own), labs[0])
    third = transfer.status == T.IN_USE
    person = lab_person(lab)
    if third and not mine:
        person = Person(_("A third lab"), shape="hexagon")
    return Turn(
        person,
        sentence=_sentence(transfer),
        due=transfer.due_on,
        clock=clock_state(transfer.due_on, today, WEEK, lab.calendar),
        mine=mine,
        due_label=_("Next step by"),
    )


def _sentence(transfer: Transfer) -> str:
    if transfer.status == T.PROPOSED:
        if transfer.contact_lab_id:
            return _("Say what you keep of it: then both labs have noted it.")
        return _("Go and see how it is done, or have it told; or decline.")
    if transfer.status == T.PLANNED and transfer.legal_state == LegalState.TO_CHECK:
        return _("Say in the plan what the law says here, then begin.")
    return {
        T.UNDERSTANDING: _("Write the plan: who, from where to where, until when."),
        T.PLANNED: _("Begin: the plan stands."),
        T.ADAPTING: _("Show that it is in use, with a first dated figure."),
        T.IN_USE: _("Look whether it is still in use, a year later."),
    }[T(transfer.status)]


def row(transfer: Transfer, user: User, today: date) -> Row:
    """Give a transfer as one line of a list."""
    now = turn(transfer, user, today)
    return Row(
        title=transfer.version.title,
        href=transfer.get_absolute_url(),
        sub=f"{transfer.version.practice.reference} · {sides(transfer)}",
        badge=badge(transfer),
        who="" if now is None else (_("You") if now.mine else now.person.name),
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        person=lab_person(transfer.receiver),
        edge="mine" if now and now.mine else "",
        due=transfer.due_on,
    )


def card(transfer: Transfer, user: User, today: date) -> dict[str, Any]:
    """Give a transfer as a card of the board: what, from where to where, until when."""
    now = turn(transfer, user, today)
    return {
        "object": transfer,
        "sides": sides(transfer),
        "giver": lab_person(transfer.giver),
        "receiver": lab_person(transfer.receiver),
        "badge": badge(transfer) if transfer.status in ENDED else None,
        "mine": now is not None and now.mine,
        "turn": now,
        "since": _since(transfer),
    }


def _since(transfer: Transfer) -> date | None:
    """Give the day on which it came where it stands."""
    return {
        T.UNDERSTANDING: transfer.understood_on,
        T.PLANNED: transfer.planned_on,
        T.ADAPTING: transfer.started_on,
        T.IN_USE: transfer.used_on,
        T.SUSTAINED: transfer.sustained_on,
        T.DECLINED: transfer.ended_on,
        T.STOPPED: transfer.ended_on,
    }.get(T(transfer.status), clock.local_day(transfer.created_at))


def told(transfers: Sequence[Transfer], *, staff: bool) -> list[dict[str, Any]]:
    """Give the transfers of a practice, with what shows one or why it ended.

    A mere proposal is between the labs: everybody reads of what has begun, or ended.
    """
    shown = [one for one in transfers if staff or one.status in (*STARTED, *ENDED)]
    return [
        {
            "object": one,
            "receiver": one.receiver.name,
            "person": lab_person(one.receiver),
            "badge": badge(one),
            "since": _since(one),
            "reason": one.get_end_code_display() if one.end_code else "",
            "text": one.end_text,
        }
        for one in shown
    ]


def propose_act(
    version: PracticeVersion, user: User, transfers: Sequence[Transfer]
) -> Act | None:
    """Give the button that carries a practice over, unless it is on its way there."""
    own = rules.lab_ids(user)
    if not own or version.status not in IN_LIBRARY:
        return None
    href = reverse("benchmarking:propose_transfer", args=[version.public_id])
    giver = version.practice.lab_id
    coming = {one.receiver_id for one in transfers if one.status in OPEN}
    further = [one for one in known.labs() if one.pk not in {giver, *coming}]
    takers = [one for one in further if one.pk in own]
    if takers:
        taken = f"{href}?laboratoire={takers[0].slug}"
        return Act(_("Take it over"), taken, icon="arrows-right-left")
    if giver in own and further:
        [lab] = [one for one in known.labs() if one.pk == giver]
        offered = f"{href}?laboratoire={lab.slug}"
        return Act(_("Offer it to another lab"), offered, icon="arrows-right-left")
    return None


def acts(transfer: Transfer, user: User) -> list[Act]:
    """Give the buttons that this person has on a transfer now, the next step first."""
    can = {one.name: one for one in available_actions(transfer, user, among=ACT_ORDER)}
    if _spoke(transfer, user):
        can.pop("understand_transfer", None)
    if transfer.status == T.PROPOSED and _asks(transfer, user):
        can.pop("decline_transfer", None)
    elif transfer.status == T.PROPOSED:
        can.pop("stop_transfer", None)
    if transfer.status in STARTED and transfer.receiver_id not in rules.lab_ids(user):
        can.pop("stop_transfer", None)
    return buttons(transfer, can, ACT_ORDER)


def _spoke(transfer: Transfer, user: User) -> bool:
    """Whether the reader's only side has noted the visit itself."""
    sides_of = rules.lab_ids(user) & transfer.side_ids
    return transfer.contact_by_id == user.pk or sides_of == {transfer.contact_lab_id}


def _asks(transfer: Transfer, user: User) -> bool:
    return transfer.proposed_lab_id in rules.lab_ids(user)


def goal(transfer: Transfer) -> dict[str, Any] | None:
    """Give the plan's figures: today, target, and what was measured since."""
    if transfer.baseline is None or transfer.target is None:
        return None
    lines = [
        (_("Before"), transfer.baseline),
        (_("Target"), transfer.target),
    ]
    if transfer.use_value is not None:
        lines.append((_("First measure"), transfer.use_value))
    if transfer.check_value is not None:
        lines.append((_("A year later"), transfer.check_value))
    most = max((abs(value) for _label, value in lines), default=Decimal(0))
    return {
        "indicator": transfer.indicator,
        "lines": [
            {
                "label": label,
                "value": amount(value),
                # A figure below zero has no bar; its number is beside it.
                "width": f"{max(value, Decimal(0)) / (most or 1) * 100:.1f}%",
                "tone": "target" if label == _("Target") else "measure",
            }
            for label, value in lines
        ],
    }


def amount(value: Decimal) -> str:
    """Write a figure of the plan as people read it."""
    plain = Decimal(f"{value.normalize():f}")
    return number_format(plain, use_l10n=True, force_grouping=True)


def timeline(transfer: Transfer, today: date) -> list[TimelineItem]:
    """Give what happened and what comes, newest first."""
    titles = {
        "propose_transfer": pgettext("transfer", "Proposed"),
        "log_contact_transfer": pgettext("transfer", "Visit noted"),
        "understand_transfer": pgettext("transfer", "Understood"),
        "plan_transfer": pgettext("transfer", "Planned"),
        "edit_plan_transfer": pgettext("transfer", "Plan changed"),
        "adapt_transfer": pgettext("transfer", "Begun"),
        "use_transfer": pgettext("transfer", "In use"),
        "sustain_transfer": pgettext("transfer", "Confirmed by a third lab"),
        "decline_transfer": pgettext("transfer", "Declined"),
        "stop_transfer": pgettext("transfer", "Stopped"),
        "refute_transfer": pgettext("transfer", "Not in use any more"),
        "redact_transfer": pgettext("transfer", "A name was taken out"),
        "warn_transfer": pgettext("transfer", "The practice was retired"),
    }
    ahead: list[TimelineItem] = []
    if transfer.status == T.IN_USE and transfer.due_on and transfer.due_on > today:
        word = _("A third lab looks whether it is still in use")
        ahead.append(TimelineItem(transfer.due_on, word, future=True))
    return [*ahead, *story(transfer, titles)]
