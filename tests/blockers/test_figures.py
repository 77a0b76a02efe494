"""The register's figures: every due case counts, and a refusal lifts nothing."""

from datetime import timedelta
from typing import Any

import pytest

from blockers import actions, figures
from blockers.figures import Rate, Tally
from servindus import clock
from tests.blockers.cards import listed
from tests.blockers.escalations import acknowledged, answer, sent
from tests.blockers.following import asked, later, published, said
from tests.cast import MONDAY, Cast, fresh


def counted() -> dict[str, int]:
    """Give what is not nought."""
    found = figures.tally(clock.today())
    return {name: n for name, n in vars(found).items() if n}


def test_nothing_is_sent(cast: Cast) -> None:
    assert figures.tally(clock.today()) == Tally()
    assert figures.answer_days(clock.today()) is None
    assert Tally().promised_rate.percent is None
    assert Tally().promised_rate.interval is None


def test_within_its_delay_it_is_not_due(cast: Cast) -> None:
    """Due from the day after its date, and then unknown and late (B13)."""
    row = sent(cast)
    assert counted() == {"running": 1}
    with clock.at(MONDAY + (row.answer_by - MONDAY.date())):
        assert counted() == {"running": 1, "late": 1}
    with clock.at(MONDAY + (row.answer_by - MONDAY.date()) + timedelta(days=1)):
        assert counted() == {"due": 1, "late": 1, "unknown": 1}


def test_one_of_each(cast: Cast) -> None:
    """Promised, verified, refused, put off; the sum is what is due."""
    published(cast, "lifted")
    published(cast, "explained_refusal")
    published(cast, "deferred")
    published(cast, "lifted", "explained_refusal")
    found = counted()
    assert found == {"due": 4, "promised": 2, "refused": 1, "deferred": 1}
    rate = figures.tally(clock.today()).promised_rate
    assert (rate.k, rate.n, rate.percent, rate.interval) == (2, 4, 50, (15, 85))


def test_verified_is_what_a_site_has_said(cast: Cast) -> None:
    row = asked(cast)
    with later(29):
        assert counted() == {"due": 1, "promised": 1}
        said(row, cast, "solved")
        assert counted() == {"due": 1, "promised": 1, "verified": 1}


def test_silence_is_no_verification(cast: Cast) -> None:
    """Closed as lifted, not confirmed: promised and no more."""
    asked(cast)
    with later(70):
        from blockers import timers

        assert timers.sweep() == 1
        assert counted() == {"due": 1, "promised": 1}


def test_a_promise_that_is_not_kept_is_late(cast: Cast) -> None:
    """From the day after its own; it is a promise all the same."""
    published(cast, "derogation")
    with clock.at(MONDAY + timedelta(days=175)):
        assert counted() == {"due": 1, "promised": 1}
    with clock.at(MONDAY + timedelta(days=176)):
        assert counted() == {"due": 1, "promised": 1, "late": 1}


def test_an_unpublished_answer_is_unknown(cast: Cast) -> None:
    answer(acknowledged(cast), cast, kind="lifted")
    assert counted() == {"running": 1}
    with clock.at(MONDAY + timedelta(days=90)):
        assert counted() == {"due": 1, "late": 1, "unknown": 1}


def test_never_answered_stays_for_ever(cast: Cast) -> None:
    """Closed without an answer, shown or not, it counts as late and unknown."""
    row = sent(cast)
    with clock.at(MONDAY + timedelta(days=200)):
        actions.close_unanswered_blocker(row.blocker, by=cast.admin)
        assert counted() == {"due": 1, "late": 1, "unknown": 1}


@pytest.mark.parametrize("kind", ["explained_refusal", "deferred"])
def test_a_refusal_never_raises_a_rate(cast: Cast, kind: str) -> None:
    """B11: whatever was there before."""
    for before in ([], ["lifted"], ["lifted"], ["explained_refusal"]):
        if before:
            published(cast, *before)
        then = figures.tally(clock.today())
        published(cast, kind)
        now = figures.tally(clock.today())
        assert now.due == then.due + 1
        for name in ("promised_rate", "verified_rate"):
            old, new = getattr(then, name), getattr(now, name)
            assert new.k == old.k
            assert new.k * (old.n or 1) <= old.k * new.n


def test_a_refusal_beside_a_promise_unmakes_what_is_verified(cast: Cast) -> None:
    """B11 within one blocker: a verified lift needs that nothing was refused."""
    blocker = published(cast, "lifted", "explained_refusal")
    row = blocker.commitments.get()
    actions.confirm_commitment(
        row, by=cast.liaison, evidence="Arrêté", in_force_from=MONDAY.date()
    )
    from blockers import timers

    with later(28):
        assert timers.sweep() == 1
        verification = blocker.reports.get().verifications.get()
        said(verification, cast, "solved")
    assert fresh(blocker).outcome == "partly_lifted"
    assert counted() == {"due": 1, "promised": 1}


def test_the_median_counts_who_still_waits(cast: Cast) -> None:
    """Answered after 10 and 20 days, one waits for 30: half at twenty days."""
    first, second, _third = acknowledged(cast), acknowledged(cast), acknowledged(cast)
    for days, row in ((10, first), (20, second)):
        with later(days):
            actions.publish_escalation(
                answer(row, cast, kind="explained_refusal"), by=cast.liaison
            )
    with later(30):
        assert figures.answer_days(clock.today()) == 20
    assert figures.keeping_days(clock.today()) is None


def test_rates_are_shown_on_the_page(client: Any, cast: Cast) -> None:
    """k of n, percent and interval; hidden blockers are in the sums alone."""
    listed(published(cast, "lifted"), cast)
    published(cast, "explained_refusal")
    page = client.get("/blocages/registre/")
    assert len(page.context["rows"]) == 1
    # Spaces of all kinds count alike.
    told = " ".join(page.content.decode().split())
    assert "1 sur 2" in told
    assert "50 %, entre 9 et 91 % (intervalle à 95 %)" in told


def test_a_rate_without_a_case() -> None:
    assert (Rate(0, 0).percent, Rate(0, 0).interval) == (None, None)
    assert (Rate(46, 85).percent, Rate(46, 85).interval) == (54, (44, 64))


def test_what_is_told_is_counted_anew_after_five_minutes(
    cast: Cast, monday: object
) -> None:
    """The page says when; a clock that goes back counts anew, too."""
    before = figures.told(clock.now())
    sent(cast)
    assert figures.told(clock.now()) == before
    assert before.tally.running == 0
    later = MONDAY + timedelta(minutes=5)
    assert figures.told(later - timedelta(seconds=1)) == before
    after = figures.told(later)
    assert (after.tally.running, after.at) == (1, later)
    assert figures.told(MONDAY).at == MONDAY
