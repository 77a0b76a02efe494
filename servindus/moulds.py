"""A text written once with marks, then filled with each reader's words.

What a template says to thousands differs in a few words; the engine and the styles
would write all of it anew for each. A mould is made from what the template itself has
written, so the template stays the only place where a mail is worded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

# Signs that no text of ours contains, around the name of what comes there.
START, END = "\ue000", "\ue001"
MARK = re.compile(f"{START}(\\w+){END}")
# What a page's reader would change, or take for a mark: such a text is left to it.
ODD = re.compile(f"[\x00-\x08\x0b-\x1f{START}{END}]")
TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;"})
ATTRIBUTE = str.maketrans({"&": "&amp;", '"': "&quot;", "\u00a0": "&nbsp;"})
Words = Mapping[str, str]


def mark(name: str) -> str:
    """Give what stands in a template for words that come later."""
    return f"{START}{name}{END}"


def is_odd(words: str) -> bool:
    """Whether these words cannot be filled in: they are markup, or hold odd signs."""
    return isinstance(words, SafeString) or ODD.search(words) is not None


@dataclass(frozen=True)
class Mould:
    """Pieces in turn: what is always said, and the name of what differs."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> "Mould":
        """Give the mould of what a template has written with marks."""
        return cls(tuple(MARK.split(written)))

    def fill(self, words: Words) -> str:
        """Give a plain text with these words in it."""
        return "".join(
            words[piece] if index % 2 else piece
            for index, piece in enumerate(self.pieces)
        )

    def fill_page(self, words: Words) -> str:
        """Give HTML with these words in it, as its writer would write them."""
        said = list(self.pieces)
        for index in range(1, len(said), 2):
            inside = said[index - 1].endswith('="')
            table = ATTRIBUTE if inside else TEXT
            said[index] = words[said[index]].translate(table)
        return "".join(said)
