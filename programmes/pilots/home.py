"""What pilots put on homes: the day of the next step of each."""

from django.db.models import Q
from django.http import HttpRequest

from programmes import rules
from programmes.models import Pilot
from servindus.home import Dated


def dated(request: HttpRequest) -> list[Dated]:
    """Give the pilots of the reader's companies that have a day before them."""
    own = rules.organisation_ids(request.user, *rules.COMPANY_KINDS)
    if not own:
        return []
    rows = Pilot.objects.open().filter(Q(startup__in=own) | Q(company__in=own))
    return [Dated(rows, "due_on", "title")]
