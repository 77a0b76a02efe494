"""Mails about jobs: to confirm, decided, who is still there after twelve months."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.hours import after_quiet
from programmes.jobs.enums import CHECK_LATE, JobsStatus
from programmes.jobs.wording import amount, said
from programmes.models import JobsRecord
from programmes.notifications import sender_of, staff_of
from servindus import outbox
from servindus.categories import ASKS, REMINDERS, Category
from servindus.categories import register as register_category
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

S = JobsStatus


def _concerned(user: Any) -> bool:
    """Whoever works for a company or a lab."""
    return user is not None and bool(
        rules.lab_ids(user) or rules.organisation_ids(user, *rules.COMPANY_KINDS)
    )


JOBS = register_category(
    Category(
        "jobs",
        _("Jobs"),
        _("Declarations of jobs to confirm, and what your lab has said to yours."),
        ASKS,
        _concerned,
    )
)


class JobsNotice(Notice):
    """A mail about a declaration of jobs, in the name of its lab."""

    model = "programmes.JobsRecord"
    category = JOBS.key
    audience = _("whoever declared the jobs")

    def find(self, row: OutboxEmail) -> JobsRecord | None:
        """Give the declaration with its company and lab."""
        return JobsRecord.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: JobsRecord) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.lab)

    def is_due(self, obj: JobsRecord, row: OutboxEmail) -> bool:
        """Whether the file still stands where the mail says."""
        return True

    def is_moot(self, obj: JobsRecord, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the person may not read it any more."""
        may = row.user is not None and row.user.has_perm(
            "programmes.view_jobs_record", obj
        )
        return not (may and self.is_due(obj, row))

    def context(self, obj: JobsRecord, row: OutboxEmail) -> dict[str, Any]:
        """Give the declaration, its company, its numbers in words and its page."""
        return {
            "record": obj,
            "amount": amount(obj),
            "before": said(obj.fte_before),
            "now": said(obj.fte_now),
            "company": obj.organisation,
            "lab": obj.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class JobsRecordSubmitted(JobsNotice):
    """To the lab's staff: confirm or refuse."""

    name = "jobs_record_submitted"
    audience = _("staff of the lab")

    def is_due(self, obj: JobsRecord, row: OutboxEmail) -> bool:
        """Whether nobody has decided."""
        return obj.status == S.SUBMITTED


@register
class JobsRecordDecided(JobsNotice):
    """To whoever declared: counted, refused or counted no longer, and why."""

    name = "jobs_record_decided"

    def is_due(self, obj: JobsRecord, row: OutboxEmail) -> bool:
        """Whether it still stands as the lab has said."""
        return obj.status == row.data["status"]


@register
class JobsCheckDue(JobsNotice):
    """To whoever declared, twelve months later: how many are still there?"""

    name = "jobs_check_due"
    category = REMINDERS.key

    def is_due(self, obj: JobsRecord, row: OutboxEmail) -> bool:
        """Whether it still counts, and nobody has said."""
        return obj.status == S.CONFIRMED and not obj.checks.exists()

    def context(self, obj: JobsRecord, row: OutboxEmail) -> dict[str, Any]:
        """Say whether the lab is asked, because nobody has answered."""
        late = row.data["rung"] >= CHECK_LATE
        return {**super().context(obj, row), "is_late": late}


def _members(organisation: int) -> list[User]:
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__status="active",
    )
    return list(people.distinct().order_by("pk"))


def _lab_of(record: JobsRecord) -> list[User]:
    """Give the lab's staff, without who belongs to the company."""
    own = {user.pk for user in _members(record.organisation_id)}
    return [user for user in staff_of(record.lab) if user.pk not in own]


def _author_of(record: JobsRecord) -> list[User]:
    """Give who declared; once they have left, the company; without anybody, the lab."""
    author, members = record.declared_by, _members(record.organisation_id)
    if author in [*members, *staff_of(record.lab)]:
        return [author]
    return members or _lab_of(record)


def owe_lab(kind: str, record: JobsRecord, step: Step) -> None:
    """Owe a mail to the lab's staff, but whoever acts."""
    people = [user for user in _lab_of(record) if user != step.by]
    _owe(kind, record, step, people)


def owe_author(kind: str, record: JobsRecord, step: Step) -> None:
    """Owe what was decided to whoever declared, unless they have done it themselves."""
    people = [user for user in _author_of(record) if user != step.by]
    _owe(kind, record, step, people, {"status": step.entry.target})


def owe_check(record: JobsRecord, step: Step, rung: int) -> None:
    """Owe the question to whoever declared, and in the end to the lab."""
    people = _lab_of(record) if rung >= CHECK_LATE else _author_of(record)
    _owe("jobs_check_due", record, step, people, {"rung": rung})


def _owe(
    kind: str,
    record: JobsRecord,
    step: Step,
    people: Iterable[User],
    data: dict[str, Any] | None = None,
) -> None:
    for user in people:
        outbox.post(
            kind,
            record,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=after_quiet(record.lab, step.now),
            desk=record.lab.slug,
            data=data or {},
        )
