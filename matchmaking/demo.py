"""The story of the introductions: every status, lived through the acts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from matchmaking import actions
from matchmaking import demo_moderation as moderation
from matchmaking.actions.follow_ups import Claim
from matchmaking.enums import (
    ANSWER_DAYS,
    ANSWER_REMINDERS,
    LAB_CALLS,
    STARTUP_HEARS,
    Checkpoint,
    ClaimKind,
    ContactSource,
    DeclineReason,
    Function,
    IntroductionStatus,
    LinkPurpose,
    Maturity,
    Outcome,
    RejectReason,
    Satisfaction,
)
from matchmaking.models import (
    AnswerLink,
    DecisionMaker,
    FollowUp,
    Introduction,
    StartupProfile,
)
from matchmaking.timers import TIMERS
from programmes.models import Topic
from servindus import clock, timers
from servindus.actors import Actor, Channel, LinkHolder
from servindus.demo import World
from servindus.models import User
from servindus.workflow import write_journal

S = IntroductionStatus
YES = dict.fromkeys(Checkpoint.values, True)


@dataclass(frozen=True)
class Manager:
    """An invented decision maker of an invented plant."""

    key: str
    plant: str
    given: str
    family: str
    function: str
    topics: list[str]
    formats: list[str]
    visible: bool
    account: str
    per_month: int = 2


@dataclass(frozen=True)
class Story:
    """One introduction: who asks whom, when (working days ago), and how it ends."""

    asker: str
    manager: str
    days: int
    subject: str
    why: str
    ask: str
    end: str


PROFILES = {
    "fondatrice@startup.example": "Savoir qu’une machine va casser avant la casse.",
    "fondateur2@startup.example": "Faire rouler moins de camions à moitié vides.",
}
STORY = Path(__file__).with_name("story.json")


def _story() -> tuple[list[Manager], list[Story]]:
    """Read the invented people and their introductions."""
    data = json.loads(STORY.read_text(encoding="utf-8"))
    managers = [Manager(**row) for row in data["managers"]]
    return managers, [Story(**row) for row in data["introductions"]]


def seed(world: World) -> None:
    """Make the decision makers and profiles, then tell each introduction."""
    if not world.is_new:
        return
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    managers, stories = _story()
    for spec in managers:
        world.tell(world.starts_at, partial(_manager, world, spec, topics))
    moderation.prepare(world)
    for email, problem in PROFILES.items():
        world.tell(world.starts_at, partial(_profile, world, email, problem))
    # The last month day by day: what is under way now was chased then.
    for days in range(1, 22):
        world.tell(world.worked(days, "8:30"), _pass_time)
    for number, story in enumerate(stories):
        world.tell(
            world.worked(story.days + 1, f"{9 + number % 8}:{5 * number % 60:02d}"),
            partial(_ask, world, story),
        )


def _pass_time() -> None:
    """What a day brings to requests and meetings: reminders, calls, ends."""
    timers.run(*(timer.name for timer in TIMERS))


def _manager(world: World, spec: Manager, topics: dict[str, Topic]) -> None:
    plant = world.organisation(spec.plant)
    site = plant.sites.first()
    card = DecisionMaker.objects.create(
        organisation=plant,
        site=site,
        lab=site.lab if site else plant.lab,
        user=world.people.get(spec.account),
        given_name=spec.given,
        family_name=spec.family,
        function=spec.function,
        email=spec.account or f"{spec.key}@usine.example",
        phone="+33 2 35 00 00 00",
        name_visible=spec.visible,
        formats=list(spec.formats),
        budget_per_month=spec.per_month,
        source_of_contact=ContactSource.VISIT,
        source_note="Visite du laboratoire",
    )
    card.wanted_topics.set([topics[slug] for slug in spec.topics if slug in topics])
    staff = _staff(world, card)
    write_journal(
        "add_decision_maker", card, by=staff, now=clock.now(), target=card.status
    )
    world.things[spec.key] = actions.activate_decision_maker(
        card, by=staff, channel=Channel.ADMIN, spoken_on=clock.today()
    )


def _staff(world: World, card: DecisionMaker) -> User:
    """Give the person of the cast who moderates for the card's lab."""
    people = {
        "rouen": "moderatrice@rouen.example",
        "amiens": "referent@amiens.example",
        "marseille": "referente@marseille.example",
        "nancy": "referente@nancy.example",
    }
    return world.person(people[card.lab.slug])


