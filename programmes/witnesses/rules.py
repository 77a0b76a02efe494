"""Who may do what with witness companies: the company, and its lab alone (P4)."""

from typing import Any

import rules

from programmes.enums import OrganisationKind
from programmes.rules import (
    exports_own,
    is_active,
    is_outsider,
    is_programme_admin,
    is_staff_of_lab,
    is_staff_of_organisation,
    lab_ids,
    organisation_ids,
)


@rules.predicate
def _industrial(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.kind == OrganisationKind.INDUSTRIAL


@rules.predicate
def _of_plant(actor: Any, obj: Any = None) -> bool:
    """Whoever works for an industrial company; for this one where one is given."""
    own = organisation_ids(actor, OrganisationKind.INDUSTRIAL)
    return bool(own) if obj is None else obj.organisation_id in own


@rules.predicate
def _stands_in(actor: Any, obj: Any = None) -> bool:
    """The lab speaks for a company that has nobody here."""
    if obj is None:
        return True
    people = obj.engagement.organisation.memberships.active()
    return not people.filter(user__is_active=True).exists()


prepares_engagement = is_staff_of_organisation & is_outsider & _industrial
sees_witness = is_active & (_of_plant | is_staff_of_lab | is_programme_admin)
edits_engagement = is_staff_of_lab & is_outsider
# The company signs; the lab writes down a charter that was signed on paper.
signs_charter = is_active & (_of_plant | is_staff_of_lab)
# What is shared is for the company to say, and for nobody else.
changes_consents = is_active & _of_plant
ends_engagement = signs_charter
writes_wave = is_active & (_of_plant | is_staff_of_lab)
# It is for the company to say that a wave is right.
enters_wave = is_active & (_of_plant | (is_staff_of_lab & _stands_in))
# Nobody approves what their own company says.
approves_wave = is_staff_of_lab & is_outsider
exports_witness = exports_own


def works_with(actor: Any) -> bool:
    """Whether somebody has engagements of their own to look at, or might."""
    return bool(
        lab_ids(actor)
        or organisation_ids(actor, OrganisationKind.INDUSTRIAL)
        or is_programme_admin(actor)
    )


# Acts that are not named after the row they start from.
rules.add_perm("programmes.prepare_witness_engagement", prepares_engagement)
rules.add_perm("programmes.record_observation", writes_wave)
rules.add_perm("programmes.add_burden_row", writes_wave)
rules.add_perm("programmes.carry_burden_rows", writes_wave)
