"""nudge, and who is told of a sheet: each gets what is theirs, and nothing twice."""

from datetime import date, timedelta

import pytest
from django.db.models import Q

from programmes import actions
from programmes.models import Indicator, Lab, ReadingSheet
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_member
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.days import moment
from tests.programmes.indicators import Scene, has_begun, make_indicator

TIMER = "programmes.reading_sheets"
# The day after August.
END = date(2026, 9, 1)
# The lab had read June before.
SINCE = Q(period__starts_on__gte=date(2026, 7, 1))


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    assert cast.moderator and cast.second_moderator
    Lab.objects.exclude(pk=cast.rouen.pk).update(operator=None)
    return Scene(cast)


def told(days: int) -> set[tuple[str, str]]:
    """Give who is told so many days after August; a second run does nothing."""
    has_begun(Lab.objects.get(slug="rouen"))
    before = set(OutboxEmail.objects.values_list("pk", flat=True))
    with clock.at(moment(END + timedelta(days=days))):
        timers.run(TIMER)
        assert timers.run(TIMER) == {TIMER: 0}
    rows = OutboxEmail.objects.exclude(pk__in=before)
    return set(rows.values_list("kind", "recipient"))


def due(scene: Scene) -> set[tuple[str, str]]:
    people = (scene.cast.moderator, scene.cast.second_moderator)
    return {("reading_sheet_due", one.email) for one in people}


def august() -> ReadingSheet:
    return ReadingSheet.objects.get(period__starts_on=date(2026, 8, 1))


def test_the_staff_of_the_lab_is_told_on_day_15_and_day_30(scene: Scene) -> None:
    found = {day: told(day) for day in (0, 14, 15, 16, 29, 30, 31, 44)}
    # July is asked for once, on the first day: it ended a month before.
    july = ReadingSheet.objects.get(period__starts_on=date(2026, 7, 1))
    assert [line[0] for line in journal(july)].count("nudge_reading_sheet") == 1
    of_august = [line[0] for line in journal(august())]
    assert of_august == ["open_reading_sheet", *["nudge_reading_sheet"] * 2]
    assert found == {
        0: due(scene), 14: set(), 15: due(scene), 16: set(), 29: set(),
        30: due(scene), 31: set(), 44: set(),
    }  # fmt: skip


def test_the_period_is_opened_by_the_system_and_once(scene: Scene) -> None:
    told(0)
    line = journal(august())[0]
    assert (line[0], line[3]) == ("open_reading_sheet", "system")
    assert set(ReadingSheet.objects.values_list("lab", flat=True)) == {
        scene.cast.rouen.pk
    }


@pytest.mark.parametrize("status", ["submitted", "approved", "locked"])
def test_who_has_sent_it_is_left_alone(scene: Scene, status: str) -> None:
    sheet = getattr(scene, status)()
    told(15)
    assert "nudge_reading_sheet" not in [line[0] for line in journal(sheet)]


def test_a_sheet_sent_back_is_asked_for_at_the_end_only(scene: Scene) -> None:
    sheet = actions.return_reading_sheet(
        scene.submitted(), by=scene.cast.moderator, text="À revoir."
    )
    told(15)
    assert last_line(sheet).verb == "return_reading_sheet"
    told(30)
    assert newly_owed(last_line(sheet)) == due(scene)


def test_nothing_is_asked_for_that_nobody_measures(scene: Scene) -> None:
    Indicator.objects.filter(rhythm="month").update(parent=None, is_computed=True)
    make_indicator("trimestre", rhythm="quarter")
    told(15)
    assert not ReadingSheet.objects.filter(SINCE, period__kind="month").exists()
    told(30)
    assert ReadingSheet.objects.filter(period__kind="quarter").count() == 1


def test_before_the_lab_began_there_is_nothing_to_read(scene: Scene) -> None:
    Lab.objects.filter(pk=scene.cast.rouen.pk).update(starts_on=END)
    told(15)
    assert not ReadingSheet.objects.filter(SINCE).exists()


def test_a_lab_that_has_not_begun_to_read_is_not_asked(scene: Scene) -> None:
    with clock.at(moment(END + timedelta(days=15))):
        assert timers.run(TIMER) == {TIMER: 0}
    assert not ReadingSheet.objects.exists()


