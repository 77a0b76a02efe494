"""A case that was grouped wrongly is taken out of its blocker, which forgets it."""

from datetime import date, timedelta

import pytest

from blockers.actions import attach_report, detach_report
from blockers.candidates import candidates
from servindus import clock
from servindus.actors import Channel
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    is_done_at_the_desk,
    is_the_labs_alone,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

NAME = "detach_report"
WORD = {"text": "Un autre article : celui-ci vise l’eau, pas l’air."}
MON, WED = date(2026, 9, 7), date(2026, 9, 9)


def test_it_waits_to_be_qualified_again_under_a_new_delay(cast):
    report = stories.attached(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = detach_report(report, by=cast.moderator, **WORD)
    assert (done.status, done.blocker, done.attached_at) == ("submitted", None, None)
    assert done.qualify_by == date(2026, 10, 9)
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), MON),
        ("C2", MON, date(2026, 10, 7), MON),
        ("C2", WED, date(2026, 10, 9), None),
    ]


def test_the_pair_is_never_suggested_again(cast):
    first = stories.attached(cast)
    other = attach_report(
        stories.submitted(cast), by=cast.moderator, blocker=first.blocker
    )
    done = detach_report(other, by=cast.second_moderator, **WORD)
    [verdict] = done.verdicts.all()
    assert (verdict.verdict, verdict.reason) == ("not_same", WORD["text"])
    assert (verdict.by, verdict.blocker) == (cast.second_moderator, first.blocker)
    assert candidates(done) == []
    # The other case stays where it is, and new ones are still offered the blocker.
    assert fresh(first).status == "attached"
    fresh_case = stories.submitted(cast)
    assert [one.blocker for one in candidates(fresh_case)] == [first.blocker]
    # Staff may change their minds: the last word counts.
    again = attach_report(done, by=cast.moderator, blocker=first.blocker)
    assert again.verdicts.get().verdict == "same"


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    done = detach_report(
        stories.attached(cast), by=cast.moderator, channel=Channel.ADMIN, **WORD
    )
    assert journal(done)[-1] == (
        NAME, "attached", "submitted", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == set()


def test_why_is_for_the_lab_alone(client, cast):
    done = detach_report(stories.attached(cast), by=cast.moderator, **WORD)
    for who, sees in {"director": False, "moderator": True, "admin": True}.items():
        client.force_login(getattr(cast, who))
        page = client.get(done.get_absolute_url())
        assert ("celui-ci vise l’eau" in page.text) is sees, who


@pytest.mark.parametrize("text", ["", "  \n"])
def test_never_without_a_reason(cast, text):
    report, by = stories.attached(cast), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        detach_report(report, by=by, text=text)


def test_it_starts_only_from_the_register(cast):
    starts_only_from(detach_report, cast, "attached", **WORD)


def test_who_may_detach(client, cast):
    is_the_labs_alone(client, cast, stories.attached(cast), NAME, WORD)


def test_the_desk_detaches_and_reading_does_not(client, cast):
    is_done_at_the_desk(client, cast, stories.attached(cast), NAME, WORD)
