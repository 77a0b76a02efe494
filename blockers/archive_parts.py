"""What each member of an archive says: fields named one by one, as its reader has them.

No address, phone or name of a person is among them but those that signed an answer; who
acted is told by the number of an account.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from blockers.models import (
    Approval,
    Blocker,
    Commitment,
    Contestation,
    Escalation,
    Measure,
    Remark,
    Report,
    Verification,
)
from programmes import rules as frame
from servindus.models import JournalEntry, User

NOTES = "blockers.read_notes_of_report"
BLOCKER = (
    *("title", "status", "outcome", "nature", "is_systemic", "no_text_found"),
    *("public_summary", "summary", "local_attempt", "evidence", "evidenced_on"),
    *("created_at", "qualified_at", "verified_at", "closed_at", "reopened_at"),
    *("relapse", "public_status", "public_since", "public_hash"),
)
NORM = (*("level", "title", "identifier", "article", "quote", "address", "checked_on"),)
ASK = ("public_id", "wording", "kind", "territory", "duration_months")
CASE = (
    *("title", "situation", "project", "prevented", "consequences", "nature"),
    *("norm_level", "norm_title", "norm_identifier", "since_when", "irritations"),
    *("cost_per_month", "jobs_at_stake", "months_of_delay", "confidentiality"),
    *("name_shared_at", "channel", "submitted_at", "contacted_at", "attached_at"),
)
SITE = (
    *("round", "status", "asked_at", "due_on", "ended_at", "solved", "text"),
    *("months_gained", "jobs"),
)
CONTESTATION = ("status", "text", "filed_at", "decided_at", "dismissal")
APPROVAL = ("card_hash", "status", "asked_at", "due_on", "answered_at", "text")
SENT = (
    *("status", "sent_at", "since", "covering_note", "dossier_hash"),
    *("acknowledged_at", "answered_at", "published_at", "embargo_until"),
    *("recalled_at", "end_reason", "extended_at", "extension_reason"),
    *("acknowledge_by", "answer_by", "publish_by"),
)
QUESTION = ("question", "due_on", "asked_at", "answer", "answered_at")
ADDENDUM = ("text", "added_at")
ANSWER = (
    *("public_id", "kind", "public_text", "restricted_text", "legal_ground"),
    *("public_interest", "alternative", "review_on", "vehicle", "instruction"),
    *("act_reference", "in_force_on", "ends_on", "territory", "signed_by"),
    *("signed_role", "decided_on"),
)
COMMITMENT = (
    *("what", "who", "made_on", "due_on", "status", "ended_at", "drop_reason"),
)
MEASURE = (
    *("act_reference", "evidence", "territory", "in_force_from", "in_force_to"),
    *("end_decision", "end_reason", "end_decided_at"),
)
CLOCK = ("code", "version", "owed_by", "started_on", "due_on", "stopped_on")

# Rows by the journal's names of them, each row's id with its public one.
Names = dict[str, dict[int, str]]


def plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, UUID)) else value


def told(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Give the named fields of a row."""
    return {name: plain(getattr(row, name)) for name in names}


def _all(rows: Any, names: Iterable[str]) -> list[dict[str, Any]]:
    return [told(row, names) for row in rows.order_by("pk")]


# --- Which rows -----------------------------------------------------------------------


def reports_of(blocker: Blocker, reader: User) -> QuerySet[Report]:
    """Give the attached cases that the reader may read: another lab's are counted."""
    rows = Report.objects.visible_to(reader).attached().filter(blocker=blocker)
    return rows.with_people().order_by("pk")


def escalations_of(blocker: Blocker, reader: User) -> QuerySet[Escalation]:
    """Give the dossiers that the reader may read."""
    rows = Escalation.objects.visible_to(reader).filter(blocker=blocker)
    return rows.with_people().order_by("pk")


def contestations_of(report: Report, reader: User) -> list[Contestation]:
    """Give what a company brought against a refusal, to the lab that it told alone."""
    labs = frame.lab_ids(reader)
    rows = report.contestations.filter(answer__escalation__blocker__lab__in=labs)
    found = rows.select_related("report", "answer__escalation__blocker").order_by("pk")
    may = "blockers.view_contestation"
    return [row for row in found if reader.has_perm(may, row)]


def withheld(blocker: Blocker, reports: list[Report], reader: User) -> dict[str, int]:
    """Count what there is, and what the reader may not have."""
    cases = Report.objects.attached().filter(blocker=blocker).count()
    objections = Contestation.objects.filter(report__in=reports).count()
    given = sum(len(contestations_of(report, reader)) for report in reports)
    return {"cases": cases - len(reports), "contestations": objections - given}


