"""What exchanges put on homes and into the tabs of the room."""

from datetime import timedelta

from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.exchanges import lists
from benchmarking.models import Exchange
from programmes import rules
from servindus import clock
from servindus.home import Dated, Waiting
from servindus.models import User
from servindus.ui import Emphasis, Tab, WaitingCard

# One's own actions are told from a week before their date.
AHEAD = timedelta(days=7)


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the tab of the exchanges to whoever reads them."""
    href = reverse("benchmarking:exchange_list")
    if not request.user.has_perm("benchmarking.view_exchange"):
        return []
    return [Tab(_("Exchanges"), href, current=request.path.startswith(href))]


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give minutes to write, and one's own actions that are due."""
    user = request.user
    assert isinstance(user, User)
    labs = rules.lab_ids(user)
    if not labs:
        return []
    now = clock.now()
    over = Exchange.objects.planned().filter(lab__in=labs, starts_at__lte=now)
    today = clock.local_day(now)
    late = lists.own_due(user, today - timedelta(days=1))
    soon = lists.own_due(user, today + AHEAD).filter(due_on__gte=today)
    return [
        Waiting(over, _over),
        Waiting(lists.to_minute(labs), _to_minute),
        Waiting(late, _late),
        Waiting(soon, _soon),
    ]


def dated(request: HttpRequest) -> list[Dated]:
    """Give the exchanges that one's labs go to."""
    labs = rules.lab_ids(request.user)
    if not labs:
        return []
    rows = Exchange.objects.planned().of_labs(labs)
    rows = rows.annotate(held_on=TruncDate("starts_at", tzinfo=clock.PARIS))
    return [Dated(rows, "held_on", "title")]


def _over(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Exchanges that were held"),
        text=_("Say who came: then decisions and actions can be written down."),
        href=f"{reverse('benchmarking:exchange_list')}?vue=a-venir",
        link_label=_("Say who came"),
        icon="user-group",
        emphasis="mine",
    )


def _to_minute(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Minutes of exchanges"),
        text=_("Send them within five working days."),
        href=f"{reverse('benchmarking:exchange_list')}?vue=tenus",
        link_label=_("Write them"),
        icon="pencil-square",
        emphasis="mine",
    )


def _mine(count: int, text: str, emphasis: Emphasis) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Actions from exchanges"),
        text=text,
        href=reverse("benchmarking:exchange_action_list"),
        link_label=_("Look at them"),
        icon="flag",
        emphasis=emphasis,
    )


def _late(count: int) -> WaitingCard:
    return _mine(count, _("The day has passed: done, or dropped and why?"), "late")


def _soon(count: int) -> WaitingCard:
    return _mine(count, _("Yours to do within a week."), "mine")
