"""The labs of these tests, on a Monday morning, and a practice between them."""

import pytest

from tests.benchmarking.exchanging import Labs
from tests.benchmarking.links import Tying
from tests.benchmarking.practices import Reading
from tests.benchmarking.transfers import Moving
from tests.cast import Cast


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
def tying(cast: Cast, monday) -> Tying:
    return Tying(cast)
