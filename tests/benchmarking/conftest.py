"""The labs of these tests, on a Monday morning."""

import pytest

from tests.benchmarking.exchanging import Labs
from tests.cast import Cast


@pytest.fixture
def labs(cast: Cast, monday) -> Labs:
    return Labs(cast)
