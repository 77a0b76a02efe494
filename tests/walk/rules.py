"""B1 to B13 as questions to the rows; each gives what breaks it."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.db.models import F, Prefetch

from blockers import dossier
from blockers.enums import (
    BLOCKER_OPEN,
    LIFTING,
    BlockerStatus,
    EscalationStatus,
    Outcome,
    ReportStatus,
)
from blockers.models import (
    Answer,
    Blocker,
    Clock,
    Commitment,
    Escalation,
    Measure,
    Report,
    Sitting,
    SittingItem,
    Verification,
)
from blockers.turns import turn
from programmes.enums import OrganisationKind
from programmes.rules import organisation_ids
from servindus import clock, invariants
from servindus.models import JournalEntry, OutboxEmail, User
from tests.walk.reading import b12, b13
from tests.walk.stage import Stage

EACH = 5
OPEN_CASES = (ReportStatus.DRAFT, ReportStatus.SUBMITTED, ReportStatus.NEEDS_INFO)
LIFTED = (
    Outcome.LIFTED_VERIFIED,
    Outcome.LIFTED_UNVERIFIED,
    Outcome.DEROGATION,
    Outcome.PRACTICE,
)


def broken(stage: Stage, step: int) -> list[str]:
    """Give every rule that is broken after this step, in words."""
    # The house's own questions are many: they are asked in turns.
    asked = {} if step % EACH else invariants.broken()
    found = [f"{name}: {rows}" for name, rows in asked.items()]
    people = stage.everybody()
    for rule in (b1, b2, b3, b4, b5, b6, b7, b9, b10, b11, b13):
        found += [f"{rule.__name__}: {text}" for text in rule()]
    found += [f"b12: {text}" for text in b12(stage, step)]
    return found + [f"b8: {text}" for text in b8(people)]


def b1() -> Iterator[str]:
    """Every open case has one next actor, and a date where somebody owes one."""
    reader = User.objects.filter(is_superuser=False).first()
    now = clock.now()
    for report in Report.objects.with_people().select_related("blocker__lab"):
        in_register = report.status == ReportStatus.ATTACHED and (
            report.blocker is not None and report.blocker.status in BLOCKER_OPEN
        )
        if report.status not in OPEN_CASES and not in_register:
            continue
        assert reader is not None
        if turn(report, reader, now) is None:
            yield f"{report} has no next actor"
    waiting = Report.objects.filter(
        status__in=[ReportStatus.SUBMITTED, ReportStatus.NEEDS_INFO]
    )
    for report in waiting:
        if not report.clocks.running().filter(code="C2").exists():
            yield f"{report} waits without a clock"
    for blocker in Blocker.objects.filter(status=BlockerStatus.IMPLEMENTING):
        if not blocker.commitments.open().exists() and blocker.commit_by is None:
            yield f"{blocker} is promised nothing and by nobody"


def b2() -> Iterator[str]:
    """No row of the register without a line of its own, no line without an actor."""
    models = (Report, Blocker, Escalation, Commitment, Verification)
    for model in models:
        kind = model._meta.label_lower
        told = JournalEntry.objects.filter(object_type=kind).values("object_id")
        for pk in model._base_manager.exclude(pk__in=told).values_list("pk", flat=True):
            yield f"{kind} {pk} was never written down"
    for line in JournalEntry.objects.filter(user=None).exclude(actor_kind="system"):
        if not line.link:
            yield f"line {line.pk} has no actor"


def b3() -> Iterator[str]:
    """Pauses never outlast the time that has passed, and never overlap."""
    today = clock.today()
    for row in Clock.objects.with_pauses():
        last = row.stopped_on or today
        frozen = 0
        for first, end in row.pauses_until(today):
            frozen += max((min(end, last) - first).days + 1, 0)
        gross = (last - row.started_on).days
        if frozen > gross + 1:
            yield f"clock {row.pk} stood {frozen} of {gross} days"


def b4() -> Iterator[str]:
    """The graph of merges is one level deep, and no case stands with a merged one."""
    deep = Blocker.objects.filter(merged_into__merged_into__isnull=False)
    yield from (f"{row} is merged twice" for row in deep)
    lost = Report.objects.filter(blocker__status=BlockerStatus.MERGED)
    yield from (f"{row} stands with a merged blocker" for row in lost)


def b5() -> Iterator[str]:
    """Answered means that every ask is answered, whoever was asked."""
    for row in Escalation.objects.filter(status=EscalationStatus.ANSWERED):
        if row.unanswered():
            yield f"{row} leaves asks open"


def b6() -> Iterator[str]:
    """A lift is verified by a company that said so."""
    for row in Blocker.objects.filter(outcome=Outcome.LIFTED_VERIFIED):
        said = Verification.objects.filter(report__blocker=row, solved="solved")
        if not said.exists():
            yield f"{row} is verified by nobody"


def b7() -> Iterator[str]:
    """Forwarding never moves the first day."""
    rows = Escalation.objects.exclude(forwarded_from=None)
    for row in rows.exclude(since=F("forwarded_from__since")):
        yield f"{row} begins anew"


def b8(people: list[User]) -> Iterator[str]:
    """The liaisons of one authority read no other one's dossier, promise or measure."""
    for user in people:
        own = organisation_ids(user, OrganisationKind.AUTHORITY)
        if not own:
            continue
        seen: dict[str, Any] = {
            "authority": Escalation.objects,
            "answer__escalation__authority": Commitment.objects,
            "commitment__answer__escalation__authority": Measure.objects,
            "sitting__authority": SittingItem.objects,
        }
        for path, rows in seen.items():
            if path.startswith("sitting"):
                read = rows.filter(sitting__in=Sitting.objects.visible_to(user))
            else:
                read = rows.visible_to(user)
            for row in read.exclude(**{f"{path}__in": own}):
                yield f"{user} reads {row}"
        if Report.objects.visible_to(user).exists():
            yield f"{user} reads a company's case"


def b9() -> Iterator[str]:
    """What a ministry was sent names no company that has not agreed to it."""
    # A company may have agreed with one of its cases, and not with another.
    shared = Report.objects.exclude(name_shared_at=None).select_related("organisation")
    agreed = {case.company for case in shared}
    companies = Prefetch("blocker__reports", Report.objects.with_people(), "cases")
    rows = Escalation.objects.select_related("blocker").prefetch_related(companies)
    for row in rows:
        text = dossier.canonical(row.dossier)
        if sha256(text.encode()).hexdigest() != row.dossier_hash:
            yield f"{row} is not what was sent"
        cases: Any = row.blocker
        for name in {case.company for case in cases.cases} - agreed:
            if name and name in text:
                yield f"{row} names {name}"


def b10() -> Iterator[str]:
    """Nobody is owed the same mail twice for one line of the journal."""
    keys = OutboxEmail.objects.values_list(
        "kind", "object_type", "object_id", "cause", "user", "recipient"
    )
    yield from (str(key) for key, times in Counter(keys).items() if times > 1)


def b11() -> Iterator[str]:
    """What was only refused never counts as lifted."""
    for row in Blocker.objects.filter(outcome__in=LIFTED):
        answers = Answer.objects.filter(escalation__blocker=row, kind__in=LIFTING)
        if not answers.exists():
            yield f"{row} is lifted by a refusal"
