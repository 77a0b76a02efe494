"""An address works again: it is written to, and nothing that is past follows."""

from datetime import timedelta

import pytest

from servindus import clock
from servindus.actions import bounce_subscriber, reach_subscriber
from servindus.actors import SYSTEM
from servindus.models import Subscriber
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh
from tests.evidence import journal
from tests.matchmaking import stories

NAME = "reach_subscriber"
PERM = f"servindus.{NAME}"


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def reader(cast):
    stories.sent(cast)
    row = Subscriber.objects.create(email=cast.founder.email, next_digest_at=MONDAY)
    return bounce_subscriber(row, by=SYSTEM, bounce="hard")


def test_it_is_written_to_again(cast, reader):
    done = reach_subscriber(reader, by=cast.moderator)
    assert (done.bounce, done.bounced_at) == ("", None)
    assert journal(reader)[-1] == (NAME, "", "", cast.moderator.email, "portal")


def test_the_digest_that_came_due_meanwhile_does_not_follow(cast, reader):
    with clock.at(MONDAY + timedelta(days=3)):
        reach_subscriber(reader, by=cast.moderator)
        assert not Subscriber.objects.due(clock.now()).exists()
    assert fresh(reader).next_digest_at > MONDAY + timedelta(days=3)


def test_an_address_that_works_is_left_alone(cast, reader):
    done = reach_subscriber(reader, by=cast.moderator)
    with pytest.raises(ActRefused, match="fonctionne"):
        reach_subscriber(done, by=cast.moderator)


def test_who_may(cast, reader):
    assert cast.moderator.has_perm(PERM, reader)
    assert cast.admin.has_perm(PERM, reader)
    for other in (SYSTEM, cast.colleague, cast.founder, cast.stranger):
        assert not other.has_perm(PERM, reader), other
