"""Who may do what with a pilot: its two companies and the lab that follows it."""

from typing import Any

import rules

from programmes.rules import (
    is_active,
    is_company_member,
    is_member_of,
    is_programme_admin,
    is_staff_of_lab,
    is_staff_of_organisation,
    organisation_ids,
)


@rules.predicate
def _of_side(actor: Any, obj: Any = None) -> bool:
    """Whoever works for the startup or for the company."""
    own = organisation_ids(actor)
    return bool(own) if obj is None else bool(own & {obj.startup_id, obj.company_id})


@rules.predicate
def _of_company(actor: Any, obj: Any = None) -> bool:
    own = organisation_ids(actor)
    return bool(own) if obj is None else obj.company_id in own


@rules.predicate
def _of_place(actor: Any, obj: Any = None) -> bool:
    """Whoever owns the facility that it uses."""
    own = organisation_ids(actor)
    if obj is None:
        return bool(own)
    return obj.facility_id is not None and obj.facility.owner_id in own


sees_pilot = is_active & (_of_side | _of_place | is_staff_of_lab | is_programme_admin)
proposes_pilot = is_company_member & is_member_of | is_staff_of_organisation
moves_pilot = is_active & (_of_side | is_staff_of_lab)
# The lab agrees in the place of a side that has nobody here.
agrees_on_pilot = moves_pilot
# What it gave is said by the company that tried it, or by the lab with it.
judges_pilot = is_active & (_of_company | is_staff_of_lab)

rules.add_perm("programmes.propose_pilot", proposes_pilot)
