"""The page, its files and its method: the same numbers everywhere, for everybody."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import translation

from benchmarking.comparison import method, shown, store
from benchmarking.comparison.choices import Choice
from benchmarking.comparison.others import count
from benchmarking.tasks import compare_labs
from benchmarking.views.comparison import SLUGS
from programmes import actions
from programmes.models import Indicator, Lab, WitnessEngagement
from servindus import clock
from tests.benchmarking.cubes import compared, pictured
from tests.benchmarking.test_denominators import make_denominator
from tests.blockers.escalations import sent
from tests.blockers.following import published
from tests.evidence import nothing_written
from tests.programmes.indicators import make_period

pytestmark = pytest.mark.django_db
PAGE = "/comparaison/"


@pytest.fixture(autouse=True)
def _emptied(monday):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def counted(cast):
    """One answered and refused, one that waits; an indicator with two targets."""
    published(cast, "explained_refusal")
    sent(cast)
    for lab in (None, cast.rouen):
        actions.set_target(
            Indicator.objects.get(code="participants"), by=cast.admin, lab=lab,
            period=make_period(), value=Decimal(9), baseline=Decimal(1),
        )  # fmt: skip
    make_denominator()
    assert compare_labs() == 3
    return cast


def text(client, address: str = PAGE, **options) -> str:
    page = client.get(address, **options)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_everybody_reads_it(client, counted) -> None:
    with nothing_written():
        said = text(client)
    assert "Quatre laboratoires, les mêmes mesures" in said
    assert said.count("<figure") == 9
    assert "0 sur 1, trop peu de cas" in said


def test_nothing_is_said_to_differ_by_rank(client, counted) -> None:
    """The order of the labs is that of the alphabet, in every drawing and table."""
    said = client.get(PAGE).content.decode()
    for part in said.split("<figure")[1:]:
        drawn, table = part.split("<details")
        for half in (drawn, table):
            names = re.findall(
                r"<th scope=\"row\">(Amiens|Marseille|Nancy|Rouen)<", half
            )
            assert names == sorted(names) or "indicateurs" in part[:200]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_file_says_what_the_page_says(client, counted, slug: str) -> None:
    """Cell by cell; the page adds the sign that stands in the file's title."""
    page = client.get(PAGE)
    found = store.find(Choice())
    assert found is not None
    [figure] = [one for one in shown.figures(*found) if one.slug == slug]
    body = page.content.decode().split(f'id="{slug}"')[1].split("</figure>")[0]
    body = body.split("<details")[1]
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", body, re.S)
    drawn = [
        [re.sub(r"<span class=\"row-label\".*?</span>|<[^>]+>", "", cell).strip()
         for cell in re.split(r"</t[hd]>", row)[:-1]]
        for row in rows
    ]  # fmt: skip
    answer = client.get(f"{PAGE}{slug}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"comparaison-{slug}-2026-09-07.csv" in answer["Content-Disposition"]
    head, *lines = csv.reader(
        io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"
    )
    assert head == [column.title for column in figure.table.columns]
    assert len(lines) == len(drawn) > 0
    for line, cells in zip(lines, drawn, strict=True):
        for column, cell, seen in zip(figure.table.columns, line, cells, strict=True):
            assert plain(seen, column.unit) == plain(cell)


def plain(cell: str, unit: str = "") -> str:
    """Give a cell without its unit, spaces between thousands, and zeros at its end."""
    found = re.sub(r"\s", "", cell.removesuffix(f"\u00a0{unit}" if unit else ""))
    found = "" if found == "–" else found.replace("&#x27;", "'")
    return re.sub(r",0+$", "", found)


def test_every_figure_has_an_address_and_a_definition(counted) -> None:
    made = shown.figures(compared(pictured()), count())
    slugs = {one.slug for one in made}
    assert slugs == set(SLUGS) == {one.slug for one in method.definitions()}
    assert len(method.PRINCIPLES) == 12


def test_an_unknown_figure_is_not_found(client, counted) -> None:
    assert client.get(f"{PAGE}rien.csv").status_code == 404


def test_filters_stand_in_the_address(client, counted) -> None:
    said = text(client, f"{PAGE}?periode=2026")
    assert 'value="2026" selected' in said
    assert f'href="{PAGE}volumes.csv?periode=2026"' in said
    assert "Effacer les filtres (1)" in said
    assert "Effacer" not in text(client, f"{PAGE}?periode=1066&nature=rien")


def test_by_age_it_says_so(client, counted) -> None:
    Lab.objects.filter(slug="rouen").update(starts_on="2026-07-01")
    Lab.objects.filter(slug="nancy").update(starts_on="2026-08-01")
    from programmes import known

    known.forget()
    compare_labs()
    said = text(client, f"{PAGE}?aligner=mois")
    assert "Le premier mois de chaque laboratoire" in said
    assert "Sans démarrage connu : Amiens, Marseille." in said


def test_before_anything_is_counted_the_page_says_so(
    client, cast, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    """And the worker is asked, once a minute, however many readers wait."""
    asked = []
    monkeypatch.setattr(store.broker, "wake", asked.append)
    with django_capture_on_commit_callbacks(execute=True), nothing_written():
        for _turn in range(3):
            assert "Les chiffres sont en cours de calcul" in text(client)
    assert asked == ["benchmarking.compare_labs"]
    answer = client.get(f"{PAGE}volumes.csv?periode=debut")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)


def test_figures_of_other_labs_are_not_told(client, counted, monkeypatch) -> None:
    """As after a backup was restored beside a cache that was not."""
    some = store.whole.labs()[:3]
    monkeypatch.setattr(store.whole, "labs", lambda: some)
    assert "Les chiffres sont en cours de calcul" in text(client)


def test_figures_stay_until_they_are_counted_anew(client, counted) -> None:
    """With the time at which they were counted, never a figure of somebody's own."""
    with clock.at(clock.now() + timedelta(hours=3)):
        sent(counted)
        assert "lundi 7 septembre 2026 à 10 h" in text(client)
        compare_labs()
        assert "lundi 7 septembre 2026 à 13 h" in text(client)


def test_counting_twice_changes_nothing(counted) -> None:
    before = store.find(Choice())
    assert compare_labs() == 3
    assert store.find(Choice()) == before


def test_the_page_costs_the_same_whatever_there_is(
    client, counted, django_assert_num_queries
) -> None:
    """What can be chosen, who shares, and the figures as drawn."""
    client.get(PAGE)
    with django_assert_num_queries(3):
        client.get(PAGE)
    for _turn in range(3):
        sent(counted, nature="legal_void")
    compare_labs()
    with django_assert_num_queries(3):
        client.get(PAGE)


def test_counting_costs_the_same_whatever_there_is(
    counted, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(40) as first:
        compare_labs()
    for _turn in range(3):
        sent(counted, nature="legal_void")
    with django_assert_max_num_queries(len(first)) as second:
        compare_labs()
    assert len(second) == len(first)


def test_a_consent_that_is_taken_back_is_gone_at_once(client, weighed) -> None:
    """Of three companies that shared two are left: nothing is told of them any more."""
    compare_labs()
    assert "3 entreprises" in text(client)
    first = WitnessEngagement.objects.filter(lab=weighed.rouen).earliest("pk")
    actions.share_witness_engagement(first, by=weighed.director, share_indicators=False)
    assert "3 entreprises" not in text(client)
    rows = client.get(f"{PAGE}obligations-des-temoins.csv").content.decode()
    assert "Rouen;trop peu d’entreprises pour un chiffre" in rows


def test_what_is_drawn_is_nobodys_own(client, counted) -> None:
    """It is kept for all readers: nothing that one of them typed is in it."""
    page = text(client, f"{PAGE}?periode=2026&x=coucou")
    assert "coucou" not in page.split("<main")[1].split("</main>")[0]
    assert "volumes.csv?periode=2026" in text(client, f"{PAGE}?periode=2026")
    assert "volumes.csv?" not in text(client)


def test_in_english(client, counted) -> None:
    with translation.override("en"):
        said = text(client, headers={"accept-language": "en"})
    assert "Four labs, the same measures" in said
    assert "0 of 1, too few cases" in said
    assert "Aucun" not in said


def test_the_method_says_each_figure_and_the_frozen_numbers(
    client, counted, django_assert_num_queries
) -> None:
    said = text(client, f"{PAGE}methode/")
    assert "Comment les quatre laboratoires sont comparés" in said
    for slug in SLUGS:
        assert f'id="{slug}"' in said
    assert "40 000" in said.replace("\u202f", " ").replace("\u00a0", " ")
    assert "URSSAF" in said
    with django_assert_num_queries(1):
        client.get(f"{PAGE}methode/")


def test_a_corrected_number_says_why(client, counted) -> None:
    from benchmarking.models import Denominator

    old = Denominator.objects.get(kind="industrial_jobs")
    make_denominator(
        value=41_000, supersedes=old, reason="Révision annuelle", is_fictitious=True
    )
    said = text(client, f"{PAGE}methode/")
    assert "Révision annuelle" in said
    assert "fictif" in said


def test_the_room_has_its_tab(client, counted) -> None:
    tabs = client.get(f"{PAGE}methode/").context["tabs"]
    assert [(str(t.label), t.href, t.current) for t in tabs if t.href == PAGE] == [
        ("Comparaison", PAGE, True)
    ]


def test_results_lead_there(client, counted) -> None:
    assert f'href="{PAGE}"' in text(client, "/resultats/")
