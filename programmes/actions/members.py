"""Who belongs to which organisation, and what lab staff confirm."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes import notifications
from programmes.enums import (
    MembershipRole,
    MembershipStatus,
    OrganisationKind,
    OrganisationStatus,
)
from programmes.models import Lab, Membership, Organisation
from servindus import clock
from servindus.models import JournalEntry, User
from servindus.notifications import Recipient
from servindus.outbox import post
from servindus.workflow import ActRefused, Step, act, transition, write_journal

# The text that founders agree to when they open an account; a new one, a new name.
CONSENT_VERSION = "2026-11"

# Upper rooms say why a last member cannot leave yet, or nothing.
last_member_checks: list[Callable[[Organisation], str | Promise | None]] = []
# Upper rooms hand on what a person had under way, to the first who stays, and give
# how much it was.
departures: list[Callable[[Membership, list[User], Step], int]] = []


@transition(
    Organisation,
    sources=[OrganisationStatus.PENDING, OrganisationStatus.REFUSED],
    target=OrganisationStatus.VERIFIED,
    label=_("Confirm the organisation"),
    icon="check-badge",
)
def confirm_organisation(organisation: Organisation, step: Step) -> None:
    """Lab staff attest that an organisation is what it says."""
    organisation.refusal = ""


@transition(
    Organisation,
    sources=[OrganisationStatus.PENDING],
    target=OrganisationStatus.REFUSED,
    label=_("Refuse the organisation"),
    icon="x-circle",
    closes=True,
)
def refuse_organisation(organisation: Organisation, step: Step, *, reason: str) -> None:
    """Lab staff refuse an organisation; whoever asked to join it hears the reason."""
    organisation.refusal = reason
    for membership in organisation.memberships.to_confirm().distinct():
        refuse_membership(membership, by=step.by, channel=step.channel, reason=reason)


@transaction.atomic
def request_membership(
    user: User, organisation: Organisation, *, lab: Lab | None, function: str
) -> Membership:
    """A person asks to join a startup; the lab or a lead hears of it once the address
    is proven (`announce_requests`)."""
    if organisation.kind != OrganisationKind.STARTUP:
        raise ActRefused(_("Members of this organisation are invited by their lab."))
    # The row is locked so that two founders at once do not both become the lead.
    rows = Organisation.objects.select_for_update(no_key=True)
    organisation = rows.get(pk=organisation.pk)
    if organisation.merged_into_id is not None:
        # Merged while somebody was typing: the one that goes on is meant.
        organisation = rows.get(pk=organisation.merged_into_id)
    others = organisation.memberships.exclude(status=MembershipStatus.ENDED)
    if others.filter(user=user).exists():
        raise ActRefused(_("You have already asked to join this startup."))
    has_lead = others.filter(role=MembershipRole.LEAD).exists()
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        lab=lab,
        role=MembershipRole.MEMBER if has_lead else MembershipRole.LEAD,
        function=function,
        created_at=clock.now(),
    )
    write_journal(
        "request_membership",
        membership,
        by=user,
        now=clock.now(),
        target=MembershipStatus.PENDING,
        details={"consent": CONSENT_VERSION},
    )
    return membership


@transaction.atomic
def announce_requests(user: User) -> None:
    """Tell whoever decides of a person's requests, once their address is proven."""
    for membership in user.memberships.to_confirm().select_related("organisation__lab"):
        asked = JournalEntry.objects.about(membership).filter(
            verb="request_membership", mails=None
        )
        for cause in asked:
            desk = membership.desk
            for judge in notifications.judges_of(membership):
                post(
                    "membership_requested",
                    membership,
                    to=Recipient.of(judge),
                    cause=cause,
                    desk=desk.slug if desk else "",
                )


def _organisation_allows(membership: Membership, now: Any) -> Any:
    if membership.organisation.status == OrganisationStatus.REFUSED:
        return _("The organisation has been refused; confirm it first.")
    return None


