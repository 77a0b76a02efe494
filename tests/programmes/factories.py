"""Makes the rows of the frame that tests need; keyword-only, one call per row."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from programmes.enums import (
    MembershipRole,
    MembershipStatus,
    OrganisationKind,
    OrganisationStatus,
)
from programmes.models import Lab, Membership, Organisation, Programme
from servindus import clock
from servindus.models import User

_number = count(1)


def lab(slug: str = "rouen") -> Lab:
    """Give a lab of the reference data."""
    return Lab.objects.get(slug=slug)


def person(*, email: str = "", verified: bool = True, **fields: Any) -> User:
    """Make somebody with an account and, unless told otherwise, a proven address."""
    email = email or f"person{next(_number)}@example.org"
    fields = {"given_name": "Ada", "family_name": email.split("@")[0], **fields}
    user = User.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def organisation(
    *,
    kind: str = OrganisationKind.STARTUP,
    lab: Lab | None = None,
    status: str = OrganisationStatus.VERIFIED,
    **fields: Any,
) -> Organisation:
    """Make an organisation."""
    fields = {"name": f"Company {next(_number)}", **fields}
    return Organisation.objects.create(kind=kind, lab=lab, status=status, **fields)


def membership(
    *,
    user: User,
    organisation: Organisation,
    role: str = MembershipRole.MEMBER,
    status: str = MembershipStatus.ACTIVE,
    **fields: Any,
) -> Membership:
    """Make a membership; an active one began now."""
    started = clock.now() if status == MembershipStatus.ACTIVE else None
    fields = {"started_at": started, **fields}
    return Membership.objects.create(
        user=user, organisation=organisation, role=role, status=status, **fields
    )


def member(organisation: Organisation, *, lead: bool = False, **fields: Any) -> User:
    """Make somebody who belongs to an organisation."""
    user = person(**fields)
    role = MembershipRole.LEAD if lead else MembershipRole.MEMBER
    membership(user=user, organisation=organisation, role=role)
    return user


def operator(slug: str = "rouen") -> Organisation:
    """Give the organisation that runs a lab, made if the lab has none."""
    place = lab(slug)
    if place.operator is None:
        place.operator = organisation(kind=OrganisationKind.AGENCY, lab=place)
        place.save()
    return place.operator


def staff(slug: str = "rouen", *, lead: bool = False, **fields: Any) -> User:
    """Make somebody who works for a lab."""
    return member(operator(slug), lead=lead, **fields)


def programme_admin(**fields: Any) -> User:
    """Make an active lead of the programme's operator."""
    programme = Programme.objects.get()
    if programme.operator is None:
        programme.operator = organisation(kind=OrganisationKind.NETWORK)
        programme.save()
    return member(programme.operator, lead=True, **fields)


def fresh(user: User) -> User:
    """Give the person as the next request sees them: rights are read once each."""
    return User.objects.get(pk=user.pk)
