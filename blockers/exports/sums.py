"""What the register adds up, as files: cited texts, and the nine delays."""

from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from blockers import delays
from blockers.exports.words import address, may_export, or_withheld
from blockers.filters import norms_found
from blockers.models import Clock
from servindus import clock
from servindus.exports.dataset import (
    Column,
    Dataset,
    Selection,
    filters_of,
    register,
)
from servindus.keyset import in_order
from servindus.models import User


def _norms(user: User, query: QueryDict) -> Selection:
    form, lines = norms_found(user, query, clock.now())
    return Selection(
        title=_("Cited texts"),
        columns=[
            Column("text", _("Text"), lambda line: line.title),
            Column("article", _("Article"), lambda line: line.article),
            Column("number", _("Number"), lambda line: line.identifier),
            Column("level", _("Who wrote it"), lambda line: line.level_name),
            Column("blockers", _("Blockers"), lambda line: line.blockers),
            Column("companies", _("Companies"), lambda x: or_withheld(x.companies)),
            Column("labs", _("Labs"), lambda line: ", ".join(line.labs)),
            Column("answered", _("Answered"), lambda line: line.answered),
            Column("promised", _("Promised"), lambda line: line.promised),
            Column("verified", _("Verified"), lambda line: line.verified),
            Column("cost", _("Cost a month (€)"), _cost),
            Column("references", _("References"), _references),
        ],
        sums=lines,
        filters=filters_of(form),
    )


def _cost(line: Any) -> Any:
    """Give the sum, nothing where nobody has said one, or that it is held back."""
    return or_withheld(line.cost) if line.holds_cost_back else line.cost


def _references(line: Any) -> str:
    return ", ".join(line.references)


def _delays(user: User, query: QueryDict) -> Selection:
    today = clock.today()
    form, parts = delays.chosen(user, query, today)
    return Selection(
        title=_("Delays"),
        columns=[
            Column("code", _("Code"), lambda line: line.code),
            Column("delay", _("Delay"), lambda line: line.name),
            Column("reference", _("Reference"), lambda line: line.reference),
            Column("file", _("Title"), lambda line: line.title),
            Column("side", _("Owed by"), lambda line: line.side),
            Column("who", _("Name"), lambda line: line.who),
            Column("started", _("Begun on"), lambda line: line.started),
            Column("due", _("Due"), lambda line: line.due),
            Column("ended", _("Stopped"), lambda line: line.ended),
            Column("gross", _("Days, all"), lambda line: line.gross),
            Column("net", _("Days that count"), lambda line: line.net),
            Column("pauses", _("Pauses"), lambda line: line.pauses),
            Column("state", _("How it stands"), lambda line: line.state),
            Column("late", _("Days late"), lambda line: line.late_days),
        ],
        parts=[
            in_order(rows.prefetch_related("pauses"), "due")
            if rows.model is Clock
            else in_order(rows, "due")
            for rows in parts
        ],
        filters=filters_of(form),
        view=lambda row: delays.line(row, today),
    )


NORMS = register(
    Dataset(
        name="cited_norms",
        slug="textes",
        select=_norms,
        permits=may_export,
        address=partial(address, "norm_list"),
    )
)
DELAYS = register(
    Dataset(
        name="delays",
        slug="delais",
        select=_delays,
        permits=may_export,
        address=partial(address, "delay_list"),
    )
)
