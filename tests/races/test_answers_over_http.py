"""A yes and a no to one request, sent at the same moment over HTTP: one counts."""

from collections import Counter
from collections.abc import Iterator
from threading import Barrier
from typing import Any

import pytest

from matchmaking.models import Introduction
from servindus.models import JournalEntry
from servindus.workflow import Act
from tests.cast import Cast, make_decision_maker, make_member, make_organisation
from tests.matchmaking import stories
from tests.races.browser import open_page, send
from tests.threads import together

ROUNDS = 10


def answer_twice(server: str, asked: Introduction) -> list[Any]:
    """Two windows are open; both answers leave together. Give the two statuses."""
    link = f"/r/{asked.links.get().token()}/"
    yes, no = open_page(server, link), open_page(server, f"{link}decliner/")
    ready = Barrier(2, timeout=20)

    def leave(path: str, opened: tuple[str, str], **fields: object) -> int:
        ready.wait()
        return send(server, link + path, opened, **fields)

    return together(
        lambda: leave("accepter/", yes),
        lambda: leave("decliner/", no, code="no_need"),
    )


def answers(asked: Introduction) -> int:
    """Count the answers that the journal knows."""
    verbs = ["accept_introduction", "decline_introduction"]
    return JournalEntry.objects.about(asked).filter(verb__in=verbs).count()


def requests(cast: Cast) -> Iterator[Introduction]:
    """Give a fresh request each round, of another startup to another company."""
    for _round in range(ROUNDS):
        founder = make_member(organisation=make_organisation(lab=cast.rouen))
        plant = make_organisation(lab=cast.rouen, kind="industrial")
        card = make_decision_maker(organisation=plant)
        yield stories.sent(cast, manager=card, founder=founder)


@pytest.mark.slow
def test_of_a_yes_and_a_no_at_once_exactly_one_counts(
    transactional_db: None, live_server: Any
) -> None:
    """The other one is told courteously that the file has moved."""
    for asked in requests(Cast()):
        assert sorted(answer_twice(live_server.url, asked)) == [302, 409]
        asked.refresh_from_db()
        assert asked.status in ("accepted", "declined")
        assert answers(asked) == 1


@pytest.mark.slow
def test_without_the_row_lock_the_race_shows(
    transactional_db: None, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calibration: read without locks, and answers meet in the database's guard."""

    def read(self: Act[Any], obj: Any) -> Any:
        return self.model._base_manager.get(pk=obj.pk)

    monkeypatch.setattr(Act, "_lock", read)
    seen: Counter[int] = Counter()
    for asked in requests(Cast()):
        seen.update(answer_twice(live_server.url, asked))
        asked.refresh_from_db()
        assert answers(asked) == 1  # the trigger still lets only one through
    assert seen[500] > 0
