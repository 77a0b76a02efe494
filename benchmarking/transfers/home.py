"""What transfers put on homes and into the tabs of the room."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.models import Transfer
from benchmarking.transfers.lists import waiting_for
from programmes import rules
from servindus import clock
from servindus.home import Waiting
from servindus.models import User
from servindus.ui import Tab, WaitingCard


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the tab of the transfers to whoever reads them."""
    href = reverse("benchmarking:transfer_board")
    if not request.user.has_perm("benchmarking.view_transfer"):
        return []
    return [Tab(_("Transfers"), href, current=request.path.startswith(href))]


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give the transfers that wait for the reader's lab."""
    user = request.user
    assert isinstance(user, User)
    labs = rules.lab_ids(user)
    if not labs:
        return []
    return [Waiting(waiting_for(Transfer.objects.all(), labs, clock.today()), _card)]


def _card(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Transfers"),
        text=_("A practice on its way from one lab to another waits for you."),
        href=f"{reverse('benchmarking:transfer_list')}?vue=a-faire",
        link_label=_("Look at them"),
        icon="arrows-right-left",
        emphasis="mine",
    )
