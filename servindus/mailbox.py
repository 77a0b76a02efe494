"""The page "Courriels" of the demonstration: mails that are owed, as they would read.

Outside the demo mode these addresses answer 404: nobody reads another's mail, and
staff never see a rendered link.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from servindus import clock, letters
from servindus.keyset import page_of
from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.ui import Crumb

View = Callable[..., HttpResponse]
BODY_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
}


def demo_only(view: View) -> View:
    """Answer 404 outside the demonstration."""

    @login_not_required
    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **options)

    return shown


@demo_only
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first, of everybody or of one person."""
    wanted = request.GET.get("a", "")[:254]
    rows = OutboxEmail.objects.exclude(state=OutboxState.DROPPED)
    if wanted:
        rows = rows.filter(recipient=wanted)
    page = page_of(request, rows, by="created_at", descending=True, key=_key)
    found = [_line(row) for row in page.rows]
    people = OutboxEmail.objects.order_by("recipient").values_list(
        "recipient", "recipient_name"
    )
    context = {
        "mails": [line for line in found if line],
        "pager": page.pager,
        "people": people.distinct()[:100],
        "wanted": wanted,
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Mails"))],
    }
    return render(request, "servindus/mail_list.html", context)


def _key(row: OutboxEmail) -> str:
    return row.created_at.isoformat()


def _line(row: OutboxEmail) -> dict[str, Any] | None:
    """Give a mail with its subject; one that is no longer due is left out."""
    message = letters.compose(row)
    if message is None:
        return None
    waits = row.not_before > clock.now()
    return {"row": row, "subject": message.subject, "waits": waits}


def _mail(public_id: Any) -> tuple[OutboxEmail, EmailMultiAlternatives]:
    row = get_object_or_404(OutboxEmail, public_id=public_id)
    message = letters.compose(row)
    if message is None:
        raise Http404
    return row, message


@demo_only
def mail_detail(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Show one mail: who, when, subject, and its HTML in a frame of its own."""
    row, message = _mail(public_id)
    context = {
        "row": row,
        "message": message,
        "text": message.body,
        "crumbs": [Crumb(_("Mails"), reverse("mail_list")), Crumb(message.subject)],
    }
    return render(request, "servindus/mail_detail.html", context)


@csp(BODY_POLICY)
@demo_only
def mail_body(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Give the mail's HTML alone, under a policy that lets nothing but its style in."""
    _row, message = _mail(public_id)
    return framed(message)


def framed(message: EmailMultiAlternatives) -> HttpResponse:
    """Give a mail's HTML for a frame of our own page."""
    html, _kind = message.alternatives[0]
    response = HttpResponse(str(html).replace("<head>", '<head><base target="_top">'))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
