"""Which engagements a list shows, and what a page of one needs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.models import WitnessEngagement
from programmes.models.witnesses import WitnessEngagementQuerySet
from programmes.witnesses.enums import EngagementStatus
from servindus.models import User
from servindus.ui import Text

E = EngagementStatus
# The address's word and the label of each part.
PARTS: tuple[tuple[str, Text], ...] = (
    ("en-cours", pgettext_lazy("engagements", "Running")),
    ("a-signer", _("Charter to sign")),
    ("termines", pgettext_lazy("engagements", "Ended")),
)


def part_of(user: User, part: str) -> WitnessEngagementQuerySet:
    """Give a part of the engagements that a person sees."""
    rows = WitnessEngagement.objects.visible_to(user)
    chosen = {"a-signer": Q(status=E.PREPARED), "termines": Q(status=E.ENDED)}
    return rows.filter(chosen.get(part, Q(status=E.RUNNING)))
