"""B12 and B13: reading changes nothing, and what nobody answers stays counted."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Prefetch
from django.urls import reverse

from blockers import figures
from blockers.enums import BlockerStatus, EscalationStatus, Outcome
from blockers.models import Blocker, Escalation, Report
from servindus import clock
from tests.walk.stage import Stage

PAGES = (
    *("home", "blockers:report_list", "blockers:public_list", "blockers:norm_list"),
    *("blockers:escalation_list", "blockers:commitment_list", "blockers:delay_list"),
    *("blockers:derogation_list", "blockers:contestation_list"),
    *("blockers:sitting_list", "admin:blockers_report_changelist"),
    "admin:blockers_blocker_changelist",
)
WRITES = ("INSERT", "UPDATE", "DELETE")
# Who is signed in, and counts that any reader may bring up to date.
ASIDE = ('"django_session"', "servindus_cache")


def b12(stage: Stage, step: int) -> Iterator[str]:
    """Each step somebody else reads another page, and nothing is written."""
    rows: list[Any] = [*Report.objects.all(), *Escalation.objects.defer("dossier")]
    addresses = [*map(reverse, PAGES), *(row.get_absolute_url() for row in rows)]
    # Neither turn is a part of the other, so that each meets each in the end.
    address = addresses[step * 7 % len(addresses)]
    client, written = stage.browser(step), list[str]()

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        aside = any(table in sql for table in ASIDE)
        if sql.lstrip().startswith(WRITES) and not aside:
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        answer = client.get(address)
    if answer.status_code >= 500:
        yield f"{address} is answered {answer.status_code}"
    yield from (f"reading {address} writes: {sql[:200]}" for sql in written)


def b13() -> Iterator[str]:
    """Every dossier that was sent counts; an overdue one is due, whatever follows."""
    today = clock.today()
    found = figures.tally(today)
    kinds = found.promised + found.refused + found.deferred + found.unknown
    if kinds != found.due:
        yield f"{kinds} of {found.due} are of a kind: {found}"
    sent = [row for row in _left() if _dossiers(row)]
    if found.due + found.running != len(sent):
        yield f"{found.due} and {found.running} are counted of {len(sent)}"
    overdue = [
        row
        for row in sent
        if row.outcome == Outcome.NO_ANSWER
        or any(dossier.answer_by < today for dossier in _dossiers(row))
    ]
    if found.due < len(overdue):
        yield f"{len(overdue)} are overdue, and {found.due} due"
    silent = [row for row in overdue if not _is_answered(row)]
    if found.unknown < len(silent):
        yield f"{len(silent)} are silent, and {found.unknown} unknown"


def _left() -> Any:
    rows = Blocker.objects.exclude(status=BlockerStatus.MERGED)
    files = Escalation.objects.defer("dossier")
    return rows.prefetch_related(Prefetch("escalations", files), "escalations__answers")


def _dossiers(row: Blocker) -> list[Escalation]:
    """Give the dossiers of a blocker since its last relapse."""
    gone = (EscalationStatus.RECALLED, EscalationStatus.FORWARDED)
    return [
        one
        for one in row.escalations.all()
        if one.status not in gone
        and (row.reopened_at is None or one.sent_at >= row.reopened_at)
    ]


def _is_answered(row: Blocker) -> bool:
    return any(one.answers.all() for one in _dossiers(row))
