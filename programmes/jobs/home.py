"""What the jobs register puts on homes: what a lab confirms, what is counted again."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.jobs import lists
from servindus.home import Waiting
from servindus.models import User
from servindus.ui import WaitingCard


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give what a lab has to confirm and what a company has to count again."""
    user = request.user
    assert isinstance(user, User)
    if rules.lab_ids(user):
        rows = lists.part_of(user, "a-confirmer").filter(lab__in=rules.lab_ids(user))
        return [Waiting(rows, _to_confirm)]
    own = rules.organisation_ids(user, *rules.COMPANY_KINDS)
    if not own:
        return []
    due = lists.part_of(user, "a-recompter").filter(organisation__in=own)
    return [Waiting(due, _to_check)]


def _card(count: int, title: str, text: str, part: str, icon: str) -> WaitingCard:
    href = f"{reverse('programmes:jobs_record_list')}?vue={part}"
    return WaitingCard(count, title, text, href, _("Look at them"), icon, "mine")


def _to_confirm(count: int) -> WaitingCard:
    title = _("Jobs to confirm")
    return _card(
        count, title, _("Nothing counts before you say yes."), "a-confirmer", "users"
    )


def _to_check(count: int) -> WaitingCard:
    text = _("A year has passed: how many of these jobs are still there?")
    return _card(count, _("Jobs to count again"), text, "a-recompter", "arrow-path")
