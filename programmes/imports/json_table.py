"""Lists in JSON: an array of objects, objects by name, or one object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from programmes.imports.tables import Record, Table, UnreadableFile, named_columns
from programmes.imports.text_table import encoding_of

# A list in JSON is read as a whole; a larger one must come as CSV.
MOST_BYTES = 30_000_000
# How deep lists of companies lie in answers and exports.
DEEPEST = 3
SEVERAL = "; "


@dataclass
class JsonTable(Table):
    """The objects of a JSON file; the line is the object's number, from 1."""

    objects: list[dict[str, str]] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Give the objects' values in the order of the columns."""
        for number, found in enumerate(self.objects, start=1):
            yield number, [found.get(name, "") for name in self.columns]


def open_json(path: Path, digest: str) -> JsonTable:
    """Find the largest list of objects; raises UnreadableFile when there is none."""
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(
            _("a JSON file of more than %(most)d MB must be saved as CSV")
            % {"most": MOST_BYTES // 1_000_000}
        )
    encoding = encoding_of(path)
    objects = [_flat(found) for found in _objects(_load(path, encoding))]
    if not objects:
        raise UnreadableFile(_("the JSON file holds no list of objects"))
    # In the order of their first appearance.
    columns = list(dict.fromkeys(name for found in objects for name in found))
    return JsonTable(
        path, digest, encoding, columns=named_columns(columns), objects=objects
    )


def _load(path: Path, encoding: str) -> Any:
    text = path.read_text(encoding)
    try:
        return _read(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [_read(line) for line in lines]
        except ValueError:
            raise UnreadableFile(_not_json(error)) from error
    except RecursionError as error:
        raise UnreadableFile(_("the JSON file is nested too deeply")) from error


def _read(text: str) -> Any:
    # Numbers stay as they were written: a SIREN is no quantity.
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _not_json(error: ValueError) -> str:
    line = getattr(error, "lineno", 1)
    return _("the JSON file is broken at line %(line)d") % {"line": line}


def _objects(found: Any, depth: int = 0) -> list[dict[str, Any]]:
    """Give the longest list of objects, whether an array or objects by name."""
    if isinstance(found, dict):
        values = list(found.values())
    elif isinstance(found, list):
        values = found
    else:
        return []
    here = [value for value in values if isinstance(value, dict)]
    if here and len(here) == len(values) and (isinstance(found, list) or _alike(here)):
        return here
    if depth == DEEPEST:
        return []
    inside = [_objects(value, depth + 1) for value in values]
    return max(inside, key=len, default=[])


def _alike(objects: list[dict[str, Any]]) -> bool:
    """Whether objects by name are one list: they share most of their keys."""
    first = set(objects[0])
    return len(objects) > 1 and all(
        2 * len(first & set(found)) >= len(first | set(found)) for found in objects
    )


def _flat(found: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Give one object's values as texts; `siege: {commune}` becomes `siege.commune`."""
    flat: dict[str, str] = {}
    for key, value in found.items():
        name = _plain(f"{prefix}{key}")
        if isinstance(value, dict) and depth < DEEPEST:
            flat |= _flat(value, f"{name}.", depth + 1)
        elif isinstance(value, list):
            plain = [str(item) for item in value if not isinstance(item, (dict, list))]
            flat[name] = _plain(SEVERAL.join(plain))
        elif isinstance(value, bool):
            flat[name] = str(value).lower()
        elif not isinstance(value, dict):
            flat[name] = "" if value is None else _plain(str(value))
    return flat


def _plain(text: str) -> str:
    """Leave out what no file and no database holds: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
