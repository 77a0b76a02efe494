"""A mail that was given up is owed once more, by the lab it belongs to."""

import pytest
from django.urls import reverse

from servindus.actions import retry_outbox_email
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import fresh
from tests.evidence import journal
from tests.matchmaking import stories

NAME = "retry_outbox_email"


@pytest.fixture
def mail(cast, monday):
    asked = stories.sent(cast)
    row = OutboxEmail.objects.get(kind="introduction_sent", object_id=asked.pk)
    row.state, row.attempts, row.last_error = "failed", 8, "550 No such person"
    row.save()
    return row


def page(mail):
    return reverse("admin:servindus_outboxemail_act", args=[mail.pk, NAME])


def test_it_is_owed_again_from_its_first_try(cast, mail):
    done = retry_outbox_email(mail, by=cast.moderator)
    assert (done.state, done.attempts, done.last_error) == ("owed", 0, "")
    assert journal(mail)[-1] == (NAME, "", "", cast.moderator.email, "portal")


def test_a_mail_that_has_not_failed_is_left_alone(cast, mail):
    done = retry_outbox_email(mail, by=cast.moderator)
    with pytest.raises(ActRefused, match="pas en échec"):
        retry_outbox_email(done, by=cast.moderator)


def test_the_desk_offers_it_and_reading_changes_nothing(client, cast, mail):
    client.force_login(cast.moderator)
    assert client.get(page(mail)).status_code == 200
    assert fresh(mail).state == "failed"
    assert client.post(page(mail)).status_code == 302
    assert fresh(mail).state == "owed"


def test_another_labs_mail_is_not_there(client, cast, mail):
    client.force_login(cast.colleague)
    assert client.post(page(mail)).status_code == 404
    assert fresh(mail).state == "failed"


def test_a_startup_has_no_such_desk(client, cast, mail):
    client.force_login(cast.founder)
    assert client.post(page(mail)).status_code in (302, 403)
    assert fresh(mail).state == "failed"
