"""Mails of the frame: requests to join, their answers, invitations, account codes."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import MembershipRole, MembershipStatus
from programmes.models import Invitation, Lab, Membership, Programme
from servindus import clock
from servindus.categories import ACCOUNT
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Sender, register
from servindus.seal import unseal

# How long a code opens something; the settings of the doors use the same minutes.
CODE_MINUTES = settings.CODE_MINUTES


def sender_of(lab: Lab | None) -> Sender:
    """Give the lab's operator and address, or the programme's own."""
    if lab is not None:
        return Sender(lab.operator_name, lab.contact_email)
    programme = Programme.objects.first()
    address = settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip("> ")
    # The name ends with a full stop of its own; sentences that end with it do too.
    name = programme.name.rstrip(".") if programme else "ServIndus Lab"
    return Sender(name, address)


def judges_of(membership: Membership) -> "models.QuerySet[User]":
    """Give whoever decides on a request: leads, else the lab, else the programme."""
    people = User.objects.filter(is_active=True)
    leads = people.filter(
        memberships__organisation=membership.organisation,
        memberships__role=MembershipRole.LEAD,
        memberships__status=MembershipStatus.ACTIVE,
    )
    desk = membership.desk
    staff = people.filter(
        memberships__organisation__operated_labs=desk,
        memberships__status=MembershipStatus.ACTIVE,
    )
    admins = people.filter(
        memberships__organisation__operated_programmes__isnull=False,
        memberships__role=MembershipRole.LEAD,
        memberships__status=MembershipStatus.ACTIVE,
    )
    for group in (leads, staff if desk else people.none(), admins):
        found = group.exclude(pk=membership.user_id).distinct().order_by("pk")
        if found.exists():
            return found
    return people.none()


def staying_after(membership: Membership) -> list[User]:
    """Give the leads who stay when this membership ends; without one, the members."""
    others = membership.organisation.memberships.active().exclude(
        user=membership.user_id
    )
    others = others.filter(user__is_active=True).select_related("user").order_by("pk")
    leads = [one.user for one in others if one.role == MembershipRole.LEAD]
    return leads or [one.user for one in others]


def staff_of(lab: Lab | None) -> list[User]:
    """Give who works for a lab."""
    if lab is None:
        return []
    people = User.objects.filter(
        is_active=True,
        memberships__organisation__operated_labs=lab,
        memberships__status=MembershipStatus.ACTIVE,
    )
    return list(people.distinct().order_by("pk"))


class MembershipNotice(Notice):
    """A mail about somebody's place in an organisation."""

    model = "programmes.Membership"
    category = ACCOUNT.key

    def find(self, row: OutboxEmail) -> Membership | None:
        """Give the membership with person, organisation and lab."""
        return (
            Membership.objects.select_related(
                "user", "organisation__lab__operator", "lab__operator"
            )
            .filter(pk=row.object_id)
            .first()
        )

    def sender(self, obj: Membership) -> Sender:
        """Give the lab that looks at the request."""
        return sender_of(obj.desk)

    def context(self, obj: Membership, row: OutboxEmail) -> dict[str, Any]:
        """Give person, organisation and the way on."""
        return {
            "membership": obj,
            "organisation": obj.organisation,
            "person": obj.user,
            "home_url": settings.PUBLIC_URL + reverse("home"),
        }


@register
class MembershipRequested(MembershipNotice):
    """Somebody asks to join a startup."""

    name = "membership_requested"
    audience = _("lab staff or leads of the startup")

    def is_moot(self, obj: Membership, row: OutboxEmail) -> bool:
        """Once somebody has decided, or the reader no longer may, nothing is due."""
        may = row.user is not None and row.user.has_perm(
            "programmes.confirm_membership", obj
        )
        return obj.status != MembershipStatus.PENDING or not may

    def context(self, obj: Membership, row: OutboxEmail) -> dict[str, Any]:
        """Add where this reader decides: the members' page or the lab's desk."""
        page = reverse("admin:programmes_membership_change", args=[obj.pk])
        if row.user and obj.organisation_id in rules.led_organisation_ids(row.user):
            page = reverse(
                "programmes:organisation_members", args=[obj.organisation.public_id]
            )
        return {**super().context(obj, row), "desk_url": settings.PUBLIC_URL + page}


@register
class MembershipConfirmed(MembershipNotice):
    """A request was accepted."""

    name = "membership_confirmed"
    audience = _("whoever asked")


@register
class MembershipRefused(MembershipNotice):
    """A request was refused, with the reason."""

    name = "membership_refused"
    audience = _("whoever asked")


@register
class MembershipEnded(MembershipNotice):
    """Somebody was taken off an organisation."""

    name = "membership_ended"
    audience = _("whoever was a member")


@register
class MemberLeft(MembershipNotice):
    """Somebody left an organisation; what they had under way went to the first lead."""

    name = "member_left"
    audience = _("leads who stay, or the lab when nobody stays")

    def context(self, obj: Membership, row: OutboxEmail) -> dict[str, Any]:
        """Add how much was handed on, and where the members stand."""
        page = reverse(
            "programmes:organisation_members", args=[obj.organisation.public_id]
        )
        if row.user and row.user.has_perm("servindus.enter_admin"):
            page = reverse("admin:programmes_membership_change", args=[obj.pk])
        return {
            **super().context(obj, row),
            "handed": int(row.data.get("handed", 0)),
            "members_url": settings.PUBLIC_URL + page,
        }


