"""Who of a company may be written to, and who may have been there."""

from programmes.models import WitnessEngagement
from programmes.notifications import staff_of
from servindus.models import User


def members_of(organisation: int) -> list[User]:
    """Give the active members of an organisation, the first account first."""
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__status="active",
    )
    return list(people.distinct().order_by("pk"))


def referents_of(engagement: WitnessEngagement) -> list[User]:
    """Give the referents who still work for the lab; else its whole staff.

    Whoever belongs to the company gets no mail of the lab about it.
    """
    own = {user.pk for user in members_of(engagement.organisation_id)}
    staff = [user for user in staff_of(engagement.lab) if user.pk not in own]
    return [user for user in staff if user in engagement.referents] or staff
