"""Who of an operator's people may take lists out of the desks."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.enums import MembershipRole, MembershipStatus
from programmes.models import Membership
from servindus.workflow import Step, act


def _may_not_yet(membership: Membership, now: datetime) -> str | Promise | None:
    if membership.role == MembershipRole.LEAD:
        return _("A lead may export lists already.")
    return _("This person may export lists already.") if membership.may_export else None


@act(
    Membership,
    sources=[MembershipStatus.ACTIVE],
    label=_("Allow exports"),
    icon="arrow-down-tray",
    guard=_may_not_yet,
)
def allow_export(membership: Membership, step: Step) -> None:
    """A lead lets a colleague take the desks' lists out as files."""
    membership.may_export = True


def _may(membership: Membership, now: datetime) -> str | Promise | None:
    if not membership.may_export:
        return _("This person was not given the right to export lists.")
    return None


@act(
    Membership,
    sources=[MembershipStatus.ACTIVE],
    label=_("Take the right to export"),
    icon="no-symbol",
    closes=True,
    guard=_may,
)
def forbid_export(membership: Membership, step: Step) -> None:
    """A lead takes the right to export lists back."""
    membership.may_export = False
