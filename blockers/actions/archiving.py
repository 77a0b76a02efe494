"""A closed file leaves as one archive; the journal says who took it."""

from django.utils.translation import gettext_lazy as _

from blockers.enums import BlockerStatus
from blockers.models import Blocker
from servindus.workflow import Step, act


@act(
    Blocker,
    sources=[BlockerStatus.CLOSED],
    label=_("Take the archive out"),
    icon="archive-box-arrow-down",
    records=("members", "digest"),
)
def archive_blocker(blocker: Blocker, step: Step, *, members: int, digest: str) -> None:
    """Note who takes the file of a closed blocker out, and the archive's fingerprint.

    `members` counts what is in it, `digest` is its SHA-256 in hexadecimal.
    """
