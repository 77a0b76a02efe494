"""The postman: owed inside the act, handed over once, tried again, never blocked."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from programmes.models import Programme
from programmes.notifications import AccountUnknown
from servindus import broker, clock, notifications, outbox, tasks
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.notifications import Recipient
from servindus.workflow import write_journal
from tests.cast import MONDAY
from tests.threads import together

KIND = "account_unknown"  # a notice that needs no account behind the address


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def cause():
    return write_journal("test", Programme.objects.get(), by=SYSTEM, now=clock.now())


def owe(address="ada@example.org", *, line=None, **options):
    with transaction.atomic():
        return outbox.post(
            KIND,
            Programme.objects.get(),
            to=Recipient(address),
            cause=line or cause(),
            **options,
        )


def states():
    return dict(OutboxEmail.objects.values_list("recipient", "state"))


# --- Owing ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_owed():
    line = cause()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        outbox.post(KIND, Programme.objects.get(), to=Recipient("a@b.org"), cause=line)
    assert not OutboxEmail.objects.exists()


def test_an_unknown_notice_is_refused(db):
    with transaction.atomic(), pytest.raises(KeyError):
        outbox.post(
            "never_heard",
            Programme.objects.get(),
            to=Recipient("a@b.org"),
            cause=cause(),
        )


def test_a_mail_is_owed_once_per_cause_notice_and_recipient(db):
    line = cause()
    assert owe(line=line) is not None
    assert owe(line=line) is None
    assert owe("other@example.org", line=line) is not None
    assert owe(line=cause()) is not None
    assert OutboxEmail.objects.count() == 3


def test_the_database_refuses_the_same_mail_twice(db):
    row = owe()
    row.pk, row.public_id = None, "00000000-0000-0000-0000-000000000001"
    with pytest.raises(IntegrityError, match="outbox_once"):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "sent"}, "outbox_sent_has_time"),
        ({"sent_at": MONDAY}, "outbox_sent_has_time"),
        ({"next_try_at": MONDAY - timedelta(days=1)}, "outbox_not_before_kept"),
    ],
)
def test_the_database_refuses_a_row_that_contradicts_itself(db, fields, constraint):
    row = owe()
    with pytest.raises(IntegrityError, match=constraint):
        OutboxEmail.objects.filter(pk=row.pk).update(**fields)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_owes_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        owe()
        _ = 1 / 0
    assert not OutboxEmail.objects.exists()


# --- Sending ----------------------------------------------------------------------


def test_what_is_due_leaves_once_in_order(db, sink):
    owe("late@example.org", not_before=MONDAY + timedelta(minutes=2))
    owe("first@example.org")
    owe("second@example.org")
    with clock.at(MONDAY + timedelta(minutes=3)):
        assert outbox.send_due()["sent"] == 3
        assert outbox.send_due()["sent"] == 0
    assert sink.addresses == [
        "first@example.org",
        "second@example.org",
        "late@example.org",
    ]
    assert (
        OutboxEmail.objects.filter(
            state="sent", sent_at=MONDAY + timedelta(minutes=3), leased_until=None
        ).count()
        == 3
    )


def test_nothing_leaves_before_its_time(db, sink):
    owe(not_before=MONDAY + timedelta(minutes=10))
    with clock.at(MONDAY + timedelta(minutes=9, seconds=59)):
        assert outbox.send_due()["sent"] == 0
    with clock.at(MONDAY + timedelta(minutes=10)):
        assert outbox.send_due()["sent"] == 1


def test_a_time_before_the_cause_counts_as_the_cause(db):
    assert owe(not_before=MONDAY - timedelta(days=1)).not_before == MONDAY


def test_without_a_mail_server_all_stays_owed(db, settings):
    settings.EMAIL_URL = ""
    owe()
    assert outbox.send_due() == {
        "sent": 0,
        "retry": 0,
        "failed": 0,
        "dropped": 0,
        "digest": 0,
    }
    assert states() == {"ada@example.org": "owed"}


def test_the_task_does_the_same(db, sink):
    owe()
    assert tasks.send_outbox()["sent"] == 1


def test_a_limit_of_mails_or_seconds_leaves_the_rest_for_the_next_sweep(db, sink):
    for number in range(3):
        owe(f"p{number}@example.org")
    assert outbox.send_due(limit=2)["sent"] == 2
    assert outbox.send_due(seconds=0)["sent"] == 0
    assert outbox.send_due(seconds=60)["sent"] == 1


# --- Refusals ---------------------------------------------------------------------


# What is refused for good is in test_refusals.py.
@pytest.mark.parametrize("refusal", ["421 Busy, come back", "450 Mailbox busy"])
def test_one_bad_address_does_not_block_the_others(db, sink, refusal):
    sink.refusals["bad@example.org"] = refusal
    owe("bad@example.org")
    owe("good@example.org")

    counts = outbox.send_due()

    assert (counts["sent"], counts["retry"]) == (1, 1)
    assert sink.addresses == ["good@example.org"]
    row = OutboxEmail.objects.get(recipient="bad@example.org")
    assert (row.state, row.attempts, row.leased_until) == ("owed", 1, None)
    assert refusal[:3] in row.last_error
    assert row.next_try_at == MONDAY + timedelta(minutes=1)


@pytest.mark.parametrize("refusal", ["451 Not now", "554 Looks like spam"])
def test_a_refusal_after_the_text_is_tried_again(db, sink, refusal):
    sink.after_data = [refusal]
    owe()
    assert outbox.send_due()["retry"] == 1
    with clock.at(MONDAY + timedelta(minutes=1)):
        assert outbox.send_due()["sent"] == 1


def test_the_waits_grow_and_the_last_try_gives_up(db, sink):
    sink.refusals["ada@example.org"] = "450 Mailbox busy"
    owe()
    now, waits = MONDAY, []
    for _try in range(7):
        with clock.at(now):
            assert outbox.send_due()["retry"] == 1
        row = OutboxEmail.objects.get()
        waits.append((row.next_try_at - now).total_seconds() / 60)
        with clock.at(row.next_try_at - timedelta(seconds=1)):
            assert outbox.send_due()["retry"] == 0
        now = row.next_try_at
    assert waits == [1, 5, 15, 60, 240, 720, 1440]

    with clock.at(now):
        assert outbox.send_due()["failed"] == 1
    row = OutboxEmail.objects.get()
    assert (row.state, row.attempts) == ("failed", 8)
    with clock.at(now + timedelta(days=30)):
        assert sum(outbox.send_due().values()) == 0


def test_a_server_that_does_not_answer_is_tried_again(db, sink, settings):
    settings.EMAIL_PORT = 1
    owe()
    assert outbox.send_due()["retry"] == 1
    assert "Refused" in OutboxEmail.objects.get().last_error


def test_every_try_writes_the_same_mail(db, sink):
    row = owe()
    assert outbox.send_due()["sent"] == 1
    # The process was killed between the hand-over and the mark.
    OutboxEmail.objects.filter(pk=row.pk).update(
        state="owed", sent_at=None, leased_until=MONDAY + outbox.LEASE
    )
    with clock.at(MONDAY + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.send_due()["sent"] == 1
    first, second = (sink.message(number) for number in (0, 1))
    assert first["Message-ID"] == second["Message-ID"]
    assert parts(first) == parts(second)


def parts(message):
    return [part.get_content() for part in message.walk() if not part.is_multipart()]


class Unwell(AccountUnknown):
    """A notice whose afterthought fails."""

    def after_sent(self, obj, row):
        raise ZeroDivisionError


def test_a_failing_afterthought_neither_resends_nor_blocks(db, sink, monkeypatch):
    monkeypatch.setitem(notifications._notices, KIND, Unwell())
    owe("one@example.org")
    owe("two@example.org")
    assert outbox.send_due()["sent"] == 2
    assert set(states().values()) == {"sent"}


class Moot(AccountUnknown):
    """A notice that is no longer due."""

    def is_moot(self, obj, row):
        return True


def test_what_is_no_longer_due_is_dropped_at_the_moment_of_sending(
    db, sink, monkeypatch
):
    owe()
    monkeypatch.setitem(notifications._notices, KIND, Moot())
    assert outbox.send_due()["dropped"] == 1
    assert (sink.addresses, states()) == ([], {"ada@example.org": "dropped"})


# --- Claims -----------------------------------------------------------------------


def test_a_claimed_mail_is_nobody_elses_until_the_lease_ends(db, sink):
    owe()
    assert outbox.claim().recipient == "ada@example.org"
    assert outbox.claim() is None
    with clock.at(MONDAY + outbox.LEASE):
        assert outbox.claim() is None
    with clock.at(MONDAY + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.claim().attempts == 2


def test_the_lease_outlives_the_slowest_hand_over(settings):
    assert timedelta(seconds=3 * settings.EMAIL_TIMEOUT) <= outbox.LEASE


@pytest.mark.django_db(transaction=True)
def test_two_postmen_never_take_the_same_mail():
    for number in range(10):
        owe(f"p{number}@example.org")

    def rounds():
        taken = []
        while row := outbox.claim():
            taken.append(row.recipient)
        return taken

    first, second = together(rounds, rounds)
    assert sorted(first + second) == sorted(f"p{n}@example.org" for n in range(10))


@pytest.mark.django_db(transaction=True)
def test_a_postman_passes_over_a_mail_that_another_one_is_taking():
    owe("held@example.org")
    owe("free@example.org")
    met = Barrier(2, timeout=10)

    def hold():
        with transaction.atomic():
            OutboxEmail.objects.select_for_update().get(recipient="held@example.org")
            met.wait()
            met.wait()

    def claim():
        met.wait()
        try:
            return outbox.claim().recipient
        finally:
            met.wait()

    assert together(hold, claim)[1] == "free@example.org"


@pytest.mark.django_db(transaction=True)
def test_two_postmen_send_each_mail_once(sink):
    for number in range(8):
        owe(f"p{number}@example.org")
    counts = together(outbox.send_due, outbox.send_due)
    assert sum(count["sent"] for count in counts) == 8
    assert sorted(sink.addresses) == [f"p{n}@example.org" for n in range(8)]


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_handed_over_outside_any_transaction(sink, monkeypatch):
    owe()
    seen = []

    class Watched(AccountUnknown):
        def context(self, obj, row):
            seen.append(connection.in_atomic_block)
            return super().context(obj, row)

    monkeypatch.setitem(notifications._notices, KIND, Watched())
    outbox.send_due()
    assert seen == [False]


# --- Dropping ---------------------------------------------------------------------


def test_only_owed_mails_of_the_row_and_the_kinds_are_dropped(db, sink):
    programme = Programme.objects.get()
    owe("gone@example.org")
    outbox.send_due()
    owe()
    assert outbox.drop(obj=programme, kinds=("another",)) == 0
    assert outbox.drop(obj=programme, kinds=(KIND,)) == 1
    assert states() == {"gone@example.org": "sent", "ada@example.org": "dropped"}
    assert outbox.drop(obj=programme) == 0


# --- Waking up --------------------------------------------------------------------


def test_the_postman_is_woken_after_the_commit_and_only_if_something_is_due(
    db, sink, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as calls:
        owe(not_before=MONDAY + timedelta(minutes=10))
    assert calls == []
    with django_capture_on_commit_callbacks() as calls:
        owe()
    assert calls == [outbox.wake]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_fail_the_act(sink, monkeypatch):
    asked = []

    def down(*args, **options):
        asked.append(args)
        raise ConnectionError("no broker")

    monkeypatch.setattr(broker._Silence, "until", 0.0)
    monkeypatch.setattr(broker.current_app, "send_task", down)
    owe()
    assert states() == {"ada@example.org": "owed"}
    assert outbox.send_due()["sent"] == 1
    # A request must not wait for it again and again: it is left alone for a while.
    owe("bob@example.org")
    assert asked == [("servindus.send_outbox",)]
    monkeypatch.setattr(broker._Silence, "until", broker.time.monotonic() - 1)
    owe("zoe@example.org")
    assert len(asked) == 2
    assert outbox.send_due()["sent"] == 2
