"""Reports from files: ours count once, and nobody else's at all."""

import io
import json
import random
import sys
import tracemalloc
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from servindus import bounce_mails, bounces, outbox
from servindus.bounce_mails import MOST, Unreadable
from servindus.models import JournalEntry, OutboxEmail, Subscriber
from tests.evidence import nothing_written
from tests.servindus import reports
from tests.servindus.test_outbox import owe

VACATION = b"""From: ada@example.org
To: bonjour@servindus.example
Subject: Absente jusqu'au 15
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Je suis en vacances.
"""


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def mail(db, sink):
    row = owe("ada@example.org")
    outbox.send_due()
    return row


@pytest.fixture
def run(tmp_path):
    """Read these mails as one file each; give the counts."""

    def read(*contents, name="report.eml"):
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(content)
            paths.append(str(path))
        out = io.StringIO()
        call_command("read_bounces", *paths, json=True, stdout=out)
        return {name: n for name, n in json.loads(out.getvalue()).items() if n}

    return read


def bounce():
    return Subscriber.of("ada@example.org").bounce


def test_a_failure_of_our_mail_gives_the_address_up(mail, run):
    assert run(reports.failure(mail)) == {"hard": 1}
    assert bounce() == "hard"
    line = JournalEntry.objects.get(verb="bounce_subscriber")
    assert (line.actor_kind, line.details) == ("system", {"bounce": "hard"})


@pytest.mark.parametrize(
    ("status_type", "returned_type"),
    [
        ("message/delivery-status", "message/rfc822"),
        ("message/global-delivery-status", "message/global-headers"),
        ("message/global-delivery-status", "message/global"),
        ("MESSAGE/Delivery-Status", "Text/RFC822-Headers; charset=x-unheard-of"),
    ],
)
def test_each_form_of_a_report_is_read(mail, run, status_type, returned_type):
    content = reports.failure(
        mail, status_type=status_type, returned_type=returned_type
    )
    assert run(content) == {"hard": 1}


def test_windows_lines_and_an_envelope_line_make_no_difference(mail, run):
    content = reports.failure(mail).replace(b"\n", b"\r\n")
    assert run(b"From MAILER-DAEMON Mon Sep  7 10:00:00 2026\r\n" + content) == {
        "hard": 1
    }


def test_the_address_is_compared_without_case_and_brackets(mail, run):
    assert run(reports.failure(mail, recipient="<ADA@Example.org>")) == {"hard": 1}


def test_a_complaint_gives_the_address_up(mail, run):
    assert run(reports.complaint(mail)) == {"spam": 1}
    assert bounce() == "spam"


def test_a_complaint_without_recipient_names_the_returned_mails(mail, run):
    line = b"Original-Rcpt-To: ada@example.org\n"
    content = reports.complaint(mail)
    assert line in content
    content = content.replace(line, b"")
    assert run(content) == {"spam": 1}


@pytest.mark.parametrize("kind", ["not-spam", "virus", "other"])
def test_another_feedback_is_no_complaint(mail, run, kind):
    assert run(reports.complaint(mail, kind=kind)) == {"other": 1}
    assert bounce() == ""


def test_twice_the_same_report_makes_no_difference(mail, run):
    run(reports.failure(mail))
    with nothing_written():
        assert run(reports.failure(mail), reports.complaint(mail)) == {"known": 2}


@pytest.mark.parametrize(
    "status",
    ["4.4.1", "4.2.2", "5.2.2", "5.2.3", "5.3.4", "5.4.7", "5.6.0", "5.7.1", "5.1.8",
     "", "x", "2.0.0"],
)  # fmt: skip
def test_what_may_pass_or_is_not_the_addresss_fault_is_left(mail, run, status):
    with nothing_written():
        assert run(reports.failure(mail, status=status)) == {"passing": 1}


@pytest.mark.parametrize("status", ["5.1.1", "5.0.0", "5.1.2", "5.2.1", "5.4.4"])
def test_what_says_that_the_address_is_of_no_use_counts(mail, run, status):
    assert run(reports.failure(mail, status=status)) == {"hard": 1}


def test_a_delay_and_a_receipt_are_left(mail, run):
    delayed = reports.failure(mail, action="delayed", status="5.1.1")
    receipt = reports.failure(mail, action="delivered", status="2.0.0")
    with nothing_written():
        assert run(delayed, receipt) == {"passing": 1, "other": 1}


def test_a_holiday_reply_is_left(mail, run):
    with nothing_written():
        assert run(VACATION) == {"other": 1}


# --- Forgeries --------------------------------------------------------------------


def forgeries(mail):
    other = owe("victim@example.org")
    stranger = f"<account_unknown-{uuid4()}@127.0.0.1>"
    wrong_kind = reports.name_of(mail).replace("account_unknown", "digest")
    return {
        "no such mail": reports.failure(mail, message_id=stranger),
        "another kind": reports.failure(mail, message_id=wrong_kind),
        "no name": reports.failure(mail, message_id="<x@y>"),
        "another recipient": reports.failure(mail, recipient=other.recipient),
        "a longer address": reports.failure(mail, recipient="ada@example.org.evil"),
        "complaint for another": reports.complaint(mail, recipient=other.recipient),
        "complaint, no such mail": reports.complaint(mail, message_id=stranger),
    }


