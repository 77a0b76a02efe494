"""Whose turn a version is: its lab's, or that of the other labs."""

from datetime import date

from benchmarking.models import PracticeVersion
from benchmarking.practices.enums import IN_LIBRARY, VersionStatus
from benchmarking.practices.notifications import waits_for_own

V = VersionStatus
OWN, OTHERS = "own", "others"


def turn_of(version: PracticeVersion, today: date) -> str:
    """Give the side whose turn it is: `own` or `others`; nobody's once it stands."""
    if version.status == V.DRAFT or waits_for_own(version):
        return OWN
    if version.status in (V.SUBMITTED, V.PEER_REVIEW):
        return OTHERS
    if (
        version.status in IN_LIBRARY
        and version.review_on
        and version.review_on <= today
    ):
        return OWN
    return ""
