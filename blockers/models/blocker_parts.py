"""What a blocker consists of: the texts it comes from, and what is asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.enums import NormLevel, RequestedKind
from blockers.models.blocker import Blocker
from servindus.models import Record


class NormReference(Record):
    """A text that a blocker comes from, as it stood on the day it was read."""

    blocker = models.ForeignKey(Blocker, on_delete=models.CASCADE, related_name="norms")
    # The blocker whose merge has brought it here.
    came_from = models.ForeignKey(
        Blocker,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    level = models.CharField(_("who wrote it"), max_length=8, choices=NormLevel.choices)
    title = models.CharField(_("title"), max_length=240)
    # LEGIARTI, NOR, CELEX or ELI; checked in form, looked up by nobody.
    identifier = models.CharField(_("number"), max_length=80, blank=True)
    article = models.CharField(_("article"), max_length=40, blank=True)
    quote = models.CharField(_("text in force"), max_length=3000, blank=True)
    address = models.URLField(_("address"), blank=True)
    checked_on = models.DateField(_("read on"))

    class Meta(Record.Meta):
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = (
            models.UniqueConstraint(
                fields=["blocker", "identifier", "article"],
                condition=~Q(identifier=""),
                name="norm_once_per_blocker",
            ),
        )
        indexes = (
            models.Index(
                fields=["identifier"], condition=~Q(identifier=""), name="norm_number"
            ),
        )
        rules_permissions: ClassVar = dict.fromkeys(
            ("view", "add", "change", "delete"), rules.keeps_blocker_parts
        )

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.article) if part)


class Ask(Record):
    """What is asked of an administration: one wording, one kind, one territory."""

    blocker = models.ForeignKey(Blocker, on_delete=models.CASCADE, related_name="asks")
    # The blocker whose merge has brought it here.
    came_from = models.ForeignKey(
        Blocker,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    wording = models.CharField(_("what we ask"), max_length=600)
    kind = models.CharField(_("kind"), max_length=14, choices=RequestedKind.choices)
    territory = models.CharField(_("where"), max_length=120, blank=True)
    duration_months = models.PositiveSmallIntegerField(
        _("for how many months"), null=True, blank=True
    )

    class Meta(Record.Meta):
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        constraints = (
            models.CheckConstraint(
                name="ask_derogation_has_where_and_how_long",
                condition=~Q(kind="derogation")
                | Q(
                    ~Q(territory=""),
                    # A comparison with nothing is not false: it has to be asked for.
                    duration_months__isnull=False,
                    duration_months__gte=1,
                ),
            ),
        )
        rules_permissions: ClassVar = dict.fromkeys(
            ("view", "add", "change", "delete"), rules.keeps_blocker_parts
        )

    def __str__(self) -> str:
        return self.wording
