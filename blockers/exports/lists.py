"""The register's lists as files: cards, dossiers, asks with answers, two boards."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Func, IntegerField, Prefetch
from django.db.models.fields.json import KeyTransform
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from blockers import boards, escalation_looks, public_looks, queues
from blockers import register as public
from blockers.enums import Outcome
from blockers.escalation_looks import Asked
from blockers.exports.words import address, may_export, or_withheld
from blockers.filters import public_found
from blockers.models import Escalation
from servindus import clock
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.exports.pages import exporter
from servindus.keyset import in_order
from servindus.models import User
from servindus.ui import Exporter, Row

# A row of the list, and the line that the screen makes of it.
Seen = tuple[Any, Row]
_ASKS = Func(
    KeyTransform("asks", "dossier"),
    function="jsonb_array_length",
    output_field=IntegerField(),
)


# --- What everybody reads -------------------------------------------------------------


def _public(user: User, query: QueryDict) -> Selection:
    today = clock.today()
    filters = public_found(query, today)
    rows = public.lines(filters.qs, today).with_cases()

    def view(row: Any) -> tuple[Any, Row, public_looks.Weight]:
        return row, public_looks.row(row, today), public_looks.weight(row)

    return Selection(
        title=_("Register of blockers"),
        columns=[
            Column("reference", _("Reference"), lambda seen: seen[0].reference),
            Column("blocker", _("Blocker"), lambda seen: seen[1].title),
            Column("lab", _("Lab"), lambda seen: seen[0].lab.name),
            Column("nature", _("What blocks"), _nature),
            Column("topic", _("Topic"), lambda seen: seen[0].topic or ""),
            Column("status", _("Status"), lambda seen: seen[1].badge.label),
            Column("turn_of", _("Turn of"), lambda seen: seen[1].who),
            Column("due", _("Due"), lambda seen: seen[1].due),
            Column("promised", _("Promised"), lambda seen: seen[0].is_promised),
            Column("verified", _("Verified"), lambda seen: seen[0].is_verified),
            Column("outcome", _("Outcome"), _outcome),
            Column("companies", _("Companies"), lambda s: or_withheld(s[2].number)),
            Column("cost", _("Cost a month (€)"), lambda s: or_withheld(s[2].cost)),
            Column("jobs", _("Jobs at stake"), lambda s: or_withheld(s[2].jobs)),
            Column("since", _("Public since"), lambda s: s[0].public_since),
        ],
        parts=[in_order(rows, "public_since", descending=True)],
        filters=filters_of(filters.form),
        view=view,
    )


def _nature(seen: tuple[Any, ...]) -> str:
    return str(seen[0].get_nature_display())


def _outcome(seen: tuple[Any, ...]) -> str:
    """Give the outcome as far as everybody may know it."""
    code = seen[0].public_outcome
    return str(Outcome(code).label) if code else ""


# --- Dossiers -------------------------------------------------------------------------


def _group(slug: str) -> Filter:
    group = queues.GROUPS.get(slug, queues.ALL)
    words = group.title if slug else _("To do")
    return Filter("file", _("Group"), words, slug)


def _dossiers(user: User, query: QueryDict) -> Selection:
    now = clock.now()
    listed = queues.listed(user, query.get("file", ""), clock.local_day(now))

    def view(row: Escalation) -> Seen:
        return row, escalation_looks.row(row, user, now)

    return Selection(
        title=_("Dossiers"),
        columns=[
            Column("reference", _("Reference"), lambda seen: seen[0].reference),
            Column("blocker", _("Blocker"), lambda seen: seen[1].title),
            Column("lab", _("Lab"), lambda seen: seen[0].dossier["lab"]),
            Column("authority", _("Authority"), lambda seen: seen[0].authority.name),
            Column("companies", _("Companies"), _companies),
            Column("status", _("Status"), lambda seen: seen[1].badge.label),
            Column("turn_of", _("Turn of"), lambda seen: seen[1].who),
            Column("due", _("Due"), lambda seen: seen[1].due),
            Column("asks", _("Asks"), lambda seen: len(seen[0].ask_ids)),
            Column("answered", _("Answered"), lambda seen: seen[0].given),
            Column("since", _("With the State since"), lambda seen: seen[0].since),
            Column("sent", _("Sent"), lambda seen: seen[0].sent_at),
            Column("published", _("Published"), lambda seen: seen[0].published_at),
        ],
        parts=[in_order(listed.rows, listed.by, listed.descending)],
        filters=[_group(listed.slug)],
        view=view,
    )


def _companies(seen: Seen) -> int:
    return escalation_looks.company_count(seen[0].dossier)


def _answers(user: User, query: QueryDict) -> Selection:
    listed = queues.listed(user, query.get("file", ""), clock.today())
    current = Prefetch("answers", escalation_looks.CURRENT, "current")
    rows = listed.rows.prefetch_related(current)
    return Selection(
        title=_("Asks and answers"),
        columns=[*_ask_columns(), *_answer_columns()],
        parts=[in_order(rows, listed.by, listed.descending)],
        filters=[_group(listed.slug)],
        unfold=_each_ask,
        lines_in=_ASKS,
    )


Line = tuple[Escalation, Asked]


def _each_ask(row: Escalation) -> Iterator[Line]:
    """Give each ask of a dossier, as its page shows them."""
    for asked in escalation_looks.asked(row.dossier, row):
        yield row, asked


def _ask_columns() -> list[Column]:
    return [
        Column("reference", _("Reference"), lambda line: line[0].reference),
        Column("blocker", _("Blocker"), lambda line: line[0].title),
        Column("authority", _("Authority"), lambda line: line[0].authority.name),
        Column("number", _("No."), lambda line: line[1].number),
        Column("ask", _("What is asked"), lambda line: line[1].ask["wording"]),
        Column("kind", _("Kind"), lambda line: line[1].kind),
        Column("where", _("Where"), lambda line: line[1].ask["territory"]),
        Column("months", _("Months"), lambda line: line[1].ask["duration_months"]),
    ]


def _answer_columns() -> list[Column]:
    return [
        Column("answer", _("Answer given"), _answer_kind),
        Column("text", _("Answer for everybody"), _of("public_text")),
        Column("ground", _("Legal ground"), _of("legal_ground")),
        Column("interest", _("Public interest at stake"), _of("public_interest")),
        Column("alternative", _("What is possible instead"), _of("alternative")),
        Column("vehicle", _("Which text will settle it"), _of("vehicle")),
        Column("instruction", _("Instruction given"), _of("instruction")),
        Column("act", _("Number of the act"), _of("act_reference")),
        Column("in_force", _("In force on"), _of("in_force_on")),
        Column("ends", _("Ends on"), _of("ends_on")),
        Column("review", _("Looked at again on"), _of("review_on")),
        Column("commitment", _("Commitment"), _of("commitment_what")),
        Column("keeper", _("Who keeps it"), _of("commitment_who")),
        Column("kept_by", _("Kept by"), _of("commitment_due_on")),
        Column("decider", _("Authority that decides"), _of("competent_authority")),
        Column("signed", _("Signed by"), _of("signed_by")),
        Column("role", _("As"), _of("signed_role")),
        Column("decided", _("Decided on"), _of("decided_on")),
        Column("published", _("Published"), lambda line: line[0].published_at),
        Column("shown", _("Shown from"), lambda line: line[0].embargo_until),
    ]


def _of(name: str) -> Any:
    """Give what reads one field of a line's answer; nothing where none was given."""

    def read(line: Line) -> object:
        answer = line[1].answer
        value = getattr(answer, name) if answer else ""
        return "" if value is None else value

    return read


