"""check and nudge: twelve months later, how many are still there."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.models import JobsCheck, JobsRecord
from servindus import clock, timers
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import portal
from tests.programmes.jobs import CHECK_ON, Scene, starts_only_from

CHECK, NUDGE = "check_jobs_record", "nudge_jobs_record"
# Eleven months after the count.
FIRST = date(2027, 5, 30)
SENT = {
    "fte_there": "2.5",
    "checked_on": "2027-06-01",
    "source": "Paie de mai",
}


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_it_is_written_once_and_stays(client, scene: Scene) -> None:
    record = scene.counted()
    client.force_login(scene.cast.director)
    with clock.at(moment(date(2027, 6, 2))):
        with nothing_written():
            assert client.get(portal(record, CHECK)).status_code == 200
        assert client.post(portal(record, CHECK), SENT).status_code == 302
        check = JobsCheck.objects.get()
        assert (check.record, check.fte_there, check.checked_on, check.source) == (
            record,
            Decimal("2.5"),
            date(2027, 6, 1),
            "Paie de mai",
        )
        assert (check.said_by, check.said_at) == (scene.cast.director, clock.now())
        me = scene.cast.director.email
        assert journal(record)[-1] == (CHECK, "confirmed", "confirmed", me, "portal")
        assert newly_owed(last_line(record)) == set()
        # A later count stands beside it, and is the one that counts.
        actions.check_jobs_record(
            record, by=scene.cast.moderator, fte_there=Decimal(1),
            checked_on=date(2027, 6, 2), source="Téléphone",
        )  # fmt: skip
    row = JobsRecord.objects.with_last_check().get()
    assert (row.there, row.checks.count()) == (Decimal(1), 2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        JobsCheck.objects.filter(pk=check.pk).update(fte_there=3)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        check.delete()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fte_there": "3.5"}, "Plus qu’il n’en a été compté"),
        ({"fte_there": "-1"}, "supérieure ou égale à 0"),
        ({"checked_on": "2027-05-29"}, "onze mois"),
        ({"checked_on": "2027-06-03"}, "onze mois"),
        ({"source": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, scene: Scene, change, words) -> None:
    record = scene.counted()
    client.force_login(scene.cast.director)
    with clock.at(moment(date(2027, 6, 2))), nothing_written():
        page = client.post(portal(record, CHECK), {**SENT, **change})
    assert page.status_code == 200
    assert words in page.content.decode()


def test_not_before_eleven_months_nor_of_what_is_announced(client, scene) -> None:
    record, promise = scene.counted(), scene.counted(kind="announced")
    given = {"fte_there": Decimal(3), "source": "Paie"}
    director = scene.cast.director
    early = pytest.raises(ActRefused, match="à partir du 30\xa0mai 2027")
    with clock.at(moment(FIRST - timedelta(days=1))), early:
        actions.check_jobs_record(
            record, by=director, checked_on=clock.today(), **given
        )
    with clock.at(moment(FIRST)):
        actions.check_jobs_record(
            record, by=director, checked_on=clock.today(), **given
        )
        with pytest.raises(ActRefused, match="annoncés"):
            actions.check_jobs_record(
                promise, by=director, checked_on=clock.today(), **given
            )
        with pytest.raises(ActRefused, match="nouvelle création"):
            actions.check_jobs_record(
                record, by=director, checked_on=FIRST, **{**given, "fte_there": 4}
            )
    assert JobsCheck.objects.count() == 1


def test_it_starts_only_from_there(scene: Scene) -> None:
    given = {"fte_there": 1, "checked_on": FIRST, "source": "Paie"}
    starts_only_from(actions.check_jobs_record, scene, "confirmed", **given)
    given = {"since": CHECK_ON, "rung": 0}
    starts_only_from(actions.nudge_jobs_record, scene, "confirmed", **given)


def test_who_may(client, scene: Scene) -> None:
    record = scene.counted()
    found = {}
    with clock.at(moment(date(2027, 6, 2))):
        for who in ("director", "founder", "moderator", "colleague", "admin"):
            client.force_login(getattr(scene.cast, who))
            found[who] = client.get(portal(record, CHECK)).status_code
    assert found == {
        "director": 200,
        "founder": 404,
        "moderator": 200,
        "colleague": 404,
        "admin": 403,
    }


# --- What time brings -----------------------------------------------------------------


def nudged(record: JobsRecord, days: int) -> set[str]:
    """Give who is asked so many days after the twelve months; twice is once."""
    with clock.at(moment(CHECK_ON + timedelta(days=days))):
        count = timers.run("programmes.jobs_check")["programmes.jobs_check"]
        assert timers.run("programmes.jobs_check") == {"programmes.jobs_check": 0}
    if not count:
        return set()
    line = last_line(record)
    assert (line.verb, line.actor_kind) == (NUDGE, "system")
    mails = newly_owed(line)
    assert {kind for kind, _address in mails} == {"jobs_check_due"}
    return {address for _kind, address in mails}


def test_whoever_declared_is_asked_three_times_then_the_lab(scene: Scene) -> None:
    record = scene.counted()
    scene.counted(kind="announced")
    scene.submitted(fte=Decimal(1), service_fte=Decimal(0))
    me = {scene.cast.director.email}
    # The fourteenth day is the national holiday: the next open one counts.
    days = (-1, 0, 13, 14, 15, 30, 44, 60, 200)
    found = {day: nudged(record, day) for day in days}
    assert found == {
        -1: set(),
        0: me,
        13: set(),
        14: set(),
        15: me,
        30: me,
        44: scene.staff,
        60: set(),
        200: set(),
    }


def test_once_somebody_has_said_nobody_is_asked(scene: Scene) -> None:
    record = scene.counted()
    with clock.at(moment(FIRST)):
        actions.check_jobs_record(
            record, by=scene.cast.director, fte_there=Decimal(3),
            checked_on=FIRST, source="Paie",
        )  # fmt: skip
    assert nudged(record, 0) == set()
    assert fresh(record).status == "confirmed"


def test_what_was_withdrawn_is_not_asked_for(scene: Scene) -> None:
    record = scene.counted()
    actions.withdraw_jobs_record(record, by=scene.cast.moderator, text="Double.")
    assert nudged(record, 0) == set()
