"""A mail's bytes: what the standard library and Django write, with less work for each.

A digest goes to thousands at eight o'clock, and the writing of headers and the search
for a boundary took more of that than the words.
"""

import secrets
from email.message import Message
from email.policy import Compat32

from django.core.mail import EmailMultiAlternatives


class _Folding(Compat32):
    """Folds headers as Django does; one that needs no folding stands as it is."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Give a header's line or lines."""
        longest = self.max_line_length or 0
        if is_plain(name, value, longest):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        if is_unbreakable(name, value, longest):
            return f"{name}: {self.linesep} {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


FOLDING = _Folding()


def is_plain(name: str, value: object, longest: int) -> bool:
    """Whether folding a header would only write its name and its value."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and value == value.strip()
        and 0 < len(name) + 2 + len(value) <= longest
    )


# Where folding may break a line.
BREAKS = frozenset(" ,;")


def is_unbreakable(name: str, value: object, longest: int) -> bool:
    """Whether folding would write the value whole onto a line of its own: a link."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and len(name) + 2 + len(value) > longest
        and BREAKS.isdisjoint(value)
    )


class Mail(EmailMultiAlternatives):
    """A mail whose bytes are made quickly; they are those that Django would make."""

    def message(self) -> Message:  # type: ignore[override]
        """Give the mail as the library's message."""
        message: Message = super().message()
        message.policy = FOLDING
        for part in message.walk():
            if part.is_multipart():
                # Nobody can write it into a text; else each mail would be searched
                # for it, by an expression compiled for that mail alone.
                part.set_boundary(f"=_{secrets.token_hex(16)}")
        return message
