"""Rules of the register that must never break, as far as rows can tell (B4)."""

from collections.abc import Iterable

from django.db.models import F

from blockers import cards
from blockers.card_enums import PublicStatus
from blockers.enums import BlockerStatus
from blockers.models import Ask, Blocker, NormReference, Report
from servindus import clock
from servindus.invariants import SHOWN, invariant


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
