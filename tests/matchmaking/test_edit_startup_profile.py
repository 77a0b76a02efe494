"""The startup says what a decision maker reads of it."""

from datetime import timedelta

from matchmaking.actions import edit_startup_profile
from matchmaking.models import StartupProfile
from programmes.models import Topic
from servindus import clock
from tests.cast import MONDAY, fresh, make_member, make_profile
from tests.evidence import journal, owed
from tests.matchmaking.checks import answers_to, reading_writes_nothing

PAGE = "/profil/"
TEXTS = {
    "pitch": "Nous prévoyons les pannes.",
    "problem": "Savoir qu’une machine va casser.",
    "maturity": "pilot",
    "languages": ["fr", "en"],
}


def test_it_is_kept_confirmed_and_journalled(cast):
    profile = make_profile(organisation=cast.startup)
    topic = Topic.objects.filter(is_open=True).first()
    later = MONDAY + timedelta(days=1)
    with clock.at(later):
        done = edit_startup_profile(
            profile, by=cast.founder, pitch="Autre phrase.", topics=[topic]
        )
    assert (done.pitch, done.last_confirmed_at) == ("Autre phrase.", later)
    assert list(done.topics.all()) == [topic]
    assert journal(done) == [
        (
            "edit_startup_profile",
            "published",
            "published",
            "fondatrice@startup.example",
            "portal",
        )
    ]
    assert owed() == set()


def test_a_first_complete_profile_is_published(client, cast):
    client.force_login(cast.founder)
    reading_writes_nothing(client, PAGE)
    assert client.post(PAGE, TEXTS).headers["Location"] == "/"
    profile = StartupProfile.objects.get(organisation=cast.startup)
    assert (profile.status, profile.languages) == ("published", ["fr", "en"])
    assert [line[0] for line in journal(profile)] == [
        "edit_startup_profile",
        "publish_startup_profile",
    ]


def test_faults_are_told_and_nothing_is_kept(client, cast):
    client.force_login(cast.founder)
    for faulty in ({"pitch": ""}, {"pitch": "x" * 141}, {"maturity": "?"}):
        assert client.post(PAGE, {**TEXTS, **faulty}).status_code == 200
    assert not StartupProfile.objects.exists()


def test_the_status_is_no_field(client, cast):
    profile = make_profile(organisation=cast.startup)
    client.force_login(cast.founder)
    client.post(PAGE, {**TEXTS, "status": "suspended", "organisation": "1"})
    assert fresh(profile).status == "published"


def test_each_startup_has_its_own(client, cast):
    theirs = make_profile(organisation=cast.other_startup, pitch="La leur.")
    client.force_login(cast.founder)
    assert "La leur." not in client.get(PAGE).text
    client.post(PAGE, TEXTS)
    assert fresh(theirs).pitch == "La leur."


def test_every_member_may_and_others_have_none(client, cast):
    member = make_member(organisation=cast.startup)
    people = "visitor director moderator colleague liaison stranger admin"
    assert answers_to(client, cast, PAGE, TEXTS, people) == {
        "visitor": 302,
        "director": 403,
        "moderator": 403,
        "colleague": 403,
        "liaison": 403,
        "stranger": 403,
        "admin": 403,
    }
    client.force_login(member)
    assert client.post(PAGE, TEXTS).status_code == 302
