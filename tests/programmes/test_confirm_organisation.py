"""confirm_organisation: the lab attests that an organisation is what it says."""

import pytest

from programmes.actions import confirm_organisation, refuse_organisation
from servindus.workflow import TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

PERM = "programmes.confirm_organisation"


def test_confirms(new_startup, moderator):
    done = confirm_organisation(new_startup, by=moderator)
    assert done.is_verified
    assert lines(done) == [
        ("confirm_organisation", "pending", "verified", moderator.email)
    ]


def test_takes_a_refusal_back(new_startup, moderator):
    refuse_organisation(new_startup, by=moderator, reason="Unknown")
    done = confirm_organisation(new_startup, by=moderator)
    assert (done.status, done.refusal) == ("verified", "")


def test_refuses_another_status(startup, moderator):
    with pytest.raises(TransitionNotAllowed):
        confirm_organisation(startup, by=moderator)


def test_who_may(new_startup, moderator, colleague, stranger, founder):
    assert moderator.has_perm(PERM, new_startup)
    for person in (colleague, stranger, founder, make.programme_admin()):
        assert not person.has_perm(PERM, new_startup)
