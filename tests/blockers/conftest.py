"""All of it is lived on a Monday at ten."""

import pytest


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday
