"""Who may do what with practices, opinions on them, and tools."""

from typing import Any

import rules

from programmes.rules import (
    is_active,
    is_programme_admin,
    is_staff,
    is_staff_of_lab,
    lab_ids,
)


def lab_of(obj: Any) -> int:
    """Give the lab of a practice, of a version of it, or of a tool."""
    practice = getattr(obj, "practice", obj)
    return int(practice.lab_id)


@rules.predicate
def _of_lab(actor: Any, obj: Any = None) -> bool:
    own = lab_ids(actor)
    return bool(own) if obj is None else lab_of(obj) in own


@rules.predicate
def _of_another_lab(actor: Any, obj: Any = None) -> bool:
    """Whoever works for some other lab, and not for this one."""
    own = lab_ids(actor)
    return bool(own) if obj is None else bool(own) and lab_of(obj) not in own


@rules.predicate
def _not_of_lab(actor: Any, obj: Any = None) -> bool:
    return obj is None or lab_of(obj) not in lab_ids(actor)


@rules.predicate
def _is_shown(actor: Any, obj: Any = None) -> bool:
    """Whether it stands in the library, on the shelf, or did so once."""
    if obj is None or obj.status in ("published", "labelled", "shared"):
        return True
    return getattr(obj, "published_on", None) is not None


@rules.predicate
def _is_handed_in(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.status not in ("draft", "retired")


@rules.predicate
def _did_not_submit(actor: Any, obj: Any = None) -> bool:
    """Four eyes: whoever has submitted it does not look it through."""
    return obj is None or obj.submitted_by_id != getattr(actor, "pk", None)


writes_practice = is_active & (_of_lab)
sees_version = is_active & (
    _is_shown | _of_lab | is_programme_admin | (is_staff & _is_handed_in)
)
admits_version = is_active & is_staff & _did_not_submit
reviews_version = is_active & _of_another_lab
# A lab does not label its own.
labels_version = is_active & _not_of_lab & (is_staff | is_programme_admin)
retires_version = is_active & (_of_lab | is_programme_admin)
writes_tool = is_active & (_of_lab)
sees_tool = is_active & (_is_shown | _of_lab | is_programme_admin)

# Asked of a lab, before there is a row.
rules.add_perm("benchmarking.draft_practice", is_staff_of_lab)
rules.add_perm("benchmarking.draft_tool", is_staff_of_lab)
