"""Mails about pilots: proposed, framed, agreed, started, evaluated, decided, due."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes.facilities.notifications import ACCESS
from programmes.hours import after_quiet
from programmes.models import Pilot
from programmes.notifications import sender_of, staff_of
from programmes.pilots.enums import PILOT_LATE, PilotStatus
from programmes.pilots.turns import COMPANY, STARTUP, members_of, people_of, turn_of
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

P = PilotStatus


class PilotNotice(Notice):
    """A mail about a pilot, in the name of its lab."""

    model = "programmes.Pilot"
    category = ACCESS.key
    audience = _("the other side of the pilot")
    # Where the pilot stands while the mail is worth sending; empty: always.
    while_in: tuple[str, ...] = ()

    def find(self, row: OutboxEmail) -> Pilot | None:
        """Give the pilot with its sides."""
        return Pilot.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: Pilot) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.lab)

    def is_due(self, obj: Pilot, row: OutboxEmail) -> bool:
        """Whether the file still stands where the mail says."""
        return not self.while_in or obj.status in self.while_in

    def is_moot(self, obj: Pilot, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader may not read it any more."""
        may = row.user is not None and row.user.has_perm("programmes.view_pilot", obj)
        return not (may and self.is_due(obj, row))

    def context(self, obj: Pilot, row: OutboxEmail) -> dict[str, Any]:
        """Give the pilot, both sides, and its page."""
        return {
            "pilot": obj,
            "startup": obj.startup,
            "company": obj.company,
            "lab": obj.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class PilotProposed(PilotNotice):
    """To the other side: here is an idea, and who frames it."""

    name = "pilot_proposed"
    while_in = (P.IDEA,)


@register
class PilotFramed(PilotNotice):
    """To the side that has not agreed: days, cost and criteria; agree or ask."""

    name = "pilot_framed"

    def is_due(self, obj: Pilot, row: OutboxEmail) -> bool:
        """Whether it still waits for an agreement."""
        return obj.status == P.FRAMED and not obj.is_agreed

    def context(self, obj: Pilot, row: OutboxEmail) -> dict[str, Any]:
        """Give the criteria too: the mail alone is enough to judge them."""
        given = super().context(obj, row)
        return {**given, "criteria": list(obj.criteria.order_by("rank"))}


@register
class PilotAgreed(PilotNotice):
    """To the other side: they agree; what comes next."""

    name = "pilot_agreed"
    while_in = (P.FRAMED,)


@register
class PilotStarted(PilotNotice):
    """To everybody else: it has begun, and until when it lasts."""

    name = "pilot_started"
    while_in = (P.RUNNING,)


@register
class PilotEvaluated(PilotNotice):
    """To everybody else: what it gave; the company decides how it goes on."""

    name = "pilot_evaluated"
    while_in = (P.EVALUATED,)


@register
class PilotDecided(PilotNotice):
    """To everybody else: it goes on, or it stops and why."""

    name = "pilot_decided"


@register
class PilotNudged(PilotNotice):
    """To whoever is next, then the lab: the date has come."""

    name = "pilot_nudged"
    category = REMINDERS.key
    audience = _("whoever is next")

    def is_due(self, obj: Pilot, row: OutboxEmail) -> bool:
        """Whether it is still the turn of the same side, and late."""
        late = obj.due_on is not None and obj.due_on <= clock.today()
        return late and turn_of(obj, clock.today()) == row.data["turn"]


def owe_others(kind: str, pilot: Pilot, step: Step) -> None:
    """Owe a mail to both sides and the place's owner, but to whoever acted."""
    people = [*people_of(pilot, COMPANY), *people_of(pilot, STARTUP)]
    if pilot.facility is not None and pilot.status not in (P.IDEA, P.FRAMED):
        people += members_of(pilot.facility.owner_id)
    _owe(kind, pilot, step, people)


def owe_missing(kind: str, pilot: Pilot, step: Step) -> None:
    """Owe a mail to the sides that have not agreed yet."""
    people: list[User] = []
    for side in (COMPANY, STARTUP):
        if getattr(pilot, f"{side}_agreed_at") is None:
            people += people_of(pilot, side)
    _owe(kind, pilot, step, people)


def owe_turn(pilot: Pilot, step: Step, rung: int) -> None:
    """Owe the reminder to whoever is next; what stays late to the lab."""
    turn = turn_of(pilot, clock.local_day(step.now))
    late = rung >= PILOT_LATE
    people = staff_of(pilot.lab) if late else people_of(pilot, turn)
    _owe("pilot_nudged", pilot, step, people, {"turn": turn})


def _owe(
    kind: str,
    pilot: Pilot,
    step: Step,
    people: Iterable[User],
    data: dict[str, Any] | None = None,
) -> None:
    actor = step.entry.user_id
    for user in dict.fromkeys(people):
        if user.pk == actor:
            continue
        outbox.post(
            kind,
            pilot,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=after_quiet(pilot.lab, step.now),
            desk=pilot.lab.slug,
            data=data or {},
        )
