"""What ties a burden to the rooms above: they say it here, the frame asks no room."""

from collections.abc import Callable, Sequence
from typing import Any

from programmes.models import BurdenRow
from servindus.models import User

# Each gives a person the report of a row that cannot be lived with: one of the same
# obligation's earlier reports that goes on, the latest first, or a new draft.
Maker = Callable[[BurdenRow, User, Sequence[Any]], Any]
report_makers: list[Maker] = []


def report(row: BurdenRow, by: User, earlier: Sequence[Any]) -> Any:
    """Give a row's report; None where no room keeps reports."""
    for maker in report_makers:
        return maker(row, by, earlier)
    return None
