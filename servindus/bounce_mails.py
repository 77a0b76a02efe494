"""Reads the reports that mail servers send back: RFC 3464 and RFC 5965.

What a stranger may have written is read with the old, forgiving rules of the standard
library, only so far as we need it: the text for people, the status, and the headers
of our mail stand at the beginning of a report, whatever follows.
"""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import BinaryIO

from servindus.bounces import Report, is_lasting
from servindus.models.subscriber import Bounce

# Of one mail so much is read; returned mails may carry our attachments.
MOST = 1_048_576
STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = (
    "text/rfc822-headers",
    "message/rfc822",
    "message/global",
    "message/global-headers",
)
KINDS = ("delivery-status", "feedback-report")
MBOX = b"From "


class Unreadable(Exception):
    """A file or a report that cannot be read; the message says why."""


def read(content: bytes) -> list[Report]:
    """Give what a mail reports; nothing when it is no report. Raises Unreadable."""
    try:
        return _read(message_from_bytes(content[:MOST]))
    except Unreadable:
        raise
    except Exception as error:
        # The library stumbles over some broken mails; the next one must be read.
        raise Unreadable(f"broken: {type(error).__name__}") from error


def _read(mail: Message) -> list[Report]:
    kind = str(mail.get_param("report-type", "")).strip().lower()
    if mail.get_content_type() != "multipart/report" or kind not in KINDS:
        return []
    # Not `walk()`: a mail that is sent back may have a report of its own inside.
    parts = _inside(mail)
    if not parts:
        raise Unreadable("a report without parts")
    returned = _returned(parts)
    if kind == "delivery-status":
        return list(_failures(parts, returned))
    return list(_complaints(parts, returned))


def _inside(mail: Message) -> list[Message]:
    """Give what a mail or a part consists of; nothing when it is one text."""
    payload = mail.get_payload()
    if not isinstance(payload, list):
        return []
    return [part for part in payload if isinstance(part, Message)]


def _text(part: Message) -> str:
    """Give the text of a part, whatever its encoding says."""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _part(parts: list[Message], *types: str) -> Message:
    for part in parts:
        if part.get_content_type() in types:
            return part
    raise Unreadable(f"a report without {types[0]}")


def _returned(parts: list[Message]) -> Message:
    """Give the headers of the mail that a report is about."""
    part = _part(parts, *RETURNED)
    for inner in _inside(part):
        if inner.keys():
            return inner
        # Encoded as a whole, which the library does not look into.
        inner["Content-Transfer-Encoding"] = part.get("Content-Transfer-Encoding", "")
        return HeaderParser().parsestr(_text(inner).lstrip())
    return HeaderParser().parsestr(_text(part).lstrip())


def _blocks(part: Message) -> Iterator[Message]:
    """Give the blocks of fields of a status, the mail's first, then each recipient's.

    The library takes the usual type apart, and leaves the newer one as one text.
    """
    for block in _inside(part):
        yield block
        for text in _text(block).split("\n\n"):
            yield HeaderParser().parsestr(text.lstrip())


def _field(block: Message, name: str) -> str:
    """Give a field on one line, without what a comment or a NUL could hide in it."""
    return " ".join(str(block.get(name, "")).replace("\0", " ").split())


def _address(block: Message, name: str) -> str:
    """Give the address of a typed field, `rfc822; ada@example.org`."""
    _type, _sign, address = _field(block, name).partition(";")
    return (address or _type).strip().strip("<>")


def _failures(parts: list[Message], returned: Message) -> Iterator[Report]:
    blocks = [
        block for block in _blocks(_part(parts, *STATUS)) if "Final-Recipient" in block
    ]
    if not blocks:
        raise Unreadable("a status without a recipient")
    for block in blocks:
        action = _field(block, "Action").lower().split(" ")[0]
        if action not in ("failed", "delayed"):
            continue  # a receipt
        lasts = action == "failed" and is_lasting(_field(block, "Status"))
        yield Report(
            message_id=_field(returned, "Message-ID"),
            recipient=_address(block, "Final-Recipient"),
            bounce=Bounce.HARD if lasts else None,
        )


def _complaints(parts: list[Message], returned: Message) -> Iterator[Report]:
    report = _part(parts, "message/feedback-report")
    fields = next(iter(_inside(report)), Message())
    kind = _field(fields, "Feedback-Type").lower()
    if not kind:
        raise Unreadable("a complaint without a type")
    if kind != "abuse":
        return
    to = _field(fields, "Original-Rcpt-To") or _field(returned, "To")
    yield Report(_field(returned, "Message-ID"), parseaddr(to)[1], Bounce.COMPLAINT)


def mails_of(path: Path) -> Iterator[bytes]:
    """Give the mails of an .eml or an mbox file, the beginning of each.

    Never more than one of them is in memory. Raises Unreadable.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(MOST)
            while first and not first.strip():
                first = file.readline(MOST)
            if not first:
                raise Unreadable("holds no mail")
            if not first.startswith(MBOX):
                yield first + file.read(MOST)
                return
            yield from _mbox(file)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error


def _mbox(file: BinaryIO) -> Iterator[bytes]:
    """Give the mails after each `From ` line that follows an empty one."""
    kept, after_blank = bytearray(), False
    while line := file.readline(MOST):
        if after_blank and line.startswith(MBOX):
            yield bytes(kept)
            kept, after_blank = bytearray(), False
            continue
        after_blank = not line.strip()
        if len(kept) < MOST:
            kept += line
    yield bytes(kept)
