"""Who may read the action plan, and who keeps it."""

from typing import Any

import rules

from programmes.enums import OrganisationKind
from programmes.rules import (
    is_active,
    is_programme_admin,
    is_staff,
    lab_ids,
    organisation_ids,
)


def _action_of(obj: Any) -> Any:
    """The action that a milestone belongs to, or itself."""
    return getattr(obj, "action", obj)


@rules.predicate
def _published(actor: Any, obj: Any = None) -> bool:
    return obj is None or _action_of(obj).is_published


@rules.predicate
def _reads_plans(actor: Any, obj: Any = None) -> bool:
    """Staff of any lab, and whoever answers for the State, read what is drafted."""
    return bool(lab_ids(actor) or organisation_ids(actor, OrganisationKind.AUTHORITY))


@rules.predicate
def _staff_of_plan(actor: Any, obj: Any = None) -> bool:
    labs = lab_ids(actor)
    return bool(labs) if obj is None else _action_of(obj).lab_id in labs


sees_plan = _published | (is_active & (_reads_plans | is_programme_admin))
reads_drafts = is_active & (_reads_plans | is_programme_admin)
# What an action is linked with concerns one lab's people and companies.
links_plan = is_active & _staff_of_plan
keeps_plan = is_active & (_staff_of_plan | is_programme_admin)

# Acts that are not named after the row they start from.
rules.add_perm("programmes.plan_action", is_staff)
rules.add_perm("programmes.add_milestone", keeps_plan)
