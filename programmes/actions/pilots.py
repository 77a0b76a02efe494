"""A pilot: an idea, criteria agreed before the start, what it gave, what next."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import rules
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.horizon import keep_horizon
from programmes.models import (
    Facility,
    Organisation,
    Pilot,
    PilotCriterion,
    Site,
    Topic,
)
from programmes.pilots import notifications as notices
from programmes.pilots.enums import (
    AGREE_DAYS,
    DECIDE_DAYS,
    EVALUATE_DAYS,
    FRAME_DAYS,
    MOST_PILOT_DAYS,
    START_DAYS,
    PilotStatus,
)
from programmes.pilots.turns import COMPANY, LAB, STARTUP, members_of, turn_of
from servindus import clock, timers
from servindus.workflow import ActRefused, Step, act, transition

P = PilotStatus
OPEN = [P.IDEA, P.FRAMED, P.RUNNING, P.EVALUATED]
MOVED = _("This file has moved in the meantime.")


def _within(pilot: Pilot, start: date, days: int) -> date:
    return pilot.lab.calendar.add_working_days(start, days)


def _sides(*pair: Organisation) -> tuple[Organisation, Organisation]:
    """Give the startup and the company of a pair; refuse any other pair."""
    sides = {side.kind: side for side in pair}
    startup = sides.get(OrganisationKind.STARTUP)
    company = sides.get(OrganisationKind.INDUSTRIAL)
    if startup is None or company is None:
        raise ActRefused(_("A pilot joins a startup and an industrial company."))
    if {side.status for side in pair} != {OrganisationStatus.VERIFIED}:
        raise ActRefused(_("The lab confirms the other organisation first."))
    return startup, company


def _between(introduction: Any, startup: int, company: int) -> None:
    """Refuse an introduction of others: it lets nobody else write to a company."""
    if introduction is None:
        return
    met = introduction.startup_id, introduction.decision_maker.organisation_id
    if met != (startup, company):
        raise ActRefused(_("This introduction is not between these two sides."))


# --- An idea --------------------------------------------------------------------------


@act(
    Organisation,
    sources=[OrganisationStatus.VERIFIED],
    label=_("Propose a pilot"),
    icon="light-bulb",
    keeps_row=True,
)
def propose_pilot(
    organisation: Organisation,
    step: Step,
    *,
    partner: Organisation,
    title: str,
    question: str,
    topic: Topic,
    facility: Facility | None = None,
    introduction: Any = None,
) -> None:
    """Say what is to be found out, between which startup and which company."""
    startup, company = _sides(organisation, partner)
    # Nobody writes to a company out of the blue: a startup has met it here.
    staff = organisation.lab_id in rules.lab_ids(step.user)
    if organisation == startup and introduction is None and not staff:
        raise ActRefused(_("Choose the introduction through which you have met."))
    _between(introduction, startup.pk, company.pk)
    lab = company.lab or startup.lab
    if lab is None:
        raise ActRefused(_("Neither side is in one of the four territories."))
    twins = Pilot.objects.open().filter(startup=startup, company=company, title=title)
    if twins.exists():
        raise ActRefused(_("You have a pilot of this title already."))
    today = clock.local_day(step.now)
    pilot = Pilot.objects.create(
        lab=lab,
        startup=startup,
        company=company,
        topic=topic,
        facility=facility,
        introduction=introduction,
        proposed_by=step.user,
        title=title,
        question=question,
        due_on=lab.calendar.add_working_days(today, FRAME_DAYS),
    )
    step.begin(pilot)
    notices.owe_others("pilot_proposed", pilot, step)


# --- Framed and agreed before it starts -----------------------------------------------


@transition(
    Pilot,
    sources=[P.IDEA, P.FRAMED],
    target=P.FRAMED,
    label=_("Write the frame"),
    icon="document-check",
    records=("starts_on", "ends_on"),
)
def frame_pilot(
    pilot: Pilot,
    step: Step,
    *,
    criteria: Iterable[tuple[str, str]],
    starts_on: date,
    ends_on: date,
    planned_cost: Decimal,
    funding: str,
    site: Site | None = None,
    facility: Facility | None = None,
) -> None:
    """Write days, cost and what decides on go or no-go; both sides agree anew."""
    today = clock.local_day(step.now)
    if starts_on < today:
        raise ActRefused(_("Choose a day from today on."))
    # Before a year is added to it: the calendar itself has an end.
    keep_horizon(step, starts_on, ends_on)
    if ends_on < starts_on:
        raise ActRefused(_("The last day comes before the first."))
    if ends_on > starts_on + timedelta(days=MOST_PILOT_DAYS):
        raise ActRefused(_("A pilot lasts a year at most."))
    written = list(criteria)
    if not written:
        raise ActRefused(_("Write one criterion at least, before the start."))
    pilot.starts_on, pilot.ends_on = starts_on, ends_on
    pilot.planned_cost, pilot.funding = planned_cost, funding
    pilot.site, pilot.facility = site, facility
    pilot.criteria.all().delete()
    PilotCriterion.objects.bulk_create(
        PilotCriterion(pilot=pilot, rank=rank, measure=measure, threshold=threshold)
        for rank, (measure, threshold) in enumerate(written, start=1)
    )
    own = rules.organisation_ids(step.user)
    pilot.startup_agreed_at = step.now if pilot.startup_id in own else None
    pilot.company_agreed_at = step.now if pilot.company_id in own else None
    pilot.due_on = _within(pilot, today, AGREE_DAYS)
    notices.owe_missing("pilot_framed", pilot, step)


def _is_not_agreed(pilot: Pilot, now: Any) -> str | Promise | None:
    return _("Both sides have agreed already.") if pilot.is_agreed else None


@act(
    Pilot,
    sources=[P.FRAMED],
    label=_("Agree on the frame"),
    icon="hand-thumb-up",
    guard=_is_not_agreed,
)
def agree_pilot(pilot: Pilot, step: Step, *, frame: int | None) -> None:
    """One side agrees to the frame that it has read, by that frame's number.

    The lab does for a side that has nobody here.
    """
    if frame != pilot.frame:
        raise ActRefused(_("The frame has changed: please read it again."))
    own = rules.organisation_ids(step.user)
    staff = pilot.lab_id in rules.lab_ids(step.user)
    done = False
    for side in (STARTUP, COMPANY):
        pk = getattr(pilot, f"{side}_id")
        stands_in = staff and not members_of(pk)
        if getattr(pilot, f"{side}_agreed_at") is None and (pk in own or stands_in):
            setattr(pilot, f"{side}_agreed_at", step.now)
            done = True
    if not done:
        raise ActRefused(_("It is for the other side to agree."))
    if pilot.is_agreed:
        pilot.due_on = _within(pilot, clock.local_day(step.now), START_DAYS)
        assert pilot.starts_on is not None
        pilot.due_on = max(pilot.due_on, pilot.starts_on)
    notices.owe_others("pilot_agreed", pilot, step)


def _can_start(pilot: Pilot, now: Any) -> str | Promise | None:
    if not pilot.is_agreed:
        return _("Both sides agree on the frame first.")
    if pilot.ends_on is not None and pilot.ends_on < clock.local_day(now):
        return _("The days agreed are over: write the frame again.")
    return None


@transition(
    Pilot,
    sources=[P.FRAMED],
    target=P.RUNNING,
    label=pgettext_lazy("pilot", "Start"),
    icon="play",
    guard=_can_start,
)
def start_pilot(pilot: Pilot, step: Step) -> None:
    """It begins today; the criteria are written and stay as they are."""
    assert pilot.ends_on is not None
    pilot.started_on = clock.local_day(step.now)
    pilot.due_on = _within(pilot, pilot.ends_on, EVALUATE_DAYS)
    notices.owe_others("pilot_started", pilot, step)


# --- What it gave, and what next ------------------------------------------------------


@transition(
    Pilot,
    sources=[P.RUNNING],
    target=P.EVALUATED,
    label=_("Say what it gave"),
    icon="scale",
)
def evaluate_pilot(
    pilot: Pilot,
    step: Step,
    *,
    judged: Mapping[int, tuple[str, str]],
    result: str,
    cost: Decimal,
) -> None:
    """Judge each criterion that was written before, with what was measured."""
    today = clock.local_day(step.now)
    criteria = list(pilot.criteria.order_by("rank"))
    if {one.pk for one in criteria} != set(judged):
        raise ActRefused(_("Judge each criterion that was written before the start."))
    for one in criteria:
        one.outcome, one.finding = judged[one.pk]
    PilotCriterion.objects.bulk_update(criteria, ["outcome", "finding"])
    pilot.result, pilot.cost, pilot.evaluated_on = result, cost, today
    pilot.due_on = _within(pilot, today, DECIDE_DAYS)
    notices.owe_others("pilot_evaluated", pilot, step)


@transition(
    Pilot,
    sources=[P.EVALUATED],
    target=P.EXTENDED,
    label=_("Go on with it"),
    icon="arrow-trending-up",
)
def extend_pilot(pilot: Pilot, step: Step, *, text: str) -> None:
    """It goes on: an order, another site, another topic."""
    pilot.next_step, pilot.due_on = text, None
    notices.owe_others("pilot_decided", pilot, step)


@transition(
    Pilot,
    sources=OPEN,
    target=P.STOPPED,
    label=_("Stop this pilot"),
    icon="minus-circle",
    closes=True,
    records=("code",),
)
def stop_pilot(pilot: Pilot, step: Step, *, code: str, text: str) -> None:
    """It ends here, with the reason that everybody reads."""
    pilot.stop_code, pilot.stop_reason, pilot.due_on = code, text, None
    notices.owe_others("pilot_decided", pilot, step)


@act(
    Pilot,
    sources=[*OPEN, P.EXTENDED, P.STOPPED],
    label=_("Change its links"),
    icon="link",
)
def link_pilot(
    pilot: Pilot, step: Step, *, introduction: Any, blockers: Iterable[Any]
) -> None:
    """Say which introduction it came from and which blockers it met.

    Links that the person does not see stay as they are.
    """
    _between(introduction, pilot.startup_id, pilot.company_id)
    if introduction is not None:
        pilot.introduction = introduction
    pilot.blockers.set(blockers)


@act(Pilot, sources=OPEN, label=_("Remind whoever is next"), keeps_row=True)
def nudge_pilot(pilot: Pilot, step: Step, *, since: date, rung: int) -> None:
    """Tell whoever is next that the date has come; later the lab as well."""
    turn = turn_of(pilot, clock.local_day(step.now))
    timer = f"{step.entry.verb}.{turn or LAB}"
    if not timers.once(timer, pilot, since=since, rung=rung):
        raise ActRefused(MOVED)
    notices.owe_turn(pilot, step, rung)
