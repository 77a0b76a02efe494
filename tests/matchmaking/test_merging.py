"""What a merge of two companies does with cards, requests, meetings and profiles."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from matchmaking.actions import draft_introduction
from matchmaking.models import Introduction, Meeting, StartupProfile
from programmes.actions import unmerge_duplicate
from programmes.duplicates import moving
from programmes.models import OrganisationMerge
from servindus.invariants import broken
from servindus.workflow import ActRefused
from tests.cast import (
    MONDAY,
    make_decision_maker,
    make_introduction,
    make_organisation,
    make_profile,
    make_site,
)
from tests.programmes.pairs import merge, pair
from tests.threads import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def twin(cast):
    """The cast's startup once more, and later."""
    assert cast.startup.pk
    return make_organisation(lab=cast.rouen, name="VIBRALIS SAS")


@pytest.fixture
def couple(cast, twin):
    return pair(cast.startup, twin)


def ask(cast, startup, decision_maker, status="sent", **fields):
    return make_introduction(
        startup=startup, decision_maker=decision_maker, requested_by=cast.founder,
        status=status, **fields,
    )  # fmt: skip


def book(introduction, hours=0):
    start = MONDAY + timedelta(days=1, hours=hours)
    return Meeting.objects.create(
        introduction=introduction, startup=introduction.startup, format="video",
        decision_maker=introduction.decision_maker, ics_uid="x",
        span=(start, start + timedelta(minutes=30)),
    )  # fmt: skip


def refused(couple, by, words):
    with pytest.raises(ActRefused, match=words):
        merge(couple, by)
    assert not OrganisationMerge.objects.exists()


def test_everything_of_a_startup_moves_and_returns(cast, couple, twin):
    asked = ask(cast, twin, cast.manager, "accepted")
    meeting = book(asked)
    profile = make_profile(organisation=twin)
    merged = merge(couple, cast.moderator)
    for row in (asked, meeting, profile):
        row.refresh_from_db()
    assert {asked.startup, meeting.startup, profile.organisation} == {cast.startup}
    assert broken() == {}
    unmerge_duplicate(merged, by=cast.moderator)
    for row in (asked, meeting, profile):
        row.refresh_from_db()
    assert {asked.startup, meeting.startup, profile.organisation} == {twin}


def test_cards_and_sites_of_a_company_move_and_return(cast):
    known = cast.plant
    twin = make_organisation(kind="industrial", lab=cast.rouen, name="Câblerie")
    site = make_site(organisation=twin)
    card = make_decision_maker(organisation=twin, site=site)
    merged = merge(pair(known, twin), cast.moderator)
    card.refresh_from_db()
    assert (card.organisation, card.site.organisation) == (cast.plant, cast.plant)
    unmerge_duplicate(merged, by=cast.moderator)
    card.refresh_from_db()
    assert (card.organisation, card.site.organisation) == (twin, twin)


def test_refuses_two_open_requests_to_one_person(cast, couple, twin):
    ask(cast, cast.startup, cast.manager)
    ask(cast, twin, cast.manager, "draft")
    refused(couple, cast.moderator, "Marc Hauchecorne")


def test_a_closed_request_stands_beside_an_open_one(cast, couple, twin):
    ask(cast, cast.startup, cast.manager)
    ask(cast, twin, cast.manager, "declined")
    merge(couple, cast.moderator)
    assert Introduction.objects.filter(startup=cast.startup).count() == 2


def test_refuses_two_meetings_at_once(cast, couple, twin):
    other = make_decision_maker(organisation=cast.plant)
    book(ask(cast, cast.startup, cast.manager, "accepted"))
    book(ask(cast, twin, other, "accepted"))
    refused(couple, cast.moderator, "08/09/2026 10:00")


def test_meetings_one_after_the_other_are_no_reason(cast, couple, twin):
    other = make_decision_maker(organisation=cast.plant)
    book(ask(cast, cast.startup, cast.manager, "accepted"))
    book(ask(cast, twin, other, "accepted"), hours=1)
    merge(couple, cast.moderator)
    assert Meeting.objects.filter(startup=cast.startup).count() == 2


