"""Providers call: with the secret, about our mails, in their own formats."""

import base64
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import Resolver404, resolve

from servindus import bounces, outbox, webhooks
from servindus import env as environment
from servindus.models import JournalEntry, OutboxEmail, Subscriber
from servindus.workflow import Busy
from tests.evidence import nothing_written
from tests.servindus import reports
from tests.servindus.test_outbox import owe
from tests.servindus.webhook_urls import SECRET

ADA = "ada@example.org"
BREVO, MAILJET, POSTMARK = (
    f"/anymail/{name}/tracking/" for name in ("brevo", "mailjet", "postmark")
)


@pytest.fixture(autouse=True)
def _with_secret(monday, settings):
    settings.ROOT_URLCONF = "tests.servindus.webhook_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


@pytest.fixture
def mail(db, sink):
    row = owe(ADA)
    outbox.send_due()
    return row


def call(address, payload, secret=SECRET, **options):
    word = base64.b64encode(secret.encode()).decode()
    headers = {"Authorization": f"Basic {word}"} if secret else {}
    client = Client(enforce_csrf_checks=True, **options)
    return client.post(
        address,
        payload if isinstance(payload, bytes) else json.dumps(payload),
        content_type="application/json",
        headers=headers,
    ).status_code


def reader():
    return Subscriber.of(ADA)


def brevo(row, event, **fields):
    """As https://developers.brevo.com/docs/transactional-webhooks shows it."""
    return {
        "event": event,
        "email": row.recipient,
        "id": 26224,
        "date": "2026-09-07 10:05:00",
        "ts": 1788768300,
        "message-id": reports.name_of(row),
        "ts_event": 1788768300,
        "subject": "Test",
        "sending_ip": "185.41.28.109",
        "ts_epoch": 1788768300000,
        "reason": "550 5.1.1 User unknown",
        **fields,
    }


def mailjet(row, event, **fields):
    """As https://dev.mailjet.com/email/guides/webhooks/ shows it."""
    return [
        {
            "event": event,
            "time": 1788768300,
            "MessageID": 13792286917004336,
            "Message_GUID": "1ab23cd4-e567-8901-2345-6789f0gh1i2j",
            "email": row.recipient,
            "mj_campaign_id": 0,
            "mj_contact_id": 0,
            "customcampaign": "",
            "CustomID": "",
            "Payload": "",
            **fields,
        }
    ]


def postmark(row, kind, **fields):
    """As https://postmarkapp.com/developer/webhooks/bounce-webhook shows it."""
    return {
        "RecordType": "Bounce",
        "ID": 4323372036854775807,
        "Type": kind,
        "TypeCode": 1,
        "Name": kind,
        "MessageID": "2706ee8a-737c-4285-b032-ccd317af53ed",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": row.recipient,
        "From": "bonjour@lab.example",
        "BouncedAt": "2026-09-07T10:05:00Z",
        "Inactive": True,
        "CanActivate": True,
        **fields,
    }


SOFT = {"hard_bounce": False, "error_related_to": "recipient"}
HARD = {"hard_bounce": True, "error_related_to": "recipient"}


@pytest.mark.parametrize(
    ("address", "payload", "bounce"),
    [
        (BREVO, lambda row: brevo(row, "hard_bounce"), "hard"),
        (BREVO, lambda row: brevo(row, "invalid_email", reason=None), "hard"),
        (BREVO, lambda row: brevo(row, "spam"), "spam"),
        (MAILJET, lambda row: mailjet(row, "bounce", error="user unknown", **HARD),
         "hard"),
        (MAILJET, lambda row: mailjet(row, "spam", source="JMRPP"), "spam"),
        (POSTMARK, lambda row: postmark(row, "HardBounce"), "hard"),
        (POSTMARK, lambda row: postmark(row, "SpamComplaint",
                                        RecordType="SpamComplaint"), "spam"),
    ],
)  # fmt: skip
def test_what_comes_back_gives_the_address_up_once(mail, address, payload, bounce):
    assert call(address, payload(mail)) == 200
    assert reader().bounce == bounce
    with nothing_written():
        assert call(address, payload(mail)) == 200
    [line] = JournalEntry.objects.filter(verb="bounce_subscriber")
    assert (line.actor_kind, line.details) == ("system", {"bounce": bounce})


@pytest.mark.parametrize(
    ("address", "payload"),
    [
        (BREVO, lambda row: brevo(row, "soft_bounce", reason="")),
        (BREVO, lambda row: brevo(row, "hard_bounce", reason="552 5.2.2 full")),
        (BREVO, lambda row: brevo(row, "hard_bounce", reason="550 5.7.1 policy")),
        (BREVO, lambda row: brevo(row, "deferred")),
        (BREVO, lambda row: brevo(row, "blocked")),
        (BREVO, lambda row: brevo(row, "delivered")),
        (BREVO, lambda row: brevo(row, "opened")),
        (MAILJET, lambda row: mailjet(row, "bounce", error="quota exceeded", **SOFT)),
        (MAILJET, lambda row: mailjet(row, "bounce", error="greylisted", **SOFT)),
        (MAILJET, lambda row: mailjet(row, "blocked", error="preblocked")),
        (POSTMARK, lambda row: postmark(row, "SoftBounce")),
        (POSTMARK, lambda row: postmark(row, "Transient")),
        (POSTMARK, lambda row: postmark(row, "AutoResponder")),
        # A filter's opinion is no person's complaint.
        (POSTMARK, lambda row: postmark(row, "SpamNotification")),
    ],
)
def test_what_may_pass_changes_nothing(mail, address, payload):
    with nothing_written():
        assert call(address, payload(mail)) == 200


