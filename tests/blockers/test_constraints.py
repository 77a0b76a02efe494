"""What the database itself refuses: the wrong row is inserted, the name is read."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from blockers.models import (
    Ask,
    Blocker,
    Clock,
    ClockPause,
    NormReference,
    Remark,
    Report,
    ReportFile,
    ReportLink,
    SameVerdict,
)
from servindus.actors import SYSTEM
from servindus.workflow import write_journal
from tests.blockers.factories import make_blocker, make_report
from tests.cast import MONDAY

HANDED_IN = ["submitted", "needs_info", "attached", "declined"]


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def line(report):
    return write_journal("test", report, by=SYSTEM, now=MONDAY)


def test_a_number_is_given_once_by_each_lab(cast):
    make_report(lab=cast.rouen, number=7)
    make_report(lab=cast.nancy, number=7)
    make_report(lab=cast.rouen, number=7, year=2027)
    for _draft in range(2):
        make_report(lab=cast.rouen, status="draft")
    with refused("report_number_once"):
        make_report(lab=cast.rouen, number=7)


@pytest.mark.parametrize(
    "missing",
    [
        {"title": ""}, {"situation": ""}, {"prevented": ""}, {"nature": ""},
        {"submitted_at": None}, {"number": None}, {"year": None},
        {"contact_by": None}, {"qualify_by": None},
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", HANDED_IN)
def test_what_was_handed_in_is_complete(cast, status, missing):
    with transaction.atomic():
        make_report(lab=cast.rouen, status="draft", **missing)
    with refused("report_handed_in_is_complete"):
        make_report(lab=cast.rouen, status=status, **missing)


@pytest.mark.parametrize("status", HANDED_IN)
def test_what_was_handed_in_names_a_company(cast, status):
    make_report(lab=cast.rouen, status=status, company_name="", organisation=cast.plant)
    make_report(lab=cast.rouen, status="draft", company_name="")
    with refused("report_names_a_company"):
        make_report(lab=cast.rouen, status=status, company_name="")


@pytest.mark.parametrize("missing", ["blocker", "attached_at"])
def test_what_is_in_the_register_has_its_blocker(cast, missing):
    with refused("report_attached_has_its_blocker"):
        make_report(lab=cast.rouen, status="attached", **{missing: None})


@pytest.mark.parametrize("status", ["draft", "submitted", "needs_info", "declined"])
def test_what_is_not_in_the_register_has_none(cast, status):
    with refused("report_attached_has_its_blocker"):
        make_report(lab=cast.rouen, status=status, blocker=make_blocker(lab=cast.rouen))


@pytest.mark.parametrize("missing", [{"decline_code": ""}, {"declined_at": None}])
def test_a_refusal_has_its_reason_and_its_day(cast, missing):
    with refused("report_declined_has_code"):
        make_report(lab=cast.rouen, status="declined", **missing)


def test_what_is_to_complete_has_a_date(cast):
    with refused("report_to_complete_has_date"):
        make_report(lab=cast.rouen, status="needs_info", complete_by=None)


def test_an_appeal_follows_a_refusal(cast):
    make_report(lab=cast.rouen, declined_at=MONDAY, appealed_at=MONDAY)
    with refused("report_appealed_after_refusal"), transaction.atomic():
        make_report(lab=cast.rouen, appealed_at=MONDAY)
    with refused("report_appealed_after_refusal"):
        make_report(
            lab=cast.rouen, declined_at=MONDAY, appealed_at=MONDAY - timedelta(hours=1)
        )


@pytest.mark.parametrize(
    "fields",
    [{"cost_per_month": -1}, {"jobs_at_stake": "-0.1"}, {"months_of_delay": 601}],
)
def test_costs_are_no_gain(cast, fields):
    with refused("report_costs_are_no_gain"):
        make_report(lab=cast.rouen, **fields)


def test_one_sentence_per_act_and_audience(cast):
    report = make_report(lab=cast.rouen)
    entry = line(report)
    for audience in ("company", "lab"):
        Remark.objects.create(report=report, entry=entry, text="a", audience=audience)
    with refused("report_remark_once_per_act"):
        Remark.objects.create(report=report, entry=entry, text="b", audience="lab")


def a_file(report, position, **fields):
    given = {
        "name": "a.pdf", "kind": "pdf", "size": 9, "digest": str(position),
        "file": "x/a.pdf",
    }  # fmt: skip
    return ReportFile.objects.create(
        report=report, position=position, **{**given, **fields}
    )


@pytest.mark.parametrize("position", [0, 4])
def test_three_files_at_most(cast, position):
    with refused("report_file_within_limits"):
        a_file(make_report(lab=cast.rouen), position)


@pytest.mark.parametrize(
    "fields",
    [{"size": 0}, {"size": 5242881}, {"kind": "svg"}, {"name": ""}, {"file": ""}],
)
def test_a_file_is_whole(cast, fields):
    with refused("report_file_is_whole"):
        a_file(make_report(lab=cast.rouen), 1, **fields)


def test_a_place_and_a_content_once(cast):
    report = make_report(lab=cast.rouen)
    a_file(report, 1)
    a_file(make_report(lab=cast.rouen), 1)
    with refused("report_file_place"), transaction.atomic():
        a_file(report, 1, digest="other")
    with refused("report_file_once"):
        a_file(report, 2, digest="1")


def test_an_address_has_one_link_whatever_its_case(cast):
    report = make_report(lab=cast.rouen)
    ReportLink.objects.create(report=report, email="ada@usine.example", name="Ada")
    with refused("report_link_once_per_address"):
        ReportLink.objects.create(report=report, email="Ada@Usine.example", name="A")


def a_clock(report, **fields):
    given = {
        "code": "C1", "version": 1, "owed_by": "lab", "amount": 5,
        "unit": "working_days", "started_on": date(2026, 9, 7),
        "due_on": date(2026, 9, 14),
    }  # fmt: skip
    return Clock.objects.create(report=report, lab=report.lab, **{**given, **fields})


def test_a_clock_runs_once(cast):
    report = make_report(lab=cast.rouen)
    a_clock(report, stopped_on=date(2026, 9, 8))
    a_clock(report)
    a_clock(report, code="C2")
    with refused("clock_runs_once"):
        a_clock(report)


@pytest.mark.parametrize("name", ["due_on", "stopped_on"])
def test_a_clock_goes_forward(cast, name):
    with refused("clock_goes_forward"):
        a_clock(make_report(lab=cast.rouen), **{name: date(2026, 9, 6)})


def a_pause(clock, first, last):
    return ClockPause.objects.create(
        clock=clock, entry=line(clock.report), span=DateRange(first, last)
    )


@pytest.mark.parametrize(
    "second",
    [
        (date(2026, 9, 9), date(2026, 9, 10)),
        (date(2026, 9, 1), date(2026, 9, 9)),
        (date(2026, 9, 11), None),
    ],
)
def test_pauses_of_a_clock_never_overlap(cast, second):
    clock = a_clock(make_report(lab=cast.rouen))
    first = (date(2026, 9, 8), date(2026, 9, 12))
    a_pause(clock, *first)
    a_pause(a_clock(clock.report, code="C2"), *first)
    a_pause(clock, date(2026, 9, 12), date(2026, 9, 13))
    with refused("clock_pauses_never_overlap"):
        a_pause(clock, *second)


@pytest.mark.parametrize(
    "span", [(None, date(2026, 9, 8)), (date(2026, 9, 8), date(2026, 9, 8))]
)
def test_a_pause_has_a_beginning_and_a_day(cast, span):
    with refused("clock_pause_has_a_beginning"):
        a_pause(a_clock(make_report(lab=cast.rouen)), *span)


def test_a_blockers_number_is_given_once_by_each_lab(cast):
    make_blocker(lab=cast.rouen, number=7)
    make_blocker(lab=cast.nancy, number=7)
    make_blocker(lab=cast.rouen, number=7, year=2027)
    with refused("blocker_number_once"):
        make_blocker(lab=cast.rouen, number=7)


@pytest.mark.parametrize(
    "missing", [{"nature": ""}, {"local_attempt": ""}, {"qualified_at": None}]
)
@pytest.mark.parametrize("status", ["qualified", "escalated", "answered", "closed"])
def test_a_qualified_blocker_is_complete(cast, status, missing):
    with refused("blocker_qualified_is_complete"):
        make_blocker(lab=cast.rouen, status=status, **missing)


def test_a_merged_blocker_points_to_another(cast):
    other = make_blocker(lab=cast.rouen)
    with refused("blocker_merged_points_to_another"), transaction.atomic():
        make_blocker(lab=cast.rouen, status="merged", merged_into=None)
    with refused("blocker_merged_points_to_another"), transaction.atomic():
        make_blocker(lab=cast.rouen, merged_into=other)
    merged = make_blocker(lab=cast.rouen, status="merged", merged_into=other)
    with refused("blocker_merged_points_to_another"):
        Blocker.objects.filter(pk=merged.pk).update(merged_into=merged)


def test_a_blocker_cites_an_article_once(cast):
    given = {
        "blocker": make_blocker(lab=cast.rouen), "level": "order", "title": "Arrêté",
        "checked_on": MONDAY.date(),
    }  # fmt: skip
    for identifier, article in (("", ""), ("", ""), ("N", "5"), ("N", "6")):
        NormReference.objects.create(identifier=identifier, article=article, **given)
    with refused("norm_once_per_blocker"):
        NormReference.objects.create(identifier="N", article="5", **given)


@pytest.mark.parametrize(
    "fields",
    [
        {"territory": "", "duration_months": 12},
        {"territory": "Rouen", "duration_months": 0},
        # Nothing said is not refused by a comparison alone.
        {"territory": "Rouen", "duration_months": None},
    ],
)
def test_a_derogation_has_a_place_and_a_time(cast, fields):
    blocker = make_blocker(lab=cast.rouen)
    Ask.objects.create(blocker=blocker, wording="a", kind="practice", **fields)
    Ask.objects.create(
        blocker=blocker, wording="a", kind="derogation", territory="Rouen",
        duration_months=1,
    )  # fmt: skip
    with refused("ask_derogation_has_where_and_how_long"):
        Ask.objects.create(blocker=blocker, wording="a", kind="derogation", **fields)


def test_one_verdict_per_pair_and_a_no_says_why(cast):
    given = {
        "report": make_report(lab=cast.rouen), "by": cast.moderator, "at": MONDAY,
    }  # fmt: skip
    blocker = make_blocker(lab=cast.rouen)
    with refused("verdict_not_same_says_why"), transaction.atomic():
        SameVerdict.objects.create(blocker=blocker, verdict="not_same", **given)
    SameVerdict.objects.create(blocker=blocker, verdict="same", **given)
    with refused("verdict_once_per_pair"):
        SameVerdict.objects.create(blocker=blocker, verdict="same", **given)


@pytest.mark.parametrize("model", [Report, Blocker])
def test_a_status_changes_by_an_act_only(cast, model):
    row = make_report(lab=cast.rouen) if model is Report else None
    row = row or make_blocker(lab=cast.rouen)
    wrong = "declined" if model is Report else "closed"
    with pytest.raises(IntegrityError, match=r"journal line|undeclared step"):
        model.objects.filter(pk=row.pk).update(status=wrong)
