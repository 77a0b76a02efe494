"""Mails about what is with a ministry: to its liaisons, the lab, the companies."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from blockers.categories import DOSSIERS, REGISTER
from blockers.enums import EscalationStatus, ReportStatus
from blockers.models import Blocker, Escalation, Report
from blockers.notifications import CompanyNotice, owe_reporter
from servindus import outbox
from servindus.models import JournalEntry, OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

E = EscalationStatus


class EscalationNotice(Notice):
    """A mail about a dossier, in the name of the lab that sent it."""

    model = "blockers.Escalation"
    category = REGISTER.key

    def find(self, row: OutboxEmail) -> Escalation | None:
        """Give the escalation with all that a mail names."""
        return Escalation.objects.with_people().filter(pk=row.object_id).first()

    def sender(self, obj: Escalation) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def is_moot(self, obj: Escalation, row: OutboxEmail) -> bool:
        """Whether the reader may no longer read the dossier."""
        if row.user is None or not row.user.is_active:
            return True
        return not Escalation.objects.visible_to(row.user).filter(pk=obj.pk).exists()

    def context(self, obj: Escalation, row: OutboxEmail) -> dict[str, Any]:
        """Give the dossier's title and address, and what was last asked."""
        return {
            "escalation": obj,
            "lab": obj.lab,
            "question": obj.questions.order_by("pk").last(),
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


class LiaisonNotice(EscalationNotice):
    """A mail to the members of the authority that has the dossier."""

    audience = _("ministry liaisons")
    category = DOSSIERS.key


class LeadNotice(EscalationNotice):
    """A mail to the lab that leads the blocker."""

    audience = _("lab staff")


@register
class EscalationReceived(LiaisonNotice):
    """To the liaisons: a dossier has come."""

    name = "escalation_received"

    def is_moot(self, obj: Escalation, row: OutboxEmail) -> bool:
        """Whether somebody of the authority has taken it already."""
        return obj.status != E.SENT or super().is_moot(obj, row)


@register
class EscalationReplied(LiaisonNotice):
    """To the liaisons: the lab has replied, the delay runs again."""

    name = "escalation_replied"


@register
class EscalationCompleted(LiaisonNotice):
    """To the liaisons: the lab has added a fact."""

    name = "escalation_completed"


@register
class EscalationRecalled(LiaisonNotice):
    """To the liaisons: the lab has taken the dossier back."""

    name = "escalation_recalled"


@register
class EscalationAcknowledged(LeadNotice):
    """To the lab: the dossier has been read, and by when the answer is owed."""

    name = "escalation_acknowledged"


@register
class EscalationAsked(LeadNotice):
    """To the lab: the authority has a question, and waits for it."""

    name = "escalation_asked"

    def is_moot(self, obj: Escalation, row: OutboxEmail) -> bool:
        """Whether it has been answered since."""
        return obj.status != E.INFO_REQUESTED or super().is_moot(obj, row)


@register
class EscalationForwarded(LeadNotice):
    """To the lab: another authority has the dossier now."""

    name = "escalation_forwarded"


@register
class EscalationExtended(LeadNotice):
    """To the lab: the answer takes ten weeks, and why."""

    name = "escalation_extended"


@register
class EscalationAnswered(LeadNotice):
    """To the lab: every ask is answered."""

    name = "escalation_answered"


@register
class EscalationPublished(LeadNotice):
    """To the lab: the answers are published."""

    name = "escalation_published"


class SentReportNotice(CompanyNotice):
    """A mail to a company about the blocker that its case is part of."""

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether the case has been taken out of the blocker since."""
        return obj.status != ReportStatus.ATTACHED or super().is_moot(obj, row)

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the authorities, each with the day by which it owes its answer."""
        found = Escalation.objects.filter(blocker=obj.blocker_id)
        found = found.exclude(status__in=[E.RECALLED, E.FORWARDED])
        return {
            **super().context(obj, row),
            "escalations": list(found.select_related("authority").order_by("pk")),
        }


@register
class ReportEscalated(SentReportNotice):
    """To the company: its blocker is with the ministry."""

    name = "report_escalated"


@register
class ReportAnswered(SentReportNotice):
    """To the company: an authority has answered, and the answer is public."""

    name = "report_answered"


def owe_liaisons(kind: str, escalation: Escalation, entry: JournalEntry) -> None:
    """Owe each active member of the authority a mail."""
    _owe(kind, escalation, entry, escalation.authority_id)


def owe_lab(kind: str, escalation: Escalation, entry: JournalEntry) -> None:
    """Owe each member of the leading lab a mail."""
    _owe(kind, escalation, entry, escalation.lab.operator_id)


def _owe(
    kind: str, escalation: Escalation, entry: JournalEntry, organisation: int | None
) -> None:
    people = User.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__status="active",
    ).distinct()
    for user in people.order_by("pk") if organisation else ():
        outbox.post(
            kind,
            escalation,
            to=Recipient.of(user),
            cause=entry,
            desk=escalation.lab.slug,
        )


def owe_companies(
    kind: str, blocker: Blocker, step: Step, *, not_before: date | None = None
) -> None:
    """Owe whoever reported a case of this blocker a mail, under embargo not before."""
    start = None
    if not_before is not None:
        zone = ZoneInfo(settings.TIME_ZONE)
        start = datetime.combine(not_before, time(), zone)
    reports = Report.objects.filter(blocker=blocker, status=ReportStatus.ATTACHED)
    for report in reports.with_people().order_by("pk"):
        owe_reporter(kind, report, step, not_before=start)
