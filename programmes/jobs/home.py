"""What the jobs register puts in the header: its word, and what is behind it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the register's word to those who have rows there, the figures' to others."""
    user = request.user
    in_register = user.is_authenticated and user.has_perm("programmes.view_jobs_record")
    figures = reverse("programmes:jobs_figures")
    register = reverse("programmes:jobs_record_list")
    href = register if in_register and not rules.authority_ids(user) else figures
    return [
        {"label": _("Jobs"), "href": href, "current": request.path.startswith(register)}
    ]
