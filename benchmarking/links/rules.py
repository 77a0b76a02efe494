"""Who may do what with a link: the lab that claims it, then a lab of neither side."""

from typing import Any

import rules

from programmes.rules import is_active, is_staff, is_staff_of_lab, lab_ids


@rules.predicate
def _of_claimer(actor: Any, obj: Any = None) -> bool:
    own = lab_ids(actor)
    return bool(own) if obj is None else obj.lab_id in own


@rules.predicate
def _of_another_lab(actor: Any, obj: Any = None) -> bool:
    """Whoever works for a lab, and for neither the claimer's nor the owner's."""
    own = lab_ids(actor)
    return bool(own) if obj is None else bool(own) and not own & obj.side_ids


sees_links = is_staff
withdraws_link = is_active & _of_claimer
judges_link = is_active & _of_another_lab

# Asked of a lab, before there is a row.
rules.add_perm("benchmarking.claim_practice_blocker_link", is_staff_of_lab)
