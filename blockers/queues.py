"""The queue of an authority, or of a lab: each dossier stands in one group."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import EscalationStatus
from blockers.models import Answer, Escalation
from blockers.models.escalation import EscalationQuerySet
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import Emphasis, Tab, WaitingCard

E = EscalationStatus
MOST_SHOWN = 100


@dataclass(frozen=True)
class Group:
    """One group of the queue: its word in the address, and how a card shows it."""

    slug: str
    title: Promise
    text: Promise
    link: Promise
    icon: str
    emphasis: Emphasis = ""


LATE = Group(
    "en-retard",
    _("Late"),
    _("Their date has passed."),
    _("See them"),
    "exclamation-triangle",
    "late",
)
SOON = Group(
    "dix-jours",
    _("Due in 10 days"),
    _("To answer or to publish."),
    _("See them"),
    "clock",
    "soon",
)
NEW = Group(
    "nouveaux",
    _("New"),
    _("To acknowledge within 5 working days."),
    _("Acknowledge"),
    "inbox-arrow-down",
    "mine",
)
OURS = Group(
    "a-nous",
    _("Waiting for us"),
    _("Acknowledged, with time left."),
    _("See them"),
    "hand-raised",
)
LAB = Group(
    "laboratoire",
    _("Waiting for the lab"),
    _("The clock stands."),
    _("See them"),
    "pause",
)
DONE = Group("publies", _("Done"), _("Published."), _("See them"), "flag")
ALL = Group("tous", _("All"), "", "", "flag")  # type: ignore[arg-type]
# The four that an authority owes something; the fifth is the lab's.
CARDS = (LATE, SOON, NEW, OURS)
GROUPS = {group.slug: group for group in (*CARDS, LAB, DONE)}


def rows_for(user: User) -> EscalationQuerySet:
    """Give the dossiers that a reader sees, with what each line names."""
    rows = Escalation.objects.visible_to(user).with_people()
    answers = Answer.objects.current().filter(escalation=OuterRef("pk")).order_by()
    given = answers.values("escalation").annotate(number=Count("pk")).values("number")
    # Asked for the rows of a page alone: a join would count before the page is cut.
    rows = rows.annotate(
        given=Coalesce(Subquery(given, output_field=IntegerField()), 0)
    )
    return rows.prefetch_related("clocks__pauses", "questions")


def first(user: User, today: date, most: int) -> list[Escalation]:
    """Give what is due first of all that is owed."""
    rows: Any = part(rows_for(user), "", today)
    return list(rows.order_by("due_on", "pk")[:most])


def part(rows: EscalationQuerySet, slug: str, today: date) -> EscalationQuerySet:
    """Give one group; without a word that we know, all that somebody still owes."""
    if slug == ALL.slug:
        return rows
    if slug == LATE.slug:
        return rows.late(today)
    if slug == LAB.slug:
        return rows.waiting_for_lab()
    if slug == DONE.slug:
        return rows.filter(is_owed=False)
    if slug == SOON.slug:
        return rows.due_soon(today)
    if slug == NEW.slug:
        return rows.in_time(today).filter(status=E.SENT)
    if slug == OURS.slug:
        return rows.in_time(today).exclude(status=E.SENT)
    return rows.owing()


@dataclass(frozen=True)
class Listed:
    """One part of the queue: its rows, and whether the newest come first."""

    slug: str
    rows: EscalationQuerySet
    descending: bool = False
    by: str = "due_on"


def listed(user: User, slug: str, today: date) -> Listed:
    """Give what the queue shows a reader under this word; all that is owed if none."""
    slug = slug if slug in GROUPS or slug == ALL.slug else ""
    return Listed(slug, part(rows_for(user), slug, today), slug == DONE.slug)


def counts(user: User, today: date) -> dict[str, int]:
    """Count each group up to "99+", in one statement."""
    rows = Escalation.objects.visible_to(user)
    groups = [part(rows, slug, today) for slug in GROUPS]
    found = capped_counts(groups, cap=MOST_SHOWN)
    return dict(zip(GROUPS, found, strict=True))


def address(slug: str = "") -> str:
    """Give the address of a group of the queue."""
    path = reverse("blockers:escalation_list")
    return f"{path}?file={slug}" if slug else path


def cards(found: dict[str, int]) -> list[WaitingCard]:
    """Give the four groups as cards; a group without a row stands out by nothing."""
    return [
        WaitingCard(
            found[group.slug],
            group.title,
            group.text,
            address(group.slug),
            group.link,
            group.icon,
            group.emphasis if found[group.slug] else "",
        )
        for group in CARDS
    ]


def tabs(found: dict[str, int], current: str) -> list[Tab]:
    """Give the parts of the list: all that is owed, each group, what is done."""
    owed = min(sum(found[group.slug] for group in (*CARDS, LAB)), MOST_SHOWN)
    first = Tab(_("To do"), address(), owed, current not in (*GROUPS, ALL.slug))
    rest = [
        Tab(group.title, address(slug), found[slug], current == slug)
        for slug, group in GROUPS.items()
    ]
    last = Tab(ALL.title, address(ALL.slug), None, current == ALL.slug)
    return [first, *rest, last]
