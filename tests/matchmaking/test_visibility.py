"""Who finds a request at all, and how much of it."""

from datetime import timedelta

import pytest

from matchmaking.models import Introduction, Meeting
from servindus import clock, outbox
from tests.cast import MONDAY, make_profile
from tests.matchmaking.checks import ALL, in_status, portal
from tests.matchmaking.meetings import booked
from tests.matchmaking.stories import declined, sent, submitted

EVERYBODY = [
    "founder",
    "other_founder",
    "director",
    "assistant",
    "moderator",
    "second_moderator",
    "colleague",
    "liaison",
    "stranger",
    "admin",
]
PAGES = [
    "introduction_detail",
    "withdraw_introduction",
    "cancel_introduction",
    "accept_introduction",
    "decline_introduction",
    "introduction_submitted",
]
STAFF = {"moderator", "second_moderator", "admin"}
# Who sees a request in each status; before it leaves it is not the manager's.
ASKED = {"founder", "director", *STAFF}
SEEN = {
    "draft": {"founder"},
    "submitted": {"founder", *STAFF},
    "needs_info": {"founder", *STAFF},
    "queued": {"founder", *STAFF},
    "rejected": {"founder", *STAFF},
}


@pytest.mark.parametrize("status", ALL)
def test_who_sees_a_request(client, cast, status):
    introduction = in_status(cast, status, decision_maker=cast.manager_with_account)
    seen = SEEN.get(status, ASKED)
    for who in EVERYBODY:
        user = getattr(cast, who)
        rows = Introduction.objects.visible_to(user).filter(pk=introduction.pk)
        assert rows.exists() is (who in seen), who
        client.force_login(user)
        answer = client.get(introduction.get_absolute_url()).status_code
        assert answer == (200 if who in seen else 404), who


def test_a_visitor_is_asked_to_sign_in(client, cast):
    introduction = in_status(cast, "sent")
    for page in PAGES:
        response = client.get(portal(introduction, page))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/compte/login/?next=")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["other_founder", "colleague", "liaison", "stranger"])
def test_what_is_out_of_reach_looks_like_what_does_not_exist(client, cast, page, who):
    introduction = in_status(cast, "sent")
    client.force_login(getattr(cast, who))
    only_read = page in ("introduction_detail", "introduction_submitted")
    assert client.get(portal(introduction, page)).status_code == 404
    posted = client.post(portal(introduction, page)).status_code
    assert posted == (405 if only_read else 404)
    missing = portal(introduction, page).replace(
        str(introduction.public_id), "00000000-0000-4000-8000-000000000000"
    )
    assert client.get(missing).status_code == 404


@pytest.fixture
def theirs(cast):
    """A request of a startup of Nancy to a plant of Rouen, answered and settled."""
    return declined(
        cast,
        founder=cast.other_founder,
        subject="Un objet confidentiel",
        why_you="Un pourquoi confidentiel",
    )


def test_the_startups_own_lab_sees_status_and_dates_and_no_text(client, cast, theirs):
    client.force_login(cast.colleague)
    with clock.at(MONDAY + timedelta(hours=1)):
        addresses = [
            theirs.get_absolute_url(),
            "/",
            *[f"/mises-en-relation/?vue={part}" for part in ("en-cours", "sans-suite")],
        ]
        pages = [client.get(address) for address in addresses]
    assert pages[0].context["seen"] == "declined"
    assert theirs.reference in pages[0].text
    for page in pages:
        assert page.status_code == 200
        for text in ("confidentiel", "Nous sommes équipés", "jusqu’en 2028"):
            assert text not in page.text, page.request["PATH_INFO"]
    assert [row.href for row in pages[-1].context["rows"]] == [
        theirs.get_absolute_url()
    ]


def test_the_startups_own_lab_acts_on_nothing(client, cast, theirs):
    client.force_login(cast.colleague)
    with clock.at(MONDAY + timedelta(hours=1)):
        assert client.get(theirs.get_absolute_url()).context["acts"] == []
        desk = f"/admin/matchmaking/introduction/{theirs.pk}/change/"
        assert client.get(desk).status_code == 404
        assert client.post(portal(theirs, "cancel_introduction")).status_code == 403


def test_a_draft_is_not_its_labs(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.moderator)
    desk = f"/admin/matchmaking/introduction/{draft.pk}/change/"
    assert client.get(desk).status_code == 404
    listed = client.get("/admin/matchmaking/introduction/?file=toutes")
    assert draft.subject not in listed.text


def test_the_desk_is_the_labs_own(client, cast):
    introduction = submitted(cast)
    address = f"/admin/matchmaking/introduction/{introduction.pk}/change/"
    history = f"/admin/matchmaking/introduction/{introduction.pk}/history/"
    for who, status in {"moderator": 200, "admin": 200, "colleague": 404}.items():
        client.force_login(getattr(cast, who))
        assert client.get(address).status_code == status, who
        assert client.get(history).status_code == status, who


def test_a_card_is_seen_by_its_lab_by_itself_and_by_who_may_ask(client, cast):
    card = cast.manager_with_account
    for who, status in {
        "founder": 200,
        "other_founder": 200,
        "director": 200,
        "moderator": 200,
        "admin": 200,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
    }.items():
        client.force_login(getattr(cast, who))
        assert client.get(card.get_absolute_url()).status_code == status, who


def test_leaving_the_startup_closes_the_file_and_its_mails(client, cast, sink):
    introduction = sent(cast)
    client.force_login(cast.founder)
    assert client.get(introduction.get_absolute_url()).status_code == 200
    cast.founder.memberships.all().delete()
    assert client.get(introduction.get_absolute_url()).status_code == 404
    outbox.send_due()
    assert "fondatrice@startup.example" not in sink.addresses


def test_a_meeting_is_of_its_two_sides_its_lab_and_the_programme(client, cast):
    introduction = in_status(
        cast, "accepted", decision_maker=cast.manager_with_account, subject="Secret"
    )
    meeting = booked(introduction)
    seen = {"founder", "director", *STAFF}
    desks = {"moderator": 200, "second_moderator": 200, "admin": 200, "colleague": 404}
    for who in EVERYBODY:
        user = getattr(cast, who)
        rows = Meeting.objects.visible_to(user).filter(pk=meeting.pk)
        assert rows.exists() is (who in seen), who
    for who, status in desks.items():
        client.force_login(getattr(cast, who))
        page = f"/admin/matchmaking/meeting/{meeting.pk}/change/"
        assert client.get(page).status_code == status, who
        listed = client.get("/admin/matchmaking/meeting/")
        assert ("Secret" in listed.text) is (status == 200), who


def test_a_profile_that_is_not_published_is_the_startups_and_its_labs(client, cast):
    profile = make_profile(organisation=cast.startup, status="draft", pitch="Secret")
    page = f"/admin/matchmaking/startupprofile/{profile.pk}/change/"
    for who, status in {"moderator": 200, "admin": 200, "colleague": 404}.items():
        client.force_login(getattr(cast, who))
        assert client.get(page).status_code == status, who
        listed = client.get("/admin/matchmaking/startupprofile/")
        assert (str(cast.startup) in listed.text) is (status == 200), who
