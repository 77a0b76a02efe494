"""A merge between two labs: who is told, who may object, and until when."""

from datetime import date, timedelta

import pytest

from blockers.actions import (
    object_merge_blocker,
    unmerge_blocker,
)
from blockers.actions.merging import open_merge
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.blockers.leading import (
    desk,
    file_of,
)
from tests.blockers.merges import merge, pair, state
from tests.blockers.test_edit_blocker import NO_EDIT
from tests.cast import MONDAY, fresh
from tests.evidence import last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "merge_blocker"


# --- Two labs -------------------------------------------------------------------------


def test_taking_back_tells_the_other_lab_and_nobody_else(cast, sink):
    """Where one lab leads both nobody is told; the mail leads to one's own blocker."""
    first, second = pair(cast, cast.nancy)
    cast.colleague  # noqa: B018 - she exists
    merge(first, second, cast.moderator)
    unmerge_blocker(fresh(first), by=cast.moderator, to="qualified")
    assert newly_owed(last_line(first)) == {
        ("blocker_unmerged", "referente@nancy.example")
    }
    outbox.send_due()
    assert sink.addresses[-1] == "referente@nancy.example"
    for kind in ("plain", "html"):
        text = sink.message().get_body((kind,)).get_content()
        told = " ".join(text.split())
        assert f"retire {first.reference} de {second.reference}" in told
        assert f"/admin/blockers/blocker/{second.pk}/change/" in text
    own = pair(cast, cast.rouen)
    merge(*own, cast.moderator)
    unmerge_blocker(fresh(own[0]), by=cast.moderator, to="qualified")
    assert newly_owed(last_line(own[0])) == set()


def test_the_other_lab_is_told_and_has_five_working_days(cast, sink):
    first, second = pair(cast, cast.nancy)
    cast.colleague  # noqa: B018 - she exists
    done = merge(first, second, cast.moderator)
    assert open_merge(first).object_until == date(2026, 9, 14)
    assert newly_owed(last_line(done)) == {
        ("blocker_merged", "referente@nancy.example")
    }
    before = state(first, second)
    with clock.at(MONDAY + timedelta(days=7, hours=13)):
        page = object_merge_blocker(
            fresh(first), by=cast.colleague, to="qualified", text="Autre article."
        )
    assert page.status == "qualified"
    assert newly_owed(last_line(first)) == {
        ("blocker_merge_objected", "moderatrice@rouen.example")
    }
    assert first.merges.get().objection == "Autre article."
    # The merge is no more: its own mail is not sent, the objection's is.
    with clock.at(MONDAY + timedelta(days=7, hours=14)):
        outbox.send_due()
    assert sink.addresses[-1] == "moderatrice@rouen.example"
    assert "referente@nancy.example" not in sink.addresses
    for kind in ("plain", "html"):
        text = sink.message().get_body((kind,)).get_content()
        assert "Autre article." in text
        assert second.reference in text
    assert state(first, second) != before


def test_the_mail_says_which_two_and_until_when(cast, sink):
    first, second = pair(cast, cast.nancy)
    cast.colleague  # noqa: B018 - she exists
    outbox.send_due()
    merge(first, second, cast.moderator)
    assert outbox.send_due()["sent"] == 1
    for kind in ("plain", "html"):
        text = sink.message().get_body((kind,)).get_content()
        for word in (first.reference, second.reference, "lundi 14"):
            assert word in text, word
        assert file_of(first) in text


def test_after_five_working_days_the_other_lab_is_too_late(cast):
    first, second = pair(cast, cast.nancy)
    by = cast.colleague
    merge(first, second, cast.moderator)
    with (
        clock.at(MONDAY + timedelta(days=8)),
        nothing_written(),
        pytest.raises(ActRefused),
    ):
        object_merge_blocker(fresh(first), by=by, to="qualified", text="Non.")


def test_who_may_object(client, cast):
    first, second = pair(cast, cast.nancy)
    merge(first, second, cast.moderator)
    address = desk(first, "object_merge_blocker")
    nobody = {**NO_EDIT, "moderator": 403, "second_moderator": 403}
    del nobody["colleague"]
    data = {"text": "Autre article."}
    assert answers_to(client, cast, address, data, " ".join(nobody)) == nobody
    client.force_login(fresh(cast.colleague))
    reading_writes_nothing(client, address)
    with nothing_written():
        assert client.post(address, {"text": " "}).status_code == 200
    for _time in range(2):
        assert client.post(address, data).status_code == 302
    assert fresh(first).status == "qualified"


def test_where_one_lab_leads_both_nobody_objects(cast):
    first, second = pair(cast)
    merge(first, second, cast.moderator)
    by = cast.moderator
    assert not by.has_perm("blockers.object_merge_blocker", fresh(first))
    with nothing_written(), pytest.raises(ActRefused):
        object_merge_blocker(fresh(first), by=SYSTEM, to="qualified", text="Non.")