@pytest.mark.parametrize(
    ("address", "payload"),
    [
        (BREVO, lambda row: brevo(row, "unsubscribe")),
        (MAILJET, lambda row: mailjet(row, "unsub")),
    ],
)
def test_no_more_ends_the_digests_and_only_them(mail, address, payload):
    for _time in range(2):
        assert call(address, payload(mail)) == 200
    assert (reader().rhythm, reader().bounce) == ("never", "")
    [line] = JournalEntry.objects.filter(verb="silence_subscriber")
    assert line.details == {"category": "digest"}


# --- Who may call -----------------------------------------------------------------


@pytest.mark.parametrize("secret", ["", "brevo:wrong", "x:a-long-enough-word", ":"])
@pytest.mark.parametrize("address", [BREVO, MAILJET, POSTMARK])
def test_without_the_secret_nothing_is_read(mail, address, secret):
    with nothing_written():
        assert call(address, brevo(mail, "hard_bounce"), secret) == 400
        assert call(address, b"{", secret) == 400


def test_a_site_without_secret_has_no_such_address(mail, settings):
    assert webhooks.addresses("") == []
    settings.ROOT_URLCONF = "servindus.urls"
    with pytest.raises(Resolver404):
        resolve(BREVO)
    assert call(BREVO, brevo(mail, "hard_bounce")) == 404


@pytest.mark.parametrize("provider", webhooks.PROVIDERS)
def test_each_named_provider_has_its_address(db, client, provider):
    address = f"/anymail/{provider}/tracking/"
    assert client.head(address).status_code == 200
    assert client.get(address).status_code == 405
    assert call(address, {}, "") == 400


@pytest.mark.parametrize("path", ["mailgun/tracking/", "mandrill/", "brevo/inbound/"])
def test_what_this_secret_does_not_guard_is_not_there(db, client, path):
    assert client.post(f"/anymail/{path}").status_code == 404


def said(monkeypatch, text):
    monkeypatch.setenv("ANYMAIL_WEBHOOK_SECRET", text)
    return environment.webhook_secret(environment.Env())


@pytest.mark.parametrize("text", ["", " brevo:a-long-enough-word\n"])
def test_a_secret_is_taken(monkeypatch, text):
    assert said(monkeypatch, text) == text.strip()


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    monkeypatch.setenv("ANYMAIL_WEBHOOK_SECRET_FILE", str(path))
    assert environment.webhook_secret(environment.Env()) == SECRET


@pytest.mark.parametrize("text", ["brevo", "brevo:", ":a-long-enough-word", "a:short",
                                  "brevo:à-une-longue-phrase"])  # fmt: skip
def test_a_weak_secret_is_refused_and_not_repeated(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_WEBHOOK") as refusal:
        said(monkeypatch, text)
    assert text not in str(refusal.value).replace("user:password", "")


# --- About which mail -------------------------------------------------------------


def test_a_name_of_ours_must_be_of_a_mail_to_this_address(mail):
    other = owe("victim@example.org")
    unknown = reports.name_of(mail).replace("account_unknown", "digest")
    with nothing_written():
        assert call(BREVO, brevo(mail, "hard_bounce", email=other.recipient)) == 200
        payload = brevo(mail, "hard_bounce", **{"message-id": unknown})
        assert call(BREVO, payload) == 200


def test_without_our_name_the_address_says_it(mail):
    payload = brevo(mail, "hard_bounce", email="ADA@Example.org")
    payload["message-id"] = "<202609071005.123@smtp-relay.example>"
    assert call(BREVO, payload) == 200
    assert reader().bounce == "hard"


@pytest.mark.parametrize(
    "email", ["never@example.org", "", None, "a\0b@example.org", "a" * 300]
)
def test_an_address_that_we_never_wrote_to_is_nothing_to_us(mail, email):
    with nothing_written():
        [said] = mailjet(mail, "bounce", error="user unknown", **HARD)
        assert call(MAILJET, [{**said, "email": email}]) == 200


def test_a_mail_from_before_the_choices_gets_its_row(mail):
    Subscriber.objects.all().delete()
    call(BREVO, brevo(mail, "hard_bounce"))
    assert reader().bounce == "hard"
    assert OutboxEmail.objects.count() == 1


def test_what_somebody_holds_is_asked_again_later(mail, monkeypatch):
    def held(*args, **options):
        raise Busy

    monkeypatch.setattr(bounces, "bounce_subscriber", held)
    assert call(BREVO, brevo(mail, "hard_bounce")) == 503
