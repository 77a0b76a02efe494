"""Digests in tests: a room that tells these lines, addresses, days lived in turn."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail

from servindus import clock, digest_post, digests
from servindus.digests import Letter, Line, Part, Reader, Section
from servindus.models import Subscriber, User
from tests.cast import MONDAY

LINE = Line("Something waits", "https://lab.example/x", waits=True)


@contextmanager
def telling(*lines: Line) -> Iterator[list[str]]:
    """Let one room alone tell these lines to everybody; give who was asked for."""
    asked: list[str] = []

    def make(readers, now):
        asked.extend(reader.email for reader in readers)
        part = Part([Section("Section", list(lines))] if lines else [])
        return {reader.email: part for reader in readers}

    before = list(digests.makers)
    digests.makers[:] = [make]
    try:
        yield asked
    finally:
        digests.makers[:] = before


def subscribe(email: str = "ada@example.org", **fields: object) -> Subscriber:
    """Make an address with its first date."""
    reader = Subscriber(email=email, **{"rhythm": "daily", **fields})
    if "next_digest_at" not in fields:
        reader.next_digest_at = reader.next_after(clock.now())
    reader.save()
    return reader


def live(days: Iterable[date], hour: int = 8, runs: int = 1) -> None:
    """Run the digests on these days at this hour, in Paris."""
    for day in days:
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock.PARIS)
        with clock.at(moment):
            for _run in range(runs):
                digest_post.run(moment)


def days(first: date, number: int) -> list[date]:
    """Give so many days from the first on."""
    return [first + timedelta(days=n) for n in range(number)]


def received(kind: str = "digest") -> list[str]:
    """Give who got such mails, in order."""
    return [
        message.to[0]
        for message in mail.outbox
        if message.extra_headers["X-ServIndus-Kind"] == kind
    ]


def letter(
    email: str, *, since: datetime = MONDAY - timedelta(days=7), **fields: Any
) -> Letter:
    """Give what somebody's digest would say now, in English."""
    user = User.objects.filter(email=email, is_active=True).first()
    reader = Reader(Subscriber(email=email, language="en"), user, since, **fields)
    found = digests.letters_for([reader], clock.now())[email]
    # Who is asked in full are never too few.
    asked = digests.may_be_told([reader], clock.now())
    assert email in asked or not found.is_worth_it
    return found


def told(found: Letter) -> dict[str, Any]:
    """Give {section: [titles]}; the first thing to do has a place of its own."""
    sections = {
        str(section.title): [str(line.title) for line in section.lines]
        for section in found.sections
    }
    return ({"first": str(found.first.title)} if found.first else {}) | sections
