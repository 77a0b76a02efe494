"""What can be exported: datasets by name, and what one address of a list selects."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet, Sum
from django.http import QueryDict

from servindus.exports.cells import Cell, plain
from servindus.models import User
from servindus.ui import Text

# Rows fetched at a time from a cursor of the database.
CHUNK = 1000
# What stands in the journal for a text that somebody typed: it may be a name.
TYPED = "*"


class BadFilters(Exception):
    """The address asks for something that the list itself refuses."""


class TooManyRows(Exception):
    """More rows than this format takes; the message says what to do."""


@dataclass(frozen=True)
class Column:
    """A column of a list: its key for programs, its title, and each row's value."""

    name: str
    title: Text
    value: Callable[[Any], object]


@dataclass(frozen=True)
class Filter:
    """A filter that is set: its key, its words, and its code for the journal."""

    name: str
    label: Text
    text: Text
    code: str


@dataclass(frozen=True)
class Selection:
    """What a list shows one reader at one address: every page, in the same order."""

    title: Text
    columns: Sequence[Column]
    # Mostly one; a page of several parts gives one for each.
    parts: Sequence[QuerySet[Any]] = ()
    filters: Sequence[Filter] = ()
    # What the columns read: the row itself, or what the page makes of it, once a row.
    view: Callable[[Any], Any] = field(default=lambda row: row)
    # Sums that were made in memory, where no query gives the lines; they are few.
    sums: Sequence[Any] | None = None
    # A row that stands for several lines: which, and how the database counts them.
    unfold: Callable[[Any], Iterable[Any]] = field(default=lambda row: (row,))
    lines_in: Any = None

    def count(self, most: int) -> int:
        """Give the number of rows, or `most` when there are as many or more."""
        if self.sums is not None:
            return min(len(self.sums), most)
        found = 0
        for part in self.parts:
            if found < most:
                found += self._count(part, most - found)
        return found

    def _count(self, part: QuerySet[Any], most: int) -> int:
        if self.lines_in is None:
            return part.order_by()[:most].count()
        lines = part.order_by().aggregate(n=Sum(self.lines_in))["n"] or 0
        return min(int(lines), most)

    def rows(self) -> Iterator[list[Cell]]:
        """Give the cells row by row, with a thousand rows in memory."""
        for row in self._found():
            for line in self.unfold(row):
                seen = self.view(line)
                yield [plain(column.value(seen)) for column in self.columns]

    def _found(self) -> Iterator[Any]:
        if self.sums is not None:
            yield from self.sums
        for part in self.parts:
            yield from part.iterator(chunk_size=CHUNK)

    def codes(self) -> dict[str, str]:
        """Give the filters as the journal keeps them."""
        return {one.name: one.code for one in self.filters}


@dataclass(frozen=True)
class Dataset:
    """A list that can be exported, declared once beside the list's own query."""

    name: str
    # Gives what the list of this reader shows with this query; BadFilters if nothing.
    select: Callable[[User, QueryDict], Selection]
    permits: Callable[[User], bool]
    # The page of the list with this query, for whoever has to go back to it.
    address: Callable[[QueryDict], str]
    # The word of the address `/exports/<slug>/`; desks have addresses of their own.
    slug: str = ""
    # The query that shows the list from its first part to its last.
    everything: str = ""


_datasets: dict[str, Dataset] = {}
# Makes the reader who sees all that the programme sees, for whoever has the machine.
overseers: list[Callable[[], User]] = []
# Desks register themselves when the admin is loaded, by a function of their own.
_finders: list[Callable[[], dict[str, Dataset]]] = []


def register(dataset: Dataset) -> Dataset:
    """Make a list known under its name."""
    if dataset.name in _datasets:
        raise ValueError(f"two datasets are called {dataset.name}")
    _datasets[dataset.name] = dataset
    return dataset


def find_more_by(finder: Callable[[], dict[str, Dataset]]) -> None:
    """Ask this function too, each time, for datasets that are made later."""
    _finders.append(finder)


def datasets() -> dict[str, Dataset]:
    """Give every dataset by its name."""
    found = dict(_datasets)
    for finder in _finders:
        found |= finder()
    return dict(sorted(found.items()))


def at_address(slug: str) -> Dataset | None:
    """Give the portal's dataset whose address ends with this word."""
    return next((one for one in _datasets.values() if one.slug == slug), None)


def filters_of(form: forms.Form) -> list[Filter]:
    """Give what is set in a form of filters, in its labels' words.

    A value that the form refuses filters nothing in the list, and is not said here.
    """
    form.is_valid()
    found = []
    for name, value in form.cleaned_data.items():
        if not value:
            continue
        choice = form.fields[name]
        code = text = str(value)
        if isinstance(choice, forms.ChoiceField):
            text = str(_words(choice).get(code, code))
        else:
            code = TYPED
        found.append(Filter(name, choice.label or name, text, code))
    return found


def _words(field: forms.ChoiceField) -> dict[str, Text]:
    # The widget's: a field whose choices are a function cannot always list them.
    choices: Iterable[tuple[object, Text]] = field.widget.choices
    return {str(key): text for key, text in choices}
