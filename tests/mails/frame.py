"""Accounts, organisations and digests."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.cache import cache
from django.test import Client

from blockers import actions as register
from programmes.actions import (
    confirm_membership,
    deactivate_user,
    end_membership,
    invite_member,
    refuse_membership,
)
from programmes.models import Membership
from servindus import clock, digest_post
from tests.blockers import escalations, stories
from tests.cast import Cast, make_decision_maker, make_member
from tests.matchmaking.days import moment
from tests.matchmaking.stories import accepted, sent, submitted
from tests.programmes.test_signup import prove_address

Told = Iterator[str]
ANSWERS: dict[str, Any] = {
    "email": "lea@helicele.example",
    "given_name": "Léa",
    "family_name": "Roux",
    "function": "Fondatrice",
    "company_name": "Hélicèle",
    "place": "76000 Rouen",
    "consent": "on",
}


def at_the_door(cast: Cast) -> Told:
    """Codes, addresses that nobody knows, addresses that are known."""
    cache.clear()
    signup = {**ANSWERS, "email": cast.stranger.email}
    for page, data, kind in (
        ("login/code/", {"email": cast.stranger.email}, "account_code"),
        ("login/code/", {"email": "nobody@example.org"}, "account_unknown"),
        ("signup/", signup, "account_exists"),
    ):
        assert Client().post(f"/compte/{page}", data).status_code == 302
        yield kind
    deactivate_user(cast.stranger, by=cast.admin)
    yield "account_changed"


def signed_up(cast: Cast) -> Told:
    """A founder opens an account, and the lab says who she is."""
    cache.clear()
    for confirms in (True, False):
        email = f"lea{confirms:d}@helicele.example"
        cast.moderator  # noqa: B018 - somebody decides
        client = Client()
        client.post("/compte/signup/", {**ANSWERS, "email": email})
        prove_address(client)
        yield "membership_requested"
        asked = Membership.objects.get(user__email=email)
        if confirms:
            confirm_membership(asked, by=cast.moderator)
            yield "membership_confirmed"
        else:
            words = "Nous ne vous connaissons pas encore."
            refuse_membership(asked, by=cast.moderator, reason=words)
            yield "membership_refused"


def joined_and_left(cast: Cast) -> Told:
    """A lead invites; one is taken off, another leaves with requests under way."""
    invite_member(
        cast.startup, by=cast.founder, email="zoe@startup.example", name="Zoé Delamare"
    )
    yield "member_invited"
    taken_off = make_member(organisation=cast.startup, email="paul@startup.example")
    end_membership(taken_off.memberships.get(), by=cast.founder)
    yield "membership_ended"
    leaver = make_member(
        organisation=cast.startup,
        email="hugo@startup.example",
        given_name="Hugo",
        family_name="Marchal",
    )
    sent(cast, founder=leaver)
    end_membership(leaver.memberships.get(), by=leaver)
    yield "member_left"


def summed_up(cast: Cast) -> Told:
    """A week at all desks, told to each reader in one mail."""
    accepted(cast)
    card = make_decision_maker(
        organisation=cast.plant, given_name="Zoé", family_name="Delamare"
    )
    submitted(cast, manager=card)
    sent(cast, manager=cast.manager_with_account)
    other = {"founder": cast.other_founder, "subject": "Recycler l’eau de rinçage"}
    sent(cast, **other)
    submitted(cast, manager=card, **other)
    stories.submitted(cast, title="Déclarer deux fois le même stockage")
    escalations.asked(cast)
    register.escalate_blocker(
        escalations.qualified(cast, title="Un essai de trois mois sans étude"),
        by=cast.moderator,
        authorities=[cast.ministry],
    )
    digest_post.enrol(clock.now())
    # A Monday at eight: whoever reads it each day or each week.
    now = moment(date(2026, 9, 14), 8)
    with clock.at(now):
        digest_post.open_due(now)
    yield "digest"


STORIES = (at_the_door, signed_up, joined_and_left, summed_up)
