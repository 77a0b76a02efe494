"""Rules of the register that must never break, as far as rows can tell (B1 to B13)."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q

from blockers import cards, minutes
from blockers.card_enums import PublicStatus
from blockers.clocks import Code
from blockers.enums import BlockerStatus, EscalationStatus
from blockers.models import (
    Ask,
    Blocker,
    Clock,
    Escalation,
    NormReference,
    Report,
    Sitting,
    SittingItem,
)
from blockers.sitting_enums import SittingStatus
from servindus import clock
from servindus.invariants import SHOWN, invariant

E = EscalationStatus


@invariant("B1 every dossier that is owed something has its clock")
def clocks_run() -> Iterable[str]:
    """An open dossier runs C4 or C8, an answered one C5 until it is published."""
    running = Clock.objects.running().filter(escalation=OuterRef("pk"))
    answer = Exists(running.filter(code__in=[Code.ANSWER, Code.SECOND_READING]))
    publication = Exists(running.filter(code=Code.PUBLICATION))
    rows = Escalation.objects.filter(
        Q(pk__in=Escalation.objects.open().values("pk")) & ~answer
        | Q(status=E.ANSWERED, published_at=None) & ~publication
    )
    return (row.reference for row in rows)


@invariant("B5 answered means every ask is answered")
def answers_are_whole() -> Iterable[str]:
    """A dossier names its asks; each has an answer, or the dossier is still open."""
    for row in Escalation.objects.filter(status=E.ANSWERED):
        if row.unanswered():
            yield row.reference
    still = Escalation.objects.open().filter(blocker=OuterRef("pk"))
    rows = Blocker.objects.filter(status=BlockerStatus.ANSWERED)
    for blocker in rows.filter(Exists(still)).select_related("lab"):
        yield blocker.reference


@invariant("a clock is of its case's lab")
def clocks_know_their_lab() -> Iterable[str]:
    """A lab's delays are read by the clock's own column."""
    own = Q(report__lab=F("lab")) | Q(escalation__blocker__lab=F("lab"))
    for pk in Clock.objects.exclude(own).values_list("pk", flat=True)[:SHOWN]:
        yield f"clock {pk}"


@invariant("B7 forwarding keeps the first day")
def first_days_stay() -> Iterable[str]:
    """Neither the day nor the start of the clock moves with a forwarded dossier."""
    rows = Escalation.objects.exclude(forwarded_from=None)
    started = Clock.objects.filter(escalation=OuterRef("pk"), code=Code.ANSWER)
    moved = Exists(started.exclude(started_on=OuterRef("since")))
    rows = rows.filter(~Q(since=F("forwarded_from__since")) | moved)
    return (row.reference for row in rows)


@invariant("every case in the register counts with a blocker that was not merged")
def no_case_is_left_behind() -> Iterable[str]:
    """A merge takes all cases along."""
    rows = Report.objects.filter(blocker__status=BlockerStatus.MERGED)
    for pk in rows.values_list("pk", flat=True)[:SHOWN]:
        yield f"report {pk}"


@invariant("what a merge has moved stands with the blocker that goes on")
def what_came_is_where_it_went() -> Iterable[str]:
    """So that an undoing finds it."""
    for model in (Report, NormReference, Ask):
        rows = model._base_manager.filter(came_from__isnull=False)
        lost = rows.exclude(came_from__merged_into=F("blocker"))
        for pk in lost.values_list("pk", flat=True)[:SHOWN]:
            yield f"{model._meta.model_name} {pk}"


@invariant("a whole card shows the words that its companies have agreed to")
def full_cards_are_agreed() -> Iterable[str]:
    """A company that joined since is asked; until it speaks the card stays."""
    today = clock.today()
    rows = Blocker.objects.filter(public_status=PublicStatus.FULL)
    for blocker in rows.select_related("lab").order_by("pk"):
        if blocker.public_hash != cards.words_hash(blocker):
            yield f"blocker {blocker.pk}: other words"
        for word in cards.words(blocker, today):
            joined = word.report.attached_at
            is_new = joined and blocker.public_since and joined > blocker.public_since
            said = word.approval.status if word.approval else ""
            if not word.is_enough and not (is_new and said == "asked"):
                yield f"blocker {blocker.pk}: report {word.report.pk}"


@invariant("minutes are, letter by letter, what was sealed")
def minutes_keep_their_seal() -> Iterable[str]:
    """The hash of each sitting's minutes, computed anew."""
    rows = Sitting.objects.filter(status=SittingStatus.HELD).order_by("pk")
    for row in rows.iterator(chunk_size=SHOWN):
        if not minutes.is_sealed(row):
            yield f"sitting {row.pk}"


@invariant("a file is open on the agenda of a planned sitting, and on no other")
def agendas_are_open() -> Iterable[str]:
    """What the database writes by itself, asked of the rows that are there."""
    is_open = Q(sitting__status=SittingStatus.PLANNED, position__isnull=False)
    wrong = Q(is_open=True) & ~is_open | Q(is_open=False) & is_open
    for pk in SittingItem.objects.filter(wrong).values_list("pk", flat=True)[:SHOWN]:
        yield f"file of a sitting {pk}"
