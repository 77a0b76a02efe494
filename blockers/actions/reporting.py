"""What a company does with its case: write, hand in, complete, appeal, withdraw."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import lapsing
from blockers import notifications as notices
from blockers.actions import timing
from blockers.clocks import Code
from blockers.completeness import unsaid_step
from blockers.enums import (
    EDITABLE,
    MAX_FILES,
    Audience,
    ReportChannel,
    ReportStatus,
)
from blockers.models import Remark, Report, ReportLink
from programmes.models import Lab, Organisation
from servindus import clock
from servindus.actors import Actor, ActorKind, Channel, LinkHolder
from servindus.models import User
from servindus.uploads import Upload, keep, take_away
from servindus.workflow import ActRefused, Step, act, transition, write_journal

S = ReportStatus


def draft_report(
    lab: Lab, *, by: User, organisation: Organisation, **answers: Any
) -> Report:
    """Open a draft for somebody with an account, with the answers of the first step."""
    with transaction.atomic():
        rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
        rows = rows.select_related("merged_into")
        # Merged while somebody was reading: the one that goes on reports.
        organisation = rows.get(pk=organisation.pk).survivor
        report = Report.objects.create(
            lab=lab, organisation=organisation, reporter=by, **answers
        )
        _note_draft(report, by)
    return report


def draft_report_for(
    lab: Lab,
    *,
    by: User,
    channel: ReportChannel,
    company_name: str,
    name: str,
    email: str,
    **answers: Any,
) -> Report:
    """Open a draft that lab staff write down; whoever spoke gets a link to follow."""
    with transaction.atomic():
        report = Report.objects.create(
            lab=lab,
            on_behalf_of_by=by,
            channel=channel,
            company_name=company_name,
            **answers,
        )
        ReportLink.objects.create(report=report, email=email, name=name)
        _note_draft(report, by)
    return report


def draft_report_on_visit(
    lab: Lab, *, by: User, organisation: Organisation, **answers: Any
) -> Report:
    """Open a draft that lab staff write down for a company that they follow."""
    with transaction.atomic():
        report = Report.objects.create(
            lab=lab,
            organisation=organisation,
            on_behalf_of_by=by,
            channel=ReportChannel.VISIT,
            **answers,
        )
        _note_draft(report, by)
    return report


def import_report(
    lab: Lab,
    *,
    by: User,
    organisation: Organisation | None,
    company_name: str,
    source_key: str,
    **answers: Any,
) -> Report:
    """Bring in a case that a file tells, and put it before the lab at once."""
    with transaction.atomic():
        report = Report.objects.create(
            lab=lab,
            on_behalf_of_by=by,
            organisation=organisation,
            company_name="" if organisation else company_name,
            source_key=source_key,
            **answers,
        )
        _note_draft(report, by)
        return submit_report(report, by=by, channel=Channel.ADMIN)


def draft_report_by_link(
    lab: Lab, *, email: str, name: str, company_name: str, **answers: Any
) -> ReportLink:
    """Open a draft for a visitor; the address is proven when it is handed in."""
    with transaction.atomic():
        report = Report.objects.create(lab=lab, company_name=company_name, **answers)
        link = ReportLink.objects.create(report=report, email=email, name=name)
        _note_draft(report, LinkHolder(link, name))
    return link


def _note_draft(report: Report, by: Actor) -> None:
    write_journal("draft_report", report, by=by, now=clock.now(), target=S.DRAFT)


def remark(
    report: Report, step: Step, text: str, audience: Audience = Audience.COMPANY
) -> None:
    """Keep the sentence that goes with the act, if there is one."""
    if text:
        Remark.objects.create(
            report=report, entry=step.entry, text=text, audience=audience
        )


@act(Report, sources=EDITABLE, label=_("Edit the report"), icon="pencil-square")
def edit_report(report: Report, step: Step, **fields: Any) -> None:
    """Keep what has been typed so far."""
    if "name_shared" in fields:
        agreed = fields.pop("name_shared")
        kept = report.name_shared_at or step.now
        report.name_shared_at = kept if agreed else None
    for name, value in fields.items():
        setattr(report, name, value)


@act(
    Report,
    sources=EDITABLE,
    label=_("Attach a file"),
    icon="paper-clip",
    records=("piece",),
)
def add_file_report(report: Report, step: Step, *, piece: Any, upload: Upload) -> None:
    """Add a file that the lab reads with the case."""
    keep(report.files, MAX_FILES, upload, piece)


@act(
    Report,
    sources=EDITABLE,
    label=_("Take a file away"),
    icon="x-mark",
    records=("piece",),
)
def remove_file_report(report: Report, step: Step, *, piece: Any) -> None:
    """Take a file of the case away."""
    take_away(report.files, piece)


def _is_complete(report: Report, now: datetime) -> str | Promise | None:
    if unsaid_step(report):
        return _("The report is not complete yet.")
    if not report.company:
        return _("Say for which company you report.")
    return None


@act(
    Report,
    sources=[S.DRAFT],
    label=_("Send me the link"),
    icon="envelope",
    guard=_is_complete,
)
def request_link_report(report: Report, step: Step) -> None:
    """Send a visitor the link that proves the address and hands the case in."""
    for link in report.links.filter(revoked_at=None, confirmed_at=None):
        notices.owe_link("report_link_requested", report, step, link)


@transition(
    Report,
    sources=[S.DRAFT, S.NEEDS_INFO],
    target=S.SUBMITTED,
    label=_("Hand the report in"),
    icon="paper-airplane",
    # Two cases of a lab never get one number.
    lock_first=("lab",),
    guard=_is_complete,
)
def submit_report(report: Report, step: Step) -> None:
    """Hand the case to the lab; the delays start, or go on."""
    report.scratches.all().delete()
    if step.entry.source == S.NEEDS_INFO:
        timing.resume(report, step, Code.QUALIFICATION)
        report.complete_by = None
        notices.owe_desk("report_completed", report, step)
        return
    if report.number is None:
        report.year = clock.local_day(step.now).year
        last = Report.objects.filter(lab=report.lab_id, year=report.year)
        report.number = (last.aggregate(n=Max("number"))["n"] or 0) + 1
    report.submitted_at = step.now
    timing.start(report, Code.CONTACT, step)
    timing.start(report, Code.QUALIFICATION, step)
    if report.on_behalf_of_by_id is not None:
        # Somebody of the lab has spoken with the company: that is the contact.
        report.contacted_at = step.now
        timing.stop(report, step, Code.CONTACT)
    if report.channel != ReportChannel.IMPORT:
        # Whoever brings a file knows; a mail a row would bury the others.
        notices.owe_desk("report_submitted", report, step)
    notices.owe_reporter("report_received", report, step)


@transition(
    Report,
    sources=[S.DRAFT, S.SUBMITTED, S.NEEDS_INFO],
    target=S.WITHDRAWN,
    label=_("Withdraw the report"),
    icon="arrow-uturn-left",
    closes=True,
    records=("reason",),
)
def withdraw_report(report: Report, step: Step, *, reason: str = "") -> None:
    """Take the case back; it can be handed in again.

    The platform does so where two reminders and forty-five days have brought nothing.
    """
    if step.by.actor_kind == ActorKind.SYSTEM:
        if step.entry.source != S.NEEDS_INFO or not lapsing.has_lapsed(
            report, step.now
        ):
            raise ActRefused(_("The company can still complete its case."))
        notices.owe_reporter("report_lapsed", report, step)
    timing.stop(report, step)
    report.complete_by = None


def _was_handed_in(report: Report, now: datetime) -> str | Promise | None:
    if report.submitted_at is None:
        return _("This draft was never handed in: write a new report.")
    return None


@transition(
    Report,
    sources=[S.WITHDRAWN],
    target=S.SUBMITTED,
    label=_("Hand it in again"),
    icon="arrow-path",
    guard=_was_handed_in,
)
def resume_report(report: Report, step: Step) -> None:
    """Put a withdrawn case before the lab again; its delays start anew."""
    if report.contacted_at is None:
        timing.start(report, Code.CONTACT, step)
    timing.start(report, Code.QUALIFICATION, step)
    notices.owe_desk("report_submitted", report, step)


def _may_appeal(report: Report, now: datetime) -> str | Promise | None:
    until = report.appeal_until
    if until is None:
        return _("This refusal has been read a second time already.")
    if clock.local_day(now) > until:
        return _("The thirty days to ask for a second reading are over.")
    return None


@transition(
    Report,
    sources=[S.DECLINED],
    target=S.SUBMITTED,
    label=_("Ask for a second reading"),
    icon="scale",
    guard=_may_appeal,
)
def appeal_report(report: Report, step: Step, *, text: str) -> None:
    """Bring a new fact against a refusal, once; somebody else decides."""
    if not text.strip():
        raise ActRefused(_("Say which new fact the lab should know."))
    report.appealed_at = step.now
    remark(report, step, text)
    timing.start(report, Code.QUALIFICATION, step)
    notices.owe_desk("report_appealed", report, step)
