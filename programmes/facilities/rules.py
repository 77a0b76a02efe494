"""Who may do what with facilities and requests to use them."""

from typing import Any

import rules

from programmes.facilities.enums import FacilityStatus
from programmes.rules import (
    is_active,
    is_company_member,
    is_member_of,
    is_outsider,
    is_programme_admin,
    is_staff_of_lab,
    lab_ids,
    organisation_ids,
)


def _facility_of(obj: Any) -> Any:
    """The facility that a request is for, or itself."""
    return getattr(obj, "facility", obj)


@rules.predicate
def _listed(actor: Any, obj: Any = None) -> bool:
    return obj is None or _facility_of(obj).status == FacilityStatus.OPEN


@rules.predicate
def _of_owner(actor: Any, obj: Any = None) -> bool:
    own = organisation_ids(actor)
    return bool(own) if obj is None else _facility_of(obj).owner_id in own


@rules.predicate
def _staff_of_facility(actor: Any, obj: Any = None) -> bool:
    labs = lab_ids(actor)
    return bool(labs) if obj is None else _facility_of(obj).lab_id in labs


# The catalogue is everybody's; what is being written or was closed is its owner's.
sees_facility = _listed | (
    is_active & (_of_owner | is_staff_of_lab | is_programme_admin)
)
keeps_facility = is_active & (_of_owner | is_staff_of_lab | is_programme_admin)
asks_for_access = is_company_member & _listed
sees_access = is_active & (
    is_member_of | _of_owner | _staff_of_facility | is_programme_admin
)
# Nobody answers their own company.
answers_access = is_active & (_of_owner | _staff_of_facility) & is_outsider
cancels_access = is_active & (is_member_of | _of_owner | _staff_of_facility)
reviews_access = is_member_of
