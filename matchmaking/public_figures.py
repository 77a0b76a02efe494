"""What introductions count for everybody: asked, accepted, met."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from matchmaking.enums import IntroductionStatus, MeetingStatus
from matchmaking.models import Introduction, Meeting
from servindus import clock, figures

S = IntroductionStatus
KINDS = (
    figures.Kind(
        "introductions_asked",
        1,
        ngettext_lazy("request made", "requests made"),
        _(
            "Requests of startups to meet a decision maker, from the day they are"
            " handed in to the lab of the plant. Each request counts once, whatever"
            " comes of it."
        ),
    ),
    figures.Kind(
        "introductions_accepted",
        1,
        ngettext_lazy("accepted request", "accepted requests"),
        _(
            "Requests that the decision maker has accepted, from the moment when the"
            " answer can no longer be taken back. An accepted request still counts once"
            " it is closed."
        ),
    ),
    figures.Kind(
        "meetings_held",
        1,
        ngettext_lazy("meeting held", "meetings held"),
        _(
            "Meetings that took place, as one of the two people has said. A meeting"
            " that was moved counts once; one to which somebody did not come does not"
            " count."
        ),
    ),
)


def count() -> figures.Counts:
    """Count by the plant's lab: two statements."""
    accepted = Q(status__in=[S.ACCEPTED, S.CLOSED], settles_at__lte=clock.now())
    sent = Introduction.objects.filter(submitted_at__isnull=False)
    held = Meeting.objects.filter(status=MeetingStatus.HELD)
    return {
        **figures.by_lab(
            sent, "lab", introductions_asked=None, introductions_accepted=accepted
        ),
        **figures.by_lab(held, "introduction__lab", meetings_held=None),
    }


SOURCE = figures.Source(KINDS, count)