def _profile(world: World, email: str, problem: str) -> None:
    user = world.person(email)
    startup = user.memberships.get().organisation
    profile = StartupProfile.objects.create(organisation=startup)
    profile = actions.edit_startup_profile(
        profile,
        by=user,
        pitch=problem,
        problem=problem,
        references="Trois sites industriels suivis depuis un an.",
        maturity=Maturity.PILOT,
        languages=["fr", "en"],
    )
    actions.publish_startup_profile(profile, by=user)


def _ask(world: World, story: Story) -> None:
    """Write the request, submit it, and tell what comes next a while later."""
    user = world.person(story.asker)
    startup = user.memberships.get().organisation
    card: DecisionMaker = world.things[story.manager]
    introduction = actions.draft_introduction(startup, card, by=user)
    introduction = actions.edit_introduction(
        introduction,
        by=user,
        subject=story.subject,
        why_you=story.why,
        ask=story.ask,
        formats=card.formats,
    )
    world.sample(f"introduction_{story.end}_{introduction.pk}", introduction)
    if story.end == "draft":
        return
    introduction = actions.submit_introduction(introduction, by=user)
    if story.end != "submitted":
        world.tell(
            world.worked(story.days, "14:02"),
            partial(_moderate, world, story, introduction),
        )


def _moderate(world: World, story: Story, introduction: Introduction) -> None:
    staff = _staff(world, introduction.decision_maker)
    if story.end == "needs_info":
        actions.ask_info_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            text="Quelle machine, et quel cas semblable ? Nommez l’étuve dans l’objet.",
        )
        return
    if story.end == "rejected":
        actions.reject_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            code=RejectReason.MASS_TEXT,
            text="Ce texte irait à tout le monde. Partez d’un problème du site.",
        )
        return
    if story.end == "reworded":
        moderation.reword(introduction, staff)
        return
    if story.end == "appealed":
        moderation.refuse_and_appeal(world, introduction, staff)
        return
    introduction = actions.approve_introduction(
        introduction, by=staff, channel=Channel.ADMIN, checklist=YES
    )
    if story.end in ("sent", "queued"):
        return
    moment = world.worked(max(story.days - 3, 0), "10:14")
    world.tell(moment, partial(ENDS[story.end], world, introduction))


def _holder(introduction: Introduction) -> Actor:
    link = AnswerLink.objects.get(
        introduction=introduction, purpose=LinkPurpose.ANSWER, revoked_at=None
    )
    return LinkHolder(link)


def _accept(world: World, introduction: Introduction) -> Introduction:
    return actions.accept_introduction(introduction, by=_holder(introduction))


def _decline(world: World, introduction: Introduction) -> None:
    actions.decline_introduction(
        introduction,
        by=_holder(introduction),
        code=DeclineReason.HAVE_SOLUTION,
        shared="Nous avons équipé l’atelier l’an dernier. Bonne idée, mais trop tard.",
        private="Contrat signé jusqu’en 2028.",
    )


def _defer(world: World, introduction: Introduction) -> None:
    actions.defer_introduction(introduction, by=_holder(introduction), days=90)


def _redirect(world: World, introduction: Introduction) -> None:
    actions.redirect_introduction(
        introduction,
        by=_holder(introduction),
        given_name="Thierry",
        family_name="Samson",
        email="samson@usine.example",
        function=Function.LOGISTICS,
    )


def _wait(world: World, introduction: Introduction) -> None:
    """Nobody answers: the timers remind, hand over to the lab, and end the request."""
    for days in (*ANSWER_REMINDERS, *STARTUP_HEARS, *LAB_CALLS, ANSWER_DAYS + 1):
        # Three of these days are gone when the story comes here.
        _later(world, max(days - 3, 0), _pass_time)


def _withdraw(world: World, introduction: Introduction) -> None:
    actions.withdraw_introduction(introduction, by=introduction.requested_by)


