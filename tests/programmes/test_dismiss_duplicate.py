"""dismiss_duplicate, reopen_duplicate: the lab says why two companies are two."""

import pytest

from programmes.actions import dismiss_duplicate, reopen_duplicate, suggest_duplicate
from programmes.duplicates.detection import search
from programmes.models import Duplicate
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines
from tests.programmes.pairs import pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def couple(startup, rouen):
    return pair(startup, make.organisation(lab=rouen, name="VIBRALIS"))


def test_a_dismissed_pair_does_not_come_back(couple, moderator):
    done = dismiss_duplicate(couple, by=moderator, reason="Deux associés fâchés")
    assert (done.status, done.dismissal) == ("dismissed", "Deux associés fâchés")
    search()
    couple.refresh_from_db()
    assert couple.status == "dismissed"
    assert Duplicate.objects.count() == 1
    assert lines(couple) == [
        ("dismiss_duplicate", "suggested", "dismissed", moderator.email)
    ]


def test_refuses_another_status(couple, moderator):
    dismiss_duplicate(couple, by=moderator, reason="x")
    with pytest.raises(TransitionNotAllowed):
        dismiss_duplicate(couple, by=moderator, reason="x")


def test_a_no_can_be_taken_back(couple, moderator):
    dismiss_duplicate(couple, by=moderator, reason="x")
    done = reopen_duplicate(couple, by=moderator)
    assert (done.status, done.dismissal) == ("suggested", "")
    with pytest.raises(TransitionNotAllowed):
        reopen_duplicate(couple, by=moderator)


@pytest.mark.parametrize("act", ["dismiss", "reopen", "view"])
def test_who_may(couple, moderator, colleague, founder, stranger, act):
    perm = f"programmes.{act}_duplicate"
    assert moderator.has_perm(perm, couple)
    assert make.programme_admin().has_perm(perm, couple)
    for person in (colleague, founder, stranger):
        assert not person.has_perm(perm, couple)


def test_staff_put_two_side_by_side_by_hand(startup, moderator, rouen):
    other = make.organisation(lab=rouen, name="Tout autre chose")
    made = suggest_duplicate(other, startup, by=moderator)
    assert (made.first, made.second, made.reasons) == (startup, other, ["by_hand"])
    assert suggest_duplicate(startup, other, by=moderator) == made
    assert lines(made) == [("suggest_duplicate", "", "suggested", moderator.email)]
    search()
    assert Duplicate.objects.filter(pk=made.pk).exists()
    with pytest.raises(ActRefused):
        suggest_duplicate(startup, startup, by=moderator)
