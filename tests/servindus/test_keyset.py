"""Pages of a long list: complete, disjoint, and deaf to cursors of others."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from programmes.models import Organisation
from servindus import keyset
from tests.cast import make_organisation


@pytest.fixture
def rows(db) -> QuerySet[Organisation]:
    """Give 23 rows whose names repeat, so that only the id tells some apart."""
    kept = [
        make_organisation(name=f"Usine {number % 4}", source="test").pk
        for number in range(23)
    ]
    return Organisation.objects.filter(pk__in=kept)


def page(rf, rows, href="/", **options):
    return keyset.page_of(rf.get(href), rows, by="sort_name", **options)


def walk(rf, rows, **options):
    href, found = "/?q=a", []
    while href:
        shown = page(rf, rows, href, size=5, **options)
        found.append([row.pk for row in shown.rows])
        href = shown.pager.next_href
    return found


@pytest.mark.parametrize("descending", [False, True])
def test_pages_are_complete_disjoint_and_in_order(rf, rows, descending):
    found = walk(rf, rows, descending=descending)

    order = ("-sort_name", "-pk") if descending else ("sort_name", "pk")
    assert [len(part) for part in found] == [5, 5, 5, 5, 3]
    pks = [pk for part in found for pk in part]
    assert pks == list(rows.order_by(*order).values_list("pk", flat=True))


def test_a_row_that_comes_or_goes_meanwhile_shifts_nothing(rf, rows):
    first = page(rf, rows, size=5)
    rows.filter(pk=first.rows[0].pk).delete()
    second = page(rf, rows, first.pager.next_href, size=5)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert second.rows[0].pk == rows.order_by("sort_name", "pk")[4].pk


def test_exactly_one_page_has_no_next_one(rf, rows):
    assert page(rf, rows, size=23).pager.next_href == ""
    assert page(rf, rows, size=22).pager.next_href != ""


def test_the_way_on_keeps_the_filters_and_the_way_back_drops_the_cursor(rf, rows):
    first = page(rf, rows, "/?q=a&apres=", size=5)
    query = parse_qs(urlsplit(first.pager.next_href).query)
    assert query["q"] == ["a"]
    assert first.pager.previous_href == ""

    second = page(rf, rows, first.pager.next_href, size=5)
    assert second.pager.previous_href == "/?q=a"


def cursor_of(href):
    return parse_qs(urlsplit(href).query)["apres"][0]


@pytest.mark.parametrize(
    "cursor",
    [
        "abc",
        signing.dumps(["usine 3", 1], salt="another"),
        "é\x7f",
        "x" * 5000,
    ],
    ids=["words", "another salt", "odd letters", "long"],
)
def test_a_foreign_cursor_gives_the_first_page(rf, rows, cursor):
    shown = keyset.page_of(rf.get("/", {"apres": cursor}), rows, by="sort_name", size=5)
    assert [r.pk for r in shown.rows] == walk(rf, rows)[0]


def test_a_cursor_that_was_tampered_with_gives_the_first_page(rf, rows):
    cursor = cursor_of(page(rf, rows, size=5).pager.next_href)
    broken = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    shown = keyset.page_of(rf.get("/", {"apres": broken}), rows, by="sort_name", size=5)
    assert [r.pk for r in shown.rows] == walk(rf, rows)[0]


def test_a_cursor_of_another_list_gives_the_first_page(rf, rows):
    cursor = cursor_of(page(rf, rows, size=5).pager.next_href)
    shown = keyset.page_of(rf.get("/", {"apres": cursor}), rows, by="created_at")
    assert len(shown.rows) == 23


def test_a_page_asks_once_and_counts_nothing(rf, rows, django_assert_num_queries):
    cursor = page(rf, rows, size=5).pager.next_href
    with django_assert_num_queries(1) as queries:
        page(rf, rows, cursor, size=5)
    [query] = queries.captured_queries
    assert "COUNT" not in query["sql"]
    assert "OFFSET" not in query["sql"]


def test_a_count_stops_at_the_cap(rows, monkeypatch):
    assert keyset.capped_count(rows) == 23
    monkeypatch.setattr(keyset, "COUNT_CAP", 10)
    assert keyset.capped_count(rows) == 11


def test_lines_are_added_to_the_rows_of_a_page_alone(rf, rows):
    """What a line tells is asked about five rows, in the list's order."""
    asked = []

    def lines(found):
        asked.append(list(found))
        return found.annotate(told=Value("so"))

    shown = page(rf, rows, size=4, lines=lines)
    assert [row.pk for row in asked[0]] == list(
        rows.order_by("sort_name", "pk").values_list("pk", flat=True)[:5]
    )
    assert [(row.pk, row.told) for row in shown.rows] == [
        (row.pk, "so") for row in asked[0][:4]
    ]
    following = page(rf, rows, shown.pager.next_href, size=4, lines=lines)
    assert following.rows[0].pk == asked[0][4].pk


