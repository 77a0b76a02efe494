"""Whose turn a pilot is, and the people who stand for each side."""

from datetime import date

from programmes.models import Pilot
from programmes.notifications import staff_of
from programmes.pilots.enums import PilotStatus
from servindus.models import User

P = PilotStatus
STARTUP, COMPANY, LAB = "startup", "company", "lab"


def turn_of(pilot: Pilot, today: date) -> str:
    """Give the side whose turn it is: `startup` or `company`; nobody's once it ended.

    The startup frames, starts and runs it; the company agrees, judges and decides.
    """
    if pilot.status == P.FRAMED and pilot.company_agreed_at is None:
        return COMPANY
    if pilot.status in (P.IDEA, P.FRAMED):
        return STARTUP
    if pilot.status == P.RUNNING:
        over = pilot.ends_on is not None and pilot.ends_on <= today
        return COMPANY if over else STARTUP
    return COMPANY if pilot.status == P.EVALUATED else ""


def members_of(organisation: int) -> list[User]:
    """Give the people who work for an organisation here."""
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__status="active",
    )
    return list(people.distinct().order_by("pk"))


def people_of(pilot: Pilot, side: str) -> list[User]:
    """Give a side's people; where it has nobody here, the lab's staff."""
    return members_of(getattr(pilot, f"{side}_id")) or staff_of(pilot.lab)
