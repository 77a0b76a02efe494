"""Mails about facilities: asked, answered, cancelled, whose turn it is, what came."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.facilities.enums import (
    ACCESS_LATE,
    ACCESS_TO_ANSWER,
    REVIEW_LAPSES,
    AccessStatus,
)
from programmes.hours import after_quiet
from programmes.models import AccessRequest
from programmes.notifications import sender_of, staff_of
from servindus import clock, outbox
from servindus.categories import ASKS, REMINDERS, Category
from servindus.categories import register as register_category
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

A = AccessStatus
OWNER, COMPANY = "owner", "company"


def _concerned(user: Any) -> bool:
    """Whoever works for a company or a lab."""
    return user is not None and bool(
        rules.lab_ids(user) or rules.organisation_ids(user, *rules.COMPANY_KINDS)
    )


ACCESS = register_category(
    Category(
        "access",
        _("Workshops, benches and data"),
        _("Who asks to use what you share, and what is answered to your company."),
        ASKS,
        _concerned,
    )
)


class AccessNotice(Notice):
    """A mail about a request for access, in the name of the facility's lab."""

    model = "programmes.AccessRequest"
    category = ACCESS.key
    audience = _("the company that asks")

    def find(self, row: OutboxEmail) -> AccessRequest | None:
        """Give the request with its two sides."""
        return AccessRequest.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: AccessRequest) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.facility.lab)

    def is_due(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether the file still stands where the mail says."""
        return True

    def is_moot(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader may not read it any more."""
        may = row.user is not None and row.user.has_perm(
            "programmes.view_access_request", obj
        )
        return not (may and self.is_due(obj, row))

    def context(self, obj: AccessRequest, row: OutboxEmail) -> dict[str, Any]:
        """Give the request, both sides, and its page."""
        return {
            "request": obj,
            "facility": obj.facility,
            "company": obj.organisation,
            "lab": obj.facility.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
            "by_owner": row.user is not None
            and obj.organisation_id not in rules.organisation_ids(row.user),
        }


@register
class AccessRequestSubmitted(AccessNotice):
    """To the owner, or to the lab where the owner has nobody here: answer it."""

    name = "access_request_submitted"
    audience = _("owner of the facility")

    def is_due(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether nobody has answered."""
        return obj.status == A.REQUESTED


@register
class AccessRequestHeld(AccessNotice):
    """To the company: no date is free yet; until when it hears again."""

    name = "access_request_held"

    def is_due(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether it still waits."""
        return obj.status == A.WAITING


@register
class AccessRequestAccepted(AccessNotice):
    """To the company: your days, where it is, and whom to ask for."""

    name = "access_request_accepted"

    def is_due(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether the days still hold."""
        return obj.status in (A.ACCEPTED, A.USED)


@register
class AccessRequestDeclined(AccessNotice):
    """To the company: no, and why."""

    name = "access_request_declined"


@register
class AccessRequestDecided(AccessNotice):
    """To the owner: the lab has answered in its place, and what."""

    name = "access_request_decided"
    audience = _("owner of the facility")


@register
class AccessRequestLapsed(AccessNotice):
    """To the company: nobody has answered; the lab helps to find another way."""

    name = "access_request_lapsed"


@register
class AccessRequestCancelled(AccessNotice):
    """To the other side: it does not take place, and why."""

    name = "access_request_cancelled"
    audience = _("the other side")


@register
class AccessRequestReviewed(AccessNotice):
    """To the owner: what the company says of it."""

    name = "access_request_reviewed"
    audience = _("owner of the facility")


@register
class AccessRequestNudged(AccessNotice):
    """To whoever is next: the owner, then the lab; the company afterwards."""

    name = "access_request_nudged"
    category = REMINDERS.key
    audience = _("whoever is next")

    def is_due(self, obj: AccessRequest, row: OutboxEmail) -> bool:
        """Whether it is still the turn of the same side."""
        return turn_of(obj, clock.today()) == row.data["turn"]

    def context(self, obj: AccessRequest, row: OutboxEmail) -> dict[str, Any]:
        """Say which turn it is, and whether the answer is late."""
        late = obj.answer_by < clock.today()
        given = super().context(obj, row)
        return {**given, "turn": row.data["turn"], "is_late": late}


def turn_of(request: AccessRequest, today: date) -> str:
    """Give the side whose turn it is: `owner`, `company`, or nobody's."""
    if request.status in ACCESS_TO_ANSWER:
        return OWNER
    over = request.ends_on is not None and request.ends_on < today
    if request.status == A.ACCEPTED and over:
        return COMPANY
    # Once it is known that it took place, a word is asked for a month and no longer.
    month = timedelta(days=REVIEW_LAPSES)
    unsaid = request.status == A.USED and request.reviewed_at is None
    if (
        unsaid
        and request.ends_on
        and request.ends_on < today <= request.ends_on + month
    ):
        return COMPANY
    return ""


def owners_of(request: AccessRequest) -> list[User]:
    """Give who answers: the owner's members; where there is none, the lab."""
    members = _members(request.facility.owner_id)
    own = {user.pk for user in _members(request.organisation_id)}
    # Nobody answers their own company.
    others = [user for user in members if user.pk not in own]
    return others or [u for u in staff_of(request.facility.lab) if u.pk not in own]


def company_of(request: AccessRequest) -> list[User]:
    """Give the company's members, whoever asked first."""
    members = _members(request.organisation_id)
    return sorted(members, key=lambda user: user.pk != request.requested_by_id)


def _members(organisation: int) -> list[User]:
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__status="active",
    )
    return list(people.distinct().order_by("pk"))


def owe_owner(kind: str, request: AccessRequest, step: Step) -> None:
    """Owe a mail to whoever answers for the facility."""
    _owe(kind, request, step, owners_of(request))


def owe_company(kind: str, request: AccessRequest, step: Step) -> None:
    """Owe a mail to the company's members."""
    _owe(kind, request, step, company_of(request))


def owe_answer(kind: str, request: AccessRequest, step: Step) -> None:
    """Owe the company the answer, and the owner what the lab has answered for it."""
    owe_company(kind, request, step)
    if request.facility.owner_id not in rules.organisation_ids(step.user):
        owner = _members(request.facility.owner_id)
        _owe("access_request_decided", request, step, owner)


def owe_other_side(kind: str, request: AccessRequest, step: Step) -> None:
    """Owe a mail to whoever did not act: both sides where the lab did."""
    own = rules.organisation_ids(step.user)
    people: list[User] = []
    if request.organisation_id not in own:
        people += company_of(request)
    if request.facility.owner_id not in own:
        people += owners_of(request)
    _owe(kind, request, step, dict.fromkeys(people))


def owe_turn(request: AccessRequest, step: Step, rung: int) -> None:
    """Owe the reminder to whoever is next; a late answer to the lab as well."""
    turn = turn_of(request, clock.local_day(step.now))
    people = company_of(request)
    if turn == OWNER:
        late = rung >= ACCESS_LATE
        people = staff_of(request.facility.lab) if late else owners_of(request)
    _owe("access_request_nudged", request, step, people, {"turn": turn})


def _owe(
    kind: str,
    request: AccessRequest,
    step: Step,
    people: Iterable[User],
    data: dict[str, Any] | None = None,
) -> None:
    lab = request.facility.lab
    for user in people:
        outbox.post(
            kind,
            request,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=after_quiet(lab, step.now),
            desk=lab.slug,
            data=data or {},
        )
