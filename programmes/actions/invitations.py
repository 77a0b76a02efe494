"""Who is asked by mail to join an organisation, and what the link does."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.actions.members import confirm_membership
from programmes.enums import (
    InvitationStatus,
    MembershipRole,
    MembershipStatus,
    OrganisationStatus,
)
from programmes.models import Invitation, Membership, Organisation
from programmes.models.people import INVITATION_DAYS
from servindus.models import JournalEntry, User
from servindus.models.user import fold_email
from servindus.notifications import Recipient
from servindus.outbox import post
from servindus.workflow import ActRefused, Step, act, transition, write_journal

# An invitation is sent again at the earliest after so many minutes.
RESEND_MINUTES = 10


@act(
    Organisation,
    sources=[OrganisationStatus.VERIFIED],
    label=_("Invite somebody"),
    icon="user-plus",
    records=("role",),
)
def invite_member(
    organisation: Organisation,
    step: Step,
    *,
    email: str,
    name: str = "",
    function: str = "",
    role: str = MembershipRole.MEMBER,
) -> None:
    """A lead or lab staff ask somebody by mail to join an organisation."""
    assert isinstance(step.by, User)
    address = fold_email(email)
    if organisation.memberships.active().filter(user__email=address).exists():
        raise ActRefused(_("This person is a member already."))
    if organisation.invitations.open(step.now).filter(email__iexact=address).exists():
        raise ActRefused(_("This person has an open invitation already."))
    _close_expired(organisation, address, step)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        name=name,
        function=function,
        role=role,
        invited_by=step.by,
        expires_at=step.now + timedelta(days=INVITATION_DAYS),
        created_at=step.now,
    )
    cause = write_journal(
        "send_invitation",
        invitation,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=InvitationStatus.SENT,
    )
    _send(invitation, cause)


def _send(invitation: Invitation, cause: JournalEntry) -> None:
    user = User.objects.filter(email=invitation.email).first()
    to = Recipient(invitation.email, invitation.name)
    if user is not None:
        to = Recipient.of(user)
    lab = invitation.organisation.lab
    desk = lab.slug if lab else ""
    post("member_invited", invitation, to=to, cause=cause, desk=desk)


def _close_expired(organisation: Organisation, address: str, step: Step) -> None:
    """An invitation that ran out makes room for a new one."""
    for old in organisation.invitations.filter(
        email__iexact=address, status=InvitationStatus.SENT
    ):
        withdraw_invitation(old, by=step.by, channel=step.channel)


def _is_not_just_sent(invitation: Invitation, now: datetime) -> str | Promise | None:
    """A double click, or impatience, sends no second mail."""
    sent_at = invitation.expires_at - timedelta(days=INVITATION_DAYS)
    if now < sent_at + timedelta(minutes=RESEND_MINUTES):
        return _("This invitation has left a moment ago. Allow the mail some minutes.")
    return None


@act(
    Invitation,
    sources=[InvitationStatus.SENT],
    label=_("Send again"),
    icon="paper-airplane",
    guard=_is_not_just_sent,
)
def resend_invitation(invitation: Invitation, step: Step) -> None:
    """Send an invitation once more; it is open for as long as a new one."""
    invitation.expires_at = step.now + timedelta(days=INVITATION_DAYS)
    _send(invitation, step.entry)


@transition(
    Invitation,
    sources=[InvitationStatus.SENT],
    target=InvitationStatus.WITHDRAWN,
    label=_("Withdraw the invitation"),
    icon="arrow-uturn-left",
    closes=True,
)
def withdraw_invitation(invitation: Invitation, step: Step) -> None:
    """Whoever may invite takes an invitation back; its link opens nothing more."""


def _is_not_over(invitation: Invitation, now: Any) -> Any:
    if now >= invitation.expires_at:
        return _("This invitation has run out. Please ask for a new one.")
    return None


@transition(
    Invitation,
    sources=[InvitationStatus.SENT],
    target=InvitationStatus.ACCEPTED,
    label=_("Accept the invitation"),
    icon="check",
    lock_first=("organisation",),
    guard=_is_not_over,
)
def accept_invitation(
    invitation: Invitation,
    step: Step,
    *,
    given_name: str = "",
    family_name: str = "",
    password: str = "",
) -> None:
    """Somebody joins the organisation that invited them, with a new account if need
    be; holding the link proves the address."""
    user = User.objects.filter(email=invitation.email).first()
    if user is not None and not user.is_active:
        raise ActRefused(_("This account is closed. Please write to the lab."))
    if user is None:
        user = User.objects.create_user(
            invitation.email,
            password or None,
            given_name=given_name,
            family_name=family_name,
            date_joined=step.now,
        )
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    _join(user, invitation, step)


def _join(user: User, invitation: Invitation, step: Step) -> None:
    """Make the membership, or confirm the one that was waiting."""
    waiting = Membership.objects.filter(
        user=user,
        organisation=invitation.organisation,
        status=MembershipStatus.PENDING,
    ).first()
    if waiting is not None:
        confirm_membership(waiting, by=step.by, channel=step.channel)
        return
    if invitation.organisation.memberships.active().filter(user=user).exists():
        return
    membership = Membership.objects.create(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        function=invitation.function,
        status=MembershipStatus.ACTIVE,
        started_at=step.now,
        created_at=step.now,
    )
    write_journal(
        "join_organisation",
        membership,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=MembershipStatus.ACTIVE,
    )
