"""The file of a backup: a plain tar, written in one stream and verified as a whole."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from servindus.backups import BackupError

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
MEDIA = "media/"
CHUNK = 1024 * 1024
BLOCK = tarfile.BLOCKSIZE


class Writer:
    """Writes members whose length is known only at their end.

    A header is left blank, the content streamed, then the header filled in: so a
    dump needs neither memory nor a second copy on the disk.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: IO[bytes], *, at: int) -> None:
        """Copy a stream to its end as one member; `at` is its time in seconds."""
        start = self._file.tell()
        self._file.write(bytes(len(_header(name, 0, at))))
        digest, size = hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            self._file.write(chunk)
        self._file.write(bytes(-size % BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size, at))
        self._file.seek(end)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}

    def finish(self) -> None:
        """Write the two blank blocks that end a tar."""
        self._file.write(bytes(2 * BLOCK))


def _header(name: str, size: int, at: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, at
    return member.tobuf(tarfile.GNU_FORMAT)


class Archive:
    """A backup that was read to its end and is what its manifest says."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        try:
            self._tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 - kept
            found = {member.name: self._digest(member) for member in self._tar}
            self.manifest = self._read_manifest()
        except (tarfile.TarError, EOFError, ValueError, KeyError) as error:
            raise BackupError(f"{name} is not a whole backup: {error}") from error
        self._refuse_differences(found, name)

    @property
    def media(self) -> list[str]:
        """Give the relative paths of the uploaded files."""
        names = self.manifest["members"]
        return [n.removeprefix(MEDIA) for n in names if n.startswith(MEDIA)]

    def open(self, name: str) -> IO[bytes]:
        """Open one member for reading."""
        stream = self._tar.extractfile(name)
        assert stream is not None
        return stream

    def _digest(self, member: tarfile.TarInfo) -> str:
        if not member.isreg() or not _is_ours(member.name):
            raise ValueError(f"{member.name!r} does not belong there")
        digest = hashlib.sha256()
        for chunk in chunks(self.open(member.name)):
            digest.update(chunk)
        return digest.hexdigest()

    def _read_manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.load(self.open(MANIFEST))
        if manifest["format"] != FORMAT:
            raise ValueError(f"its format {manifest['format']!r} is not known here")
        return manifest

    def _refuse_differences(self, found: dict[str, str], name: str) -> None:
        found.pop(MANIFEST, None)
        said = {n: m["sha256"] for n, m in self.manifest["members"].items()}
        wrong = sorted(n for n in said | found if said.get(n) != found.get(n))
        if wrong or DUMP not in found:
            raise BackupError(
                f"{name} is damaged: {(wrong or [DUMP])[0]} is not what was saved"
            )


def _is_ours(name: str) -> bool:
    """Tell whether a member may be there; nothing is ever written elsewhere."""
    if name in (DUMP, MANIFEST):
        return True
    inside = PurePosixPath(name.removeprefix(MEDIA))
    return (
        name.startswith(MEDIA)
        and not inside.is_absolute()
        and ".." not in inside.parts
        and str(inside) not in ("", ".")
    )


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Give a stream piece by piece."""
    while chunk := stream.read(CHUNK):
        yield chunk


def files_under(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the uploaded files with their relative paths; hidden folders are ours."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            for name, inner in files_under(path):
                yield f"{path.name}/{name}", inner
        elif path.is_file():
            yield path.name, path
