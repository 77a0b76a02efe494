"""An address brings our mails back: the card is out of reach, and the lab hears."""

import time
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from matchmaking import actions
from matchmaking.actions import lose_decision_maker
from servindus import clock, invariants, outbox, timers
from servindus.actions import bounce_subscriber, reach_subscriber
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail, Subscriber
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, fresh, holder, make_decision_maker
from tests.evidence import journal, last_line, newly_owed, owed
from tests.matchmaking.checks import answers_to, desk
from tests.matchmaking.days import lines, live, moment, posted, span
from tests.matchmaking.meetings import offer
from tests.matchmaking.stories import accepted, drafted, sent, submitted
from tests.threads import together

NAME = "lose_decision_maker"
TODAY, OVER = date(2026, 9, 7), date(2026, 9, 30)


@pytest.fixture
def posts(settings):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def reader_of(card):
    return Subscriber.objects.get_or_create(email=card.email)[0]


def bounced(card, bounce="hard", by=SYSTEM):
    """The address of a card is given up; give the card."""
    bounce_subscriber(reader_of(card), by=by, bounce=bounce)
    return fresh(card)


@pytest.mark.parametrize("bounce", ["hard", "spam"])
def test_the_card_is_out_of_reach_and_its_requests_wait(cast, bounce):
    asked = sent(cast)
    link = holder(asked).link
    card = bounced(cast.manager, bounce)
    assert card.status == "unreachable"
    assert journal(card)[-1] == (NAME, "active", "unreachable", "system", "system")
    assert last_line(card).details == {"bounce": bounce}
    assert (fresh(asked).status, fresh(asked).due_on) == ("queued", None)
    assert journal(asked)[-1] == (
        "requeue_introduction", "sent", "queued", "system", "system",
    )  # fmt: skip
    assert last_line(asked).details == {"reason": "bounce"}
    assert not fresh(link).is_open
    # The code is the journal's; staff read sentences.
    assert not asked.remarks.filter(text="bounce").exists()


def test_exactly_the_labs_moderators_hear_of_it(cast):
    sent(cast)
    assert cast.second_moderator
    assert cast.colleague
    assert cast.admin
    card = bounced(cast.manager)
    assert newly_owed(last_line(card)) == {
        ("decision_maker_lost", cast.moderator.email),
        ("decision_maker_lost", cast.second_moderator.email),
    }


def test_by_hand_it_is_the_same(cast):
    sent(cast)
    card = bounced(cast.manager, by=cast.moderator)
    assert card.status == "unreachable"
    line = last_line(reader_of(card))
    assert (line.verb, line.user) == ("bounce_subscriber", cast.moderator)


def test_the_mail_says_where_why_and_what_waits(cast, posts, mailoutbox):
    sent(cast)
    submitted(cast, founder=cast.other_founder)
    drafted(cast, founder=cast.other_founder, manager=cast.manager_with_account)
    bounced(cast.manager)
    outbox.send_due()
    [mail] = [one for one in mailoutbox if "Plus rien n’arrive" in one.subject]
    assert mail.to == [cast.moderator.email]
    assert "Marc Hauchecorne, Câblerie du Quai" in mail.subject
    html = mail.alternatives[0][0]
    card = f"decisionmaker/{cast.manager.pk}/change"
    for words in ("n’existe pas", "manager@usine.example", "+33 2 35 11 22 33",
                  "Vibralis", "Fluvia", card):  # fmt: skip
        assert words in mail.body, words
        assert words in html, words


def test_a_complaint_says_another_thing(cast, posts, mailoutbox):
    sent(cast)
    bounced(cast.manager, "spam")
    outbox.send_due()
    [mail] = [one for one in mailoutbox if "Plus rien n’arrive" in one.subject]
    assert "indésirables" in mail.body
    assert "n’existe pas" not in mail.body


def test_at_night_the_lab_hears_in_the_morning(cast):
    sent(cast)
    with clock.at(moment(TODAY, 22)):
        bounced(cast.manager)
    mail = OutboxEmail.objects.get(kind="decision_maker_lost")
    assert mail.not_before == moment(date(2026, 9, 8), 8)


