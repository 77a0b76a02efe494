"""Who may do what with reports and blockers: predicates, without effect."""

from typing import Any

import rules

from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.actors import ActorKind, is_system


def holds_link(actor: Any, obj: Any) -> bool:
    """Whether the actor's link is for this very report."""
    link = getattr(actor, "link", None)
    return (
        getattr(actor, "actor_kind", None) == ActorKind.LINK
        and getattr(link, "report_id", None) == obj.pk
    )


def is_staff_writer(actor: Any, obj: Any) -> bool:
    """Whether a member of the lab wrote this case down after a visit or a call."""
    return obj.on_behalf_of_by_id is not None and obj.on_behalf_of_by_id == getattr(
        actor, "pk", None
    )


@rules.predicate
def _reporter(actor: Any, obj: Any = None) -> bool:
    """Whoever reported: by account, by link, or for the company after a visit."""
    if obj is None:
        return True
    if holds_link(actor, obj):
        return True
    mine = obj.reporter_id is not None and obj.reporter_id == getattr(actor, "pk", None)
    return mine or is_staff_writer(actor, obj)


@rules.predicate
def _proven(actor: Any, obj: Any = None) -> bool:
    """An address typed by a visitor is proven by the link that it was sent."""
    link = getattr(actor, "link", None)
    return link is None or link.confirmed_at is not None


@rules.predicate
def _member_of_company(actor: Any, obj: Any = None) -> bool:
    companies = frame.organisation_ids(actor, *frame.COMPANY_KINDS)
    return bool(companies) if obj is None else obj.organisation_id in companies


