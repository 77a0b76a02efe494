"""Merges of blockers as tests do and read them."""

from blockers.actions import merge_blocker, unmerge_blocker
from blockers.actions.merging import open_merge
from blockers.merging import plan
from blockers.models import Ask, NormReference, Report
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.leading import qualified
from tests.cast import fresh


def merge(blocker, into, by):
    seen = plan(fresh(blocker), fresh(into)).seen
    return merge_blocker(fresh(blocker), by=by, into=into.pk, seen=seen)


def unmerge(blocker, by):
    kept = open_merge(blocker)
    return unmerge_blocker(fresh(blocker), by=by, to=kept.status_before)


def state(*blockers):
    """Give all that a merge may move: rows by place, and the statuses."""
    names = ("pk", "blocker", "came_from")
    return (
        {b.pk: (fresh(b).status, fresh(b).merged_into_id) for b in blockers},
        sorted(Report.objects.values_list(*names, "status")),
        sorted(NormReference.objects.values_list(*names, "title")),
        sorted(Ask.objects.values_list(*names, "wording")),
    )


def pair(cast, lab=None):
    """A complete blocker with a case, and another one of a lab with its own."""
    first = qualified(cast)
    second = make_blocker(lab=lab or cast.rouen, title="Le même, dit autrement")
    make_report(lab=second.lab, status="attached", blocker=second,
                company_name="Atelier Morel", reporter=cast.stranger)  # fmt: skip
    return first, second
