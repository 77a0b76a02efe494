"""Agendas and minutes as files: one line per file of a sitting, in its order."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from blockers import minutes
from blockers.models import Answer, Sitting, SittingItem
from blockers.sitting_enums import SittingStatus
from servindus.exports.dataset import (
    BadFilters,
    Column,
    Dataset,
    Filter,
    Selection,
    register,
)
from servindus.models import User
from servindus.templatetags.servindus import full_date

Seen = tuple[SittingItem, dict[str, Any]]


def _asked_for(user: User, query: QueryDict) -> Sitting | None:
    """Give the one sitting that the address names, if it names one."""
    if not query.get("seance"):
        return None
    try:
        public_id = UUID(query.get("seance", ""))
    except ValueError:
        raise BadFilters from None
    found = Sitting.objects.visible_to(user).filter(public_id=public_id).first()
    if found is None:
        raise BadFilters
    return found


def _select(user: User, query: QueryDict) -> Selection:
    sitting = _asked_for(user, query)
    rows = SittingItem.objects.filter(sitting__in=Sitting.objects.visible_to(user))
    filters = []
    if sitting is not None:
        rows = rows.filter(sitting=sitting)
        words, code = full_date(sitting.held_on), str(sitting.public_id)
        filters = [Filter("seance", _("Sitting"), words, code)]
    rows = rows.on_agenda().with_files().prefetch_related("escalation__answers__ask")
    return Selection(
        title=_("Sittings"),
        columns=_columns(),
        parts=[rows.order_by("-sitting__held_on", "-sitting_id", "position")],
        filters=filters,
        view=_seen,
    )


def _columns() -> list[Column]:
    return [
        Column("held_on", _("Day"), lambda seen: seen[0].sitting.held_on),
        Column("sitting", _("Sitting"), _status),
        Column("place", _("Place"), lambda seen: seen[0].position),
        Column("reference", _("Reference"), _of("reference")),
        Column("title", _("Title"), _of("title")),
        Column("lab", _("Lab"), _of("lab")),
        Column("companies", _("Companies"), _of("companies")),
        Column("outcome", _("Outcome"), _of("outcome_label")),
        Column("reason", _("Reason of the adjournment"), _of("reason")),
        Column(
            "asks", _("Asks"), lambda seen: _lines(seen, lambda ask: ask["wording"])
        ),
        Column("decisions", _("Decisions"), lambda seen: _lines(seen, _decision)),
        Column("grounds", _("Legal grounds"), _answers("legal_ground")),
        Column("commitments", _("Commitments"), _answers("commitment_what")),
        Column("due", _("Kept by"), _answers("commitment_due_on")),
        Column("note", _("Note for the minutes"), _of("note")),
    ]


def _seen(item: SittingItem) -> Seen:
    """Give a line with what the minutes say of it, or what stands so far."""
    sitting = item.sitting
    if sitting.status == SittingStatus.HELD and sitting.minutes is not None:
        files = {file["id"]: file for file in sitting.minutes["files"]}
        return item, minutes.readable(files[str(item.public_id)])
    said = minutes.entry(item, _current(item), minutes.outcome_of(item))
    return item, minutes.readable(said)


def _current(item: SittingItem) -> dict[str, Answer]:
    """Give the answers that stand, from the rows that came with the line."""
    rows = item.escalation.answers.all()
    gone = {row.supersedes_id for row in rows}
    return {str(row.ask.public_id): row for row in rows if row.pk not in gone}


def _status(seen: Seen) -> str:
    return str(SittingStatus(seen[0].sitting.status).label)


def _of(name: str) -> Callable[[Seen], object]:
    return lambda seen: seen[1][name]


def _lines(seen: Seen, say: Callable[[dict[str, Any]], object]) -> str:
    """Give one numbered line per ask that has something to say."""
    said = [(ask["number"], say(ask)) for ask in seen[1]["asks"]]
    return "\n".join(f"{number}. {text}" for number, text in said if text)


def _decision(ask: dict[str, Any]) -> str:
    answer = ask["answer"]
    return f"{answer['kind']}: {answer['public_text']}" if answer else ""


def _answers(name: str) -> Callable[[Seen], str]:
    def say(ask: dict[str, Any]) -> object:
        return ask["answer"] and ask["answer"][name]

    return lambda seen: _lines(seen, say)


def _address(query: QueryDict) -> str:
    try:
        public_id = UUID(query.get("seance", ""))
    except ValueError:
        return reverse("blockers:sitting_list")
    return reverse("blockers:sitting_detail", args=[public_id])


SITTINGS = register(
    Dataset(
        name="sittings",
        slug="seances",
        select=_select,
        permits=lambda user: user.has_perm("blockers.export_sitting"),
        address=_address,
    )
)
