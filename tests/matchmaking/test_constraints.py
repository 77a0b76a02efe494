"""What the database itself refuses: the wrong row is inserted, the name is read."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from matchmaking.enums import OPEN
from matchmaking.models import AnswerLink, Meeting, MeetingReport, Remark, SlotOffer
from servindus.actors import SYSTEM
from servindus.workflow import write_journal
from tests.cast import MONDAY, make_decision_maker, make_introduction
from tests.matchmaking.checks import ALL, in_status

HALF_HOUR = timedelta(minutes=30)


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def span(hours, length=HALF_HOUR):
    start = MONDAY + timedelta(hours=hours)
    return (start, start + length)


@pytest.mark.parametrize("first", [str(status) for status in OPEN])
def test_one_open_request_per_pair(cast, first):
    in_status(cast, first, decision_maker=cast.manager)
    for second in OPEN:
        with refused("introduction_open_once"), transaction.atomic():
            in_status(cast, str(second), decision_maker=cast.manager)


def test_ended_requests_of_a_pair_may_be_many(cast):
    for status in [status for status in ALL if status not in OPEN]:
        in_status(cast, status, decision_maker=cast.manager)
    in_status(cast, "draft", decision_maker=cast.manager)


@pytest.mark.parametrize("missing", ["sent_at", "due_on"])
def test_a_sent_request_has_its_dates(cast, missing):
    with refused("introduction_sent_has_dates"):
        in_status(cast, "sent", **{missing: None})


@pytest.mark.parametrize(
    "missing", [{"subject": ""}, {"why_you": ""}, {"ask": ""}, {"submitted_at": None}]
)
@pytest.mark.parametrize(
    "status", ["submitted", "needs_info", "queued", "sent", "expired", "rejected"]
)
def test_a_submitted_request_is_complete(cast, status, missing):
    with refused("introduction_submitted_is_complete"):
        in_status(cast, status, **missing)


def test_an_address_has_one_card_whatever_its_case(cast):
    make_decision_maker(organisation=cast.plant, email="ada@usine.example")
    with refused("decision_maker_email_once"):
        make_decision_maker(organisation=cast.plant, email="Ada@Usine.example")


@pytest.mark.parametrize("fields", [{"budget_per_month": 32}, {"budget_per_week": 8}])
def test_a_budget_is_sane(cast, fields):
    with refused("decision_maker_budget_is_sane"):
        make_decision_maker(organisation=cast.plant, **fields)


@pytest.mark.parametrize(
    ("purpose", "has_introduction"),
    [("invitation", True), ("answer", False), ("slot", False), ("outcome", False)],
)
def test_a_link_knows_what_it_opens(cast, purpose, has_introduction):
    introduction = in_status(cast, "sent") if has_introduction else None
    with refused("link_knows_its_introduction"):
        AnswerLink.objects.create(
            decision_maker=cast.manager,
            introduction=introduction,
            purpose=purpose,
            expires_at=MONDAY,
        )


def test_an_act_has_one_remark_per_audience(cast):
    introduction = in_status(cast, "sent")
    entry = write_journal("test", introduction, by=SYSTEM, now=MONDAY)

    def say(audience):
        return Remark.objects.create(
            introduction=introduction, entry=entry, text="x", audience=audience
        )

    say("shared")
    say("staff")
    with refused("remark_once_per_act"):
        say("shared")


# --- Meetings ---------------------------------------------------------------------


def booked(introduction, hours, status="booked", length=HALF_HOUR):
    return Meeting.objects.create(
        introduction=introduction,
        startup=introduction.startup,
        decision_maker=introduction.decision_maker,
        span=span(hours, length),
        format="video",
        status=status,
        ics_uid="x",
    )


@pytest.fixture
def met(cast):
    """A booked meeting of founder and manager, an hour from now."""
    introduction = in_status(cast, "accepted", decision_maker=cast.manager)
    booked(introduction, 1)
    return introduction


@pytest.mark.parametrize("hours", [0.75, 1, 1.25])
def test_a_manager_has_one_meeting_at_a_time(cast, met, hours):
    other = make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
        status="accepted",
    )
    with refused("meeting_once_at_a_time_decision_maker"):
        booked(other, hours)


@pytest.mark.parametrize("hours", [0.75, 1, 1.25])
def test_a_startup_has_one_meeting_at_a_time(cast, met, hours):
    with refused("meeting_once_at_a_time_startup"):
        booked(in_status(cast, "accepted"), hours)


@pytest.mark.parametrize("hours", [0.5, 1.5])
def test_back_to_back_is_fine(cast, met, hours):
    assert booked(in_status(cast, "accepted"), hours)


@pytest.mark.parametrize("status", ["cancelled", "moved"])
def test_a_time_that_was_given_back_is_free(cast, met, status):
    assert booked(in_status(cast, "accepted"), 1, status=status)


def test_other_people_may_meet_at_the_same_time(cast, met):
    other = make_introduction(
        startup=cast.other_startup,
        decision_maker=make_decision_maker(organisation=cast.plant),
        requested_by=cast.other_founder,
        status="accepted",
    )
    assert booked(other, 1)


def test_a_request_has_one_booked_meeting(cast, met):
    with refused("meeting_booked_once"):
        booked(met, 5)


def test_a_time_has_two_ends(cast):
    introduction = in_status(cast, "accepted")
    with refused("meeting_has_both_ends"), transaction.atomic():
        booked_open = Meeting(
            introduction=introduction,
            startup=introduction.startup,
            decision_maker=introduction.decision_maker,
            span=(MONDAY, None),
            format="video",
            ics_uid="x",
        )
        booked_open.save()
    with refused("slot_has_both_ends"), transaction.atomic():
        SlotOffer.objects.create(
            introduction=introduction,
            proposed_by="startup",
            span=(None, MONDAY),
            format="video",
        )


def test_each_side_reports_once(cast, met):
    meeting = met.meetings.get()
    for side in ("startup", "manager"):
        MeetingReport.objects.create(meeting=meeting, side=side, happened="held")
    with refused("report_once_a_side"):
        MeetingReport.objects.create(meeting=meeting, side="startup", happened="held")
