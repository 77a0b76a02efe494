"""A blocker is qualified once it says all four things, and not before."""

import pytest

from blockers import actions
from blockers.actions import qualify_blocker
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers.factories import make_blocker
from tests.blockers.leading import ASK, DOOR, NORM, complete, desk, edited, opened
from tests.blockers.test_edit_blocker import NO_EDIT
from tests.cast import MONDAY, fresh
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "qualify_blocker"


def test_a_complete_one_is_qualified_today(client, cast):
    blocker = complete(cast)
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(blocker, NAME))
    for _time in range(2):
        assert client.post(desk(blocker, NAME)).status_code == 302
    after = fresh(blocker)
    assert (after.status, clock.local_day(after.qualified_at)) == (
        "qualified", MONDAY.date(),
    )  # fmt: skip
    assert [line[0] for line in journal(after)].count(NAME) == 1
    assert journal(after)[-1] == (
        NAME, "qualifying", "qualified", "moderatrice@rouen.example", "admin",
    )  # fmt: skip


def test_no_text_found_stands_for_a_text(cast):
    by = cast.moderator
    blocker = edited(opened(cast), by, local_attempt=DOOR, no_text_found=True)
    blocker = actions.add_ask_blocker(blocker, by=by, **ASK)
    assert qualify_blocker(blocker, by=by).status == "qualified"


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("nature", "Say what blocks"), ("local_attempt", "local door"),
        ("asks", "at least one ask"), ("norms", "Cite a text"),
    ],
)  # fmt: skip
def test_each_thing_that_is_missing_is_said(cast, settings, gone, words):
    from django.utils import translation

    by = cast.moderator
    blocker = complete(cast)
    if gone in ("asks", "norms"):
        getattr(blocker, gone).all().delete()
    else:
        blocker = edited(blocker, by, **{gone: ""})
    with translation.override("en"), nothing_written():
        with pytest.raises(ActRefused, match=words) as refused:
            qualify_blocker(blocker, by=by)
        assert str(refused.value).count(".") == 1


def test_all_that_is_missing_is_said_at_once(cast):
    blocker = make_blocker(lab=cast.rouen, nature="")
    with pytest.raises(ActRefused) as refused:
        qualify_blocker(blocker, by=cast.moderator)
    assert str(refused.value).count(".") == 4


@pytest.mark.parametrize(
    "status",
    ["qualified", "escalated", "answered", "implementing", "verifying", "closed",
     "merged"],
)  # fmt: skip
def test_it_starts_only_from_qualification(cast, status):
    blocker, by = make_blocker(lab=cast.rouen, status=status), cast.moderator
    actions_before = fresh(blocker).status
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        qualify_blocker(blocker, by=by)
    assert fresh(blocker).status == actions_before


def test_who_may_qualify(client, cast):
    blocker = complete(cast)
    found = answers_to(client, cast, desk(blocker, NAME), {}, " ".join(NO_EDIT))
    assert found == NO_EDIT
    assert fresh(blocker).status == "qualifying"


def test_a_text_more_is_no_harm(cast):
    blocker = qualify_blocker(complete(cast), by=cast.moderator)
    other = {**NORM, "article": "6"}
    actions.add_norm_blocker(blocker, by=cast.moderator, **other)
    assert blocker.norms.count() == 2
