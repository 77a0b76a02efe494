"""Every task of the worker, twice in a row and twice at once: no difference."""

from collections import Counter
from datetime import timedelta

import pytest
from celery import current_app
from django.core import mail

from programmes.models import Duplicate
from servindus import clock
from servindus.actions import request_export
from servindus.models import Digest, Export, JournalEntry, Occurrence, OutboxEmail
from tests.blockers import escalations, stories
from tests.cast import MONDAY, make_organisation
from tests.evidence import nothing_written
from tests.matchmaking.stories import sent
from tests.servindus.digesting import subscribe
from tests.threads import together

OURS = ("servindus.", "programmes.", "matchmaking.", "blockers.", "benchmarking.")
# Ten days on: reminders are due, a digest, mails, a file, an import of nothing.
LATER = MONDAY + timedelta(days=10)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def tasks():
    """Give every task of the house by name; Celery's own are left out."""
    current_app.loader.import_default_modules()
    return {
        name: task
        for name, task in sorted(current_app.tasks.items())
        if name.startswith(OURS)
    }


def world(cast):
    """Make something for each task to do."""
    sent(cast)
    stories.asked(cast)
    escalations.acknowledged(cast)
    subscribe(cast.founder.email)
    for name in ("Papeterie de la Boucle", "PAPETERIE DE LA BOUCLE"):
        make_organisation(lab=cast.rouen, kind="industrial", name=name)
    request_export(
        "organisations",
        by=cast.moderator,
        author=cast.moderator,
        format="csv",
        query="",
        language="fr",
        details={},
    )


def done():
    """Count what tasks leave: mails by address and kind, lines, files, pairs."""
    return {
        "mails": Counter(
            (message.to[0], message.extra_headers["X-ServIndus-Kind"])
            for message in mail.outbox
        ),
        "owed": Counter(OutboxEmail.objects.values_list("kind", "recipient", "state")),
        "lines": Counter(JournalEntry.objects.values_list("verb", flat=True)),
        "told": Occurrence.objects.count(),
        "digests": Digest.objects.count(),
        "files": Counter(Export.objects.values_list("status", flat=True)),
        "pairs": Duplicate.objects.count(),
    }


def test_twice_in_a_row_nothing_is_done_again(cast):
    world(cast)
    with clock.at(LATER):
        for _name, task in tasks().items():
            task()
        # What one task leaves is another one's work: mails of reminders.
        for _name, task in tasks().items():
            task()
        once = done()
        for _name, task in tasks().items():
            with nothing_written():
                task()
        assert done() == once
    assert once["files"] == {"done": 1}
    assert once["pairs"] == 1
    assert once["digests"] == Digest.objects.count() >= 1
    assert once["lines"]["remind_introduction"] == 1


def test_twice_at_once_is_like_once(cast):
    """Whoever is quicker does it; the other finds it done, and loses nothing."""
    world(cast)
    with clock.at(LATER):
        for _turn in range(3):
            for name, task in tasks().items():
                found = together(task, task)
                assert not [one for one in found if isinstance(one, Exception)], name
    at_once = done()
    assert max(at_once["mails"].values()) == 1
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids))
    assert at_once["files"] == {"done": 1}
    assert at_once["pairs"] == 1
    assert at_once["lines"]["remind_introduction"] == 1
    assert len(set(Digest.objects.values_list("subscriber", "period"))) == (
        Digest.objects.count()
    )
    assert set(OutboxEmail.objects.values_list("state", flat=True)) <= {
        "sent",
        "dropped",
    }
