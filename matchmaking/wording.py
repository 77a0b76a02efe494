"""What a rewording changes, word by word, for pages and mails alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import gettext_lazy

from matchmaking.enums import Ask
from matchmaking.models import Introduction, Rewording
from matchmaking.models.moderation import TEXTS
from servindus.ui import Text

Kind = Literal["same", "delete", "insert"]
Part = tuple[Kind, str]
# A word with the punctuation that touches it; line ends stand for themselves.
WORDS = re.compile(r"\n|[^\s]+")


MOST = 2000
LABELS: dict[str, Text] = {
    "subject": gettext_lazy("subject"),
    "why_you": gettext_lazy("why"),
    "ask": gettext_lazy("what you expect"),
}


@dataclass(frozen=True)
class Change:
    """One text of the request, before and after."""

    label: Text
    before: str
    after: str
    parts: list[Part]

    @property
    def is_changed(self) -> bool:
        """Whether a word differs."""
        return self.before != self.after


def difference(before: str, after: str) -> list[Part]:
    """Give runs of words that stay, go and come; 600 characters at most each."""
    # What is typed into a preview is not checked yet: a million words would hang.
    old, new = WORDS.findall(before[:MOST]), WORDS.findall(after[:MOST])
    parts: list[Part] = []
    # No junk guess: in a short text the commonest word still means something.
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("same", " ".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            parts.append(("delete", " ".join(old[old_from:old_to])))
        if new_to > new_from:
            parts.append(("insert", " ".join(new[new_from:new_to])))
    return parts


def changes(rewording: Rewording) -> list[Change]:
    """Give what a wording changes: subject, reason and expectation, if they differ."""
    before = {name: getattr(rewording, f"{name}_before") for name in TEXTS}
    return compared(before, {name: getattr(rewording, name) for name in TEXTS})


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """Give the texts that differ, as people read them."""
    found = []
    for name in TEXTS:
        old, new = before[name], after[name].replace("\r\n", "\n")
        if name == "ask":
            old, new = _ask(old), _ask(new)
        found.append(Change(LABELS[name], old, new, difference(old, new)))
    return [change for change in found if change.is_changed]


def _ask(value: str) -> str:
    return str(Ask(value).label) if value in Ask.values else value


def proposed(introduction: Introduction) -> Rewording | None:
    """Give the wording that waits for the startup's agreement."""
    return introduction.rewordings.waiting().first()


def latest(introduction: Introduction) -> Rewording | None:
    """Give the last wording that still says something: waiting or agreed to."""
    return introduction.rewordings.filter(void_at=None).order_by("-version").first()
