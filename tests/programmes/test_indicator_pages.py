"""The dictionary, an indicator's page and file, the grid of a period, the sheet."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from programmes import actions, reference
from programmes.actions.readings import Entry
from programmes.indicators.latest import latest
from programmes.indicators.series import series
from programmes.models import Indicator, Lab, Reading, ReadingSheet, Target
from tests.cast import Cast, fresh
from tests.evidence import nothing_written
from tests.programmes.indicators import Scene, make_indicator, make_period

D = Decimal
ENTRY = "/indicateurs/saisie/2026-08/"
MOST = 12


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_the_reference_dictionary_is_there_and_stays(db) -> None:
    assert Indicator.objects.count() >= 14
    first = Indicator.objects.get(code="rendez-vous-tenus")
    Indicator.objects.filter(pk=first.pk).update(definition_fr="Mieux dit.")
    count = Indicator.objects.count()
    reference.load(force=True)
    assert Indicator.objects.count() == count
    assert fresh(first).definition_fr == "Mieux dit."


def test_everybody_reads_what_is_approved(
    client, scene: Scene, django_assert_max_num_queries
) -> None:
    sheet = scene.write(scene.opened(), 1234)
    page = scene.indicator.get_absolute_url()
    for address in ("/indicateurs/", page, f"{page}releves.csv"):
        assert "1 234" not in client.get(address).content.decode().replace(
            "\u202f", " "
        ).replace("\xa0", " ")
    sheet = actions.submit_reading_sheet(sheet, by=scene.cast.second_moderator)
    actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    for address in ("/indicateurs/", page, f"{page}releves.csv"):
        with nothing_written(), django_assert_max_num_queries(MOST):
            text = client.get(address).content.decode()
        # People read groups of digits, programs read a number.
        wanted = "1234" if address.endswith("csv") else "1 234"
        assert wanted in text.replace("\u202f", " ").replace("\xa0", " ")


def test_latest_figures_in_three_statements(
    scene: Scene, django_assert_num_queries
) -> None:
    scene.approved()
    with django_assert_num_queries(4):
        [figure] = latest(["essai"])
    with django_assert_num_queries(3):
        [figure] = latest(["essai"])
    assert (figure.total.value, figure.total.known, figure.total.expected) == (3, 1, 4)
    assert figure.labs[scene.cast.rouen.pk].amount.value == 3
    assert figure.labs[scene.cast.nancy.pk] is None
    assert figure.definition_url == "/indicateurs/essai/"


def test_what_piles_up_is_all_of_it(scene: Scene) -> None:
    piled = make_indicator("cumul", is_cumulative=True)
    for month, value in ((7, 2), (8, 3)):
        sheet = scene.opened(period=make_period(date(2026, month, 1)))
        sheet = scene.write(sheet, value, indicator=piled)
        sheet = actions.submit_reading_sheet(sheet, by=scene.cast.second_moderator)
        actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    [figure] = latest(["cumul"])
    assert figure.total.value == 5


def test_what_was_not_read_last_is_looked_for_in_older_sheets(scene: Scene) -> None:
    rare, often = make_indicator("rare"), scene.indicator
    for month, value, indicator in ((6, 2, rare), (7, 4, rare), (8, 3, often)):
        scene.approved_in(month, value, indicator)
    found = {
        figure.indicator.code: figure.labs[scene.cast.rouen.pk]
        for figure in latest(["rare", "essai"])
    }
    said = {code: (one.starts_on, one.amount.value) for code, one in found.items()}
    assert said == {"rare": (date(2026, 7, 1), 4), "essai": (date(2026, 8, 1), 3)}


def test_old_periods_are_one_number(scene: Scene) -> None:
    piled = make_indicator("cumul", is_cumulative=True)
    for month in (5, 6, 8):
        scene.approved_in(month, month, piled)
    found = series(piled, shown=2)
    assert [total.value for total in found.totals] == [11, 19]
    piled.is_cumulative = False
    assert [total.value for total in series(piled, shown=2).totals] == [None, 8]


def test_the_latest_target_counts(scene: Scene) -> None:
    scene.approved_in(8, 3, scene.indicator)
    for month, value in ((8, 6), (7, 9)):
        period = make_period(date(2026, month, 1))
        for lab in (scene.cast.rouen, None):
            Target.objects.create(
                indicator=scene.indicator, lab=lab, period=period, value=value,
                baseline=0,
            )  # fmt: skip
    found = series(scene.indicator)
    aims = [line.aim for line in found.lines if line.aim]
    assert [one.target.value for one in (*aims, found.programme)] == [6, 6]


def test_the_grid(client, scene: Scene) -> None:
    cast = scene.cast
    ratio = make_indicator("part", measure="ratio")
    client.force_login(cast.second_moderator)
    with nothing_written():
        assert client.get(ENTRY).status_code == 200
    assert client.post(ENTRY).status_code == 302
    sheet = ReadingSheet.objects.get()
    typed = {"essai-value": "douze", "part-numerator": "1"}
    answer = client.post(ENTRY, typed)
    assert answer.status_code == 200
    assert 'value="douze"' in answer.content.decode()
    assert set(answer.context["form"].errors) == {"essai-value", "part-denominator"}
    assert not Reading.objects.exists()
    typed = {"essai-value": "12,5", "part-numerator": "1", "part-denominator": "2",
             "essai-method": "Compté.", "essai-confidence": "A"}  # fmt: skip
    for _again in range(2):
        assert client.post(ENTRY, typed).status_code == 302
    rows = {row.indicator_id: row for row in Reading.objects.all()}
    assert len(rows) == 2
    assert rows[scene.indicator.pk].value == D("12.5")
    assert rows[ratio.pk].amount.value == D("0.5")
    assert client.get(sheet.get_absolute_url()).status_code == 200


def test_whose_grid(client, scene: Scene) -> None:
    client.force_login(scene.cast.founder)
    assert client.get(ENTRY).status_code == 403
    client.force_login(scene.cast.moderator)
    assert client.get(f"{ENTRY}?lab=nancy").status_code == 404
    assert client.get("/indicateurs/saisie/2026-13/").status_code == 404
    sheet = scene.opened()
    client.force_login(scene.cast.colleague)
    assert client.get(sheet.get_absolute_url()).status_code == 404


def test_from_the_sheet_to_the_lock(client, scene: Scene) -> None:
    sheet = scene.write(scene.opened())
    for name, user, status in (
        ("envoyer", scene.cast.second_moderator, "submitted"),
        ("renvoyer", scene.cast.moderator, "draft"),
        ("envoyer", scene.cast.second_moderator, "submitted"),
        ("approuver", scene.cast.moderator, "approved"),
        ("verrouiller", scene.cast.admin, "locked"),
        ("deverrouiller", scene.cast.admin, "approved"),
    ):
        client.force_login(user)
        address = f"{sheet.get_absolute_url()}{name}/"
        with nothing_written():
            assert client.get(address).status_code == 200
        assert client.post(address, {"text": "À revoir."}).status_code == 302
        assert fresh(sheet).status == status
        assert client.get(sheet.get_absolute_url()).status_code == 200
        assert client.get("/indicateurs/releves/").status_code == 200


def test_targets_are_said_in_words(client, scene: Scene) -> None:
    scene.approved()
    given = {"indicator": scene.indicator, "period": scene.period}
    Target.objects.create(**given, lab=scene.cast.rouen, value=3, baseline=0)
    Target.objects.create(**given, lab=scene.cast.nancy, value=4, baseline=4)
    Target.objects.create(**given, lab=None, value=6, baseline=0)
    page = client.get(scene.indicator.get_absolute_url())
    rouen, nancy = page.context["series"].lines[3], page.context["series"].lines[2]
    assert (rouen.name, rouen.aim.is_reached, rouen.aim.percent) == ("Rouen", True, 100)
    assert (nancy.aim.has_way, nancy.aim.percent) == (False, None)
    # Of one lab in four it is no figure of the programme.
    assert page.context["series"].programme.percent is None
    content = page.content.decode()
    assert "Pas encore de relevé" not in content
    assert "Tous les laboratoires n’ont pas encore relevé" in content
    for lab, value in zip(Lab.objects.exclude(slug="rouen"), (0, 0, 1), strict=True):
        scene.approved_elsewhere(lab, 8, value)
    found = client.get(scene.indicator.get_absolute_url()).context["series"].programme
    assert (found.percent, found.is_reached) == (66, False)


def test_a_target_is_reached_when_it_is(client, scene: Scene) -> None:
    """39.9 of 40 is nearly all of the way, and not there."""
    scene.approved_in(8, D("39.9"), scene.indicator)
    given = {"indicator": scene.indicator, "period": scene.period, "baseline": 0}
    target = Target.objects.create(**given, lab=scene.cast.rouen, value=40)
    [aim] = [one.aim for one in series(scene.indicator).lines if one.aim]
    assert (aim.percent, aim.is_reached) == (99, False)
    target.value = D("39.9")
    target.save()
    [aim] = [one.aim for one in series(scene.indicator).lines if one.aim]
    assert (aim.percent, aim.is_reached) == (100, True)


def test_what_piles_up_says_which_lab_has_not_read(client, scene: Scene) -> None:
    """Its sum stays in the programme's; the month is missing, and is said to be."""
    Indicator.objects.filter(pk=scene.indicator.pk).update(is_cumulative=True)
    one = scene.indicator = fresh(scene.indicator)
    scene.approved_in(7, 5, one)
    scene.approved_elsewhere(scene.cast.nancy, 7, 2)
    scene.approved_elsewhere(scene.cast.nancy, 8, 3)
    found = series(one)
    assert [(t.value, t.known, t.expected) for t in found.totals] == [
        (7, 2, 4),
        (10, 1, 4),
    ]
    rouen = next(line for line in found.lines if line.name == "Rouen")
    assert rouen.values == [5, None]
    assert found.rows[0].completeness == "1 laboratoire sur 4"
    [figure] = latest([one.code])
    assert (figure.total.value, figure.total.known) == (10, 1)
    address = reverse("programmes:indicator_csv", args=[one.code])
    file = client.get(address).content.decode()
    assert file.splitlines()[1].endswith(";10;1")


