"""Who may declare jobs, confirm them, and say who is still there."""

from typing import Any

import rules

from programmes.rules import (
    COMPANY_KINDS,
    is_active,
    is_member_of,
    is_outsider,
    is_programme_admin,
    is_staff_of_lab,
    lab_ids,
    organisation_ids,
)


@rules.predicate
def _of_company(actor: Any, obj: Any = None) -> bool:
    """A member of this startup, industrial company or network."""
    own = organisation_ids(actor, *COMPANY_KINDS)
    return bool(own) if obj is None else obj.pk in own


@rules.predicate
def _lab_of_company(actor: Any, obj: Any = None) -> bool:
    """Staff of any lab: a company is helped where it is not at home, too."""
    company = obj is None or obj.kind in COMPANY_KINDS
    return company and bool(lab_ids(actor))


declares_jobs = is_active & (_of_company | _lab_of_company)
sees_jobs = is_active & (is_member_of | is_staff_of_lab | is_programme_admin)
writes_jobs = is_active & (is_member_of | is_staff_of_lab)
# Nobody confirms, refuses or withdraws what their own company says.
judges_jobs = is_staff_of_lab & is_outsider
checks_jobs = writes_jobs

# An act that is not named after the row it starts from.
rules.add_perm("programmes.declare_jobs", declares_jobs)
