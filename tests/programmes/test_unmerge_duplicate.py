"""unmerge_duplicate: everything returns, or the reason why not is told."""

from datetime import timedelta

import pytest
from django.core import serializers
from django.utils import translation

from programmes.actions import unmerge_duplicate
from programmes.models import Duplicate, Membership, Organisation, Site
from servindus import clock
from servindus.invariants import broken
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed
from tests.programmes.pairs import merge, pair

PERM = "programmes.unmerge_duplicate"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def listed(rouen):
    row = make.organisation(
        lab=rouen, name="VIBRALIS SAS", siren="552032534", source="salon",
        source_id="7", status="pending",
    )  # fmt: skip
    Site.objects.create(organisation=row, name="Atelier", lab=rouen)
    make.member(row, email="membre@vibralis.example")
    make.organisation(parent=row, name="Fille")
    return row


@pytest.fixture
def couple(startup, listed):
    return pair(startup, listed)


def snapshot():
    """Give every row of the directory as it is, but for the time of its change."""
    found = {}
    for model in (Organisation, Site, Membership):
        for row in serializers.serialize("python", model.objects.order_by("pk")):
            row["fields"].pop("updated_at")
            found[model.__name__, row["pk"]] = row["fields"]
    return found


def test_restores_exactly(couple, moderator):
    before = snapshot()
    merged = merge(couple, moderator, name="second")
    assert snapshot() != before
    done = unmerge_duplicate(merged, by=moderator)
    assert snapshot() == before
    assert done.status == "suggested"
    kept = done.last_merge
    assert (kept.undone_at is not None, kept.undone_by) == (True, moderator)
    assert broken() == {}


def test_can_be_merged_again_the_other_way(couple, startup, listed, moderator):
    unmerge_duplicate(merge(couple, moderator), by=moderator)
    merge(couple, moderator, survivor="second")
    startup.refresh_from_db()
    assert startup.merged_into == listed


def test_the_journal_says_who_and_nobody_gets_mail(couple, startup, listed, moderator):
    unmerge_duplicate(merge(couple, moderator), by=moderator)
    who = moderator.email
    assert lines(couple)[-1] == ("unmerge_duplicate", "merged", "suggested", who)
    assert lines(listed)[-1] == ("unmerge_organisation", "merged", "pending", who)
    assert lines(startup)[-1] == ("unmerge_organisation", "", "", who)
    assert owed() == set()


def refused(couple, by, words):
    before = snapshot()
    with pytest.raises(ActRefused, match=words):
        unmerge_duplicate(Duplicate.objects.get(pk=couple.pk), by=by)
    assert snapshot() == before


def test_refuses_when_a_row_went_elsewhere(couple, moderator, rouen):
    merge(couple, moderator)
    Site.objects.update(organisation=make.organisation(lab=rouen))
    refused(couple, moderator, "1 row that moved")


def test_refuses_when_a_row_is_gone(couple, moderator):
    merge(couple, moderator)
    Site.objects.all().delete()
    refused(couple, moderator, "1 row that moved")


def test_refuses_when_the_field_was_changed_since(couple, startup, moderator):
    merge(couple, moderator, name="second")
    Organisation.objects.filter(pk=startup.pk).update(name="Vibralis Groupe")
    refused(couple, moderator, "Changed on Vibralis Groupe since: name")


def test_refuses_after_a_later_merge(couple, startup, moderator, rouen):
    merge(couple, moderator)
    final = make.organisation(lab=rouen, name="Final")
    merge(pair(startup, final), moderator, survivor="second")
    refused(couple, moderator, "merged again")


def test_what_came_since_stays_where_it_came(couple, startup, moderator, rouen):
    merged = merge(couple, moderator)
    new = Site.objects.create(organisation=startup, name="Nouveau", lab=rouen)
    unmerge_duplicate(merged, by=moderator)
    new.refresh_from_db()
    assert new.organisation == startup


def test_refuses_after_thirty_days(couple, moderator):
    merged = merge(couple, moderator)
    with clock.at(clock.now() + timedelta(days=31)):
        refused(merged, moderator, "thirty days")
    unmerge_duplicate(merged, by=moderator)


def test_refuses_another_status(couple, moderator):
    with pytest.raises(TransitionNotAllowed):
        unmerge_duplicate(couple, by=moderator)


def test_who_may(couple, moderator, colleague, founder, stranger):
    assert moderator.has_perm(PERM, couple)
    assert make.programme_admin().has_perm(PERM, couple)
    for person in (colleague, founder, stranger):
        assert not person.has_perm(PERM, couple)
