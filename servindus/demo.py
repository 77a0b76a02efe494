"""The demonstration: one world that every room peoples, and eight months lived anew.

Each room may have a `demo.py` with `seed(world)`. It makes its ground (people,
companies) at once and tells the story as moments: `world.tell(moment, step)`. The
moments of all rooms are then lived in the order of time, through the same acts as
real life, under `clock.at`.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from servindus import clock
from servindus.actors import SYSTEM
from servindus.calendar import DAY, WorkingCalendar
from servindus.models import JournalEntry, User
from servindus.workflow import write_journal

PASSWORD = "servindus-demo"  # noqa: S105, public on purpose
# Eight months, in days and in working days of the French calendar.
STORY_DAYS = 243
VERB = "seed_demo"

Step = Callable[[], object]
# Rooms say in one line what waits for somebody, for the entrance of the demonstration.
waiting_lines: list[Callable[[User], str]] = []


class OutsideDemo(Exception):
    """The demonstration was asked for on a site that is not one."""


@dataclass
class World:
    """What the rooms share while the demonstration is made."""

    now: datetime
    scale: int = 1
    # False when the story has already been lived here: only the ground is checked.
    is_new: bool = True
    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    # What one step leaves for a later one, under a name that the rooms agree on.
    things: dict[str, Any] = field(default_factory=dict)
    cast: list[dict[str, str]] = field(default_factory=list)
    samples: dict[str, str] = field(default_factory=dict)
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    _steps: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _turn: "count[int]" = field(default_factory=count)

    @property
    def starts_at(self) -> datetime:
        """The first morning of the story."""
        return self.moment(days_ago=STORY_DAYS, at="8:00")

    def person(self, email: str) -> User:
        """Give somebody of the cast; KeyError for a stranger."""
        return self.people[email]

    def organisation(self, key: str) -> Any:
        """Give an invented organisation by its key, `vibralis`."""
        return self.organisations[key]

    def moment(self, *, days_ago: int, at: str = "10:00") -> datetime:
        """Give a moment n calendar days before today, never later than now."""
        return self._clamped(clock.local_day(self.now) - days_ago * DAY, at)

    def worked(self, days_ago: int, at: str = "10:00") -> datetime:
        """Give a moment n working days before today, never later than now.

        A negative number looks ahead, for meetings to come; 0 is today, or the last
        working day when today is none.
        """
        day, left = clock.local_day(self.now), days_ago
        if days_ago < 0:
            return _moment(self.calendar.add_working_days(day, -days_ago), at)
        while left > 0 or not self.calendar.is_working_day(day):
            left -= self.calendar.is_working_day(day)
            day -= DAY
        return self._clamped(day, at)

    def tell(self, moment: datetime, step: Step) -> None:
        """Add a step of the story; a step being lived may tell later ones."""
        heapq.heappush(self._steps, (moment, next(self._turn), step))

    def sample(self, name: str, thing: models.Model | str) -> None:
        """Show the address of something worth opening in what `seed_demo` prints."""
        address = thing if isinstance(thing, str) else thing.get_absolute_url()  # type: ignore[attr-defined]
        self.samples[name] = address

    def live(self) -> None:
        """Live every step in the order of time."""
        while self._steps:
            moment, _turn, step = heapq.heappop(self._steps)
            with clock.at(moment):
                step()

    def _clamped(self, day: Any, at: str) -> datetime:
        return min(_moment(day, at), self.now - timedelta(minutes=1))


def _moment(day: Any, at: str) -> datetime:
    hour, minute = (int(part) for part in at.split(":"))
    return datetime.combine(day, time(hour, minute), clock.PARIS)


def seed(scale: int = 1) -> World:
    """Make the demonstration, or find it; refuses outside the demo mode."""
    if not settings.DEMO:
        raise OutsideDemo("the demonstration needs DEMO=1")
    with transaction.atomic(), translation.override("fr"):
        _one_at_a_time()
        lived = JournalEntry.objects.filter(verb=VERB).first()
        world = World(now=clock.now(), scale=scale, is_new=lived is None)
        for room in rooms():
            room.seed(world)
        if lived is None:
            world.live()
            # Addresses hold ids only, so that a second run prints the same ones.
            details = {"scale": scale, "samples": world.samples}
            write_journal(
                VERB,
                next(iter(world.people.values())),
                by=SYSTEM,
                now=world.now,
                details=details,
            )
        else:
            world.samples = lived.details["samples"]
    return world


def rooms() -> list[Any]:
    """Give the `demo` modules of the rooms, in the order of INSTALLED_APPS."""
    return [
        import_module(f"{config.name}.demo")
        for config in apps.get_app_configs()
        if config.module is not None
        and config.name != "servindus"
        and config.path.startswith(str(settings.BASE_DIR / config.label))
        and module_has_submodule(config.module, "demo")
    ]


def _one_at_a_time() -> None:
    """Two seedings at once would each live the whole story."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", ["servindus.demo"])
