"""What points at an organisation, and so moves with it; generic over foreign keys.

Rooms above add what only they know: reasons why two organisations cannot be one,
reasons why a merge cannot be undone, rows that stay behind, rows to lock first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from programmes.models import Duplicate, Organisation, OrganisationMerge

Text = str | Promise
# Django's own class knows no brackets while it runs.
Field = models.ForeignKey
# (merged, survivor) -> why they cannot become one.
Refusal = Callable[[Organisation, Organisation], Iterable[Text]]
# A merge -> why it cannot be undone.
UndoRefusal = Callable[[OrganisationMerge], Iterable[Text]]
# (merged, survivor) -> the ids that do not move, by key.
Staying = Callable[[Organisation, Organisation], Mapping[str, set[int]]]

refusals: list[Refusal] = []
undo_refusals: list[UndoRefusal] = []
staying: list[Staying] = []
# Each locks rows of these organisations that its acts lock before the organisation.
lockers: list[Callable[[set[int]], None]] = []


@dataclass(frozen=True)
class Move:
    """Rows of one model that go from one organisation to the other."""

    field: Field
    pks: list[int]

    @property
    def key(self) -> str:
        """The name under which the merge keeps them."""
        return key_of(self.field)

    @property
    def label(self) -> Text:
        """What these rows are, in the plural."""
        return self.field.model._meta.verbose_name_plural or ""

    def examples(self, most: int = 5) -> list[str]:
        """Give the first rows as people know them."""
        rows = self.field.model._base_manager.filter(pk__in=self.pks[:most])
        return [str(row) for row in related(rows).order_by("pk")]


def related(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Join what a row's name is made of: people, organisations, introductions."""
    names = [
        field.name
        for field in rows.model._meta.concrete_fields
        if field.is_relation and not field.null
    ]
    return rows.select_related(*names) if names else rows


def key_of(field: Field) -> str:
    """Give `programmes.site.organisation`."""
    return f"{field.model._meta.label_lower}.{field.name}"


def field_of(key: str) -> Field:
    """Give the field of a key; one that is no more raises LookupError."""
    label, name = key.rsplit(".", 1)
    field = apps.get_model(label)._meta.get_field(name)
    assert isinstance(field, models.ForeignKey)
    return field


def column(name: str) -> "models.Field[Any, Any]":
    """Give an organisation's own column; `lab_id` is the field `lab`."""
    field = Organisation._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


@cache
def pointing_fields() -> tuple[Field, ...]:
    """Give every foreign key to an organisation, but those of the pairs themselves."""
    found = [
        field
        for model in apps.get_models(include_auto_created=True)
        if model not in (Duplicate, OrganisationMerge)
        for field in model._meta.local_fields
        if isinstance(field, Field) and field.related_model is Organisation
    ]
    return tuple(sorted(found, key=key_of))


def moves(merged: Organisation, survivor: Organisation) -> list[Move]:
    """Give what would go from one to the other; one query per foreign key."""
    behind: dict[str, set[int]] = {}
    for stay in staying:
        for key, pks in stay(merged, survivor).items():
            behind.setdefault(key, set()).update(pks)
    return [move for move in _found(merged, behind) if move.pks]


def _found(merged: Organisation, behind: Mapping[str, set[int]]) -> Iterator[Move]:
    for field in pointing_fields():
        rows = field.model._base_manager.filter(**{field.attname: merged.pk})
        pks = rows.order_by("pk").values_list("pk", flat=True)
        left = behind.get(key_of(field), set())
        yield Move(field, [pk for pk in pks if pk not in left])


def move(field: Field, pks: list[int], *, to: int) -> int:
    """Point these rows to an organisation; give how many there were.

    An update without `save`: the rows' own times and statuses stay as they are.
    """
    rows = field.model._base_manager.filter(pk__in=pks)
    return rows.update(**{field.attname: to})


def elsewhere(merge: OrganisationMerge) -> list[tuple[Text, int]]:
    """Give what has left the survivor since: what kind of rows, and how many."""
    found: list[tuple[Text, int]] = []
    for key, pks in merge.moved.items():
        field = field_of(key)
        rows = field.model._base_manager.filter(
            pk__in=pks, **{field.attname: merge.survivor_id}
        )
        if missing := len(pks) - rows.count():
            found.append((Move(field, pks).label, missing))
    return found
