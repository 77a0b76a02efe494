"""Small files that are what they say, and some that are not."""

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

# What a request and a profile say besides.
TEXTS = {"subject": "Un objet", "why_you": "Parce que.", "ask": "show"}
PROFILE = {"pitch": "Une phrase.", "problem": "Un problème.", "maturity": "pilot"}


def step(introduction):
    return f"/mises-en-relation/{introduction.public_id}/demande/2/"


def pdf(note: str = "") -> bytes:
    """Give a PDF of one empty page; the note makes files differ."""
    body = b"%PDF-1.4\n%" + note.encode() + b"\n"
    offsets = []
    for number, text in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        ),
        start=1,
    ):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    table = b"xref\n0 4\n0000000000 65535 f \n"
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + end


def chunk(name: bytes, data: bytes) -> bytes:
    """Give a chunk of a PNG with its sum."""
    whole = name + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def png(width: int = 1, size: int = 0) -> bytes:
    """Give a PNG of one pixel; `size` pads it to that many bytes."""
    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    parts = [
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", head),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    ]
    if size:
        missing = size - len(b"".join(parts)) - 12
        parts.insert(2, chunk(b"teXt", bytes(missing)))
    return b"".join(parts)


def jpeg(height: int = 1) -> bytes:
    """Give the segments of a JPEG: application, frame, scan, end."""
    frame = struct.pack(">BHHB", 8, height, 1, 1) + b"\x01\x11\x00"
    return b"".join(
        [
            b"\xff\xd8",
            b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
            b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame,
            b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00",
            b"\x12\x34",
            b"\xff\xd9",
        ]
    )


def sent_as(content: bytes, name: str = "Fiche-essai.pdf") -> SimpleUploadedFile:
    """Give a file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/html")
