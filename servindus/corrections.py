"""Searches that found nothing, once more with one typing error forgiven a word.

What is answered depends on nothing but the rows that the reader sees: other people's
words are looked through too, but neither what is shown nor what is not shown tells of
them. So a word is wrong when no row of the reader's has it, not when nobody knows it.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from servindus.keyset import COUNT_CAP, found_first, only_found
from servindus.search import prefix_query, words_of

# A shorter word is one letter away from too many others.
SHORTEST = 4
# Rows among whose words the best ones are chosen.
LOOKED_AT = 200
# What an address says about pages of the old search.
PAGES = ("apres", "p", "all")
SQL = """
WITH doubted AS MATERIALIZED (
  SELECT array_agg(word) AS wrong FROM unnest(%s::text[]) AS one(word)
  WHERE (SELECT count(*) FROM ({probe}) AS seen) = 0
), near AS MATERIALIZED (
  SELECT wrong, servindus_alike(%s::text[], wrong) AS raw FROM doubted
), best AS MATERIALIZED (
  SELECT own.words FROM near, LATERAL ({close}) AS found(words),
    LATERAL (SELECT servindus_corrected(%s::text[], wrong, found.words)) AS own(words)
  ORDER BY (
    SELECT count(*) FROM unnest(%s::text[], own.words) AS pair(asked, given)
    WHERE left(asked, 1) <> left(given, 1)
  ), own.words COLLATE "C" LIMIT 1
)
SELECT words, array({corrected}) FROM best
"""


@dataclass(frozen=True)
class Correction:
    """What was typed, the words that find something instead, and their address."""

    typed: str
    text: str
    # Where the corrected words are the search itself.
    href: str = ""

    def on(self, request: HttpRequest) -> "Correction":
        """Give it with its address in the list that is asked for, from the start."""
        query = request.GET.copy()
        for page in PAGES:
            query.pop(page, None)
        query["q"] = self.text
        return replace(self, href=f"{request.path}?{query.urlencode()}")


def corrected(
    rows: QuerySet[Any], typed: str
) -> tuple[Correction | None, QuerySet[Any], int]:
    """Give the search nearest to what was typed that finds some of these rows.

    `rows` are all that the reader sees in this list; their QuerySet names in
    `found_by` the column of their words. Ask only after `matching(typed)` found no
    row. The rows come ready for a page with their capped number, as `found_first`
    gives them, in one statement.
    """
    words = words_of(typed)
    doubted = [word for word in words if len(word) >= SHORTEST and word.isalpha()]
    found = _ask(rows, words, doubted) if doubted else None
    if found is None:
        return None, rows.none(), 0
    text = " ".join(found[0])
    wanted = rows.matching(text)  # type: ignore[attr-defined]
    correction = Correction(typed, text)
    only_words = rows.filter(**{_column(rows): prefix_query(text)})
    if only_words.query.where != wanted.query.where:
        # This list finds by more than its words: their numbers are not all.
        return correction, *found_first(wanted)
    ids = found[1]
    return correction, only_found(wanted, ids), len(ids)


def _ask(
    rows: QuerySet[Any], words: list[str], doubted: list[str]
) -> tuple[list[str], list[int]] | None:
    column = _column(rows)
    try:
        probe, probed = _part(rows, "one.word || ':*'", "pk", LOOKED_AT)
        close, closed = _part(rows, "near.raw", column, LOOKED_AT)
        raw = "array_to_string(best.words, ':* & ') || ':*'"
        chosen, given = _part(rows, raw, "pk", COUNT_CAP + 1)
    except EmptyResultSet:
        return None
    sql = SQL.format(probe=probe, close=close, corrected=chosen)
    with connection.cursor() as cursor:
        cursor.execute(sql, [doubted, *probed, words, *closed, words, words, *given])
        return cursor.fetchone()


def _part(
    rows: QuerySet[Any], raw: str, value: str, most: int
) -> tuple[str, tuple[Any, ...]]:
    """Give the SQL of some of these rows where a query of the outer statement fits.

    Some hundred are asked even where one would do: to find one row the planner, who
    cannot know how rare a word is, may walk through the whole table. None is sorted:
    a common word's rows would all be read for it.
    """
    query = SearchQuery(RawSQL(raw, ()), config="simple", search_type="raw")  # noqa: S611
    found = rows.filter(**{_column(rows): query}).order_by()
    return found.values(value)[:most].query.sql_with_params()


def _column(rows: QuerySet[Any]) -> str:
    column: str = rows.found_by  # type: ignore[attr-defined]
    return column