def test_refuses_more_answers_awaited_than_one_startup_may(cast, couple, twin):
    for startup, count in ((cast.startup, 2), (twin, 2)):
        for _ in range(count):
            ask(cast, startup, make_decision_maker(organisation=cast.plant))
    refused(couple, cast.moderator, "await 4 answers")
    Introduction.objects.filter(startup=twin).first().delete()
    merge(couple, cast.moderator)
    assert broken() == {}


def test_refuses_two_profiles(cast, couple, twin):
    make_profile(organisation=cast.startup)
    make_profile(organisation=twin)
    refused(couple, cast.moderator, "profile")


def test_an_empty_profile_stays_behind(cast, couple, twin):
    make_profile(organisation=cast.startup)
    empty = StartupProfile.objects.create(organisation=twin)
    merge(couple, cast.moderator)
    empty.refresh_from_db()
    assert empty.organisation == twin
    assert broken() == {}


def test_no_undo_once_a_meeting_was_booked_for_what_would_go_back(cast, couple, twin):
    asked = ask(cast, twin, cast.manager, "accepted")
    merged = merge(couple, cast.moderator)
    asked.refresh_from_db()
    book(asked)
    with pytest.raises(ActRefused, match="meeting was booked since"):
        unmerge_duplicate(merged, by=cast.moderator)


def test_no_undo_once_somebody_works_at_a_site_that_would_go_back(cast):
    known = cast.plant
    twin = make_organisation(kind="industrial", lab=cast.rouen, name="Câblerie")
    site = make_site(organisation=twin)
    merged = merge(pair(known, twin), cast.moderator)
    make_decision_maker(organisation=cast.plant, site=site)
    with pytest.raises(ActRefused, match="decision maker was added since"):
        unmerge_duplicate(merged, by=cast.moderator)


def test_a_draft_of_somebody_who_was_reading_is_the_one_that_goes_on(
    cast, couple, twin
):
    merge(couple, cast.moderator)
    drafted = draft_introduction(twin, cast.manager, by=cast.founder)
    assert drafted.startup == cast.startup


def test_no_card_nor_request_points_to_a_merged_one(cast, couple, twin):
    merge(couple, cast.moderator)
    with pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        ask(cast, twin, cast.manager)
    with pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        make_profile(organisation=twin)


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_written_during_a_merge_is_not_left_behind(cast, twin):
    """Ten times: either it came first and moves, or the database refuses it."""
    for number in range(10):
        other = make_organisation(lab=cast.rouen, name=f"Jumelle {number}")
        couple = pair(cast.startup, other)
        person = make_decision_maker(organisation=cast.plant)
        founder, moderator = cast.founder, cast.moderator

        def write(other=other, person=person, founder=founder):
            try:
                make_introduction(
                    startup=other,
                    decision_maker=person,
                    requested_by=founder,
                    status="draft",
                )
            except IntegrityError as error:
                assert "was merged" in str(error)
            finally:
                connection.close()

        def join(couple=couple, moderator=moderator):
            try:
                merge(couple, moderator)
            except ActRefused as refused:
                # It saw the new request after the preview.
                assert "changed since" in str(refused)
            finally:
                connection.close()

        together(write, join)
        assert broken() == {}


@pytest.mark.django_db(transaction=True)
def test_a_new_row_waits_for_a_merge_in_hand(cast, twin, monkeypatch):
    """Between the reading of what moves and the move nothing may be added."""
    couple, person = pair(cast.startup, twin), cast.manager
    founder, moderator = cast.founder, cast.moderator
    results = []

    def write():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 300")
        make_introduction(
            startup=twin, decision_maker=person, requested_by=founder, status="draft"
        )

    def meanwhile(*_two):
        # The preview asks too, outside of any lock.
        if connection.in_atomic_block:
            results.extend(together(write))
        return ()

    monkeypatch.setattr(moving, "refusals", [*moving.refusals, meanwhile])
    merge(couple, moderator)
    assert ["lock timeout" in str(result) for result in results] == [True]
    [late] = together(write)
    assert "was merged" in str(late)