# --- What each says -------------------------------------------------------------------


def blocker(row: Blocker) -> dict[str, Any]:
    """Give the blocker with its texts and asks, and what was merged into it."""
    return {
        **told(row, BLOCKER),
        "reference": row.reference,
        "lab": row.lab.name,
        "topic": row.topic.name if row.topic else "",
        "norms": _all(row.norms, NORM),
        "asks": _all(row.asks, ASK),
        "merged": [
            one.reference for one in row.merged.select_related("lab").order_by("pk")
        ],
    }


def case(report: Report, reader: User) -> dict[str, Any]:
    """Give one company's case, what was said with its acts, and the site's word."""
    audiences = ["company"]
    if reader.has_perm(NOTES, report):
        audiences.append("lab")
    remarks = report.remarks.filter(audience__in=audiences).select_related("entry")
    return {
        **told(report, CASE),
        "reference": report.reference,
        "company": report.company,
        "commune": report.commune.name if report.commune else "",
        "lab": report.lab.name,
        "remarks": [_remark(row) for row in remarks.order_by("pk")],
        "clocks": _all(report.clocks, CLOCK),
        "verifications": _all(report.verifications, SITE),
        "contestations": [
            told(row, CONTESTATION) for row in contestations_of(report, reader)
        ],
        "approvals": _all(report.approvals, APPROVAL),
        "files": _all(report.files, ("name", "kind", "size", "digest")),
    }


def _remark(row: Remark) -> dict[str, Any]:
    return {
        "act": row.entry.verb,
        "at": plain(row.entry.at),
        "text": row.text,
        "audience": row.audience,
    }


def escalation(row: Escalation) -> dict[str, Any]:
    """Give what became of a dossier: questions, answers, promises, measures."""
    origin = row.forwarded_from
    return {
        **told(row, SENT),
        "reference": row.reference,
        "authority": row.authority.name,
        "forwarded_from": origin.authority.name if origin else "",
        "clocks": _all(row.clocks, CLOCK),
        "questions": _all(row.questions, QUESTION),
        "addenda": _all(row.addenda, ADDENDUM),
        "answers": [_answer(one) for one in _answers_of(row)],
    }


def _answers_of(row: Escalation) -> QuerySet[Any]:
    rows = row.answers.select_related("ask", "supersedes", "competent_authority")
    return rows.prefetch_related("commitments__measure").order_by("pk")


def _answer(row: Any) -> dict[str, Any]:
    decides = row.competent_authority
    return {
        **told(row, ANSWER),
        "ask": str(row.ask.public_id),
        "supersedes": str(row.supersedes.public_id) if row.supersedes else "",
        "competent_authority": decides.name if decides else "",
        "commitments": [_commitment(one) for one in row.commitments.all()],
    }


def _commitment(row: Commitment) -> dict[str, Any]:
    measure = getattr(row, "measure", None)
    return {
        **told(row, COMMITMENT),
        "measure": told(measure, MEASURE) if measure else None,
    }


# --- The journal ----------------------------------------------------------------------


def named(
    blocker: Blocker, reports: list[Report], sent: list[Escalation], reader: User
) -> Names:
    """Give the rows whose lines belong to the file, as far as the reader has them."""
    promises = Commitment.objects.filter(answer__escalation__in=sent)
    groups: list[Iterable[Any]] = [
        [blocker],
        reports,
        sent,
        promises,
        Measure.objects.filter(commitment__in=promises),
        Verification.objects.filter(report__in=reports),
        Approval.objects.filter(report__in=reports, blocker=blocker),
        [row for report in reports for row in contestations_of(report, reader)],
    ]
    found: Names = {}
    for rows in groups:
        for row in rows:
            kind = found.setdefault(row._meta.label_lower, {})
            kind[row.pk] = str(row.public_id)
    return found


def about(names: Names) -> Q:
    """Give the condition of the journal's lines about these rows."""
    wanted = Q(pk__in=[])
    for kind, rows in names.items():
        wanted |= Q(object_type=kind, object_id__in=list(rows))
    return wanted


def journal_line(line: JournalEntry, names: Names) -> dict[str, Any]:
    """Give one line: act, row, steps, and which account did it."""
    return {
        "at": plain(line.at),
        "act": line.verb,
        "about": line.object_type,
        "id": names[line.object_type][line.object_id],
        "from": line.source,
        "to": line.target,
        "by": line.actor_kind,
        "account": line.user_id,
        "channel": line.channel,
        "details": line.details,
    }
