"""Pages of a long list that cost the same at any depth: no COUNT, no OFFSET."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Func, OrderBy, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.where import WhereNode
from django.http import HttpRequest

from servindus.ui import ListPage

M = TypeVar("M", bound=models.Model)
PAGE_SIZE = 25
SALT = "servindus.keyset"
# Beyond this many rows a count is "more than a thousand": nobody reads further.
COUNT_CAP = 1000
# So many rows are looked through for a word that many have, in 1 to 2 ms: enough to
# fill a page of 50 where one row in 40 has it.
STRETCH = 2000


@dataclass(frozen=True)
class Keyset(Generic[M]):
    """One page of rows and the addresses of its neighbours."""

    rows: list[M]
    pager: ListPage

    @property
    def is_whole(self) -> bool:
        """Whether these are all the rows of the list."""
        return not (self.pager.previous_href or self.pager.next_href)


def page_of(
    request: HttpRequest,
    rows: QuerySet[M],
    *,
    by: str,
    descending: bool = False,
    size: int = PAGE_SIZE,
    key: Callable[[M], Any] | None = None,
    lines: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> Keyset[M]:
    """Give the page that the address asks for, ordered by `(by, pk)`.

    `lines` adds what a line tells to the rows of the page alone: of a whole list the
    planner would work it out for all rows at once.

    The cursor `apres` is signed for this order of this model, so that it can only be
    one that we wrote; a foreign one gives the first page. Going back starts again
    from the first page.
    """
    read: Callable[[M], Any] = key or (lambda row: getattr(row, by))
    salt = f"{SALT}.{rows.model._meta.label_lower}.{by}"
    cursor = _read_cursor(request.GET.get("apres", ""), salt)
    ordered = in_order(rows, by, descending)
    if cursor:
        ordered = ordered.filter(_after(by, cursor, descending))
    if lines is None:
        found = list(cut(ordered, 0, size + 1))
    else:
        found = list(lines(looked_up(ordered, size + 1)))
    more = len(found) > size
    found = found[:size]
    next_href = ""
    if more:
        last = found[-1]
        next_href = _address(request, signing.dumps([read(last), last.pk], salt=salt))
    first = _address(request, "") if cursor else ""
    return Keyset(found, ListPage(previous_href=first, next_href=next_href))


def page_of_parts(
    request: HttpRequest,
    parts: Sequence[QuerySet[Any]],
    *,
    by: str,
    size: int = PAGE_SIZE,
    key: Callable[[Any], Any] | None = None,
) -> Keyset[Any]:
    """Give a page of several lists, one after another, each ordered by `(by, pk)`."""
    read: Callable[[Any], Any] = key or (lambda row: getattr(row, by))
    salt = ".".join([SALT, *(rows.model._meta.label_lower for rows in parts), by])
    cursor = _read_cursor(request.GET.get("apres", ""), salt)
    at, *after = cursor or [0]
    found: list[tuple[int, Any]] = []
    for index, rows in enumerate(parts):
        if index < at or len(found) > size:
            continue
        ordered = in_order(rows, by)
        if after and index == at:
            ordered = ordered.filter(_after(by, after, descending=False))
        found += [(index, row) for row in ordered[: size + 1]]
    more, found = len(found) > size, found[:size]
    next_href = ""
    if more:
        index, last = found[-1]
        where = signing.dumps([index, read(last), last.pk], salt=salt)
        next_href = _address(request, where)
    first = _address(request, "") if cursor else ""
    pager = ListPage(previous_href=first, next_href=next_href)
    return Keyset([row for _index, row in found], pager)


def cut(rows: QuerySet[M], first: int, last: int) -> QuerySet[M]:
    """Give the rows between two places of an ordered list.

    Few rows among all, as a search finds them, are sorted by themselves, by an order
    that no index has, and only those that are shown are joined with what they name.
    """
    if "sorted_apart" not in rows._hints:  # type: ignore[attr-defined]
        return rows[first:last]
    order = [_without_index(str(name)) for name in rows.query.order_by]
    numbers: Func | ArraySubquery = _numbers(rows.order_by(*order)[first:last])
    among, where = rows._hints.get("met_among", (None, None))  # type: ignore[attr-defined]
    # Who has filtered since, as the next page does, asks for fewer than these.
    if where == rows.query.where:
        met = _met_soon(among.order_by(*rows.query.order_by), first, last)
        numbers = Coalesce(met, numbers)
    return _bare(rows).filter(_is_one_of(numbers))


def looked_up(rows: QuerySet[M], size: int) -> QuerySet[M]:
    """Give the first rows of an ordered list by their numbers, in the same order."""
    order = [_without_index(str(name)) for name in rows.query.order_by]
    few = rows.model._default_manager.filter(_is_one_of(_numbers(rows[:size])))
    return few.order_by(*order)


def _bare(rows: QuerySet[M]) -> QuerySet[M]:
    """Give the same rows without their conditions, which others have met already."""
    bare = rows.all()
    bare.query.where = WhereNode()
    return bare


def _numbers(rows: QuerySet[Any]) -> ArraySubquery:
    """Give the numbers of these rows as one array."""
    return ArraySubquery(rows.values("pk"))


def _met_soon(rows: QuerySet[Any], first: int, last: int) -> Func:
    """Give the numbers of hits between two places, or NULL if a stretch has too few.

    The stretch is cut before it is asked for hits: so the walk ends there, wherever
    the hits are and whatever the planner believes of them.
    """
    return Func(
        Subquery(rows.values("pk", "is_hit")[:STRETCH]),
        template="(SELECT CASE WHEN count(*) = %(many)s THEN array_agg(pk) END FROM"
        " (SELECT pk FROM %(expressions)s AS stretch WHERE is_hit"
        " OFFSET %(first)s LIMIT %(many)s) AS met)",
        first=first,
        many=last - first,
        output_field=ArrayField(models.BigIntegerField()),
    )


def _is_one_of(numbers: Func | ArraySubquery) -> Func:
    """Give `pk = ANY (ARRAY(...))`: found first and then looked up, never joined."""
    return Func(
        F("pk"),
        numbers,
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=models.BooleanField(),
    )


def _without_index(name: str) -> OrderBy:
    field = F(name.removeprefix("-"))
    return OrderBy(Coalesce(field, field), descending=name.startswith("-"))


def in_order(rows: QuerySet[M], by: str, descending: bool = False) -> QuerySet[M]:
    """Give the rows in the order of their pages, first to last."""
    return rows.order_by(*_order(by, descending))


def capped_count(rows: QuerySet[Any], *order: str) -> int:
    """Count rows, up to one more than the cap; on the walk in an index's order."""
    return rows.order_by(*order).values("pk")[: COUNT_CAP + 1].count()


