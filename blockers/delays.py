"""The nine delays of the register: who owed what by when, and how long it took.

The page and its file ask this one layer. Clocks C1 to C5 and C8 are rows of their
own; what was promised (C6), what a site is asked (C7) and a derogation's end (C9) carry
their date themselves.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers import clocks
from blockers.clocks import Code
from blockers.enums import Side
from blockers.models import (
    Clock,
    ClockPause,
    Commitment,
    Measure,
    Verification,
)
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.kept import kept

RUNNING, LATE, STOPPED = "en-cours", "en-retard", "arretes"
STATES: tuple[tuple[str, str | Promise], ...] = (
    (RUNNING, gettext_lazy("Running")),
    (LATE, gettext_lazy("Late")),
    (STOPPED, gettext_lazy("Stopped")),
)


@dataclass(frozen=True)
class Line:
    """One delay as people read it; days are calendar days, as clocks count them."""

    code: str
    reference: str
    title: str
    href: str
    side: str
    who: str
    started: date
    due: date
    ended: date | None
    gross: int
    net: int
    pauses: int
    is_paused: bool
    late_days: int

    @property
    def name(self) -> str:
        """The delay's name."""
        return str(Code(self.code).label)

    @property
    def is_late(self) -> bool:
        """Whether it ended, or is still running, after its date."""
        return self.late_days > 0

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.is_late:
            return _("late")
        if self.ended is not None:
            return _("in time")
        return _("stands") if self.is_paused else _("running")


@dataclass(frozen=True)
class Tally:
    """One of the nine delays in numbers."""

    code: str
    total: int = 0
    running: int = 0
    late_running: int = 0
    in_time: int = 0
    late_ended: int = 0

    @property
    def name(self) -> str:
        """The delay's name."""
        return str(Code(self.code).label)

    @property
    def side(self) -> str:
        """Who owes it."""
        return str(clocks.policy_of(Code(self.code)).owed_by.label)

    @property
    def ended(self) -> int:
        """How many have ended."""
        return self.in_time + self.late_ended


class DelayForm(forms.Form):
    """Which of the nine, and how they stand."""

    delai = forms.ChoiceField(
        label=gettext_lazy("Delay"),
        required=False,
        choices=[("", gettext_lazy("All nine")), *Code.choices],
    )
    etat = forms.ChoiceField(
        label=gettext_lazy("How it stands"),
        required=False,
        choices=[("", gettext_lazy("All of them")), *STATES],
    )


# --- Which rows -----------------------------------------------------------------------


def _day(name: str) -> TruncDate:
    return TruncDate(name, tzinfo=clock.PARIS)


def _reach(user: Any) -> tuple[Q, Q, Q, Q]:
    """Give what a reader may see: of cases, dossiers, promises and sites.

    A lab its own, an authority what it was sent, the programme all; nobody else any.
    """
    if frame.is_programme_admin(user):
        return Q(), Q(), Q(), Q()
    none = Q(pk=None)
    if labs := frame.lab_ids(user):
        return (
            Q(lab__in=labs),
            Q(lab__in=labs),
            Q(blocker__lab__in=labs),
            Q(report__lab__in=labs),
        )
    own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if not own:
        return none, none, none, none
    return (
        none,
        Q(escalation__authority__in=own),
        Q(answer__escalation__authority__in=own),
        none,
    )


def parts(user: Any) -> list[QuerySet[Any]]:
    """Give the delays that a reader sees, kind by kind, alike in their columns.

    Each row has `kind` (C1 to C9), `began`, `due`, `ended` and `stands`.
    """
    cases, dossiers, promises, sites = _reach(user)
    rows = clocks_of_files()
    measures = _under("commitment__", promises)
    return [
        rows.filter(cases, report__isnull=False).select_related(
            "report__lab__operator"
        ),
        rows.filter(dossiers, escalation__isnull=False).select_related(
            "escalation__authority", "escalation__blocker__lab__operator"
        ),
        _plain(
            Commitment.objects.filter(promises).with_people(),
            Code.COMMITMENT, "made_on", "due_on", _day("ended_at"),
        ),
        _plain(
            Verification.objects.filter(sites).select_related("report__lab__operator"),
            Code.VERIFICATION, _day("asked_at"), "due_on", _day("ended_at"),
        ),
        _plain(
            Measure.objects.filter(measures, in_force_to__isnull=False).with_people(),
            Code.DEROGATION_END, "in_force_from", "in_force_to",
            _day("end_decided_at"),
        ),
    ]  # fmt: skip


def clocks_of_files() -> QuerySet[Clock]:
    """Give the delays of cases and of dossiers, whoever may see them."""
    pauses = ClockPause.objects.filter(clock=OuterRef("pk"), span__upper_inf=True)
    return Clock.objects.annotate(
        kind=F("code"),
        began=F("started_on"),
        due=F("due_on"),
        ended=F("stopped_on"),
        stands=Case(
            When(Q(stopped_on=None) & Exists(pauses), then=Value(True)),
            default=Value(False),
        ),
    )


