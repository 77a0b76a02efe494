"""Two workers open, enrol and send at once: each digest leaves once."""

from datetime import timedelta

import pytest

from servindus import clock, digest_post
from servindus.models import Digest, Subscriber
from tests.cast import MONDAY
from tests.servindus.digesting import LINE, received, subscribe, telling
from tests.threads import together


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_digest_once():
    for number in range(20):
        subscribe(f"person{number:02}@example.org")
    later = MONDAY + timedelta(days=1)
    with telling(LINE), clock.at(later):
        found = together(*[lambda: digest_post.run(later)] * 3)
    assert not [one for one in found if isinstance(one, Exception)]
    assert sum(one["opened"] for one in found) == 20
    assert sorted(received()) == [
        f"person{number:02}@example.org" for number in range(20)
    ]
    assert Digest.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_two_enrolments_at_once_give_one_row(cast):
    assert cast.founder
    found = together(*[lambda: digest_post.enrol(MONDAY)] * 3)
    assert not [one for one in found if isinstance(one, Exception)]
    emails = list(Subscriber.objects.values_list("email", flat=True))
    assert len(emails) == len(set(emails))
    assert cast.founder.email in emails
