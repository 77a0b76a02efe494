"""Three ways to one case: an account, the link of a mail, or a visitor's own draft."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from blockers.models import Report, ReportLink
from blockers.models.report_link import is_mailed, is_ours
from servindus import doors
from servindus.actors import Actor, LinkHolder
from servindus.models import User


@dataclass(frozen=True)
class Door:
    """Who reads which case, and where the pages of this way in are."""

    report: Report
    actor: Actor
    link: ReportLink | None = None
    token: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether the token can only have come from a mail."""
        return self.link is None or self.link.confirmed_at is not None

    def url(self, name: str, *rest: Any) -> str:
        """Give the address of a page of this door."""
        if self.link is None:
            return reverse(f"blockers:{name}", args=[self.report.public_id, *rest])
        return reverse(f"blockers:link_{name}", args=[self.token, *rest])


View = Callable[..., HttpResponse]


def open_door(request: HttpRequest, public_id: Any, token: str) -> Door | None:
    """Give the door of an address; None for a link that no longer opens anything."""
    rows = Report.objects.with_people()
    if not token:
        user: User = request.user  # type: ignore[assignment]
        found = get_object_or_404(rows.visible_to(user), public_id=public_id)
        return Door(found, user)
    link = ReportLink.objects.for_token(token)
    if link is None:
        raise Http404
    mailed = is_mailed(token)
    # A visitor's own draft opens nothing once the address has been proven: what was
    # typed by somebody must not open the case of whoever reads that address.
    if not link.is_open or (not mailed and link.confirmed_at is not None):
        return None
    if mailed:
        # Whoever holds the token of a mail reads the address; a POST notes it.
        link.prove(keep=request.method == "POST")
    return Door(rows.get(pk=link.report_id), LinkHolder(link, link.name), link, token)


def through_door(view: View) -> View:
    """Open the door for a view; a closed one is explained (410)."""

    @wraps(view)
    def opened(
        request: HttpRequest, public_id: Any = None, token: str = "", **rest: Any
    ) -> HttpResponse:
        door = open_door(request, public_id, token)
        if door is None:
            return render(request, "blockers/link_closed.html", status=410)
        return view(request, door, **rest)

    return opened


private_link = doors.private_link(is_ours, "report")
