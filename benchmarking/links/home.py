"""What links put into the tabs of the room."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext

from servindus.ui import Tab


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the tab of the links to whoever reads them."""
    href = reverse("benchmarking:practice_blocker_link_list")
    if not request.user.has_perm("benchmarking.view_practice_blocker_link"):
        return []
    label = pgettext("links", "What lifts what")
    return [Tab(label, href, current=request.path.startswith(href))]
