"""The lab puts a case in the register: a blocker that is there, or a new one."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from blockers.actions import attach_report
from blockers.models import Blocker, Report
from servindus import clock
from servindus.actors import Channel
from servindus.workflow import ActRefused, Busy
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    desk,
    is_done_at_the_desk,
    is_the_labs_alone,
    starts_only_from,
)
from tests.blockers.factories import make_blocker
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.threads import together

NAME = "attach_report"
NEW = {"choice": "new", "title": "Rejets : circuit fermé soumis à autorisation"}
MON, WED = date(2026, 9, 7), date(2026, 9, 9)


def test_a_new_blocker_takes_what_the_case_says(cast):
    report = stories.submitted(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = attach_report(report, by=cast.moderator, title=NEW["title"])
    blocker = done.blocker
    assert blocker.reference == "ROU-B-2026-0001"
    assert (blocker.title, blocker.nature) == (NEW["title"], "text_regulatory")
    assert (blocker.status, blocker.lab) == ("qualifying", cast.rouen)
    assert journal(blocker) == [
        ("open_blocker", "", "qualifying", "moderatrice@rouen.example", "portal")
    ]
    assert (done.status, clock.local_day(done.attached_at)) == ("attached", WED)
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), WED),
        ("C2", MON, date(2026, 10, 7), WED),
    ]


def test_without_a_title_it_has_the_cases(cast):
    done = attach_report(stories.submitted(cast), by=cast.moderator)
    assert done.blocker.title == stories.CASE["title"]
    second = attach_report(stories.submitted(cast), by=cast.moderator)
    assert second.blocker.reference == "ROU-B-2026-0002"


@pytest.mark.parametrize(
    "status",
    ["qualifying", "qualified", "escalated", "answered", "implementing", "verifying"],
)
def test_a_blocker_that_is_open_takes_another_case(cast, status):
    known = make_blocker(lab=cast.nancy, status=status)
    done = attach_report(stories.submitted(cast), by=cast.moderator, blocker=known)
    assert done.blocker == known
    assert Blocker.objects.count() == 1
    assert fresh(known).status == status
    [verdict] = done.verdicts.all()
    assert (verdict.verdict, verdict.by) == ("same", cast.moderator)


@pytest.mark.parametrize("status", ["closed", "merged"])
def test_one_that_is_closed_or_merged_takes_none(client, cast, status):
    gone = make_blocker(lab=cast.rouen, status=status)
    report, by = stories.submitted(cast), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        attach_report(report, by=by, blocker=gone)
    client.force_login(by)
    page = client.post(
        desk(report, NAME), {"choice": "other", "reference": gone.reference}
    )
    assert page.status_code == 409
    assert gone.reference in page.text
    assert fresh(report).status == "submitted"


def test_the_journal_says_who_and_the_reporter_is_written_to(cast):
    report = stories.submitted(cast)
    cast.assistant, cast.second_moderator  # noqa: B018 - both exist
    done = attach_report(report, by=cast.moderator, channel=Channel.ADMIN)
    assert journal(done)[-1] == (
        NAME, "submitted", "attached", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("report_attached", "directrice@usine.example")
    }


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(attach_report, cast, "submitted")


def test_who_may_attach(client, cast):
    is_the_labs_alone(client, cast, stories.submitted(cast), NAME, NEW)


def test_the_desk_attaches_and_reading_does_not(client, cast):
    is_done_at_the_desk(client, cast, stories.submitted(cast), NAME, NEW)
    assert Blocker.objects.count() == 1


def test_the_desk_attaches_to_what_is_suggested(client, cast):
    first = stories.attached(cast)
    report = stories.submitted(cast)
    client.force_login(cast.moderator)
    sent = client.post(desk(report, NAME), {"choice": str(first.blocker_id)})
    assert sent.status_code == 302
    assert fresh(report).blocker_id == first.blocker_id


def test_the_desk_attaches_to_another_by_its_reference(client, cast):
    known = make_blocker(lab=cast.nancy)
    report = stories.submitted(cast)
    client.force_login(cast.moderator)
    typed = f" {known.reference.lower()} "
    sent = client.post(desk(report, NAME), {"choice": "other", "reference": typed})
    assert sent.status_code == 302
    assert fresh(report).blocker == known


@pytest.mark.parametrize(
    "data",
    [
        {"choice": "other", "reference": "ROU-B-2026-9999999"},
        {"choice": "other", "reference": "99999-B-99999-999999999"},
        {"choice": "other", "reference": ""},
        {"choice": "new", "title": ""},
        {"choice": "new", "title": "x" * 121},
        {"choice": str(10**30)},
        {},
    ],
)
def test_a_choice_that_is_none_changes_nothing(client, cast, data):
    report = stories.submitted(cast)
    client.force_login(cast.moderator)
    with nothing_written():
        assert client.post(desk(report, NAME), data).status_code == 200
    for name in ("choice", "reference", "title"):
        sent = client.post(desk(report, NAME), {**NEW, name: "ROU\0"})
        assert sent.status_code == 400
    assert fresh(report).status == "submitted"


# --- Two at once ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_new_blockers_of_a_lab_never_get_one_number(cast):
    by = cast.moderator
    for _round in range(5):
        Report.objects.all().delete()
        Blocker.objects.all().delete()
        rows = [stories.submitted(cast) for _row in range(3)]
        found = together(*[lambda r=r: attach_report(r, by=by) for r in rows])
        assert all(isinstance(row, Report) for row in found), found
        assert sorted(row.blocker.number for row in found) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_whoever_closes_or_merges_the_blocker(cast):
    known, by = make_blocker(lab=cast.rouen), cast.moderator
    report = stories.submitted(cast)

    def hurried():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        return attach_report(report, by=by, blocker=known)

    with transaction.atomic():
        # As the kernel locks the row of an act on the blocker.
        Blocker.objects.select_for_update(no_key=True).get(pk=known.pk)
        [found] = together(hurried)
    assert isinstance(found, Busy), found
    assert fresh(report).status == "submitted"
