"""Who belongs to which organisation, and who was asked to."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import InvitationStatus, MembershipRole, MembershipStatus
from servindus import clock
from servindus.models import Record

if TYPE_CHECKING:
    from programmes.models.frame import Lab
    from servindus.models import User

INVITATION_DAYS = 30
LINK_SALT = "programmes.accept_invitation"

# Asked at each request: written out, since Django takes longer to put such subqueries
# together (1.8 ms) than the database to answer them.
_DUTIES = Func(
    F("organisation_id"),
    template="COALESCE((SELECT jsonb_agg(jsonb_build_object("
    "'pk', id, 'name', name, 'slug', slug) ORDER BY name)"
    " FROM programmes_lab WHERE operator_id = %(expressions)s), '[]')",
    output_field=models.JSONField(),
)
_OPERATES = Func(
    F("organisation_id"),
    template="EXISTS (SELECT FROM programmes_programme"
    " WHERE operator_id = %(expressions)s)",
    output_field=models.BooleanField(),
)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships in the lab's words."""

    def active(self) -> "MembershipQuerySet":
        """Memberships that open something."""
        return self.filter(status=MembershipStatus.ACTIVE)

    def with_duties(self) -> "MembershipQuerySet":
        """Add what the organisation runs: labs with their names, the programme."""
        return self.select_related("organisation__lab").annotate(
            duties=_DUTIES, operates_programme=_OPERATES
        )

    def to_confirm(self) -> "MembershipQuerySet":
        """Requests whose e-mail address is proven; they wait for the lab or a lead."""
        return self.filter(
            status=MembershipStatus.PENDING, user__emailaddress__verified=True
        )

    def decided_by(self, led: set[int], labs: set[int]) -> "MembershipQuerySet":
        """Requests that leads of these organisations or staff of these labs decide."""
        return self.filter(
            Q(organisation__in=led)
            | Q(organisation__lab__in=labs)
            | Q(organisation__lab=None, lab__in=labs)
        )

    def visible_to(self, user: "User") -> "MembershipQuerySet":
        """One's own, those of organisations one leads, those of one's lab."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        labs = rules.lab_ids(user)
        return self.filter(
            Q(user=user)
            | Q(organisation__in=rules.led_organisation_ids(user))
            | Q(organisation__lab__in=labs)
            | Q(lab__in=labs)
        )


class Membership(Record):
    """A person's place in an organisation; rights are computed from the active ones."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        _("role"),
        max_length=8,
        choices=MembershipRole.choices,
        default=MembershipRole.MEMBER,
    )
    function = models.CharField(_("function"), max_length=120, blank=True)
    # Given by a lead of the operator; leads have the right without it.
    may_export = models.BooleanField(_("may export lists"), default=False)
    # The lab that looks at a request, when the organisation itself has none yet.
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=MembershipStatus.choices,
        default=MembershipStatus.PENDING,
    )
    refusal = models.CharField(_("reason of the refusal"), max_length=400, blank=True)
    started_at = models.DateTimeField(_("since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    # What `with_duties` adds.
    duties: list[dict[str, Any]]
    operates_programme: bool

    objects = MembershipQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=~Q(status="ended"),
                name="membership_open_once",
            ),
            models.CheckConstraint(
                name="membership_dates_follow_status",
                condition=Q(status="pending", started_at=None, ended_at=None)
                | Q(status="active", started_at__isnull=False, ended_at=None)
                | Q(status="ended", ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_refusal_belongs_to_an_end",
                condition=Q(refusal="") | Q(status="ended", started_at=None),
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "status"], name="membership_of_organisation"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(status="pending"),
                name="membership_to_confirm",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_membership,
            "confirm": rules.confirms_membership,
            "refuse": rules.confirms_membership,
            "end": rules.ends_membership,
        }

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    def operated(self, name: str) -> list[Any]:
        """Give `pk`, `name` or `slug` of the labs that the organisation runs."""
        return [lab[name] for lab in self.duties]

    @property
    def desk(self) -> "Lab | None":
        """The lab whose staff look at this request."""
        return self.organisation.lab or self.lab


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations in the words of whoever sent them."""

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Invitations that can still be accepted."""
        return self.filter(status=InvitationStatus.SENT, expires_at__gt=now)

    def visible_to(self, user: "User") -> "InvitationQuerySet":
        """Those to organisations that one leads or that belong to one's lab."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(
            Q(organisation__in=rules.led_organisation_ids(user))
            | Q(organisation__lab__in=rules.lab_ids(user))
        )

    def for_token(self, token: str) -> "Invitation | None":
        """Give the invitation of a link; a forged one dies before any query."""
        try:
            public_id = signing.Signer(salt=LINK_SALT).unsign(token)
        except signing.BadSignature:
            return None
        return (
            self.select_related("organisation__lab").filter(public_id=public_id).first()
        )


class Invitation(Record):
    """Somebody asked by mail to join an organisation; the link opens only this."""

    organisation = models.ForeignKey(
        "programmes.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=160, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    role = models.CharField(
        _("role"),
        max_length=8,
        choices=MembershipRole.choices,
        default=MembershipRole.MEMBER,
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=InvitationStatus.choices,
        default=InvitationStatus.SENT,
    )
    expires_at = models.DateTimeField(_("expires"))

    objects = InvitationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(status="sent"),
                name="invitation_open_once",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.invites_members,
            "accept": rules.is_invited,
            "resend": rules.invites_members,
            "withdraw": rules.invites_members,
        }

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"

    @property
    def token(self) -> str:
        """What the link holds, derived from the row: no table keeps a key."""
        return signing.Signer(salt=LINK_SALT).sign(str(self.public_id))

    @property
    def link(self) -> str:
        """The address in the mail."""
        path = reverse("programmes:accept_invitation", args=[self.token])
        return settings.PUBLIC_URL + path

    def is_open_at(self, now: datetime) -> bool:
        """Whether the invitation can still be accepted."""
        return self.status == InvitationStatus.SENT and now < self.expires_at

    @property
    def is_open(self) -> bool:
        """Whether its link still opens a page; a second click finds its result."""
        return (
            self.status != InvitationStatus.WITHDRAWN and clock.now() < self.expires_at
        )

    @property
    def holder_name(self) -> str:
        """Who was invited."""
        return self.name or self.email


def invitation_expiry() -> datetime:
    """Give the moment until which an invitation made now stays open."""
    return clock.now() + timedelta(days=INVITATION_DAYS)
