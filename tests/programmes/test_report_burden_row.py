"""report_burden_row: one click, one case of an obligation in all its waves."""

from decimal import Decimal

import pytest
from django.urls import reverse

from blockers.models import Report
from programmes import actions
from programmes.models import BurdenRow
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.cast import Cast, fresh, make_organisation
from tests.programmes.witnesses import (
    WEIGHS,
    Scene,
    make_burden,
    make_engagement,
    make_wave,
)
from tests.threads import together

D = Decimal


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_one_click_opens_one_report(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.director
    row = scene.burden(wave)
    row = actions.report_burden_row(row, by=me)
    again = actions.report_burden_row(row, by=scene.cast.moderator)
    report = Report.objects.get()
    assert (row.report, again.report) == (report, report)
    assert (report.status, report.reporter, report.organisation, report.lab) == (
        "draft", me, scene.plant, scene.cast.rouen,
    )  # fmt: skip
    assert (report.title, report.prevented) == (row.obligation, row.reasons)
    assert report.situation.replace("\xa0", " ").replace("\u202f", " ") == (
        "Noté lors du relevé de l’entreprise du 7 octobre 2026 : 22 heures et"
        " 31 000 euros par an, jugé impraticable."
    )
    assert report.cost_per_month == D("2583.33")
    assert report.irritations == ["inflexible"]
    with pytest.raises(ActRefused, match="signalement"):
        actions.edit_burden_row(row, by=me, **{**WEIGHS, "workability": 3})
    with pytest.raises(ActRefused, match="signalement"):
        actions.strike_burden_row(row, by=me)
    easy = scene.burden(wave, workability=3)
    with pytest.raises(ActRefused, match="impraticable"):
        actions.report_burden_row(easy, by=me)


def test_an_obligation_that_costs_nothing_but_time_has_no_cost(scene: Scene) -> None:
    row = scene.burden(scene.wave(), euros_per_year=D(0))
    actions.report_burden_row(row, by=scene.cast.director)
    assert Report.objects.get().cost_per_month is None


def test_the_lab_writes_a_report_down_without_the_companys_figures(scene) -> None:
    row = scene.burden(scene.wave(share_indicators=True))
    row = actions.report_burden_row(row, by=scene.cast.moderator)
    report = Report.objects.get()
    assert (report.reporter, report.on_behalf_of_by, report.channel) == (
        None, scene.cast.moderator, "visit",
    )  # fmt: skip
    assert (report.title, report.prevented) == (row.obligation, row.reasons)
    assert report.situation.replace("\xa0", " ") == (
        "Noté lors du relevé de l’entreprise du 7 octobre 2026, jugé impraticable."
    )
    assert (report.organisation, report.cost_per_month) == (scene.plant, None)


def carried(scene: Scene) -> tuple[BurdenRow, BurdenRow]:
    """A line that was reported, and its copy in the wave that follows."""
    me = scene.cast.director
    row = actions.report_burden_row(scene.burden(scene.wave()), by=me)
    second = row.wave.engagement.waves.in_order()[1]
    return row, actions.carry_burden_rows(second, by=me).burdens.get()


def test_what_was_reported_can_become_workable_in_the_next_wave(scene: Scene) -> None:
    row, copy = carried(scene)
    assert (copy.report, copy.workability) == (None, 4)
    me, easy = scene.cast.director, {**WEIGHS, "workability": 1, "reasons": ""}
    copy = actions.edit_burden_row(copy, by=me, **easy)
    assert (copy.workability, copy.report) == (1, None)
    assert actions.strike_burden_row(copy, by=me).is_struck is True
    row = fresh(row)
    assert (row.workability, row.report) == (4, Report.objects.get())


def test_an_obligation_is_one_case_in_all_its_waves(scene: Scene) -> None:
    row, copy = carried(scene)
    me, words = scene.cast.director, row.obligation
    copy = actions.report_burden_row(copy, by=me)
    assert copy.report == row.report == Report.objects.get()
    # The case stays with the first line: the copy can still become workable.
    easy = {**WEIGHS, "workability": 2}
    copy = actions.edit_burden_row(copy, by=me, **easy)
    assert (copy.workability, copy.report) == (2, None)
    with pytest.raises(ActRefused, match="signalement"):
        actions.edit_burden_row(row, by=me, **easy)
    # Another obligation is another case, and so is one of another company.
    other = scene.burden(copy.wave, obligation=f"{words} bis")
    assert actions.report_burden_row(other, by=me).report != row.report
    company = make_organisation(kind="industrial", lab=scene.cast.rouen)
    engagement = make_engagement(organisation=company, referent=scene.cast.moderator)
    there = make_burden(wave=make_wave(engagement=engagement))
    there = actions.report_burden_row(there, by=scene.cast.moderator)
    assert there.report.organisation == company
    assert Report.objects.count() == 3


@pytest.mark.parametrize(
    ("story", "goes_on"),
    [("submitted", True), ("asked", True), ("attached", True), ("declined", False),
     ("withdrawn", False)],
)  # fmt: skip
def test_what_is_over_is_reported_anew(scene: Scene, story: str, goes_on: bool):
    wave, me = scene.wave(), scene.cast.director
    before = getattr(stories, story)(scene.cast)
    row = scene.burden(wave, report=before)
    second = row.wave.engagement.waves.in_order()[1]
    copy = actions.carry_burden_rows(second, by=me).burdens.get()
    copy = actions.report_burden_row(copy, by=me)
    assert (copy.report == before) is goes_on
    assert Report.objects.count() == (1 if goes_on else 2)


def test_what_is_with_the_lab_comes_before_ones_own_draft(scene: Scene) -> None:
    """The draft is of a later wave; the click of a third one finds the case."""
    me, case = scene.cast.director, stories.submitted(scene.cast)
    row, copy = carried(scene)
    BurdenRow.objects.filter(pk=row.pk).update(report=case)
    draft = stories.drafted(scene.cast)
    BurdenRow.objects.filter(pk=copy.pk).update(report=draft)
    third = row.wave.engagement.waves.in_order()[2]
    actions.add_burden_row(third, by=me, **WEIGHS)
    last = third.burdens.get()
    assert actions.report_burden_row(last, by=me).report == case


def test_the_click_says_what_it_leads_to(client, scene: Scene) -> None:
    row, copy = carried(scene)
    client.force_login(scene.cast.director)
    for line, words in (
        (row, "Un brouillon est ouvert"),
        (copy, "déjà signalée : c’est un seul cas"),
    ):
        if line == copy:
            case = stories.submitted(scene.cast)
            BurdenRow.objects.filter(pk=row.pk).update(report=case)
        address = reverse("programmes:report_burden_row", args=[line.public_id])
        page = client.post(address, follow=True).content.decode()
        assert words in page.replace("\xa0", " ")


def test_a_draft_is_completed_by_its_author_alone(scene: Scene) -> None:
    row, copy = carried(scene)
    copy = actions.report_burden_row(copy, by=scene.cast.moderator)
    assert copy.report != row.report
    assert copy.report.on_behalf_of_by == scene.cast.moderator


@pytest.mark.django_db(transaction=True)
def test_two_waves_at_the_same_moment_open_one_report(scene: Scene) -> None:
    wave, me = scene.wave(), scene.cast.director
    scene.burden(wave)
    second = wave.engagement.waves.in_order()[1]
    rows = [wave.burdens.get(), actions.carry_burden_rows(second, by=me).burdens.get()]
    together(*(lambda r=row: actions.report_burden_row(r, by=me) for row in rows))
    report = Report.objects.get()
    assert [fresh(row).report for row in rows] == [report, report]
