"""What an action of the plan is linked with: said and taken back by the lab's staff."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.models import PlanAction, PlanLink
from programmes.plan.enums import PlanStatus
from programmes.plan.links import MOST_LINKS
from servindus.workflow import ActRefused, Step, act

ALL = list(PlanStatus)


@act(
    PlanAction,
    sources=ALL,
    label=_("Link with the programme"),
    icon="link",
    records=("what", "reference"),
)
def link_plan_action(
    action: PlanAction, step: Step, *, what: str, target: Any, reference: str
) -> None:
    """Say which pilot, introduction or blocker of its lab it has to do with."""
    if action.lab_id is None or target.lab_id != action.lab_id:
        raise ActRefused(_("Link it with something of its own lab."))
    if action.links.filter(**{what: target}).exists():
        raise ActRefused(_("It is linked already."))
    if action.links.count() >= MOST_LINKS:
        raise ActRefused(_("An action has thirty links at most."))
    PlanLink.objects.create(action=action, created_at=step.now, **{what: target})


def _has_links(action: PlanAction, now: datetime) -> str | Promise | None:
    return None if action.links.exists() else _("It is linked with nothing.")


@act(
    PlanAction,
    sources=ALL,
    label=_("Take a link back"),
    icon="link-slash",
    guard=_has_links,
    records=("what", "reference"),
)
def unlink_plan_action(
    action: PlanAction, step: Step, *, link: PlanLink, what: str, reference: str
) -> None:
    """The action has nothing to do with it after all; the journal keeps that it had."""
    if not action.links.filter(pk=link.pk).delete()[0]:
        raise ActRefused(_("This link is gone already."))
