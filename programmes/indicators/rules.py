"""Who defines indicators, aims, reads, approves and locks."""

from typing import Any

import rules

from programmes.rules import (
    is_lead_of_lab,
    is_programme_admin,
    is_staff,
    is_staff_of_lab,
    lab_ids,
)

defines_indicators = is_programme_admin
sets_targets = is_staff


@rules.predicate
def sets_target(actor: Any, target: Any) -> bool:
    """A lab's by its staff, any by the programme."""
    if target is None:
        return bool(is_staff(actor))
    return bool(is_programme_admin(actor)) or target.lab_id in lab_ids(actor)


sees_sheet = is_staff_of_lab | is_programme_admin
writes_sheet = is_staff_of_lab
approves_sheet = is_lead_of_lab
locks_sheet = is_programme_admin

# Acts that are not named after the row they start from.
rules.add_perm("programmes.define_indicator", defines_indicators)
rules.add_perm("programmes.set_target", sets_targets)
rules.add_perm("programmes.open_reading_sheet", is_staff_of_lab)
