"""What can be taken and used again: a template, a note, a script, with its licence."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from benchmarking.models.practices import Practice
from benchmarking.practices import rules as may
from benchmarking.practices.enums import MOST_FILES, Licence, ToolKind, ToolStatus
from programmes import rules
from servindus.models import Record
from servindus.models.stored_file import IS_WHOLE, StoredFile
from servindus.search import folded, prefix_query

T = ToolStatus


class ToolQuerySet(models.QuerySet["Tool"]):
    """Tools in the words of whoever takes one."""

    found_by = "words"

    def listed(self) -> "ToolQuerySet":
        """What stands on the shelf."""
        return self.filter(status=T.SHARED)

    def visible_to(self, user: Any) -> "ToolQuerySet":
        """What is shared; the rest for its lab and the programme."""
        if not user.is_authenticated:
            return self.listed()
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(Q(status=T.SHARED) | Q(lab__in=rules.lab_ids(user)))

    def matching(self, text: str) -> "ToolQuerySet":
        """Those with these words or beginnings of words."""
        query = prefix_query(text)
        return self.filter(words=query) if query else self

    def expired(self, on: date) -> "ToolQuerySet":
        """Those on the shelf that are no longer sure to be right."""
        return self.listed().filter(valid_until__lt=on)


class Tool(Record):
    """One reusable thing of a lab; it may serve several practices."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="tools",
    )
    kind = models.CharField(_("kind"), max_length=9, choices=ToolKind.choices)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it does"), max_length=1000)
    release = models.CharField(_("version"), max_length=40)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence.choices)
    website = models.URLField(_("address"), max_length=400, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=160, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=9, choices=T.choices, default=T.DRAFT
    )
    practices = models.ManyToManyField(
        Practice, verbose_name=_("good practices"), blank=True, related_name="tools"
    )
    sort_name = GeneratedField(
        expression=folded("name"),
        output_field=models.CharField(max_length=600),
        db_persist=True,
    )
    words = GeneratedField(
        expression=SearchVector(folded("name"), config="simple")
        + SearchVector(folded("name"), config="french")
        + SearchVector(folded("description"), config="simple")
        + SearchVector(folded("description"), config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ToolQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "name", "release"], name="tool_release_once"
            ),
            models.CheckConstraint(
                name="tool_check_has_who_and_when",
                condition=Q(checked_by="", checked_on=None)
                | Q(~Q(checked_by=""), checked_on__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["sort_name", "id"],
                condition=Q(status="shared"),
                name="tool_shelf",
            ),
            models.Index(fields=["lab", "sort_name", "id"], name="tool_of_lab"),
            GinIndex(fields=["words"], name="tool_words"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_tool,
            "edit": may.writes_tool,
            "add_file": may.writes_tool,
            "remove_file": may.writes_tool,
            "share": may.writes_tool,
            "withdraw": may.writes_tool,
            "export": rules.exports_own,
        }

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Give its page on the shelf."""
        return reverse("benchmarking:tool_detail", args=[self.public_id])


class ToolFile(StoredFile):
    """A file of a tool."""

    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a tool")
        verbose_name_plural = _("files of tools")
        constraints = (
            models.CheckConstraint(
                name="tool_file_within_limits",
                condition=Q(position__gte=1, position__lte=MOST_FILES),
            ),
            models.CheckConstraint(name="tool_file_is_whole", condition=IS_WHOLE),
            models.UniqueConstraint(
                fields=["tool", "position"], name="tool_file_place"
            ),
            models.UniqueConstraint(fields=["tool", "digest"], name="tool_file_once"),
        )
        indexes = (models.Index(fields=["file"], name="tool_file_file"),)
        rules_permissions: ClassVar[dict[str, Any]] = {}
