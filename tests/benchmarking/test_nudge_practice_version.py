"""What time brings to practices: whoever is next, and a new look at what is old."""

from datetime import date

from benchmarking import actions
from benchmarking.models import PracticeVersion
from benchmarking.practices import digests
from servindus import clock, timers
from servindus.digests import Reader
from servindus.models import JournalEntry, Subscriber
from tests.benchmarking.practices import NEED, Reading
from tests.cast import fresh
from tests.evidence import newly_owed
from tests.matchmaking.days import moment
from tests.programmes.facilities import day


def live(*days: int) -> None:
    """Run the timer twice on each of these days."""
    for number in days:
        with clock.at(moment(day(number), 10)):
            for _twice in (1, 2):
                timers.run("benchmarking.nudge_practice_versions")


def told(version: PracticeVersion) -> list[tuple[date, str, set[str]]]:
    """Give which mail went to whom on which day."""
    found = JournalEntry.objects.about(version).filter(verb="nudge_practice_version")
    given = []
    for line in found:
        mails = newly_owed(line)
        [kind] = {kind for kind, _to in mails}
        given.append((clock.local_day(line.at), kind, {to for _kind, to in mails}))
    return given


def test_what_waits_is_told_thrice(reading: Reading) -> None:
    version = reading.submitted()
    live(*range(1, 60))
    others = {reading.rouen.email, reading.amiens.email}
    kind = "practice_version_nudged"
    # Due on the seventh day, a Monday; then five and ten working days later.
    assert told(version) == [
        (day(7), kind, others),
        (day(14), kind, others),
        (day(21), kind, {*others, reading.writer.email}),
    ]


def test_a_lab_that_has_judged_is_left_in_peace(reading: Reading) -> None:
    version = reading.read()
    reading.judge(version, reading.amiens)
    live(21)
    assert told(version) == [
        (day(21), "practice_version_nudged", {reading.rouen.email})
    ]
    reading.judge(version, reading.rouen)
    live(28)
    # With two opinions it is its own lab's turn.
    assert told(version)[1:] == [
        (day(28), "practice_version_nudged", {reading.writer.email})
    ]


def test_what_is_old_is_told_before_and_on_the_day(reading: Reading) -> None:
    version = actions.publish_practice_version(
        _judged(reading), by=reading.writer, review_on=day(112)
    )
    live(*range(70, 130, 7))
    mine = {reading.writer.email}
    assert told(version) == [
        (day(84), "practice_version_ages", mine),
        (day(112), "practice_version_ages", mine),
    ]
    with clock.at(moment(day(130), 10)):
        actions.renew_practice_version(version, by=reading.writer, review_on=day(400))
    live(371)
    assert told(version)[2:] == [(day(371), "practice_version_ages", mine)]


def _judged(reading: Reading) -> PracticeVersion:
    version = reading.read()
    reading.judge(version, reading.rouen)
    return version


def test_what_is_settled_is_left_in_peace(reading: Reading) -> None:
    rows = [reading.in_status(s) for s in ("draft", "published", "labelled")]
    live(*range(1, 30))
    assert [told(row) for row in rows] == [[], [], []]


def reader_of(who) -> Reader:
    return Reader(Subscriber(email=who.email), fresh(who), clock.now())


def test_digests_tell_what_waits_for_ones_lab(reading: Reading) -> None:
    sent, half = reading.submitted(), reading.read()
    reading.judge(half, reading.amiens)
    people = [reading.writer, reading.rouen, reading.amiens, reading.cast.director]
    found = digests.parts([reader_of(one) for one in people], clock.now())
    lines = {
        email: [(line.title, line.is_late) for line in part.sections[0].lines]
        for email, part in found.items()
    }
    assert lines == {
        reading.rouen.email: [(NEED, False), (NEED, False)],
        reading.amiens.email: [(NEED, False)],
    }
    assert sent.due_on == day(7)
    with clock.at(moment(day(8), 10)):
        found = digests.parts([reader_of(reading.amiens)], clock.now())
    [late] = found[reading.amiens.email].sections[0].lines
    assert late.is_late
    assert late.url.endswith(sent.get_absolute_url())


def test_the_home_counts_what_waits(client, reading: Reading) -> None:
    reading.submitted()
    client.force_login(reading.rouen)
    page = client.get("/").content.decode()
    assert "/bonnes-pratiques/versions/?vue=a-traiter" in page
    client.force_login(reading.writer)
    assert "/bonnes-pratiques/versions/?vue" not in client.get("/").content.decode()
