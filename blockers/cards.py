"""The card of a blocker: the words that everybody would read, and who agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import dossier
from blockers.card_enums import ApprovalStatus, PublicStatus
from blockers.enums import Confidentiality
from blockers.models import Approval, Blocker, Report

A = ApprovalStatus


@dataclass(frozen=True)
class Word:
    """What one company has said of the card, and whether that is enough to publish."""

    report: Report
    approval: Approval | None
    is_enough: bool


def words_hash(blocker: Blocker) -> str:
    """Give the name of the very words of a card (SHA-256)."""
    return dossier.digest(
        {
            "reference": blocker.reference,
            "title": blocker.title,
            "summary": blocker.public_summary,
        }
    )


def words(blocker: Blocker, today: date) -> list[Word]:
    """Give what each company with a case says of the card as it stands."""
    found = {
        approval.report_id: approval
        for approval in blocker.approvals.filter(card_hash=words_hash(blocker))
    }
    cases = blocker.reports.attached().with_people().order_by("pk")
    return [
        Word(case, found.get(case.pk), is_enough(case, found.get(case.pk), today))
        for case in cases
    ]


def is_enough(report: Report, approval: Approval | None, today: date) -> bool:
    """Whether a company has agreed; silence does only for a case told to all."""
    if approval is None:
        return False
    if approval.status == A.ASKED:
        is_open = report.confidentiality == Confidentiality.PUBLIC
        return is_open and approval.due_on < today
    return approval.status == A.AGREED


def asked_of(report: Report) -> Approval | None:
    """Give what a company was asked about the card as it stands, or None."""
    if report.blocker is None:
        return None
    rows = report.approvals.filter(blocker=report.blocker)
    return rows.filter(card_hash=words_hash(report.blocker)).first()


def name_refusal(blocker: Blocker, *texts: str) -> str | Promise | None:
    """Say which company a text for everybody names, or None."""
    named = dossier.names_in(blocker, " ".join(texts), for_all=True)
    if not named:
        return None
    return _("Everybody reads it: take %(names)s out of the texts.") % {
        "names": ", ".join(named)
    }


def why_not(blocker: Blocker, level: str, today: date) -> str | Promise | None:
    """Say why a card cannot be shown so far, or None; the blocker is locked."""
    if level == PublicStatus.LISTED:
        return name_refusal(blocker, blocker.title)
    if not blocker.public_summary.strip():
        return _("Write the summary for everybody first.")
    texts = [blocker.title, blocker.public_summary]
    texts += [f"{ask.wording} {ask.territory}" for ask in blocker.asks.all()]
    texts += [f"{norm.title} {norm.quote}" for norm in blocker.norms.all()]
    if refusal := name_refusal(blocker, *texts):
        return refusal
    said = words(blocker, today)
    if any(word.approval and word.approval.status == A.CHANGE for word in said):
        return _("A company asks for a change: write the card anew.")
    if not said:
        return _("No company’s case is in this blocker: show its title alone.")
    waiting = sum(not word.is_enough for word in said)
    if waiting:
        return _("Companies that have not agreed to these words yet: %(n)d.") % {
            "n": waiting
        }
    return None


def companies_of(blocker: Blocker) -> list[str]:
    """Give the names that no page for everybody may say."""
    cases = blocker.reports.attached().select_related("organisation")
    return names_of(cases)


def names_of(cases: Iterable[Report]) -> list[str]:
    """Give the names of these cases' companies, the longest first."""
    return sorted({case.company for case in cases if case.company}, key=len)[::-1]
