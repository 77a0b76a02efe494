"""What the tests of this room share."""

import pytest

from tests.benchmarking.practices import Reading
from tests.cast import Cast


@pytest.fixture
def reading(cast: Cast, monday) -> Reading:
    return Reading(cast)
