"""What the room puts into the header: one word, leading to its first tab."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from benchmarking import sections
from programmes import rules


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's word to lab staff and to the programme."""
    if not request.user.is_authenticated or not rules.is_staff(request.user):
        return []
    tabs = sections.tabs(request)
    if not tabs:
        return []
    current = any(tab.current for tab in tabs)
    return [{"label": _("Good practices"), "href": tabs[0].href, "current": current}]
