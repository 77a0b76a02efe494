"""One world a worker: made once, and each request's writing is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from programmes import known
from servindus import clock, urls
from tests.cast import MONDAY
from tests.trust.visits import Visits
from tests.trust.world import World

# The addresses are read once, in the demo mode of the tests, whatever comes first.
assert urls.urlpatterns


@pytest.fixture(scope="package")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[World]:
    """Give the world, as a deployment serves it: not in the demo mode."""
    media = tmp_path_factory.mktemp("media")
    files = {"BACKEND": "tests.trust.keeping.KeepingStorage"}
    storages = {**settings.STORAGES, "default": files}
    known.forget()
    with (
        override_settings(DEMO=False, MEDIA_ROOT=media, STORAGES=storages),
        django_db_blocker.unblock(),
        transaction.atomic(),
        clock.at(MONDAY),
    ):
        world = World()
        # It is never committed; each request looked through what would follow.
        connection.run_on_commit.clear()
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def visits(world: World) -> Iterator[Visits]:
    """Give the browsers of everybody."""
    found = Visits(world)
    yield found
    found.close()
