"""Who may do what with a link: the lab that claims it, then a lab of neither side."""

from typing import Any

import rules

from benchmarking.links.enums import LinkStatus
from programmes.rules import is_active, is_staff, is_staff_of_lab, lab_ids


@rules.predicate
def _of_claimer(actor: Any, obj: Any = None) -> bool:
    own = lab_ids(actor)
    return bool(own) if obj is None else obj.lab_id in own


@rules.predicate
def _of_another_lab(actor: Any, obj: Any = None) -> bool:
    """Whoever works for a lab, for neither side's, and has not claimed it before."""
    own = lab_ids(actor)
    if obj is None or not own:
        return bool(own)
    return obj.claimed_by_id != actor.pk and not own & obj.side_ids


@rules.predicate
def _of_a_third_lab(actor: Any, obj: Any = None) -> bool:
    """Whoever has not confirmed it; a lift that is undone waits for all of them."""
    if obj is None or obj.status != LinkStatus.CONFIRMED or obj.has_lapsed:
        return True
    return obj.judged_by_id != actor.pk and obj.judged_lab_id not in lab_ids(actor)


sees_links = is_staff
withdraws_link = is_active & _of_claimer
judges_link = is_active & _of_another_lab
refutes_link = judges_link & _of_a_third_lab

# Asked of a lab, before there is a row.
rules.add_perm("benchmarking.claim_practice_blocker_link", is_staff_of_lab)
