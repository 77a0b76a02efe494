"""Defining, changing and aiming at indicators: in the portal, by SQL, on the desks."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from programmes import actions
from programmes.indicators.latest import latest
from programmes.indicators.series import series
from programmes.models import Indicator, Period, Reading, Target
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import nothing_written
from tests.programmes.indicators import Scene, make_indicator, make_period

D = Decimal
LIST = "/indicateurs/"
NEW = f"{LIST}nouveau/"
TYPED = {
    "code": "visites", "name_fr": "Visites", "name_en": "Visits",
    "definition_fr": "Visites d’usine.", "definition_en": "Visits to plants.",
    "unit_fr": "visites", "unit_en": "visits", "level": "output",
    "direction": "higher", "measure": "count", "rhythm": "month",
    "source": "Agenda du laboratoire",
}  # fmt: skip
PAIR = {
    f"{name}_{language}": name
    for name in ("numerator", "denominator") for language in ("fr", "en")
}  # fmt: skip


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_programme_defines(scene: Scene) -> None:
    client = as_(scene.cast.admin)
    assert f'href="{NEW}"' in client.get(LIST).content.decode()
    with nothing_written():
        assert client.get(NEW).status_code == 200
    answer = client.post(NEW, TYPED)
    assert answer.headers["Location"] == "/indicateurs/visites/"
    assert "Visites d’usine." in client.get("/indicateurs/visites/").content.decode()
    one = Indicator.objects.get(code="visites")
    assert (one.rank, one.owner, one.is_computed) == (0, None, False)


def test_nobody_else_defines(scene: Scene) -> None:
    client = as_(scene.cast.moderator)
    assert NEW not in client.get(LIST).content.decode()
    assert client.post(NEW, TYPED).status_code == 403
    assert not Indicator.objects.filter(code="visites").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"code": "releves"}, "code"), ({"code": "essai"}, "code"),
     ({"code": "deux mots"}, "code"), ({"measure": "ratio"}, "denominator_fr"),
     ({"numerator_fr": "Une chose"}, "numerator_fr"),
     ({"measure": "stock", "is_cumulative": "on"}, "is_cumulative"),
     ({"name_fr": "x" * 121}, "name_fr"), ({"rank": "99999"}, "rank")],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_field(
    scene: Scene, changed: dict[str, str], field: str
) -> None:
    answer = as_(scene.cast.admin).post(NEW, TYPED | changed)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "Agenda du laboratoire" in answer.content.decode()
    assert not Indicator.objects.filter(name_fr__startswith="Visites").exists()


def test_a_definition_is_said_better(scene: Scene) -> None:
    client, one = as_(scene.cast.admin), scene.indicator
    page = f"{one.get_absolute_url()}modifier/"
    scene.approved()
    shown = client.get(page)
    assert {"measure", "rhythm", "code"}.isdisjoint(shown.context["form"].fields)
    typed = TYPED | {"definition_fr": "Dit mieux.", "measure": "stock"}
    assert client.post(page, typed).status_code == 302
    assert (fresh(one).definition_fr, fresh(one).measure) == ("Dit mieux.", "count")
    assert as_(scene.cast.moderator).post(page, typed).status_code == 403


def test_a_target(scene: Scene) -> None:
    cast, one = scene.cast, scene.indicator
    client, page = as_(cast.moderator), f"{one.get_absolute_url()}cible/"
    given = {"lab": cast.rouen.pk, "period": "2026-09", "value": "1 200,5",
             "baseline": "-2"}  # fmt: skip
    with nothing_written():
        assert client.get(page).context["form"]["period"].initial == "2026-09"
    answer = client.post(page, {**given, "value": "douze"})
    assert answer.context["form"].errors.keys() == {"value"}
    assert 'value="douze"' in answer.content.decode()
    assert client.post(page, given).status_code == 302
    target = Target.objects.get()
    assert (target.value, target.baseline) == (D("1200.5"), D(-2))
    assert target.period.slug == "2026-09"
    # Another lab's is not offered; the programme offers all, and itself.
    assert client.post(page, {**given, "lab": cast.nancy.pk}).status_code == 200
    assert client.post(page, {**given, "lab": ""}).status_code == 200
    assert as_(cast.admin).post(page, {**given, "lab": ""}).status_code == 302
    assert Target.objects.count() == 2
    # What is set stands filled in.
    form = client.get(f"{page}?cible={target.public_id}").context["form"]
    assert form["value"].initial == "1200,5"
    assert client.get(f"{page}?cible=rien").status_code == 404


def test_a_ratio_is_told_in_hundredths(scene: Scene) -> None:
    one = make_indicator("part", measure="ratio")
    client, page = as_(scene.cast.admin), f"{one.get_absolute_url()}cible/"
    given = {"lab": "", "period": "2026-08", "value": "62,5", "baseline": "40"}
    assert client.post(page, given).status_code == 302
    target = Target.objects.get()
    assert (target.value, target.baseline) == (D("0.625"), D("0.4"))
    form = client.get(f"{page}?cible={target.public_id}").context["form"]
    assert form["value"].initial == "62,5"
    text = client.get(one.get_absolute_url()).content.decode()
    assert "Cible pour août 2026\xa0: 62,5\xa0%." in text


def test_a_target_is_removed(scene: Scene) -> None:
    cast, one = scene.cast, scene.indicator
    actions.set_target(one, by=cast.moderator, lab=cast.rouen, period=scene.period,
                       value=D(9), baseline=D(1))  # fmt: skip
    target = Target.objects.get()
    page = f"/indicateurs/cibles/{target.public_id}/retirer/"
    assert page in as_(cast.moderator).get(one.get_absolute_url()).content.decode()
    for other in (cast.colleague, cast.founder):
        assert as_(other).post(page).status_code == 403
    client = as_(cast.moderator)
    assert "9\xa0essais" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert not Target.objects.exists()
    assert client.post(page).status_code == 404


def test_a_target_is_for_a_period_of_its_rhythm(scene: Scene) -> None:
    year = make_period(date(2026, 1, 1), "year")
    given = {"lab": None, "value": D(9), "baseline": D(1)}
    with pytest.raises(ActRefused, match="comme celles"):
        actions.set_target(scene.indicator, by=scene.cast.admin, period=year, **given)
    with pytest.raises(IntegrityError, match="another kind"), transaction.atomic():
        Target.objects.create(indicator=scene.indicator, period=year, **given)


# --- Wholes and parts -----------------------------------------------------------------


def _family(**fields) -> tuple[Indicator, Indicator, Indicator]:
    whole = make_indicator("tout", **fields)
    first = make_indicator("partie-a", parent=whole)
    return whole, first, make_indicator("partie-b", parent=whole)


def _approve(scene: Scene, numbers: dict[Indicator, int], month: int = 8) -> None:
    sheet = scene.opened(period=make_period(date(2026, month, 1)))
    for one, number in numbers.items():
        sheet = scene.write(sheet, number, indicator=one)
    sheet = actions.submit_reading_sheet(sheet, by=scene.cast.second_moderator)
    actions.approve_reading_sheet(sheet, by=scene.cast.moderator)


@pytest.mark.parametrize("piles_up", [False, True])
def test_a_sum_is_there_once_its_parts_are(scene: Scene, piles_up: bool) -> None:
    whole, first, second = _family(is_computed=True, is_cumulative=piles_up)
    _approve(scene, {first: 1, second: 2}, month=6)
    _approve(scene, {first: 10, second: 20}, month=7)
    _approve(scene, {first: 100})
    [figure] = latest(["tout"])
    mine = figure.labs[scene.cast.rouen.pk]
    assert mine is not None
    assert (mine.amount.value, mine.starts_on) == (33 if piles_up else 30,
                                                   date(2026, 7, 1))  # fmt: skip
    rows = [row.total.value for row in series(whole).rows]
    assert rows == ([33, 33, 3] if piles_up else [None, 30, 3])
    page = Client().get(whole.get_absolute_url()).content.decode()
    assert "Calculé à partir de" in page
    assert first.get_absolute_url() in page


def test_a_sheet_shows_the_sum_and_what_waits(scene: Scene) -> None:
    _whole, first, second = _family(is_computed=True)
    sheet = scene.write(scene.opened(), 4, indicator=first)
    client = as_(scene.cast.moderator)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "attend ses parties" in page
    sheet = scene.write(sheet, 5, indicator=second)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "<b>9</b>" in page


def test_parts_that_miss_their_total_hold_the_sheet(scene: Scene) -> None:
    whole, first, second = _family()
    sheet = scene.opened()
    for one, number in ((whole, 10), (first, 4), (second, 5)):
        sheet = scene.write(sheet, number, indicator=one)
    me = scene.cast.second_moderator
    with pytest.raises(ActRefused, match="s’écartent du total de 1"):
        actions.submit_reading_sheet(sheet, by=me)
    page = as_(me).get(sheet.get_absolute_url()).content.decode()
    assert "s’écartent du total de 1" in page
    sheet = scene.write(sheet, 6, indicator=second)
    assert actions.submit_reading_sheet(sheet, by=me).status == "submitted"


def test_parts_fit_their_whole_also_by_sql(scene: Scene) -> None:
    whole, first, second = _family()
    admin = scene.cast.admin
    for one, changes in (
        (first, {"measure": "sum"}), (whole, {"rhythm": "year"}),
        (whole, {"parent": scene.indicator}), (first, {"is_computed": True}),
        (second, {"parent": first}), (first, {"parent": first}),
    ):  # fmt: skip
        with pytest.raises(ActRefused):
            actions.edit_indicator(fresh(one), by=admin, **changes)
        with pytest.raises(IntegrityError), transaction.atomic():
            Indicator.objects.filter(pk=one.pk).update(**changes)


def test_a_sum_is_not_read_also_by_sql(scene: Scene) -> None:
    whole, first, _second = _family(is_computed=True)
    sheet = scene.write(scene.opened(), 1, indicator=first)
    with pytest.raises(IntegrityError, match="sum of its parts"), transaction.atomic():
        Reading.objects.create(
            sheet=sheet, indicator=whole, value=1, confidence="A",
            written_by=scene.cast.moderator,
        )  # fmt: skip
    read = scene.write(sheet, 1)
    assert read.readings.filter(indicator=scene.indicator).exists()
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        Indicator.objects.filter(pk=scene.indicator.pk).update(is_computed=True)


def test_codes_are_no_words_of_addresses(db) -> None:
    for code in ("nouveau", "releves", "saisie"):
        with pytest.raises(IntegrityError, match="word_of_ours"), transaction.atomic():
            make_indicator(code)


# --- Desks ----------------------------------------------------------------------------


def test_desks_of_sheets(scene: Scene, django_assert_max_num_queries) -> None:
    sheet, cast = scene.submitted(), scene.cast
    desk = f"/admin/programmes/readingsheet/{sheet.pk}/"
    client = as_(cast.moderator)
    page = client.get(f"{desk}change/").content.decode()
    assert "approve_reading_sheet" in page
    assert "nudge_reading_sheet" not in page
    assert "write_reading_sheet" not in page
    assert client.post(f"{desk}actes/approve_reading_sheet/").status_code == 302
    assert fresh(sheet).status == "approved"
    assert as_(cast.admin).post(f"{desk}actes/lock_reading_sheet/").status_code == 302
    answer = client.post(f"{desk}actes/unlock_reading_sheet/", {"text": "Erreur."})
    assert answer.status_code == 403
    answer = as_(cast.admin).post(
        f"{desk}actes/unlock_reading_sheet/", {"text": "Erreur."}
    )
    assert (answer.status_code, fresh(sheet).status) == (302, "approved")
    with django_assert_max_num_queries(9):
        assert client.get("/admin/programmes/readingsheet/").status_code == 200


def test_desks_of_the_dictionary(scene: Scene, django_assert_max_num_queries) -> None:
    actions.set_target(scene.indicator, by=scene.cast.admin, lab=None, value=D(9),
                       period=scene.period, baseline=D(1))  # fmt: skip
    client = as_(scene.cast.admin)
    for name, row in (("indicator", scene.indicator), ("period", scene.period),
                      ("target", Target.objects.get())):  # fmt: skip
        with django_assert_max_num_queries(9):
            page = client.get(f"/admin/programmes/{name}/").content.decode()
        assert f"/admin/programmes/{name}/{row.pk}/change/" in page
        assert (
            client.get(f"/admin/programmes/{name}/{row.pk}/change/").status_code == 200
        )
        assert client.get(f"/admin/programmes/{name}/add/").status_code == 403
    answer = client.post(f"/admin/programmes/target/{row.pk}/actes/remove_target/")
    assert answer.status_code == 302
    assert not Target.objects.exists()
    assert Period.objects.filter(pk=scene.period.pk).exists()
