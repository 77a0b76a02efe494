"""The startup hands its request to the lab, within the limits that spare everybody."""

from datetime import date, timedelta

import pytest

from matchmaking.actions import submit_introduction
from matchmaking.models import Introduction
from servindus import clock
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_membership,
)
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import in_status, starts_only_from
from tests.matchmaking.stories import drafted
from tests.threads import together

DAY = timedelta(days=1)
LAST_STEP = {"formats": ["video"], "consent": "on"}


def step(draft):
    return f"/mises-en-relation/{draft.public_id}/demande/3/"


def test_it_waits_for_a_moderator_of_the_managers_lab(cast):
    done = submit_introduction(drafted(cast), by=cast.founder)
    assert done.status == "submitted"
    assert done.lab == cast.rouen
    assert done.submitted_at == done.startup_consent_at == MONDAY
    assert done.startup_consent_text
    assert done.moderate_by == date(2026, 9, 8)


def test_the_journal_says_who(cast):
    done = submit_introduction(drafted(cast), by=cast.founder)
    assert journal(done)[-1] == (
        "submit_introduction",
        "draft",
        "submitted",
        "fondatrice@startup.example",
        "portal",
    )


def test_exactly_the_labs_moderators_are_written_to(cast):
    assert cast.moderator
    assert cast.second_moderator
    assert cast.colleague
    assert cast.admin
    done = submit_introduction(drafted(cast), by=cast.founder)
    assert newly_owed(last_line(done)) == {
        ("introduction_submitted", "moderatrice@rouen.example"),
        ("introduction_submitted", "moderateur2@rouen.example"),
    }


def test_a_moderator_of_one_of_the_two_sides_is_not_written_to(cast):
    assert cast.moderator
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    done = submit_introduction(drafted(cast), by=cast.founder)
    assert newly_owed(last_line(done)) == {
        ("introduction_submitted", "moderatrice@rouen.example")
    }


def test_it_starts_only_before_the_lab_reads(cast):
    starts_only_from(submit_introduction, cast, "draft needs_info")


@pytest.mark.parametrize(
    "missing", [{"subject": ""}, {"why_you": ""}, {"ask": ""}, {"formats": []}]
)
def test_an_incomplete_request_is_refused(cast, missing):
    with pytest.raises(ActRefused):
        submit_introduction(in_status(cast, "draft", **missing), by=cast.founder)


@pytest.mark.parametrize(
    "status", ["paused", "opted_out", "left", "unreachable", "invited"]
)
def test_a_person_who_can_no_longer_be_asked_is_refused(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(ActRefused):
        submit_introduction(
            in_status(cast, "draft", decision_maker=card), by=cast.founder
        )


def test_completing_a_request_keeps_its_first_date(cast):
    introduction = in_status(cast, "needs_info")
    done = submit_introduction(introduction, by=cast.founder)
    assert done.submitted_at == introduction.submitted_at != MONDAY
    assert done.startup_consent_at == MONDAY


@pytest.mark.parametrize("status", ["submitted", "queued", "sent"])
def test_the_fourth_awaited_answer_is_refused(cast, status):
    for _row in range(3):
        in_status(cast, status, submitted_at=MONDAY - 60 * DAY)
    draft = in_status(cast, "draft")
    with pytest.raises(ActRefused):
        submit_introduction(draft, by=cast.founder)
    assert fresh(draft).status == "draft"


def test_two_awaited_answers_leave_room_for_one(cast):
    for status in ("sent", "sent", "draft", "needs_info", "accepted", "declined"):
        in_status(cast, status, submitted_at=MONDAY - 60 * DAY)
    done = submit_introduction(in_status(cast, "draft"), by=cast.founder)
    assert done.status == "submitted"


def test_the_sixth_request_of_a_month_is_refused_and_the_next_month_is_new(cast):
    for _row in range(5):
        in_status(cast, "withdrawn", submitted_at=MONDAY - DAY)
    draft = in_status(cast, "draft")
    with pytest.raises(ActRefused):
        submit_introduction(draft, by=cast.founder)
    with clock.at(MONDAY.replace(month=10, day=1, hour=0)):
        assert submit_introduction(draft, by=cast.founder).status == "submitted"


def test_the_month_is_that_of_paris(cast):
    first_minute = MONDAY.replace(day=1, hour=0, minute=0)
    for _row in range(5):
        in_status(cast, "withdrawn", submitted_at=first_minute - timedelta(minutes=1))
    with clock.at(first_minute):
        assert submit_introduction(in_status(cast, "draft"), by=cast.founder)


def test_completing_a_request_uses_no_new_right_of_the_month(cast):
    for _row in range(4):
        in_status(cast, "withdrawn", submitted_at=MONDAY - DAY)
    introduction = in_status(cast, "needs_info", submitted_at=MONDAY - DAY)
    assert submit_introduction(introduction, by=cast.founder).status == "submitted"


def test_limits_are_the_startups_own(cast):
    for _row in range(3):
        in_status(cast, "sent")
    draft = drafted(cast, founder=cast.other_founder)
    assert submit_introduction(draft, by=cast.other_founder).status == "submitted"


@pytest.mark.django_db(transaction=True)
def test_limits_hold_when_requests_arrive_together(cast):
    founder = cast.founder
    for _round in range(5):
        drafts = [in_status(cast, "draft") for _draft in range(6)]
        found = together(
            *[lambda d=d: submit_introduction(d, by=founder) for d in drafts]
        )
        kept = [row for row in found if isinstance(row, Introduction)]
        refused = [row for row in found if isinstance(row, ActRefused)]
        assert (len(kept), len(refused)) == (3, 3), found
        OutboxEmail.objects.all().delete()
        Introduction.objects.all().delete()


def test_the_last_step_submits_and_says_what_happens_next(client, cast):
    draft = drafted(cast)
    client.force_login(cast.founder)
    response = client.post(step(draft), LAST_STEP, follow=True)
    assert response.redirect_chain == [
        (f"/mises-en-relation/{draft.public_id}/transmise/", 302)
    ]
    assert response.status_code == 200
    assert fresh(draft).status == "submitted"


def test_without_consent_it_stays_a_draft(client, cast):
    draft = drafted(cast)
    client.force_login(cast.founder)
    assert client.post(step(draft), {"formats": ["video"]}).status_code == 200
    assert fresh(draft).status == "draft"


def test_beyond_the_limits_the_page_says_why_and_keeps_the_draft(client, cast):
    for _row in range(3):
        in_status(cast, "sent")
    draft = drafted(cast)
    client.force_login(cast.founder)
    response = client.post(step(draft), LAST_STEP)
    assert response.status_code == 409
    assert fresh(draft).status == "draft"


def test_submitting_twice_submits_once(client, cast):
    draft = drafted(cast)
    client.force_login(cast.founder)
    client.post(step(draft), LAST_STEP)
    assert client.post(step(draft), LAST_STEP).status_code == 302
    verbs = [line[0] for line in journal(draft)]
    assert verbs.count("submit_introduction") == 1
