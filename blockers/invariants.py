"""Rules of the register that must never break, as far as rows can tell (B4)."""

from collections.abc import Iterable

from django.db.models import F

from blockers.enums import BlockerStatus
from blockers.models import Ask, NormReference, Report
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
