"""Two hundred people want overlapping times of one decision maker, at once, by HTTP."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from matchmaking.enums import LinkPurpose, SlotStatus
from matchmaking.models import AnswerLink, Introduction, Meeting, SlotOffer
from servindus import clock
from tests.cast import Cast, make_introduction, make_organisation
from tests.races.browser import open_page, send

PICKS, AT_A_TIME = 200, 24
# CI plays fewer: one round shows the race where the constraint is away.
ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))


def offers(cast: Cast, number: int) -> list[tuple[str, int]]:
    """Give the path and the slot of each pick: all overlap one another."""
    start = clock.now() + timedelta(days=30)
    found = []
    for index in range(number):
        startup = make_organisation(name=f"Startup {index}", lab=cast.manager.lab)
        introduction = make_introduction(
            startup=startup,
            decision_maker=cast.manager,
            requested_by=cast.founder,
            status="accepted",
        )
        begins = start + timedelta(seconds=index)
        slot = SlotOffer.objects.create(
            introduction=introduction,
            proposed_by="startup",
            span=(begins, begins + timedelta(minutes=30)),
            format="video",
        )
        link = AnswerLink.objects.create(
            introduction=introduction,
            decision_maker=cast.manager,
            purpose=LinkPurpose.ANSWER,
            expires_at=clock.now() + timedelta(days=60),
        )
        found.append((f"/r/{link.token()}/creneau/", slot.pk))
    return found


def pick(server: str, path: str, slot: int) -> int:
    """Open the page and book; give the answer's status."""
    return send(server, path, open_page(server, path), slot=slot)


def race(cast: Cast, server: str) -> Counter[int]:
    """Let everybody pick at once, and count the answers."""
    wanted = offers(cast, PICKS)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return Counter(pool.map(lambda want: pick(server, *want), wanted))


def forget() -> None:
    """Make room for the next round."""
    for table in (Meeting, SlotOffer, AnswerLink, Introduction):
        table._base_manager.all().delete()


@pytest.mark.slow
def test_one_pick_of_two_hundred_is_booked(
    transactional_db: None, live_server: Any
) -> None:
    """One is booked, the others are told so courteously, nobody gets a failure."""
    cast = Cast()
    for _round in range(ROUNDS):
        counts = race(cast, live_server.url)
        assert counts == {302: 1, 409: PICKS - 1}
        assert Meeting.objects.filter(status="booked").count() == 1
        assert SlotOffer.objects.filter(status=SlotStatus.PICKED).count() == 1
        forget()


@pytest.mark.slow
def test_without_the_constraint_the_race_shows(
    transactional_db: None, live_server: Any
) -> None:
    """Calibration: take the exclusion constraint away, and several are booked.

    Without row locks the parents would still queue the picks one by one, and each
    pick would look free: the constraint is the only guard against an overlap.
    """
    names = ("decision_maker", "startup")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(
                "ALTER TABLE matchmaking_meeting DROP CONSTRAINT"
                f" meeting_once_at_a_time_{name}"
            )
    try:
        counts = race(Cast(), live_server.url)
        assert counts[302] > 1
    finally:
        forget()
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(
                    "ALTER TABLE matchmaking_meeting ADD CONSTRAINT"
                    f" meeting_once_at_a_time_{name} EXCLUDE USING gist"
                    f" (int8range({name}_id, {name}_id, '[]') WITH &&,"
                    " span WITH &&) WHERE (status = 'booked')"
                )
