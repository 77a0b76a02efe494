"""One click in the mail program stops a category, without cookie; looking does not."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from servindus import outbox, preferences
from servindus.categories import SUMMARY, category_named
from servindus.models import JournalEntry, OutboxEmail, Subscriber
from tests.cast import fresh
from tests.matchmaking.stories import submitted
from tests.servindus.digesting import subscribe

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def address(reader, key):
    category = category_named(key)
    token = preferences.token_of(reader, category)
    return reverse("silence_subscriber", args=[key, token])


@pytest.fixture
def program():
    """A mail program: no cookie, and a site that insists on the CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_one_post_without_cookie_stops_the_category(program):
    reader = subscribe()
    response = program.post(address(reader, "reminders"), ONE_CLICK)
    assert response.status_code == 200
    assert fresh(reader).deliveries == {"reminders": "never"}
    line = JournalEntry.objects.get(verb="silence_subscriber")
    assert (line.actor_kind, line.link) == ("link", reader.pk)
    assert line.details == {"category": "reminders"}


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(program, method):
    reader = subscribe()
    response = getattr(program, method)(address(reader, "reminders"))
    assert response.status_code == 200
    assert fresh(reader).deliveries == {}
    assert not JournalEntry.objects.exists()


def test_the_header_of_a_mail_leads_there_and_the_next_one_does_not_come(cast, program):
    assert cast.moderator
    first = submitted(cast)
    outbox.send_due()
    header = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = header.split("//", 1)[1].split("/", 1)[1]
    assert program.post(f"/{path}", ONE_CLICK).status_code == 200
    from matchmaking import actions

    actions.withdraw_introduction(first, by=cast.founder)
    submitted(cast)
    outbox.send_due()
    kinds = [one.extra_headers["X-ServIndus-Kind"] for one in mail.outbox]
    assert kinds.count("introduction_submitted") == 1


def test_without_digests_what_was_in_them_and_can_stop_does(program):
    reader = subscribe(deliveries={"reminders": "digest", "requests": "digest"})
    cause = JournalEntry.objects.create(
        verb="x", object_type="x", object_id=1, actor_kind="system", channel="system"
    )
    row = OutboxEmail.objects.create(
        kind="introduction_sent",
        recipient=reader.email,
        cause=cause,
        object_type="matchmaking.introduction",
        object_id=1,
        state="digest",
    )
    assert program.post(address(reader, SUMMARY.key), ONE_CLICK).status_code == 200
    reader = fresh(reader)
    assert (reader.rhythm, reader.next_digest_at) == ("never", None)
    assert reader.deliveries == {"reminders": "never", "requests": "digest"}
    assert fresh(row).state == "owed"


def test_twice_is_answered_like_once(program):
    reader = subscribe()
    for _turn in range(2):
        answer = program.post(address(reader, "reminders"), ONE_CLICK)
        assert answer.status_code == 200
    assert fresh(reader).deliveries == {"reminders": "never"}


@pytest.mark.parametrize("key", ["account", "requests", "meetings"])
def test_what_must_come_is_not_switched_off(program, key):
    reader = subscribe()
    assert program.post(address(reader, key), ONE_CLICK).status_code == 409
    assert fresh(reader).deliveries == {}


def test_a_token_stops_its_own_category_alone(program):
    reader = subscribe()
    token = preferences.token_of(reader, category_named("reminders"))
    other = reverse("silence_subscriber", args=["moderation", token])
    assert program.post(other, ONE_CLICK).status_code == 404
    unknown = reverse("silence_subscriber", args=["nothing", token])
    assert program.post(unknown, ONE_CLICK).status_code == 404
    assert Subscriber.objects.get().deliveries == {}
