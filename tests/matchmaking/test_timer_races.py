"""Two workers at once, and an answer in the same moment: each thing once."""

from datetime import date

import pytest

from matchmaking import actions
from servindus import clock, outbox, timers
from servindus.actors import SYSTEM
from servindus.models import JournalEntry, OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, holder, make_decision_maker
from tests.cast import make_member as member
from tests.cast import make_organisation as organisation
from tests.matchmaking.days import live, moment
from tests.matchmaking.stories import sent
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
THIRD, OVER = date(2026, 9, 10), date(2026, 9, 29)


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def asked(cast: Cast):
    """A request of another startup to another person each time."""
    startup = organisation(lab=cast.rouen)
    card = make_decision_maker(organisation=cast.plant)
    return sent(cast, manager=card, founder=member(organisation=startup))


def verbs(introduction, verb: str) -> int:
    return JournalEntry.objects.about(introduction).filter(verb=verb).count()


def test_two_workers_remind_once() -> None:
    cast = Cast()
    rows = [asked(cast) for _round in range(ROUNDS)]
    live([date(2026, 9, 7)])
    with clock.at(moment(THIRD)):
        counts = together(
            lambda: timers.run("matchmaking.remind")["matchmaking.remind"],
            lambda: timers.run("matchmaking.remind")["matchmaking.remind"],
        )
    assert sum(counts) == ROUNDS
    assert [verbs(row, "remind_introduction") for row in rows] == [1] * ROUNDS
    mails = OutboxEmail.objects.filter(kind="decision_maker_reminded")
    assert mails.count() == ROUNDS


def test_two_workers_end_a_request_once() -> None:
    cast = Cast()
    rows = [asked(cast) for _round in range(ROUNDS)]
    with clock.at(moment(OVER)):
        counts = together(
            lambda: timers.run("matchmaking.expire")["matchmaking.expire"],
            lambda: timers.run("matchmaking.expire")["matchmaking.expire"],
        )
    assert sum(counts) == ROUNDS
    assert [verbs(row, "expire_introduction") for row in rows] == [1] * ROUNDS


def test_a_yes_on_the_last_evening_and_the_end_are_one_of_the_two() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        introduction = asked(cast)
        who = holder(introduction)
        with clock.at(moment(OVER)):
            together(
                lambda row=introduction, who=who: actions.accept_introduction(
                    row, by=who
                ),
                lambda: timers.run("matchmaking.expire"),
            )
        # Ended first, the late yes is welcome all the same; said first, nothing ends.
        found = fresh(introduction)
        assert found.status == "accepted"
        assert verbs(introduction, "accept_introduction") == 1
        assert verbs(introduction, "expire_introduction") in (0, 1)


def test_a_reminder_beside_an_answer_is_not_sent() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        introduction = asked(cast)
        live([date(2026, 9, 7)])
        who = holder(introduction)
        with clock.at(moment(THIRD)):
            found = together(
                lambda row=introduction, who=who: actions.accept_introduction(
                    row, by=who
                ),
                lambda: timers.run("matchmaking.remind"),
            )
            assert not [one for one in found if isinstance(one, Exception)], found
            outbox.send_due()
        to = introduction.decision_maker.email
        mails = OutboxEmail.objects.filter(kind="decision_maker_reminded", recipient=to)
        assert {row.state for row in mails} <= {"dropped"}


def test_an_absence_and_a_sending_agree_on_the_date() -> None:
    """Whichever is first, the days away do not count."""
    cast = Cast()
    for _round in range(ROUNDS):
        introduction = asked(cast)
        # It came back: what a moderator puts back keeps its seat.
        back = actions.requeue_introduction(introduction, by=SYSTEM, reason="bounce")
        card = introduction.decision_maker
        together(
            lambda row=back: actions.send_introduction(row, by=cast.moderator),
            lambda card=card: actions.announce_absence(
                card,
                by=cast.moderator,
                first_day=date(2026, 9, 14),
                last_day=date(2026, 9, 20),
            ),
        )
        assert fresh(introduction).due_on == date(2026, 10, 5)


def test_the_same_days_announced_twice_at_once_are_there_once() -> None:
    cast = Cast()
    for _round in range(ROUNDS):
        card = make_decision_maker(organisation=cast.plant)
        assert cast.moderator

        def announce(card=card):
            return actions.announce_absence(
                card,
                by=cast.moderator,
                first_day=date(2026, 9, 14),
                last_day=date(2026, 9, 20),
            )

        found = together(announce, announce)
        assert sorted(type(one) is ActRefused for one in found) == [False, True]
        assert card.absences.count() == 1
