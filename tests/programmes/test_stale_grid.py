"""Two people at one grid: nothing is written over unseen; a number is taken back."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.actions.readings import Entry
from programmes.indicators.forms import SheetForm
from programmes.indicators.latest import latest
from programmes.models import Indicator, Reading, ReadingSheet
from programmes.views import readings
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.programmes.indicators import Scene, make_indicator

D = Decimal
GRID = "/indicateurs/saisie/2026-08/"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    scene = Scene(cast)
    make_indicator("autre")
    make_indicator("part", measure="ratio")
    return scene


def shown(client) -> dict[str, str]:
    """Give what the grid holds when it is opened, as a browser sends it."""
    form = client.get(GRID).context["form"]
    return {
        name: "" if (value := form[name].value()) is None else str(value)
        for name in form.fields
    }


def heads(sheet: ReadingSheet) -> dict[str, tuple]:
    rows = sheet.readings.heads().select_related("indicator")
    return {row.indicator.code: (row.value, row.confidence) for row in rows}


def test_a_colleagues_correction_stays(client, scene: Scene) -> None:
    """The page of before says the old number of a line that nobody has touched."""
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 12)
    assert client.post(GRID, {**page, "autre-value": "4"}).status_code == 302
    assert heads(sheet) == {"essai": (12, "B"), "autre": (4, "B")}


def took_back(scene: Scene, sheet: ReadingSheet) -> None:
    entries = [Entry(scene.indicator)]
    actions.write_reading_sheet(sheet, by=scene.cast.second_moderator, entries=entries)


def test_what_a_colleague_took_back_stays_away(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    took_back(scene, sheet)
    assert client.post(GRID, {**page, "autre-value": "4"}).status_code == 302
    assert heads(sheet) == {"autre": (4, "B")}
    # Another number than the one that was taken back is told, and chosen.
    form = client.post(GRID, {**page, "essai-value": "11"}).context["form"]
    who = scene.cast.second_moderator.full_name
    [words] = form.errors["essai-value"]
    assert words == (
        f"{who} a retiré le nombre depuis que vous avez ouvert cette page. Renvoyez"
        " pour mettre le vôtre à sa place."
    )
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert client.post(GRID, again).status_code == 302
    assert heads(sheet) == {"autre": (4, "B"), "essai": (11, "B")}


def test_what_was_mistyped_is_kept_beside_a_colleagues_number(
    client, scene: Scene
) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 7)
    form = client.post(GRID, {**page, "essai-value": "12,x"}).context["form"]
    assert form["essai-value"].value() == "12,x"
    who = scene.cast.second_moderator.full_name
    assert len(form.errors["essai-value"]) == 2
    assert f"{who} a écrit 7 ici" in form.errors["essai-value"][1]
    assert heads(sheet) == {"essai": (7, "B")}


def test_a_line_emptied_under_a_new_number_is_told(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 12)
    form = client.post(GRID, {**page, "essai-value": ""}).context["form"]
    who = scene.cast.second_moderator.full_name
    [words] = form.errors["essai-value"]
    assert words == (
        f"{who} a écrit 12 ici depuis que vous avez ouvert cette page. Renvoyez pour"
        " le retirer."
    )
    assert heads(sheet) == {"essai": (12, "B")}
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert again["essai-value"] == ""
    assert client.post(GRID, again).status_code == 302
    assert heads(sheet) == {}


def test_a_method_too_long_is_no_line_left_alone(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page, long = shown(client), "x" * 301
    scene.write(sheet, 12)
    form = client.post(GRID, {**page, "essai-method": long}).context["form"]
    assert form.errors.keys() == {"essai-method", "essai-value"}
    assert (form["essai-value"].value(), form["essai-method"].value()) == ("10", long)


def test_a_line_that_nobody_touched_is_not_in_the_way(client, scene: Scene) -> None:
    """What comes between the form and the lock stays where nothing was typed."""
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    form = SheetForm(
        {**shown(client), "autre-value": "4"},
        indicators=list(Indicator.objects.filter(rhythm="month")),
        tips=readings.tips_of(sheet),
    )
    assert form.is_valid()
    scene.write(sheet, 12)
    me = scene.cast.moderator
    actions.write_reading_sheet(fresh(sheet), by=me, **form.cleaned_data)
    assert heads(sheet) == {"essai": (12, "B"), "autre": (4, "B")}


def test_a_page_without_what_it_knew_takes_nothing_back(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    assert client.post(GRID, {"autre-value": "4"}).status_code == 302
    assert heads(sheet) == {"essai": (10, "B"), "autre": (4, "B")}


def test_many_changes_are_one_question(
    client, scene: Scene, django_assert_max_num_queries
) -> None:
    lines = [make_indicator(f"ligne-{number}") for number in range(9)]
    sheet = scene.opened()
    for one in lines:
        scene.write(sheet, 1, indicator=one)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    for one in lines:
        scene.write(sheet, 2, indicator=one)
    typed = {f"{one.code}-value": "3" for one in lines}
    with django_assert_max_num_queries(12):
        answer = client.post(GRID, {**page, **typed})
    assert len(answer.context["form"].errors) == len(lines)


class Before:
    """An act that somebody else comes before, once its form has been read."""

    def __init__(self, action: Any, earlier: Any) -> None:
        self.action, self.earlier = action, earlier

    def __getattr__(self, name: str) -> Any:
        return getattr(self.action, name)

    def __call__(self, *given: Any, **words: Any) -> Any:
        self.earlier()
        return self.action(*given, **words)


@pytest.mark.parametrize("first", [None, 10])
def test_nothing_is_written_over_between_the_form_and_the_lock(
    client, scene: Scene, monkeypatch, first: int | None
) -> None:
    """A colleague's number comes after the form was read, before the act begins."""
    sheet = scene.opened()
    if first:
        scene.write(sheet, first)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    asked = readings.perform

    def late(request, action, *given, **words):
        before = Before(action, lambda: scene.write(sheet, 12))
        return asked(request, before, *given, **words)

    monkeypatch.setattr(readings, "perform", late)
    answer = client.post(GRID, {**page, "essai-value": "11"})
    assert answer.status_code == 409
    assert "vient aussi d’écrire" in answer.content.decode()
    assert answer.context["form"]["essai-value"].value() == "11"
    assert heads(sheet) == {"essai": (12, "B")}


