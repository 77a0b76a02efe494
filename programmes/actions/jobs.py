"""What companies declare, what labs confirm, and who is still there a year later."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import OrganisationStatus
from programmes.jobs import notifications as notices
from programmes.jobs.enums import CHECKED_KINDS, WRITABLE, JobsKind, JobsStatus
from programmes.jobs.wording import said
from programmes.models import JobsCheck, JobsRecord, Organisation
from servindus import clock, timers
from servindus.templatetags.servindus import plain_date
from servindus.workflow import ActRefused, Step, act, transition

S = JobsStatus
# A second declaration of one company that says the same is the same jobs again.
SAME = ("kind", "as_of", "fte")
ZERO = Decimal(0)
MOVED = _("This file has moved in the meantime.")


# --- Whoever declares -----------------------------------------------------------------


@act(
    Organisation,
    sources=[OrganisationStatus.VERIFIED],
    label=_("Declare jobs"),
    icon="user-plus",
    keeps_row=True,
)
def declare_jobs(organisation: Organisation, step: Step, **values: Any) -> None:
    """Write down jobs that the programme has to do with; nothing counts yet."""
    _check(step, organisation, values)
    record = JobsRecord(
        organisation=organisation,
        declared_by=step.user,
        created_at=step.now,
        **values,
    )
    _refuse_twin(record)
    record.save()
    step.begin(record)


@act(
    JobsRecord,
    sources=WRITABLE,
    label=_("Change the declaration"),
    icon="pencil-square",
    lock_first=("organisation",),
)
def edit_jobs_record(record: JobsRecord, step: Step, **values: Any) -> None:
    """Write it anew, as long as no lab has it in hand."""
    _check(step, record.organisation, values)
    for name, value in values.items():
        setattr(record, name, value)
    _refuse_twin(record)


def _refuse_twin(record: JobsRecord) -> None:
    """Refuse the same jobs a second time; their company is locked."""
    same = {name: getattr(record, name) for name in SAME}
    rows = JobsRecord.objects.filter(organisation=record.organisation_id, **same)
    gone = (S.REFUSED, S.WITHDRAWN)
    if rows.exclude(pk=record.pk).exclude(status__in=gone).exists():
        raise ActRefused(
            _(
                "These jobs are declared already: the same kind, day and number."
                " Correct that declaration; other jobs are counted on another day."
            )
        )


def _check(step: Step, organisation: Organisation, values: Mapping[str, Any]) -> None:
    """Refuse what no form lets through: a day to come, a lab that is not one's own."""
    if values["as_of"] > clock.local_day(step.now):
        raise ActRefused(_("The day of the count is still to come."))
    lab = values["lab"].pk
    own = organisation.pk in rules.organisation_ids(step.by)
    if not own and lab not in rules.lab_ids(step.by):
        raise ActRefused(_("Declare it for a lab that you work for."))
    if own and organisation.lab_id not in (None, lab):
        raise ActRefused(_("Your company declares its jobs to its own lab."))


@transition(
    JobsRecord,
    sources=WRITABLE,
    target=S.SUBMITTED,
    label=_("Send it to the lab"),
    icon="paper-airplane",
    lock_first=("organisation",),
)
def submit_jobs_record(record: JobsRecord, step: Step) -> None:
    """Put it before the lab, which confirms or refuses it."""
    record.reason = ""
    _within_growth(record)
    _refuse_twin(record)
    notices.owe_lab("jobs_record_submitted", record, step)


# --- The lab --------------------------------------------------------------------------


@transition(
    JobsRecord,
    sources=[S.SUBMITTED],
    target=S.CONFIRMED,
    label=_("Confirm and count"),
    icon="check-circle",
    lock_first=("organisation",),
)
def confirm_jobs_record(record: JobsRecord, step: Step) -> None:
    """Count these jobs, unless the company has not grown by so many."""
    _within_growth(record)
    _refuse_twin(record)
    record.confirmed_at = step.now
    notices.owe_author("jobs_record_decided", record, step)


@transition(
    JobsRecord,
    sources=[S.SUBMITTED],
    target=S.REFUSED,
    label=_("Refuse"),
    icon="hand-raised",
    closes=True,
)
def refuse_jobs_record(record: JobsRecord, step: Step, *, text: str) -> None:
    """Say why it does not count; whoever declared can mend it and send it again."""
    record.reason = text
    notices.owe_author("jobs_record_decided", record, step)