def found_first(
    rows: QuerySet[M], among: QuerySet[M] | None = None
) -> tuple[QuerySet[M], int]:
    """Give the rows of a search so that a page of them is cheap, and their number.

    The planner cannot know how many rows have a word's beginning, and would walk
    through the list in its own order until it has met enough of them: names that begin
    with the word stand together, far down. `cut` orders them as no index does, so that
    it looks the words up, or the few rows by their numbers. The number is capped.

    Where the order tells nothing of the words and has an index, a word that many rows
    have is soon met: give all rows, each told by `is_hit` whether it has the words, as
    `among`. `cut` then walks through the first of them before it sorts.
    """
    ids = list(rows.order_by().values_list("pk", flat=True)[: COUNT_CAP + 1])
    found = only_found(rows, ids)
    if among is not None and len(ids) > COUNT_CAP:
        found._hints["met_among"] = (among, found.query.where)  # type: ignore[attr-defined]
    return found, len(ids)


def only_found(rows: QuerySet[M], ids: list[int]) -> QuerySet[M]:
    """Give the rows of a search of which these were found, all but beyond the cap."""
    many = len(ids) > COUNT_CAP
    return sorted_apart(rows if many else _bare(rows).filter(pk__in=ids))


def sorted_apart(rows: QuerySet[M]) -> QuerySet[M]:
    """Give the same rows, few among all: a page of them walks no index of all."""
    apart = rows.all()
    apart._hints = {**apart._hints, "sorted_apart": True}  # type: ignore[attr-defined]
    return apart


def capped_counts(groups: Sequence[QuerySet[Any]], *, cap: int) -> list[int]:
    """Count each of these, up to the cap, in one statement."""
    parts: list[str] = []
    given: list[Any] = []
    for rows in groups:
        try:
            sql, params = rows.order_by().values("pk")[:cap].query.sql_with_params()
        except EmptyResultSet:
            sql, params = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django's
        given += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return list(cursor.fetchone())


def _order(by: str, descending: bool) -> Sequence[str]:
    return (f"-{by}", "-pk") if descending else (by, "pk")


def _after(by: str, cursor: list[Any], descending: bool) -> Q:
    """`a <= x AND (a < x OR id < y)`: the form that uses the index (0.1 ms)."""
    value, pk = cursor
    side = "lt" if descending else "gt"
    return Q(**{f"{by}__{side}e": value}) & (
        Q(**{f"{by}__{side}": value}) | Q(**{f"pk__{side}": pk})
    )


def _read_cursor(text: str, salt: str) -> list[Any] | None:
    if not text:
        return None
    try:
        cursor = signing.loads(text, salt=salt)
    except signing.BadSignature:
        return None
    return list(cursor)


def _address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query.pop("apres", None)
    if cursor:
        query["apres"] = cursor
    return f"{request.path}?{query.urlencode()}" if query else request.path
