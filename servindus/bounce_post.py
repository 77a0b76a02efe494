"""Where reports wait: files given by hand, and the mailbox they are sent back to."""

import imaplib
import logging
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from servindus import bounce_mails, bounces
from servindus.bounce_mails import Unreadable
from servindus.workflow import Busy

logger = logging.getLogger(__name__)

# What may become of a mail; `other` is no report, `broken` one that makes no sense.
OUTCOMES = ("hard", "spam", "known", "passing", "foreign", "other", "broken", "busy")
# Our mark on what was read, where the server keeps marks.
READ = "ServIndusRead"
PORT, PLAIN_PORT = 993, 143
TIMEOUT = 20
# Mails of one run; the next run, ten minutes later, goes on.
MOST = 200
Box = imaplib.IMAP4


def counts() -> Counter[str]:
    """Give a count for each outcome."""
    return Counter(dict.fromkeys(OUTCOMES, 0))


def take_mail(content: bytes) -> list[str]:
    """Do what one mail reports; give what became of it. Raises Unreadable."""
    return [bounces.take(report) for report in bounce_mails.read(content)] or ["other"]


def read_file(path: Path) -> tuple[Counter[str], list[str]]:
    """Do what a file's mails report; give the counts and what could not be read."""
    done, faults = counts(), []
    try:
        for number, content in enumerate(bounce_mails.mails_of(path), start=1):
            try:
                done.update(take_mail(content))
            except Unreadable as error:
                done["broken"] += 1
                faults.append(f"{path}: mail {number}: {error}")
            except Busy:
                done["busy"] += 1
                faults.append(f"{path}: mail {number}: somebody holds the card")
    except Unreadable as error:
        faults.append(f"{path}: {error}")
    return done, faults


def read_mailbox(url: str = "") -> Counter[str]:
    """Do what the mailbox's new mails report, and mark them. Raises Unreadable.

    A mail is marked once what follows from it is written: killed in between, the next
    run reads it again, which changes nothing.
    """
    done = counts()
    with _opened(url or settings.BOUNCE_MAILBOX_URL) as (box, marks):
        for uid in _new(box, marks)[:MOST]:
            try:
                outcomes = take_mail(_content(box, uid))
            except Unreadable as error:
                logger.warning("bounce mailbox: mail %s: %s", uid, error)
                outcomes = ["broken"]
            except Busy:
                done["busy"] += 1
                continue
            flags = f"(\\Seen {READ})" if marks else "(\\Seen)"
            _asked(box.uid("STORE", uid, "+FLAGS.SILENT", flags))
            done.update(outcomes)
    return done


@contextmanager
def _opened(url: str) -> Iterator[tuple[Box, bool]]:
    """Open the mailbox; say whether it keeps our mark."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        box = _connected(parts.scheme, host, parts.port)
        try:
            box.login(unquote(parts.username or ""), unquote(parts.password or ""))
            folder = unquote(parts.path.strip("/")) or "INBOX"
            escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
            _asked(box.select(f'"{escaped}"'))
            _name, kept = box.response("PERMANENTFLAGS")
            said = b" ".join(part for part in kept if isinstance(part, bytes))
            yield box, b"\\*" in said or READ.encode() in said
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()
    except (imaplib.IMAP4.error, OSError) as error:
        # Never the address itself: it holds the password.
        raise Unreadable(f"mailbox at {host}: {_words(error)}") from error


def _connected(scheme: str, host: str, port: int | None) -> Box:
    if scheme == "imap":  # the loopback only, see `env.mailbox`
        return imaplib.IMAP4(host, port or PLAIN_PORT, timeout=TIMEOUT)
    return imaplib.IMAP4_SSL(
        host,
        port or PORT,
        ssl_context=ssl.create_default_context(),
        timeout=TIMEOUT,
    )


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _asked(answer: tuple[str, list[Any]]) -> list[Any]:
    """Give what the server answered, or raise what it refused."""
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(data[0] if data else kind)
    return data


def _new(box: Box, marks: bool) -> list[str]:
    """Give the numbers of the mails that no run has read.

    Whatever a person has opened in the meantime is read too, where we have our mark.
    """
    wanted = ("UNKEYWORD", READ) if marks else ("UNSEEN",)
    data = _asked(box.uid("SEARCH", *wanted))
    return [
        number
        for part in data
        if isinstance(part, bytes)
        for number in re.findall(r"\d+", part.decode("ascii", "replace"))
    ]


def _content(box: Box, uid: str) -> bytes:
    """Give the beginning of a mail, without marking it as read."""
    data = _asked(box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{bounce_mails.MOST}>)"))
    for part in data:
        if isinstance(part, tuple) and isinstance(part[1], bytes):
            return part[1]
    raise Unreadable("the server does not give it")
