"""What a server refuses for good at RCPT TO is not tried again."""

from datetime import timedelta

import pytest

from servindus import bounces, clock, outbox
from servindus.models import JournalEntry, OutboxEmail, Subscriber
from servindus.workflow import Busy
from tests.cast import MONDAY
from tests.servindus.test_outbox import owe

BAD = "bad@example.org"


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def refused(sink, answer):
    """Give the row and the reader after one try that was answered so."""
    sink.refusals[BAD] = answer
    owe(BAD)
    owe("good@example.org")
    counts = outbox.send_due()
    assert counts["sent"] == 1
    return OutboxEmail.objects.get(recipient=BAD), Subscriber.of(BAD), counts


@pytest.mark.parametrize(
    "answer",
    [
        "550 No such person",
        "550 5.1.1 <bad@example.org>: Recipient address rejected: User unknown",
        "550-5.1.1 The account does not exist.\r\n550 5.1.1 Learn more",
        "550 #5.1.0 Address rejected",
        "551 User not local",
        "553 5.1.3 Bad address syntax",
    ],
)
def test_somebody_unknown_is_given_up_at_once(db, sink, answer):
    row, reader, counts = refused(sink, answer)
    assert (counts["failed"], counts["retry"]) == (1, 0)
    assert (row.state, row.attempts, row.leased_until) == ("failed", 1, None)
    assert row.last_error.startswith(f"{answer[:3]} ")
    assert answer.rsplit(maxsplit=1)[-1] in row.last_error
    assert (reader.bounce, reader.bounced_at) == ("hard", MONDAY)
    with clock.at(MONDAY + timedelta(days=2)):
        assert sum(outbox.send_due().values()) == 0


@pytest.mark.parametrize(
    "answer",
    [
        "552 5.2.2 Mailbox full",
        "552 Mailbox full",
        "550 5.2.2 Mailbox full",
        "550 5.7.1 Message refused by policy",
        "550 Blocked, see 5.7.1",
        "553 5.1.8 Sender address has no MX",
        "550 5.1.7 Bad sender",
        "550 5.2.1 Mailbox disabled for this message",
        "550 5.0.0 Something else",
        "554 Transaction failed",
        "554 5.1.1 No such user",
        "501 Syntax",
    ],
)
def test_what_is_not_the_addresss_fault_ends_the_mail_only(db, sink, answer):
    row, reader, counts = refused(sink, answer)
    assert (counts["failed"], counts["retry"]) == (1, 0)
    assert (row.state, row.last_error) == ("failed", answer)
    assert reader.bounce == ""


@pytest.mark.parametrize("answer", ["450 4.2.1 Busy", "451 Greylisted", "421 Bye"])
def test_what_may_pass_is_tried_again(db, sink, answer):
    row, reader, counts = refused(sink, answer)
    assert (counts["failed"], counts["retry"]) == (0, 1)
    assert (row.state, row.next_try_at) == ("owed", MONDAY + timedelta(minutes=1))
    assert reader.bounce == ""


def test_the_journal_has_one_line(db, sink):
    refused(sink, "550 No such person")
    owe(BAD)
    outbox.send_due()
    lines = JournalEntry.objects.filter(verb="bounce_subscriber")
    assert [line.details for line in lines] == [{"bounce": "hard"}]


def test_what_cannot_follow_now_leaves_the_mail_to_be_tried_again(
    db, sink, monkeypatch
):
    def held(*args, **options):
        raise Busy

    monkeypatch.setattr(bounces, "bounce_subscriber", held)
    row, reader, counts = refused(sink, "550 No such person")
    assert counts["retry"] == 1
    assert (row.state, reader.bounce) == ("owed", "")