@rules.predicate
def _handed_in(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.submitted_at is not None


@rules.predicate
def _staff_of_lab(actor: Any, obj: Any = None) -> bool:
    labs = frame.lab_ids(actor)
    return bool(labs) if obj is None else obj.lab_id in labs


@rules.predicate
def _outsider(actor: Any, obj: Any = None) -> bool:
    """Nobody decides on the case of a company they belong to, or on their own."""
    if obj is None:
        return True
    own = frame.organisation_ids(actor)
    return obj.organisation_id not in own and obj.reporter_id != getattr(
        actor, "pk", None
    )


@rules.predicate
def _another_reader(actor: Any, obj: Any = None) -> bool:
    """An appeal is not read by whoever refused the case."""
    if obj is None or obj.appealed_at is None:
        return True
    return obj.declined_by_id != getattr(actor, "pk", None)


@rules.predicate
def _under_appeal(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.appealed_at is not None


@rules.predicate
def _met_by_company(actor: Any, obj: Any = None) -> bool:
    """A company sees the blocker that its own case is part of."""
    if obj is None:
        return True
    companies = frame.organisation_ids(actor, *frame.COMPANY_KINDS)
    own = obj.reports.filter(reporter=getattr(actor, "pk", None) or 0)
    return (
        own.exists() or obj.reports.filter(organisation__in=companies or [0]).exists()
    )


@rules.predicate
def _staff_of_blocker(actor: Any, obj: Any = None) -> bool:
    blocker = getattr(obj, "blocker", None)
    return bool(_staff_of_lab(actor, blocker))


@rules.predicate
def _staff_of_survivor(actor: Any, obj: Any = None) -> bool:
    """Staff of the lab whose blocker another lab's was merged into."""
    labs = frame.lab_ids(actor)
    if obj is None or not labs:
        return bool(labs)
    survivor = obj.merged_into
    if survivor is None:
        # Undone by a first click: the second one is answered alike.
        last = obj.merges.select_related("survivor").first()
        survivor = last.survivor if last else None
    return survivor is not None and survivor.lab_id in labs


is_active = rules.is_active
# An account, or a visitor who types an address: everybody may report.
reports = is_active & _reporter
hands_in = reports & _proven
hands_in_or_system = is_system | hands_in
sees_report = is_active & (
    _reporter
    | (_handed_in & (_member_of_company | _staff_of_lab | frame.is_programme_admin))
)
# A lab of one person has nobody else: the programme's leads read appeals too.
qualifies = (
    is_active
    & _handed_in
    & (_staff_of_lab | (frame.is_programme_admin & _under_appeal))
    & _outsider
    & _another_reader
)
# What is for the lab alone; never for somebody of the company.
reads_notes = (
    is_active & _handed_in & (_staff_of_lab | frame.is_programme_admin) & _outsider
)

sees_blocker = is_active & (frame.is_staff | _met_by_company)
leads_blocker = is_active & _staff_of_lab
objects_to_merge = is_active & _staff_of_survivor & ~_staff_of_lab
# What the lab writes for the administration, the cases' figures and the notes.
reads_blocker_file = is_active & (_staff_of_lab | frame.is_programme_admin)
keeps_blocker_parts = is_active & _staff_of_blocker


# --- With the ministry ----------------------------------------------------------------


@rules.predicate
def _liaison(actor: Any, obj: Any = None) -> bool:
    """A member of the authority that a dossier was sent to, and of no other (B8)."""
    own = frame.organisation_ids(actor, OrganisationKind.AUTHORITY)
    return bool(own) if obj is None else obj.authority_id in own


answers_escalation = is_active & _liaison
# The lab that leads the blocker; the programme's leads read along.
sees_escalation = is_active & (_liaison | _staff_of_blocker | frame.is_programme_admin)
settles = is_system
# Lists of the register: a right of whoever runs a lab or the programme, and what an
# authority was sent. What each of them holds is what the list shows its reader.
exports_register = is_active & (frame.exports_data | _liaison)
archives_blocker = (
    is_active & frame.exports_data & (_staff_of_lab | frame.is_programme_admin)
)
# A sitting is its authority's own: the programme's leads do not read along.
holds_sitting = is_active & _liaison


# --- After the answer -----------------------------------------------------------------


@rules.predicate
def _liaison_of_commitment(actor: Any, obj: Any = None) -> bool:
    """A member of the authority that has made the commitment."""
    own = frame.organisation_ids(actor, OrganisationKind.AUTHORITY)
    return bool(own) if obj is None else obj.answer.escalation.authority_id in own


@rules.predicate
def _staff_of_commitment(actor: Any, obj: Any = None) -> bool:
    return bool(_staff_of_lab(actor, obj and obj.blocker))


@rules.predicate
def _liaison_of_measure(actor: Any, obj: Any = None) -> bool:
    return bool(_liaison_of_commitment(actor, obj and obj.commitment))


@rules.predicate
def _company_itself(actor: Any, obj: Any = None) -> bool:
    """Whoever reported, by account or by link, or a member; never the lab for them."""
    if obj is None:
        return True
    if holds_link(actor, obj):
        return bool(_proven(actor, obj))
    mine = obj.reporter_id is not None and obj.reporter_id == getattr(actor, "pk", None)
    return mine or bool(_member_of_company(actor, obj))


@rules.predicate
def _company_of_case(actor: Any, obj: Any = None) -> bool:
    return bool(_company_itself(actor, obj and obj.report))


@rules.predicate
def _staff_of_contested(actor: Any, obj: Any = None) -> bool:
    """The lab that leads the blocker, and nobody of the company itself."""
    if obj is None:
        return bool(frame.lab_ids(actor))
    blocker = obj.answer.escalation.blocker
    return bool(_staff_of_lab(actor, blocker) and _outsider(actor, obj.report))


keeps_commitment = is_active & _liaison_of_commitment
confirms_commitment = is_active & (_liaison_of_commitment | _staff_of_commitment)
sees_commitment = is_active & (
    frame.is_staff | frame.is_programme_admin | _liaison_of_commitment
)
ends_measure = is_active & _liaison_of_measure
sees_measure = is_active & (
    frame.is_staff | frame.is_programme_admin | _liaison_of_measure
)
verifies = is_active & _company_of_case
contests = is_active & _company_itself
passes_contestation = is_active & _staff_of_contested
closes_unanswered = is_active & frame.is_programme_admin
closes_blocker = is_system | leads_blocker
