"""A good practice: what a lab does, whichever version of it is read."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from benchmarking.practices.enums import MOST_KEYWORDS
from servindus.models import Record


class Practice(Record):
    """What a lab does, whichever version of it is read; or what it found elsewhere."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="practices",
    )
    number = models.PositiveIntegerField(_("number"))
    # Where it was found, if it is not the lab's own.
    origin = models.CharField(_("who does it"), max_length=200, blank=True)
    origin_country = models.CharField(_("country"), max_length=60, blank=True)
    origin_url = models.URLField(_("address of the source"), max_length=400, blank=True)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    keywords = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("keywords"),
        default=list,
        blank=True,
        size=MOST_KEYWORDS,
    )

    class Meta(Record.Meta):
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "number"], name="practice_number_once_per_lab"
            ),
            models.UniqueConstraint(
                fields=["lab", "source_key"],
                condition=~Q(source_key=""),
                name="practice_source_once",
            ),
            models.CheckConstraint(
                name="practice_found_elsewhere_says_where",
                condition=Q(source_key="") | ~Q(origin="") | ~Q(origin_url=""),
            ),
        )
        indexes = (GinIndex(fields=["keywords"], name="practice_keywords"),)
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Give its page: the version that stands in the library."""
        return reverse("benchmarking:practice_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The name that people say on the phone, `AMI-BP-004`."""
        return f"{self.lab.code}-BP-{self.number:03d}"
