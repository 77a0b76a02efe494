"""Which pilots a list shows; pages, files and homes ask it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.models import Pilot
from programmes.models.pilots import PilotQuerySet
from programmes.pilots.enums import PILOT_OPEN, PilotStatus
from servindus import clock
from servindus.models import User
from servindus.ui import Text

P = PilotStatus
# The address's word and the label; the first is the reader's turn.
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-traiter", _("To do")),
    ("en-cours", _("In hand")),
    ("terminees", _("Ended")),
)


def pilots_of(user: User, part: str) -> PilotQuerySet:
    """Give a part of the pilots that a person sees: their turn, in hand, ended."""
    rows = Pilot.objects.visible_to(user)
    if part == "a-traiter":
        return rows.filter(its_turn(user))
    if part == "en-cours":
        return rows.filter(Q(status__in=PILOT_OPEN) & ~its_turn(user))
    if part == "toutes":
        return rows
    return rows.exclude(status__in=PILOT_OPEN)


def its_turn(user: User) -> Q:
    """What waits for this person's side; `turns.turn_of` says the same of one."""
    own, today = rules.organisation_ids(user), clock.today()
    startup = Q(status=P.IDEA) | Q(status=P.FRAMED, company_agreed_at__isnull=False)
    company = (
        Q(status=P.FRAMED, company_agreed_at=None)
        | Q(status=P.RUNNING, ends_on__lte=today)
        | Q(status=P.EVALUATED)
    )
    return (startup & Q(startup__in=own)) | (company & Q(company__in=own))
