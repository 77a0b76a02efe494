"""Questions that the tests of every act ask in the same way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matchmaking.enums import IntroductionStatus
from matchmaking.models import Introduction
from servindus.actors import SYSTEM
from servindus.workflow import Act, TransitionNotAllowed
from tests.cast import Cast, fresh, holder, make_decision_maker, make_introduction
from tests.evidence import nothing_written

ALL = [str(status) for status in IntroductionStatus]


def in_status(cast: Cast, status: str, **fields: Any) -> Introduction:
    """Insert an introduction in a status, to a decision maker of its own."""
    fields.setdefault("decision_maker", make_decision_maker(organisation=cast.plant))
    return make_introduction(
        startup=cast.startup, requested_by=cast.founder, status=status, **fields
    )


def starts_only_from(act: Act[Any], cast: Cast, sources: str, **inputs: Any) -> None:
    """Every other status is refused, and the row stays as it was."""
    others = [status for status in ALL if status not in sources.split()]
    assert len(others) == len(ALL) - len(sources.split())
    for status in others:
        introduction = in_status(cast, status)
        with pytest.raises(TransitionNotAllowed):
            act(introduction, by=SYSTEM, **inputs)
        assert fresh(introduction).status == status
    assert set(act.sources) == set(sources.split())


def portal(introduction: Introduction, name: str) -> str:
    """Give an act's address for people with an account."""
    return reverse(f"matchmaking:{name}", args=[introduction.public_id])


def by_link(introduction: Introduction, name: str) -> str:
    """Give an act's address behind the mail's link."""
    token = holder(introduction).link.token()
    return reverse(f"matchmaking:link_{name}", args=[token])


def desk(row: Any, name: str) -> str:
    """Give an act's address in the admin."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_act", args=[row.pk, name])


def answers_to(
    client: Client, cast: Cast, address: str, data: dict[str, Any], people: str
) -> dict[str, int]:
    """Give the status that each of these people gets for a POST; nothing may change.

    `people` are names of the cast; `visitor` is nobody.
    """
    found = {}
    for who in people.split():
        if who == "visitor":
            client.logout()
        else:
            client.force_login(getattr(cast, who))
        with nothing_written():
            found[who] = client.post(address, data).status_code
    return found


def reading_writes_nothing(client: Client, address: str, status: int = 200) -> None:
    """GET and HEAD, three times each, answer and change no table."""
    with nothing_written():
        for _time in range(3):
            assert client.get(address).status_code == status
            assert client.head(address).status_code == status
