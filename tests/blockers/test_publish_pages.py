"""Pages that publish answers, and the lab’s side of a dossier."""

from datetime import date

import pytest

from blockers import actions
from blockers.models import Escalation
from tests.blockers import escalations as stories
from tests.blockers.escalation_pages import (
    PUBLISH,
    QUEUE,
    faults,
    page,
    reads,
    shown,
)
from tests.cast import fresh, make_membership
from tests.evidence import nothing_written
from tests.matchmaking.checks import reading_writes_nothing

# --- Publication ----------------------------------------------------------------------


def test_several_are_published_in_one_go_under_one_embargo(client, cast):
    rows = [stories.answered(cast) for _row in range(3)]
    client.force_login(cast.liaison)
    reading_writes_nothing(client, PUBLISH)
    chosen = {
        "escalations": [row.pk for row in rows[:2]], "embargo_until": "2026-09-22",
    }  # fmt: skip
    assert client.post(PUBLISH, chosen).status_code == 302
    published = Escalation.objects.exclude(published_at=None)
    assert set(published) == set(rows[:2])
    assert {row.embargo_until for row in published} == {date(2026, 9, 22)}
    client.get(QUEUE)
    with nothing_written():
        again = client.post(PUBLISH, chosen)
    assert (again.status_code, faults(again)) == (200, {"escalations"})


@pytest.mark.parametrize("day", ["2026-09-23", "2026-09-06", "jamais", "9999-12-31"])
def test_an_embargo_is_a_day_within_fifteen(client, cast, day):
    row = stories.answered(cast)
    client.force_login(cast.liaison)
    with nothing_written():
        sent = client.post(PUBLISH, {"escalations": [row.pk], "embargo_until": day})
    assert faults(sent) == {"embargo_until"}


def test_nobody_publishes_another_authoritys_answers(client, cast):
    row = stories.answered(cast)
    for who, status in (
        ("second_liaison", 200), ("moderator", 403), ("director", 403),
    ):  # fmt: skip
        client.force_login(getattr(cast, who))
        with nothing_written():
            sent = client.post(PUBLISH, {"escalations": [row.pk]})
        assert sent.status_code == status
    assert fresh(row).published_at is None


def test_one_that_was_published_meanwhile_stops_the_whole_batch(
    client, cast, monkeypatch
):
    rows = [stories.answered(cast) for _row in range(2)]
    client.force_login(cast.liaison)
    kept = actions.publish_escalation.__class__.__call__

    def first_somebody_else(act, obj, **words):
        if act.name == "publish_escalation" and obj == rows[1]:
            kept(act, obj, **words)
        return kept(act, obj, **words)

    monkeypatch.setattr(
        actions.publish_escalation.__class__, "__call__", first_somebody_else
    )
    with nothing_written():
        sent = client.post(PUBLISH, {"escalations": [row.pk for row in rows]})
    assert sent.status_code == 409


def test_a_lab_finds_what_it_has_not_sent_yet(client, cast):
    blocker, sent = stories.qualified(cast), stories.sent(cast)
    address = page(blocker, "blocker_dossier")
    found = {}
    for who in ("moderator", "colleague", "admin", "liaison"):
        client.force_login(getattr(cast, who))
        found[who] = [href for _row, href in client.get(QUEUE).context["to_send"]]
    assert found == {
        "moderator": [address], "colleague": [], "admin": [], "liaison": [],
    }  # fmt: skip
    for case, expected in ((blocker.reports.get(), address), (
        sent.blocker.reports.get(), page(sent.blocker, "blocker_dossier"),
    )):  # fmt: skip
        client.force_login(cast.moderator)
        assert client.get(case.get_absolute_url()).context["dossier_url"] == expected
        client.force_login(cast.director)
        assert client.get(case.get_absolute_url()).context["dossier_url"] == ""


# --- The lab's side -------------------------------------------------------------------


def test_the_builder_says_what_is_missing_line_by_line(client, cast):
    blocker = stories.qualified(cast, summary="", asks=0)
    client.force_login(cast.moderator)
    response = client.get(page(blocker, "blocker_dossier"))
    missing = [gap.code for gap in response.context["gaps"] if not gap.is_filled]
    assert missing == ["summary", "ask"]
    meter = response.context["meter"]
    assert (meter.filled, meter.total) == (5, 7)
    assert page(blocker, "escalate_blocker") not in response.text
    with nothing_written():
        sent = client.post(
            page(blocker, "escalate_blocker"), {"authorities": [cast.ministry.pk]}
        )
    assert sent.status_code == 409


def test_the_lab_sends_what_it_has_read_once(client, cast):
    blocker = stories.qualified(cast)
    client.force_login(cast.moderator)
    read = client.get(page(blocker, "blocker_dossier"))
    assert page(blocker, "escalate_blocker") in read.text
    reading_writes_nothing(client, page(blocker, "escalate_blocker"))
    data = {"authorities": [cast.ministry.pk, cast.authority.pk], "note": "Urgent."}
    for _time in range(2):
        assert client.post(page(blocker, "escalate_blocker"), data).status_code == 302
    rows = Escalation.objects.filter(blocker=blocker)
    assert {row.authority for row in rows} == {cast.ministry, cast.authority}
    after = client.get(page(blocker, "blocker_dossier"))
    assert {row.href for row in after.context["rows"]} == {
        row.get_absolute_url() for row in rows
    }
    reading_writes_nothing(client, page(blocker, "recall_blocker"))
    for _time in range(2):
        sent = client.post(page(blocker, "recall_blocker"), {"text": "Un fait."})
        assert sent.status_code == 302
    assert fresh(blocker).status == "qualified"


@pytest.mark.parametrize(
    "data",
    [
        {}, {"authorities": ["x"]}, {"authorities": ["9" * 30]},
        {"authorities": ["plant"]}, {"authorities": ["ministry"], "note": "x" * 2001},
    ],
)  # fmt: skip
def test_a_choice_that_is_none_sends_nothing(client, cast, data):
    blocker = stories.qualified(cast)
    pks = {"plant": cast.plant.pk, "ministry": cast.ministry.pk}
    chosen = [pks.get(pk, pk) for pk in data.get("authorities", [])]
    client.force_login(cast.moderator)
    with nothing_written():
        sent = client.post(
            page(blocker, "escalate_blocker"), {**data, "authorities": chosen}
        )
    assert sent.status_code == 200
    assert faults(sent)


@pytest.mark.parametrize(
    "name", ["blocker_dossier", "escalate_blocker", "recall_blocker"]
)
def test_whose_the_dossier_is(client, cast, name):
    blocker = stories.qualified(cast)
    found = reads(client, cast, page(blocker, name))
    assert found == {
        "visitor": 302, "director": 403, "assistant": 403, "founder": 404,
        "moderator": 200, "colleague": 403, "admin": 403, "liaison": 404,
        "second_liaison": 404, "stranger": 404,
    }  # fmt: skip


def test_somebody_of_two_authorities_has_both_queues(client, cast):
    row = stories.sent(cast)
    make_membership(user=cast.second_liaison, organisation=cast.ministry)
    assert shown(client, fresh(cast.second_liaison)) == {row.get_absolute_url()}
