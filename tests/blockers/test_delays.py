"""The nine delays: who owed what, how long it took, whose they are to see."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from blockers import actions, delays, timers
from blockers.clocks import Code
from blockers.models import Verification
from servindus import clock
from tests.blockers import escalations as told
from tests.blockers.following import in_force, later, promised, said
from tests.blockers.stories import submitted
from tests.blockers.test_exports import FORMATS, on_screen, take, window
from tests.cast import Cast

PAGE = "/blocages/delais/"


def lived(cast: Cast) -> None:
    """One of each, but for a site that is asked and a second reading."""
    submitted(cast)
    told.asked(cast)
    promised(cast)
    in_force(cast, "derogation")


def lines(cast: Cast, who: str = "moderator", query: str = "") -> list[Any]:
    return on_screen(window(getattr(cast, who)), PAGE + query)


def test_a_pause_is_counted_and_the_clock_stands(cast: Cast) -> None:
    """Asked on the Monday, replied ten days later: nine whole days do not count."""
    row = told.asked(cast)
    with later(10):
        [line] = lines(cast, query="?delai=C4")
        assert (line.state, line.is_paused, line.late_days) == ("suspendu", True, 0)
        actions.reply_info_escalation(row, by=cast.moderator, text="Deux mètres cubes.")
    with later(30):
        [line] = lines(cast, query="?delai=C4")
    assert (line.gross, line.net, line.pauses) == (30, 21, 1)
    assert (line.started, line.due) == (date(2026, 9, 7), date(2026, 11, 16))
    assert (line.who, line.state) == (cast.ministry.name, "en cours")
    with later(72):
        [line] = lines(cast, query="?delai=C4")
    assert (line.late_days, line.state) == (2, "en retard")


def test_what_ended_after_its_date_stays_late_for_ever(cast: Cast) -> None:
    row = told.sent(cast)
    with later(9):
        actions.acknowledge_escalation(row, by=cast.liaison)
    with later(200):
        [line] = lines(cast, query="?delai=C3")
        tally = next(
            x for x in delays.tallies(cast.moderator, clock.now()) if x.code == "C3"
        )
    assert (line.ended, line.late_days, line.state) == (
        date(2026, 9, 16),
        2,
        "en retard",
    )
    assert (tally.total, tally.running, tally.late_ended, tally.in_time) == (1, 0, 1, 0)


def test_promises_sites_and_ends_are_delays_too(cast: Cast) -> None:
    """C6 from the promise, C7 from the question, C9 from the act in force."""
    in_force(cast, "derogation")
    with later(28):
        timers.sweep()
    with later(30):
        said(Verification.objects.get(), cast, "solved")
        found = {line.code: line for line in lines(cast)}
    commitment, site, end = (found[code] for code in ("C6", "C7", "C9"))
    assert (commitment.started, commitment.ended) == (
        date(2026, 9, 7),
        date(2026, 9, 7),
    )
    assert (site.started, site.ended, site.gross) == (
        date(2026, 10, 5),
        date(2026, 10, 7),
        2,
    )
    assert (end.due, end.ended, end.who) == (date(2027, 9, 7), None, cast.ministry.name)


def test_each_reader_has_their_own(cast: Cast) -> None:
    """The lab its own, an authority what it was sent, the programme all; B8."""
    lived(cast)
    mine = Counter(line.code for line in lines(cast))
    assert set(mine) == set(Code) - {"C7", "C8"}
    assert Counter(line.code for line in lines(cast, "admin")) == mine
    ministry = Counter(line.code for line in lines(cast, "liaison"))
    assert ministry == Counter({k: n for k, n in mine.items() if k not in ("C1", "C2")})
    assert lines(cast, "second_liaison") == []
    assert lines(cast, "colleague") == []
    for who in ("founder", "director", "stranger"):
        assert window(getattr(cast, who)).get(PAGE).status_code == 403


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "query", ["", "?delai=C4", "?etat=en-retard", "?etat=arretes", "?etat=en-cours"]
)
def test_the_file_is_the_page(cast: Cast, format: str, query: str) -> None:
    """Rows and order of every page, and the numbers of the nine."""
    lived(cast)
    with later(90):
        client = window(cast.moderator)
        shown = on_screen(client, PAGE + query)
        rows = take(client, f"delais/{query}", format)
        tallies = client.get(PAGE).context["tallies"]
    number = lambda text: int(float(text))  # noqa: E731 - a sheet's numbers
    assert [
        (
            row["Code"], row["Référence"], row["Échéance"],
            number(row["Jours comptés"]), number(row["Jours, en tout"]),
            row["Où il en est"], number(row["Jours de retard"]),
        )
        for row in rows
    ] == [
        (line.code, line.reference, line.due.isoformat(), line.net, line.gross,
         line.state, line.late_days)
        for line in shown
    ]  # fmt: skip
    assert shown
    if not query:
        codes = Counter(row["Code"] for row in rows)
        late = Counter(
            row["Code"] for row in rows
            if row["Où il en est"] == "en retard" and row["Arrêté"] in ("", "None")
        )  # fmt: skip
        assert {one.code: one.total for one in tallies if one.total} == codes
        assert {
            one.code: one.late_running for one in tallies if one.late_running
        } == late


def test_pages_follow_one_another_without_gap(cast: Cast, monkeypatch: Any) -> None:
    """Over the seams between kinds of delays too."""
    lived(cast)
    whole = [(line.code, line.reference) for line in lines(cast)]
    monkeypatch.setattr("servindus.keyset.PAGE_SIZE", 2)
    from servindus import keyset

    defaults = keyset.page_of_parts.__kwdefaults__
    monkeypatch.setitem(defaults, "size", 2)
    assert [(line.code, line.reference) for line in lines(cast)] == whole
    assert len(whole) > 6


def test_an_odd_address_is_no_failure(cast: Cast) -> None:
    client = window(cast.moderator)
    for query in ("?delai=C99", "?etat=x", "?apres=x", "?delai=%00"):
        assert client.get(PAGE + query).status_code in (200, 400)


def test_the_page_costs_the_same_for_few_and_for_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client, counts = window(cast.moderator), []
    for times in (1, 5):
        for _time in range(times):
            lived(cast)
        client.get(PAGE)
        with django_assert_max_num_queries(40) as found:
            assert client.get(PAGE).status_code == 200
        counts.append(len(found))
    # A page that is full asks for no further kind of delay.
    assert counts[1] <= counts[0] <= 11
