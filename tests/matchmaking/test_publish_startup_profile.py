"""A complete profile is shown to decision makers and labs."""

import pytest
from django.db import IntegrityError

from matchmaking.actions import publish_startup_profile
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, make_profile
from tests.evidence import journal, owed


@pytest.mark.parametrize("status", ["draft", "suspended"])
def test_it_is_shown_and_journalled(cast, status):
    profile = make_profile(organisation=cast.startup, status=status)
    done = publish_startup_profile(profile, by=cast.founder)
    assert (done.status, done.last_confirmed_at) == ("published", MONDAY)
    assert journal(done) == [
        (
            "publish_startup_profile",
            status,
            "published",
            "fondatrice@startup.example",
            "portal",
        )
    ]
    assert owed() == set()


@pytest.mark.parametrize("missing", ["pitch", "problem", "maturity"])
def test_an_incomplete_one_is_refused(cast, missing):
    profile = make_profile(organisation=cast.startup, status="draft", **{missing: ""})
    with pytest.raises(ActRefused):
        publish_startup_profile(profile, by=cast.founder)


def test_a_published_one_is_refused(cast):
    with pytest.raises(TransitionNotAllowed):
        publish_startup_profile(
            make_profile(organisation=cast.startup), by=cast.founder
        )


@pytest.mark.parametrize("missing", ["pitch", "problem"])
def test_the_database_refuses_an_empty_published_one(cast, missing):
    with pytest.raises(IntegrityError, match="profile_published_is_complete"):
        make_profile(organisation=cast.startup, **{missing: ""})


def test_who_may_publish(cast):
    profile = make_profile(organisation=cast.startup, status="draft")
    perm = "matchmaking.publish_startup_profile"
    people = [
        "founder",
        "other_founder",
        "director",
        "moderator",
        "colleague",
        "liaison",
        "stranger",
        "admin",
    ]
    may = {who for who in people if getattr(cast, who).has_perm(perm, profile)}
    assert may == {"founder", "moderator"}
