"""Days of the register, lived one after another: its timers run, and mails leave."""

from collections.abc import Iterable
from datetime import date

from servindus import clock, outbox, timers
from tests.matchmaking.days import moment

NAMES = [
    timer.name for timer in timers.every_timer() if timer.name.startswith("blockers.")
]


def live(days: Iterable[date], hour: int = 10, runs: int = 1) -> None:
    """Run this room's timers and the postman on these days."""
    for day in days:
        with clock.at(moment(day, hour)):
            for _run in range(runs):
                timers.run(*NAMES)
                outbox.send_due()
