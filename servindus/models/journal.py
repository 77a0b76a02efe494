"""What happened, by whom and when: written once, never changed."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.actors import ActorKind, Channel
from servindus.models.base import Model


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    """Lines of the journal in the reader's words."""

    def about(self, *objects: models.Model) -> "JournalQuerySet":
        """Lines of these rows, oldest first."""
        wanted = models.Q(pk__in=[])
        for obj in objects:
            wanted |= models.Q(object_type=obj._meta.label_lower, object_id=obj.pk)
        return self.filter(wanted).order_by("pk")


class JournalEntry(Model):
    """One act on one row: codes and ids, never sentences; append-only by trigger."""

    at = models.DateTimeField(_("at"), default=clock.now)
    verb = models.CharField(_("act"), max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    source = models.CharField(_("from"), max_length=32, blank=True)
    target = models.CharField(_("to"), max_length=32, blank=True)
    actor_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    # PROTECT: forgetting a person anonymises the row, the journal never changes.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    link = models.BigIntegerField(null=True, blank=True)
    on_behalf_of = models.CharField(max_length=160, blank=True)
    typed_name = models.CharField(max_length=160, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    details = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    # Tells a second click from another wish; see `servindus.clicks`.
    click = models.CharField(
        max_length=32, blank=True, default="", db_default="", editable=False
    )
    # The guard on status columns looks for a line of its own transaction.
    transaction = models.BigIntegerField(
        db_default=Func(function="txid_current"), editable=False
    )

    objects = JournalQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("journal line")
        verbose_name_plural = _("journal")
        indexes = (
            models.Index(fields=["object_type", "object_id", "id"], name="journal_of"),
            models.Index(fields=["at"], name="journal_at"),
        )
        constraints = (
            models.CheckConstraint(
                name="journal_actor_is_named",
                condition=models.Q(actor_kind="user", user__isnull=False)
                | models.Q(actor_kind="link", link__isnull=False)
                | models.Q(actor_kind="system", user__isnull=True, link__isnull=True),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
