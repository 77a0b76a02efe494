"""deactivate_user and reactivate_user: access is taken and given back."""

import pytest

from programmes.actions import deactivate_user, reactivate_user
from servindus.workflow import ActRefused
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed


@pytest.fixture
def admin(db):
    return make.programme_admin(email="admin@programme.example")


def test_taken_at_the_next_request_and_given_back(client, admin, founder):
    client.force_login(founder)
    assert client.get("/mon-compte/").status_code == 200
    deactivate_user(founder, by=admin)
    assert client.get("/mon-compte/").status_code == 302
    assert not make.fresh(founder).has_perm("programmes.view_organisation")
    with pytest.raises(ActRefused):
        deactivate_user(founder, by=admin)
    reactivate_user(founder, by=admin)
    assert make.fresh(founder).is_active
    with pytest.raises(ActRefused):
        reactivate_user(founder, by=admin)
    assert lines(founder) == [
        ("deactivate_user", "", "", admin.email),
        ("reactivate_user", "", "", admin.email),
    ]
    assert owed() == {("account_changed", founder.email)}


def test_a_closed_account_gets_no_code(client, admin, founder):
    deactivate_user(founder, by=admin)
    client.post("/compte/login/code/", {"email": founder.email})
    assert owed("account_code") == set()


def test_who_may(admin, founder, moderator):
    for verb in ("deactivate_user", "reactivate_user"):
        assert admin.has_perm(f"servindus.{verb}", founder)
        assert not admin.has_perm(f"servindus.{verb}", admin)
        assert not moderator.has_perm(f"servindus.{verb}", founder)
