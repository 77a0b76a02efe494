"""What others do with a version: look it through, judge it, publish, label, retire."""

import contextlib
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.actions.adoption import warn_transfer
from benchmarking.models import PeerReview, PracticeVersion, Transfer
from benchmarking.practices import notifications as notices
from benchmarking.practices.completeness import why_no_label
from benchmarking.practices.enums import (
    IN_LIBRARY,
    MOST_MONTHS,
    REVIEW_DAYS,
    REVIEWED_IN,
    WAITING,
    RetireReason,
    VersionStatus,
)
from programmes.jobs.fte import months_after
from programmes.rules import lab_ids
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.workflow import (
    ActRefused,
    Step,
    TransitionNotAllowed,
    act,
    transition,
)

V = VersionStatus


@transition(
    PracticeVersion,
    sources=[V.SUBMITTED],
    target=V.PEER_REVIEW,
    label=_("Let the labs read it"),
    icon="check",
)
def admit_practice_version(version: PracticeVersion, step: Step) -> None:
    """Somebody else has looked it through: it is clear and names nobody."""
    calendar = version.practice.lab.calendar
    today = clock.local_day(step.now)
    version.due_on = calendar.add_working_days(today, REVIEW_DAYS)
    notices.owe_others("practice_version_admitted", version, step)


@transition(
    PracticeVersion,
    sources=[V.SUBMITTED],
    target=V.DRAFT,
    label=_("Send it back"),
    icon="arrow-uturn-left",
    closes=True,
)
def return_practice_version(version: PracticeVersion, step: Step, *, text: str) -> None:
    """Say what is missing; its lab writes on."""
    version.return_reason = text
    version.due_on = None
    notices.owe_own("practice_version_returned", version, step)


@act(
    PracticeVersion,
    sources=list(REVIEWED_IN),
    label=_("Write your lab’s opinion"),
    icon="scale",
    keeps_row=True,
)
def review_practice_version(
    version: PracticeVersion,
    step: Step,
    *,
    opinion: str,
    interest: str = "",
    **marks: int,
) -> None:
    """Mark the five points and say why; an interest in it is said and not counted."""
    own = sorted(lab_ids(step.user) - {version.practice.lab_id})
    rows = PeerReview.objects.filter(version=version, reading=version.reading)
    written = set(rows.values_list("lab", flat=True))
    lab = next((pk for pk in own if pk not in written), None)
    if lab is None or rows.filter(reviewer=step.user).exists():
        raise ActRefused(_("Your lab has written its opinion already."))
    PeerReview.objects.create(
        version=version,
        reading=version.reading,
        lab_id=lab,
        reviewer=step.user,
        opinion=opinion,
        has_interest=bool(interest),
        interest=interest,
        at=step.now,
        **marks,
    )
    notices.owe_own("practice_version_reviewed", version, step)


def _has_been_read(version: PracticeVersion, now: datetime) -> str | Promise | None:
    if not version.reviews.filter(reading=version.reading).exists():
        return _("Another lab writes an opinion first.")
    return None


def _keep_within(review_on: date, today: date) -> None:
    if not today < review_on <= months_after(today, MOST_MONTHS):
        raise ActRefused(_("Choose a day within eighteen months to look at it again."))


@transition(
    PracticeVersion,
    sources=[V.PEER_REVIEW],
    target=V.PUBLISHED,
    label=_("Publish it"),
    icon="book-open",
    # Two versions of a practice never stand in the library.
    lock_first=("practice",),
    guard=_has_been_read,
    records=("review_on",),
)
def publish_practice_version(
    version: PracticeVersion, step: Step, *, review_on: date
) -> None:
    """Put it into the library in the place of the version before."""
    today = clock.local_day(step.now)
    _keep_within(review_on, today)
    older = PracticeVersion.objects.listed().filter(practice=version.practice_id)
    for one in older:
        retire_practice_version(
            one, by=step.by, channel=step.channel, code=RetireReason.REPLACED
        )
    version.published_on = version.looked_on = today
    version.review_on = review_on
    version.due_on = None
    notices.owe_others("practice_version_published", version, step)


def _may_be_labelled(version: PracticeVersion, now: datetime) -> str | Promise | None:
    return why_no_label(version)


@transition(
    PracticeVersion,
    sources=[V.PUBLISHED],
    target=V.LABELLED,
    label=_("Give the label"),
    icon="check-badge",
    guard=_may_be_labelled,
)
def label_practice_version(version: PracticeVersion, step: Step) -> None:
    """Say that two other labs have judged it and that it can be carried over."""
    version.labelled_on = clock.local_day(step.now)
    notices.owe_own("practice_version_labelled", version, step)


@act(
    PracticeVersion,
    sources=list(IN_LIBRARY),
    label=_("It is still right"),
    icon="arrow-path",
    records=("review_on",),
)
def renew_practice_version(
    version: PracticeVersion, step: Step, *, review_on: date
) -> None:
    """Its lab has looked at it again, and says when it does so next."""
    today = clock.local_day(step.now)
    _keep_within(review_on, today)
    version.looked_on, version.review_on = today, review_on


@transition(
    PracticeVersion,
    sources=[V.DRAFT, *IN_LIBRARY],
    target=V.RETIRED,
    label=_("Retire it"),
    icon="archive-box",
    closes=True,
    records=("code",),
)
def retire_practice_version(
    version: PracticeVersion, step: Step, *, code: str, text: str = ""
) -> None:
    """Take it out of the library, or give a draft up; its page says why."""
    version.retire_code, version.retire_reason = code, text
    version.scratches.all().delete()
    if step.entry.source in IN_LIBRARY and code != RetireReason.REPLACED:
        for one in Transfer.objects.taken_over(version.practice_id):
            # One that ends at this moment needs no warning.
            with contextlib.suppress(TransitionNotAllowed):
                warn_transfer(one, by=SYSTEM, version=version)


@act(
    PracticeVersion,
    sources=[*WAITING, *IN_LIBRARY],
    label=_("Remind"),
    records=("rung",),
    keeps_row=True,
)
def nudge_practice_version(
    version: PracticeVersion, step: Step, *, since: date, rung: int
) -> None:
    """Whoever is next hears of the date, by the platform."""
    if not timers.once(step.entry.verb, version, since=since, rung=rung):
        raise ActRefused(_("This was told already."))
    if version.status in WAITING:
        notices.owe_next(version, step, rung)
        return
    if version.review_on != since:
        raise ActRefused(_("This file has moved in the meantime."))
    notices.owe_own("practice_version_ages", version, step)


def next_review(today: date) -> date:
    """Give the day that forms propose for the next look: a year from now."""
    return months_after(today, 12)
