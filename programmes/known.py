"""Reference data that every page needs, read at most once a minute per process.

Labs, topics and quiet days are a few rows that hardly change: asking for them at each
request would cost more than the page's own query. A change made in this process is
seen at once, one made in another within the minute.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps

SECONDS = 60
Span = tuple[date, date]


@dataclass
class _Kept:
    """What was read, and when."""

    values: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def get(self, name: str, read: Callable[[], Any]) -> Any:
        now = time.monotonic()
        found = self.values.get(name)
        if found is None or now - found[0] > SECONDS:
            found = (now, read())
            self.values[name] = found
        return found[1]


_kept = _Kept()


def forget() -> None:
    """Read everything again at the next question."""
    _kept.values.clear()


def kept(name: str, read: Callable[[], Any]) -> Any:
    """Give what `read` gave under this name within the last minute."""
    return _kept.get(name, read)


def closures(lab_id: int) -> tuple[Span, ...]:
    """Give the quiet days of a lab, first and last day each."""
    spans: dict[int, tuple[Span, ...]] = _kept.get("closures", _read_closures)
    return spans.get(lab_id, ())


def _read_closures() -> dict[int, tuple[Span, ...]]:
    found: dict[int, tuple[Span, ...]] = {}
    rows = apps.get_model("programmes.LabClosure")._base_manager.order_by("starts_on")
    for lab_id, first, last in rows.values_list("lab", "starts_on", "ends_on"):
        found[lab_id] = (*found.get(lab_id, ()), (first, last))
    return found


def labs() -> list[Any]:
    """Give the labs in their order."""
    return list(_kept.get("labs", _read_labs))


def _read_labs() -> list[Any]:
    return list(apps.get_model("programmes.Lab")._base_manager.order_by("name"))


def workstreams() -> list[Any]:
    """Give the three axes in their order."""
    return list(_kept.get("workstreams", _read_workstreams))


def _read_workstreams() -> list[Any]:
    rows = apps.get_model("programmes.Workstream")._base_manager
    return list(rows.order_by("number"))


def topics() -> list[Any]:
    """Give the topics that can be chosen, in their order."""
    return list(_kept.get("topics", _read_topics))


def _read_topics() -> list[Any]:
    rows = apps.get_model("programmes.Topic")._base_manager
    return list(rows.filter(is_open=True).order_by("rank"))


def lab_choices() -> list[tuple[str, str]]:
    """Give the labs as a filter names them: the address's word, and the name."""
    return [(lab.slug, lab.name) for lab in labs()]


def topic_choices() -> list[tuple[str, str]]:
    """Give the topics as a filter names them."""
    return [(topic.slug, topic.name) for topic in topics()]


def workstream_choices() -> list[tuple[str, str]]:
    """Give the axes for a filter, in the reader's language."""
    return [(str(axis.number), axis.name) for axis in workstreams()]
