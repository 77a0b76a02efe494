"""Three kinds of actors; a link opens only its own purpose, object and person."""

from datetime import timedelta

import pytest

from servindus import clock
from servindus.actors import SYSTEM, LinkHolder
from tests.cast import (
    MONDAY,
    make_decision_maker,
    make_introduction,
    make_link,
    make_membership,
)


@pytest.fixture
def introduction(cast, monday):
    return make_introduction(
        startup=cast.startup, decision_maker=cast.manager, requested_by=cast.founder
    )


ACCEPT = "matchmaking.accept_introduction"
ACTIVATE = "matchmaking.activate_decision_maker"


def test_a_link_opens_its_own_introduction(introduction):
    assert LinkHolder(make_link(introduction=introduction)).has_perm(
        ACCEPT, introduction
    )


def test_a_link_opens_no_other_introduction_of_the_same_person(cast, introduction):
    other = make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
    )
    holder = LinkHolder(make_link(introduction=introduction))
    assert not holder.has_perm(ACCEPT, other)
    assert not holder.has_perm(ACCEPT)


def test_a_link_of_somebody_else_opens_nothing(cast, introduction):
    link = make_link(introduction=introduction)
    link.decision_maker = make_decision_maker(organisation=cast.plant)
    link.save()
    assert not LinkHolder(link).has_perm(ACCEPT, introduction)


def test_a_link_for_another_purpose_opens_nothing(introduction):
    link = make_link(introduction=introduction, purpose="outcome")
    assert not LinkHolder(link).has_perm(ACCEPT, introduction)


@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_a_closed_link_opens_nothing(introduction, end):
    link = make_link(introduction=introduction)
    setattr(link, end, MONDAY - timedelta(seconds=1))
    assert not LinkHolder(link).is_active
    assert not LinkHolder(link).has_perm(ACCEPT, introduction)


def test_a_link_closes_at_its_hour(introduction):
    link = make_link(introduction=introduction, expires_at=MONDAY + timedelta(days=1))
    with clock.at(MONDAY + timedelta(days=1, seconds=-1)):
        assert link.is_open
    with clock.at(MONDAY + timedelta(days=1)):
        assert not link.is_open


@pytest.mark.parametrize(
    "perm",
    [
        "matchmaking.approve_introduction",
        "matchmaking.withdraw_introduction",
        "matchmaking.edit_introduction",
        "matchmaking.expire_introduction",
        "matchmaking.send_introduction",
        "servindus.enter_admin",
    ],
)
def test_an_answer_link_gives_no_right_of_startup_or_staff(introduction, perm):
    assert not LinkHolder(make_link(introduction=introduction)).has_perm(
        perm, introduction
    )


def test_only_an_invitations_link_answers_an_invitation(cast, introduction):
    card = cast.manager
    answer = make_link(introduction=introduction)
    invitation = card.links.create(
        purpose="invitation", expires_at=MONDAY + timedelta(days=60)
    )
    assert LinkHolder(invitation).has_perm(ACTIVATE, card)
    assert not LinkHolder(answer).has_perm(ACTIVATE, card)
    assert not LinkHolder(invitation).has_perm(ACCEPT, introduction)
    other = make_decision_maker(organisation=cast.plant)
    assert not LinkHolder(invitation).has_perm(ACTIVATE, other)


def test_both_links_let_their_person_stop(cast, introduction):
    card = cast.manager
    invitation = card.links.create(
        purpose="invitation", expires_at=MONDAY + timedelta(days=60)
    )
    for link in (make_link(introduction=introduction), invitation):
        assert LinkHolder(link).has_perm("matchmaking.opt_out_decision_maker", card)


def test_the_platform_never_decides(introduction):
    may = {"send", "requeue", "expire", "withdraw", "close"}
    never = {"approve", "reject", "ask_info", "accept", "decline", "defer", "redirect"}
    for verb in may:
        assert SYSTEM.has_perm(f"matchmaking.{verb}_introduction", introduction), verb
    for verb in never:
        perm = f"matchmaking.{verb}_introduction"
        assert not SYSTEM.has_perm(perm, introduction), verb


def test_a_closed_account_may_nothing_even_for_a_machine_operator(cast, introduction):
    for user in (cast.founder, cast.moderator):
        user.is_active = False
        assert not user.has_perm("matchmaking.view_introduction", introduction)
    cast.stranger.is_superuser = True
    assert cast.stranger.has_perm("matchmaking.view_introduction", introduction)
    cast.stranger.is_active = False
    assert not cast.stranger.has_perm("matchmaking.view_introduction", introduction)


@pytest.mark.parametrize(
    ("who", "enters"),
    [
        ("moderator", True),
        ("colleague", True),
        ("admin", True),
        ("founder", False),
        ("director", False),
        ("assistant", False),
        ("liaison", False),
        ("stranger", False),
    ],
)
def test_the_admin_opens_for_staff_alone(cast, who, enters):
    assert getattr(cast, who).is_staff is enters


@pytest.mark.parametrize("status", ["pending", "ended"])
def test_only_an_active_membership_opens_anything(cast, status):
    make_membership(user=cast.stranger, organisation=cast.rouen.operator, status=status)
    assert not cast.stranger.is_staff


# Who may do each act on a request that was sent, as the design's table says.
MATRIX = {
    "view": "founder director moderator second_moderator admin",
    "read": "founder director moderator second_moderator admin",
    "read_notes_of": "moderator second_moderator admin",
    "see_contact_of": "founder director",
    "edit": "founder",
    "submit": "founder",
    "withdraw": "founder",
    "approve": "moderator second_moderator",
    "ask_info": "moderator second_moderator",
    "reject": "moderator second_moderator",
    "send": "moderator second_moderator",
    "requeue": "moderator second_moderator",
    "accept": "director moderator second_moderator",
    "decline": "director moderator second_moderator",
    "defer": "director moderator second_moderator",
    "redirect": "director moderator second_moderator",
    "undo": "director",
    "expire": "",
    "cancel": "founder director moderator second_moderator",
    "close": "moderator second_moderator",
    "reopen": "moderator second_moderator",
}
PEOPLE = [
    "founder", "other_founder", "director", "assistant", "moderator",
    "second_moderator", "colleague", "liaison", "stranger", "admin",
]  # fmt: skip


@pytest.mark.parametrize("verb", MATRIX)
def test_who_may_do_what_with_a_request(cast, monday, verb):
    introduction = make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager_with_account,
        requested_by=cast.founder,
    )
    perm = f"matchmaking.{verb}_introduction"
    may = {who for who in PEOPLE if getattr(cast, who).has_perm(perm, introduction)}
    assert may == set(MATRIX[verb].split())
