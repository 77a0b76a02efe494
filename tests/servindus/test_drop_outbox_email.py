"""A mail that a restore held back is given up by its lab."""

import pytest

from servindus import outbox
from servindus.actions import drop_outbox_email
from servindus.models import OutboxEmail
from tests.cast import fresh
from tests.evidence import journal
from tests.servindus.held import held_mail, page

NAME = "drop_outbox_email"


@pytest.fixture
def mail(cast, monday):
    return held_mail(cast)


def test_it_is_dropped_and_the_journal_says_by_whom(cast, mail):
    done = drop_outbox_email(mail, by=cast.moderator)
    assert done.state == "dropped"
    assert journal(mail)[-1] == (NAME, "", "", cast.moderator.email, "portal")


def test_it_never_leaves(cast, mail, sink):
    OutboxEmail.objects.exclude(pk=mail.pk).update(state="dropped")
    drop_outbox_email(mail, by=cast.moderator)
    assert outbox.send_due() == {
        "sent": 0,
        "retry": 0,
        "failed": 0,
        "dropped": 0,
        "digest": 0,
    }
    assert sink.addresses == []


def test_the_desk_asks_first(client, cast, mail):
    client.force_login(cast.moderator)
    assert client.get(page(mail, NAME)).status_code == 200
    assert fresh(mail).state == "held"
    assert client.post(page(mail, NAME)).status_code == 302
    assert fresh(mail).state == "dropped"
