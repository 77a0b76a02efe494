"""What practices put on homes and into the tabs of the room."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.practices import library
from programmes import rules
from servindus.home import Waiting
from servindus.models import User
from servindus.ui import Tab, WaitingCard


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the library, the tools, and to the labs what is in hand."""
    found = [
        _tab(request, _("Library"), "practice_list"),
        _tab(request, _("Tools"), "tool_list"),
    ]
    if request.user.is_authenticated and rules.is_staff(request.user):
        found.insert(1, _tab(request, _("In hand"), "version_list"))
    return found


def _tab(request: HttpRequest, label: str, name: str) -> Tab:
    href = reverse(f"benchmarking:{name}")
    return Tab(label, href, current=request.path == href)


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give the versions that wait for the reader's lab."""
    user = request.user
    assert isinstance(user, User)
    if not rules.lab_ids(user):
        return []
    return [Waiting(library.versions_of(user, "a-traiter"), _versions)]


def _versions(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Good practices"),
        text=_("To write on, to look through, or an opinion to give."),
        href=f"{reverse('benchmarking:version_list')}?vue=a-traiter",
        link_label=_("Look at them"),
        icon="book-open",
        emphasis="mine",
    )
