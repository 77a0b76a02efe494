"""Days lived one after another: the timers run, mails leave, and what came of it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core import mail
from django.db import models

from servindus import clock, outbox, timers
from servindus.models import JournalEntry


def moment(day: date, hour: int = 10) -> datetime:
    """Give an hour of a day in Paris."""
    return datetime.combine(day, time(hour), clock.PARIS)


def live(
    days: Iterable[date], hour: int = 10, runs: int = 1, only: str = "matchmaking."
) -> None:
    """Run the timers of a room, or one of them, and the postman on these days."""
    names = [one.name for one in timers.every_timer() if one.name.startswith(only)]
    for day in days:
        with clock.at(moment(day, hour)):
            for _run in range(runs):
                timers.run(*names)
                outbox.send_due()


def span(first: date, last: date, step: int = 1) -> list[date]:
    """Give each day from the first to the last, week-ends included."""
    return [
        first + timedelta(days=number)
        for number in range(0, (last - first).days + 1, step)
    ]


def lines(obj: models.Model, verb: str) -> list[date]:
    """Give the days on which this was done with a row, oldest first."""
    found = JournalEntry.objects.about(obj).filter(verb=verb)
    return [clock.local_day(at) for at in found.values_list("at", flat=True)]


def posted(address: str = "") -> list[tuple[str, str]]:
    """Give (notice, address) of each mail that has left, in order."""
    return [
        (message.extra_headers["X-ServIndus-Kind"], message.to[0])
        for message in mail.outbox
        if not address or message.to[0] == address
    ]
