"""How exchanges look: rows, who is next, buttons, who came, what is to be done."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.exchanges.enums import (
    ACTION_LOOKS,
    EXCHANGE_LOOKS,
    PRESENCE_LOOKS,
    ActionStatus,
    ExchangeStatus,
    Presence,
)
from benchmarking.models import Exchange, ExchangeAction, ExchangeAttendance
from benchmarking.questions.looks import lab_person, names_of
from programmes import rules
from programmes.cards import person_of
from programmes.digests import know
from servindus import clock
from servindus.buttons import buttons
from servindus.calendar import ClockState, clock_state
from servindus.models import JournalEntry, User
from servindus.templatetags.servindus import (
    capital,
    full_datetime,
    short_date,
)
from servindus.ui import Act, Badge, Crumb, Row, TimelineItem, Turn
from servindus.workflow import available_actions

E = ExchangeStatus
ACT_ORDER = (
    *("hold_exchange", "minute_exchange", "decide_exchange", "assign_exchange"),
    *("move_exchange", "edit_exchange", "cancel_exchange"),
)
ACTION_ORDER = (
    *("finish_exchange_action", "hand_exchange_action", "drop_exchange_action"),
)
# Working days before its date from which an action is "soon".
SOON = 5


def list_crumb() -> Crumb:
    """Give the list's step of the way."""
    return Crumb(_("Exchanges"), reverse("benchmarking:exchange_list"))


