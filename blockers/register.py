"""What everybody may know of a blocker: no answer before its day, no hidden row."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from blockers.card_enums import PublicStatus
from blockers.enums import (
    LIFTING,
    AnswerKind,
    BlockerStatus,
    CommitmentStatus,
    EscalationStatus,
    Outcome,
    VerificationStatus,
)
from blockers.models import (
    Answer,
    Blocker,
    Commitment,
    Escalation,
    Report,
    Verification,
)

B = BlockerStatus
E = EscalationStatus
_OUTER = OuterRef("pk")
# What follows an answer tells what it says.
FOLLOWS = (B.IMPLEMENTING, B.VERIFYING, B.CLOSED)
# Ends in which a company has confirmed that all of it is lifted.
VERIFIED = (
    Outcome.LIFTED_VERIFIED,
    Outcome.FEASIBLE,
    Outcome.DEROGATION,
    Outcome.PRACTICE,
)


def shown(today: date, prefix: str = "") -> Q:
    """Answers are shown from the day of their publication, or of the embargo's end."""
    return Q(
        Q(**{f"{prefix}embargo_until": None})
        | Q(**{f"{prefix}embargo_until__lte": today}),
        **{f"{prefix}status": E.ANSWERED, f"{prefix}published_at__isnull": False},
    )


def counting() -> QuerySet[Escalation]:
    """Give the dossiers of a blocker that count, since its last relapse."""
    rows = Escalation.objects.filter(blocker=OuterRef("pk"))
    rows = rows.exclude(status__in=[E.RECALLED, E.FORWARDED])
    return rows.filter(
        Q(blocker__reopened_at=None) | Q(sent_at__gte=F("blocker__reopened_at"))
    )


def public_answers(today: date, blocker: Any = _OUTER) -> QuerySet[Answer]:
    """Give the answers of a blocker that stand and that everybody may read."""
    read_anew = Escalation.objects.filter(
        shown(today), second_reading_of=OuterRef("pk")
    )
    rows = Answer.objects.current().filter(shown(today, "escalation__"))
    rows = rows.filter(escalation__blocker=blocker)
    since = F("escalation__blocker__reopened_at")
    rows = rows.filter(
        Q(escalation__blocker__reopened_at=None) | Q(escalation__sent_at__gte=since)
    )
    return rows.exclude(kind=AnswerKind.REDIRECTED).exclude(Exists(read_anew))


def with_state(rows: QuerySet[Blocker], today: date) -> QuerySet[Blocker]:
    """Add the status and outcome that everybody may know, and whether it was promised.

    While an answer is not shown, what follows it would tell what it says.
    """
    is_known = _is_known(today)
    return rows.annotate(
        public_state=Case(
            When(is_known, then=F("status")),
            default=Value(str(B.ANSWERED)),
            output_field=CharField(),
        ),
        public_outcome=Case(
            When(is_known, then=F("outcome")),
            default=Value(""),
            output_field=CharField(),
        ),
        is_promised=_is_promised(today),
        is_verified=Case(
            When(_is_verified(today), then=Value(True)),
            default=Value(False),
        ),
    )


# A list that asks for one step or outcome asks for it alone, and adds what `with_state`
# adds to the rows of its page: of all rows at once the planner works it out beforehand.


def in_states(
    rows: QuerySet[Blocker], states: Iterable[str], today: date
) -> QuerySet[Blocker]:
    """Keep the blockers of which everybody may know that they are in these states."""
    withheld = Exists(_withheld(today))
    plain = [state for state in states if state not in FOLLOWS]
    wanted = Q(status__in=plain)
    if followed := [state for state in states if state in FOLLOWS]:
        wanted |= Q(~withheld, status__in=followed)
    if B.ANSWERED in plain:
        wanted |= Q(withheld, status__in=FOLLOWS)
    return rows.filter(wanted)


def with_outcome(
    rows: QuerySet[Blocker], outcome: str, today: date
) -> QuerySet[Blocker]:
    """Keep the blockers of which everybody may know that they ended like this."""
    # Only what is closed has an outcome, so that nothing may be withheld.
    return rows.filter(~Exists(_withheld(today)), outcome=outcome)


def promised(rows: QuerySet[Blocker], today: date) -> QuerySet[Blocker]:
    """Keep the blockers of which everybody may read that something is lifted."""
    return rows.filter(_is_promised(today))


def verified(rows: QuerySet[Blocker], today: date) -> QuerySet[Blocker]:
    """Keep the blockers of which everybody may know that a company confirmed it."""
    return rows.filter(_is_verified(today))


def unwithheld(rows: QuerySet[Blocker], today: date) -> QuerySet[Blocker]:
    """Keep the blockers none of whose answers waits for its day."""
    return rows.filter(~Exists(_withheld(today)))


def _withheld(today: date) -> QuerySet[Escalation]:
    return counting().filter(status=E.ANSWERED).exclude(shown(today))


def _is_known(today: date) -> Q:
    return ~Exists(_withheld(today)) | ~Q(status__in=FOLLOWS)


def _is_promised(today: date) -> Exists:
    return Exists(public_answers(today).filter(kind__in=LIFTING))


def _is_verified(today: date) -> Q:
    # Only what is closed has an outcome, so that nothing may be withheld.
    confirmed = Q(outcome__in=VERIFIED, verified_at__isnull=False)
    return Q(~Exists(_withheld(today)), _is_promised(today)) & confirmed


def lines(rows: QuerySet[Blocker], today: date) -> Any:
    """Add what a line tells: state, authorities, promises, the sites' next date."""
    sent = Escalation.objects.exclude(status__in=[E.RECALLED, E.FORWARDED])
    promised = Commitment.objects.filter(shown(today, "answer__escalation__"))
    asked = Verification.objects.filter(
        report__blocker=OuterRef("pk"), status=VerificationStatus.ASKED
    )
    due = asked.order_by().values("report__blocker").annotate(day=Max("due_on"))
    return (
        with_state(rows, today)
        .select_related("lab__operator", "topic")
        .prefetch_related(
            Prefetch(
                "escalations",
                sent.select_related("authority", "second_reading_of").order_by("pk"),
                "sent",
            ),
            Prefetch(
                "commitments",
                promised.with_people()
                .select_related("measure")
                .order_by("due_on", "pk"),
                "promised",
            ),
        )
        .annotate(sites_due=Subquery(due.values("day")))
    )


def find(reference: str, today: date) -> Blocker | None:
    """Give the public blocker of a reference, with all that its card tells."""
    rows = lines(Blocker.objects.public(), today).with_cases()
    found: Blocker | None = rows.named(reference)
    return found


def standing_public(blocker: Blocker, today: date) -> list[Answer]:
    """Give the answers that everybody may read, with what a card says of each."""
    rows = public_answers(today, blocker.pk)
    return list(rows.select_related("ask", "escalation__authority").order_by("pk"))


def answers_of_cards(today: date) -> QuerySet[Answer]:
    """Give the answers that whole cards show, each with the cases of its blocker."""
    rows = public_answers(today, F("escalation__blocker"))
    rows = rows.filter(escalation__blocker__public_status=PublicStatus.FULL)
    cases = Report.objects.attached().select_related("organisation")
    return rows.select_related("escalation__blocker__lab").prefetch_related(
        Prefetch("escalation__blocker__reports", cases, "cases")
    )


def open_promises(blocker: Any) -> list[Commitment]:
    """Give the shown commitments that are still to be kept."""
    rows: list[Commitment] = blocker.promised
    return [row for row in rows if row.status == CommitmentStatus.OPEN]
