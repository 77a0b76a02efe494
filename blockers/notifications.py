"""Mails about reports: who is owed which, and when each is no longer due."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers.categories import REGISTER, REPORTS
from blockers.enums import BlockerStatus, ReportStatus
from blockers.models import Blocker, Report, ReportLink
from programmes.models import Lab
from servindus import outbox
from servindus.categories import ACCOUNT
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

S = ReportStatus


class ReportNotice(Notice):
    """A mail about a report, from the lab that looks at it."""

    model = "blockers.Report"
    category = REPORTS.key

    def find(self, row: OutboxEmail) -> Report | None:
        """Give the report with all that a mail names."""
        rows = Report.objects.with_people()
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: Report) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Give the report, and what was said with the act."""
        remark = obj.remarks.filter(entry=row.cause_id, audience="company").first()
        link = link_of(row)
        address = settings.PUBLIC_URL + obj.get_absolute_url()
        return {
            "report": obj,
            "lab": obj.lab,
            "quote": remark.text if remark else "",
            "file_url": link.url() if link else address,
        }


def link_of(row: OutboxEmail) -> ReportLink | None:
    """Give the link that a mail carries, if its reader has no account."""
    pk = row.data.get("link")
    return ReportLink.objects.filter(pk=pk).first() if pk else None


class CompanyNotice(ReportNotice):
    """A mail to whoever reported; it dies when they may no longer read the case."""

    audience = _("whoever reported")

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether the reader has lost the case, or the link was revoked."""
        link = link_of(row)
        if link is not None:
            return not link.is_open
        if row.user is None or not row.user.is_active:
            return True
        return not Report.objects.visible_to(row.user).filter(pk=obj.pk).exists()


class DeskNotice(ReportNotice):
    """A mail to the lab's staff: a case waits."""

    audience = _("lab staff")
    category = REGISTER.key

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether somebody has taken it already, or the reader may not."""
        return (
            obj.status != S.SUBMITTED
            or row.user is None
            or not row.user.has_perm("blockers.attach_report", obj)
        )

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the desk's address."""
        path = reverse("admin:blockers_report_change", args=[obj.pk])
        return {**super().context(obj, row), "desk_url": settings.PUBLIC_URL + path}


@register
class ReportLinkRequested(CompanyNotice):
    """To a visitor: the link that proves the address and hands the case in."""

    name = "report_link_requested"
    category = ACCOUNT.key
    despite_bounce = True

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has been handed in since."""
        return obj.status != S.DRAFT or super().is_moot(obj, row)


@register
class ReportReceived(CompanyNotice):
    """To whoever reported: the receipt, with what it is not."""

    name = "report_received"
    category = ACCOUNT.key
    despite_bounce = True


@register
class ReportNeedsInfo(CompanyNotice):
    """To whoever reported: the lab asks."""

    name = "report_needs_info"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has been completed or withdrawn since."""
        return obj.status != S.NEEDS_INFO or super().is_moot(obj, row)


@register
class ReportDeclined(CompanyNotice):
    """To whoever reported: not kept, why, and the way to a second reading."""

    name = "report_declined"


@register
class ReportAttached(CompanyNotice):
    """To whoever reported: the case is in the register."""

    name = "report_attached"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it was taken out again at once."""
        return obj.status != S.ATTACHED or super().is_moot(obj, row)


@register
class BlockerClosed(CompanyNotice):
    """To each company whose case is part of it: how the blocker has ended."""

    name = "blocker_closed"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has been opened again, or the case has been taken out."""
        blocker = obj.blocker
        return (
            blocker is None
            or blocker.status != BlockerStatus.CLOSED
            or super().is_moot(obj, row)
        )


@register
class ReportSubmitted(DeskNotice):
    """To the lab: a new case."""

    name = "report_submitted"


@register
class ReportCompleted(DeskNotice):
    """To the lab: what it asked for has come."""

    name = "report_completed"


@register
class ReportAppealed(DeskNotice):
    """To the lab: a second reading is asked for, by somebody else."""

    name = "report_appealed"


def owe_reporter(
    kind: str, report: Report, step: Step, *, not_before: datetime | None = None
) -> None:
    """Owe whoever reported a mail: by account, or by each link that is open."""
    if report.reporter is not None:
        outbox.post(
            kind,
            report,
            to=Recipient.of(report.reporter),
            cause=step.entry,
            not_before=not_before,
            desk=report.lab.slug,
        )
    for link in report.links.filter(revoked_at=None):
        owe_link(kind, report, step, link, not_before=not_before)


