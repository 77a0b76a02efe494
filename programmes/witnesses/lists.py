"""Which engagements a list shows, and what a page of one needs."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import rules
from programmes.enums import OrganisationKind
from programmes.models import Wave, WitnessEngagement
from programmes.models.witnesses import WaveQuerySet, WitnessEngagementQuerySet
from programmes.witnesses.enums import (
    WAVE_NOTICE,
    WRITABLE,
    EngagementStatus,
    WaveStatus,
)
from servindus import clock
from servindus.models import User
from servindus.ui import Text

E, W = EngagementStatus, WaveStatus
# The address's word and the label of each part.
PARTS: tuple[tuple[str, Text], ...] = (
    ("en-cours", pgettext_lazy("engagements", "Running")),
    ("a-signer", _("Charter to sign")),
    ("termines", pgettext_lazy("engagements", "Ended")),
)


def waiting(user: User) -> WaveQuerySet:
    """Give the waves that wait for a person: to enter soon, or to approve."""
    soon = clock.today() + timedelta(days=WAVE_NOTICE)
    own = rules.organisation_ids(user, OrganisationKind.INDUSTRIAL)
    return Wave.objects.filter(
        Q(status=W.ENTERED, engagement__lab__in=rules.lab_ids(user))
        | Q(
            status__in=WRITABLE,
            due_on__lte=soon,
            engagement__status=E.RUNNING,
            engagement__organisation__in=own,
        )
    )


def part_of(user: User, part: str) -> WitnessEngagementQuerySet:
    """Give a part of the engagements that a person sees."""
    rows = WitnessEngagement.objects.visible_to(user)
    chosen = {"a-signer": Q(status=E.PREPARED), "termines": Q(status=E.ENDED)}
    return rows.filter(chosen.get(part, Q(status=E.RUNNING)))
