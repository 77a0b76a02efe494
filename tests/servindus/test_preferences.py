"""What becomes of a due mail: now, in the digest, never; asked as it leaves."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import transaction

from matchmaking import actions
from programmes.models import Programme
from servindus import clock, digest_post, outbox, preferences
from servindus.actors import SYSTEM
from servindus.categories import (
    ACCOUNT,
    REMINDERS,
    Category,
    category_named,
    every_category,
)
from servindus.models import OutboxEmail, Subscriber
from servindus.notifications import Recipient, every_notice
from servindus.workflow import write_journal
from tests.cast import MONDAY, fresh
from tests.matchmaking.stories import sent, submitted
from tests.servindus.digesting import received, subscribe

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def moderation(cast, **fields):
    """A request waits for the moderator, who has chosen so."""
    reader = subscribe(cast.moderator.email, **fields)
    submitted(cast)
    outbox.send_due()
    return reader


def state(kind, email):
    return OutboxEmail.objects.get(kind=kind, recipient=email).state


# --- The registry ---------------------------------------------------------------------


def test_every_notice_has_a_category_and_every_category_a_notice():
    used = {notice.category for notice in every_notice()}
    assert used == {one.key for one in every_category()}


def test_a_category_s_first_choice_is_what_is_usual():
    for one in every_category():
        assert one.default == "now"
        assert set(one.choices) <= {"now", "digest", "never"}


def test_what_is_chosen_and_no_longer_offered_counts_as_nothing():
    reader = Subscriber(email="a@b.org", deliveries={"account": "never", "x": "digest"})
    assert reader.delivery(ACCOUNT) == "now"
    assert reader.delivery(Category("x", "X", "", ("now", "never"))) == "now"


# --- Now, digest, never ---------------------------------------------------------------


def test_who_has_chosen_nothing_gets_it_at_once(cast):
    assert cast.moderator
    submitted(cast)
    outbox.send_due()
    assert received("introduction_submitted") == [cast.moderator.email]


def test_never_is_dropped(cast):
    moderation(cast, deliveries={"moderation": "never"})
    assert state("introduction_submitted", cast.moderator.email) == "dropped"
    assert mail.outbox == []


def test_what_waits_for_the_digest_is_told_there_once(cast):
    moderation(cast, deliveries={"moderation": "digest"})
    kind, email = "introduction_submitted", cast.moderator.email
    assert state(kind, email) == "digest"
    assert mail.outbox == []
    with clock.at(TUESDAY):
        digest_post.run(TUESDAY)
    assert received() == [email]
    assert state(kind, email) == "told"
    # The queue itself says that it waits: the same file is not named twice.
    assert mail.outbox[0].body.count("Prévoir l’arrêt de la tréfileuse") == 1
    with clock.at(TUESDAY + timedelta(days=1)):
        digest_post.run(clock.now())
    assert state(kind, email) == "told"


def test_a_mail_that_lost_its_sense_meanwhile_is_not_told(cast):
    reader = moderation(cast, deliveries={"moderation": "digest"})
    row = OutboxEmail.objects.get(kind="introduction_submitted")
    introduction = row.object_id
    model = actions.withdraw_introduction.model
    found = model.objects.get(pk=introduction)
    actions.withdraw_introduction(found, by=cast.founder)
    with clock.at(TUESDAY):
        digest_post.run(TUESDAY)
    assert fresh(row).state in ("digest", "dropped")
    assert reader.email not in received()


def test_in_the_digest_a_mail_says_its_subject_its_lead_and_its_way_on(cast):
    """The founder hears of it in Tuesday's digest, with what the mail would say."""
    subscribe(cast.founder.email, deliveries={"introductions": "digest"})
    introduction = sent(cast)
    outbox.send_due()
    with clock.at(TUESDAY):
        digest_post.run(TUESDAY)
    body = mail.outbox[-1].body
    row = OutboxEmail.objects.get(kind="introduction_approved")
    assert row.state == "told"
    assert introduction.get_absolute_url() in body