def test_what_piles_up_is_known_where_nothing_more_was_read(scene: Scene) -> None:
    """A lab that stopped still counts, for itself and in the whole."""
    Indicator.objects.filter(pk=scene.indicator.pk).update(is_cumulative=True)
    one = scene.indicator = fresh(scene.indicator)
    aim = {"indicator": one, "period": scene.period, "baseline": 0}
    Target.objects.create(**aim, lab=scene.cast.nancy, value=4)
    Target.objects.create(**aim, lab=None, value=9)
    scene.approved_in(1, 1, one)
    for lab in Lab.objects.exclude(slug="rouen"):
        scene.approved_elsewhere(lab, 1, 2)
    scene.approved_in(8, 2, one)
    # Of the two months that are shown the others have read neither.
    found = series(one, shown=2)
    nancy = next(line for line in found.lines if line.name == "Nancy")
    assert (nancy.values, nancy.last, nancy.aim.percent) == (
        [None] * 2,
        "2\xa0essais",
        50,
    )
    assert [(t.value, t.known) for t in found.totals] == [(7, 0), (9, 1)]
    assert (found.programme.percent, found.programme.is_partial) == (100, False)


def test_a_line_that_was_taken_back_is_no_month(scene: Scene) -> None:
    scene.approved_in(7, 5, scene.indicator)
    sheet = scene.write(scene.opened(), 9)
    entries = [Entry(scene.indicator), Entry(make_indicator("autre"), value=D(1))]
    me = scene.cast.second_moderator
    sheet = actions.write_reading_sheet(sheet, by=me, entries=entries)
    sheet = actions.submit_reading_sheet(sheet, by=me)
    actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    found = series(scene.indicator)
    assert (list(found.periods), [t.value for t in found.totals]) == (
        ["juillet 2026"],
        [5],
    )


def test_a_gap_breaks_the_line(client, scene: Scene) -> None:
    for month in (5, 6, 8):
        sheet = scene.opened(period=make_period(date(2026, month, 1)))
        entry = Entry(scene.indicator, value=D(month))
        sheet = actions.write_reading_sheet(
            sheet, by=scene.cast.moderator, entries=[entry]
        )
        sheet = actions.submit_reading_sheet(sheet, by=scene.cast.second_moderator)
        actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    found = client.get(scene.indicator.get_absolute_url()).context["series"]
    rouen = next(line for line in found.lines if line.name == "Rouen")
    assert rouen.values == [5, 6, None, 8]
    assert (len(rouen.points), len(rouen.paths)) == (3, 1)
    assert [total.known for total in found.totals] == [1, 1, 0, 1]
