"""Who may do what with a transfer: the two labs, and for the last word a third one."""

from typing import Any

import rules

from programmes.rules import (
    is_active,
    is_programme_admin,
    is_staff,
    is_staff_of_lab,
    lab_ids,
)


@rules.predicate
def _of_receiver(actor: Any, obj: Any = None) -> bool:
    own = lab_ids(actor)
    return bool(own) if obj is None else obj.receiver_id in own


@rules.predicate
def _of_a_side(actor: Any, obj: Any = None) -> bool:
    own = lab_ids(actor)
    return bool(own) if obj is None else bool(own & obj.side_ids)


@rules.predicate
def _of_third_lab(actor: Any, obj: Any = None) -> bool:
    """Whoever works for another lab, and for neither of the two."""
    own = lab_ids(actor)
    return bool(own) if obj is None else bool(own) and not own & obj.side_ids


@rules.predicate
def _did_not_propose(actor: Any, obj: Any = None) -> bool:
    """The lab that was asked says no; whoever asked stops."""
    own = lab_ids(actor)
    return (
        bool(own) if obj is None else bool(own & (obj.side_ids - {obj.proposed_lab_id}))
    )


sees_transfers = is_staff
takes_part = is_active & _of_a_side
receives = is_active & _of_receiver
confirms_use = is_active & _of_third_lab
# Names that slipped into what everybody reads are the programme's to take out.
redacts = is_active & is_programme_admin
declines = is_active & _did_not_propose

# Asked of a lab, before there is a row.
rules.add_perm("benchmarking.propose_transfer", is_staff_of_lab)
