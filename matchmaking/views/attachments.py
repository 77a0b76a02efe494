"""Files of requests and profiles: sent to their readers, changed by the startup."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from matchmaking.actions import (
    attach_introduction,
    attach_startup_profile,
    detach_introduction,
    detach_startup_profile,
)
from matchmaking.doors import Door, through_door
from matchmaking.models import Attachment, Introduction, StartupProfile
from servindus.models import User
from servindus.uploads import (
    FileRefused,
    Upload,
    as_download,
    forget,
    kept_with_its_row,
)
from servindus.workflow import ActRefused

BUTTONS = ("attach", "detach")


@require_safe
@through_door
def attachment(request: HttpRequest, door: Door, piece: UUID) -> HttpResponse:
    """Send a file of a request, or of its startup's profile, to who reads it."""
    if not door.actor.has_perm("matchmaking.read_introduction", door.introduction):
        raise PermissionDenied
    rows = Attachment.objects.shown_with(door.introduction)
    return as_download(get_object_or_404(rows, public_id=piece))


@require_safe
def profile_attachment(request: HttpRequest, piece: UUID) -> HttpResponse:
    """Send a document of a profile to whoever may look at the profile."""
    rows = Attachment.objects.filter(profile__isnull=False)
    row = get_object_or_404(
        rows.select_related("profile__organisation"), public_id=piece
    )
    if not request.user.has_perm("matchmaking.view_startup_profile", row.profile):
        raise Http404
    return as_download(row)


def buttons_pressed(request: HttpRequest) -> bool:
    """Whether one of the buttons beside the files was pressed."""
    return any(name in request.POST for name in BUTTONS)


def add(owner: Introduction | StartupProfile, upload: Upload, by: User) -> None:
    """Attach a file; nothing stays on the disk when the act does not come about."""
    action: Any = (
        attach_introduction
        if isinstance(owner, Introduction)
        else attach_startup_profile
    )
    with kept_with_its_row(upload):
        action(owner, by=by, piece=upload.public_id, upload=upload)


def take_away(owner: Introduction | StartupProfile, piece: str, by: User) -> None:
    """Detach a file, then delete it from the disk; an unknown one is left alone."""
    files = owner.attachments if isinstance(owner, Introduction) else owner.documents
    action: Any = (
        detach_introduction
        if isinstance(owner, Introduction)
        else detach_startup_profile
    )
    try:
        row = files.filter(public_id=UUID(piece)).first()
    except ValueError:
        return
    if row is not None:
        action(owner, by=by, piece=row.public_id)
        forget(str(row.file))


def change(
    request: HttpRequest, form: forms.Form, owner: Introduction | StartupProfile
) -> int:
    """Do what the buttons beside the files ask; give the status of the page.

    Only faults of the file stay in the form: the texts are not being sent yet.
    """
    user: User = request.user  # type: ignore[assignment]
    status = 200
    upload = form.cleaned_data.get("file")
    try:
        if piece := request.POST.get("detach"):
            take_away(owner, piece, user)
        if upload:
            add(owner, upload, user)
        elif "attach" in request.POST and not form.has_error("file"):
            form.add_error("file", form.fields["file"].error_messages["required"])
    except ActRefused as refused:
        tell(form, refused)
        status = 409
    texts = {name for name in form.fields if name != "file"}
    for name in texts & set(form.errors):
        del form.errors[name]
    return status


def tell(form: forms.Form, refused: ActRefused) -> None:
    """Say at the file, or above the form, why nothing was done."""
    field = "file" if isinstance(refused, FileRefused) else None
    form.add_error(field, str(refused))