def test_two_different_numbers_are_told_and_chosen(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    make_indicator("tiers")
    quart = make_indicator("quart")
    scene.write(sheet, 1, indicator=quart)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 12)
    scene.write(sheet, 2, indicator=quart)
    typed = {**page, "essai-value": "11", "tiers-value": "3"}
    answer = client.post(GRID, typed)
    form = answer.context["form"]
    who = scene.cast.second_moderator.full_name
    [words] = form.errors["essai-value"]
    assert words == (
        f"{who} a écrit 12 ici depuis que vous avez ouvert cette page. Renvoyez pour"
        " mettre votre nombre à sa place."
    )
    # What was typed is kept, and what the colleague has written stands in the rest.
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert (again["essai-value"], again["tiers-value"]) == ("11", "3")
    assert heads(sheet) == {"essai": (12, "B"), "quart": (2, "B")}
    assert client.post(GRID, again).status_code == 302
    assert heads(sheet) == {"essai": (11, "B"), "quart": (2, "B"), "tiers": (3, "B")}


def test_the_same_number_twice_is_no_quarrel(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 12)
    assert client.post(GRID, {**page, "essai-value": "12"}).status_code == 302
    assert sheet.readings.count() == 2


def test_an_emptied_line_takes_back_what_was_read(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 10)
    client.force_login(scene.cast.second_moderator)
    page = shown(client)
    assert client.post(GRID, {**page, "essai-value": ""}).status_code == 302
    assert heads(sheet) == {}
    assert [row.value for row in sheet.readings.order_by("pk")] == [10, None]
    detail = client.get(sheet.get_absolute_url()).content.decode()
    assert "retiré, non relevé" in detail
    with pytest.raises(ActRefused, match="Rien"):
        actions.submit_reading_sheet(fresh(sheet), by=scene.cast.second_moderator)
    # Emptied twice is once; a number comes back after it.
    client.post(GRID, shown(client))
    assert sheet.readings.count() == 2
    scene.write(sheet, 5)
    sheet = actions.submit_reading_sheet(fresh(sheet), by=scene.cast.second_moderator)
    actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    [figure] = latest(["essai"])
    assert figure.total.value == 5


def test_an_old_page_takes_no_colleagues_number_back(client, scene: Scene) -> None:
    sheet = scene.opened()
    client.force_login(scene.cast.moderator)
    page = shown(client)
    scene.write(sheet, 12)
    assert client.post(GRID, page).status_code == 302
    assert heads(sheet) == {"essai": (12, "B")}


def test_only_what_was_read_is_taken_back(scene: Scene) -> None:
    sheet, me = scene.opened(), scene.cast.moderator
    actions.write_reading_sheet(sheet, by=me, entries=[Entry(scene.indicator)])
    assert not Reading.objects.exists()
    words = {"sheet": sheet, "indicator": scene.indicator, "written_by": me}
    with (
        pytest.raises(IntegrityError, match="reading_is_a_number_or_a_pair"),
        transaction.atomic(),
    ):
        Reading.objects.create(**words, confidence="B")
