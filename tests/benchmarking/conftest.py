"""The labs of these tests, on a Monday morning, and a practice between them."""

import pytest

from tests.benchmarking.exchanging import Labs
from tests.benchmarking.links import Tying
from tests.benchmarking.practices import Reading
from tests.benchmarking.transfers import Moving
from tests.cast import Cast, make_organisation
from tests.programmes.witnesses import make_burden, make_engagement, make_wave


@pytest.fixture
def reading(cast: Cast, monday) -> Reading:
    return Reading(cast)


@pytest.fixture
def labs(cast: Cast, monday) -> Labs:
    return Labs(cast)


@pytest.fixture
def moving(cast: Cast, monday) -> Moving:
    return Moving(cast)


@pytest.fixture
def weighed(cast: Cast, monday) -> Cast:
    """Three plants of Rouen that share, one that does not, one of Nancy."""
    for turn in range(5):
        lab = cast.nancy if turn == 4 else cast.rouen
        plant = make_organisation(kind="industrial", lab=lab)
        engagement = make_engagement(
            organisation=plant, referent=cast.moderator, share_indicators=turn != 3
        )
        wave = make_wave(engagement=engagement, status="approved")
        # Dear and not workable; cheap and workable.
        make_burden(wave=wave)
        make_burden(wave=wave, number=2, euros_per_year=0, workability=1, reasons="")
    return cast


@pytest.fixture
def tying(cast: Cast, monday) -> Tying:
    return Tying(cast)
