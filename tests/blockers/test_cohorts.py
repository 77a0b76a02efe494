"""What is counted by month adds up to what the register's own figures say."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from blockers import actions, cohorts, delays, figures, public_figures
from blockers.cohorts import Files, Group, Kept, Waits
from blockers.models import Blocker, Clock
from servindus import clock
from tests.blockers.escalations import acknowledged, answer, sent
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.following import asked, in_force, later, published, said
from tests.cast import Cast


def lived(cast: Cast) -> None:
    """One verified, one in force, one refused, two that wait, one case by itself."""
    row = asked(cast)
    with later(29):
        said(row, cast, "solved")
    in_force(cast)
    published(cast, "explained_refusal")
    sent(cast, nature="legal_void")
    answer(acknowledged(cast), cast, kind="lifted")
    make_report(lab=cast.nancy)


def whole(found: dict[Group, Files]) -> dict[str, int]:
    """Add all groups up."""
    totals: Counter[str] = Counter()
    for files in found.values():
        totals.update(vars(files))
    return dict(totals)


def test_stages_add_up_to_the_figures(cast: Cast) -> None:
    """By the same conditions: due, verified, and each stage in the one before."""
    lived(cast)
    with later(90):
        today = clock.today()
        found = whole(cohorts.files(today))
        tally = figures.tally(today)
        counted = public_figures.count()
    assert found == {
        "blockers": 5, "sent": 5, "answered": 3, "in_force": 2, "verified": 1,
        "due": 5, "due_verified": 1,
    }  # fmt: skip
    assert (found["due"], found["due_verified"]) == (tally.due, tally.verified)
    assert found["sent"] == sum(counted["blockers_escalated"].values())
    assert sum(cohorts.reports().values()) == sum(counted["reports_submitted"].values())


def test_groups_are_lab_nature_and_month(cast: Cast) -> None:
    sent(cast, nature="legal_void")
    sent(cast)
    make_report(
        lab=cast.nancy, submitted_at=datetime(2026, 8, 31, 23, tzinfo=clock.PARIS)
    )
    september = date(2026, 9, 1)
    assert cohorts.files(clock.today()) == {
        Group(cast.rouen.pk, "legal_void", september): Files(blockers=1, sent=1),
        Group(cast.rouen.pk, "text_regulatory", september): Files(blockers=1, sent=1),
    }
    assert cohorts.reports() == {
        (cast.rouen.pk, september): 2,
        (cast.nancy.pk, date(2026, 8, 1)): 1,
    }


def test_a_merged_blocker_is_not_counted_again(cast: Cast) -> None:
    sent(cast)
    into = Blocker.objects.get()
    make_blocker(lab=cast.rouen, status="merged", merged_into=into)
    assert whole(cohorts.files(clock.today()))["blockers"] == 1


def test_who_waits_is_counted_for_as_long_as_it_waits(cast: Cast) -> None:
    """Answered after 10 and 20 days; one waits for 30, one was recalled after 5."""
    first, second, _third = acknowledged(cast), acknowledged(cast), acknowledged(cast)
    fourth = acknowledged(cast)
    with later(5):
        actions.recall_blocker(fourth.blocker, by=cast.moderator, text="À revoir")
    for days, row in ((10, first), (20, second)):
        with later(days):
            actions.publish_escalation(
                answer(row, cast, kind="explained_refusal"), by=cast.liaison
            )
    with later(30):
        [waits] = cohorts.waits(clock.today()).values()
        assert figures.answer_days(clock.today()) == 20
    assert waits == Waits(Counter({10: 1, 20: 1}), Counter({30: 1}), Counter({5: 1}))


def test_an_answer_that_is_not_shown_yet_still_waits(cast: Cast) -> None:
    answer(acknowledged(cast), cast, kind="lifted")
    with later(12):
        [waits] = cohorts.waits(clock.today()).values()
    assert waits == Waits(Counter(), Counter({12: 1}))


def test_what_another_authority_decides_is_counted_there(cast: Cast) -> None:
    """From its first day, and once: of the two nobody is said to have answered."""
    row = acknowledged(cast)
    with later(20):
        actions.publish_escalation(
            answer(row, cast, kind="redirected", competent_authority=cast.authority),
            by=cast.liaison,
        )
    with later(30):
        [waits] = cohorts.waits(clock.today()).values()
        assert waits == Waits(Counter(), Counter({30: 1}))
    with later(90):
        found = cohorts.kept(clock.today())
    assert [kept for (_g, code), kept in found.items() if code == "C4"] == [Kept(0, 1)]


def test_who_stands_behind_the_files_of_a_nature(cast: Cast) -> None:
    """Companies by their organisation or their typed name, of what was ever sent."""
    sent(cast, nature="legal_void")
    sent(cast)
    make_blocker(lab=cast.rouen, nature="legal_void")
    found = cohorts.companies()
    assert set(found) == {
        (cast.rouen.pk, "legal_void"), (cast.rouen.pk, "text_regulatory")
    }  # fmt: skip
    [typed] = found[cast.rouen.pk, "legal_void"].items()
    assert typed[1] == 1


def clocks(cast: Cast, **fields: Any) -> None:
    given = {
        "lab": cast.rouen, "code": "C1", "version": 1, "owed_by": "lab", "amount": 5,
        "unit": "working_days", "started_on": date(2026, 9, 1),
        "due_on": date(2026, 9, 8), **fields,
    }  # fmt: skip
    given.setdefault("report", make_report(lab=given["lab"]))
    Clock.objects.create(**given)


@pytest.fixture
def delayed(cast: Cast) -> Cast:
    """In time, late, running past its day, running within it."""
    clocks(cast, stopped_on=date(2026, 9, 8))
    clocks(cast, stopped_on=date(2026, 9, 9))
    clocks(cast)
    clocks(cast, due_on=date(2026, 9, 30))
    clocks(cast, code="C2", lab=cast.nancy, stopped_on=date(2026, 9, 2))
    clocks(cast, code="C3", stopped_on=date(2026, 9, 2))
    return cast


def test_on_time_is_told_of_all_that_were_due(delayed: Cast) -> None:
    """The missing one counts (F5); a delay that nobody compares does not."""
    september = date(2026, 9, 1)
    with later(7):
        found = cohorts.kept(clock.today())
        tallies = {one.code: one for one in delays.tallies(delayed.admin, clock.now())}
    rouen = Group(delayed.rouen.pk, "text_regulatory", september)
    nancy = Group(delayed.nancy.pk, "text_regulatory", september)
    assert found == {(rouen, "C1"): Kept(1, 3), (nancy, "C2"): Kept(1, 1)}
    first = tallies["C1"]
    assert (first.in_time, first.ended + first.late_running) == (1, 3)


def test_a_delay_that_stands_is_not_due(cast: Cast) -> None:
    row = acknowledged(cast)
    with later(2):
        actions.request_info_escalation(
            row, by=cast.liaison, text="Quel débit ?", due_on=date(2026, 9, 21)
        )
    with later(200):
        found = cohorts.kept(clock.today())
    assert [kept for (_g, code), kept in found.items() if code == "C4"] == [Kept(0, 0)]


def of_answers(day: int) -> Kept:
    """Give the delays of answers, as they are told so many days later."""
    with later(day):
        found = cohorts.kept(clock.today())
    [kept] = [kept for (_g, code), kept in found.items() if code == "C4"] or [Kept()]
    return kept


def test_only_an_answer_that_everybody_reads_is_one_in_time(cast: Cast) -> None:
    recalled, answered = acknowledged(cast), acknowledged(cast)
    with later(5):
        actions.recall_blocker(recalled.blocker, by=cast.moderator, text="À revoir")
        row = answer(answered, cast, kind="explained_refusal")
    assert of_answers(6) == Kept(0, 0)
    with later(8):
        actions.publish_escalation(row, by=cast.liaison)
    assert of_answers(9) == Kept(1, 1)


def test_what_was_forwarded_is_one_delay_and_late_once(cast: Cast) -> None:
    """Nobody has answered within two months: one recalled too late is late as well."""
    first, second = acknowledged(cast), acknowledged(cast)
    with later(70):
        actions.forward_escalation(
            first, by=cast.liaison, authority=cast.authority, text="Pour la DGPR."
        )
        actions.recall_blocker(second.blocker, by=cast.moderator, text="À revoir")
    assert of_answers(80) == Kept(0, 2)


def test_a_case_that_was_withdrawn_keeps_no_delay(cast: Cast) -> None:
    met = make_report(lab=cast.rouen, status="withdrawn", contacted_at=clock.now())
    left = make_report(lab=cast.rouen, status="withdrawn")
    for report in (met, left):
        for code in ("C1", "C2"):
            clocks(cast, report=report, code=code, stopped_on=date(2026, 9, 2))
    found = cohorts.kept(clock.today())
    assert {code: kept for (_group, code), kept in found.items()} == {"C1": Kept(1, 1)}


def test_each_reads_in_one_statement_whatever_there_is(
    cast: Cast, django_assert_num_queries
) -> None:
    lived(cast)
    today = clock.today()
    for _turn in range(2):
        with django_assert_num_queries(6):
            cohorts.reports()
            cohorts.companies()
            cohorts.files(today)
            cohorts.waits(today)
            cohorts.kept(today)
        sent(cast)
