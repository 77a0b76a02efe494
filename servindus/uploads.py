"""Files that people send: what they are, by their content, and how they are kept."""

import hashlib
import logging
import re
import unicodedata
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servindus.models.stored_file import (
    MAX_FILE_BYTES,
    MAX_FILE_NAME,
    FileKind,
    StoredFile,
)
from servindus.workflow import ActRefused

logger = logging.getLogger(__name__)
FOLDER = "attachments"
# A file opened in the browser by a trick runs nothing and reads nothing of the site.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
}
SUFFIXES = {
    FileKind.PDF: (".pdf",),
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
}
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PDF_START = re.compile(rb"%PDF-[12]\.\d\s")
# Nothing but blanks may follow: an archive glued to the end makes two files in one.
PDF_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\0]*\Z")
PDF_TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
# Start of frame: what gives a JPEG its size (ITU T.81, table B.1), and start of scan.
JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
JPEG_SCAN = 0xDA


class UnfitFile(Exception):
    """A file that cannot be kept; the message tells the person why."""


class FileRefused(ActRefused):
    """What is refused is the file, not the step that it came with."""


@dataclass(frozen=True)
class Upload:
    """A file that was looked through, with the names under which it will be kept."""

    public_id: uuid.UUID
    stored_as: str
    name: str
    kind: FileKind
    content: bytes

    @property
    def digest(self) -> str:
        """The fingerprint by which the same file is known again."""
        return hashlib.sha256(self.content).hexdigest()


def read_upload(file: UploadedFile) -> Upload:
    """Look a file through; raises UnfitFile with one clear sentence."""
    if (file.size or 0) > MAX_FILE_BYTES:
        raise UnfitFile(_("This file is larger than 5 MB."))
    content = file.read()
    kind = kind_of(content)
    if kind is None:
        raise UnfitFile(
            _("This is not a PDF, PNG or JPEG file, or it is damaged. Choose another.")
        )
    return Upload(
        public_id=uuid.uuid4(),
        stored_as=f"{FOLDER}/{uuid.uuid4().hex}",
        name=clean_name(file.name or "", kind),
        kind=kind,
        content=content,
    )


def kind_of(content: bytes) -> FileKind | None:
    """Tell what a file is by its content alone, or None for all that we refuse."""
    checks: dict[FileKind, Callable[[bytes], bool]] = {
        FileKind.PDF: _is_pdf,
        FileKind.PNG: _is_png,
        FileKind.JPEG: _is_jpeg,
    }
    return next((kind for kind, check in checks.items() if check(content)), None)


def _is_pdf(content: bytes) -> bool:
    """Whether it starts and ends as a PDF and its table is where it says."""
    end = PDF_END.search(content, max(0, len(content) - 1024))
    if not PDF_START.match(content) or end is None:
        return False
    table = int(end[1])
    return 0 < table < end.start() and bool(PDF_TABLE.match(content, table))


def _is_png(content: bytes) -> bool:
    """Whether chunk follows chunk, each with its sum, up to the end of the file."""
    if not content.startswith(PNG_SIGNATURE):
        return False
    at, seen = len(PNG_SIGNATURE), list[bytes]()
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 12 + length
        if end > len(content):
            return False
        chunk = content[at + 4 : end - 4]
        if zlib.crc32(chunk) != int.from_bytes(content[end - 4 : end], "big"):
            return False
        if not seen and not _is_png_head(chunk):
            return False
        seen.append(chunk[:4])
        at = end
        if chunk[:4] == b"IEND":
            break
    return at == len(content) and seen[-1:] == [b"IEND"] and b"IDAT" in seen


def _is_png_head(chunk: bytes) -> bool:
    return chunk[:4] == b"IHDR" and len(chunk) == 17 and _has_area(chunk[4:12], 4)


