"""Counts what became of each row; lists are bounded, counts are complete."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from programmes.models.imports import REFUSED_ROWS_KEPT

Fate = Literal["created", "updated", "unchanged", "refused"]
SAMPLE = 10


@dataclass
class Report:
    """What an import did, or in a dry run would do."""

    layout: str = ""
    encoding: str = ""
    separator: str = ""
    digest: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    organisations_created: int = 0
    sites_created: int = 0
    without_lab: int = 0
    # Of the register's earlier rows: no longer there, and there again.
    left: int = 0
    returned: int = 0
    left_rows: list[dict[str, Any]] = field(default_factory=list)
    warnings_count: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)
    refused_rows: list[dict[str, Any]] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)

    def note(self, fate: Fate) -> None:
        """Count one row."""
        self.rows += 1
        setattr(self, fate, getattr(self, fate) + 1)

    def refuse(self, line: int, reason: str) -> None:
        """Count a refused row and keep why."""
        self.note("refused")
        if len(self.refused_rows) < REFUSED_ROWS_KEPT:
            self.refused_rows.append({"line": line, "reason": reason})

    def warn(self, line: int, reasons: Iterable[str]) -> None:
        """Keep what somebody should look at; the row is imported all the same."""
        for reason in reasons:
            self.warnings_count += 1
            if len(self.warnings) < REFUSED_ROWS_KEPT:
                self.warnings.append({"line": line, "reason": reason})

    def leave(self, name: str, source_id: str) -> None:
        """Count what the register no longer names."""
        self.left += 1
        if len(self.left_rows) < REFUSED_ROWS_KEPT:
            self.left_rows.append({"name": name, "source_id": source_id})

    def as_dict(self) -> dict[str, Any]:
        """Give all of it for JSON."""
        return dict(vars(self))

    def counts(self) -> dict[str, int | str]:
        """Give the figures and words without the lists."""
        return {
            name: value
            for name, value in vars(self).items()
            if isinstance(value, (int, str))
        }
