"""Links that let somebody without an account do one thing."""

from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import LinkPurpose
from servindus import clock
from servindus.models import Record


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    """Links in the doorkeeper's words."""

    def for_token(self, token: str, purpose: LinkPurpose) -> "AnswerLink | None":
        """Give the link of a token; a forged one dies before any query."""
        try:
            public_id = signing.Signer(salt=salt_of(purpose)).unsign(token)
        except signing.BadSignature:
            return None
        return (
            self.filter(public_id=public_id, purpose=purpose)
            .select_related("decision_maker__organisation", "introduction")
            .first()
        )


class AnswerLink(Record):
    """What a mail's link opens: one purpose, one person, one introduction.

    The token is derived from the row and SECRET_KEY whenever a mail is written: no
    table holds anything that opens the door, and a retry writes the same mail.
    """

    decision_maker = models.ForeignKey(
        "matchmaking.DecisionMaker", on_delete=models.CASCADE, related_name="links"
    )
    introduction = models.ForeignKey(
        "matchmaking.Introduction",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="links",
    )
    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AnswerLinkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = (
            models.CheckConstraint(
                name="link_knows_its_introduction",
                condition=Q(purpose="invitation", introduction__isnull=True)
                | (~Q(purpose="invitation") & Q(introduction__isnull=False)),
            ),
        )
        indexes = (
            models.Index(
                fields=["introduction", "purpose"], name="link_of_introduction"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the link still opens anything."""
        return self.revoked_at is None and clock.now() < self.expires_at

    @property
    def holder_name(self) -> str:
        """The name of the person the link was written for."""
        return self.decision_maker.full_name

    def token(self) -> str:
        """Give the signed text that stands in the address.

        Signed without a time of its own, so that a retry writes the same mail.
        """
        salt = salt_of(LinkPurpose(self.purpose))
        return signing.Signer(salt=salt).sign(str(self.public_id))

    def url(self) -> str:
        """Give the full address for a mail: from PUBLIC_URL, never from a request."""
        name = f"matchmaking:{self.purpose}_link"
        return settings.PUBLIC_URL + reverse(name, args=[self.token()])


def is_ours(token: str) -> bool:
    """Whether we signed this token for some purpose; asks no table."""
    for purpose in LinkPurpose:
        try:
            signing.Signer(salt=salt_of(purpose)).unsign(token)
        except signing.BadSignature:
            continue
        return True
    return False


def salt_of(purpose: LinkPurpose) -> str:
    """Give the salt that keeps a token from serving another purpose."""
    return f"matchmaking.link.{purpose}"
