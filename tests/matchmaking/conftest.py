"""The room's tests live on a Monday at ten, in office hours."""

import pytest


@pytest.fixture(autouse=True)
def _on_monday(monday):
    return monday


@pytest.fixture
def disk(settings, tmp_path):
    """Keep files in a folder of the test's own; give the names of those on it."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(
        str(path.relative_to(tmp_path))
        for path in tmp_path.rglob("*")
        if path.is_file()
    )
