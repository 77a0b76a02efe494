"""Mails about versions of practices: to read, sent back, judged, published, old."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benchmarking.models import PeerReview, PracticeVersion
from benchmarking.practices.enums import (
    IN_LIBRARY,
    LABEL_REVIEWS,
    WAIT_REMINDERS,
    WAITING,
    VersionStatus,
)
from programmes import known, rules
from programmes.hours import after_quiet
from programmes.models import Lab
from programmes.notifications import sender_of, staff_of
from servindus import clock, outbox
from servindus.categories import REMINDERS, TELLS, Category
from servindus.categories import register as register_category
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

V = VersionStatus


def _works_for_a_lab(user: Any) -> bool:
    return user is not None and bool(rules.lab_ids(user))


PRACTICES = register_category(
    Category(
        "practices",
        _("Good practices"),
        _("Practices to read, opinions of other labs, what is new in the library."),
        TELLS,
        _works_for_a_lab,
    )
)


class VersionNotice(Notice):
    """A mail about a version, in the name of its lab."""

    model = "benchmarking.PracticeVersion"
    category = PRACTICES.key
    # Where the version stands while the mail is worth sending.
    while_in: tuple[str, ...] = ()

    def find(self, row: OutboxEmail) -> PracticeVersion | None:
        """Give the version with its practice and lab."""
        rows = PracticeVersion.objects.with_frame()
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: PracticeVersion) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.practice.lab)

    def is_moot(self, obj: PracticeVersion, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader may not read it any more."""
        name = "benchmarking.view_practice_version"
        may = row.user is not None and row.user.has_perm(name, obj)
        return not (may and obj.status in self.while_in)

    def context(self, obj: PracticeVersion, row: OutboxEmail) -> dict[str, Any]:
        """Give the version, its lab and its page."""
        return {
            "version": obj,
            "practice": obj.practice,
            "lab": obj.practice.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class VersionSubmitted(VersionNotice):
    """To the other labs: here is one to look through."""

    name = "practice_version_submitted"
    audience = _("the other labs")
    while_in = (V.SUBMITTED,)


@register
class VersionAdmitted(VersionNotice):
    """To the other labs: their opinion is asked for, by a day."""

    name = "practice_version_admitted"
    audience = _("the other labs")
    while_in = (V.PEER_REVIEW,)

    def is_moot(self, obj: PracticeVersion, row: OutboxEmail) -> bool:
        """Whether the reader's lab has written it meanwhile."""
        return super().is_moot(obj, row) or _has_judged(row, obj)


@register
class VersionReturned(VersionNotice):
    """To its lab: what is missing."""

    name = "practice_version_returned"
    audience = _("the lab that wrote it")
    while_in = (V.DRAFT,)


@register
class VersionReviewed(VersionNotice):
    """To its lab: another lab has written its opinion."""

    name = "practice_version_reviewed"
    audience = _("the lab that wrote it")
    while_in = (V.PEER_REVIEW, V.PUBLISHED)

    def context(self, obj: PracticeVersion, row: OutboxEmail) -> dict[str, Any]:
        """Give the opinion that the mail tells of."""
        return {**super().context(obj, row), "review": self._review(obj, row)}

    def is_moot(self, obj: PracticeVersion, row: OutboxEmail) -> bool:
        """Whether the words that it is about have been taken back."""
        return super().is_moot(obj, row) or self._review(obj, row) is None

    @staticmethod
    def _review(obj: PracticeVersion, row: OutboxEmail) -> PeerReview | None:
        rows = PeerReview.objects.filter(version=obj, reading=obj.reading)
        rows = rows.filter(reviewer=row.cause.user_id, at=row.cause.at)
        return rows.select_related("lab__operator").last()


@register
class VersionPublished(VersionNotice):
    """To the other labs: what is new in the library."""

    name = "practice_version_published"
    audience = _("the other labs")
    while_in = IN_LIBRARY


@register
class VersionLabelled(VersionNotice):
    """To its lab: it has the label."""

    name = "practice_version_labelled"
    audience = _("the lab that wrote it")
    while_in = (V.LABELLED,)


@register
class VersionNudged(VersionNotice):
    """To whoever is next: the date has come."""

    name = "practice_version_nudged"
    category = REMINDERS.key
    audience = _("whoever is next")
    while_in = WAITING

    def is_moot(self, obj: PracticeVersion, row: OutboxEmail) -> bool:
        """Whether it has moved on, or is not late any more."""
        if super().is_moot(obj, row) or obj.due_on is None:
            return True
        if not waits_for_own(obj) and _has_judged(row, obj):
            return True
        return obj.status != row.data["status"] or obj.due_on > clock.today()


@register
class VersionAges(VersionNotice):
    """To its lab: it is time to look at it again."""

    name = "practice_version_ages"
    category = REMINDERS.key
    audience = _("the lab that wrote it")
    while_in = IN_LIBRARY

    def is_moot(self, obj: PracticeVersion, row: OutboxEmail) -> bool:
        """Whether somebody has looked at it since."""
        day = obj.review_on.isoformat() if obj.review_on else ""
        return super().is_moot(obj, row) or day != row.data["review_on"]


def _has_judged(row: OutboxEmail, version: PracticeVersion) -> bool:
    """Whether the labs of whoever is written to have all judged these words."""
    others = rules.lab_ids(row.user) - {version.practice.lab_id}
    return bool(others) and others <= _judges(version)


def owe_others(kind: str, version: PracticeVersion, step: Step) -> None:
    """Owe a mail to everybody of the other labs."""
    _owe(kind, version, step, _others(version))


def owe_own(kind: str, version: PracticeVersion, step: Step) -> None:
    """Owe a mail to the people of its lab."""
    day = version.review_on.isoformat() if version.review_on else ""
    _owe(kind, version, step, [version.practice.lab], {"review_on": day})


def owe_next(version: PracticeVersion, step: Step, rung: int) -> None:
    """Owe the reminder to whoever is next, and at last to its lab as well."""
    own = version.practice.lab
    labs = [own] if waits_for_own(version) else _others(version)
    if rung == WAIT_REMINDERS[-1] and own not in labs:
        labs.append(own)
    told = {"status": version.status}
    _owe("practice_version_nudged", version, step, labs, told)


def waits_for_own(version: PracticeVersion) -> bool:
    """Whether enough labs have judged it, so that its own lab is next."""
    if version.status != V.PEER_REVIEW:
        return False
    return len(_judges(version)) >= LABEL_REVIEWS


def _judges(version: PracticeVersion) -> set[int]:
    """Give the labs that have judged the words as they stand."""
    rows = version.reviews.all()
    return {one.lab_id for one in rows if one.reading == version.reading}


def _others(version: PracticeVersion) -> list[Lab]:
    """Give the other labs; while it is read, those that have not judged it yet."""
    away = {version.practice.lab_id}
    if version.status == V.PEER_REVIEW:
        away |= _judges(version)
    return [lab for lab in known.labs() if lab.pk not in away]


def _owe(
    kind: str,
    version: PracticeVersion,
    step: Step,
    labs: Iterable[Lab],
    data: dict[str, Any] | None = None,
) -> None:
    """Owe a mail to the people of these labs; each lab's desk follows its own."""
    for lab in labs:
        for user in staff_of(lab):
            if user.pk == step.entry.user_id:
                continue
            outbox.post(
                kind,
                version,
                to=Recipient.of(user),
                cause=step.entry,
                not_before=after_quiet(lab, step.now),
                desk=lab.slug,
                data=data or {},
            )
