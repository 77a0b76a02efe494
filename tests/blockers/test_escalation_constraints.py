"""What the database itself refuses of a dossier, a question, an answer, a clock."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from blockers.models import (
    Addendum,
    Answer,
    Ask,
    Clock,
    Escalation,
    InformationRequest,
)
from servindus.actors import SYSTEM
from servindus.workflow import write_journal
from tests.blockers.escalations import KINDS, given
from tests.blockers.factories import make_blocker, make_report
from tests.cast import MONDAY, make_organisation

MON = date(2026, 9, 7)
HASH = "a" * 64


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def make_escalation(cast, status="sent", **fields: Any) -> Escalation:
    """Insert a dossier with what its status needs, and no journal."""
    given: dict[str, Any] = {
        "authority": cast.ministry,
        "sent_by": cast.moderator,
        "sent_at": MONDAY,
        "since": MON,
        "dossier": {"reference": "ROU-B-2026-0001", "title": "Titre", "asks": []},
        "dossier_hash": HASH,
        "acknowledge_by": MON,
        "answer_by": MON,
    }
    if status not in ("sent", "forwarded", "recalled"):
        given |= {"acknowledged_at": MONDAY, "liaison": cast.liaison}
    if status == "answered":
        given |= {"answered_at": MONDAY, "publish_by": MON}
    if status in ("forwarded", "recalled"):
        given["end_reason"] = "Motif."
    if status == "recalled":
        given["recalled_at"] = MONDAY
    if "blocker" not in fields:
        given["blocker"] = make_blocker(lab=cast.rouen, status="escalated")
    return Escalation.objects.create(status=status, **{**given, **fields})


OPEN = ["sent", "acknowledged", "in_review", "info_requested"]
ENDED = ["answered", "forwarded", "recalled"]


@pytest.mark.parametrize("status", OPEN)
def test_an_authority_has_a_blocker_open_once(cast, status):
    first = make_escalation(cast, status)
    for ended in ENDED:
        make_escalation(cast, ended, blocker=first.blocker)
    make_escalation(cast, blocker=first.blocker, authority=cast.authority)
    with refused("escalation_open_once_per_authority"):
        make_escalation(cast, blocker=first.blocker)


@pytest.mark.parametrize("missing", [{"acknowledged_at": None}, {"liaison": None}])
@pytest.mark.parametrize("status", [*OPEN[1:], "answered"])
def test_what_is_worked_on_was_acknowledged(cast, status, missing):
    with refused("escalation_read_is_acknowledged"):
        make_escalation(cast, status, **missing)


@pytest.mark.parametrize("missing", [{"answered_at": None}, {"publish_by": None}])
def test_what_is_answered_has_its_days(cast, missing):
    with refused("escalation_answered_has_its_day"):
        make_escalation(cast, "answered", **missing)


@pytest.mark.parametrize("wrong", [{"answered_at": MONDAY}, {"publish_by": MON}])
def test_what_is_not_answered_has_none(cast, wrong):
    with refused("escalation_answered_has_its_day"):
        make_escalation(cast, "sent", **wrong)


@pytest.mark.parametrize("status", ["forwarded", "recalled"])
def test_what_has_ended_says_why(cast, status):
    with refused("escalation_ended_says_why"):
        make_escalation(cast, status, end_reason="")


def test_what_has_not_ended_gives_no_reason(cast):
    with refused("escalation_ended_says_why"):
        make_escalation(cast, end_reason="Motif.")


def test_a_recall_has_its_day(cast):
    with refused("escalation_recalled_has_its_day"), transaction.atomic():
        make_escalation(cast, "recalled", recalled_at=None)
    with refused("escalation_recalled_has_its_day"):
        make_escalation(cast, recalled_at=MONDAY)


def test_what_is_published_was_answered_before(cast):
    make_escalation(cast, "answered", published_at=MONDAY)
    with refused("escalation_published_is_answered"), transaction.atomic():
        make_escalation(cast, "acknowledged", published_at=MONDAY)
    with refused("escalation_published_is_answered"):
        make_escalation(cast, "answered", published_at=MONDAY - timedelta(seconds=1))


def test_an_embargo_has_fifteen_days_of_paris(cast):
    # Half past midnight in Paris is still the day before in UTC.
    night = MONDAY.replace(hour=0, minute=30)
    for day in (date(2026, 9, 8), date(2026, 9, 22)):
        make_escalation(
            cast, "answered", answered_at=night, published_at=night, embargo_until=day
        )
    with refused("escalation_embargo_is_short"), transaction.atomic():
        make_escalation(
            cast, "answered", answered_at=night, published_at=night,
            embargo_until=date(2026, 9, 23),
        )  # fmt: skip
    with refused("escalation_embargo_is_short"):
        make_escalation(cast, "answered", embargo_until=date(2026, 9, 8))


@pytest.mark.parametrize(
    "wrong", [{"extended_at": MONDAY}, {"extension_reason": "Complexe."}]
)
def test_an_extension_says_why_and_when(cast, wrong):
    with refused("escalation_extended_says_why"):
        make_escalation(cast, "acknowledged", **wrong)


def test_a_company_waits_no_less_than_since_the_sending(cast):
    make_escalation(cast, since=MON - timedelta(days=60))
    with refused("escalation_began_before_it_was_sent"):
        make_escalation(cast, since=MON + timedelta(days=1))


def test_a_dossier_comes_from_another_one(cast):
    row = make_escalation(cast)
    with pytest.raises(DatabaseError, match="forwarded_from"), transaction.atomic():
        Escalation.objects.filter(pk=row.pk).update(forwarded_from=row)
    with refused("escalation_comes_from_another"):
        make_escalation(cast, pk=10**6, forwarded_from_id=10**6)


@pytest.mark.parametrize("wrong", ["", "a" * 63, "A" * 64, "g" * 64])
def test_a_hash_is_sha256(cast, wrong):
    with refused("escalation_hash_is_sha256"):
        make_escalation(cast, dossier_hash=wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"dossier": {}}, {"dossier_hash": "b" * 64}, {"since": date(2026, 9, 1)},
        {"covering_note": "x"}, {"authority_id": 1},
        {"sent_at": MONDAY + timedelta(days=1)},
    ],
)  # fmt: skip
def test_what_was_sent_never_changes(cast, change):
    row = make_escalation(cast)
    [name] = change
    with pytest.raises(DatabaseError, match=f"{name} of blockers_escalation never"):
        Escalation.objects.filter(pk=row.pk).update(**change)


def test_a_status_moves_only_through_an_act(cast):
    row = make_escalation(cast)
    with pytest.raises(DatabaseError, match="journal"):
        Escalation.objects.filter(pk=row.pk).update(
            status="acknowledged", acknowledged_at=MONDAY, liaison=cast.liaison
        )


# --- Questions, addenda ---------------------------------------------------------------


def ask_something(cast, row, **fields):
    fields = {"question": "?", "due_on": MON, "asked_at": MONDAY, **fields}
    return InformationRequest.objects.create(
        escalation=row, asked_by=cast.liaison, **fields
    )


def test_one_question_at_a_time(cast):
    row = make_escalation(cast)
    reply = {"answer": "Oui.", "answered_at": MONDAY, "answered_by": cast.moderator}
    ask_something(cast, row, **reply)
    asked = ask_something(cast, row)
    with refused("question_open_once"), transaction.atomic():
        ask_something(cast, row)
    for name in reply:
        with refused("question_reply_is_whole"), transaction.atomic():
            ask_something(cast, row, **{name: reply[name]})
    with refused("question_says_something"), transaction.atomic():
        ask_something(cast, row, question="", **reply)
    with pytest.raises(DatabaseError, match="question of"):
        InformationRequest.objects.filter(pk=asked.pk).update(question="Autre ?")


def test_an_addendum_says_something(cast):
    row = make_escalation(cast)
    entry = write_journal("test", row, by=SYSTEM, now=MONDAY)
    with refused("addendum_says_something"):
        Addendum.objects.create(escalation=row, entry=entry, text="", added_at=MONDAY)


# --- Answers --------------------------------------------------------------------------


def make_answer(cast, row, kind, *, ask=None, **fields):
    words = {**given(kind), **fields}
    ask = ask or Ask.objects.create(
        blocker=row.blocker, wording="Demande", kind="change_text"
    )
    return Answer.objects.create(
        escalation=row, ask=ask, by=cast.liaison,
        entry=write_journal("test", row, by=SYSTEM, now=MONDAY), **words,
    )  # fmt: skip


# (kind, what is taken away or wrong, the constraint that sees it)
LAME = [
    ("lifted", {"act_reference": ""}, "answer_lifted_by_act_or_commitment"),
    ("derogation", {"territory": ""}, "answer_derogation_has_where_and_end"),
    ("derogation", {"ends_on": None}, "answer_derogation_has_where_and_end"),
    (
        "derogation",
        {"commitment_what": "", "commitment_who": "", "commitment_due_on": None},
        "answer_derogation_has_where_and_end",
    ),
    ("derogation", {"commitment_what": ""}, "answer_commitment_is_whole"),
    ("derogation", {"commitment_who": ""}, "answer_commitment_is_whole"),
    ("derogation", {"commitment_due_on": None}, "answer_commitment_is_whole"),
    ("derogation", {"ends_on": MON}, "answer_derogation_ends_later"),
    (
        "derogation",
        {"in_force_on": date(2027, 9, 7)},
        "answer_derogation_ends_later",
    ),
    ("feasible_as_is", {"legal_ground": ""}, "answer_feasible_has_legal_ground"),
    (
        "practice_corrected",
        {"instruction": ""},
        "answer_corrected_has_instruction_and_day",
    ),
    (
        "practice_corrected",
        {"in_force_on": None},
        "answer_corrected_has_instruction_and_day",
    ),
    ("deferred", {"vehicle": ""}, "answer_deferred_is_read_again_within_a_year"),
    ("deferred", {"review_on": None}, "answer_deferred_is_read_again_within_a_year"),
    ("deferred", {"review_on": MON}, "answer_deferred_is_read_again_within_a_year"),
    (
        "deferred",
        {"review_on": date(2027, 9, 8)},
        "answer_deferred_is_read_again_within_a_year",
    ),
    ("explained_refusal", {"legal_ground": ""}, "answer_refusal_is_explained"),
    ("explained_refusal", {"public_interest": ""}, "answer_refusal_is_explained"),
    ("explained_refusal", {"alternative": ""}, "answer_refusal_is_explained"),
    ("redirected", {}, "answer_redirected_goes_on"),
    *(
        (kind, {name: ""}, "answer_is_signed")
        for kind in ("lifted", "explained_refusal")
        for name in ("public_text", "signed_by", "signed_role")
    ),
]


@pytest.mark.parametrize(("kind", "wrong", "constraint"), LAME)
def test_an_answer_carries_what_its_kind_demands(cast, kind, wrong, constraint):
    row = make_escalation(cast)
    if kind in KINDS:
        make_answer(cast, row, kind)
    with refused(constraint):
        make_answer(cast, row, kind, **wrong)


def test_a_redirection_names_the_authority_and_its_dossier(cast):
    row = make_escalation(cast)
    other = make_escalation(cast, authority=cast.authority)
    whole = {"competent_authority": cast.authority, "redirected_to": other}
    make_answer(cast, row, "redirected", **whole)
    for name in whole:
        with refused("answer_redirected_goes_on"), transaction.atomic():
            make_answer(cast, row, "redirected", **{name: whole[name]})
        with refused("answer_redirected_goes_on"), transaction.atomic():
            make_answer(cast, row, "lifted", **{name: whole[name]})


def test_a_leap_day_has_its_year_too(cast):
    row = make_escalation(cast)
    leap = {"decided_on": date(2028, 2, 29)}
    make_answer(cast, row, "deferred", review_on=date(2029, 2, 28), **leap)
    with refused("answer_deferred_is_read_again_within_a_year"):
        make_answer(cast, row, "deferred", review_on=date(2029, 3, 1), **leap)


def test_an_ask_has_one_chain_of_answers(cast):
    row = make_escalation(cast)
    first = make_answer(cast, row, "lifted")
    make_answer(cast, row, "lifted", ask=first.ask, supersedes=first)
    with refused("answer_first_once_per_ask"), transaction.atomic():
        make_answer(cast, row, "lifted", ask=first.ask)
    with refused("supersedes"), transaction.atomic():
        make_answer(cast, row, "lifted", ask=first.ask, supersedes=first)
    with refused("answer_supersedes_another"):
        make_answer(cast, row, "lifted", ask=first.ask, pk=10**6, supersedes_id=10**6)


# --- Clocks, merged authorities -------------------------------------------------------


def make_clock(cast, **fields):
    return Clock.objects.create(
        lab=cast.rouen,
        code="C4", version=1, owed_by="ministry", amount=2, unit="months",
        started_on=MON, due_on=MON, **fields,
    )  # fmt: skip


def test_a_clock_is_of_one_case(cast):
    row, report = make_escalation(cast), make_report(lab=cast.rouen)
    make_clock(cast, report=report)
    make_clock(cast, escalation=row)
    with refused("clock_is_of_one_case"), transaction.atomic():
        make_clock(cast)
    with refused("clock_is_of_one_case"):
        make_clock(cast, report=report, escalation=row)


def test_a_clock_of_a_dossier_runs_once(cast):
    row = make_escalation(cast)
    make_clock(cast, escalation=row, stopped_on=MON)
    make_clock(cast, escalation=row)
    with refused("clock_of_escalation_runs_once"):
        make_clock(cast, escalation=row)


def test_no_dossier_stands_with_an_authority_that_is_no_more(cast):
    row = make_escalation(cast)
    gone = make_organisation(
        kind="authority", status="merged", merged_into=cast.ministry, name="Ancienne"
    )
    with pytest.raises(IntegrityError, match="merged"), transaction.atomic():
        make_escalation(cast, authority=gone)
    other = make_escalation(cast, authority=cast.authority)
    with pytest.raises(IntegrityError, match="merged"):
        make_answer(
            cast, row, "redirected", competent_authority=gone, redirected_to=other
        )
