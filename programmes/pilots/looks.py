"""How pilots look: rows, the strip of stages, whose turn, buttons, story."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes import rules
from programmes.cards import person_of
from programmes.digests import know
from programmes.facilities.looks import company, crumbs
from programmes.models import JobsRecord, Pilot
from programmes.pilots import links
from programmes.pilots.enums import (
    OUTCOME_LOOKS,
    PILOT_LOOKS,
    PILOT_OPEN,
    STAGES,
    Outcome,
    PilotStatus,
)
from programmes.pilots.turns import STARTUP, members_of, turn_of
from servindus.buttons import buttons
from servindus.calendar import ClockState, clock_state
from servindus.models import JournalEntry, User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Row, TimelineItem, Turn
from servindus.workflow import available_actions

P = PilotStatus
ACT_ORDER = (
    *("agree_pilot", "start_pilot", "evaluate_pilot", "extend_pilot"),
    *("frame_pilot", "link_pilot", "stop_pilot"),
)
WEEK = 5


@dataclass(frozen=True)
class Stage:
    """One cell of the strip: its word, and whether it is behind, here or to come."""

    label: str
    state: str
    icon: str


def list_crumb() -> Crumb:
    """Give the list's step of the way."""
    return Crumb(_("Pilots"), reverse("programmes:pilot_list"))


