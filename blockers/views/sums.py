"""What the register adds up: which text hurts most, and how the delays are kept."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blockers import citations, delays
from blockers.exports import DELAYS, NORMS
from blockers.filters import norms_found
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.exports.pages import exporter
from servindus.keyset import PAGE_SIZE, page_of_parts
from servindus.ui import Crumb, ListPage


@login_not_required
@require_safe
def norm_list(request: HttpRequest) -> HttpResponse:
    """List the cited texts, those that hold up most blockers first."""
    form, lines = norms_found(request.user, request.GET, clock.now())
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("p"))
    scope = form.cleaned_data.get("portee", "")
    context = {
        "filter_form": form,
        "active": sum(bool(value) for value in form.cleaned_data.values()),
        "rows": page.object_list,
        "pager": _pager(request, page),
        "lead": _lead(request.user, scope),
        "exporter": exporter(request, NORMS) if lines else None,
        "crumbs": [
            Crumb(_("Blockers"), reverse("blockers:public_list")),
            Crumb(_("Cited texts")),
        ],
    }
    return render(request, "blockers/norm_list.html", context)


def _lead(user: Any, scope: str) -> str:
    """Say whose blockers are counted."""
    read = citations.kind_of(user, scope)
    return str(citations.LEADS[read])


def _pager(request: HttpRequest, page: Any) -> ListPage:
    def href(number: int) -> str:
        query = request.GET.copy()
        query["p"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return ListPage(
        first=page.start_index(),
        last=page.end_index(),
        total=page.paginator.count,
        previous_href=href(page.number - 1) if page.has_previous() else "",
        next_href=href(page.number + 1) if page.has_next() else "",
    )


@require_safe
def delay_list(request: HttpRequest) -> HttpResponse:
    """Show how each of the nine delays is kept, and the delays themselves."""
    user: Any = request.user
    liaison = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if not (liaison or frame.is_staff(user)):
        raise PermissionDenied
    today = clock.today()
    form, parts = delays.chosen(user, request.GET, today)
    page = page_of_parts(request, parts, by="due", key=lambda row: row.due.isoformat())
    context = {
        "filter_form": form,
        "active": sum(bool(value) for value in form.cleaned_data.values()),
        "tallies": delays.tallies(user, clock.now()),
        "rows": [delays.line(row, today) for row in delays.read_pauses(page.rows)],
        "pager": page.pager,
        "exporter": exporter(request, DELAYS) if page.rows else None,
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Dossiers"), reverse("blockers:escalation_list")),
            Crumb(_("Delays")),
        ],
    }
    return render(request, "blockers/delay_list.html", context)
