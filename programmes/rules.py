"""Who may do what in the frame: predicates on an actor and a row, without effect.

With `obj=None` (the admin's lists) a predicate means "for some row".
"""

from collections.abc import Iterable
from typing import Any

import rules

from programmes.enums import (
    MembershipRole,
    OrganisationKind,
    OrganisationStatus,
)
from servindus.actors import ActorKind, is_system
from servindus.models.outbox import OutboxEmail, desk_readers

COMPANY_KINDS = (
    OrganisationKind.STARTUP,
    OrganisationKind.INDUSTRIAL,
    OrganisationKind.NETWORK,
)
# What runs a lab or the programme.
OPERATOR_KINDS = (OrganisationKind.AGENCY, OrganisationKind.NETWORK)


def memberships_of(actor: Any) -> list[Any]:
    """Give a person's active memberships, read once per request."""
    if getattr(actor, "actor_kind", None) != ActorKind.USER:
        return []
    found: list[Any] | None = getattr(actor, "_memberships", None)
    if found is None:
        found = list(actor.memberships.active().with_duties())
        actor._memberships = found
    return found


def organisation_ids(actor: Any, *kinds: OrganisationKind) -> set[int]:
    """Give the ids of a person's organisations, of these kinds if any are named."""
    return {
        membership.organisation_id
        for membership in memberships_of(actor)
        if not kinds or membership.organisation.kind in kinds
    }


def authority_ids(actor: Any) -> set[int]:
    """Give the ids of the administrations that a person answers for."""
    return organisation_ids(actor, OrganisationKind.AUTHORITY)


def lab_ids(actor: Any, *, lead: bool = False) -> set[int]:
    """Give the ids of the labs that a person works for."""
    return {
        pk
        for membership in memberships_of(actor)
        if membership.organisation.kind == OrganisationKind.AGENCY
        and (not lead or membership.role == MembershipRole.LEAD)
        for pk in membership.operated("pk")
    }


def led_organisation_ids(actor: Any) -> set[int]:
    """Give the ids of the organisations that a person leads."""
    return {
        membership.organisation_id
        for membership in memberships_of(actor)
        if membership.role == MembershipRole.LEAD
    }


def lab_names(actor: Any) -> list[str]:
    """Give the names of the labs that a person works for."""
    return [
        name
        for membership in memberships_of(actor)
        if membership.organisation.kind == OrganisationKind.AGENCY
        for name in membership.operated("name")
    ]


@rules.predicate
def _exports_for_desk(actor: Any, obj: Any = None) -> bool:
    """Leads of an operator, and members whom a lead has given the right."""
    return any(
        (membership.role == MembershipRole.LEAD or membership.may_export)
        and (
            membership.operates_programme
            or (
                membership.organisation.kind == OrganisationKind.AGENCY
                and membership.duties
            )
        )
        for membership in memberships_of(actor)
    )


@rules.predicate
def _company_member(actor: Any, obj: Any = None) -> bool:
    return any(m.organisation.kind in COMPANY_KINDS for m in memberships_of(actor))


@rules.predicate
def _of_operator(actor: Any, obj: Any = None) -> bool:
    """Only whoever runs a lab or the programme has desks to take lists out of."""
    return obj is None or obj.organisation.kind in OPERATOR_KINDS


def _touches(ids: Iterable[int | None], wanted: set[int], obj: Any) -> bool:
    if obj is None:
        return bool(wanted)
    return any(pk in wanted for pk in ids if pk is not None)


@rules.predicate
def _lab_staff(actor: Any, obj: Any = None) -> bool:
    return bool(lab_ids(actor))


@rules.predicate
def _programme_admin(actor: Any, obj: Any = None) -> bool:
    return any(
        membership.role == MembershipRole.LEAD and membership.operates_programme
        for membership in memberships_of(actor)
    )


@rules.predicate
def _staff_of_lab(actor: Any, obj: Any = None) -> bool:
    pk = obj.lab_id if hasattr(obj, "lab_id") else getattr(obj, "pk", None)
    return _touches([pk], lab_ids(actor), obj)


@rules.predicate
def _lead_of_lab(actor: Any, obj: Any = None) -> bool:
    pk = obj.lab_id if hasattr(obj, "lab_id") else getattr(obj, "pk", None)
    return _touches([pk], lab_ids(actor, lead=True), obj)


