"""Rules of the directory that must never break, as far as rows can tell."""

from collections.abc import Iterable

from programmes.duplicates.moving import key_of, pointing_fields
from programmes.enums import OrganisationStatus
from servindus.invariants import SHOWN, invariant


@invariant("nothing points to an organisation that was merged")
def nobody_is_left_behind() -> Iterable[str]:
    """The triggers hold this; only an empty profile may stay with the old row."""
    for field in pointing_fields():
        if field.unique:
            continue
        rows = field.model._base_manager.filter(
            **{f"{field.name}__status": OrganisationStatus.MERGED}
        )
        for pk in rows.values_list("pk", flat=True)[:SHOWN]:
            yield f"{key_of(field)} {pk}"
