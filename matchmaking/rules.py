"""Who may do what with introductions: predicates, without effect."""

from typing import Any

import rules
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import IntroductionStatus as S
from matchmaking.enums import LinkPurpose, ProfileStatus, Side
from programmes import rules as frame
from programmes.enums import OrganisationKind, OrganisationStatus
from servindus.actors import ActorKind, is_system


def startup_ids(actor: Any) -> set[int]:
    """Give the ids of a person's startups."""
    return frame.organisation_ids(actor, OrganisationKind.STARTUP)


def holds_link(actor: Any, obj: Any, *purposes: LinkPurpose) -> bool:
    """Whether the actor's link is for this introduction and person, and purpose."""
    if getattr(actor, "actor_kind", None) != ActorKind.LINK:
        return False
    link = actor.link
    return (
        link.purpose in purposes
        and link.introduction_id == obj.pk
        and link.decision_maker_id == obj.decision_maker_id
    )


@rules.predicate
def _startup_member(actor: Any, obj: Any = None) -> bool:
    ids = startup_ids(actor)
    return bool(ids) if obj is None else obj.startup_id in ids


@rules.predicate
def _member_of_verified_startup(actor: Any, obj: Any = None) -> bool:
    return any(
        membership.organisation.kind == OrganisationKind.STARTUP
        and membership.organisation.status == OrganisationStatus.VERIFIED
        for membership in frame.memberships_of(actor)
    )


@rules.predicate
def _own_profile(actor: Any, obj: Any = None) -> bool:
    ids = startup_ids(actor)
    return bool(ids) if obj is None else obj.organisation_id in ids


