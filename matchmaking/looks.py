"""How an introduction looks to a reader: badge, next actor, timeline, rows."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import rules
from matchmaking.enums import (
    ANSWER_DAYS,
    MODERATION_DAYS,
    SLOT_DAYS,
    STATUS_LOOKS,
    Format,
    IntroductionStatus,
)
from matchmaking.models import DecisionMaker, Introduction
from programmes import rules as frame
from programmes.models import Organisation
from servindus import clock
from servindus.calendar import ClockState, clock_state
from servindus.models import User
from servindus.templatetags.servindus import short_date
from servindus.ui import SHAPES, Act, Badge, Person, Row, Turn, timed_turn
from servindus.workflow import Act as Verb
from servindus.workflow import available_actions

S = IntroductionStatus


def hears_later(reader: Any, introduction: Introduction) -> bool:
    """Whether the reader hears of an answer only once it has settled."""
    if rules.is_addressee(reader, introduction):
        return False
    return (
        introduction.startup_id in rules.startup_ids(reader)
        or introduction.lab_id not in frame.lab_ids(reader)
    )


def status_seen(introduction: Introduction, reader: Any, now: datetime) -> str:
    """Give the status that this reader may know: an unsettled answer is no news."""
    if introduction.is_settled(now) or not hears_later(reader, introduction):
        return introduction.status
    return S.SENT


def badge(status: str) -> Badge:
    """Give the badge of a status."""
    icon, tone = STATUS_LOOKS[status]
    return Badge(S(status).label, icon, tone)  # type: ignore[arg-type]


def company(organisation: Organisation, role: str = "") -> Person:
    """Give an organisation as a shape with its name."""
    return Person(
        organisation.name,
        role=role,
        shape=SHAPES[organisation.kind],
        fictional=organisation.is_fictitious,
    )


def manager(card: DecisionMaker, revealed: bool = False) -> Person:
    """Give a decision maker under the name that may be shown."""
    name = card.full_name if revealed else card.public_name
    return Person(
        name, role=card.organisation.name, shape=SHAPES[card.organisation.kind]
    )


def turn(introduction: Introduction, reader: User, now: datetime) -> Turn | None:
    """Give the one next actor and date, or None once the file has ended."""
    status = status_seen(introduction, reader, now)
    makers = {
        S.DRAFT: _startup_turn,
        S.NEEDS_INFO: _startup_turn,
        S.SUBMITTED: _moderator_turn,
        S.QUEUED: _queue_turn,
        S.SENT: _manager_turn,
        S.DEFERRED: _deferred_turn,
        S.ACCEPTED: _slot_turn,
    }
    maker = makers.get(S(status))
    return maker(introduction, reader, clock.local_day(now)) if maker else None


def _startup_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    mine = rules.is_startup_member(reader, introduction)
    sentence = (
        _("Complete the request and submit it again.")
        if introduction.status == S.NEEDS_INFO
        else _("Finish the request and submit it.")
    )
    person = Person(introduction.requested_by.full_name, introduction.startup.name)
    return Turn(person, sentence=sentence, mine=bool(mine))


def _moderator_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    assert introduction.submitted_at is not None
    lab = introduction.lab
    calendar = lab.calendar
    due = introduction.moderate_by or today
    mine = reader.has_perm("matchmaking.approve_introduction", introduction)
    return Turn(
        Person(lab.operator_name, shape="hexagon"),
        sentence=_("A person of the territory reads the request before it leaves."),
        due=due,
        clock=clock_state(due, today, MODERATION_DAYS, calendar),
        mine=mine,
        due_label=_("To read before"),
    )


def _queue_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    return Turn(
        Person(introduction.lab.operator_name, shape="hexagon"),
        sentence=_("Approved. It leaves as soon as this person can be asked."),
        due=introduction.expected_on,
        due_label=_("Expected to leave on"),
        clock=ClockState("paused"),
    )


def _manager_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    assert introduction.sent_at is not None
    return timed_turn(
        manager(introduction.decision_maker),
        start=clock.local_day(introduction.sent_at),
        amount=ANSWER_DAYS,
        today=today,
        calendar=introduction.lab.calendar,
        sentence=_("Reads the request and chooses one answer of five."),
        mine=bool(rules.is_addressee(reader, introduction)),
        start_word=_("sent"),
        start_label=_("Sent to the industrial company"),
        amount_label=_("Time to answer"),
        rule=_("Rule “industrial answer”, version 1, calendar of %(lab)s.")
        % {"lab": introduction.lab.name},
    )


def _deferred_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    return Turn(
        manager(introduction.decision_maker),
        sentence=_("Asked to be asked again later."),
        due=introduction.deferred_until,
        due_label=_("Asked again on"),
        clock=ClockState("paused"),
    )


def _slot_turn(introduction: Introduction, reader: User, today: date) -> Turn:
    assert introduction.answered_at is not None
    return timed_turn(
        manager(introduction.decision_maker),
        start=clock.local_day(introduction.answered_at),
        amount=SLOT_DAYS,
        today=today,
        calendar=introduction.lab.calendar,
        sentence=_("Chooses a slot among those proposed."),
        mine=bool(rules.is_addressee(reader, introduction)),
        due_label=_("Slot chosen at the latest"),
        start_word=_("accepted"),
        start_label=_("Accepted"),
        amount_label=_("Time to choose a slot"),
        rule=_("Rule “slot”, version 1, calendar of %(lab)s.")
        % {"lab": introduction.lab.name},
    )


def row(introduction: Introduction, reader: User, now: datetime) -> Row:
    """Give the introduction as one line of a list."""
    status = status_seen(introduction, reader, now)
    strip = turn(introduction, reader, now)
    edge = ""
    if strip and strip.clock and strip.clock.kind == "late":
        edge = "late"
    elif strip and strip.clock and strip.clock.kind == "due_soon":
        edge = "soon"
    elif strip and strip.mine:
        edge = "mine"
    return Row(
        title=introduction.subject or _("Request without a subject"),
        href=introduction.get_absolute_url(),
        sub=" · ".join(
            [introduction.decision_maker.place, introduction.decision_maker.public_name]
        ),
        badge=badge(status),
        who=_who(strip),
        when=short_date(strip.due) if strip and strip.due else "",
        clock=strip.clock if strip else None,
        edge=edge,  # type: ignore[arg-type]
    )


def _who(strip: Turn | None) -> str:
    if strip is None:
        return ""
    return _("You") if strip.mine else str(strip.person.name)


# The order in which acts stand in the bar; the first one is filled.
ACT_ORDER = (
    "submit_introduction",
    "edit_introduction",
    "accept_introduction",
    "propose_slots_introduction",
    "defer_introduction",
    "decline_introduction",
    "redirect_introduction",
    "undo_introduction",
    "withdraw_introduction",
    "cancel_introduction",
)


def acts(introduction: Introduction, reader: User, now: datetime) -> list[Act]:
    """Give the buttons of the portal: what this reader can do now."""
    if status_seen(introduction, reader, now) != introduction.status:
        return []
    found = {verb.name: verb for verb in available_actions(introduction, reader)}
    shown = [found[name] for name in ACT_ORDER if name in found]
    return [
        Act(
            verb.label,
            address_of(verb, introduction),
            icon=verb.icon,
            kind="close" if verb.closes else ("main" if index == 0 else "other"),
        )
        for index, verb in enumerate(shown)
    ]


def address_of(verb: Verb[Any], introduction: Introduction) -> str:
    """Give the page of an act; editing and submitting share the steps of the form."""
    if verb.name == "edit_introduction":
        return reverse("matchmaking:edit_introduction", args=[introduction.public_id, 2])
    if verb.name == "submit_introduction":
        return reverse("matchmaking:edit_introduction", args=[introduction.public_id, 3])
    return reverse(verb.url_name, args=[introduction.public_id])


def expected_answer(card: DecisionMaker, today: date) -> tuple[date, date]:
    """Give when a request submitted today leaves and is answered at the latest."""
    calendar = card.lab.calendar
    leaves = calendar.add_working_days(today, MODERATION_DAYS)
    return leaves, calendar.add_working_days(leaves, ANSWER_DAYS)


def formats_text(values: list[str]) -> str:
    """Give ways to meet as one text: `Visio, sur site`."""
    words = [str(Format(value).label) for value in values if value in Format.values]
    return ", ".join(words).capitalize()
