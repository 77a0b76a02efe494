"""The pages that every site owes its visitors: help, access, law, privacy."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servindus.ui import Crumb

NAMES = ("accessibility", "legal", "privacy", "help")


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the pages."""
    crumbs = [Crumb(_("Home"), reverse("home")), Crumb(label_of(name))]
    return render(request, f"servindus/pages/{name}.html", {"crumbs": crumbs})


def label_of(name: str) -> str:
    """Give the words of a page's link."""
    labels = {
        "accessibility": _("Accessibility"),
        "legal": _("Legal notice"),
        "privacy": _("Privacy"),
        "help": _("Help"),
    }
    return labels[name]


def footer_links() -> list[dict[str, Any]]:
    """Give the links of every page's footer."""
    return [{"href": reverse(name), "label": label_of(name)} for name in NAMES]
