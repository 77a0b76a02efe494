"""An address is given up: by a machine's report, or by hand; nobody writes to it."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError
from django.urls import reverse

from programmes.models import Programme
from programmes.notifications import AccountNotice
from servindus import clock, notifications, outbox
from servindus.actions import bounce_subscriber
from servindus.actors import SYSTEM, LinkHolder
from servindus.models import OutboxEmail, Subscriber
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line
from tests.matchmaking import stories

NAME = "bounce_subscriber"


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def reader(cast):
    stories.sent(cast)
    return Subscriber.objects.create(email=cast.founder.email, name="Inès Caron")


@pytest.mark.parametrize("bounce", ["hard", "spam"])
def test_it_is_noted_with_its_reason_and_time(reader, bounce):
    done = bounce_subscriber(reader, by=SYSTEM, bounce=bounce)
    assert (done.bounce, done.bounced_at) == (bounce, MONDAY)
    assert journal(reader) == [(NAME, "", "", "system", "system")]
    assert last_line(reader).details == {"bounce": bounce}


def test_a_second_report_changes_nothing(reader):
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    with clock.at(MONDAY + timedelta(days=1)), pytest.raises(ActRefused, match="rien"):
        bounce_subscriber(reader, by=SYSTEM, bounce="spam")
    assert (fresh(reader).bounce, fresh(reader).bounced_at) == ("hard", MONDAY)
    assert len(journal(reader)) == 1


def test_a_reason_must_be_one(reader):
    with pytest.raises(ValueError, match="full"):
        bounce_subscriber(reader, by=SYSTEM, bounce="full")
    assert fresh(reader).bounce == ""


@pytest.mark.parametrize(
    "fields", [{"bounce": "hard"}, {"bounced_at": MONDAY}, {"bounce": "spam"}]
)
def test_the_database_refuses_a_reason_without_its_time(reader, fields):
    with pytest.raises(IntegrityError, match="subscriber_bounce_has_time"):
        Subscriber.objects.filter(pk=reader.pk).update(**fields)


def test_mails_to_it_are_dropped_at_the_moment_of_sending(reader, cast, sink):
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    outbox.send_due()
    states = OutboxEmail.objects.filter(recipient=reader.email)
    assert set(states.values_list("state", flat=True)) == {"dropped"}
    assert sink.addresses
    assert reader.email not in sink.addresses


def test_no_digest_is_opened_for_it(reader):
    Subscriber.objects.filter(pk=reader.pk).update(next_digest_at=MONDAY)
    assert reader in Subscriber.objects.due(MONDAY)
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    assert reader not in Subscriber.objects.due(MONDAY)


def test_whoever_asks_for_a_code_gets_it(reader, client, settings, sink):
    bounce_subscriber(reader, by=SYSTEM, bounce="hard")
    client.post("/compte/login/code/", {"email": reader.email})
    outbox.send_due()
    assert sink.addresses.count(reader.email) == 1
    assert sink.message()["X-ServIndus-Kind"] == "account_code"


def test_each_notice_of_the_doors_is_such_an_answer():
    every = notifications.every_notice()
    doors = [one for one in every if isinstance(one, AccountNotice)]
    assert len(doors) == 4
    assert all(one.despite_bounce for one in doors)


PERM = f"servindus.{NAME}"


def test_who_may_give_an_address_up(cast, reader):
    # The lab has written to it; Nancy's has not.
    assert SYSTEM.has_perm(PERM, reader)
    assert cast.moderator.has_perm(PERM, reader)
    assert cast.admin.has_perm(PERM, reader)
    for other in (cast.colleague, cast.founder, cast.director, cast.liaison,
                  cast.stranger, LinkHolder(reader)):  # fmt: skip
        assert not other.has_perm(PERM, reader), other


def test_the_rule_without_a_row_is_for_whoever_has_a_desk(cast):
    assert cast.moderator.has_perm(PERM)
    assert not cast.founder.has_perm(PERM)


def test_the_desk_asks_why(client, cast, reader):
    desk = admin.site._registry.get(Subscriber)
    if desk is None:
        pytest.skip("addresses have no desk yet")
    page = reverse("admin:servindus_subscriber_act", args=[reader.pk, NAME])
    client.force_login(cast.moderator)
    assert client.get(page).status_code == 200
    assert fresh(reader).bounce == ""
    assert client.post(page, {"bounce": "full"}).status_code == 200
    assert client.post(page, {"bounce": "spam"}).status_code == 302
    assert fresh(reader).bounce == "spam"


def test_a_mail_of_the_programme_has_no_labs_desk(cast):
    programme = Programme.objects.get()
    assert programme
    reader = Subscriber.objects.create(email="nobody@example.org")
    assert not cast.moderator.has_perm(PERM, reader)
    assert cast.admin.has_perm(PERM, reader)
