"""Links that let somebody without an account report, follow and complete a case."""

from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.models import Record

# The token of a mail proves the address; a visitor's own draft proves nothing.
MAIL_SALT = "blockers.report_link"
DRAFT_SALT = "blockers.report_draft"


class ReportLinkQuerySet(models.QuerySet["ReportLink"]):
    """Links in the doorkeeper's words."""

    def for_token(self, token: str) -> "ReportLink | None":
        """Give the link of a token; a forged one dies before any query."""
        public_id = public_id_of(token)
        if public_id is None:
            return None
        return self.filter(public_id=public_id).select_related("report__lab").first()


class ReportLink(Record):
    """What a mail's link opens: one case, for whoever reads one e-mail address.

    Like the links of introductions, no table holds anything that opens the door.
    """

    report = models.ForeignKey(
        "blockers.Report", on_delete=models.CASCADE, related_name="links"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=160)
    # Before the address is proven nothing is handed in, and nothing is shown.
    confirmed_at = models.DateTimeField(_("address proven"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ReportLinkQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("link to a report")
        verbose_name_plural = _("links to reports")
        constraints = (
            models.UniqueConstraint(
                "report", Lower("email"), name="report_link_once_per_address"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Whether the link still opens anything."""
        return self.revoked_at is None

    @property
    def holder_name(self) -> str:
        """The name of the person the link was written for."""
        return self.name

    def token(self) -> str:
        """Give the signed text of a mail's link; a retry writes the same."""
        return signing.Signer(salt=MAIL_SALT).sign(str(self.public_id))

    def draft_token(self) -> str:
        """Give the signed text of the pages where a visitor writes the draft."""
        return signing.Signer(salt=DRAFT_SALT).sign(str(self.public_id))

    def url(self) -> str:
        """Give the full address for a mail: from PUBLIC_URL, never from a request."""
        path = reverse("blockers:link_report_detail", args=[self.token()])
        return settings.PUBLIC_URL + path

    def prove(self, *, keep: bool) -> None:
        """Take the address for proven by its mail; reading keeps nothing of it."""
        if self.confirmed_at is None:
            self.confirmed_at = clock.now()
            if keep:
                self.save(update_fields=["confirmed_at"])


def public_id_of(token: str) -> str | None:
    """Give what a token stands for, or None when we never signed it."""
    for salt in (MAIL_SALT, DRAFT_SALT):
        try:
            return signing.Signer(salt=salt).unsign(token)
        except signing.BadSignature:
            continue
    return None


def is_ours(token: str) -> bool:
    """Whether we signed this token; asks no table."""
    return public_id_of(token) is not None


def is_mailed(token: str) -> bool:
    """Whether only whoever reads the address can hold this token."""
    try:
        signing.Signer(salt=MAIL_SALT).unsign(token)
    except signing.BadSignature:
        return False
    return True