def _answer_kind(line: Line) -> str:
    answer = line[1].answer
    return str(answer.get_kind_display()) if answer else _("No answer yet")


# --- The boards -----------------------------------------------------------------------


def _commitments(user: User, query: QueryDict) -> Selection:
    today = clock.today()

    def view(row: Any) -> Seen:
        return row, boards.commitment_row(row, today)

    return Selection(
        title=_("Commitments"),
        columns=[
            Column("reference", _("Reference"), lambda s: s[0].blocker.reference),
            Column("blocker", _("Blocker"), lambda seen: seen[0].blocker.title),
            Column("commitment", _("Commitment"), lambda seen: seen[1].title),
            Column("keeper", _("Who keeps it"), lambda seen: seen[1].who),
            Column("due", _("Kept by"), lambda seen: seen[1].due),
            Column("state", _("Status"), lambda seen: seen[1].badge.label),
            Column("late", _("Days late"), lambda s: max((today - s[1].due).days, 0)),
        ],
        parts=[in_order(boards.promised(user).with_people(), "due_on")],
        view=view,
    )


def _derogations(user: User, query: QueryDict) -> Selection:
    today = clock.today()

    def view(row: Any) -> Seen:
        return row, boards.measure_row(row, today)

    return Selection(
        title=_("Derogations"),
        columns=[
            Column("reference", _("Reference"), _reference_of_measure),
            Column("blocker", _("Blocker"), lambda seen: seen[1].title),
            Column("territory", _("Where"), lambda seen: seen[0].territory),
            Column("authority", _("Authority"), lambda seen: seen[1].who),
            Column("ends", _("Ends on"), lambda seen: seen[1].due),
            Column("left", _("Days left"), lambda s: (s[1].due - today).days),
            Column("state", _("Status"), lambda seen: seen[1].badge.label),
        ],
        parts=[in_order(boards.ending(user).with_people(), "in_force_to")],
        view=view,
    )


def _reference_of_measure(seen: Seen) -> str:
    return str(seen[0].commitment.blocker.reference)


# --- Where they are taken out ---------------------------------------------------------


def _dataset(name: str, slug: str, page: str, select: Any, everything: str) -> Dataset:
    return register(
        Dataset(
            name=name,
            slug=slug,
            select=select,
            permits=may_export,
            address=partial(address, page),
            everything=everything,
        )
    )


_ALL = f"file={queues.ALL.slug}"
PUBLIC_REGISTER = _dataset("public_register", "registre", "public_list", _public, "")
DOSSIERS = _dataset("dossiers", "saisines", "escalation_list", _dossiers, _ALL)
ANSWERS = _dataset("answers", "reponses", "escalation_list", _answers, _ALL)
COMMITMENTS = _dataset(
    "commitments", "engagements", "commitment_list", _commitments, ""
)
DEROGATIONS = _dataset(
    "derogations", "derogations", "derogation_list", _derogations, ""
)


def escalation_exporters(request: HttpRequest) -> list[Exporter]:
    """Give the two files of the queue: the dossiers, and each of their asks."""
    found = [
        exporter(request, DOSSIERS, label=_("Export the dossiers")),
        exporter(request, ANSWERS, label=_("Export asks and answers")),
    ]
    return [one for one in found if one is not None]
