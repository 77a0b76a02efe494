"""What a desk's list needs on a phone: the name of its column in each cell."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

# How Django writes a cell that has nothing to say.
EMPTY = ('">-</td>', '"></td>')


@register.simple_tag
def column_names(headers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the names of a list's columns as attributes, made once for all rows."""
    return [
        ""
        if "action-checkbox" in header["class_attrib"]
        else f' data-label="{escape(capfirst(header["text"]))}"'
        for header in headers
    ]


@register.simple_tag
def named_cells(cells: Iterable[str], names: Iterable[str]) -> SafeString:
    """Give the cells of a row, each with its column's name; empty ones have none.

    Django has made and escaped the cells; a name is put behind the tag's own name.
    """
    row = [
        cell if not name or cell.endswith(EMPTY) else f"{cell[:3]}{name}{cell[3:]}"
        for cell, name in zip(cells, names, strict=True)
    ]
    return mark_safe("".join(row))  # noqa: S308


@register.filter
def without_empty_heads(table: SafeString) -> SafeString:
    """Make plain cells of the heads that Django leaves empty in the tables of a form.

    A screen reader would read a column out that has no name.
    """
    plain = table.replace('<th class="original"></th>', '<td class="original"></td>')
    return mark_safe(plain.replace("<th></th>", "<td></td>"))  # noqa: S308
