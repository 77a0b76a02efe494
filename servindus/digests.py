"""The digest: one mail of all that waits, moved or is late, made as it is sent.

Rooms register makers, which are asked for many readers at once, and sources of
addresses. What a digest says is read when it leaves, never before: a file that has
moved, a right that was taken away, a mail that lost its sense are not in it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from servindus.digest_mails import told_lines
from servindus.models import Digest, OutboxEmail, Subscriber, User
from servindus.models.outbox import OutboxState
from servindus.notifications import Sender
from servindus.ui import Text


@dataclass(frozen=True)
class Reader:
    """Whom a digest is for: the address, the person behind it, the digest before."""

    subscriber: Subscriber
    user: User | None
    since: datetime
    in_portal: bool = False

    @property
    def email(self) -> str:
        """The address, by which makers give their parts."""
        return self.subscriber.email


@dataclass(frozen=True)
class Line:
    """One line: what it is about, where to go, the date, and a word in colour.

    `waits` for the reader; `is_news` is worth a mail by itself.
    """

    title: Text
    url: str
    text: Text = ""
    when: Text = ""
    label: Text = ""
    # The tone of the word: ok, warn, bad or hold.
    tone: str = ""
    due: date | None = None
    waits: bool = False
    is_late: bool = False
    is_news: bool = True
    button: Text = ""


@dataclass(frozen=True)
class Section:
    """A title and its lines; `more` says how many others there are, and where."""

    title: Text
    lines: Sequence[Line]
    more: Text = ""
    more_url: str = ""


@dataclass(frozen=True)
class Part:
    """What one room tells one reader, and in whose name."""

    sections: Sequence[Section] = ()
    sender: Sender | None = None


@dataclass(frozen=True)
class Letter:
    """A whole digest: the first thing to do, the sections, the mails told in it."""

    first: Line | None = None
    sections: Sequence[Section] = ()
    waiting: int = 0
    late: int = 0
    # Mails told in it, and mails that have lost their sense while they waited.
    held: Sequence[OutboxEmail] = ()
    gone: Sequence[OutboxEmail] = ()
    sender: Sender | None = None
    # Nothing waits and nothing has moved: such a mail is not sent.
    is_worth_it: bool = False
    lines: int = 0
    name: str = ""
    since: datetime | None = None

    @property
    def others(self) -> int:
        """How many things wait besides the first."""
        return max(0, self.waiting - 1)


Maker = Callable[[Sequence[Reader], datetime], Mapping[str, Part]]
# Asked in the order of the rooms: what waits for somebody comes first in each.
makers: list[Maker] = []
# Who of them may have something worth a mail: cheaper than to make what they read, and
# never too few. Whom a maker without such a question tells is not known before.
Asker = Callable[[Sequence[Reader], datetime], Collection[str]]
askers: dict[Maker, Asker] = {}
# Addresses that get digests and have no row yet: address, name, language.
Row = tuple[str, str, str]
Source = Callable[[], Iterable[Row]]
sources: list[Source] = []


def letters_for(readers: Sequence[Reader], now: datetime) -> dict[str, Letter]:
    """Give each reader's digest as it reads now and in their language, by address.

    The number of statements does not depend on how many readers there are.
    """
    letters: dict[str, Letter] = {}
    for language in sorted({reader.subscriber.language for reader in readers}):
        group = [one for one in readers if one.subscriber.language == language]
        with translation.override(language):
            found = [make(group, now) for make in makers]
            held = _held(group)
            for one in group:
                parts = [part for made in found if (part := made.get(one.email))]
                letters[one.email] = _letter(one, parts, held.get(one.email, []))
    return letters


def read(found: Sequence[Digest], now: datetime) -> None:
    """Put into each of these digests its letter as it reads now.

    Most have nothing to be told: they are not asked for more than that.
    """
    readers = readers_of(found)
    some = may_be_told(readers, now)
    letters = letters_for([one for one in readers if one.email in some], now)
    for digest in found:
        digest.letter = letters.get(digest.subscriber.email) or Letter()


def may_be_told(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give the addresses of whom something may wait, or have moved, or was kept."""
    if any(make not in askers for make in makers):
        return {reader.email for reader in readers}
    emails = [reader.email for reader in readers]
    kept = OutboxEmail.objects.filter(state=OutboxState.DIGEST, recipient__in=emails)
    found = set(kept.values_list("recipient", flat=True))
    for make in makers:
        found.update(askers[make](readers, now))
    return found


def readers_of(digests: Sequence[Digest]) -> list[Reader]:
    """Give whom these digests are for, with accounts that are still open."""
    emails = [digest.subscriber.email for digest in digests]
    users = {
        user.email: user
        for user in User.objects.filter(email__in=emails, is_active=True)
    }
    return [
        Reader(
            digest.subscriber,
            users.get(digest.subscriber.email),
            digest.since,
            digest.in_portal,
        )
        for digest in digests
    ]


def _held(readers: Sequence[Reader]) -> dict[str, list[OutboxEmail]]:
    """Give the mails that wait for these readers' digests, oldest first."""
    rows = OutboxEmail.objects.filter(
        state=OutboxState.DIGEST, recipient__in=[reader.email for reader in readers]
    )
    held: dict[str, list[OutboxEmail]] = {}
    for row in rows.select_related("user").order_by("pk"):
        held.setdefault(row.recipient, []).append(row)
    return held


def _letter(
    reader: Reader, parts: Sequence[Part], held: Sequence[OutboxEmail]
) -> Letter:
    senders = [part.sender for part in parts if part.sender is not None]
    # The room that knows the file knows best in whose name it is told.
    sender = senders[-1] if senders else None
    sections = [section for part in parts for section in part.sections]
    lines = [line for section in sections for line in section.lines]
    waiting = [line for line in lines if line.waits]
    # What waits is said with its date: a mail about the same file says it once more.
    due = list(told_lines(held, but={line.url for line in waiting}))
    told = [
        Line(words["title"], words["url"], words["text"])
        for _row, words in due
        if words
    ]
    if told:
        sections.append(Section(_("What moved"), told))
    sections.sort(key=_rank)
    first = min(waiting, key=_urgency, default=None)
    left = [
        replace(s, lines=[one for one in s.lines if one is not first]) for s in sections
    ]
    return Letter(
        first=first,
        sections=[section for section in left if section.lines],
        waiting=len(waiting),
        late=sum(line.is_late for line in lines),
        held=[row for row, _words in due],
        gone=[row for row in held if row not in {kept for kept, _words in due}],
        sender=sender,
        is_worth_it=bool(told) or any(line.is_news or line.waits for line in lines),
        lines=len(lines) + len(told),
        name=reader.user.given_name if reader.user else reader.subscriber.name,
        since=reader.since,
    )


def _rank(section: Section) -> int:
    """What waits comes first, then what moved; figures close the letter."""
    if any(line.waits for line in section.lines):
        return 0
    return 1 if any(line.is_news for line in section.lines) else 2


def _urgency(line: Line) -> tuple[bool, date]:
    return (not line.is_late, line.due or date.max)
