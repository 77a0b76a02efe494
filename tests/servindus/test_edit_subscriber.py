"""Choosing what one gets by mail: signed in, or by the link that a mail carries."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from servindus import preferences
from servindus.actions import edit_subscriber
from servindus.actors import LinkHolder
from servindus.models import JournalEntry, OutboxEmail, Subscriber
from servindus.workflow import ActRefused
from tests.cast import PASSWORD, fresh
from tests.servindus.digesting import subscribe

PAGE = "/compte/courriels/"
CHOSEN = {
    "rhythm": "weekly",
    "weekday": "4",
    "hour": "17",
    "zone": "America/Cayenne",
    "paused_until": "",
    "ceiling": "5",
    "delivery_reminders": "digest",
    "delivery_access": "now",
    "delivery_jobs": "now",
    "delivery_introductions": "never",
    "delivery_follow_ups": "now",
    "delivery_reports": "now",
}


@pytest.fixture(autouse=True)
def _on_monday(monday):
    return monday


@pytest.fixture
def founder(cast, client):
    client.force_login(cast.founder)
    return client


def test_it_is_saved_journalled_and_the_next_date_follows(cast, founder):
    response = founder.post(PAGE, CHOSEN)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    reader = Subscriber.objects.get(email=cast.founder.email)
    assert (reader.rhythm, reader.weekday, reader.hour) == ("weekly", 4, 17)
    assert (reader.zone, reader.ceiling) == ("America/Cayenne", 5)
    assert reader.deliveries == {"reminders": "digest", "introductions": "never"}
    # Thursday at 17:00 in Cayenne.
    assert reader.next_digest_at.isoformat() == "2026-09-10T20:00:00+00:00"
    line = JournalEntry.objects.get(verb="edit_subscriber")
    assert (line.user, line.object_id) == (cast.founder, reader.pk)
    assert line.details["deliveries"] == reader.deliveries


def test_looking_writes_nothing(cast, founder, django_assert_num_queries):
    page = founder.get(PAGE)
    assert page.status_code == 200
    assert not Subscriber.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_founder_is_asked_what_concerns_them(cast, founder):
    html = founder.get(PAGE).content.decode()
    shown = [key for key in ("reminders", "introductions") if f"delivery_{key}" in html]
    assert shown == ["reminders", "introductions"]
    for key in (
        "moderation",
        "dossiers",
        "register",
        "sittings",
        "account",
        "meetings",
    ):
        assert f"delivery_{key}" not in html


def test_what_is_not_asked_stays_as_it_was(cast, founder):
    reader = subscribe(cast.founder.email, deliveries={"moderation": "never"})
    founder.post(PAGE, CHOSEN)
    assert fresh(reader).deliveries["moderation"] == "never"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rhythm": "hourly"}, "hourly"),
        ({"weekday": "8"}, "8"),
        ({"hour": "3"}, "3"),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"ceiling": "0"}, "0"),
        ({"ceiling": "9" * 40}, "9" * 40),
        ({"paused_until": "2026-09-07"}, "2026-09-07"),
        ({"paused_until": "2028-09-07"}, "2028-09-07"),
        ({"paused_until": "nonsense\x00"}, "nonsense"),
        ({"delivery_reminders": "sometimes"}, "sometimes"),
        ({"rhythm": "never", "paused_until": "2026-09-20"}, "2026-09-20"),
    ],
)
def test_wrong_input_is_told_and_nothing_is_written(cast, founder, wrong, words):
    subscribe(cast.founder.email)
    response = founder.post(PAGE, {**CHOSEN, **wrong})
    assert response.status_code in (200, 400)
    assert not JournalEntry.objects.filter(verb="edit_subscriber").exists()
    assert Subscriber.objects.get().rhythm == "daily"


def test_without_a_digest_what_waited_for_it_is_owed(cast, founder):
    reader = subscribe(cast.founder.email)
    row = OutboxEmail.objects.create(
        kind="introduction_approved",
        recipient=reader.email,
        cause=JournalEntry.objects.create(
            verb="x",
            object_type="x",
            object_id=1,
            actor_kind="system",
            channel="system",
        ),
        object_type="matchmaking.introduction",
        object_id=1,
        state="digest",
    )
    founder.post(PAGE, {**CHOSEN, "rhythm": "never"})
    assert fresh(row).state == "owed"
    assert fresh(reader).next_digest_at is None


def test_the_act_itself_refuses_a_pause_without_a_digest(cast):
    reader = subscribe(cast.founder.email)
    with pytest.raises(ActRefused):
        edit_subscriber(
            reader,
            by=cast.founder,
            rhythm="never",
            weekday=1,
            hour=8,
            zone="Europe/Paris",
            ceiling=5,
            deliveries={},
            paused_until=date(2026, 9, 20),
        )


def test_nobody_chooses_for_somebody_else(cast):
    other = subscribe(cast.other_founder.email)
    own = subscribe(cast.founder.email)
    may = "servindus.edit_subscriber"
    assert not cast.founder.has_perm(may, other)
    assert cast.founder.has_perm(may, own)
    assert not LinkHolder(own).has_perm(may, other)
    assert LinkHolder(own).has_perm(may, own)


def test_visitors_are_sent_to_the_door(client, db):
    assert client.get(PAGE)["Location"].startswith("/compte/login/")


# --- By a mail's link -----------------------------------------------------------------


def link(reader):
    return reverse("edit_subscriber_by_link", args=[preferences.token_of(reader)])


def test_whoever_has_the_mail_chooses_for_its_address(cast, client):
    reader = subscribe(cast.manager.email)
    address = link(reader)
    html = client.get(address).content.decode()
    assert "delivery_requests" in html
    assert "delivery_moderation" not in html
    response = client.post(
        address,
        {**CHOSEN, "delivery_requests": "digest"},
    )
    assert (response.status_code, response["Location"]) == (302, address)
    assert fresh(reader).deliveries["requests"] == "digest"
    line = JournalEntry.objects.get(verb="edit_subscriber")
    assert (line.actor_kind, line.link, line.user) == ("link", reader.pk, None)


def test_a_forged_link_opens_nothing(client, db):
    reader = subscribe()
    forged = link(reader)[:-3] + "xx/"
    assert client.get(forged).status_code == 404
    assert client.post(forged, CHOSEN).status_code == 404


def test_the_link_of_one_category_does_not_open_all_choices(client, db):
    reader = subscribe()
    token = preferences.token_of(reader, preferences.category_named("reminders"))
    address = reverse("edit_subscriber_by_link", args=[token])
    assert client.get(address).status_code == 404


# --- The preview ----------------------------------------------------------------------


def test_the_preview_shows_what_would_leave_now_and_writes_nothing(cast, founder):
    from tests.matchmaking.stories import drafted

    drafted(cast)
    before = JournalEntry.objects.count()
    page = founder.get("/courriels/apercu/").content.decode()
    body = founder.get("/courriels/apercu/corps")
    assert "Prévoir l’arrêt de la tréfileuse" in page
    assert "Prévoir l’arrêt de la tréfileuse" in body.content.decode()
    assert "default-src &#x27;none&#x27;" not in page
    assert "'none'" in body["Content-Security-Policy"]
    assert JournalEntry.objects.count() == before
    assert not OutboxEmail.objects.filter(kind="digest").exists()


def test_with_nothing_to_tell_the_preview_says_so(founder):
    assert founder.get("/courriels/apercu/").status_code == 200
    assert founder.get("/courriels/apercu/corps").status_code == 404


def test_the_same_form_twice_is_one_wish(cast, founder):
    founder.post(PAGE, CHOSEN)
    founder.post(PAGE, CHOSEN)
    assert Subscriber.objects.count() == 1


def test_signed_in_after_the_door_it_is_the_same_page(cast):
    client = Client()
    client.post("/compte/login/", {"login": cast.founder.email, "password": PASSWORD})
    assert client.get(PAGE).status_code == 200
