"""What becomes of introductions when somebody leaves their startup."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import IN_HAND, OPEN
from matchmaking.models import Introduction
from programmes.models import Membership, Organisation
from servindus.models import User
from servindus.workflow import Step, write_journal


def hand_over_introductions(
    membership: Membership, staying: list[User], step: Step
) -> int:
    """Give what a person has open to the first who stays; tell how many there were.

    They belong to the startup: only who asks, reads the answers and is named to the
    other side changes. Closed ones keep the name of whoever lived them.
    """
    if not staying:
        return 0
    asked = Introduction.objects.select_for_update(of=("self",), no_key=True).filter(
        startup=membership.organisation_id,
        requested_by=membership.user_id,
        status__in=OPEN,
    )
    successor, count = staying[0], 0
    for introduction in asked.order_by("pk"):
        introduction.requested_by = successor
        introduction.save(update_fields=["requested_by"])
        write_journal(
            "hand_over_introduction",
            introduction,
            by=step.by,
            now=step.now,
            channel=step.channel,
            details={"to": successor.pk},
        )
        count += 1
    return count


def why_not_the_last(organisation: Organisation) -> str | Promise | None:
    """Somebody must be there to hear the answers that the startup has asked for."""
    if organisation.introductions.filter(status__in=IN_HAND).exists():
        return _(
            "Requests are under way and nobody else would hear of them: withdraw them, "
            "or invite somebody first."
        )
    return None
