"""merge_duplicate: all that points at one organisation points at the other."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from programmes.actions import merge_duplicate, request_membership
from programmes.duplicates import moving
from programmes.models import Invitation, Organisation, OrganisationMerge, Site
from servindus import clock
from servindus.invariants import broken
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed
from tests.programmes.pairs import merge, pair

PERM = "programmes.merge_duplicate"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def listed(rouen):
    """The same startup from a list without SIREN."""
    return make.organisation(
        lab=rouen, name="VIBRALIS SAS", source="salon", source_id="7",
        website="https://vibralis.example", created_on=date(2021, 3, 1),
    )  # fmt: skip


@pytest.fixture
def couple(startup, listed):
    return pair(startup, listed)


def reload(row):
    return type(row).objects.get(pk=row.pk)


def test_everything_moves(couple, startup, listed, moderator, rouen):
    plant = Site.objects.create(organisation=listed, name="Atelier", lab=rouen)
    member = make.member(listed)
    daughter = make.organisation(parent=listed)
    asked = Invitation.objects.create(
        organisation=listed, email="a@b.example", invited_by=member,
        expires_at=clock.now(),
    )  # fmt: skip
    merge(couple, moderator)
    assert reload(plant).organisation == startup
    assert [row.organisation for row in member.memberships.all()] == [startup]
    assert reload(daughter).parent == startup
    assert reload(asked).organisation == startup
    kept = OrganisationMerge.objects.get()
    assert kept.moved == {
        "programmes.invitation.organisation": [asked.pk],
        "programmes.membership.organisation": [member.memberships.get().pk],
        "programmes.organisation.parent": [daughter.pk],
        "programmes.site.organisation": [plant.pk],
    }
    assert broken() == {}


def test_the_row_stays_and_points_to_the_one_that_goes_on(
    couple, startup, listed, moderator
):
    merge(couple, moderator)
    gone = reload(listed)
    assert (gone.status, gone.merged_into, gone.siren) == ("merged", startup, None)
    assert (gone.source, gone.source_id, gone.name) == ("salon", "7", "VIBRALIS SAS")
    assert listed not in Organisation.objects.visible_to(moderator)


def test_empty_fields_are_filled_and_the_number_comes_over(rouen, moderator):
    one = make.organisation(lab=rouen, name="Vibralis")
    other = make.organisation(
        lab=rouen, name="Vibralis SAS", siren="552032534", naf_code="62.01Z",
        naf_version="naf2008",
    )  # fmt: skip
    merge(pair(one, other), moderator)
    one = reload(one)
    assert (one.siren, one.naf_code, one.naf_version) == (
        "552032534", "62.01Z", "naf2008",
    )  # fmt: skip
    assert (one.name, one.settled_fields) == ("Vibralis", ["name"])
    assert reload(other).siren is None


def test_the_choice_of_each_field_counts(couple, startup, moderator):
    merge(couple, moderator, name="second")
    startup = reload(startup)
    assert startup.name == "VIBRALIS SAS"
    assert startup.website == "https://vibralis.example"
    assert startup.created_on == date(2021, 3, 1)


def test_the_second_may_go_on(couple, startup, listed, moderator):
    merge(couple, moderator, survivor="second", name="first")
    assert reload(startup).merged_into == listed
    assert reload(listed).name == "Vibralis"


def test_the_journal_says_who_on_all_three_and_nobody_gets_mail(
    couple, startup, listed, moderator
):
    merge(couple, moderator)
    who = moderator.email
    assert lines(couple) == [("merge_duplicate", "suggested", "merged", who)]
    assert lines(listed) == [("merge_organisation", "verified", "merged", who)]
    assert lines(startup) == [("merge_organisation", "", "", who)]
    assert owed() == set()


def test_an_earlier_merge_follows(couple, startup, listed, moderator, rouen):
    older = make.organisation(lab=rouen, name="Vibralys")
    merge(pair(listed, older), moderator)
    merge(couple, moderator)
    assert reload(older).merged_into == startup


def refused(couple, by, words, **inputs):
    with pytest.raises(ActRefused, match=words):
        merge(couple, by, **inputs)
    couple.refresh_from_db()
    assert couple.status == "suggested"
    assert not OrganisationMerge.objects.exists()


def test_refuses_two_valid_numbers(rouen, moderator):
    one = make.organisation(lab=rouen, siren="552032534")
    other = make.organisation(lab=rouen, siren="732829320")
    refused(pair(one, other), moderator, "732829320")


def test_a_wrong_number_gives_way_to_a_right_one(rouen, moderator):
    one = make.organisation(lab=rouen, siren="552032535")
    other = make.organisation(lab=rouen, siren="732829320")
    merge(pair(one, other), moderator)
    assert reload(one).siren == "732829320"


def test_refuses_two_kinds(startup, rouen, moderator):
    plant = make.organisation(lab=rouen, kind="industrial")
    refused(pair(startup, plant), moderator, "startup")


def test_refuses_an_invented_one_and_a_real_one(startup, rouen, moderator):
    invented = make.organisation(lab=rouen, is_fictitious=True)
    refused(pair(startup, invented), moderator, "invented")


def test_refuses_a_member_of_both(couple, startup, listed, founder, moderator):
    make.membership(user=founder, organisation=listed)
    refused(couple, moderator, str(founder))


def test_refuses_an_invitation_to_both(couple, startup, listed, founder, moderator):
    for side, email in ((startup, "A@b.example"), (listed, "a@b.example")):
        Invitation.objects.create(
            organisation=side, email=email, invited_by=founder, expires_at=clock.now()
        )
    refused(couple, moderator, "a@b.example")


def test_refuses_mother_and_daughter(startup, rouen, moderator):
    daughter = make.organisation(lab=rouen, parent=startup)
    refused(pair(startup, daughter), moderator, "parent")


def test_refuses_to_end_with_a_refused_one(startup, rouen, moderator):
    bad = make.organisation(lab=rouen, status="refused", refusal="Unknown")
    refused(pair(startup, bad), moderator, "refused", survivor="second")


def test_refuses_an_operator(rouen, moderator):
    one, other = (make.organisation(lab=rouen, kind="network") for _ in "ab")
    rouen.operator = other
    rouen.save()
    refused(pair(one, other), moderator, "runs a lab")


def test_refuses_a_preview_that_is_old(couple, startup, listed, moderator, rouen):
    with pytest.raises(ActRefused, match="changed since"):
        merge_duplicate(
            couple, by=moderator, survivor="first", choices={}, seen="of yesterday"
        )
    assert reload(listed).merged_into is None


def test_rows_that_collide_are_refused_and_nothing_is_written(
    couple, startup, listed, founder, moderator, monkeypatch
):
    """What no check foresees, a constraint of the database, is a refusal too."""
    make.membership(user=founder, organisation=listed)
    monkeypatch.setattr(
        "programmes.duplicates.comparing.reasons_against", lambda *_pair: []
    )
    refused(couple, moderator, "side by side")
    assert reload(listed).status == "verified"


def test_refuses_another_status(couple, moderator):
    merge(couple, moderator)
    with pytest.raises(TransitionNotAllowed):
        merge_duplicate(couple, by=moderator, survivor="first", choices={}, seen="")


def test_who_may(couple, startup, rouen, moderator, colleague, founder, stranger):
    assert moderator.has_perm(PERM, couple)
    assert make.programme_admin().has_perm(PERM, couple)
    for person in (colleague, founder, stranger):
        assert not person.has_perm(PERM, couple)
    elsewhere = pair(startup, make.organisation(lab=make.lab("nancy")))
    homeless = pair(startup, make.organisation())
    for other in (elsewhere, homeless):
        assert not moderator.has_perm(PERM, other)
        assert not colleague.has_perm(PERM, other)


def test_somebody_who_is_just_asking_to_join_joins_the_one_that_goes_on(
    couple, startup, listed, moderator, newcomer, rouen
):
    merge(couple, moderator)
    joined = request_membership(newcomer, listed, lab=rouen, function="x")
    assert joined.organisation == startup


# --- What the database refuses by itself ------------------------------------------


def wrong(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_the_database_refuses_a_half_merged_row(startup, listed):
    rows = Organisation.objects.filter(pk=listed.pk)
    with wrong("points_to_another"), transaction.atomic():
        rows.update(merged_into=startup)
    with wrong("without a journal line"), transaction.atomic():
        rows.update(status="merged", merged_into=startup)
    bad = {"kind": "startup", "name": "X", "status": "merged"}
    with wrong("points_to_another"), transaction.atomic():
        Organisation.objects.create(**bad)
    with wrong("points_to_another"), transaction.atomic():
        Organisation.objects.create(**bad, merged_into=startup, siren="552032534")


@pytest.mark.parametrize("field", moving.pointing_fields(), ids=moving.key_of)
def test_every_foreign_key_refuses_a_merged_row(field):
    """A new room's key must have the trigger too, or rows would be left behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass",
            [field.model._meta.db_table],
        )
        names = {name for (name,) in cursor.fetchall()}
    assert {f"{field.column}_made", f"{field.column}_moved"} <= names


def test_nothing_new_points_to_a_merged_one(couple, listed, moderator, rouen):
    merge(couple, moderator)
    plant = Site.objects.create(organisation=couple.first, name="Atelier", lab=rouen)
    with wrong("was merged"), transaction.atomic():
        Site.objects.create(organisation=listed, name="B", lab=rouen)
    with wrong("was merged"), transaction.atomic():
        Site.objects.filter(pk=plant.pk).update(organisation=listed)


def test_one_pair_stands_once_and_in_order(startup, listed, couple):
    with wrong("duplicate_pair_once"), transaction.atomic():
        pair(listed, startup)
    with wrong("duplicate_is_in_order"), transaction.atomic():
        type(couple).objects.create(first=listed, second=startup, score=1)
    with wrong("dismissed_has_reason"), transaction.atomic():
        pair(startup, make.organisation(), status="dismissed")
