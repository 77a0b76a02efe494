"""What may stand on an agenda, in which order it is proposed, and what comes next."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from blockers.enums import EscalationStatus
from blockers.models import Escalation, Sitting, SittingItem
from blockers.sitting_enums import MOST_ON_AGENDA
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.models import User

E = EscalationStatus
# The order of a proposal: late, due in ten days, the rest, what waits for the lab.
LATE, SOON, REST, LAB = range(4)


def proposed(authority: int, today: date, sitting: Sitting | None = None) -> list[int]:
    """Give what may be put on an agenda, each once: the most urgent first."""
    return [row.pk for row in files(authority, today, sitting)]


def files(
    authority: int, today: date, sitting: Sitting | None = None
) -> list[Escalation]:
    """Give the files that are owed an answer and stand on no other agenda.

    Each carries its `group`; what stands on this agenda already comes first, in its
    order, also where it has been answered or recalled since.
    """
    elsewhere = SittingItem.objects.filter(escalation=OuterRef("pk"), is_open=True)
    mine = SittingItem.objects.none()
    if sitting is not None:
        elsewhere = elsewhere.exclude(sitting=sitting)
        mine = sitting.items.on_agenda()
    places = dict(mine.values_list("escalation_id", "position"))
    rows = Escalation.objects.filter(authority=authority)
    rows = rows.filter(Q(pk__in=places) | open_files() & ~Exists(elsewhere))
    grouped = _grouped(rows, today).select_related("blocker__lab")
    # What stands on the agenda is never cut off by what waits, however much it is.
    # (Without one the expression would be a number, which orders by a column.)
    first = Case(When(pk__in=places, then=Value(0)), default=Value(1))
    order: list[Any] = [first] if places else []
    order += ["group", "answer_by", "pk"]
    found = list(grouped.order_by(*order)[:MOST_ON_AGENDA])
    last = len(places) + 1
    # A stable sort: what has no place yet keeps the order of the proposal.
    return sorted(found, key=lambda row: places.get(row.pk) or last)


def open_files() -> Q:
    """The authority still owes its answer."""
    return Q(pk__in=Escalation.objects.open().values("pk"))


def _grouped(rows: QuerySet[Escalation], today: date) -> QuerySet[Any]:
    late, soon = Escalation.objects.late(today), Escalation.objects.due_soon(today)
    group = Case(
        When(status=E.INFO_REQUESTED, then=Value(LAB)),
        When(pk__in=late.values("pk"), then=Value(LATE)),
        When(pk__in=soon.values("pk"), then=Value(SOON)),
        default=Value(REST),
    )
    return rows.annotate(group=group)


def version_of(sitting: Sitting) -> str:
    """Give the fingerprint of a sitting's day and agenda, as somebody read them."""
    rows = sitting.items.on_agenda().values_list("escalation_id", flat=True)
    said = [sitting.held_on.isoformat(), str(sitting.status), *rows]
    return sha256(repr(said).encode()).hexdigest()[:32]


def next_sitting(user: User) -> Sitting | None:
    """Give the reader's first sitting that is not closed, with its number of `files`.

    One whose day has gone by comes first: its minutes wait.
    """
    if not frame.organisation_ids(user, OrganisationKind.AUTHORITY):
        return None
    rows = Sitting.objects.visible_to(user).planned()
    return counted(rows).order_by("held_on", "pk").first()


def counted(rows: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Count the files on each agenda as `files`."""
    on_agenda = Q(items__position__isnull=False)
    return rows.annotate(files=Count("items", filter=on_agenda))


def on_agendas(escalations: Iterable[int]) -> dict[int, SittingItem]:
    """Give the planned sitting's line of each of these files that stands on one."""
    rows = SittingItem.objects.filter(escalation__in=escalations, is_open=True)
    return {row.escalation_id: row for row in rows.select_related("sitting")}
