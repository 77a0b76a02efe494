"""A blocker as labs and the companies that meet it read it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blockers import looks, steps, ways
from blockers.models import Blocker, Report
from blockers.priority import company_key
from programmes import rules as frame
from servindus.models import User
from servindus.ui import Crumb


@require_safe
def blocker_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what blocks, where it stands and what is asked; no company is named.

    What was merged leads its readers to the one that goes on.
    """
    user: User = request.user  # type: ignore[assignment]
    mine = Blocker.objects.visible_to(user)
    blocker = mine.with_people().with_cases().filter(public_id=public_id).first()
    merged = blocker is None or blocker.merged_into_id is not None
    if merged:
        rows = mine.filter(merged__public_id=public_id)
        return redirect(get_object_or_404(rows))
    if blocker is None:
        raise Http404
    own = Report.objects.visible_to(user).attached().filter(blocker=blocker)
    context: dict[str, Any] = {
        "blocker": blocker,
        "status_badge": looks.blocker_badge(blocker.status),
        "companies": len({company_key(case) for case in blocker.cases}),  # type: ignore[attr-defined]
        "own": own.with_people().order_by("pk"),
        "norms": blocker.norms.order_by("pk"),
        "asks": blocker.asks.order_by("pk"),
        **(_ways(blocker, user) if frame.is_staff(user) else {}),
        "items": steps.steps(blocker),
        "desk_url": reverse("admin:blockers_blocker_change", args=[blocker.pk])
        if user.has_perm("blockers.read_file_of_blocker", blocker)
        else "",
        "archive_url": looks.archive_address(blocker, user),
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Blockers"), reverse("blockers:report_list")),
            Crumb(blocker.reference),
        ],
    }
    return render(request, "blockers/blocker_detail.html", context)


def _ways(blocker: Blocker, user: User) -> dict[str, Any]:
    """Give what was tried on it, and elsewhere for the texts that it cites."""
    numbers = [norm.identifier for norm in blocker.norms.all()]
    return {
        "ways": ways.of_blocker(blocker, user),
        "elsewhere": ways.of_texts(numbers, user, beside=blocker),
    }
