"""refuse_organisation: the lab says no, and whoever asked to join hears it."""

import pytest

from programmes.actions import confirm_organisation, refuse_organisation
from servindus.workflow import TransitionNotAllowed
from tests.programmes.acts import lines, owed

PERM = "programmes.refuse_organisation"


def test_refuses_with_its_requests(asked, moderator):
    company = asked.organisation
    done = refuse_organisation(company, by=moderator, reason="A consultancy.")

    assert (done.status, done.refusal) == ("refused", "A consultancy.")
    asked.refresh_from_db()
    assert (asked.status, asked.refusal) == ("ended", "A consultancy.")
    me = moderator.email
    assert lines(company) == [("refuse_organisation", "pending", "refused", me)]
    assert lines(asked) == [("refuse_membership", "pending", "ended", me)]
    assert owed() == {("membership_refused", "newcomer@example.org")}


def test_refuses_another_status(new_startup, moderator):
    confirm_organisation(new_startup, by=moderator)
    with pytest.raises(TransitionNotAllowed):
        refuse_organisation(new_startup, by=moderator, reason="No")


def test_who_may(new_startup, moderator, colleague, stranger):
    assert moderator.has_perm(PERM, new_startup)
    for person in (colleague, stranger):
        assert not person.has_perm(PERM, new_startup)