def way(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of pilots."""
    return crumbs(list_crumb(), *further)


def badge(pilot: Pilot) -> Badge:
    """Give the badge of a pilot's status."""
    icon, tone = PILOT_LOOKS[P(pilot.status)]
    return Badge(capital(pilot.get_status_display()), icon, tone)  # type: ignore[arg-type]


def stages(pilot: Pilot) -> list[Stage]:
    """Give the five stages; one that was stopped shows how far it came."""
    stopped = pilot.status == P.STOPPED
    shown = (*STAGES[:-1], P.STOPPED) if stopped else STAGES
    behind = _behind(pilot) if stopped else STAGES.index(P(pilot.status))
    here = len(shown) - 1 if stopped else behind
    return [
        Stage(
            capital(P(status).label),
            "done" if place < behind else ("here" if place == here else "ahead"),
            PILOT_LOOKS[P(status)][0],
        )
        for place, status in enumerate(shown)
    ]


def _behind(pilot: Pilot) -> int:
    """Give how many stages one had behind it when it was stopped."""
    days = (pilot.starts_on, pilot.started_on, pilot.evaluated_on)
    return 1 + sum(day is not None for day in days)


def turn(pilot: Pilot, user: User, today: date) -> Turn | None:
    """Give whose turn it is, and until when; None once it has ended."""
    side = turn_of(pilot, today)
    if not side or pilot.due_on is None:
        return None
    own = getattr(pilot, f"{side}_id") in rules.organisation_ids(user)
    running = pilot.status == P.RUNNING and side == STARTUP
    due = pilot.ends_on if running else pilot.due_on
    assert due is not None
    clock = (
        ClockState("on_time", text=_("under way"))
        if running
        else clock_state(due, today, WEEK, pilot.lab.calendar)
    )
    return Turn(
        company(getattr(pilot, side), with_kind=not own),
        sentence=_sentence(pilot, side, running),
        due=due,
        due_label=_("Last day") if running else _("Next step by"),
        clock=clock,
        mine=own,
    )


def _sentence(pilot: Pilot, side: str, running: bool) -> str:
    if running:
        return _("Runs the trial until its last day.")
    if pilot.status == P.IDEA:
        return _("Writes days, cost and criteria, before anything starts.")
    if pilot.status == P.FRAMED:
        agreed = pilot.startup_agreed_at if side == STARTUP else pilot.company_agreed_at
        return (
            _("Starts the trial: both sides agree.")
            if agreed and pilot.is_agreed
            else _("Agrees on days, cost and criteria, or has them changed.")
        )
    if pilot.status == P.RUNNING:
        return _("Judges each criterion and says what it gave.")
    return _("Decides: go on with it, or stop.")


def row(pilot: Pilot, user: User, today: date) -> Row:
    """Give a pilot as one line of the list: both sides, whose turn, its date."""
    now = turn(pilot, user, today)
    own = pilot.startup_id in rules.organisation_ids(user)
    other = pilot.company if own else pilot.startup
    return Row(
        title=pilot.title,
        href=pilot.get_absolute_url(),
        sub=f"{pilot.startup.name} · {pilot.company.name}",
        badge=badge(pilot),
        who="" if now is None else (_("You") if now.mine else now.person.name),
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        person=company(other),
        edge="mine" if now and now.mine else "",
        fictional=other.is_fictitious,
        due=now.due if now and pilot.status in PILOT_OPEN else None,
    )


def acts(pilot: Pilot, user: User) -> list[Act]:
    """Give the buttons that this person has on a pilot now, the next step first."""
    can = {one.name: one for one in available_actions(pilot, user, among=ACT_ORDER)}
    if "agree_pilot" in can and not _agrees(pilot, user):
        del can["agree_pilot"]
    lead = set(ACT_ORDER) - {"link_pilot", "stop_pilot"}
    return buttons(pilot, can, ACT_ORDER, lead=lead)


def _agrees(pilot: Pilot, user: User) -> bool:
    """Whether a side that this person stands for has not agreed yet."""
    own = rules.organisation_ids(user)
    staff = pilot.lab_id in rules.lab_ids(user)
    return any(
        agreed is None and (pk in own or (staff and not members_of(pk)))
        for pk, agreed in (
            (pilot.startup_id, pilot.startup_agreed_at),
            (pilot.company_id, pilot.company_agreed_at),
        )
    )


def criteria(pilot: Pilot) -> list[dict[str, Any]]:
    """Give each criterion with what it must reach and, once judged, its badge."""
    found = []
    for one in pilot.criteria.all():
        mark = None
        if one.outcome:
            icon, tone = OUTCOME_LOOKS[Outcome(one.outcome)]
            mark = Badge(capital(one.get_outcome_display()), icon, tone)  # type: ignore[arg-type]
        found.append({"row": one, "badge": mark})
    return found


def declaring(pilot: Pilot, user: User) -> list[Act]:
    """Give the way to declare jobs that come from it, once it has been judged."""
    if pilot.status not in (PilotStatus.EVALUATED, PilotStatus.EXTENDED):
        return []
    for side in (pilot.company, pilot.startup):
        if user.has_perm("programmes.declare_jobs", side):
            href = reverse("programmes:declare_jobs", args=[side.public_id])
            address = f"{href}?pilote={pilot.public_id}"
            return [Act(_("Declare jobs"), address, "user-plus")]
    return []


def connections(pilot: Pilot, user: User) -> list[dict[str, Any]]:
    """Give the introduction and the blockers that this person may open."""
    found: list[dict[str, Any]] = []
    if pilot.introduction_id is not None:
        met = links.introductions(user).filter(pk=pilot.introduction_id).first()
        if met is not None:
            href = met.get_absolute_url()
            found.append({"label": _("Introduction"), "text": str(met), "href": href})
    seen = links.blockers(user).filter(pilots=pilot).order_by("pk")
    found += [
        {"label": _("Blocker met"), "text": str(one), "href": one.get_absolute_url()}
        for one in seen
    ]
    if pilot.has_jobs:
        records = JobsRecord.objects.visible_to(user).filter(pilot=pilot)
        found += [
            {"label": _("Jobs"), "text": str(one), "href": one.get_absolute_url()}
            for one in records.select_related("organisation").order_by("pk")
        ]
    return found


def timeline(pilot: Pilot, today: date) -> list[TimelineItem]:
    """Give what happened and what comes, newest first."""
    titles = {
        "frame_pilot": pgettext("pilot", "Frame written"),
        "agree_pilot": pgettext("pilot", "Agreed"),
        "start_pilot": pgettext("pilot", "Started"),
        "evaluate_pilot": pgettext("pilot", "Evaluated"),
        "extend_pilot": pgettext("pilot", "Goes on"),
        "stop_pilot": pgettext("pilot", "Stopped"),
    }
    rows = JournalEntry.objects.about(pilot).filter(verb__in=titles)
    lines = list(rows.select_related("user"))
    # One object for each person, so that who they are is read in one statement.
    people = {line.user.pk: line.user for line in lines if line.user}
    people[pilot.proposed_by_id] = pilot.proposed_by
    know(people.values())
    items = [
        TimelineItem(
            line.at,
            titles[line.verb],
            person_of(people[line.user_id]) if line.user_id else None,
        )
        for line in reversed(lines)
    ]
    proposed = TimelineItem(
        pilot.created_at, pgettext("pilot", "Proposed"), person_of(pilot.proposed_by)
    )
    ahead: list[TimelineItem] = []
    if pilot.status in (P.FRAMED, P.RUNNING):
        for day, word in (
            (pilot.ends_on, _("Last day")),
            (pilot.starts_on, _("Start")),
        ):
            if day and day > today:
                ahead.append(TimelineItem(day, word, future=True))
    return [*ahead, *items, proposed]
