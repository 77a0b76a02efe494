"""Files of a request and of a profile: added and taken away under the row's lock."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    MAX_ATTACHMENTS,
    MAX_DOCUMENTS,
    IntroductionStatus,
    ProfileStatus,
)
from matchmaking.models import Attachment, Introduction, StartupProfile
from servindus.uploads import Upload, store
from servindus.workflow import ActRefused, Step, act

S = IntroductionStatus
P = ProfileStatus


class FileRefused(ActRefused):
    """What is refused is the file, not the step that it came with."""


def _add(files: Any, most: int, upload: Upload, piece: UUID) -> None:
    """Keep a file in the lowest free place; its owner's row is locked."""
    rows = list(files.all())
    if any(row.digest == upload.digest for row in rows):
        raise FileRefused(_("This file is attached already."))
    taken = {row.position for row in rows}
    free = next((n for n in range(1, most + 1) if n not in taken), None)
    if free is None:
        raise FileRefused(_("There is no room for another file: take one away first."))
    files.create(
        public_id=piece,
        position=free,
        name=upload.name,
        kind=upload.kind,
        size=len(upload.content),
        digest=upload.digest,
        file=store(upload),
    )


def _take_away(files: Any, piece: UUID) -> None:
    """Delete the row; whoever called deletes the file once that is certain."""
    count, _rows = files.filter(public_id=piece).delete()
    if not count:
        raise FileRefused(_("This file has been taken away already."))


@act(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO],
    label=_("Attach a file"),
    icon="paper-clip",
    records=("piece",),
)
def attach_introduction(
    introduction: Introduction, step: Step, *, piece: UUID, upload: Upload
) -> None:
    """Add a file that moderator and decision maker will read with the request."""
    _add(introduction.attachments, MAX_ATTACHMENTS, upload, piece)


@act(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO],
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def detach_introduction(introduction: Introduction, step: Step, *, piece: UUID) -> None:
    """Take a file of the request away."""
    _take_away(introduction.attachments, piece)


@act(
    StartupProfile,
    sources=[P.DRAFT, P.PUBLISHED],
    label=_("Attach a file"),
    icon="paper-clip",
    records=("piece",),
)
def attach_startup_profile(
    profile: StartupProfile, step: Step, *, piece: UUID, upload: Upload
) -> None:
    """Add a document that is read with each request of the startup."""
    _add(profile.documents, MAX_DOCUMENTS, upload, piece)


@act(
    StartupProfile,
    sources=[P.DRAFT, P.PUBLISHED],
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def detach_startup_profile(profile: StartupProfile, step: Step, *, piece: UUID) -> None:
    """Take a document of the profile away."""
    _take_away(profile.documents, piece)


def hand_on(introduction: Introduction, copy: Introduction) -> None:
    """Give a request that was passed on the same files; both rows name one file."""
    names = ("position", "name", "kind", "size", "digest", "file")
    for row in introduction.attachments.all():
        Attachment.objects.create(
            introduction=copy, **{name: getattr(row, name) for name in names}
        )
