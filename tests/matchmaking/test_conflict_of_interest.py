"""Nobody decides on an organisation they belong to: one by one, in bulk, by phone."""

import pytest
from django.urls import reverse

from matchmaking import actions
from matchmaking.enums import Checkpoint
from matchmaking.invariants import (
    appeals_are_journalled,
    appeals_go_to_another,
    outsiders_decide,
    wordings_wait,
)
from matchmaking.models import Introduction
from programmes.models import Membership
from servindus.models import JournalEntry
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_introduction,
    make_membership,
)
from tests.evidence import nothing_written
from tests.matchmaking.checks import desk, in_status, portal
from tests.matchmaking.stories import (
    CHECKED,
    WORDING,
    appealed,
    rejected,
    reworded,
    submitted,
)

YES = dict.fromkeys(Checkpoint.values, "yes")
DECISIONS = {
    "approve_introduction": YES,
    "reject_introduction": {"code": "tone", "text": "Non."},
    "ask_info_introduction": {"text": "Quelle machine ?"},
    "reword_introduction": {**WORDING, **YES},
}
LIST = "admin:matchmaking_introduction_changelist"


def bulk(client, name, rows, **data):
    return client.post(
        reverse(LIST),
        {
            "action": name,
            "_selected_action": [str(row.pk) for row in rows],
            "bulk_confirmed": "1",
            **data,
        },
    )


@pytest.mark.parametrize("side", ["startup", "plant"])
@pytest.mark.parametrize("name", DECISIONS)
def test_each_decision_is_refused_with_its_reason(client, cast, side, name):
    introduction = in_status(cast, "submitted")
    make_membership(user=cast.second_moderator, organisation=getattr(cast, side))
    client.force_login(cast.second_moderator)
    with nothing_written():
        response = client.post(desk(introduction, name), DECISIONS[name])
    assert response.status_code == 403
    side_word = "startup" if side == "startup" else "entreprise"
    assert f"Vous êtes membre de cette {side_word}" in response.text


@pytest.mark.parametrize("name", DECISIONS)
def test_the_decision_makers_own_account_decides_nothing(client, cast, name):
    card = make_decision_maker(organisation=cast.plant, user=cast.second_moderator)
    introduction = in_status(cast, "submitted", decision_maker=card)
    client.force_login(cast.second_moderator)
    assert client.post(desk(introduction, name), DECISIONS[name]).status_code == 403


@pytest.mark.parametrize("status", ["pending", "ended"])
def test_only_an_active_membership_counts(client, cast, status):
    introduction = in_status(cast, "submitted")
    make_membership(
        user=cast.second_moderator, organisation=cast.startup, status=status
    )
    client.force_login(cast.second_moderator)
    address = desk(introduction, "approve_introduction")
    assert client.post(address, YES).status_code == 302


@pytest.mark.parametrize("name", DECISIONS)
def test_a_membership_won_after_the_page_counts_at_the_click(client, cast, name):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.second_moderator)
    assert client.get(desk(introduction, name)).status_code == 200
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    with nothing_written():
        found = client.post(desk(introduction, name), DECISIONS[name]).status_code
    assert found == 403


def test_the_review_says_it_and_offers_no_decision(client, cast):
    introduction = in_status(cast, "submitted")
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    client.force_login(cast.second_moderator)
    page = client.get(desk_page(introduction)).text
    assert "Vous êtes membre de cette startup" in page
    for name in DECISIONS:
        assert desk(introduction, name) not in page
    client.force_login(cast.moderator)
    page = client.get(desk_page(introduction)).text
    for name in DECISIONS:
        assert desk(introduction, name) in page


def desk_page(introduction):
    return reverse("admin:matchmaking_introduction_change", args=[introduction.pk])


def test_in_bulk_each_row_is_asked_again(client, cast):
    own = in_status(cast, "submitted")
    free = make_introduction(
        startup=cast.other_startup,
        decision_maker=make_decision_maker(organisation=cast.plant),
        requested_by=cast.other_founder,
        status="submitted",
    )
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    client.force_login(cast.second_moderator)
    response = bulk(
        client, "ask_info_introduction", [own, free], text="Quelle machine ?"
    )
    results = {result.row.pk: result.reason for result in response.context["results"]}
    assert results[free.pk] == ""
    assert results[own.pk].startswith("Vous êtes membre de cette startup")
    assert fresh(own).status == "submitted"
    assert fresh(free).status == "needs_info"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("accept_introduction", {"call_note": "Oui."}),
        ("decline_introduction", {"code": "no_need", "call_note": "Non."}),
        ("defer_introduction", {"days": "30", "call_note": "Plus tard."}),
    ],
)
def test_an_answer_by_phone_is_a_decision_too(client, cast, name, data):
    introduction = in_status(cast, "sent")
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    client.force_login(cast.second_moderator)
    found = client.post(portal(introduction, name), data).status_code
    assert found == 403
    assert fresh(introduction).status == "sent"


# --- What `check_invariants` sees ----------------------------------------------------


def test_a_lived_story_breaks_nothing(cast):
    reworded(cast)
    appealed(cast, manager=cast.manager_with_account)
    for rule in (
        outsiders_decide,
        appeals_go_to_another,
        appeals_are_journalled,
        wordings_wait,
    ):
        assert list(rule()) == [], rule


def test_a_decision_by_a_member_is_seen(cast):
    done = actions.approve_introduction(
        submitted(cast), by=cast.moderator, checklist=CHECKED
    )
    assert list(outsiders_decide()) == []
    membership = make_membership(user=cast.moderator, organisation=cast.startup)
    assert list(outsiders_decide()) == [f"introduction {done.pk}"]
    Membership.objects.filter(pk=membership.pk).update(
        started_at=MONDAY.replace(hour=11)
    )
    assert list(outsiders_decide()) == []


def test_an_appeal_decided_by_the_first_moderator_is_seen(cast):
    done = appealed(cast)
    JournalEntry.objects.create(
        verb="approve_introduction",
        object_type="matchmaking.introduction",
        object_id=done.pk,
        actor_kind="user",
        user=cast.moderator,
        channel="admin",
    )
    assert list(appeals_go_to_another()) == [f"introduction {done.pk}"]


def test_an_appeal_without_a_line_is_seen(cast):
    refused = rejected(cast)
    Introduction.objects.filter(pk=refused.pk).update(
        appealed_at=MONDAY, moderator=None
    )
    assert list(appeals_are_journalled()) == [refused.reference]


def test_a_wording_left_open_is_seen(cast):
    done = reworded(cast)
    done.rewordings.update(introduction=in_status(cast, "sent"))
    assert len(list(wordings_wait())) == 1
