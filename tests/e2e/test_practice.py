"""A practice goes from its draft in one lab to its use in another, in browsers."""

from pathlib import Path

from tests.cast import Cast
from tests.e2e.carried import Carried
from tests.e2e.conftest import People
from tests.e2e.everybody import Everywhere


def test_a_practice_passes_from_one_lab_to_another(
    people: People, stage: Cast, everywhere: Everywhere, tmp_path: Path
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
    way.stopped_elsewhere()
    assert way.found == []
