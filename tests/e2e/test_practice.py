"""A practice goes from its draft in one lab to its use in another, in browsers."""

from pathlib import Path

import pytest

from blockers import timers
from blockers.models import Blocker, Verification
from tests.blockers.following import in_force, later, said
from tests.cast import Cast
from tests.e2e.carried import Carried
from tests.e2e.conftest import People
from tests.e2e.everybody import Everywhere


@pytest.fixture
def lifted(stage: Cast) -> Blocker:
    """A blocker of Rouen of which a company says on its site that it is solved."""
    with later(0):
        in_force(stage)
    with later(28):
        timers.sweep()
        return said(Verification.objects.get(), stage, "solved")


def test_a_practice_passes_from_one_lab_to_another(
    people: People,
    stage: Cast,
    lifted: Blocker,
    everywhere: Everywhere,
    tmp_path: Path,
) -> None:
    """Amiens writes, Nancy and Marseille judge, Rouen takes it over and keeps it."""
    way = Carried(people, stage)
    way.written(tmp_path)
    way.judged()
    way.labelled()
    way.proposed()
    way.planned(until="2026-12-01")
    everywhere.go("2026-11-16")
    way.in_use(since="2026-11-09")
    everywhere.go("2027-11-09")
    way.sustained()
    way.tied(lifted)
    way.stopped_elsewhere()
    assert way.found == []
