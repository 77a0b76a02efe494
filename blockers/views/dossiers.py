"""The lab's side: the dossier being built, sent, and taken back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from blockers import dossier as dossiers
from blockers import escalation_looks, looks, queues
from blockers.actions import escalate_blocker, recall_blocker
from blockers.forms import EscalateForm, RecallForm
from blockers.models import Blocker, Escalation
from servindus import clock
from servindus.models import User
from servindus.ui import Crumb, Meter
from servindus.views import Page, perform
from servindus.workflow import Act, available_actions

READ_OR_SEND = ["GET", "HEAD", "POST"]


def _found(request: HttpRequest, public_id: UUID) -> Blocker:
    """Give a blocker to the lab that leads it; others are refused by their right."""
    user: User = request.user  # type: ignore[assignment]
    rows = Blocker.objects.visible_to(user).with_people()
    return get_object_or_404(rows, public_id=public_id)


def address(blocker: Blocker) -> str:
    """Give the dossier's address."""
    return reverse("blockers:blocker_dossier", args=[blocker.public_id])


@require_safe
def blocker_dossier(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what is missing, exactly what the ministry will read, and where it is."""
    blocker = _found(request, public_id)
    user: User = request.user  # type: ignore[assignment]
    if not user.has_perm("blockers.escalate_blocker", blocker):
        raise PermissionDenied
    now = clock.now()
    rows = queues.rows_for(user).filter(blocker=blocker).order_by("-pk")
    can = {act.name for act in available_actions(blocker, user)}
    context = {
        "blocker": blocker,
        "status_badge": looks.blocker_badge(blocker.status),
        **_built(blocker),
        "rows": escalation_looks.rows_of(rows, user, now),
        "may_send": "escalate_blocker" in can,
        "may_recall": "recall_blocker" in can,
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Dossiers"), queues.address()),
            Crumb(blocker.reference),
        ],
    }
    return render(request, "blockers/blocker_dossier.html", context)


def _built(blocker: Blocker) -> dict[str, Any]:
    """Give the dossier as it would leave today, and how much of it is there."""
    gaps = dossiers.gaps(blocker)
    filled = sum(gap.is_filled for gap in gaps)
    missing = len(gaps) - filled
    words = ngettext("%(n)d thing is missing.", "%(n)d things are missing.", missing)
    built = dossiers.build(blocker)
    return {
        "gaps": gaps,
        "meter": Meter(
            filled,
            len(gaps),
            _("%(filled)d of %(total)d") % {"filled": filled, "total": len(gaps)},
            words % {"n": missing} if missing else _("The dossier is complete."),
        ),
        "dossier": escalation_looks.readable(built),
        "asks": escalation_looks.asked(built),
    }


@require_http_methods(READ_OR_SEND)
def escalate_blocker_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose the authorities and send."""
    blocker = _found(request, public_id)
    return _do(
        request,
        blocker,
        escalate_blocker,
        EscalateForm,
        title=_("Send to the ministry"),
        lead=_("%(reference)s, %(title)s: the dossier leaves as you have read it.")
        % {"reference": blocker.reference, "title": blocker.title},
        button=_("Send the dossier"),
        success=_("The dossier is sent; the companies concerned are told."),
    )


@require_http_methods(READ_OR_SEND)
def recall_blocker_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the dossier back from every authority that has not answered."""
    blocker = _found(request, public_id)
    open_rows = Escalation.objects.open().filter(blocker=blocker)
    names = ", ".join(row.authority.name for row in open_rows.with_people())
    return _do(
        request,
        blocker,
        recall_blocker,
        RecallForm,
        title=_("Take the dossier back?"),
        lead=names,
        button=_("Take it back"),
        success=_("The dossier is with you again."),
    )


def _do(
    request: HttpRequest,
    blocker: Blocker,
    action: Act[Any],
    form_class: Any,
    **words: Any,
) -> HttpResponse:
    crumbs = [
        Crumb(_("Dossiers"), queues.address()),
        Crumb(blocker.reference, address(blocker)),
        Crumb(words["title"]),
    ]
    page = Page(back=address(blocker), extra={"crumbs": crumbs}, **words)
    return perform(request, action, blocker, form_class, page=page)