@transition(
    Membership,
    sources=[MembershipStatus.PENDING],
    target=MembershipStatus.ACTIVE,
    label=_("Confirm the member"),
    icon="check",
    lock_first=("organisation",),
    guard=_organisation_allows,
)
def confirm_membership(membership: Membership, step: Step) -> None:
    """Lab staff or a lead let somebody in; the first yes confirms the organisation."""
    membership.started_at = step.now
    organisation = membership.organisation
    if organisation.lab_id is None and membership.lab_id is not None:
        organisation.lab = membership.lab
        organisation.save(update_fields=["lab"])
    if organisation.status == OrganisationStatus.PENDING:
        confirm_organisation(organisation, by=step.by, channel=step.channel)
    _tell(membership, "membership_confirmed", step)


@transition(
    Membership,
    sources=[MembershipStatus.PENDING],
    target=MembershipStatus.ENDED,
    label=_("Refuse the member"),
    icon="x-circle",
    closes=True,
    lock_first=("organisation",),
)
def refuse_membership(membership: Membership, step: Step, *, reason: str) -> None:
    """Lab staff or a lead say no, with a reason that the person reads."""
    membership.refusal = reason
    membership.ended_at = step.now
    _tell(membership, "membership_refused", step)


def _somebody_leads_on(membership: Membership, now: Any) -> Any:
    """The last lead leaves only an organisation where nobody else is left."""
    if membership.role != MembershipRole.LEAD:
        return None
    others = membership.organisation.memberships.active().exclude(pk=membership.pk)
    roles = set(others.values_list("role", flat=True))
    if roles and MembershipRole.LEAD not in roles:
        return _("Name another lead first: somebody must answer for the organisation.")
    if not roles and membership.organisation.operated_programmes.exists():
        return _("The programme needs at least one lead.")
    return None


def _may_end(membership: Membership, now: Any) -> Any:
    """Nobody leaves an organisation leaderless, nor the last one what is under way."""
    if reason := _somebody_leads_on(membership, now):
        return reason
    if membership.organisation.memberships.active().exclude(pk=membership.pk).exists():
        return None
    reasons = (check(membership.organisation) for check in last_member_checks)
    return next((reason for reason in reasons if reason), None)


@transition(
    Membership,
    sources=[MembershipStatus.ACTIVE],
    target=MembershipStatus.ENDED,
    label=_("End the membership"),
    icon="arrow-right-start-on-rectangle",
    closes=True,
    lock_first=("organisation",),
    guard=_may_end,
)
def end_membership(membership: Membership, step: Step) -> None:
    """A person leaves, or is taken off; their access ends with this act.

    What they had under way stays with the organisation, and whoever stays is told.
    """
    membership.ended_at = step.now
    if step.by != membership.user:
        _tell(membership, "membership_ended", step)
    staying = notifications.staying_after(membership)
    handed = sum(hand_over(membership, staying, step) for hand_over in departures)
    desk = membership.desk
    for person in staying or notifications.staff_of(desk):
        if person != step.by:
            post(
                "member_left",
                membership,
                to=Recipient.of(person),
                cause=step.entry,
                desk=desk.slug if desk else "",
                data={"handed": handed},
            )


def _is_no_lead(membership: Membership, now: Any) -> Any:
    if membership.role == MembershipRole.LEAD:
        return _("This person is a lead already.")
    return None


@act(
    Membership,
    sources=[MembershipStatus.ACTIVE],
    label=_("Name as lead"),
    icon="star",
    guard=_is_no_lead,
)
def appoint_lead(membership: Membership, step: Step) -> None:
    """A lead shares the right to confirm and invite members."""
    membership.role = MembershipRole.LEAD


def _tell(membership: Membership, kind: str, step: Step) -> None:
    desk = membership.desk
    post(
        kind,
        membership,
        to=Recipient.of(membership.user),
        cause=step.entry,
        desk=desk.slug if desk else "",
    )