def _is_jpeg(content: bytes) -> bool:
    """Whether segment follows segment up to a scan, and the file ends an image.

    Phones write a second, small image after the first; the end of the file must be
    the end of an image all the same.
    """
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    at, has_frame = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if length < 2 or at + 2 + length > len(content):
            return False
        if marker in JPEG_FRAMES:
            has_frame = length >= 8 and _has_area(content[at + 5 : at + 9], 2)
        if marker == JPEG_SCAN:
            return has_frame and content.rstrip(b"\0\r\n").endswith(b"\xff\xd9")
        at += 2 + length
    return False


def _has_area(sizes: bytes, width: int) -> bool:
    """Whether two numbers of so many bytes each are both above zero."""
    return any(sizes[:width]) and any(sizes[width : 2 * width])


def clean_name(raw: str, kind: FileKind) -> str:
    """Give a name that is safe to show and to save under, with the kind's own ending.

    NFKC first: it turns look-alike slashes into real ones, which are then cut at.
    """
    plain = unicodedata.normalize("NFKC", raw)
    plain = "".join(
        c if unicodedata.category(c)[0] not in "CZ" else _blank(c) for c in plain
    )
    last = re.split(r"[/\\]", plain)[-1]
    name = " ".join(last.split()).lstrip(". ") or _("document")
    suffix = PurePosixPath(name).suffix
    if suffix.lower() not in SUFFIXES[kind]:
        suffix = SUFFIXES[kind][0]
        name += suffix
    stem = name[: -len(suffix)].rstrip(". ") or _("document")
    return stem[: MAX_FILE_NAME - len(suffix)] + suffix


def _blank(char: str) -> str:
    """Give a space for what separates words, nothing for what nobody sees."""
    return " " if unicodedata.category(char)[0] == "Z" or char in "\t\r\n" else ""


def store(upload: Upload) -> str:
    """Write the file and give its name below MEDIA_ROOT; the row comes after it."""
    return default_storage.save(upload.stored_as, ContentFile(upload.content))


def keep(files: Any, most: int, upload: Upload, piece: uuid.UUID) -> None:
    """Keep a file in the lowest free place of `files`, whose owner's row is locked.

    `files` is the related manager of a `StoredFile` with a `position`; FileRefused
    when it is there already, or when `most` places are taken.
    """
    rows = list(files.all())
    if any(row.digest == upload.digest for row in rows):
        raise FileRefused(gettext_lazy("This file is attached already."))
    taken = {row.position for row in rows}
    free = next((n for n in range(1, most + 1) if n not in taken), None)
    if free is None:
        raise FileRefused(
            gettext_lazy("There is no room for another file: take one away first.")
        )
    files.create(
        public_id=piece,
        position=free,
        name=upload.name,
        kind=upload.kind,
        size=len(upload.content),
        digest=upload.digest,
        file=store(upload),
    )


def take_away(files: Any, piece: uuid.UUID) -> None:
    """Delete the row; whoever called deletes the file once that is certain."""
    count, _rows = files.filter(public_id=piece).delete()
    if not count:
        raise FileRefused(gettext_lazy("This file has been taken away already."))


@contextmanager
def kept_with_its_row(upload: Upload) -> Iterator[None]:
    """Take the file away again when the row that should name it is not written."""
    try:
        yield
    except BaseException:
        forget(upload.stored_as)
        raise


def forget(stored_as: str) -> None:
    """Delete a file from the disk, unless a row of some room still names it."""
    tables = StoredFile.__subclasses__()
    if not any(table._base_manager.filter(file=stored_as).exists() for table in tables):
        default_storage.delete(stored_as)


def as_download(row: StoredFile) -> HttpResponse:
    """Give a file to be saved, under the name that its owner gave it."""
    try:
        with default_storage.open(str(row.file)) as file:
            content = file.read()
    except FileNotFoundError:
        logger.error("%s %s has no file", row._meta.model_name, row.pk)
        raise Http404 from None
    kind = FileKind(row.kind).content_type
    response = HttpResponse(content, content_type=kind, headers=HEADERS)
    response.headers["Content-Disposition"] = content_disposition_header(True, row.name)
    return response
