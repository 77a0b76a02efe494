"""Which introductions may become a pilot: those that a manager has accepted."""

from django.db.models import QuerySet

from matchmaking.enums import IntroductionStatus
from matchmaking.models import Introduction
from servindus import clock
from servindus.models import User

S = IntroductionStatus


def introductions(user: User) -> QuerySet[Introduction]:
    """Give the accepted ones that a person sees, once the answer has settled."""
    rows = Introduction.objects.visible_to(user).with_people()
    said = rows.filter(status__in=[S.ACCEPTED, S.CLOSED], settles_at__lte=clock.now())
    return said.order_by("-pk")
