"""Merges that cross, and what the database keeps of them by itself."""

import random

import pytest
from django.db import IntegrityError, transaction

from blockers import invariants
from blockers.actions import attach_report, merge_blocker, unmerge_blocker
from blockers.actions.merging import open_merge
from blockers.merging import plan
from blockers.models import Ask, Blocker, BlockerMerge, Report
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, write_journal
from tests.blockers import stories
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.merges import merge, unmerge
from tests.cast import MONDAY, fresh
from tests.threads import together

# --- What the database refuses by itself ----------------------------------------------


def refused(match):
    return pytest.raises(IntegrityError, match=match)


def test_the_database_keeps_merges_one_level_deep(cast):
    top = make_blocker(lab=cast.rouen)
    below = make_blocker(lab=cast.rouen, status="merged", merged_into=top)
    with refused("one level deep"), transaction.atomic():
        make_blocker(lab=cast.rouen, status="merged", merged_into=below)
    other = make_blocker(lab=cast.rouen, status="merged")
    with refused("one level deep"), transaction.atomic():
        Blocker.objects.filter(pk=other.pk).update(merged_into=below)
    write_journal("test", top, by=SYSTEM, now=clock.now(), source="qualifying",
                  target="merged")  # fmt: skip
    third = make_blocker(lab=cast.rouen)
    with refused("one level deep"), transaction.atomic():
        Blocker.objects.filter(pk=top.pk).update(status="merged", merged_into=third)


def test_a_case_comes_from_another_blocker(cast):
    case = make_report(lab=cast.rouen, status="attached")
    with refused("report_came_from_another"), transaction.atomic():
        Report.objects.filter(pk=case.pk).update(came_from=case.blocker)
    with refused("report_came_from_another"):
        make_report(lab=cast.rouen, came_from=case.blocker)


def test_one_merge_of_a_blocker_stands(cast):
    one, two = make_blocker(lab=cast.rouen), make_blocker(lab=cast.rouen)
    kept = {"merged": one, "survivor": two, "status_before": "qualifying",
            "done_at": MONDAY}  # fmt: skip
    BlockerMerge.objects.create(**kept, undone_at=MONDAY)
    BlockerMerge.objects.create(**kept)
    with refused("blocker_merged_once"), transaction.atomic():
        BlockerMerge.objects.create(**kept)
    with refused("blocker_merge_joins_two"), transaction.atomic():
        BlockerMerge.objects.create(**{**kept, "survivor": one}, undone_at=MONDAY)
    with refused("blocker_merge_objected_is_undone"):
        BlockerMerge.objects.create(**{**kept, "merged": two, "survivor": one},
                                    objection="Non.")  # fmt: skip


def test_the_invariants_name_what_is_wrong(cast):
    one, two = make_blocker(lab=cast.rouen), make_blocker(lab=cast.rouen)
    case = make_report(lab=cast.rouen, status="attached", blocker=one)
    merge(one, two, cast.moderator)
    assert list(invariants.no_case_is_left_behind()) == []
    assert list(invariants.what_came_is_where_it_went()) == []
    Report.objects.filter(pk=case.pk).update(blocker=one, came_from=two)
    assert list(invariants.no_case_is_left_behind()) == [f"report {case.pk}"]
    assert list(invariants.what_came_is_where_it_went()) == [f"report {case.pk}"]


# --- Two at once ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_merges_that_cross_leave_one(cast):
    by = cast.moderator

    def at_once(blocker, into, seen):
        return merge_blocker(blocker, by=by, into=into.pk, seen=seen)

    for _round in range(8):
        one, two = make_blocker(lab=cast.rouen), make_blocker(lab=cast.rouen)
        for blocker in (one, two):
            make_report(lab=cast.rouen, status="attached", blocker=blocker)
        seen = {a.pk: plan(a, b).seen for a, b in ((one, two), (two, one))}
        found = together(
            lambda a=one, b=two, s=seen[one.pk]: at_once(a, b, s),
            lambda a=two, b=one, s=seen[two.pk]: at_once(a, b, s),
        )
        assert sum(isinstance(row, Blocker) for row in found) == 1, found
        assert sum(isinstance(row, ActRefused) for row in found) == 1, found
        assert sorted(fresh(b).status for b in (one, two)) == ["merged", "qualifying"]
        goes_on = next(b for b in (one, two) if fresh(b).status == "qualifying")
        assert goes_on.reports.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_attached_meanwhile_is_lost_by_neither(cast):
    by = cast.moderator
    for _round in range(5):
        one, two = make_blocker(lab=cast.rouen), make_blocker(lab=cast.rouen)
        make_report(lab=cast.rouen, status="attached", blocker=one)
        case = stories.submitted(cast)
        seen = plan(one, two).seen
        found = together(
            lambda a=one, b=two, s=seen: merge_blocker(a, by=by, into=b.pk, seen=s),
            lambda c=case, a=one: attach_report(c, by=by, blocker=a),
        )
        # Whoever came first stands; the other one is told.
        assert sum(isinstance(row, ActRefused) for row in found) == 1, found
        assert not Report.objects.attached().filter(blocker__status="merged").exists()


def test_any_run_of_merges_and_undoings_loses_nothing(cast):
    """A long walk by a fixed die: B4 holds after each step."""
    die, by = random.Random(7), cast.moderator
    rows = [make_blocker(lab=cast.rouen) for _n in range(5)]
    for number, blocker in enumerate(rows * 2):
        make_report(lab=cast.rouen, status="attached", blocker=blocker,
                    company_name=f"C{number}")  # fmt: skip
        Ask.objects.create(blocker=blocker, kind="practice", wording=f"A{number}")
    home = {row.pk: row.blocker_id for row in Report.objects.all()}
    steps = 0
    for _step in range(60):
        one, two = die.sample(rows, 2)
        try:
            if die.random() < 0.6:
                merge(one, two, by)
            elif (kept := open_merge(one)) is not None:
                unmerge_blocker(fresh(one), by=by, to=kept.status_before)
            steps += 1
        except ActRefused:
            pass
        assert Report.objects.attached().count() == 10
        assert not Blocker.objects.filter(merged_into__status="merged").exists()
        for case in Report.objects.select_related("blocker"):
            assert case.blocker.status != "merged"
            assert (case.came_from_id or case.blocker_id) == home[case.pk]
    assert steps > 20
    for row in rows:
        if open_merge(row):
            unmerge(row, by)
    assert {r.pk: r.blocker_id for r in Report.objects.all()} == home