def test_a_page_knows_whether_it_is_the_whole_list(rf, rows):
    assert page(rf, rows, size=23).is_whole
    first = page(rf, rows, size=22)
    assert not first.is_whole
    assert not page(rf, rows, first.pager.next_href, size=22).is_whole


def test_few_rows_are_sorted_by_themselves_and_in_the_same_order(rf, rows):
    apart = keyset.sorted_apart(rows)
    assert walk(rf, apart) == walk(rf, rows)
    cut = str(keyset.cut(apart.order_by("sort_name", "pk"), 0, 5).query)
    assert "COALESCE" in cut
    assert "COALESCE" not in str(keyset.cut(rows.order_by("pk"), 0, 5).query)


def with_hits(rows, number):
    """Give what a search for this number finds, and all rows told whether it does."""
    is_hit = ExpressionWrapper(Q(name=f"Usine {number}"), BooleanField())
    return rows.filter(name=f"Usine {number}"), rows.annotate(is_hit=is_hit)


@pytest.mark.parametrize("stretch", [23, 11, 8, 1], ids=lambda rows: f"{rows} rows")
@pytest.mark.parametrize(("first", "last"), [(0, 2), (2, 4), (4, 6)])
def test_what_is_met_on_the_way_is_what_sorting_would_give(
    rows, monkeypatch, stretch, first, last
):
    """Rows 6 to 11 have the word; where the stretch ends changes nothing."""
    monkeypatch.setattr(keyset, "COUNT_CAP", 1)
    monkeypatch.setattr(keyset, "STRETCH", stretch)
    hits, all_rows = with_hits(rows, 1)
    found, count = keyset.found_first(hits, all_rows)
    shown = keyset.cut(found.order_by("sort_name", "pk"), first, last)
    assert [row.pk for row in shown] == [
        row.pk for row in hits.order_by("sort_name", "pk")[first:last]
    ]
    assert count == 2


def test_no_more_than_a_stretch_is_walked_and_nothing_sorted_that_was_met(
    rows, monkeypatch
):
    monkeypatch.setattr(keyset, "COUNT_CAP", 1)
    monkeypatch.setattr(keyset, "STRETCH", 8)
    _hits, all_rows = with_hits(rows, 1)
    # The two ways told apart: what is sorted here are other rows than those met.
    others, _all_rows = with_hits(rows, 3)
    found, _count = keyset.found_first(others, all_rows)
    ordered = found.order_by("sort_name", "pk")
    assert {row.name for row in keyset.cut(ordered, 0, 2)} == {"Usine 1"}
    assert {row.name for row in keyset.cut(ordered, 0, 3)} == {"Usine 3"}


def test_pages_of_what_was_met_are_complete_disjoint_and_in_order(
    rf, rows, monkeypatch
):
    monkeypatch.setattr(keyset, "COUNT_CAP", 1)
    hits, all_rows = with_hits(rows, 1)
    found, _count = keyset.found_first(hits, all_rows)
    shown = [pk for part in walk(rf, found) for pk in part]
    assert shown == list(hits.order_by("sort_name", "pk").values_list("pk", flat=True))


def test_few_hits_are_looked_up_and_not_walked_for(rows):
    hits, all_rows = with_hits(rows, 1)
    found, count = keyset.found_first(hits, all_rows)
    assert count == 6
    assert "is_hit" not in str(keyset.cut(found.order_by("sort_name"), 0, 2).query)
