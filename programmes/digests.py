"""What the frame puts into digests: in whose name they come, who waits to come in."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat, Trim
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import rules
from programmes.enums import MembershipStatus
from programmes.models import Membership
from programmes.notifications import sender_of
from servindus.digests import Line, Part, Reader, Section
from servindus.models import OutboxEmail, Subscriber, User
from servindus.models.outbox import OutboxState
from servindus.notifications import Sender
from servindus.rhythm import Rhythm
from servindus.templatetags.servindus import short_date

CHUNK = 500
MOST = 5
MANY = 100


def usual_rhythms(people: Sequence[User]) -> Mapping[str, Rhythm]:
    """Give each working day to whoever works for a lab or a ministry."""
    know(people)
    return {
        user.email: Rhythm.DAILY
        for user in people
        if rules.lab_ids(user) or rules.authority_ids(user)
    }


def people() -> Iterable[tuple[str, str, str]]:
    """Give the addresses of active members who have no row yet."""
    active = Membership.objects.filter(
        user=OuterRef("pk"), status=MembershipStatus.ACTIVE
    )
    known = Subscriber.objects.filter(email=OuterRef("email"))
    name = Trim(Concat("given_name", Value(" "), "family_name"))
    rows = User.objects.filter(Exists(active), ~Exists(known), is_active=True)
    found = rows.annotate(name=name).order_by("pk")
    return found.values_list("email", "name", "language").iterator(chunk_size=CHUNK)


def know(people: Iterable[User]) -> None:
    """Read the memberships of all these people in one statement, once."""
    users = {user.pk: user for user in people if not hasattr(user, "_memberships")}
    if not users:
        return
    found: dict[int, list[Membership]] = {pk: [] for pk in users}
    for row in Membership.objects.active().filter(user__in=users).with_duties():
        found[row.user_id].append(row)
    for pk, user in users.items():
        user._memberships = found[pk]  # type: ignore[attr-defined]


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give whom somebody asks to let in, and whoever looks after the machines."""
    people = [reader.user for reader in readers if reader.user]
    know(people)
    waiting = _waiting(people)
    return {
        user.email
        for user in people
        if rules.is_programme_admin(user) or any(_decides(user, row) for row in waiting)
    }


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's lab, and to whoever decides, who asks to come in."""
    know(reader.user for reader in readers if reader.user)
    senders: dict[int | None, Sender] = {}
    people = {reader.email: reader.user for reader in readers if reader.user}
    waiting = _waiting(people.values())
    told: dict[str, Part] = {}
    for email, user in people.items():
        memberships = rules.memberships_of(user)
        lab = next((one.desk for one in memberships if one.desk is not None), None)
        pk = lab.pk if lab else None
        if pk not in senders:
            senders[pk] = sender_of(lab)
        lines = [_line(row) for row in waiting if _decides(user, row)][:MOST]
        sections = [Section(_("Requests to join"), lines)] if lines else []
        if rules.is_programme_admin(user):
            sections += _machine()
        told[email] = Part(sections, senders[pk])
    return told


def _machine() -> list[Section]:
    """Give the programme's administrators what no longer leaves by itself."""
    count = OutboxEmail.objects.filter(state=OutboxState.FAILED)[:MANY].count()
    if not count:
        return []
    words = ngettext("%(n)d mail was given up", "%(n)d mails were given up", count)
    line = Line(
        title=words % {"n": count},
        url=settings.PUBLIC_URL + reverse("admin:servindus_operations"),
        text=_("Look at the errors, and send again what should leave."),
        waits=True,
        button=_("Open the operations page"),
    )
    return [Section(_("Operations"), [line])]


def _waiting(people: Collection[User]) -> list[Membership]:
    """Give who asks to join where one of these people decides."""
    led = {pk for user in people for pk in rules.led_organisation_ids(user)}
    labs = {pk for user in people for pk in rules.lab_ids(user)}
    if not led and not labs:
        return []
    rows = Membership.objects.to_confirm().decided_by(led, labs)
    return list(rows.select_related("user", "organisation").order_by("pk"))


def _decides(user: User, row: Membership) -> bool:
    if row.user_id == user.pk:
        return False
    lab = row.organisation.lab_id or row.lab_id
    led = row.organisation_id in rules.led_organisation_ids(user)
    return led or lab in rules.lab_ids(user)


def _line(row: Membership) -> Line:
    path = reverse("programmes:organisation_members", args=[row.organisation.public_id])
    names = {"person": row.user, "organisation": row.organisation}
    return Line(
        title=_("%(person)s asks to join %(organisation)s") % names,
        url=settings.PUBLIC_URL + path,
        when=short_date(row.created_at),
        waits=True,
        button=_("Confirm or refuse"),
    )