@transition(
    JobsRecord,
    sources=[S.CONFIRMED],
    target=S.WITHDRAWN,
    label=_("Count it no longer"),
    icon="minus-circle",
    closes=True,
    lock_first=("organisation",),
)
def withdraw_jobs_record(record: JobsRecord, step: Step, *, text: str) -> None:
    """Take back what was counted, with the reason; it stays written."""
    if record.kind == JobsKind.CREATED:
        rows = list(_created(record))
        _refuse_beyond(rows, record)
    record.reason = text
    notices.owe_author("jobs_record_decided", record, step)


def _created(record: JobsRecord) -> Any:
    """The company's counted creations without this one."""
    others = JobsRecord.objects.created_by(record.organisation_id)
    return others.exclude(pk=record.pk)


def _within_growth(record: JobsRecord) -> None:
    """Refuse more jobs than the company has grown by (P3); it is locked."""
    if record.kind == JobsKind.CREATED:
        rows = sorted([*_created(record), record], key=lambda x: (x.as_of, x.pk))
        _refuse_beyond(rows, record)


def _refuse_beyond(rows: list[JobsRecord], record: JobsRecord) -> None:
    linked, grown = linked_and_grown(rows)
    if linked <= grown:
        return
    raise ActRefused(
        gettext(
            "%(company)s: %(linked)s FTE would be linked to the programme, and it has"
            " grown by %(grown)s FTE from %(before)s, before %(first)s, to %(now)s on"
            " %(last)s. Correct this declaration, or withdraw another one first."
        )
        % {
            "company": record.organisation,
            "linked": said(linked),
            "grown": said(grown),
            "before": said(rows[0].fte_before),
            "first": plain_date(rows[0].as_of),
            "now": said(rows[-1].fte_now),
            "last": plain_date(rows[-1].as_of),
        }
    )


def linked_and_grown(rows: list[JobsRecord]) -> tuple[Decimal, Decimal]:
    """Give what is linked and the growth, of creations in the order of their days.

    A company has one starting point, the number before its earliest declaration; its
    growth is the number now of its latest one less that.
    """
    if not rows:
        return ZERO, ZERO
    linked = sum((row.fte for row in rows), ZERO)
    return linked, rows[-1].fte_now - rows[0].fte_before


# --- Twelve months later --------------------------------------------------------------


def _can_be_checked(record: JobsRecord, now: datetime) -> str | Promise | None:
    if record.kind not in CHECKED_KINDS:
        return _("Jobs that are only announced are not counted again.")
    if clock.local_day(now) < record.checked_from:
        day = plain_date(record.checked_from)
        return gettext("Who is still there can be counted from %(day)s on.") % {
            "day": day
        }
    return None


@act(
    JobsRecord,
    sources=[S.CONFIRMED],
    label=_("Say how many are still there"),
    icon="clipboard-document-check",
    guard=_can_be_checked,
    keeps_row=True,
)
def check_jobs_record(
    record: JobsRecord, step: Step, *, checked_on: date, fte_there: Decimal, source: str
) -> None:
    """Write how many of these jobs there still are; a later count stands beside it."""
    if not record.checked_from <= checked_on <= clock.local_day(step.now):
        raise ActRefused(_("Give the day of the count, from eleven months on."))
    if fte_there > record.fte:
        raise ActRefused(_("More are there than were counted: that is a new creation."))
    JobsCheck.objects.create(
        record=record,
        checked_on=checked_on,
        fte_there=fte_there,
        source=source,
        said_by=step.user,
        said_at=step.now,
    )


@act(
    JobsRecord,
    sources=[S.CONFIRMED],
    label=_("Ask who is still there"),
    keeps_row=True,
)
def nudge_jobs_record(
    record: JobsRecord, step: Step, *, since: date, rung: int
) -> None:
    """Ask whoever declared how many are still there, and the lab in the end."""
    if record.checks.exists() or record.check_on != since:
        raise ActRefused(MOVED)
    if not timers.once(step.entry.verb, record, since=since, rung=rung):
        raise ActRefused(MOVED)
    notices.owe_check(record, step, rung)
