"""What the room puts into the header: one word, leading to the library."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules

# What stands in the room without standing below the library; the comparison is one
# of the results.
BESIDE = ("/questions/", "/echanges/")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's word; whoever answers for the State has other work."""
    user = request.user
    if user.is_authenticated and rules.authority_ids(user):
        return []
    href = reverse("benchmarking:practice_list")
    current = request.path.startswith((href, *BESIDE))
    return [{"label": _("Good practices"), "href": href, "current": current}]
