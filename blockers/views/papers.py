"""Papers of one file: the note of one page, and the archive of what is closed."""

import tempfile
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from blockers import archive, note, queues
from blockers.actions import archive_blocker
from blockers.models import Blocker, Escalation
from servindus import clock
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import Page, perform


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _blocker(request: HttpRequest, public_id: UUID) -> Blocker:
    rows = Blocker.objects.visible_to(_reader(request)).with_people()
    return get_object_or_404(rows, public_id=public_id)


def _show(request: HttpRequest, page: note.Note) -> HttpResponse:
    context = {
        "note": page,
        "crumbs": [
            Crumb(_("Dossiers"), queues.address()),
            Crumb(page.reference, page.address),
            Crumb(_("Note")),
        ],
    }
    return render(request, "blockers/note.html", context)


@require_safe
def escalation_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one dossier on one page of paper, to its authority and its lab."""
    user = _reader(request)
    rows = Escalation.objects.visible_to(user).with_people()
    row = get_object_or_404(
        rows.prefetch_related("clocks__pauses", "questions"), public_id=public_id
    )
    return _show(request, note.of_escalation(row, user, clock.now()))


@require_safe
def blocker_note(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one blocker on one page of paper, to the lab that leads it."""
    user, blocker = _reader(request), _blocker(request, public_id)
    if not user.has_perm("blockers.read_file_of_blocker", blocker):
        raise PermissionDenied
    return _show(request, note.of_blocker(blocker, user, clock.now()))


class ArchiveForm(forms.Form):
    """Nothing to fill in: what the journal keeps is what was made."""

    def __init__(self, *data: Any, made: archive.Made) -> None:
        super().__init__(*data)
        self.made = made

    def clean(self) -> dict[str, Any]:
        """Give the act what it writes down."""
        return {"members": self.made.members, "digest": self.made.digest}


@require_http_methods(["GET", "HEAD", "POST"])
def archive_blocker_view(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Say what the archive of a closed blocker holds; on POST note it and send it."""
    user, blocker = _reader(request), _blocker(request, public_id)
    if not user.has_perm(archive_blocker.permission, blocker):
        raise PermissionDenied
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    made = archive.Made(0, "")
    try:
        if request.method == "POST":
            made = archive.write(blocker, user, file)
        response = perform(
            request,
            archive_blocker,
            blocker,
            ArchiveForm,
            page=_page(blocker),
            form_options={"made": made},
        )
    except BaseException:
        file.close()
        raise
    if response.status_code != 302:
        file.close()
        return response
    return _attachment(file, blocker)


def _page(blocker: Blocker) -> Page:
    title = _("Archive of a closed blocker")
    return Page(
        template="blockers/archive.html",
        title=title,
        button=_("Take the archive out"),
        back=blocker.get_absolute_url(),
        extra={
            "blocker": blocker,
            "crumbs": [
                Crumb(_("Blockers"), reverse("blockers:report_list")),
                Crumb(blocker.reference, blocker.get_absolute_url()),
                Crumb(title),
            ],
        },
    )


def _attachment(file: Any, blocker: Blocker) -> FileResponse:
    day = clock.today().isoformat()
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"{blocker.reference}_{day}.zip",
        content_type="application/zip",
    )
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