def _under(prefix: str, condition: Q) -> Q:
    """Give a condition on a row as one on what points to it."""
    if condition == Q(pk=None):
        return condition
    return Q(*((f"{prefix}{name}", value) for name, value in condition.children))  # type: ignore[misc]


def _plain(
    rows: QuerySet[Any], code: Code, began: Any, due: str, ended: Any
) -> QuerySet[Any]:
    return rows.annotate(
        kind=Value(str(code), CharField()),
        began=F(began) if isinstance(began, str) else began,
        due=F(due),
        ended=ended,
        stands=Value(False),
    )


def late(today: date) -> Q:
    """Delays that ended after their date, or that run past it; none that stands."""
    return Q(ended__gt=F("due")) | Q(ended=None, stands=False, due__lt=today)


def chosen(user: Any, query: Any, today: date) -> tuple[DelayForm, list[QuerySet[Any]]]:
    """Give the form of the page and the rows that it shows, kind by kind.

    Pauses are not with them yet: `read_pauses` reads those of the rows at hand.
    """
    form = DelayForm(query)
    form.is_valid()
    data = form.cleaned_data
    wanted = Q(kind=data["delai"]) if data.get("delai") else Q()
    states = {RUNNING: Q(ended=None), LATE: late(today), STOPPED: ~Q(ended=None)}
    wanted &= states.get(data.get("etat", ""), Q())
    return form, [rows.filter(wanted) for rows in parts(user)]


def tallies(user: Any, now: datetime) -> list[Tally]:
    """Count each of the nine delays, anew when the last count is five minutes old."""
    return kept(_key(user), now, partial(_tallies, user, clock.local_day(now)))[1]


def _key(user: Any) -> str:
    """Give the name of what a reader may see: the programme, labs, or authorities."""
    kind, ids = "authority", frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if frame.is_programme_admin(user):
        kind, ids = "programme", set()
    elif labs := frame.lab_ids(user):
        kind, ids = "lab", labs
    return ":".join(["register:delays", kind, *map(str, sorted(ids))])


def _tallies(user: Any, today: date) -> list[Tally]:
    """Count with one statement for each kind of row."""
    found: dict[str, Tally] = {}
    is_late = late(today)
    for rows in parts(user):
        counted = (
            rows.order_by()
            .values("kind")
            .annotate(
                total=Count("pk"),
                running=Count("pk", filter=Q(ended=None)),
                late_running=Count("pk", filter=Q(ended=None) & is_late),
                in_time=Count("pk", filter=~Q(ended=None) & ~is_late),
                late_ended=Count("pk", filter=~Q(ended=None) & is_late),
            )
        )
        for row in counted:
            code = row.pop("kind")
            found[code] = Tally(code, **row)
    return [found.get(code, Tally(str(code))) for code in Code]


def read_pauses(rows: list[Any]) -> list[Any]:
    """Read the pauses of these rows at once, whatever kinds of clocks they are."""
    prefetch_related_objects([row for row in rows if isinstance(row, Clock)], "pauses")
    return rows


# --- What a row says ------------------------------------------------------------------


def line(row: Any, today: date) -> Line:
    """Give a row as people read it."""
    reference, title, href, side, who = _words(row)
    pauses: list[Any] = []
    if isinstance(row, Clock):
        pauses = row.pauses_until(today)
    elapsed = clocks.run(row.began, pauses, max(today, row.began), row.ended)
    until = row.ended or today
    return Line(
        code=row.kind,
        reference=reference,
        title=title,
        href=href,
        side=str(Side(side).label),
        who=who,
        started=row.began,
        due=row.due,
        ended=row.ended,
        gross=elapsed.gross,
        net=elapsed.net,
        pauses=len(pauses),
        is_paused=row.stands,
        late_days=0 if row.stands else max((until - row.due).days, 0),
    )


def _words(row: Any) -> tuple[str, str, str, str, str]:
    """Give reference, title, address, the side that owes and its name."""
    if isinstance(row, Clock) and row.report is not None:
        case = row.report
        return _of(case, row.owed_by, case.lab.operator_name)
    if isinstance(row, Clock):
        sent: Any = row.escalation
        return _of(sent, row.owed_by, sent.authority.name)
    if isinstance(row, Commitment):
        sent = row.answer.escalation
        words = (row.blocker.reference, row.what, sent.get_absolute_url())
        return (*words, Side.MINISTRY, sent.authority.name)
    if isinstance(row, Verification):
        return _of(row.report, Side.COMPANY, _("the company"))
    sent = row.commitment.answer.escalation
    blocker = row.commitment.blocker
    href = sent.get_absolute_url()
    return blocker.reference, blocker.title, href, Side.MINISTRY, sent.authority.name


def _of(case: Any, side: str, who: str) -> tuple[str, str, str, str, str]:
    return case.reference, case.title, case.get_absolute_url(), side, who
