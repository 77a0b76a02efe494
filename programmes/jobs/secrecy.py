"""Statistical secrecy: no figure from which one company's number can be read.

The rule of French public statistics, as it is usually put: a figure is about at least
three companies, and none of them makes more than 85 % of it. What can be reckoned from
the total and the other figures of a line is no secret: so that of a line with a hidden
figure another one goes, the smallest, until what is hidden would itself pass.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TypeVar

FEWEST = 3
LARGEST = Decimal("0.85")
ZERO = Decimal(0)

Key = TypeVar("Key")
# What each company brings to one figure; who brings nothing is left out.
Shares = Mapping[int, Decimal]


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
    while gone and shown and (len(gone) < 2 or is_secret(together(cells, gone))):
        gone.add(shown.pop(0))
    return gone


def together(cells: Mapping[Key, Shares], keys: set[Key]) -> dict[int, Decimal]:
    """Give what each company brings to these figures taken together."""
    found: dict[int, Decimal] = {}
    for key in keys:
        for company, share in cells[key].items():
            found[company] = found.get(company, ZERO) + share
    return found
