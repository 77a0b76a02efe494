"""Workers in tests: processes of their own, with hundreds of mails before them."""

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from programmes.models import Programme
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import Digest, OutboxEmail, Subscriber
from servindus.workflow import write_journal

RECIPIENTS = int(os.environ.get("RECIPIENTS", "120"))


def addresses():
    return [f"reader{number}@lab.example" for number in range(RECIPIENTS)]


def environment(port):
    """Give what a worker starts with: the test's own database and mail server."""
    data = connection.settings_dict
    user, password = data["USER"], data["PASSWORD"]
    # An embedded server is named by its socket's folder.
    host = data["HOST"] or data["OPTIONS"].get("host", "")
    number = data["PORT"]
    there = f"{quote(user)}:{quote(password)}@"
    place = f"/{data['NAME']}?host={quote(host, safe='')}"
    if number:
        place += f"&port={number}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{there}{place}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "SECRET_KEY": settings.SECRET_KEY,
        "DEMO": "1",
    }


def start(port, command):
    """Start a worker: a process that sends what is due and ends."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment(port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def owe_letters():
    """Owe everybody a mail."""
    programme = Programme.objects.get()
    now = clock.now()
    cause = write_journal("test", programme, by=SYSTEM, now=now)
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind="account_unknown",
            recipient=address,
            cause=cause,
            object_type="programmes.programme",
            object_id=programme.pk,
            not_before=now,
            next_try_at=now,
        )
        for address in addresses()
    )


def owe_digests():
    """Owe everybody a digest in which there is something to tell."""
    now = clock.now()
    programme = Programme.objects.get()
    cause = write_journal("test", programme, by=SYSTEM, now=now)
    readers = Subscriber.objects.bulk_create(
        Subscriber(email=address, rhythm="weekly") for address in addresses()
    )
    made = Digest.objects.bulk_create(
        Digest(subscriber=one, period=clock.today(), since=now) for one in readers
    )
    # Each has a mail that waited for it: there is something to tell.
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind=kind,
            recipient=one.subscriber.email,
            cause=cause,
            object_type=about._meta.label_lower,
            object_id=about.pk,
            state=state,
        )
        for one in made
        for kind, about, state in (
            ("digest", one, "owed"),
            ("account_unknown", programme, "digest"),
        )
    )
