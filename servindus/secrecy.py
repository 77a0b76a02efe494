"""Statistical secrecy: no figure from which one company's number can be read.

The rule of French public statistics, as it is usually put: a figure is about at least
three companies, and none of them makes more than 85 % of it. What can be reckoned from
the total and the other figures of a line is no secret: so that of a line with a hidden
figure another one goes, the smallest, until what is hidden would itself pass.

Readers know as well that a hidden figure is a whole number and that empty ones are
shown: three hidden figures that make three are one each. Where nothing else is left to
hide, empty figures go too, and a hidden one may be nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

FEWEST = 3
LARGEST = Decimal("0.85")
ZERO = Decimal(0)
# The row and the column of a table in which its totals stand.
TOTAL = None

Key = TypeVar("Key")
Place = tuple[Hashable, Hashable]
# What each company brings to one figure; who brings nothing is left out.
Shares = Mapping[Any, Decimal]


def is_secret(shares: Shares) -> bool:
    """Whether a figure would tell a company's own; nothing at all is no secret."""
    brought = [share for share in shares.values() if share]
    if not brought:
        return False
    return len(brought) < FEWEST or max(brought) > LARGEST * sum(brought)


def hidden(
    cells: Mapping[Key, Shares], also: Collection[Key] = frozenset()
) -> set[Key]:
    """Give the figures of a line with a shown total that are not to be shown.

    `also` are those that go for another reason. If even all of them together are a
    secret, the total is one too: the caller asks.
    """
    gone = {key for key, shares in cells.items() if key in also or is_secret(shares)}
    shown = sorted(
        (key for key in cells if key not in gone and any(cells[key].values())),
        key=lambda key: sum(cells[key].values(), ZERO),
    )
    # Together, what is hidden is the total less what is shown: it must pass itself,
    # and a single one would be that difference.
    while gone and shown and _is_told(cells, gone):
        gone.add(shown.pop(0))
    return set(cells) if gone and _is_told(cells, gone) else gone


def _is_told(cells: Mapping[Key, Shares], gone: set[Key]) -> bool:
    """Whether what is hidden of a line is known from the total and what is shown.

    Whole numbers from one on that are as many as their sum are one each.
    """
    whole = together(cells, gone)
    return len(gone) < 2 or is_secret(whole) or _size(whole) <= len(gone)


def together(cells: Mapping[Key, Shares], keys: Collection[Key]) -> dict[Any, Decimal]:
    """Give what each company brings to these figures taken together."""
    found: dict[Any, Decimal] = {}
    for key in keys:
        for company, share in cells[key].items():
            found[company] = found.get(company, ZERO) + share
    return found


# --- Tables with totals of rows and of columns ----------------------------------------


def hidden_in_table(
    cells: Mapping[Place, Shares], known: Collection[Place] = frozenset()
) -> set[Place]:
    """Give what a table with all its totals does not show.

    Cells are named (row, column), totals (row, TOTAL), (TOTAL, column) and (TOTAL,
    TOTAL). `known` are totals that another page tells: hiding them would hide nothing.
    Where they give a secret away, nothing else is shown, empty figures neither.
    """
    full = with_totals(cells)
    lines = list(_lines(full))
    told = _told(full, lines, known)
    secret = {place for place, shares in full.items() if is_secret(shares)} - told
    gone = set(secret)
    free = [place for place in full if place not in gone | told and _size(full[place])]
    free.sort(key=lambda place: _size(full[place]))
    while gone and (more := _needed(full, lines, gone, free)):
        gone.add(more)
        free.remove(more)
    return set(full) - told if secret & _reckoned(full, gone) else gone


def with_totals(cells: Mapping[Place, Shares]) -> dict[Place, Shares]:
    """Give the cells of a table and its totals."""
    rows = {row for row, _column in cells}
    columns = {column for _row, column in cells}
    full: dict[Place, Shares] = dict(cells)
    for row in rows:
        full[row, TOTAL] = together(cells, [one for one in cells if one[0] == row])
    for column in columns:
        own = [one for one in cells if one[1] == column]
        full[TOTAL, column] = together(cells, own)
    full[TOTAL, TOTAL] = together(cells, list(cells))
    return full


def _size(shares: Shares) -> Decimal:
    return sum(shares.values(), ZERO)


def _lines(full: Mapping[Place, Shares]) -> Iterator[list[Place]]:
    """Give each row and each column, the total first: it is the sum of the others."""
    for axis in (0, 1):
        for end in {place[axis] for place in full}:
            line = [place for place in full if place[axis] == end]
            line.sort(key=lambda place: place[1 - axis] is not TOTAL)
            yield line


def _told(
    full: Mapping[Place, Shares], lines: list[list[Place]], known: Collection[Place]
) -> set[Place]:
    """Give what is known from elsewhere: totals, and what alone makes one of them."""
    told = {place for place in known if not is_secret(full[place])}
    for total, *parts in lines:
        some = [place for place in parts if _size(full[place])]
        if total in told and len(some) == 1:
            told.add(some[0])
    return told


def _needed(
    full: Mapping[Place, Shares],
    lines: list[list[Place]],
    gone: set[Place],
    free: list[Place],
) -> Place | None:
    """Give one figure more that has to go, or None once nothing can be reckoned."""
    for line in lines:
        lost = [place for place in line if place in gone]
        parts = [place for place in line[1:] if place in gone]
        bare = line[0] not in gone and parts and is_secret(together(full, parts))
        if len(lost) == 1 or bare:
            # Of its own line first; where that is all gone, of the whole table.
            own = [place for place in free if place in line]
            if own or free:
                return (own or free)[0]
    if free and (weak := _reckoned(full, gone)):
        near = [p for p in free if any(p[0] == w[0] or p[1] == w[1] for w in weak)]
        return (near or free)[0]
    return None


# A row or a column, and where hidden figures can be moved from it: by which figure.
Corner = tuple[str, Hashable]
Arcs = Mapping[Corner, list[tuple[Corner, Place]]]


def _reckoned(full: Mapping[Place, Shares], gone: set[Place]) -> set[Place]:
    """Give the hidden figures that rows and columns determine together.

    Rows and columns are the corners of a graph, hidden figures its arcs. One can be
    another whole number, with no shown total moved, just when an arc of it lies on a
    cycle: round it figures rise and fall by one in turn, and each can rise, but fall
    only above one.
    """
    arcs: dict[Corner, list[tuple[Corner, Place]]] = defaultdict(list)
    for place in gone:
        start, end = _ends(place)
        arcs[start].append((end, place))
        if _size(full[place]) > 1:
            arcs[end].append((start, place))
    return {place for place in gone if not _can_move(place, arcs)}


def _ends(place: Place) -> tuple[Corner, Corner]:
    """Give between which corners a figure rises: a total takes what its parts bring."""
    row, column = ("row", place[0]), ("column", place[1])
    is_sum = (place[0] is TOTAL) != (place[1] is TOTAL)
    return (column, row) if is_sum else (row, column)


def _can_move(place: Place, arcs: Arcs) -> bool:
    start, end = _ends(place)
    can_fall = (start, place) in arcs.get(end, [])
    return _leads(arcs, end, start, place) or (
        can_fall and _leads(arcs, start, end, place)
    )


def _leads(arcs: Arcs, start: Corner, end: Corner, place: Place) -> bool:
    """Whether arcs lead from one corner to another without those of a figure."""
    reached, next_ones = {start}, [start]
    while next_ones:
        for corner, by in arcs.get(next_ones.pop(), []):
            if by != place and corner not in reached:
                reached.add(corner)
                next_ones.append(corner)
    return end in reached
