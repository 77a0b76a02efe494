"""Writes digests with moulds: the templates are asked once for each shape of a mail.

The frame, a section and a line are moulds of their own, cut out of what the templates
have written: whole mails differ in too many ways, their parts in few.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from servindus import clock, letters
from servindus.digests import Letter, Line, Section
from servindus.models import Subscriber
from servindus.models.outbox import DIGEST_KIND
from servindus.moulds import Mould, is_odd, mark
from servindus.notifications import Sender, Written

# Shapes that are kept: of frames (how many things wait, since when) and of parts.
FRAMES, PARTS = 1024, 512
LINKS = ("choices_link", "quiet_link", "preview_link")
FIELDS = ("title", "url", "text", "when")
# Where the sections stand in a mail, and the lines in a section.
TEXT_BODY = re.compile(rf"(?P<it>(?:{mark('section')}.*)?)\n\n-- \n", re.DOTALL)
TEXT_LINES = re.compile(rf"(?P<it>- {mark('title')}.*{mark('url')}\n)", re.DOTALL)
PAGE_BODY = re.compile(
    r'<div class="mail-text"[^>]*>(?P<it>.*)</div>\s*</td></tr>'
    r'\s*<tr><td class="mail-foot"',
    re.DOTALL,
)
PAGE_LINES = re.compile(r"<tbody>(?P<it><tr>.*</tr>)</tbody>", re.DOTALL)


@dataclass(frozen=True)
class Shape:
    """All that the frame of a mail depends on, but for the words that are filled in."""

    letter: Letter
    sender: Sender
    language: str
    rhythm: str
    weekday: int
    # Which of the links there are.
    links: tuple[bool, ...]
    is_demo: bool


@dataclass(frozen=True)
class _Halves:
    """What stands before something and after it."""

    before: Mould
    after: Mould

    @classmethod
    def of(cls, written: str, place: re.Pattern[str]) -> "_Halves":
        found = place.search(written)
        if found is None:
            raise ValueError(f"a digest has no {place.pattern}")
        before, after = written[: found.start("it")], written[found.end("it") :]
        return cls(Mould.of(before), Mould.of(after))


@dataclass(frozen=True)
class _Part:
    """A part of a mail as text and as HTML."""

    text: Any
    page: Any


def write(context: Mapping[str, Any]) -> Written | None:
    """Give a digest's subject, text and page, or None if the templates must do it."""
    letter: Letter = context["letter"]
    words = {name: str(context[name]) for name in LINKS}
    words["name"] = letter.name
    if letter.first is not None:
        words |= _words(letter.first, "first_")
    sections = [
        (section, _head(section), [_words(line) for line in section.lines])
        for section in letter.sections
    ]
    said = [words]
    for _one, head, lines in sections:
        said += [head, *lines]
    if any(is_odd(one) for few in said for one in few.values()):
        return None
    subject, frame = _frame(_shape(context))
    text, page = [frame.text.before.fill(words)], [frame.page.before.fill_page(words)]
    for section, head, lines in sections:
        part = _section(context["language"], bool(section.more), bool(section.more_url))
        shapes = [
            _line(context["language"], _line_shape(line)) for line in section.lines
        ]
        pairs = list(zip(shapes, lines, strict=True))
        text.append(part.text.before.fill(head))
        text += [shape.text.fill(line) for shape, line in pairs]
        text.append(part.text.after.fill(head))
        page.append(part.page.before.fill_page(head))
        page.append("\n".join(shape.page.fill_page(line) for shape, line in pairs))
        page.append(part.page.after.fill_page(head))
    text.append(frame.text.after.fill(words))
    page.append(frame.page.after.fill_page(words))
    return Written(subject.fill(words), "".join(text), "".join(page))


def _words(line: Line, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{name}": str(getattr(line, name)) for name in FIELDS}


def _head(section: Section) -> dict[str, str]:
    return {
        "section": str(section.title),
        "more": str(section.more),
        "more_url": section.more_url,
    }


def _line_shape(line: Line, prefix: str = "") -> Line:
    """Give the line with marks for its words; what it is stays."""
    return Line(
        title=mark(f"{prefix}title"),
        url=mark(f"{prefix}url"),
        text=mark(f"{prefix}text") if line.text else "",
        when=mark(f"{prefix}when") if line.when else "",
        label=str(line.label),
        tone=line.tone,
        is_late=line.is_late,
        button=str(line.button) if prefix else "",
    )


def _shape(context: Mapping[str, Any]) -> Shape:
    letter, reader = context["letter"], context["reader"]
    first = letter.first and _line_shape(letter.first, "first_")
    return Shape(
        letter=Letter(
            first=first,
            waiting=letter.waiting,
            late=letter.late,
            # Said where nothing waits.
            lines=0 if first else letter.lines,
            name=mark("name") if letter.name else "",
            since=letter.since and _midnight(letter.since),
        ),
        sender=context["sender"],
        language=context["language"],
        rhythm=reader.rhythm,
        weekday=reader.weekday,
        links=tuple(bool(context[name]) for name in LINKS),
        is_demo=context["demo"],
    )


def _midnight(moment: datetime) -> datetime:
    """Give the beginning of the day: a mail says no more of it than that."""
    return datetime.combine(clock.local_day(moment), time(), tzinfo=clock.PARIS)


def _context(shape: Shape, *sections: Section) -> dict[str, Any]:
    """Give what the templates write this shape from, with these sections."""
    links = zip(LINKS, shape.links, strict=True)
    return {
        **{name: mark(name) if there else "" for name, there in links},
        "letter": replace(shape.letter, sections=sections),
        "reader": Subscriber(rhythm=shape.rhythm, weekday=shape.weekday),
        "sender": shape.sender,
        "language": shape.language,
        "demo": shape.is_demo,
    }


@lru_cache(FRAMES)
def _frame(shape: Shape) -> tuple[Mould, _Part]:
    written = letters.write(DIGEST_KIND, _context(shape))
    halves = _Part(
        _Halves.of(written.text, TEXT_BODY), _Halves.of(written.page, PAGE_BODY)
    )
    return Mould.of(written.subject), halves


def _body(language: str, section: Section) -> tuple[str, str]:
    """Give this one section as text and HTML."""
    shape = Shape(Letter(), Sender("", ""), language, "", 1, (False,) * 3, False)
    written = letters.write(DIGEST_KIND, _context(shape, section))
    text, page = TEXT_BODY.search(written.text), PAGE_BODY.search(written.page)
    if text is None or page is None:
        raise ValueError("a digest has no sections")
    return text["it"], page["it"]


@lru_cache(PARTS)
def _section(language: str, has_more: bool, has_more_url: bool) -> _Part:
    line = _line_shape(Line("", ""))
    more = mark("more") if has_more else "", mark("more_url") if has_more_url else ""
    text, page = _body(language, Section(mark("section"), [line], *more))
    return _Part(_Halves.of(text, TEXT_LINES), _Halves.of(page, PAGE_LINES))


@lru_cache(PARTS)
def _line(language: str, shape: Line) -> _Part:
    text, page = _body(language, Section(mark("section"), [shape]))
    found = TEXT_LINES.search(text), PAGE_LINES.search(page)
    if None in found:
        raise ValueError("a digest's section has no lines")
    return _Part(*(Mould.of(one["it"]) for one in found if one is not None))
