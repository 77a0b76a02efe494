"""Staff say that a case is not what a blocker is about: never suggested again."""

import pytest

from blockers.actions import tell_apart_report
from blockers.candidates import candidates
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import desk, starts_only_from
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "tell_apart_report"


@pytest.fixture
def pair(cast):
    """A blocker of the register, and another case that cites the same text."""
    known = stories.attached(cast).blocker
    return stories.submitted(cast, title="Deux contrôles pour une cuve"), known


def test_it_is_suggested_no_more(cast, pair):
    report, known = pair
    assert [one.blocker for one in candidates(report)] == [known]
    done = tell_apart_report(report, by=cast.moderator, blocker=known, text="Une cuve.")
    assert done.status == "submitted"
    assert candidates(done) == []
    verdict = done.verdicts.get()
    assert (verdict.blocker, verdict.verdict) == (known, "not_same")
    assert (verdict.reason, verdict.by) == ("Une cuve.", cast.moderator)
    assert journal(done)[-1][:3] == (NAME, "submitted", "submitted")
    assert newly_owed(last_line(done)) == set()


def test_without_a_reason_nothing_is_kept(cast, pair):
    report, known = pair
    with pytest.raises(ActRefused):
        tell_apart_report(report, by=cast.moderator, blocker=known, text="  ")
    assert not report.verdicts.exists()


def test_it_starts_only_while_the_case_waits(cast, pair):
    known = pair[1]
    starts_only_from(tell_apart_report, cast, "submitted", blocker=known, text="Non.")


def test_who_may_and_the_desk(client, cast, pair):
    report, known = pair
    data = {"choice": known.pk, "text": "Une cuve."}
    people = "visitor founder director colleague liaison stranger admin"
    found = answers_to(client, cast, desk(report, NAME), data, people)
    assert found == dict.fromkeys(people.split(), 403) | {
        "visitor": 302, "colleague": 404,
    }  # fmt: skip
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(report, NAME))
    for wrong in ({"choice": "x"}, {"choice": known.pk, "text": ""}, {}):
        assert client.post(desk(report, NAME), wrong).status_code == 200
    assert client.post(desk(report, NAME), data).status_code == 302
    assert fresh(report).verdicts.count() == 1