def test_no_mail_in_quiet_hours(scene: Scene) -> None:
    has_begun(scene.cast.rouen)
    # A Sunday: the sheet is there, the mail waits for Monday.
    with clock.at(moment(date(2026, 9, 20))):
        timers.run(TIMER)
    assert not OutboxEmail.objects.filter(kind="reading_sheet_due").exists()
    assert told(20)


def test_a_reminder_is_given_once(scene: Scene) -> None:
    sheet = scene.opened()
    given = {"since": sheet.period.starts_on, "rung": 15}
    actions.nudge_reading_sheet(sheet, by=SYSTEM, **given)
    with pytest.raises(ActRefused):
        actions.nudge_reading_sheet(sheet, by=SYSTEM, **given)


def test_leads_approve_and_whoever_sent_it_is_told(scene: Scene) -> None:
    cast = scene.cast
    lead, me = cast.moderator, cast.second_moderator
    sheet = scene.submitted()
    assert newly_owed(last_line(sheet)) == {("reading_sheet_submitted", lead.email)}
    sheet = actions.return_reading_sheet(sheet, by=lead, text="À revoir.")
    assert newly_owed(last_line(sheet)) == {("reading_sheet_returned", me.email)}
    sheet = actions.submit_reading_sheet(sheet, by=me)
    sheet = actions.approve_reading_sheet(sheet, by=lead)
    assert newly_owed(last_line(sheet)) == {("reading_sheet_approved", me.email)}
    sheet = actions.lock_reading_sheet(sheet, by=cast.admin)
    assert newly_owed(last_line(sheet)) == set()


def test_nobody_is_told_of_what_they_did(scene: Scene) -> None:
    lead = scene.cast.moderator
    other = make_member(organisation=scene.cast.rouen.operator, lead=True)
    sheet = actions.submit_reading_sheet(scene.write(scene.opened()), by=lead)
    assert newly_owed(last_line(sheet)) == {("reading_sheet_submitted", other.email)}
    sheet = actions.return_reading_sheet(sheet, by=lead, text="Je corrige.")
    assert newly_owed(last_line(sheet)) == set()


def test_when_the_sender_has_left_the_lab_is_told(scene: Scene) -> None:
    sheet = scene.submitted()
    other = make_member(organisation=scene.cast.rouen.operator)
    me, lead = scene.cast.second_moderator, scene.cast.moderator
    actions.end_membership(me.memberships.get(), by=lead)
    sheet = actions.return_reading_sheet(
        fresh(sheet), by=scene.cast.moderator, text="À revoir."
    )
    assert newly_owed(last_line(sheet)) == {("reading_sheet_returned", other.email)}


def cards(client, user) -> list[tuple[str, int]]:
    client.force_login(user)
    context = client.get("/").context
    shown = [*context["cards"], *context["further"]]
    return [(one.href, one.count) for one in shown if "releves" in one.href]


def test_each_home_has_what_waits_there(client, scene: Scene) -> None:
    cast, page = scene.cast, "/indicateurs/releves/?etat="
    sheet = scene.write(scene.opened())
    people = (cast.moderator, cast.second_moderator, cast.admin, cast.director)

    def shown() -> list[list[tuple[str, int]]]:
        return [cards(client, one) for one in people]

    fill, approve, lock = (
        [(f"{page}{word}", 1)] for word in ("draft", "submitted", "approved")
    )
    assert shown() == [fill, fill, [], []]
    client.force_login(cast.moderator)
    listed = client.get(f"{page}draft")
    assert sheet.get_absolute_url() in listed.text
    assert sheet.get_absolute_url() not in client.get(f"{page}locked").text
    sheet = actions.submit_reading_sheet(sheet, by=cast.second_moderator)
    assert shown() == [approve, [], [], []]
    sheet = actions.approve_reading_sheet(sheet, by=cast.moderator)
    assert shown() == [[], [], lock, []]
    actions.lock_reading_sheet(sheet, by=cast.admin)
    assert shown() == [[], [], [], []]
