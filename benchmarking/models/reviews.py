"""What another lab thinks of a version: five marks, a written opinion, its interest."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models.versions import PracticeVersion
from benchmarking.practices.enums import HIGHEST, LOWEST, POINTS
from servindus import clock
from servindus.models import Model


def _mark(name: str) -> "models.PositiveSmallIntegerField[Any, Any]":
    return models.PositiveSmallIntegerField(POINTS[name][0])


class PeerReview(Model):
    """One lab's opinion on one reading of a version: written once, never changed."""

    version = models.ForeignKey(
        PracticeVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    reading = models.PositiveSmallIntegerField(pgettext_lazy("practice", "reading"))
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="peer_reviews",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    evidence = _mark("evidence")
    clarity = _mark("clarity")
    cost_known = _mark("cost_known")
    transferability = _mark("transferability")
    legal_solidity = _mark("legal_solidity")
    opinion = models.TextField(_("opinion"), max_length=2000)
    has_interest = models.BooleanField(_("has an interest in it"), default=False)
    interest = models.CharField(_("which interest"), max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta(Model.Meta):
        verbose_name = _("peer review")
        verbose_name_plural = _("peer reviews")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "reading", "lab"], name="peer_review_once_per_lab"
            ),
            # Two opinions are of two people, whoever works for two labs.
            models.UniqueConstraint(
                fields=["version", "reading", "reviewer"],
                name="peer_review_once_per_person",
            ),
            models.CheckConstraint(
                name="peer_review_marks_in_range",
                condition=Q(
                    **{f"{name}__gte": LOWEST for name in POINTS},
                    **{f"{name}__lte": HIGHEST for name in POINTS},
                ),
            ),
            models.CheckConstraint(
                name="peer_review_is_said", condition=~Q(opinion="")
            ),
            models.CheckConstraint(
                name="peer_review_interest_is_said",
                condition=Q(~Q(interest=""), has_interest=True)
                | Q(has_interest=False, interest=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.lab}: {self.version}"

    @property
    def marks(self) -> dict[str, int]:
        """The five marks, 1 to 4, by their point."""
        return {name: getattr(self, name) for name in POINTS}
