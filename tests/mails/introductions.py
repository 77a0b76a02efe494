"""A request from the first draft to its end, with each mail that it causes."""

from collections.abc import Iterator
from datetime import date, timedelta

from matchmaking import actions
from servindus import clock
from servindus.actions import bounce_subscriber
from servindus.actors import SYSTEM, Channel
from servindus.models import Subscriber
from tests.cast import MONDAY, Cast, fresh, holder, make_decision_maker
from tests.matchmaking.days import live, moment
from tests.matchmaking.stories import (
    CHECKED,
    accepted,
    appealed,
    declined,
    drafted,
    redirected,
    rejected,
    reworded,
    sent,
    submitted,
)

Told = Iterator[str]
TODAY = MONDAY.date()
LATER = moment(TODAY, 12)
# Whoever moderates reads it from the desk.
DESK = Channel.ADMIN


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def asked_and_accepted(cast: Cast) -> Told:
    """The moderator passes it on, and the person says yes."""
    request = submitted(cast)
    yield "introduction_submitted"
    request = actions.approve_introduction(
        request, by=cast.moderator, channel=DESK, checklist=CHECKED
    )
    yield "introduction_sent introduction_approved"
    actions.accept_introduction(request, by=holder(request, "Marc Hauchecorne"))
    yield "answer_received introduction_accepted"
    with clock.at(LATER):
        actions.cancel_introduction(
            fresh(request), by=cast.founder, text="Nous changeons de produit."
        )
    yield "introduction_cancelled"


def lost(cast: Cast) -> Told:
    """Mails to the person come back: the lab looks for another address."""
    request = sent(cast)
    card = request.decision_maker
    reader = Subscriber.objects.create(email=card.email)
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    yield "decision_maker_lost"


def measured(cast: Cast) -> Told:
    """Somebody chooses by the link how often the person is asked."""
    by = holder(sent(cast), "Marc Hauchecorne")
    card = cast.manager
    actions.limit_decision_maker(card, by=by, per_week=1, per_month=2, waiting=3)
    yield "decision_maker_limited"


def refused(cast: Cast) -> Told:
    """The person says no, or names a colleague."""
    declined(cast)
    yield "introduction_declined"
    other = make_decision_maker(
        organisation=cast.plant, given_name="Zoé", family_name="Delamare"
    )
    redirected(cast, manager=other)
    yield "introduction_redirected"


def put_off(cast: Cast) -> Told:
    """The person is asked again on the day that they have named."""
    request = sent(cast)
    actions.defer_introduction(request, by=holder(request), days=15)
    yield "introduction_deferred"
    live([day(15)])
    yield "introduction_resumed"


def moderated(cast: Cast) -> Told:
    """The moderator proposes other words, refuses, and is appealed from."""
    reworded(cast)
    yield "introduction_reworded"
    other = make_decision_maker(organisation=cast.plant)
    rejected(cast, manager=other)
    yield "introduction_rejected"
    third = make_decision_maker(organisation=cast.plant)
    appealed(cast, manager=third)
    yield "introduction_appealed"


def left_incomplete(cast: Cast) -> Told:
    """Nobody finishes a draft; nobody completes what the moderator asks for."""
    drafted(cast)
    live([day(1)])
    yield "introduction_nudged"
    other = make_decision_maker(organisation=cast.plant)
    actions.ask_info_introduction(
        submitted(cast, manager=other),
        by=cast.moderator,
        channel=DESK,
        text="De quelle machine parlez-vous ?",
    )
    yield "introduction_needs_info"
    live([day(3)])
    yield "introduction_nudged"
    live([day(21)])
    yield "introduction_lapsed"
    # Nor does anybody say whether what has waited for two months still stands.
    away = make_decision_maker(organisation=cast.plant)
    request = submitted(cast, manager=away)
    away.paused_until = day(90)
    away.save()
    actions.approve_introduction(
        request, by=cast.moderator, channel=DESK, checklist=CHECKED
    )
    live([day(60)])
    yield "introduction_nudged"
    live([day(81)])
    yield "introduction_lapsed"


def unanswered(cast: Cast) -> Told:
    """Reminders to the person, a word to the startup, a call, an absence, the end."""
    request = sent(cast)
    sent(cast, founder=cast.other_founder, subject="Recycler l’eau de rinçage")
    live([date(2026, 9, 10)])
    yield "decision_maker_reminded"
    live([date(2026, 9, 14)])
    yield "introduction_reassured"
    live([date(2026, 9, 17)])
    yield "introduction_flagged"
    with clock.at(moment(date(2026, 9, 18))):
        actions.announce_absence(
            cast.manager,
            by=cast.moderator,
            first_day=date(2026, 9, 21),
            last_day=date(2026, 9, 27),
        )
    yield "introduction_recounted"
    live([date(2026, 10, 6)])
    assert fresh(request).status == "expired"
    yield "introduction_expired"


def kept_waiting(cast: Cast) -> Told:
    """One request a week is this person's measure; nobody reads the next one."""
    card = cast.manager
    card.budget_per_week, card.budget_per_month = 1, 2
    card.save()
    sent(cast)
    sent(cast, founder=cast.other_founder, subject="Recycler l’eau de rinçage")
    yield "introduction_queued"
    submitted(cast, manager=make_decision_maker(organisation=cast.plant))
    live([day(1)])
    yield "introduction_unread"
    live([day(2)])
    yield "introduction_unread"


def taken_back(cast: Cast) -> Told:
    """The startup takes it back; the person wants no more such requests."""
    actions.withdraw_introduction(sent(cast), by=cast.founder)
    yield "introduction_withdrawn"
    other = make_decision_maker(
        organisation=cast.plant, given_name="Zoé", family_name="Delamare"
    )
    request = sent(cast, manager=other)
    sent(cast, manager=other, founder=cast.other_founder)
    actions.opt_out_decision_maker(other, by=holder(request))
    yield "introduction_ended"


def closed(cast: Cast) -> Told:
    """The lab notes what came of it."""
    actions.close_introduction(
        accepted(cast), by=cast.moderator, outcome="trial", text="Un essai de 30 jours."
    )
    yield "introduction_closed"


def invited(cast: Cast) -> Told:
    """The lab asks somebody whether startups may ask."""
    card = make_decision_maker(
        organisation=cast.plant,
        status="invited",
        budget_per_month=2,
        email="invite@usine.example",
        given_name="Zoé",
        family_name="Delamare",
    )
    actions.invite_decision_maker(card, by=cast.moderator, channel=DESK)
    yield "decision_maker_invited"


STORIES = (
    asked_and_accepted,
    refused,
    lost,
    measured,
    put_off,
    moderated,
    left_incomplete,
    unanswered,
    kept_waiting,
    taken_back,
    closed,
    invited,
)