@rules.predicate
def _published(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.status == ProfileStatus.PUBLISHED


@rules.predicate
def _staff_of_profile(actor: Any, obj: Any = None) -> bool:
    return bool(
        frame.is_staff_of_organisation(actor, None if obj is None else obj.organisation)
    )


@rules.predicate
def _staff_of_lab(actor: Any, obj: Any = None) -> bool:
    labs = frame.lab_ids(actor)
    return bool(labs) if obj is None else obj.lab_id in labs


@rules.predicate
def _staff_of_startup(actor: Any, obj: Any = None) -> bool:
    labs = frame.lab_ids(actor)
    return bool(labs) if obj is None else obj.startup.lab_id in labs


@rules.predicate
def _outsider(actor: Any, obj: Any = None) -> bool:
    """I12: nobody decides on an organisation they belong to."""
    if obj is None:
        return True
    own = frame.organisation_ids(actor)
    return (
        obj.startup_id not in own
        and obj.decision_maker.organisation_id not in own
        and not _is_asked(actor, obj)
    )


def _is_asked(actor: Any, obj: Any) -> bool:
    """Whether the card of the decision maker is this person's own."""
    user = obj.decision_maker.user_id
    return user is not None and user == getattr(actor, "pk", None)


@rules.predicate
def _another_moderator(actor: Any, obj: Any = None) -> bool:
    """I12: an appeal is not read by whoever refused the request."""
    if obj is None or obj.appealed_at is None:
        return True
    return obj.refused_by_id != getattr(actor, "pk", None)


@rules.predicate
def _has_not_moderated(actor: Any, obj: Any = None) -> bool:
    """Nobody agrees, for a startup, to a wording of their own."""
    return obj is None or obj.moderator_id != getattr(actor, "pk", None)


@rules.predicate
def _noted_answer(actor: Any, obj: Any = None) -> bool:
    """Whoever noted an answer given on the phone."""
    if obj is None:
        return True
    return obj.noted_by_id is not None and obj.noted_by_id == getattr(actor, "pk", None)


@rules.predicate
def _has_left_draft(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.status != S.DRAFT


@rules.predicate
def _addressee(actor: Any, obj: Any = None) -> bool:
    if obj is None:
        return False
    if holds_link(actor, obj, LinkPurpose.ANSWER, LinkPurpose.SLOT):
        return True
    return (
        getattr(actor, "actor_kind", None) == ActorKind.USER
        and obj.sent_at is not None
        and obj.decision_maker.user_id == actor.pk
    )


@rules.predicate
def _is_decision_maker(actor: Any, obj: Any = None) -> bool:
    if obj is None:
        return False
    if getattr(actor, "actor_kind", None) == ActorKind.LINK:
        return bool(actor.link.decision_maker_id == obj.pk)
    return obj.user_id is not None and obj.user_id == getattr(actor, "pk", None)


@rules.predicate
def _has_card(actor: Any, obj: Any = None) -> bool:
    """Somebody who may be asked, and who has an account."""
    return getattr(actor, "decision_maker", None) is not None


@rules.predicate
def _by_other_link(actor: Any, obj: Any = None) -> bool:
    """I9: a link that answers a request says nothing of the invitation."""
    link = getattr(actor, "link", None)
    return link is not None and link.purpose != LinkPurpose.INVITATION


@rules.predicate
def _staff_of_decision_maker(actor: Any, obj: Any = None) -> bool:
    labs = frame.lab_ids(actor)
    return bool(labs) if obj is None else obj.lab_id in labs


@rules.predicate
def _in_directory(actor: Any, obj: Any = None) -> bool:
    return obj is None or obj.is_askable


@rules.predicate
def _of_meeting(actor: Any, obj: Any = None) -> bool:
    """Either side of a meeting, or the lab."""
    if obj is None:
        return False
    return bool(
        _startup_member(actor, obj.introduction) or _addressee(actor, obj.introduction)
    )


@rules.predicate
def _staff_of_meeting(actor: Any, obj: Any = None) -> bool:
    return bool(is_moderator(actor, None if obj is None else obj.introduction))


@rules.predicate
def _reads_meeting(actor: Any, obj: Any = None) -> bool:
    """The lab that moderates, also somebody with a conflict, and the programme."""
    introduction = None if obj is None else obj.introduction
    return bool(
        _staff_of_lab(actor, introduction) or frame.is_programme_admin(actor, obj)
    )


@rules.predicate
def _own_side(actor: Any, obj: Any = None) -> bool:
    """The side that a question of later on is for, by account or by its own link."""
    if obj is None:
        return False
    if obj.side == Side.STARTUP:
        return bool(_startup_member(actor, obj.introduction))
    if holds_link(actor, obj.introduction, LinkPurpose.OUTCOME):
        return bool(obj.link_id == actor.link.pk)
    return _is_asked(actor, obj.introduction)


@rules.predicate
def _proposed_slot(actor: Any, obj: Any = None) -> bool:
    if obj is None:
        return False
    side = _startup_member if obj.proposed_by == Side.STARTUP else _addressee
    return bool(side(actor, obj.introduction))


def why_not_moderate(actor: Any, obj: Any) -> str | Promise:
    """Say why this member of the lab decides nothing here; empty when they may."""
    if not (is_active & _staff_of_lab)(actor, obj):
        return ""
    own = frame.organisation_ids(actor)
    if obj.startup_id in own:
        return _("You belong to this startup: a colleague decides on its request.")
    if obj.decision_maker.organisation_id in own or _is_asked(actor, obj):
        return _("You belong to this company: a colleague decides on this request.")
    if not _another_moderator(actor, obj):
        return _("You refused this request: its appeal is read by somebody else.")
    return ""


is_active = rules.is_active
is_startup_member = is_active & _startup_member
asks = is_active & _member_of_verified_startup
is_lab_staff = is_active & _staff_of_lab & _has_left_draft
is_moderator = is_active & _staff_of_lab & _outsider
# The four decisions on a request that waits to be read.
moderates = is_moderator & _another_moderator
agrees = is_active & _startup_member & _has_not_moderated
keeps_answers = is_active & _staff_of_lab
is_addressee = is_active & _addressee
takes_answer_back = is_active & (
    _addressee | (_staff_of_lab & _outsider & _noted_answer)
)
answers = is_active & (_addressee | (_staff_of_lab & _outsider))
platform_or_moderator = is_system | is_moderator
withdraws = is_system | is_startup_member
cancels = is_system | (
    is_active & (_startup_member | _addressee | (_staff_of_lab & _outsider))
)
# Status and dates: also for the startup's own lab, when another lab moderates.
sees_introduction = is_active & (
    _startup_member
    | _addressee
    | (_has_left_draft & (_staff_of_lab | _staff_of_startup | frame.is_programme_admin))
)
reads_introduction = is_active & (
    _startup_member
    | _addressee
    | (_has_left_draft & (_staff_of_lab | frame.is_programme_admin))
)
# What is for the lab alone; never somebody who also belongs to one of the two sides.
reads_notes = is_active & (_staff_of_lab | frame.is_programme_admin) & _outsider
sees_contact = is_active & (_startup_member | _addressee)

edits_profile = is_active & (_own_profile | _staff_of_profile)
# What is not published is private: the startup's own, and its lab's.
sees_profile = is_active & (
    _published | _own_profile | _staff_of_profile | frame.is_programme_admin
)

# One's own requests, or a desk's with the right to export.
exports_introductions = is_active & (frame.exports_own | (~frame.is_staff & _has_card))

is_decision_maker = is_active & _is_decision_maker
keeps_decision_maker = is_active & _staff_of_decision_maker
stops_requests = is_active & (_is_decision_maker | _staff_of_decision_maker)
answers_invitation = stops_requests & ~_by_other_link
sees_decision_maker = is_active & (
    (_in_directory & _member_of_verified_startup)
    | _is_decision_maker
    | _staff_of_decision_maker
    | frame.is_programme_admin
)
meets = is_active & (_of_meeting | _staff_of_meeting)
sees_meeting = is_active & (_of_meeting | _reads_meeting)
meets_over = is_active & (_startup_member | _addressee | (_staff_of_lab & _outsider))
tells_later = is_active & _own_side
withdraws_slot = is_active & _proposed_slot

# Acts on slots, meetings and files are named after the thing that people speak of.
for _name, _who in {
    "export_introduction": exports_introductions,
    # The directory is nobody's own rows: a startup reads it page by page.
    "export_directory": frame.exports_data,
    "attach_introduction": is_startup_member,
    "detach_introduction": is_startup_member,
    "attach_startup_profile": edits_profile,
    "detach_startup_profile": edits_profile,
    "propose_slots": meets_over,
    "withdraw_slot": withdraws_slot,
    "book_meeting": meets_over,
    "move_meeting": meets,
    "cancel_meeting": meets,
    "hold_meeting": meets,
    "miss_meeting": meets,
    "report_meeting": meets,
    "announce_absence": stops_requests,
    "end_absence": stops_requests,
}.items():
    rules.add_perm(f"matchmaking.{_name}", _who)
