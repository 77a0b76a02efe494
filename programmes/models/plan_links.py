"""What an action of the plan is linked with: a pilot, an introduction, a blocker."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.models.plan import PlanAction
from servindus.models import Record

# Each link names one of them; the other two are empty.
LINKED = ("pilot", "introduction", "blocker")


def _one(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in LINKED})


def _once(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["action", name],
        condition=Q(**{f"{name}__isnull": False}),
        name=f"plan_link_once_per_{name}",
    )


class PlanLink(Record):
    """An action has to do with this row of the same lab; the lab's staff read it."""

    action = models.ForeignKey(
        PlanAction,
        verbose_name=_("action of the plan"),
        on_delete=models.PROTECT,
        related_name="links",
    )
    pilot = models.ForeignKey(
        "programmes.Pilot",
        verbose_name=_("pilot"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    introduction = models.ForeignKey(
        "matchmaking.Introduction",
        verbose_name=_("introduction"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("link of an action")
        verbose_name_plural = _("links of actions")
        # That both are of one lab is held by a trigger, `plan_link_within_lab`.
        constraints = (
            models.CheckConstraint(
                name="plan_link_to_one_thing",
                condition=_one("pilot") | _one("introduction") | _one("blocker"),
            ),
            *(_once(name) for name in LINKED),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> str:
        """Which of the three it names."""
        return next(name for name in LINKED if getattr(self, f"{name}_id") is not None)

    @property
    def target(self) -> Any:
        """The row that it names."""
        return getattr(self, self.what)

    @property
    def name(self) -> str:
        """Its reference, no more; a pilot has none and is named by its title."""
        target: Any = self.target
        return str(target.title if self.what == "pilot" else target.reference)
