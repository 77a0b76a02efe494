"""Two rows for one company: the lab says so, or says that they are two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.duplicates import moving
from programmes.duplicates.comparing import Plan, Side, plan
from programmes.duplicates.refusing import reasons_to_keep, stored
from programmes.enums import DuplicateReason, DuplicateStatus, OrganisationStatus
from programmes.imports.writer import VERB as IMPORT
from programmes.models import Duplicate, Organisation, OrganisationMerge
from programmes.models.duplicates import pair_of
from servindus import clock
from servindus.actors import Actor, Channel
from servindus.workflow import ActRefused, Step, transition, write_journal

BY_HAND = 100


@transaction.atomic
def suggest_duplicate(
    one: Organisation, other: Organisation, *, by: Actor
) -> Duplicate:
    """Staff put two organisations side by side that no search has found."""
    if one.pk == other.pk:
        raise ActRefused(_("This is the same organisation: choose another one."))
    pair, is_new = Duplicate.objects.get_or_create(
        **pair_of(one, other),
        defaults={"score": BY_HAND, "reasons": [DuplicateReason.BY_HAND]},
    )
    if is_new:
        write_journal(
            "suggest_duplicate",
            pair,
            by=by,
            now=clock.now(),
            channel=Channel.ADMIN,
            target=DuplicateStatus.SUGGESTED,
        )
    return pair


@transition(
    Duplicate,
    sources=[DuplicateStatus.SUGGESTED],
    target=DuplicateStatus.DISMISSED,
    label=_("These are two companies"),
    icon="x-mark",
    closes=True,
)
def dismiss_duplicate(pair: Duplicate, step: Step, *, reason: str) -> None:
    """The lab says why these are two companies; no search suggests them again."""
    pair.dismissal = reason


@transition(
    Duplicate,
    sources=[DuplicateStatus.DISMISSED],
    target=DuplicateStatus.SUGGESTED,
    label=_("Look at them again"),
    icon="arrow-uturn-left",
)
def reopen_duplicate(pair: Duplicate, step: Step) -> None:
    """The lab takes its no back."""
    pair.dismissal = ""


def _lock_what_moves(pair: Duplicate) -> None:
    """Take the locks in the order of all acts: imports, cards, then the companies.

    The companies are locked whole: a row that somebody is just adding to the one that
    goes would otherwise stay behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [IMPORT])
    ids = {pair.first_id, pair.second_id}
    for lock in moving.lockers:
        lock(ids)
    rows = Organisation._base_manager.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


@transition(
    Duplicate,
    sources=[DuplicateStatus.SUGGESTED],
    target=DuplicateStatus.MERGED,
    label=_("Merge the two"),
    icon="arrows-pointing-in",
    lock_first=("first", "second"),
    lock_before=_lock_what_moves,
    records=("survivor", "choices"),
)
def merge_duplicate(
    pair: Duplicate,
    step: Step,
    *,
    survivor: Side,
    choices: Mapping[str, str],
    seen: str,
) -> None:
    """Make one company of two: all that points at one points at the other."""
    doing = plan(pair, survivor, choices)
    if doing.refusals:
        raise ActRefused(" ".join(doing.refusals))
    if doing.seen != seen:
        raise ActRefused(
            _("Something has changed since this preview: read it again, then confirm.")
        )
    merge = _put_together(pair, doing, step)
    _tell_survivor("merge_organisation", merge, step)


