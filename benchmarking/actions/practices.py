"""What a lab does with its practice: write, show what proves it, hand in, take back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Evidence, EvidenceFile, Practice, PracticeVersion
from benchmarking.practices import notifications as notices
from benchmarking.practices.completeness import missing
from benchmarking.practices.enums import (
    ADMIT_DAYS,
    IN_LIBRARY,
    MOST_EVIDENCE,
    VersionStatus,
)
from programmes.models import Lab, Topic, Workstream
from servindus import clock
from servindus.actors import Channel
from servindus.clicks import is_second_click
from servindus.models import JournalEntry, User
from servindus.uploads import FileRefused, Upload, store
from servindus.workflow import ActRefused, Step, act, transition, write_journal

V = VersionStatus
# What a new version takes over from the one before.
COPIED = (
    *("workstream_id", "need", "title", "problem", "solution", "conditions"),
    *("person_days", "euros", "skills", "difficulties", "failures", "level"),
    *("started_on", "ended_on"),
)
EVIDENCE_COPIED = (
    *("rank", "claim", "indicator", "numerator", "denominator", "starts_on"),
    *("ends_on", "source", "source_url", "checked_by"),
)
PAPER_COPIED = ("name", "kind", "size", "digest", "file")


def draft_practice(
    lab: Lab,
    *,
    by: User,
    workstream: Workstream,
    topics: Iterable[Topic] = (),
    origin: dict[str, Any] | None = None,
    channel: Channel | None = None,
    click: str = "",
    **answers: Any,
) -> PracticeVersion:
    """Open the first version of a practice of a lab, with the answers of a first step.

    `origin` says where it was found, if it is not the lab's own. `click` is the mark of
    the form that was sent: the same one twice is one practice.
    """
    now = clock.now()
    with transaction.atomic():
        # Two practices of a lab never get one number, nor two clicks two of them.
        Lab.objects.select_for_update(no_key=True).get(pk=lab.pk)
        if click and (twin := _drafted_by_click(lab, by, click)):
            return twin
        last = Practice.objects.filter(lab=lab).aggregate(n=Max("number"))["n"] or 0
        practice = Practice.objects.create(lab=lab, number=last + 1, **(origin or {}))
        version = PracticeVersion.objects.create(
            practice=practice, workstream=workstream, **answers
        )
        version.topics.set(topics)
        write_journal(
            "draft_practice", version,
            by=by, now=now, target=V.DRAFT, channel=channel, click=click,
        )  # fmt: skip
    return version


def _drafted_by_click(lab: Lab, by: User, click: str) -> PracticeVersion | None:
    """Give the draft of this lab that the same form has opened already."""
    lines = JournalEntry.objects.filter(user=by, verb="draft_practice", click=click)
    rows = PracticeVersion.objects.filter(practice__lab=lab, status=V.DRAFT)
    return rows.filter(pk__in=lines.values("object_id")).order_by("-pk").first()


@act(
    PracticeVersion,
    sources=[V.DRAFT],
    label=_("Write on"),
    icon="pencil-square",
)
def edit_practice_version(
    version: PracticeVersion,
    step: Step,
    *,
    topics: Iterable[Topic] | None = None,
    **fields: Any,
) -> None:
    """Keep what has been written so far."""
    for name, value in fields.items():
        setattr(version, name, value)
    if topics is not None:
        version.topics.set(topics)


@act(
    PracticeVersion,
    sources=[V.DRAFT],
    label=_("Add a piece of evidence"),
    icon="chart-bar",
    records=("piece",),
)
def add_evidence_practice_version(
    version: PracticeVersion,
    step: Step,
    *,
    piece: Any = None,
    upload: Upload | None = None,
    **said: Any,
) -> None:
    """Add what shows that it works, with the paper behind it if there is one."""
    if is_second_click(version, step):
        raise ActRefused(_("The same stands here already."))
    ranks = set(version.evidence.values_list("rank", flat=True))
    free = next((n for n in range(1, MOST_EVIDENCE + 1) if n not in ranks), None)
    if free is None:
        raise ActRefused(_("Ten pieces of evidence are enough: take one away first."))
    row = Evidence.objects.create(version=version, rank=free, **said)
    if upload is not None:
        _keep_paper(row, upload)


def _keep_paper(row: Evidence, upload: Upload) -> None:
    EvidenceFile.objects.create(
        piece=row,
        public_id=upload.public_id,
        name=upload.name,
        kind=upload.kind,
        size=len(upload.content),
        digest=upload.digest,
        file=store(upload),
    )


@act(
    PracticeVersion,
    sources=[V.DRAFT],
    label=_("Take a piece of evidence away"),
    icon="x-mark",
    records=("piece",),
)
def remove_evidence_practice_version(
    version: PracticeVersion, step: Step, *, piece: int
) -> None:
    """Take a piece of evidence away."""
    count, _rows = version.evidence.filter(pk=piece).delete()
    if not count:
        raise FileRefused(_("This has been taken away already."))


def _is_complete(version: PracticeVersion, now: datetime) -> str | Promise | None:
    found = missing(version)
    return found[0].text if found else None


@transition(
    PracticeVersion,
    sources=[V.DRAFT],
    target=V.SUBMITTED,
    label=_("Hand it in"),
    icon="paper-airplane",
    guard=_is_complete,
)
def submit_practice_version(version: PracticeVersion, step: Step) -> None:
    """Put the words as they stand before the other labs."""
    version.scratches.all().delete()
    version.reading += 1
    version.submitted_by = step.user
    version.return_reason = ""
    calendar = version.practice.lab.calendar
    today = clock.local_day(step.now)
    version.due_on = calendar.add_working_days(today, ADMIT_DAYS)
    notices.owe_others("practice_version_submitted", version, step)


@transition(
    PracticeVersion,
    sources=[V.SUBMITTED, V.PEER_REVIEW],
    target=V.DRAFT,
    label=_("Take it back to write on"),
    icon="arrow-uturn-left",
)
def take_back_practice_version(version: PracticeVersion, step: Step) -> None:
    """Open the words again; opinions written on them stay with that reading."""
    version.due_on = None


@act(
    PracticeVersion,
    sources=[*IN_LIBRARY],
    label=_("Write a new version"),
    icon="document-duplicate",
    lock_first=("practice",),
    keeps_row=True,
)
def revise_practice_version(version: PracticeVersion, step: Step) -> None:
    """Open the next version with the words of this one, which stays meanwhile."""
    others = PracticeVersion.objects.filter(practice=version.practice_id)
    if others.filter(status__in=[V.DRAFT, V.SUBMITTED, V.PEER_REVIEW]).exists():
        raise ActRefused(_("A new version is being written already."))
    last = others.aggregate(n=Max("number"))["n"]
    copied = {name: getattr(version, name) for name in COPIED}
    fresh = PracticeVersion.objects.create(
        practice_id=version.practice_id, number=last + 1, **copied
    )
    fresh.topics.set(version.topics.all())
    for piece in version.evidence.select_related("paper").order_by("rank"):
        said = {name: getattr(piece, name) for name in EVIDENCE_COPIED}
        copy = Evidence.objects.create(version=fresh, **said)
        if paper := getattr(piece, "paper", None):
            # The same file on the disk, which stays as long as one row names it.
            kept = {name: getattr(paper, name) for name in PAPER_COPIED}
            EvidenceFile.objects.create(piece=copy, **kept)
    step.begin(fresh)