def test_what_must_come_comes_whatever_was_chosen(cast):
    reader = subscribe(
        "ada@example.org",
        deliveries={"account": "never"},
        paused_until=date(2026, 9, 20),
        ceiling=1,
    )
    for _turn in range(3):
        owe_code(reader.email)
    outbox.send_due()
    assert received("account_unknown") == ["ada@example.org"] * 3


def owe_code(email):
    with transaction.atomic():
        programme = Programme.objects.get()
        cause = write_journal("test", programme, by=SYSTEM, now=clock.now())
        return outbox.post(
            "account_unknown", programme, to=Recipient(email), cause=cause
        )


# --- Holidays and the day's ceiling ---------------------------------------------------


def test_on_holiday_what_can_wait_waits_for_the_first_digest_after(cast):
    moderation(cast, paused_until=date(2026, 9, 10))
    kind, email = "introduction_submitted", cast.moderator.email
    assert state(kind, email) == "digest"
    for day in (1, 2):
        with clock.at(MONDAY + timedelta(days=day)):
            digest_post.run(clock.now())
    assert received() == []
    with clock.at(MONDAY + timedelta(days=3)):
        digest_post.run(clock.now())
    assert received() == [email]
    assert state(kind, email) == "told"


def test_beyond_the_ceiling_of_a_day_the_rest_waits(cast):
    subscribe(cast.moderator.email, ceiling=2)
    first = submitted(cast)
    actions.withdraw_introduction(first, by=cast.founder)
    OutboxEmail.objects.update(state="dropped")
    for _turn in range(2):
        owe_code(cast.moderator.email)
    outbox.send_due()
    submitted(cast)
    outbox.send_due()
    row = OutboxEmail.objects.filter(kind="introduction_submitted").latest("pk")
    assert row.state == "digest"


def test_the_ceiling_counts_the_reader_s_own_day(cast):
    subscribe(cast.moderator.email, ceiling=1)
    with clock.at(MONDAY - timedelta(hours=11)):
        owe_code(cast.moderator.email)
        outbox.send_due()
    submitted(cast)
    outbox.send_due()
    assert state("introduction_submitted", cast.moderator.email) == "sent"


def test_without_a_digest_nothing_can_wait(cast):
    moderation(
        cast,
        rhythm="never",
        next_digest_at=None,
        deliveries={"moderation": "digest"},
        ceiling=1,
    )
    assert state("introduction_submitted", cast.moderator.email) == "sent"


# --- Bounces --------------------------------------------------------------------------


def test_an_address_that_bounces_gets_nothing_more(cast):
    moderation(cast, bounce="hard", bounced_at=MONDAY)
    assert state("introduction_submitted", cast.moderator.email) == "dropped"


# --- Links ----------------------------------------------------------------------------


def test_the_first_mail_makes_the_row_whose_links_it_carries(cast):
    assert cast.moderator
    submitted(cast)
    assert not Subscriber.objects.exists()
    outbox.send_due()
    reader = Subscriber.objects.get(email=cast.moderator.email)
    message = mail.outbox[0]
    stop = preferences.quiet_link(reader, category_named("moderation"))
    assert message.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert (
        message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )
    assert stop in message.body
    assert "/compte/courriels/" in message.body
    assert reader.rhythm == "daily"
    assert reader.next_digest_at == TUESDAY.replace(hour=8)


def test_a_token_opens_one_address_and_one_thing():
    reader = subscribe()
    token = preferences.token_of(reader, REMINDERS)
    assert preferences.reader_for(token, "reminders") == reader
    assert preferences.reader_for(token) is None
    assert preferences.reader_for(token, "moderation") is None
    assert preferences.reader_for(token[:-1] + "x", "reminders") is None
    assert preferences.is_ours(token)
    assert not preferences.is_ours("x" + token)


def test_what_must_come_has_no_stop_link():
    reader = subscribe()
    assert preferences.quiet_link(reader, ACCOUNT) == ""
    assert preferences.quiet_link(Subscriber(email="a@b.org"), REMINDERS) == ""