def _put_together(pair: Duplicate, doing: Plan, step: Step) -> OrganisationMerge:
    """Write what a plan says, and keep what stood there before."""
    merged, goes_on = doing.merged, doing.survivor
    names = [*doing.changes, "settled_fields"]
    merge = OrganisationMerge(
        duplicate=pair,
        survivor=goes_on,
        merged=merged,
        done_at=step.now,
        survivor_before={name: stored(goes_on, name) for name in names},
        merged_before={"siren": merged.siren, "status": merged.status},
        moved={move.key: move.pks for move in doing.moves},
        created_at=step.now,
    )
    try:
        with transaction.atomic():
            merge_organisation(
                merged, by=step.by, channel=step.channel, into=goes_on.pk
            )
            for move in doing.moves:
                moving.move(move.field, move.pks, to=goes_on.pk)
            for name, value in doing.changes.items():
                setattr(goes_on, name, value)
            goes_on.settled_fields = sorted({*goes_on.settled_fields, *doing.settled})
            goes_on.save(update_fields=names)
    except IntegrityError as error:
        raise ActRefused(
            _("Both have rows that cannot stand side by side: write to the programme.")
        ) from error
    merge.survivor_after = {name: stored(goes_on, name) for name in names}
    merge.save()
    return merge


def _can_be_undone(pair: Duplicate, now: datetime) -> str | Promise | None:
    merge = pair.last_merge
    if merge is None or merge.undone_at is not None:
        return _("This merge is undone already.")
    if now > merge.undo_until:
        return _("The thirty days in which a merge can be undone are over.")
    return None


@transition(
    Duplicate,
    sources=[DuplicateStatus.MERGED],
    target=DuplicateStatus.SUGGESTED,
    label=_("Undo the merge"),
    icon="arrow-uturn-left",
    closes=True,
    lock_first=("first", "second"),
    lock_before=_lock_what_moves,
    guard=_can_be_undone,
)
def unmerge_duplicate(pair: Duplicate, step: Step) -> None:
    """Take a merge back: everything that moved returns, with what stood there."""
    merge = pair.last_merge
    assert merge is not None
    if found := reasons_to_keep(merge, step.now):
        raise ActRefused(" ".join(str(reason) for reason in found))
    survivor, merged = merge.survivor, merge.merged
    # First the number is free, then the other row may have it again.
    for name, value in merge.survivor_before.items():
        setattr(survivor, name, moving.column(name).to_python(value))
    survivor.save(update_fields=list(merge.survivor_before))
    unmerge_organisation(
        merged,
        by=step.by,
        channel=step.channel,
        to=merge.merged_before["status"],
        siren=merge.merged_before["siren"],
    )
    for key, pks in merge.moved.items():
        moving.move(moving.field_of(key), pks, to=merged.pk)
    merge.undone_at = step.now
    merge.undone_by_id = step.entry.user_id
    merge.save(update_fields=["undone_at", "undone_by"])
    _tell_survivor("unmerge_organisation", merge, step)


def _tell_survivor(verb: str, merge: OrganisationMerge, step: Step) -> None:
    """Write on the one that goes on what came to it or left it."""
    write_journal(
        verb,
        merge.survivor,
        by=step.by,
        now=step.now,
        channel=step.channel,
        details={
            "other": merge.merged_id,
            "rows": merge.moved_count,
            "fields": sorted(merge.survivor_after),
        },
    )


@transition(
    Organisation,
    sources=[
        OrganisationStatus.PENDING,
        OrganisationStatus.VERIFIED,
        OrganisationStatus.REFUSED,
    ],
    target=OrganisationStatus.MERGED,
    label=_("Merge into another"),
    records=("into",),
)
def merge_organisation(organisation: Organisation, step: Step, *, into: int) -> None:
    """The row stays for old links and keys, and points to the one that goes on."""
    organisation.merged_into_id = into
    organisation.siren = None


@transition(
    Organisation,
    sources=[OrganisationStatus.MERGED],
    target=[
        OrganisationStatus.PENDING,
        OrganisationStatus.VERIFIED,
        OrganisationStatus.REFUSED,
    ],
    label=_("Take the merge back"),
)
def unmerge_organisation(
    organisation: Organisation, step: Step, *, to: str, siren: Any
) -> None:
    """The row stands for a company of its own again."""
    organisation.merged_into = None
    organisation.siren = siren
