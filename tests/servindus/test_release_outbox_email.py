"""A mail that a restore held back leaves when its lab lets it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from servindus import clock, outbox
from servindus.actions import drop_outbox_email, release_outbox_email
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh
from tests.evidence import journal
from tests.servindus.held import held_mail, page

NAME = "release_outbox_email"


@pytest.fixture
def mail(cast, monday):
    return held_mail(cast)


def test_it_is_owed_again_from_its_first_try(cast, mail):
    with clock.at(MONDAY + timedelta(hours=1)):
        done = release_outbox_email(mail, by=cast.moderator)
    assert (done.state, done.attempts, done.last_error) == ("owed", 0, "")
    assert done.next_try_at == MONDAY + timedelta(hours=1)
    assert journal(mail)[-1] == (NAME, "", "", cast.moderator.email, "portal")


def test_it_never_leaves_before_its_time(cast, mail):
    mail.not_before = mail.next_try_at = MONDAY + timedelta(days=1)
    mail.save()
    done = release_outbox_email(mail, by=cast.moderator)
    assert done.next_try_at == MONDAY + timedelta(days=1)


@pytest.mark.parametrize("state", ["owed", "failed", "dropped"])
def test_a_mail_that_is_not_held_is_left_alone(cast, mail, state):
    mail.state = state
    mail.save()
    for act in (release_outbox_email, drop_outbox_email):
        with pytest.raises(ActRefused, match="n’est pas retenu"):
            act(mail, by=cast.moderator)
    assert fresh(mail).state == state


def test_a_held_mail_stays_until_it_is_released(cast, mail, sink):
    OutboxEmail.objects.exclude(pk=mail.pk).update(state="dropped")
    assert outbox.send_due()["sent"] == 0
    assert sink.addresses == []
    release_outbox_email(mail, by=cast.moderator)
    assert outbox.send_due()["sent"] == 1
    assert sink.addresses == [mail.recipient]


def test_a_held_mail_whose_cause_is_undone_is_dropped(cast, mail):
    asked = mail.object_id
    from matchmaking.models import Introduction

    dropped = outbox.drop(
        obj=Introduction.objects.get(pk=asked), kinds=("introduction_sent",)
    )
    assert (dropped, fresh(mail).state) == (1, "dropped")


def test_the_desk_offers_it_and_reading_changes_nothing(client, cast, mail):
    client.force_login(cast.moderator)
    detail = client.get(
        reverse("admin:servindus_outboxemail_change", args=[mail.pk])
    ).text
    assert page(mail, NAME) in detail
    assert page(mail, "drop_outbox_email") in detail
    assert page(mail, "retry_outbox_email") not in detail
    assert client.get(page(mail, NAME)).status_code == 200
    assert fresh(mail).state == "held"
    assert client.post(page(mail, NAME)).status_code == 302
    assert fresh(mail).state == "owed"


def test_the_same_click_twice_releases_once(client, cast, mail):
    client.force_login(cast.moderator)
    client.post(page(mail, NAME))
    assert client.post(page(mail, NAME)).status_code in (302, 409)
    assert [line[0] for line in journal(mail)].count(NAME) == 1


def test_several_at_once_with_a_result_per_row(client, cast, mail):
    other = OutboxEmail.objects.exclude(pk=mail.pk).filter(desk=mail.desk).first()
    client.force_login(cast.moderator)
    address = reverse("admin:servindus_outboxemail_changelist")
    assert f'value="{NAME}"' in client.get(address).text
    chosen = {"action": NAME, "_selected_action": [mail.pk, other.pk]}
    asked = client.post(address, chosen)
    assert asked.status_code == 200
    assert fresh(mail).state == "held"
    done = client.post(address, {**chosen, "bulk_confirmed": "1"})
    assert fresh(mail).state == "owed"
    assert done.text.count("Fait") >= 1
    assert "n’est pas retenu" in done.text


@pytest.mark.parametrize("act", [NAME, "drop_outbox_email"])
def test_another_labs_mail_is_not_there(client, cast, mail, act):
    client.force_login(cast.colleague)
    assert client.post(page(mail, act)).status_code == 404
    assert fresh(mail).state == "held"


@pytest.mark.parametrize("act", [NAME, "drop_outbox_email"])
def test_a_startup_has_no_such_desk(client, cast, mail, act):
    client.force_login(cast.founder)
    assert client.post(page(mail, act)).status_code == 403
    assert fresh(mail).state == "held"


def test_nobody_else_has_the_right(cast, mail):
    for perm in ("servindus.release_outbox_email", "servindus.drop_outbox_email"):
        assert cast.moderator.has_perm(perm, mail)
        assert not cast.colleague.has_perm(perm, mail)
        assert not cast.founder.has_perm(perm, mail)