def test_the_mail_is_not_due_once_the_person_is_reached(cast, posts):
    sent(cast)
    card = bounced(cast.manager)
    actions.activate_decision_maker(card, by=cast.moderator)
    outbox.send_due()
    assert OutboxEmail.objects.get(kind="decision_maker_lost").state == "dropped"


@pytest.mark.parametrize("status", ["opted_out", "left", "unreachable"])
def test_whoever_is_gone_stays_as_they_are(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(TransitionNotAllowed):
        lose_decision_maker(card, by=SYSTEM, bounce="hard")
    assert bounced(card).status == status
    assert reader_of(card).bounce == "hard"
    assert journal(card) == []


@pytest.mark.parametrize("status", ["invited", "active", "paused"])
def test_it_starts_from_these(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    assert bounced(card).status == "unreachable"


def test_an_address_is_the_same_whatever_its_case(cast):
    card = make_decision_maker(organisation=cast.plant, email="Jo.Doe@Usine.example")
    reader = Subscriber.objects.create(email="jo.doe@usine.example")
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    assert fresh(card).status == "unreachable"


def test_another_address_changes_no_card(cast):
    sent(cast)
    assert cast.manager_with_account
    bounce_subscriber(
        Subscriber.objects.create(email=cast.founder.email), by=SYSTEM, bounce="hard"
    )
    assert fresh(cast.manager).status == "active"
    assert not OutboxEmail.objects.filter(kind="decision_maker_lost").exists()


@pytest.mark.django_db(transaction=True)
def test_what_fails_leaves_nothing_half_done(cast, monkeypatch):
    asked = sent(cast)
    reader = reader_of(cast.manager)

    def broken(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr("matchmaking.actions.losing.requeue_introduction", broken)
    with pytest.raises(ZeroDivisionError):
        bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    assert (fresh(reader).bounce, fresh(cast.manager).status) == ("", "active")
    assert fresh(asked).status == "sent"


def test_an_agreed_meeting_goes_on(cast):
    yes = accepted(cast)
    bounced(cast.manager)
    assert fresh(yes).status == "accepted"


def test_nobody_presses_it(client, cast):
    sent(cast)
    people = "visitor founder director moderator colleague admin"
    for answer in answers_to(
        client, cast, desk(cast.manager, NAME), {}, people
    ).values():
        assert answer in (302, 403, 404)
    perm = f"matchmaking.{NAME}"
    assert SYSTEM.has_perm(perm, cast.manager)
    assert not cast.moderator.has_perm(perm, cast.manager)
    client.force_login(cast.moderator)
    page = client.get(desk(cast.manager, "x").replace("actes/x/", "change/"))
    assert page.status_code == 200
    assert NAME not in page.content.decode()
    # Whoever also runs the machine passes each permission, and has no such button.
    cast.moderator.is_superuser = True
    cast.moderator.save()
    assert client.post(desk(cast.manager, NAME)).status_code == 404
    assert fresh(cast.manager).status == "active"


def test_the_database_refuses_the_step_without_its_journal(cast):
    sent(cast)
    cards = type(cast.manager).objects.filter(pk=cast.manager.pk)
    with pytest.raises(DatabaseError, match="journal"), transaction.atomic():
        cards.update(status="unreachable")


# --- Silence ----------------------------------------------------------------------


def test_no_reminder_leaves_for_somebody_out_of_reach(cast, posts):
    """I6: neither of the request that went back, nor of a time to choose."""
    first = sent(cast)
    yes = accepted(cast, founder=cast.other_founder)
    # A time to choose, which would be reminded of after two working days.
    offer(yes, at=MONDAY + timedelta(days=20))
    live([TODAY], hour=12)
    before = posted(cast.manager.email)
    with clock.at(moment(TODAY, 14)):
        bounced(cast.manager)
    live(span(date(2026, 9, 8), OVER))
    assert posted(cast.manager.email) == before
    assert lines(first, "remind_introduction") == []
    assert lines(first, "expire_introduction") == []
    assert lines(yes, "remind_introduction") == []
    assert fresh(first).status == "queued"
    assert ("decision_maker_lost", cast.moderator.email) in posted()
    assert invariants.broken() == {}


def test_without_a_bounce_the_same_days_bring_reminders(cast, posts):
    """The calibration of the silence above."""
    sent(cast)
    yes = accepted(cast, founder=cast.other_founder)
    offer(yes, at=MONDAY + timedelta(days=20))
    live(span(TODAY, OVER))
    assert lines(yes, "remind_introduction") != []
    assert ("decision_maker_reminded", cast.manager.email) in posted()


def test_the_timers_guard_asks_the_card(cast, posts):
    sent(cast)
    card = bounced(cast.manager)
    with clock.at(moment(date(2026, 9, 10))):
        with pytest.raises(ActRefused):
            actions.remind_decision_maker(card, by=SYSTEM)
        assert timers.run("matchmaking.remind") == {"matchmaking.remind": 0}


def test_a_reminder_that_waits_for_its_server_is_dropped(cast, posts):
    sent(cast)
    live([TODAY])
    with clock.at(moment(date(2026, 9, 10))):
        timers.run("matchmaking.remind")
        assert OutboxEmail.objects.get(kind="decision_maker_reminded").state == "owed"
        bounced(cast.manager)
        outbox.send_due()
    assert OutboxEmail.objects.get(kind="decision_maker_reminded").state == "dropped"


# --- Reached again ----------------------------------------------------------------


def test_a_yes_of_the_lab_writes_again_and_sends_what_waits(client, cast):
    asked = sent(cast)
    card = bounced(cast.manager)
    client.force_login(cast.moderator)
    data = {"spoken_on": "2026-09-07"}
    address = desk(card, "activate_decision_maker")
    assert client.post(address, data).status_code == 302
    assert fresh(card).status == "active"
    assert reader_of(card).bounce == ""
    verbs = journal(reader_of(card))
    assert verbs[-1] == (
        "reach_subscriber", "", "", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert fresh(asked).status == "sent"
    assert ("introduction_sent", card.email) in owed(asked)


def test_with_another_address_the_old_one_stays_given_up(cast):
    card = bounced(cast.manager)
    old = card.email
    card.email = "marc@usine.example"
    card.save()
    actions.activate_decision_maker(card, by=cast.moderator)
    assert Subscriber.objects.get(email=old).bounce == "hard"
    assert not Subscriber.of("marc@usine.example").bounce


def test_an_address_that_works_again_does_not_say_yes_for_the_person(cast):
    sent(cast)
    card = bounced(cast.manager)
    reach_subscriber(reader_of(card), by=cast.moderator)
    assert fresh(card).status == "unreachable"


def test_nobody_is_invited_where_nothing_arrives(cast):
    card = make_decision_maker(organisation=cast.plant, status="invited")
    Subscriber.objects.create(email=card.email, bounce="hard", bounced_at=clock.now())
    with pytest.raises(ActRefused, match="autre"):
        actions.invite_decision_maker(card, by=cast.moderator)


@pytest.mark.django_db(transaction=True)
def test_a_yes_waits_for_the_address_before_it_holds_the_card(cast):
    """A bounce locks the address, then the card: the other way round is a deadlock."""
    card = make_decision_maker(organisation=cast.plant, status="invited")
    reader = bounce_subscriber(reader_of(card), by=SYSTEM, bounce="hard")
    met = Barrier(2, timeout=20)

    def holds_the_address():
        with transaction.atomic():
            Subscriber.objects.select_for_update().get(pk=reader.pk)
            met.wait()
            wait_for_somebody_to_wait()
            cards = type(card).objects.select_for_update(nowait=True)
            return cards.get(pk=card.pk).status

    def says_yes():
        met.wait()
        return actions.activate_decision_maker(card, by=SYSTEM).status

    assert together(holds_the_address, says_yes) == ["unreachable", "active"]
    assert fresh(reader).bounce == ""


def wait_for_somebody_to_wait():
    """Return once another transaction of this database waits for a lock."""
    for _time in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_a_bounce_and_a_yes_at_once_do_not_wait_for_each_other(cast):
    cards = [
        make_decision_maker(organisation=cast.plant, status="invited")
        for _number in range(10)
    ]
    assert cast.moderator
    for card in cards:
        reader = reader_of(card)

        def comes_back(reader=reader):
            bounce_subscriber(reader, by=SYSTEM, bounce="hard")

        def says_yes(card=card):
            actions.activate_decision_maker(card, by=SYSTEM)

        together(comes_back, says_yes)
        found = (fresh(card).status, fresh(reader).bounce)
        assert found in (("active", ""), ("unreachable", "hard"))