def test_a_forged_report_changes_nothing(mail, run):
    for what, content in forgeries(mail).items():
        with nothing_written():
            assert run(content) == {"foreign": 1}, what


def test_a_report_inside_the_returned_mail_is_not_read(mail, run):
    inner = reports.failure(mail).decode()
    content = reports.failure(mail, message_id="<x@y>", returned_type="message/rfc822")
    content = content.replace(b"Bonjour,", inner.encode())
    assert run(content) == {"foreign": 1}
    assert bounce() == ""


# --- What is broken ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"message/delivery-status", b"text/plain", "a report without message/deliv"),
        (b"text/rfc822-headers", b"text/plain", "a report without text/rfc822"),
        (b"Final-Recipient", b"Final\0Recipient", "a status without a recipient"),
        (b'boundary="4FXYZ', b'boundary="other', "a report without parts"),
    ],
)
def test_a_broken_report_is_named_and_changes_nothing(mail, run, old, new, words):
    with nothing_written(), pytest.raises(CommandError, match=words):
        run(reports.failure(mail).replace(old, new))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(b"ada@example.org", b"ada\0@example.org"),
        lambda text: text.replace(b"Status: 5", b"Status: \xff\xfe5"),
        lambda text: text.replace(b"@127.0.0.1", b"\0\xc3@127.0.0.1"),
        lambda text: text[: len(text) // 2],
    ],
)
def test_odd_bytes_are_borne(mail, spoil):
    try:
        for report in bounce_mails.read(spoil(reports.failure(mail))):
            assert bounces.take(report) in ("foreign", "passing", "hard")
    except Unreadable:
        assert bounce() == ""


def test_whatever_arrives_is_read_or_refused(mail):
    dice = random.Random(4)
    content = reports.failure(mail)
    for _time in range(300):
        noise = bytearray(content)
        for _spot in range(dice.randrange(1, 40)):
            noise[dice.randrange(len(noise))] = dice.randrange(256)
        try:
            for report in bounce_mails.read(bytes(noise)):
                assert bounces.take(report) in ("foreign", "passing", "hard", "known")
        except Unreadable as error:
            assert str(error)


def test_parts_within_parts_without_end_are_refused():
    """The library goes down part by part until Python stops it."""
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number)
        for number in range(2000)
    )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    try:
        with pytest.raises(Unreadable, match="broken: RecursionError"):
            bounce_mails.read(parts)
    finally:
        sys.setrecursionlimit(limit)


def test_the_status_may_be_encoded(mail, run):
    import base64

    content = reports.failure(mail)
    headers = reports.HEADERS.format(
        recipient=mail.recipient, message_id=reports.name_of(mail)
    ).encode()
    content = content.replace(
        b"Content-Type: text/rfc822-headers\n",
        b"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n",
    ).replace(headers, base64.encodebytes(headers))
    assert run(content) == {"hard": 1}


# --- Files ------------------------------------------------------------------------


def mbox(*contents):
    line = b"From MAILER-DAEMON Mon Sep  7 10:00:00 2026\n"
    return b"\n".join(line + content for content in contents)


def test_an_mbox_is_read_mail_by_mail(mail, run):
    other = owe("bob@example.org")
    content = mbox(VACATION, reports.failure(mail), reports.complaint(other))
    assert run(content, name="box.mbox") == {"hard": 1, "spam": 1, "other": 1}


def test_the_next_mails_of_a_box_are_read_after_a_broken_one(mail, run):
    broken = reports.failure(mail).replace(b"Final-Recipient", b"Final")
    with pytest.raises(CommandError, match="mail 1: a status without a recipient"):
        run(mbox(broken, reports.failure(mail)), name="box.mbox")
    assert bounce() == "hard"


def test_a_file_that_is_not_there_is_named_and_the_others_are_read(mail, tmp_path):
    path = tmp_path / "there.eml"
    path.write_bytes(reports.failure(mail))
    with pytest.raises(CommandError, match=r"gone\.eml: cannot be read: No such file"):
        call_command("read_bounces", str(tmp_path / "gone.eml"), str(path))
    assert bounce() == "hard"


@pytest.mark.parametrize("content", [b"", b"\n\n  \n"])
def test_an_empty_file_holds_no_mail(db, run, content):
    with pytest.raises(CommandError, match="holds no mail"):
        run(content)


def test_a_folder_is_no_file(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("read_bounces", str(tmp_path))


def test_without_file_and_mailbox_there_is_nothing_to_read(db):
    with pytest.raises(CommandError, match="set BOUNCE_MAILBOX_URL"):
        call_command("read_bounces")


def test_the_counts_can_be_read_by_people(mail, tmp_path):
    path = tmp_path / "report.eml"
    path.write_bytes(reports.failure(mail))
    out = io.StringIO()
    call_command("read_bounces", str(path), stdout=out)
    assert "hard: 1\nspam: 0\n" in out.getvalue()


@pytest.mark.parametrize("end", [b"x" * 60_000_000, b"line\n" * 3_000_000])
def test_a_huge_mail_is_read_only_so_far_as_it_matters(mail, tmp_path, end):
    path = tmp_path / "huge.mbox"
    path.write_bytes(mbox(reports.failure(mail) + end, VACATION))
    del end
    tracemalloc.start()
    found = list(bounce_mails.mails_of(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MOST
    assert bounce_mails.read(found[0])[0].recipient == mail.recipient
    assert OutboxEmail.objects.count() == 1