@rules.predicate
def _staff_of_organisation(actor: Any, obj: Any = None) -> bool:
    return _touches([obj.lab_id] if obj is not None else (), lab_ids(actor), obj)


@rules.predicate
def _staff_of_site(actor: Any, obj: Any = None) -> bool:
    ids = (obj.lab_id, obj.organisation.lab_id) if obj is not None else ()
    return _touches(ids, lab_ids(actor), obj)


@rules.predicate
def _staff_of_both(actor: Any, obj: Any = None) -> bool:
    """Whoever puts two companies together works for the lab of each."""
    labs = lab_ids(actor)
    if obj is None:
        return bool(labs)
    return obj.first.lab_id in labs and obj.second.lab_id in labs


@rules.predicate
def _member_of(actor: Any, obj: Any = None) -> bool:
    if obj is None:
        return bool(memberships_of(actor))
    pk = getattr(obj, "organisation_id", None) or obj.pk
    return pk in organisation_ids(actor)


@rules.predicate
def _lead_of(actor: Any, obj: Any = None) -> bool:
    led = led_organisation_ids(actor)
    pk = None if obj is None else getattr(obj, "organisation_id", None) or obj.pk
    return _touches([pk], led, obj)


@rules.predicate
def _verified(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.status == OrganisationStatus.VERIFIED


def _organisation_of(obj: Any) -> Any:
    """The organisation that a membership or an invitation is about, or itself."""
    return getattr(obj, "organisation", obj)


@rules.predicate
def _staff_of_desk(actor: Any, obj: Any = None) -> bool:
    """Staff of the lab that looks at somebody's request."""
    if obj is None:
        return bool(lab_ids(actor))
    return _touches([obj.organisation.lab_id or obj.lab_id], lab_ids(actor), obj)


@rules.predicate
def _without_desk(actor: Any, obj: Any = None) -> bool:
    return obj is None or not (obj.organisation.lab_id or obj.lab_id)


@rules.predicate
def _company_of_lab(actor: Any, obj: Any = None) -> bool:
    """Lab staff open the door to companies and networks, never to another operator."""
    if obj is None:
        return bool(lab_ids(actor))
    organisation = _organisation_of(obj)
    return organisation.kind in COMPANY_KINDS and _touches(
        [organisation.lab_id], lab_ids(actor), obj
    )


@rules.predicate
def _holds_invitation(actor: Any, obj: Any = None) -> bool:
    """The link of this invitation opens this invitation only."""
    link = getattr(actor, "link", None)
    return (
        obj is not None
        and link is not None
        and ((type(link), link.pk) == (type(obj), obj.pk))
    )


@rules.predicate
def _own(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.user_id == getattr(actor, "pk", None)


# Not written `~_own`: without a row both a predicate and its contrary hold for some.
@rules.predicate
def _of_somebody_else(actor: Any, obj: Any = None) -> bool:
    return obj is None or not _own(actor, obj)


@rules.predicate
def _outsider(actor: Any, obj: Any = None) -> bool:
    return obj is None or not _member_of(actor, obj)


@rules.predicate
def _of_startup(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.organisation.kind == OrganisationKind.STARTUP


@rules.predicate
def _addressed(actor: Any, obj: Any = None) -> bool:
    return obj is not None and obj.email.lower() == getattr(actor, "email", "").lower()


@rules.predicate
def _brought(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.started_by_id == getattr(actor, "pk", None)


@rules.predicate
def _ministry_liaison(actor: Any, obj: Any = None) -> bool:
    return bool(organisation_ids(actor, OrganisationKind.AUTHORITY))


@rules.predicate
def _another_person(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.pk != getattr(actor, "pk", None)


@rules.predicate
def _no_machine_operator(actor: Any, obj: Any = None) -> bool:
    """Whoever runs the machine answers to nobody in the programme."""
    return obj is None or not obj.is_superuser


is_active = rules.is_active
is_lab_staff = is_active & _lab_staff
is_programme_admin = is_active & _programme_admin
is_staff = is_active & (_lab_staff | _programme_admin)
needs_second_factor = is_active & (_lab_staff | _programme_admin | _ministry_liaison)
# Accounts are looked after by the programme's leads, never their own.
looks_after_account = (
    is_active & _programme_admin & _another_person & _no_machine_operator
)
is_staff_of_lab = is_active & _staff_of_lab
is_lead_of_lab = is_active & _lead_of_lab
is_staff_of_organisation = is_active & _staff_of_organisation
is_staff_of_site = is_active & _staff_of_site
is_member_of = is_active & _member_of
is_outsider = is_active & _outsider
is_company_member = is_active & _company_member
sees_organisation = is_active & (_verified | _member_of | _lab_staff | _programme_admin)
# Notes are the desk's own: not for whoever belongs to the company that they are about.
writes_notes = is_active & _staff_of_organisation & _outsider
reads_notes = is_active & (_staff_of_organisation | _programme_admin) & _outsider
# Nobody confirms an organisation that they belong to.
judges_organisation = is_active & _staff_of_organisation & _outsider
sees_membership = is_active & (_own | _lead_of | _staff_of_desk | _programme_admin)
# Lab staff confirm a startup's first member, a lead the next ones; nobody themselves.
_judges_request = (_staff_of_desk & _outsider) | (_without_desk & _programme_admin)
confirms_membership = (
    is_active & _of_startup & _of_somebody_else & (_judges_request | _lead_of)
)
ends_membership = is_active & (_own | _lead_of | _company_of_lab | _programme_admin)
appoints_lead = is_active & (_lead_of | _company_of_lab | _programme_admin)
# Lists of a desk need the right; members of companies take out their own rows.
exports_data = is_active & _exports_for_desk
exports_own = is_active & (exports_data | (_company_member & ~is_staff))
grants_export = is_active & _of_operator & (_lead_of | _programme_admin)
invites_members = is_active & (_lead_of | _company_of_lab | _programme_admin)
is_invited = is_active & (_addressed | _holds_invitation)
merges_pair = is_active & (_staff_of_both | _programme_admin)
owns_import = is_staff & (_brought | _programme_admin)
sees_import = is_staff
# The whole programme's mappings are the programme's; a lab's are its staff's.
forgets_mapping = is_active & (_staff_of_lab | _programme_admin)
runs_import = is_system

# Acts that are not named after the row they start from.
rules.add_perm("programmes.invite_member", invites_members)
rules.add_perm("programmes.appoint_lead", appoints_lead)
rules.add_perm("programmes.allow_export", grants_export)
rules.add_perm("programmes.forbid_export", grants_export)
rules.add_perm("programmes.export_member", exports_own)
rules.add_perm("servindus.export_data", exports_data)
# Django's admin asks a user's `is_staff`; it is this, never a stored flag.
rules.add_perm("servindus.enter_admin", is_staff)
rules.add_perm("servindus.present_second_factor", needs_second_factor)
rules.add_perm("servindus.view_user", is_programme_admin)
for verb in ("reset_second_factor", "deactivate_user", "reactivate_user"):
    rules.add_perm(f"servindus.{verb}", looks_after_account)
for room in ("servindus", "programmes", "matchmaking", "blockers", "benchmarking"):
    rules.add_perm(room, is_staff)


def desks_of(user: Any) -> set[str] | None:
    """Give the labs whose mails a person may see the headers of; None is all."""
    if is_programme_admin(user):
        return None
    return {
        slug
        for membership in memberships_of(user)
        if membership.organisation.kind == OrganisationKind.AGENCY
        for slug in membership.operated("slug")
    }


@rules.predicate
def _reads_desk(actor: Any, obj: Any = None) -> bool:
    desks = desks_of(actor)
    return desks is None or (bool(desks) if obj is None else obj.desk in desks)


rules.add_perm("servindus.view_outbox_email", is_active & _reads_desk)
rules.add_perm("servindus.retry_outbox_email", is_active & _reads_desk)
rules.add_perm("servindus.release_outbox_email", is_active & _reads_desk)
rules.add_perm("servindus.drop_outbox_email", is_active & _reads_desk)
rules.add_perm("servindus.view_subscriber", is_staff)


@rules.predicate
def _writes_to(actor: Any, obj: Any = None) -> bool:
    """Whoever reads a desk that has written to the address."""
    desks = desks_of(actor)
    if desks is None or obj is None:
        return desks is None or bool(desks)
    mails = OutboxEmail.objects.filter(recipient=obj.email, desk__in=desks)
    return bool(desks) and mails.exists()


rules.add_perm("servindus.bounce_subscriber", is_system | (is_active & _writes_to))
rules.add_perm("servindus.reach_subscriber", is_active & _writes_to)
rules.add_perm("servindus.view_journal_entry", is_programme_admin)
desk_readers.append(desks_of)
