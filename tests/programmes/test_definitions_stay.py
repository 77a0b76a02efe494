"""What figures are made of stays once it was read; targets say whose they were."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from programmes import actions
from programmes.models import Indicator, Period, ReadingSheet, Target
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.programmes.indicators import Scene, make_indicator, make_period
from tests.programmes.test_indicator_acts import NEW, TYPED, as_

D = Decimal


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def refused_by_sql(name: str, one: Indicator, **fields: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Indicator.objects.filter(pk=one.pk).update(**fields)


def family(scene: Scene) -> tuple[Indicator, Indicator]:
    """Give a sum whose first part has been read."""
    whole = make_indicator("tout", is_computed=True)
    part = make_indicator("partie", parent=whole)
    scene.approved_in(7, 4, part)
    return whole, part


@pytest.mark.parametrize(
    "change",
    [{"measure": "sum"}, {"is_computed": False}, {"is_cumulative": True}],
)
def test_a_sum_is_read_where_its_parts_are(scene: Scene, change) -> None:
    whole, _part = family(scene)
    assert whole.is_read
    with pytest.raises(ActRefused, match="déjà"):
        actions.edit_indicator(whole, by=scene.cast.admin, **change)
    refused_by_sql("has been read", whole, **change)
    assert not make_indicator("vide", is_computed=True).is_read


def test_what_was_read_piles_up_or_does_not_as_before(scene: Scene) -> None:
    scene.approved_in(7, 4, scene.indicator)
    with pytest.raises(ActRefused, match="déjà"):
        actions.edit_indicator(scene.indicator, by=scene.cast.admin, is_cumulative=True)
    refused_by_sql("has been read", scene.indicator, is_cumulative=True)


def test_no_part_joins_or_leaves_a_sum_that_was_read(scene: Scene) -> None:
    """Its past would change: one part more is missing in every month before."""
    whole, part = family(scene)
    admin, other = scene.cast.admin, make_indicator("autre")
    for one, parent in ((other, whole), (part, None)):
        with pytest.raises(ActRefused, match="est la somme de ses parties"):
            actions.edit_indicator(one, by=admin, parent=parent)
        refused_by_sql("has been read", one, parent=parent)
    answer = as_(admin).post(NEW, {**TYPED, "parent": whole.pk})
    assert "est la somme de ses parties" in answer.content.decode()
    with pytest.raises(IntegrityError, match="has been read"), transaction.atomic():
        make_indicator("neuf", parent=whole)
    # Of one that is read itself, or not yet, parts come and go.
    free = make_indicator("libre", is_computed=True)
    actions.edit_indicator(other, by=admin, parent=free)
    assert fresh(other).parent == free
    line = JournalEntry.objects.about(other).last()
    assert line is not None
    assert line.details == {"parent": free.pk}


def test_what_was_read_joins_no_sum_alone(scene: Scene) -> None:
    """Nothing could join or leave it any more; gathered first, its past is whole."""
    admin, part, other = scene.cast.admin, scene.indicator, make_indicator("autre")
    scene.approved_in(7, 4, part)
    whole = make_indicator("tout", is_computed=True)
    with pytest.raises(ActRefused, match="rassemblez d’abord"):
        actions.edit_indicator(part, by=admin, parent=whole)
    refused_by_sql("has been read", part, parent=whole)
    whole = actions.edit_indicator(whole, by=admin, is_computed=False)
    for one in (part, other):
        actions.edit_indicator(one, by=admin, parent=whole)
    whole = actions.edit_indicator(whole, by=admin, is_computed=True)
    assert [row.code for row in whole.parts.order_by("pk")] == ["essai", "autre"]


def test_a_sum_that_was_read_is_told_that_it_is_no_part(scene: Scene) -> None:
    """Whether it is a sum is not asked any more: the words stand where it is asked."""
    whole, _part = family(scene)
    other = make_indicator("autre")
    client = as_(scene.cast.admin)
    page = f"{whole.get_absolute_url()}modifier/"
    shown = client.get(page)
    assert shown.context["is_read"]
    assert "is_computed" not in shown.context["form"].fields
    answer = client.post(page, {**TYPED, "parent": other.pk})
    assert answer.context["form"].errors == {
        "parent": ["Une partie est relevée, elle ne se calcule pas."]
    }


def test_a_target_keeps_its_measure(scene: Scene) -> None:
    one, admin = scene.indicator, scene.cast.admin
    given = {"lab": None, "period": scene.period, "value": D(9), "baseline": D(0)}
    actions.set_target(one, by=admin, **given)
    for change in ({"measure": "sum"}, {"rhythm": "quarter"}):
        with pytest.raises(ActRefused, match="Des cibles sont fixées"):
            actions.edit_indicator(one, by=admin, **change)
        refused_by_sql("has targets", one, **change)
    actions.remove_target(Target.objects.get(), by=admin)
    assert actions.edit_indicator(one, by=admin, measure="sum").measure == "sum"


def test_the_journal_says_whose_target_it_was(scene: Scene) -> None:
    cast, one = scene.cast, scene.indicator
    told = {
        "lab": cast.rouen.pk,
        "period": scene.period.pk,
        "value": "9.0000",
        "baseline": "1.0000",
    }
    actions.set_target(
        one, by=cast.moderator, lab=cast.rouen, period=scene.period,
        value=D("9.0000"), baseline=D("1.0000"),
    )  # fmt: skip
    assert JournalEntry.objects.about(one).last().details == told
    actions.remove_target(Target.objects.get(), by=cast.moderator)
    last = JournalEntry.objects.about(one).last()
    assert (last.verb, last.details) == ("remove_target", told)


def test_a_target_that_is_changed_stays_where_it_is(scene: Scene) -> None:
    cast, one = scene.cast, scene.indicator
    actions.set_target(
        one, by=cast.admin, lab=cast.rouen, period=scene.period, value=D(9),
        baseline=D(1),
    )  # fmt: skip
    target, client = Target.objects.get(), as_(cast.admin)
    page = f"{one.get_absolute_url()}cible/?cible={target.public_id}"
    sent = {"lab": cast.nancy.pk, "period": "2026-09", "value": "12", "baseline": "1"}
    assert client.post(page, sent).status_code == 302
    row = Target.objects.get()
    assert (row.lab, row.period, row.value) == (cast.rouen, scene.period, 12)


def test_two_who_remove_a_target_at_once(scene: Scene, monkeypatch) -> None:
    """The second one has read the page; the row is gone when the act begins."""
    cast, one = scene.cast, scene.indicator
    actions.set_target(
        one, by=cast.admin, lab=None, period=scene.period, value=D(9), baseline=D(1)
    )
    target, client = Target.objects.get(), as_(cast.admin)
    from programmes.views import indicator_acts

    asked = indicator_acts.perform

    def late(*given: Any, **words: Any) -> Any:
        Target.objects.filter(pk=target.pk).delete()
        return asked(*given, **words)

    monkeypatch.setattr(indicator_acts, "perform", late)
    page = f"/indicateurs/cibles/{target.public_id}/retirer/"
    assert client.post(page).status_code == 404


@pytest.mark.parametrize("code", ["Visites_A", "visites-", "a--b", "é"])
def test_a_code_is_plain(scene: Scene, code: str) -> None:
    answer = as_(scene.cast.admin).post(NEW, {**TYPED, "code": code})
    assert answer.context["form"].errors.keys() == {"code"}
    if code != "é":
        with (
            pytest.raises(IntegrityError, match="indicator_code_is_plain"),
            transaction.atomic(),
        ):
            make_indicator(code)


def test_a_double_click_defines_once_and_lands_there(scene: Scene) -> None:
    client = as_(scene.cast.admin)
    first, second = client.post(NEW, TYPED), client.post(NEW, TYPED)
    assert first.url == second.url == "/indicateurs/visites/"
    other = client.post(NEW, {**TYPED, "name_fr": "Autre"})
    assert other.context["form"].errors.keys() == {"code"}


def test_no_sheet_before_the_programme(scene: Scene) -> None:
    client: Client = as_(scene.cast.moderator)
    for slug in ("0001-01", "2015-12"):
        page = client.post(f"/indicateurs/saisie/{slug}/")
        assert "n’avait pas encore commencé" in page.content.decode()
    assert not Period.objects.filter(starts_on__lt=date(2016, 1, 1)).exists()
    assert not ReadingSheet.objects.exists()
    assert client.post("/indicateurs/saisie/2016-01/").status_code == 302


def test_a_small_gap_is_said_as_it_is(scene: Scene) -> None:
    whole = make_indicator("tout", measure="sum")
    first = make_indicator("partie", measure="sum", parent=whole)
    sheet = scene.opened(period=make_period(date(2026, 7, 1)))
    for one, number in ((whole, "10"), (first, "9.96")):
        sheet = scene.write(sheet, number, indicator=one)
    with pytest.raises(ActRefused, match="s’écartent du total de 0,04"):
        actions.submit_reading_sheet(sheet, by=scene.cast.moderator)
