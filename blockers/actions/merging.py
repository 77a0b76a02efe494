"""Two blockers that are one: merged by a person, one level deep, and taken back."""

from datetime import datetime

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import notifications as notices
from blockers.actions.hiding import take_down
from blockers.completeness import missing
from blockers.enums import BLOCKER_EDITABLE, BlockerStatus
from blockers.merging import Plan, plan
from blockers.models import Ask, Blocker, BlockerMerge, NormReference, Report
from servindus import clock
from servindus.workflow import ActRefused, Step, transition, write_journal

B = BlockerStatus
OBJECT_DAYS = 5
# Merges are rare: they wait in turn, so that two that cross never lock each other.
MERGES = "blockers.merge"


def _lock_merges(blocker: Blocker) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [MERGES])


def _locked(pk: int | None) -> Blocker:
    rows = Blocker.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("lab__operator").filter(pk=pk or 0).first()
    if found is None:
        raise ActRefused(_("No blocker has this reference."))
    return found


@transition(
    Blocker,
    sources=BLOCKER_EDITABLE,
    target=B.MERGED,
    label=_("Merge into another…"),
    icon="arrows-pointing-in",
    lock_before=_lock_merges,
    records=("into",),
)
def merge_blocker(blocker: Blocker, step: Step, *, into: int, seen: str) -> None:
    """Put a blocker's cases, texts and asks with another one that is the same thing."""
    survivor = _locked(into)
    doing = plan(blocker, survivor)
    if doing.refusals:
        raise ActRefused(" ".join(str(text) for text in doing.refusals))
    if doing.seen != seen:
        raise ActRefused(
            _("Something has changed since this preview: read it again, then confirm.")
        )
    merge = BlockerMerge(
        merged=blocker,
        survivor=survivor,
        status_before=step.entry.source,
        done_at=step.now,
        created_at=step.now,
    )
    if doing.other_lab:
        today = clock.local_day(step.now)
        calendar = survivor.lab.calendar
        merge.object_until = calendar.add_working_days(today, OBJECT_DAYS)
    merge.save()
    blocker.merged_into = survivor
    take_down(blocker, step)
    take_down(survivor, step)
    _move_in(doing, step)
    if doing.other_lab:
        notices.owe_lab("blocker_merged", blocker, survivor.lab, step)


def _move_in(doing: Plan, step: Step) -> None:
    """Let everything count with the one that goes on, and remember its place."""
    place = {"blocker": doing.survivor, "came_from": doing.merged}
    for model, rows in (
        (Report, doing.cases),
        (NormReference, doing.norms),
        (Ask, doing.asks),
    ):
        ids = [row.pk for row in rows]
        # Read under no lock: a case that has been taken out meanwhile stays out.
        here = model._base_manager.filter(pk__in=ids, blocker=doing.merged)
        here.update(updated_at=step.now, **place)
    if doing.norms:
        Blocker.objects.filter(pk=doing.survivor.pk).update(no_text_found=False)
    _tell("take_in_blocker", doing.survivor, doing.merged, step)
    for case in Report.objects.filter(came_from=doing.merged):
        _say_moved(case, step)


def _tell(verb: str, survivor: Blocker, merged: Blocker, step: Step) -> None:
    """Write on the one that goes on what came to it, or left it."""
    write_journal(
        verb,
        survivor,
        by=step.by,
        now=step.now,
        channel=step.channel,
        source=survivor.status,
        target=survivor.status,
        details={"other": merged.pk},
    )


def _say_moved(case: Report, step: Step) -> None:
    write_journal(
        "move_report",
        case,
        by=step.by,
        now=step.now,
        channel=step.channel,
        source=case.status,
        target=case.status,
        details={"blocker": case.blocker_id},
    )


@transition(
    Blocker,
    sources=[B.MERGED],
    target=BLOCKER_EDITABLE,
    label=_("Undo the merge"),
    icon="arrow-uturn-left",
    lock_before=_lock_merges,
)
def unmerge_blocker(blocker: Blocker, step: Step, *, to: str) -> None:
    """Take a merge back: what moved returns, and the status is what it was."""
    other = _take_back(blocker, step, to).survivor.lab
    if other != blocker.lab:
        notices.owe_lab("blocker_unmerged", blocker, other, step)


def _may_object(blocker: Blocker, now: datetime) -> str | Promise | None:
    merge = open_merge(blocker)
    if merge is None or merge.object_until is None:
        return _("One lab leads both: nobody else has to agree.")
    if clock.local_day(now) > merge.object_until:
        return _("The five working days to object are over.")
    return None


@transition(
    Blocker,
    sources=[B.MERGED],
    target=BLOCKER_EDITABLE,
    label=_("Object to the merge…"),
    icon="hand-raised",
    closes=True,
    lock_before=_lock_merges,
    guard=_may_object,
)
def object_merge_blocker(blocker: Blocker, step: Step, *, to: str, text: str) -> None:
    """The other lab does not agree within five working days: the merge is undone."""
    if not text.strip():
        raise ActRefused(_("Say in what the two differ."))
    merge = _take_back(blocker, step, to)
    merge.objection = text
    merge.save(update_fields=["objection"])
    notices.owe_lab("blocker_merge_objected", blocker, blocker.lab, step)


def open_merge(blocker: Blocker) -> BlockerMerge | None:
    """Give the merge that has not been taken back."""
    return blocker.merges.filter(undone_at=None).first()


def _take_back(blocker: Blocker, step: Step, to: str) -> BlockerMerge:
    merge = open_merge(blocker)
    if merge is None or to != merge.status_before:
        raise ActRefused(_("This file has moved in the meantime."))
    survivor = _locked(blocker.merged_into_id)
    _leave_what_both_cite(survivor, blocker)
    _give_back(NormReference, survivor, blocker, step)
    _give_back(Ask, survivor, blocker, step)
    cases = Report.objects.filter(came_from=blocker, blocker=survivor)
    back = list(cases.order_by("pk"))
    cases.update(blocker=blocker, came_from=None, updated_at=step.now)
    if survivor.status == B.QUALIFIED and (gone := missing(survivor)):
        words = " ".join(str(text) for text in gone)
        raise ActRefused(
            _("Without it %(other)s is incomplete. %(missing)s")
            % {"other": survivor.reference, "missing": words}
        )
    blocker.merged_into = None
    merge.undone_at = step.now
    merge.undone_by_id = step.entry.user_id
    merge.save(update_fields=["undone_at", "undone_by"])
    _tell("give_back_blocker", survivor, blocker, step)
    for case in back:
        case.blocker = blocker
        _say_moved(case, step)
    return merge


def _leave_what_both_cite(survivor: Blocker, blocker: Blocker) -> None:
    """A text corrected meanwhile into an article that stands at home stays where it is.

    An article of a text stands once on each blocker.
    """
    own = blocker.norms.exclude(identifier="").values_list("identifier", "article")
    moved = survivor.norms.filter(came_from=blocker)
    for identifier, article in own:
        moved.filter(identifier=identifier, article=article).update(came_from=None)


def _give_back(
    model: type[NormReference] | type[Ask],
    survivor: Blocker,
    blocker: Blocker,
    step: Step,
) -> None:
    """Give texts or asks back, unless a ministry has read them where they are."""
    rows = model._base_manager.filter(came_from=blocker, blocker=survivor)
    if survivor.status not in BLOCKER_EDITABLE and rows.exists():
        raise ActRefused(
            _("%(other)s has been sent on with texts and asks of this one.")
            % {"other": survivor.reference}
        )
    rows.update(blocker=blocker, came_from=None, updated_at=step.now)
