"""The room's tests live on a Monday at ten, in office hours."""

import pytest


@pytest.fixture(autouse=True)
def _on_monday(monday):
    return monday
