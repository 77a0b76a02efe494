"""One reader who cannot be read, one digest that was given up: nobody else loses."""

from datetime import date, timedelta

import pytest

from servindus import clock, digest_post, digests
from servindus.digests import Part, Section
from servindus.models import OutboxEmail
from tests.cast import MONDAY
from tests.servindus.digesting import LINE, live, received, subscribe, telling


@pytest.fixture(autouse=True)
def _posts(db, settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def test_one_reader_who_cannot_be_read_is_tried_again_alone():
    for name in ("ada", "bob", "zoe"):
        subscribe(f"{name}@example.org")

    def make(readers, now):
        if any(reader.email == "bob@example.org" for reader in readers):
            raise ValueError("bob")
        return {one.email: Part([Section("Section", [LINE])]) for one in readers}

    later = MONDAY + timedelta(days=1)
    with telling(LINE), clock.at(later):
        digests.makers[:] = [make]
        done = digest_post.run(later)
    assert (done["sent"], done["retry"]) == (2, 1)
    assert received() == ["ada@example.org", "zoe@example.org"]


def test_what_a_digest_that_was_given_up_had_to_tell_is_in_the_next():
    reader = subscribe()
    with telling(LINE):
        live([date(2026, 9, 8)])
        live([date(2026, 9, 9)])
        lost = reader.digests.get(period=date(2026, 9, 9))
        OutboxEmail.objects.filter(object_id=lost.pk, kind="digest").update(
            state="failed", sent_at=None
        )
        live([date(2026, 9, 10)])
    first = reader.digests.get(period=date(2026, 9, 8))
    assert reader.digests.get(period=date(2026, 9, 10)).since == first.at
