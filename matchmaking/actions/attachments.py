"""Files of a request and of a profile: added and taken away under the row's lock."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    MAX_ATTACHMENTS,
    MAX_DOCUMENTS,
    IntroductionStatus,
    ProfileStatus,
)
from matchmaking.models import Attachment, Introduction, StartupProfile
from servindus.uploads import Upload, keep, take_away
from servindus.workflow import Step, act

S = IntroductionStatus
P = ProfileStatus


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
    keep(introduction.attachments, MAX_ATTACHMENTS, upload, piece)


@act(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO],
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def detach_introduction(introduction: Introduction, step: Step, *, piece: UUID) -> None:
    """Take a file of the request away."""
    take_away(introduction.attachments, piece)


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
    keep(profile.documents, MAX_DOCUMENTS, upload, piece)


@act(
    StartupProfile,
    sources=[P.DRAFT, P.PUBLISHED],
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def detach_startup_profile(profile: StartupProfile, step: Step, *, piece: UUID) -> None:
    """Take a document of the profile away."""
    take_away(profile.documents, piece)


def hand_on(introduction: Introduction, copy: Introduction) -> None:
    """Give a request that was passed on the same files; both rows name one file."""
    names = ("position", "name", "kind", "size", "digest", "file")
    for row in introduction.attachments.all():
        Attachment.objects.create(
            introduction=copy, **{name: getattr(row, name) for name in names}
        )