def _later(world: World, days: int, act: Callable[[], Any]) -> None:
    """Tell a step some days after the present moment of the story."""
    now: datetime = clock.now()
    day = world.calendar.add_working_days(clock.local_day(now), days)
    moment = now.replace(year=day.year, month=day.month, day=day.day)
    world.tell(moment, act)


def _tell_later(introduction: Introduction) -> None:
    """Both sides say what came of it: the trial stands, the quote is not confirmed."""
    rows = FollowUp.objects.filter(introduction=introduction, answered_at=None)
    for row in rows.select_related("link", "introduction__requested_by"):
        if row.link is None:
            actions.answer_follow_up(
                row,
                by=row.introduction.requested_by,
                satisfaction=Satisfaction.VERY,
                comment="Trente minutes, et un essai le mois suivant.",
                may_share=True,
                claims=[Claim(ClaimKind.TRIAL), Claim(ClaimKind.QUOTE)],
            )
        else:
            actions.answer_follow_up(
                row,
                by=LinkHolder(row.link),
                satisfaction=Satisfaction.WELL,
                claims=[Claim(ClaimKind.TRIAL)],
            )


def _close(world: World, introduction: Introduction) -> None:
    _hold(world, introduction)
    # The timers of the last month have asked both sides by then.
    world.tell(world.worked(19, "11:20"), partial(_tell_later, introduction))
    staff = _staff(world, introduction.decision_maker)
    _later(
        world,
        12,
        lambda: actions.close_introduction(
            introduction,
            by=staff,
            channel=Channel.ADMIN,
            outcome=Outcome.TRIAL,
            text="Un essai de 30 jours est convenu sur la ligne 2.",
        ),
    )


def _slots(introduction: Introduction, days: tuple[int, ...]) -> Introduction:
    """Propose times some working days from the present moment of the story."""
    today = clock.today()
    calendar = introduction.lab.calendar
    slots = [
        {
            "starts_at": datetime.combine(
                calendar.add_working_days(today, day), hour, tzinfo=clock.PARIS
            ),
            "format": introduction.formats[0],
        }
        for day, hour in zip(days, (time(8, 30), time(14), time(10)), strict=False)
    ]
    return actions.propose_slots(
        introduction, by=introduction.requested_by, slots=slots
    )


def _accept_with_slots(world: World, introduction: Introduction) -> None:
    """A yes; the times that the startup proposes are still ahead."""
    _slots(_accept(world, introduction), (4, 6, 7))


def _book(world: World, introduction: Introduction) -> Introduction:
    """A yes, and a time two working days from now."""
    introduction = _accept(world, introduction)
    ahead = max(world.calendar.working_days_between(clock.today(), world.now.date()), 0)
    introduction = _slots(introduction, (ahead + 2, ahead + 3))
    slot = introduction.slots.order_by("pk").first()
    assert slot is not None
    return actions.book_meeting(introduction, by=_holder(introduction), slot=slot.pk)


def _hold(world: World, introduction: Introduction) -> None:
    """A meeting that was held; the startup has told, the company has not yet."""
    introduction = _slots(_accept(world, introduction), (5,))
    slot = introduction.slots.get()
    actions.book_meeting(introduction, by=_holder(introduction), slot=slot.pk)
    meeting = introduction.meetings.get()
    world.tell(
        meeting.ends_at + timedelta(hours=2),
        lambda: actions.hold_meeting(
            meeting, by=introduction.requested_by, outcome=Outcome.NEXT_STEP
        ),
    )


def _cancel(world: World, introduction: Introduction) -> None:
    introduction = _accept(world, introduction)
    _later(
        world,
        4,
        lambda: actions.cancel_introduction(
            introduction,
            by=introduction.requested_by,
            text="Notre technicien est indisponible ce mois-ci ; nous reviendrons.",
        ),
    )


ENDS: dict[str, Callable[[World, Introduction], object]] = {
    "accepted": _accept_with_slots,
    "booked": _book,
    "held": _hold,
    "closed": _close,
    "declined": _decline,
    "deferred": _defer,
    "redirected": _redirect,
    "expired": _wait,
    "withdrawn": _withdraw,
    "cancelled": _cancel,
}
