"""The archive of a closed blocker: a ZIP of JSON, frozen dossiers, files and journal.

It holds what its reader reads in the portal and no more. The same state of the
register gives the same bytes: members in order, one date for all, no moment of
extraction inside. Nothing but one member's block is in memory at a time.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.utils.text import slugify

from blockers import archive_parts as parts
from blockers.dossier import canonical
from blockers.models import Blocker, Escalation, Report
from servindus.models import JournalEntry, User

FORMAT = "servindus-blocker-archive/1"
# A ZIP knows no earlier moment; one moment for all keeps the bytes the same.
STAMP = (1980, 1, 1, 0, 0, 0)
BLOCK = 64 * 1024
LINES = 1000


@dataclass(frozen=True)
class Made:
    """What an archive turned out to be: its members, and its own SHA-256."""

    members: int
    digest: str


@dataclass
class Bundle:
    """A ZIP being written, with the fingerprint of each member."""

    zip: ZipFile
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write one member block by block."""
        info = ZipInfo(name, STAMP)
        info.compress_type, info.create_system = ZIP_DEFLATED, 3
        info.external_attr = 0o644 << 16
        seal, size = hashlib.sha256(), 0
        with self.zip.open(info, "w") as member:
            for block in blocks:
                member.write(block)
                seal.update(block)
                size += len(block)
        entry = {"name": name, "sha256": seal.hexdigest(), "size": size}
        self.members.append(entry)

    def add_json(self, name: str, value: Any) -> None:
        """Write one member as JSON, its keys in order."""
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
        self.add(name, [f"{text}\n".encode()])


def write(blocker: Blocker, reader: User, file: IO[bytes]) -> Made:
    """Write the archive of a blocker as this reader may have it; rewinds the file.

    The reader is one whom `blockers.archive_blocker` lets.
    """
    reports = list(parts.reports_of(blocker, reader))
    sent = list(parts.escalations_of(blocker, reader))
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        bundle = Bundle(made)
        bundle.add_json("blocage.json", parts.blocker(blocker))
        missing: list[dict[str, str]] = []
        for report in reports:
            bundle.add_json(f"cas/{report.reference}.json", parts.case(report, reader))
            missing += _add_files(bundle, report)
        for number, row in enumerate(sent, start=1):
            _add_dossier(bundle, number, row)
        bundle.add("journal.jsonl", _journal(blocker, reports, sent, reader))
        manifest = {
            "format": FORMAT,
            "reference": blocker.reference,
            "outcome": blocker.outcome,
            "closed_at": parts.plain(blocker.closed_at),
            "withheld": parts.withheld(blocker, reports, reader),
            "missing": missing,
            "members": bundle.members,
        }
        count = len(bundle.members)
        bundle.add_json("manifest.json", manifest)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return Made(count, digest)


def _add_files(bundle: Bundle, report: Report) -> list[dict[str, str]]:
    """Write the files of a case; give those that the disk has lost."""
    missing = []
    for paper in report.files.order_by("position"):
        name = f"pieces/{report.reference}/{paper.position}-{paper.name}"
        if not default_storage.exists(str(paper.file.name)):
            missing.append({"name": name, "sha256": paper.digest})
            continue
        with paper.file.open("rb") as content:
            bundle.add(name, content.chunks(BLOCK))
    return missing


def _add_dossier(bundle: Bundle, number: int, row: Escalation) -> None:
    """Write a dossier by its canonical text: its SHA-256 is the one that was sealed."""
    folder = f"dossiers/{number:02d}-{slugify(row.authority.name)[:40]}"
    bundle.add(f"{folder}/dossier.json", [canonical(row.dossier).encode()])
    bundle.add_json(f"{folder}/suite.json", parts.escalation(row))


def _journal(
    blocker: Blocker, reports: list[Report], sent: list[Escalation], reader: User
) -> Iterator[bytes]:
    """Give the journal, one JSON object a line; who took archives is no part of it."""
    names = parts.named(blocker, reports, sent, reader)
    lines = JournalEntry.objects.filter(parts.about(names)).order_by("pk")
    rows = lines.exclude(verb="archive_blocker")
    for line in rows.iterator(chunk_size=LINES):
        told = parts.journal_line(line, names)
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        yield f"{text}\n".encode()
