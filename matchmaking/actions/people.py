"""How the two sides get in: a startup's profile, a decision maker's yes."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import rules, seats
from matchmaking.actions.answers import decline_introduction
from matchmaking.actions.drafts import withdraw_introduction
from matchmaking.actions.moderation import send_introduction
from matchmaking.enums import (
    DecisionMakerStatus,
    DeclineReason,
    IntroductionStatus,
    LinkPurpose,
    ProfileStatus,
)
from matchmaking.models import AnswerLink, DecisionMaker, StartupProfile
from servindus import clock
from servindus.actions import reach_subscriber
from servindus.actors import SYSTEM, Actor, Channel
from servindus.models import Subscriber
from servindus.models.user import fold_email
from servindus.workflow import Step, act, transition, write_journal

D = DecisionMakerStatus
P = ProfileStatus
S = IntroductionStatus
INVITATION_DAYS = 60


def add_decision_maker(
    card: DecisionMaker, *, by: Actor, spoken_on: date | None = None
) -> DecisionMaker | None:
    """Write a card that staff bring; a spoken yes makes it active, else no mail leaves.

    None when the address has got a card in the meantime: one person, one card.
    """
    try:
        with transaction.atomic():
            card.save()
            write_journal(
                "add_decision_maker",
                card,
                by=by,
                now=clock.now(),
                channel=Channel.ADMIN,
                target=card.status,
            )
            if spoken_on is None:
                return card
            return activate_decision_maker(
                card, by=by, channel=Channel.ADMIN, spoken_on=spoken_on
            )
    except IntegrityError:
        if DecisionMaker.objects.filter(email__iexact=card.email).exists():
            return None
        raise


def _can_be_written_to(card: DecisionMaker, now: datetime) -> str | Promise | None:
    if Subscriber.of(card.email).bounce:
        return _("Nothing arrives at this address: find another one.")
    return None


@act(
    DecisionMaker,
    sources=[D.INVITED],
    label=_("Send the invitation"),
    icon="envelope",
    guard=_can_be_written_to,
)
def invite_decision_maker(card: DecisionMaker, step: Step) -> None:
    """Ask a person whether startups may ask; no request leaves before a yes."""
    card.links.filter(purpose=LinkPurpose.INVITATION, revoked_at=None).update(
        revoked_at=step.now
    )
    link = AnswerLink.objects.create(
        decision_maker=card,
        purpose=LinkPurpose.INVITATION,
        expires_at=step.now + timedelta(days=INVITATION_DAYS),
    )
    card.paused_until = None
    notices.owe_invitation(card, step, link)


def _send_waiting(card: DecisionMaker, step: Step) -> None:
    """Send what was approved while the person had not said yes yet."""
    for introduction in list(seats.leaving([card], step.now)):
        # A colleague's request may have taken the company's last seat meanwhile.
        if seats.why_wait(introduction, step.now) is None:
            send_introduction(introduction, by=SYSTEM)
    seats.keep(card, step.now)


def lock_reader(card: DecisionMaker) -> None:
    """Lock what its address has chosen before the card, as a bounce does."""
    rows = Subscriber.objects.filter(email=fold_email(card.email))
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _reach_again(card: DecisionMaker, step: Step) -> None:
    """Whoever says yes can be written to, whatever came back before."""
    reader = Subscriber.of(card.email)
    if reader.bounce:
        reach_subscriber(reader, by=step.by, channel=step.channel)


def _knows_how(card: DecisionMaker, now: datetime) -> str | Promise | None:
    if not card.source_of_contact:
        return _("Say first where the address comes from.")
    return None


@transition(
    DecisionMaker,
    sources=[D.INVITED, D.PAUSED, D.OPTED_OUT, D.UNREACHABLE],
    target=D.ACTIVE,
    label=_("Record the yes"),
    icon="check",
    lock_before=lock_reader,
    guard=_knows_how,
    records=("spoken_on",),
    after=_send_waiting,
)
def activate_decision_maker(
    card: DecisionMaker, step: Step, *, spoken_on: date | None = None
) -> None:
    """Record a yes, given by link or by word of mouth with its date."""
    card.paused_until = None
    if spoken_on is not None:
        card.spoken_yes_on = spoken_on
        card.informed_at = card.informed_at or step.now
    _use_links(card, step)
    _reach_again(card, step)


@act(
    DecisionMaker,
    sources=[D.INVITED],
    label=_("Later"),
    icon="clock",
    records=("days",),
)
def postpone_decision_maker(card: DecisionMaker, step: Step, *, days: int) -> None:
    """Leave the question open until a later date."""
    card.paused_until = clock.local_day(step.now) + timedelta(days=days)


def _end_requests(card: DecisionMaker, step: Step) -> None:
    """A stop ends what is under way: the asked one is a no, the rest is withdrawn."""
    for introduction in card.introductions.filter(
        status__in=[S.SENT, S.DEFERRED, S.QUEUED]
    ).order_by("pk"):
        asked = rules.is_addressee(step.by, introduction)
        if asked and decline_introduction.why_not(introduction, step.now) is None:
            decline_introduction(introduction, by=step.by, code=DeclineReason.STOP)
            continue
        withdraw_introduction(introduction, by=SYSTEM, reason="opted_out")


@transition(
    DecisionMaker,
    sources=[D.INVITED, D.ACTIVE, D.PAUSED],
    target=D.OPTED_OUT,
    label=_("Stop asking me"),
    icon="bell-slash",
    closes=True,
    after=_end_requests,
)
def opt_out_decision_maker(card: DecisionMaker, step: Step) -> None:
    """Stop every request to this person, at once."""
    card.name_visible = False
    card.links.filter(purpose=LinkPurpose.INVITATION).update(used_at=step.now)


def _use_links(card: DecisionMaker, step: Step) -> None:
    card.links.filter(purpose=LinkPurpose.INVITATION, used_at=None).update(
        used_at=step.now
    )


@act(
    StartupProfile,
    sources=[P.DRAFT, P.PUBLISHED],
    label=_("Edit the profile"),
    icon="pencil-square",
)
def edit_startup_profile(profile: StartupProfile, step: Step, **fields: Any) -> None:
    """Keep what the startup says of itself; to look at it again confirms it."""
    topics = fields.pop("topics", None)
    for name, value in fields.items():
        setattr(profile, name, value)
    if topics is not None:
        profile.topics.set(topics)
    profile.last_confirmed_at = step.now


def _is_complete(profile: StartupProfile, now: datetime) -> str | Promise | None:
    return _("The profile is not complete yet.") if profile.missing() else None


@transition(
    StartupProfile,
    sources=[P.DRAFT, P.SUSPENDED],
    target=P.PUBLISHED,
    label=_("Publish the profile"),
    icon="eye",
    guard=_is_complete,
)
def publish_startup_profile(profile: StartupProfile, step: Step) -> None:
    """Show the profile to decision makers and labs."""
    profile.last_confirmed_at = step.now