def way(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of exchanges."""
    return [Crumb(_("Home"), reverse("home")), list_crumb(), *further]


def badge(exchange: Exchange) -> Badge:
    """Give the badge of an exchange's status."""
    icon, tone = EXCHANGE_LOOKS[E(exchange.status)]
    return Badge(capital(exchange.get_status_display()), icon, tone)


def turn(exchange: Exchange, user: User, today: date) -> Turn | None:
    """Give who is next and when; None once the minutes have left or it is cancelled."""
    if exchange.status not in (E.PLANNED, E.HELD):
        return None
    mine = exchange.lab_id in rules.lab_ids(user)
    person = lab_person(exchange.lab)
    if exchange.status == E.HELD:
        due = exchange.minutes_due_on
        assert due is not None
        return Turn(
            person,
            sentence=_("Writes the minutes and sends them."),
            due=due,
            due_label=_("Minutes at the latest"),
            clock=clock_state(due, today, SOON, exchange.lab.calendar),
            mine=mine,
        )
    day = clock.local_day(exchange.starts_at)
    over = exchange.starts_at <= clock.now()
    return Turn(
        person,
        sentence=_("Says who came, then writes the minutes.")
        if over
        else _("Receives the labs."),
        due=day,
        due_label=pgettext("exchange", "Day"),
        clock=ClockState("due_soon", text=_("has taken place"))
        if over
        else ClockState("on_time", text=_("to come")),
        mine=mine and over,
    )


def row(exchange: Exchange, user: User, today: date) -> Row:
    """Give an exchange as one line of the list: when, who meets, who is next."""
    now = turn(exchange, user, today)
    acts = now is not None and now.mine and exchange.starts_at <= clock.now()
    return Row(
        title=exchange.title,
        href=exchange.get_absolute_url(),
        sub=names_of(exchange.labs),
        badge=badge(exchange),
        who=exchange.lab.name,
        when=capital(full_datetime(exchange.starts_at)),
        clock=now.clock if now and exchange.status == E.HELD else None,
        person=lab_person(exchange.lab),
        edge="mine" if acts else "",
    )


def acts(exchange: Exchange, user: User) -> list[Act]:
    """Give the buttons that this person has on an exchange now, the next step first."""
    can = {one.name: one for one in available_actions(exchange, user, among=ACT_ORDER)}
    # Once it is known who came, the minutes are the next step.
    first = "minute_exchange" if exchange.status == E.HELD else "hold_exchange"
    names = sorted(can, key=lambda name: (name != first, ACT_ORDER.index(name)))
    return buttons(exchange, can, names, lead=(first,))


def attendance(exchange: Exchange) -> list[ExchangeAttendance]:
    """Give who came, then who was excused, then who was absent."""
    rows = exchange.attendances.select_related("person", "lab").order_by("pk")
    order = list(Presence)
    return sorted(
        rows, key=lambda one: (order.index(Presence(one.presence)), one.lab.name)
    )


def shown(rows: list[ExchangeAttendance], people: dict[int, User]) -> list[Any]:
    """Give each of them as templates draw them."""
    return [
        {"person": person_of(people[one.person_id]), "badge": _presence(one)}
        for one in rows
    ]


def _presence(row: Any) -> Badge:
    icon, tone = PRESENCE_LOOKS[Presence(row.presence)]
    return Badge(capital(row.get_presence_display()), icon, tone)


def action_badge(action: ExchangeAction) -> Badge:
    """Give the badge of an action's status."""
    icon, tone = ACTION_LOOKS[ActionStatus(action.status)]
    return Badge(capital(action.get_status_display()), icon, tone)


def action_clock(action: ExchangeAction, today: date) -> ClockState | None:
    """Give how its time stands while it is to be done."""
    if action.status != ActionStatus.OPEN:
        return None
    return clock_state(action.due_on, today, SOON, action.lab.calendar)


def actions(exchange: Exchange, user: User, today: date) -> list[dict[str, Any]]:
    """Give what was undertaken, the next date first, with the buttons of each."""
    rows = list(
        exchange.actions.select_related("owner", "lab").order_by("due_on", "pk")
    )
    found, first = [], first_carriers(rows)
    for one in rows:
        # The exchange is here already: a rule that asks for it asks nothing more.
        one.exchange = exchange
        can = available_actions(one, user, among=ACTION_ORDER)
        found.append(
            {
                "row": one,
                "first": first.get(one.pk),
                "badge": action_badge(one),
                "clock": action_clock(one, today),
                "acts": [
                    Act(
                        act.label,
                        reverse(f"benchmarking:{act.name}", args=[one.public_id]),
                        icon=act.icon,
                        kind="close" if act.closes else "other",
                    )
                    for act in can
                ],
            }
        )
    return found


def first_carriers(rows: list[ExchangeAction]) -> dict[int, User]:
    """Give who carried each action when the minutes left, where it was handed on."""
    if not rows:
        return {}
    lines = JournalEntry.objects.filter(
        object_type=ExchangeAction._meta.label_lower,
        object_id__in=[one.pk for one in rows],
        verb="hand_exchange_action",
    ).order_by("-pk")
    # The oldest line comes last, and stays.
    first = {line.object_id: line.details["instead_of"] for line in lines}
    people = User.objects.in_bulk(first.values()) if first else {}
    return {pk: people[user] for pk, user in first.items()}


def action_row(action: ExchangeAction, user: User, today: date) -> Row:
    """Give an action as one line of the list."""
    state = action_clock(action, today)
    mine = action.owner_id == user.pk and action.status == ActionStatus.OPEN
    return Row(
        title=action.text,
        href=action.get_absolute_url(),
        sub=action.exchange.title,
        badge=action_badge(action),
        who=_("You") if mine else str(action.owner),
        when=short_date(action.due_on),
        clock=state,
        person=lab_person(action.lab),
        edge="late" if mine and state and state.kind == "late" else "",
        due=action.due_on,
    )


def story(
    exchange: Exchange, user: User, came: list[ExchangeAttendance]
) -> tuple[list[Any], list[TimelineItem]]:
    """Give who came, and what happened and comes, newest first."""
    titles = {
        "plan_exchange": pgettext("exchange", "Planned"),
        "move_exchange": pgettext("exchange", "Moved"),
        "edit_exchange": pgettext("exchange", "Agenda changed"),
        "hold_exchange": pgettext("exchange", "Held: who came is written down"),
        "minute_exchange": pgettext("exchange", "Minutes sent"),
        "cancel_exchange": pgettext("exchange", "Cancelled"),
    }
    entries = JournalEntry.objects.about(exchange).filter(verb__in=titles)
    lines = list(entries.select_related("user"))
    # One object for each person, so that who they are is read in one statement.
    people = {line.user.pk: line.user for line in lines if line.user}
    people |= {one.person.pk: one.person for one in came} | {user.pk: user}
    know(people.values())
    items = [
        TimelineItem(
            line.at,
            titles[line.verb],
            person_of(people[line.user_id]) if line.user_id else None,
        )
        for line in reversed(lines)
    ]
    if exchange.status == E.PLANNED and exchange.starts_at > clock.now():
        day = clock.local_day(exchange.starts_at)
        items.insert(0, TimelineItem(day, _("The labs meet"), future=True))
    return shown(came, people), items
