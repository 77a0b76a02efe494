"""What the frame's pages show as files: the members of one's organisation."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.enums import InvitationStatus, MembershipRole, OrganisationKind
from programmes.models import Invitation, Membership, Organisation
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    overseers,
    register,
)
from servindus.models import User

Row = Membership | Invitation


def overseer() -> User:
    """Give a reader who sees what the programme's administrators see.

    Nobody's account and never stored: whoever runs the machine reads through it.
    """
    user = User(pk=0, is_active=True)
    duty = Membership(
        user=user,
        organisation=Organisation(pk=0, kind=OrganisationKind.NETWORK),
        role=MembershipRole.LEAD,
    )
    duty.duties, duty.operates_programme = [], True
    user._memberships = [duty]  # type: ignore[attr-defined]
    return user


overseers.append(overseer)


def own_organisations(user: User) -> QuerySet[Organisation]:
    """Give the organisations that a person belongs to."""
    return Organisation.objects.visible_to(user).filter(
        memberships__user=user, memberships__status="active"
    )


def parts_of(
    organisation: Organisation, user: User
) -> tuple[QuerySet[Membership], QuerySet[Membership], QuerySet[Invitation]]:
    """Give requests, members and open invitations as far as a person sees them."""
    members = Membership.objects.visible_to(user).filter(organisation=organisation)
    members = members.select_related("user", "organisation").order_by("created_at")
    invitations = Invitation.objects.visible_to(user).filter(
        organisation=organisation, status=InvitationStatus.SENT
    )
    return (
        members.to_confirm(),
        members.active(),
        invitations.order_by("-created_at"),
    )


def _part(row: Row) -> str:
    if isinstance(row, Invitation):
        return _("Invitations without an answer")
    return _("Members") if row.started_at else _("Requests to join")


def _name(row: Row) -> str:
    return row.holder_name if isinstance(row, Invitation) else str(row.user)


def _function(row: Row) -> str:
    """Give what stands under the name: the function, or else the role."""
    if isinstance(row, Invitation):
        return row.email
    return row.function or row.get_role_display()


def _until(row: Row) -> Any:
    return row.expires_at.date() if isinstance(row, Invitation) else None


def _organisation(user: User, query: QueryDict) -> Organisation:
    """Give the organisation of the page; one that is not the reader's is not there."""
    try:
        public_id = UUID(query.get("organisation", ""))
    except ValueError:
        raise Http404 from None
    found = own_organisations(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _members(user: User, query: QueryDict) -> Selection:
    organisation = _organisation(user, query)
    return Selection(
        title=_("Members"),
        columns=[
            Column("part", _("Part"), _part),
            Column("name", _("Name"), _name),
            Column("function", _("Function or address"), _function),
            Column("role", _("Role"), lambda row: MembershipRole(row.role).label),
            Column("open_until", _("Open until"), _until),
        ],
        parts=parts_of(organisation, user),
        filters=[
            Filter(
                "organisation",
                _("Organisation"),
                organisation.name,
                str(organisation.public_id),
            )
        ],
    )


def _address(query: QueryDict) -> str:
    try:
        public_id = UUID(query.get("organisation", ""))
    except ValueError:
        raise Http404 from None
    return reverse("programmes:organisation_members", args=[public_id])


MEMBERS = register(
    Dataset(
        name="members",
        slug="membres",
        select=_members,
        permits=lambda user: user.has_perm("programmes.export_member"),
        address=_address,
    )
)
