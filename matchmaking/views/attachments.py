"""Files of requests and profiles: sent to their readers, changed by the startup."""

from uuid import UUID

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
from servindus.shelves import Shelf
from servindus.uploads import as_download


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


def shelf_of(owner: Introduction | StartupProfile, by: User) -> Shelf:
    """Give the place of a request's or a profile's files."""
    if isinstance(owner, Introduction):
        acts = (attach_introduction, detach_introduction)
        return Shelf(owner, owner.attachments, *acts, by)
    profile_acts = (attach_startup_profile, detach_startup_profile)
    return Shelf(owner, owner.documents, *profile_acts, by)
