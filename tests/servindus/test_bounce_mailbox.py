"""The mailbox of reports: each mail is read once, and stays where it is."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from servindus import bounce_post, bounces, outbox, tasks
from servindus import env as environment
from servindus.models import Subscriber
from servindus.workflow import Busy
from tests.servindus import reports
from tests.servindus.imap import mailbox
from tests.servindus.test_bounce_mails import VACATION
from tests.servindus.test_outbox import owe

READ = {r"\Seen", "ServIndusRead"}


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def mail(db, sink):
    row = owe("ada@example.org")
    outbox.send_due()
    return row


@pytest.fixture
def box(settings):
    with mailbox() as found:
        address = f"imap://me%40lab.example:s3cret%20p%25ss@127.0.0.1:{found.port}"
        settings.BOUNCE_MAILBOX_URL = f"{address}/INBOX"
        yield found


def read():
    return {name: n for name, n in tasks.read_bounces().items() if n}


def test_new_mails_are_read_and_marked_once(mail, box):
    ours, reply = box.put(reports.failure(mail)), box.put(VACATION)
    assert read() == {"hard": 1, "other": 1}
    assert Subscriber.of("ada@example.org").bounce == "hard"
    assert box.flags == {ours: READ, reply: READ}
    box.asked.clear()
    assert read() == {}
    assert not [one for one in box.asked if "FETCH" in one]


def test_what_a_person_has_opened_meanwhile_is_read_too(mail, box):
    box.put(reports.failure(mail), r"\Seen")
    assert read() == {"hard": 1}


def test_a_server_without_marks_of_ours_says_what_is_unread(mail, box):
    box.keeps_marks = False
    seen = box.put(VACATION, r"\Seen")
    new = box.put(reports.failure(mail))
    assert read() == {"hard": 1}
    assert box.flags == {seen: {r"\Seen"}, new: {r"\Seen"}}
    assert read() == {}


def test_a_broken_mail_is_said_and_the_next_ones_are_read(mail, box, caplog):
    box.put(reports.failure(mail).replace(b"Final-Recipient", b"Final"))
    box.put(reports.failure(mail))
    assert read() == {"broken": 1, "hard": 1}
    assert "a status without a recipient" in caplog.text
    assert read() == {}


def test_what_somebody_holds_is_read_by_the_next_run(mail, box, monkeypatch):
    number = box.put(reports.failure(mail))

    def held(*args, **options):
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(bounces, "bounce_subscriber", held)
        assert read() == {"busy": 1}
    assert box.flags == {number: set()}
    assert read() == {"hard": 1}


def test_a_killed_run_is_done_again_without_a_difference(mail, box):
    box.put(reports.failure(mail))
    read()
    box.flags = {number: set() for number in box.flags}
    assert read() == {"known": 1}


def test_one_run_reads_so_many(mail, box, monkeypatch):
    monkeypatch.setattr(bounce_post, "MOST", 2)
    for _number in range(3):
        box.put(VACATION)
    assert [read(), read(), read()] == [{"other": 2}, {"other": 1}, {}]


def test_the_command_reads_the_mailbox_too(mail, box, capsys):
    box.put(reports.failure(mail))
    call_command("read_bounces")
    assert "hard: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("s3cret", "wrong", "wrong password"),
        ("/INBOX", "/Elsewhere", "no such folder"),
        ("imap://", "imaps://", "SSL"),
    ],
)
def test_a_mailbox_that_cannot_be_opened_says_why(
    db, box, settings, caplog, old, new, words
):
    caplog.set_level(logging.DEBUG)
    settings.BOUNCE_MAILBOX_URL = settings.BOUNCE_MAILBOX_URL.replace(old, new)
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("read_bounces")
    for said in (str(refusal.value), caplog.text):
        assert "p%25ss" not in said
        assert "p%ss" not in said


def test_nobody_listens(db, settings):
    settings.BOUNCE_MAILBOX_URL = "imap://me:secret-word@127.0.0.1:1/INBOX"
    with pytest.raises(CommandError, match=r"mailbox at 127.0.0.1: .*refused") as said:
        call_command("read_bounces")
    assert "secret-word" not in str(said.value)


# --- The settings -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "imaps://me:secret@mail.example/INBOX",
        "imaps://me%40lab.example:s%2Fcret@mail.example:993",
        "imap://me:secret@localhost:1143/Reports",
        " imaps://me:secret@mail.example/INBOX.Reports\n",
        "",
    ],
)
def test_a_mailbox_is_taken_as_it_is_written(text):
    assert environment.mailbox(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "imap://me:hush-hush@mail.example/INBOX",  # in the clear across the net
        "https://me:hush-hush@mail.example",
        "imaps://mail.example/INBOX",
        "imaps://me@mail.example/INBOX",
        "imaps://me:hush-hush@mail.example:port/INBOX",
        "imaps://me:hush-hush@mail.example/INBOX?x=1",
        "imaps://me:hush-hush@mail.example/IN%0DBOX",
        "imaps://me:hush-hush@mail.example/%C3%A9t%C3%A9",
        "imaps://me:hush-hush@[x",
    ],
)
def test_another_one_is_refused_without_repeating_its_secret(text):
    with pytest.raises(ImproperlyConfigured, match="BOUNCE_MAILBOX_URL must") as said:
        environment.mailbox(text)
    assert "hush-hush" not in str(said.value)


SCHEDULE = """
from django.conf import settings
print("read_bounces" in settings.CELERY_BEAT_SCHEDULE, settings.BOUNCE_MAILBOX_URL)
"""


def started(**variables):
    names = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "servindus.settings",
             "SECRET_KEY": "x" * 60, "DEMO": "1", **variables}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", SCHEDULE],
        cwd=configured.BASE_DIR,
        env=names,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_the_mailbox_is_read_every_ten_minutes_only_where_there_is_one(tmp_path):
    assert started() == "False"
    path = tmp_path / "url"
    path.write_text("imaps://me:secret@mail.example/INBOX\n")
    found = started(BOUNCE_MAILBOX_URL_FILE=str(path))
    assert found == "True imaps://me:secret@mail.example/INBOX"