@register
class MemberInvited(Notice):
    """Somebody is asked to join an organisation."""

    name = "member_invited"
    model = "programmes.Invitation"
    category = ACCOUNT.key
    audience = _("whoever is invited")

    def find(self, row: OutboxEmail) -> Invitation | None:
        """Give the invitation with its organisation and whoever sent it."""
        return (
            Invitation.objects.select_related(
                "organisation__lab__operator", "invited_by"
            )
            .filter(pk=row.object_id)
            .first()
        )

    def is_moot(self, obj: Invitation, row: OutboxEmail) -> bool:
        """An invitation that was withdrawn or accepted is not sent."""
        return not obj.is_open_at(clock.now())

    def sender(self, obj: Invitation) -> Sender:
        """Give the lab of the organisation, or the programme."""
        return sender_of(obj.organisation.lab)

    def context(self, obj: Invitation, row: OutboxEmail) -> dict[str, Any]:
        """Give the invitation and its link, which no table holds."""
        return {
            "invitation": obj,
            "organisation": obj.organisation,
            "link": obj.link,
        }


class AccountNotice(Notice):
    """A mail of the doors; about a person, or the programme for a stranger."""

    category = ACCOUNT.key
    audience = _("whoever holds the address")
    # Whoever asks for a code waits for it, and proves that the address works.
    despite_bounce = True

    def find(self, row: OutboxEmail) -> models.Model | None:
        """Give the person, or the programme when nobody has this address."""
        model = apps.get_model(row.object_type)
        return model._base_manager.filter(pk=row.object_id).first()

    def sender(self, obj: Any) -> Sender:
        """Give the programme; no lab stands behind a code."""
        return sender_of(None)

    def context(self, obj: Any, row: OutboxEmail) -> dict[str, Any]:
        """Give the doors' addresses, from PUBLIC_URL and never from a Host header."""
        return {
            "what": row.data.get("what", ""),
            "login_url": settings.PUBLIC_URL + reverse("account_login"),
            "signup_url": settings.PUBLIC_URL + reverse("account_signup"),
            "reset_url": settings.PUBLIC_URL + reverse("account_reset_password"),
            "account_url": settings.PUBLIC_URL + reverse("programmes:my_account"),
        }


@register
class AccountCode(AccountNotice):
    """A code to sign in, to prove an address or to change a password."""

    name = "account_code"
    model = "servindus.User"

    def is_moot(self, obj: Any, row: OutboxEmail) -> bool:
        """A code that has run out, or was sent and scrubbed, is not sent again."""
        age = clock.now() - row.created_at
        return age > timedelta(minutes=CODE_MINUTES) or self._code(row) is None

    def context(self, obj: Any, row: OutboxEmail) -> dict[str, Any]:
        """Add the code, opened only here."""
        return {
            **super().context(obj, row),
            "code": self._code(row),
            "minutes": CODE_MINUTES,
        }

    def after_sent(self, obj: Any, row: OutboxEmail) -> None:
        """Scrub the secret once it has left."""
        row.data = {key: value for key, value in row.data.items() if key != "sealed"}
        row.save(update_fields=["data"])

    def _code(self, row: OutboxEmail) -> str | None:
        return unseal(row.data["sealed"]) if "sealed" in row.data else None


@register
class AccountUnknown(AccountNotice):
    """Somebody tried to sign in with an address that has no account."""

    name = "account_unknown"
    model = "programmes.Programme"


@register
class AccountExists(AccountNotice):
    """Somebody tried to open an account that exists."""

    name = "account_exists"
    model = "servindus.User"


# What a mail says of a changed account, by the library's and our own names of it.
CHANGES = {
    "password_set": _("A password was chosen."),
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was replaced by means of a code."),
    "email_changed": _("The address of your account was changed."),
    "email_confirm": _("The address of your account was proven."),
    "email_deleted": _("An address was taken off your account."),
    "webauthn_added": _("A passkey was added to your account."),
    "webauthn_removed": _("A passkey was taken off your account."),
    "totp_activated": _("An authenticator application was added to your account."),
    "totp_deactivated": _("The authenticator application was taken off your account."),
    "recovery_codes_generated": _(
        "New recovery codes were made; the old ones are void."
    ),
    "second_factor_reset": _(
        "The programme has taken the second factor off your account, and closed its "
        "sessions. You choose a new one when you sign in."
    ),
    "account_closed": _("The programme has closed your account."),
    "account_opened": _("The programme has opened your account again."),
}


@register
class AccountChanged(AccountNotice):
    """What opens an account was changed: password, address, second factor."""

    name = "account_changed"
    model = "servindus.User"

    def context(self, obj: Any, row: OutboxEmail) -> dict[str, Any]:
        """Add the change in a sentence."""
        what = row.data.get("what", "")
        change = CHANGES.get(what, _("What opens your account was changed."))
        security = settings.PUBLIC_URL + reverse("mfa_index")
        return {
            **super().context(obj, row),
            "change": change,
            "security_url": security,
        }