def owe_link(
    kind: str,
    report: Report,
    step: Step,
    link: ReportLink,
    *,
    not_before: datetime | None = None,
) -> None:
    """Owe a mail with its link to somebody without an account."""
    outbox.post(
        kind,
        report,
        to=Recipient(link.email, link.name, report.lab.language),
        cause=step.entry,
        not_before=not_before,
        desk=report.lab.slug,
        data={"link": link.pk},
    )


def owe_desk(kind: str, report: Report, step: Step) -> None:
    """Owe each member of the lab a mail, but for those who may not decide."""
    desks = [report.lab.operator_id]
    if report.appealed_at is not None:
        desks.append(report.lab.programme.operator_id)
    staff = User.objects.filter(
        is_active=True,
        memberships__organisation__in=[pk for pk in desks if pk],
        memberships__status="active",
    ).distinct()
    for user in staff.order_by("pk"):
        if user.has_perm("blockers.attach_report", report):
            to = Recipient.of(user)
            outbox.post(kind, report, to=to, cause=step.entry, desk=report.lab.slug)


class BlockerNotice(Notice):
    """A mail about a blocker to a lab's staff, from the programme's other lab."""

    model = "blockers.Blocker"
    category = REGISTER.key
    audience = _("lab staff")

    def find(self, row: OutboxEmail) -> Blocker | None:
        """Give the blocker with the one that it was merged into."""
        return Blocker.objects.with_people().filter(pk=row.object_id).first()

    def sender(self, obj: Blocker) -> Sender:
        """Give the leading lab; a reply reaches it."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: Blocker, row: OutboxEmail) -> dict[str, Any]:
        """Give both blockers, the last merge, and the desk's address."""
        merges = obj.merges.select_related("survivor__lab__operator")
        path = reverse("admin:blockers_blocker_change", args=[obj.pk])
        return {
            "blocker": obj,
            "lab": obj.lab,
            "merge": merges.first(),
            "file_url": settings.PUBLIC_URL + path,
        }


@register
class BlockerMerged(BlockerNotice):
    """To the other lab: a blocker was merged into its own; it may object."""

    name = "blocker_merged"

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether it has been undone since, or the reader may not object any more."""
        return (
            obj.status != BlockerStatus.MERGED
            or row.user is None
            or not row.user.has_perm("blockers.object_merge_blocker", obj)
        )


@register
class BlockerMergeObjected(BlockerNotice):
    """To the lab that merged: the other one does not agree; all is as before."""

    name = "blocker_merge_objected"

    def sender(self, obj: Blocker) -> Sender:
        """Give the lab that objects."""
        merge = obj.merges.select_related("survivor__lab__operator").first()
        other = merge.survivor.lab if merge else obj.lab
        return Sender(other.operator_name, other.contact_email)

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether the reader may not lead the blocker any more."""
        return row.user is None or not row.user.has_perm("blockers.edit_blocker", obj)


@register
class BlockerUnmerged(BlockerNotice):
    """To the other lab: what was merged into its blocker has been taken back."""

    name = "blocker_unmerged"

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether it was merged again since, or the reader has left the lab."""
        merge = obj.merges.select_related("survivor").first()
        return (
            merge is None
            or merge.undone_at is None
            or row.user is None
            or not row.user.has_perm("blockers.edit_blocker", merge.survivor)
        )

    def context(self, obj: Blocker, row: OutboxEmail) -> dict[str, Any]:
        """Lead to the reader's own blocker."""
        found = super().context(obj, row)
        own = found["merge"].survivor
        path = reverse("admin:blockers_blocker_change", args=[own.pk])
        return {**found, "own": own, "file_url": settings.PUBLIC_URL + path}


def owe_lab(kind: str, blocker: Blocker, lab: Lab, step: Step) -> None:
    """Owe each member of a lab a mail about a blocker."""
    staff = User.objects.filter(
        is_active=True,
        memberships__organisation=lab.operator_id,
        memberships__status="active",
    )
    for user in staff.distinct().order_by("pk"):
        outbox.post(
            kind, blocker, to=Recipient.of(user), cause=step.entry, desk=lab.slug
        )
