"""Publication: the answers of several dossiers at once, after a sitting or without."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from blockers import actions, queues, sitting_looks
from blockers.enums import EscalationStatus
from blockers.forms import PublishForm
from blockers.models import Escalation, Sitting
from blockers.sitting_enums import SittingStatus
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import busy_words
from servindus.workflow import ActRefused, Busy

READ_OR_SEND = ["GET", "HEAD", "POST"]


def publishable(user: User) -> Any:
    """Give what the reader's authority has answered and not published."""
    own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    rows = Escalation.objects.filter(
        authority__in=own, status=EscalationStatus.ANSWERED, published_at=None
    )
    return rows.select_related("blocker__lab").order_by("publish_by", "pk")


@require_http_methods(READ_OR_SEND)
def publish_escalation_view(request: HttpRequest) -> HttpResponse:
    """Publish the answers of several dossiers at once, all of them or none."""
    user: User = request.user  # type: ignore[assignment]
    if not frame.organisation_ids(user, OrganisationKind.AUTHORITY):
        raise PermissionDenied
    sitting = _sitting(request, user)
    rows = publishable(user)
    if sitting is not None:
        rows = rows.filter(pk__in=sitting.items.on_agenda().values("escalation"))
    # After a sitting all of it is published; who wants less takes ticks away.
    initial = {"escalations": rows} if sitting else {}
    form = PublishForm(request.POST or None, rows=rows, initial=initial)
    back = sitting.get_absolute_url() if sitting else queues.address()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            count = _publish(form.cleaned_data, user)
        except ActRefused as refused:
            form.add_error(None, str(refused))
            status = 409
        except Busy:
            form.add_error(None, busy_words())
            status = 503
        else:
            messages.success(request, _published(count))
            return redirect(back)
    context = {
        "form": form,
        "rows": rows,
        "back": back,
        "crumbs": sitting_looks.crumbs(sitting, Crumb(_("Publish")))
        if sitting
        else [Crumb(_("Dossiers"), queues.address()), Crumb(_("Publish"))],
    }
    return render(request, "blockers/escalation_publish.html", context, status=status)


def _sitting(request: HttpRequest, user: User) -> Sitting | None:
    """Give the sitting of the reader's authority that the address names, once held."""
    try:
        public_id = UUID(request.GET.get("seance", ""))
    except ValueError:
        return None
    rows = Sitting.objects.visible_to(user).filter(status=SittingStatus.HELD)
    return rows.filter(public_id=public_id).first()


def _published(count: int) -> str:
    words = ngettext(
        "The answers of %(n)d dossier are published.",
        "The answers of %(n)d dossiers are published.",
        count,
    )
    return words % {"n": count}


def _publish(data: dict[str, Any], user: User) -> int:
    """Publish in one transaction, in the order in which the acts lock."""
    chosen = sorted(data["escalations"], key=lambda row: (row.blocker_id, row.pk))
    with transaction.atomic():
        for row in chosen:
            if not user.has_perm("blockers.publish_escalation", row):
                raise PermissionDenied
            actions.publish_escalation(
                row, by=user, embargo_until=data["embargo_until"]
            )
    return len(chosen)
