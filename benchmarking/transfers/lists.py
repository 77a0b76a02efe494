"""Which transfers a list shows, the board's columns, and who gave to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import Transfer
from benchmarking.models.transfers import TransferQuerySet
from benchmarking.transfers.enums import ADOPTED, ENDED, OPEN, TransferStatus
from benchmarking.transfers.filters import TransferFilter
from programmes import known, rules
from programmes.models import Lab
from servindus import clock
from servindus.models import User
from servindus.ui import Text

T = TransferStatus
EVERYTHING = "tous"
# The columns of the board: the address's word, the label, the statuses. What ended
# stands beside what is in use, not below it.
COLUMNS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("proposes", pgettext_lazy("transfers", "Proposed"), (T.PROPOSED,)),
    (
        "prevus",
        pgettext_lazy("transfers", "Understood, planned"),
        (T.UNDERSTANDING, T.PLANNED),
    ),
    ("adaptes", pgettext_lazy("transfers", "Being adapted"), (T.ADAPTING,)),
    ("en-usage", pgettext_lazy("transfers", "In use"), (T.IN_USE, T.SUSTAINED)),
    ("arretes", pgettext_lazy("transfers", "Declined, stopped"), ENDED),
)
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-faire", _("Your turn")),
    *((slug, label) for slug, label, _statuses in COLUMNS),
    (EVERYTHING, pgettext_lazy("transfers", "All")),
)
# Cards of one column; the rest stands in its list.
MOST_CARDS = 8
# Transfers that the page of a practice tells of.
MOST_TOLD = 50


def transfers_of(user: User, part: str) -> TransferQuerySet:
    """Give a part of the transfers."""
    rows = Transfer.objects.visible_to(user)
    if part == "a-faire":
        return waiting_for(rows, rules.lab_ids(user), clock.today())
    statuses = next((s for slug, _l, s in COLUMNS if slug == part), None)
    return rows if statuses is None else rows.filter(status__in=statuses)


def waiting_for(
    rows: TransferQuerySet, labs: set[int], today: date
) -> TransferQuerySet:
    """Give those that wait for one of these labs; `turns` says the same of one."""
    of_side = Q(giver__in=labs) | Q(receiver__in=labs)
    asked = Q(contact_lab=None) & _other_than("proposed_lab", labs)
    heard = _other_than("contact_lab", labs)
    steps = (T.UNDERSTANDING, T.PLANNED, T.ADAPTING)
    return rows.filter(
        Q(asked | heard, status=T.PROPOSED)
        | Q(status__in=steps, receiver__in=labs)
        | Q(~of_side, status=T.IN_USE, due_on__lte=today)
        if labs
        else Q(pk__in=[])
    )


def _other_than(name: str, labs: set[int]) -> Q:
    """The side of one of these labs is the one that has not spoken last."""
    return Q(**{name: F("giver")}, receiver__in=labs) | Q(
        **{name: F("receiver")}, giver__in=labs
    )


def found(user: User, part: str, query: QueryDict) -> TransferFilter:
    """Give what the filters of an address leave of a part."""
    return TransferFilter(query, queryset=transfers_of(user, part))


def transfers_of_practice(practice_id: int) -> list[Transfer]:
    """Give where a practice went, the furthest first, then what ended."""
    rows = Transfer.objects.filter(practice=practice_id).select_related("receiver")
    order = [str(status) for status in (T.SUSTAINED, *reversed(OPEN), *ENDED)]
    newest = rows.order_by("-pk")[:MOST_TOLD]
    return sorted(newest, key=lambda one: order.index(one.status))


def newest(rows: TransferQuerySet) -> list[Any]:
    """Give the newest cards of each column, in one statement."""
    ranked = rows.annotate(
        rank=Window(
            RowNumber(),
            partition_by=F("status"),
            order_by=[F("created_at").desc(), F("pk").desc()],
        )
    )
    return list(ranked.filter(rank__lte=MOST_CARDS).order_by("-created_at", "-pk"))


@dataclass(frozen=True)
class Cell:
    """How much one lab has given to another: in use, on its way, ended."""

    giver: Lab
    receiver: Lab
    adopted: int
    open: int
    ended: int

    @property
    def total(self) -> int:
        """All of them, whatever became of each."""
        return self.adopted + self.open + self.ended


# In use, on its way, ended; by the ids of giver and receiver.
Given = dict[tuple[int, int], tuple[int, int, int]]


def given(rows: TransferQuerySet) -> Given:
    """Count who gave what to whom, in one statement."""
    return {
        (one["giver"], one["receiver"]): (one["adopted"], one["on_way"], one["ended"])
        for one in rows.order_by()
        .values("giver", "receiver")
        .annotate(
            adopted=Count("pk", filter=Q(status__in=ADOPTED)),
            on_way=Count("pk", filter=Q(status__in=[x for x in OPEN if x != T.IN_USE])),
            ended=Count("pk", filter=Q(status__in=ENDED)),
        )
    }


def matrix(counted: Given) -> list[tuple[Lab, list[Cell | None]]]:
    """Give the table of givers and receivers; no lab gives to itself (None)."""
    labs: Sequence[Lab] = known.labs()
    return [
        (giver, [_cell(giver, receiver, counted) for receiver in labs])
        for giver in labs
    ]


def _cell(giver: Lab, receiver: Lab, counted: Given) -> Cell | None:
    if giver.pk == receiver.pk:
        return None
    return Cell(giver, receiver, *counted.get((giver.pk, receiver.pk), (0, 0, 0)))
