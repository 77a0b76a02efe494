"""Exchanges and what was undertaken there, as files: what the lists show."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.exchanges import lists
from benchmarking.models import Exchange
from benchmarking.questions.looks import names_of
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _exchanges(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", lists.EVERYTHING)
    word = dict(lists.PARTS).get(part)
    part = part if word else lists.EVERYTHING
    way = "-" if lists.is_about_the_past(part) else ""
    found = lists.found(user, part, query)
    rows = found.qs.with_sides().prefetch_related("decisions")
    shown = [Filter("vue", _("Part"), word, part)] if word else []
    return Selection(
        title=_("Exchanges of the labs"),
        columns=[
            Column("title", _("Title"), lambda row: row.title),
            Column("starts_at", _("Begins"), lambda row: row.starts_at),
            Column("ends_at", _("Ends"), lambda row: row.ends_at),
            Column("host", _("Host"), lambda row: row.lab.name),
            Column("labs", _("Labs invited"), lambda r: names_of(r.labs_invited)),
            Column("place", pgettext("exchange", "Place"), lambda row: row.place),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("minutes", _("What was said"), lambda row: row.minutes),
            Column("decisions", _("Decisions"), _decisions),
            Column("reason", _("Why cancelled"), lambda row: row.cancel_reason),
        ],
        parts=[rows.order_by(f"{way}starts_at", f"{way}pk")],
        filters=[*shown, *filters_of(found.form)],
    )


def _decisions(row: Exchange) -> str:
    found = sorted(row.decisions.all(), key=lambda one: one.pk)
    return "\n".join(f"{one.text} ({one.decided_by})" for one in found)


def _actions(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", "a-faire")
    word = dict(lists.ACTION_PARTS).get(part)
    part = part if word else "a-faire"
    rows = lists.actions_of(user, part).select_related("exchange", "owner", "lab")
    return Selection(
        title=_("Actions from exchanges"),
        columns=[
            Column("text", _("What is to be done"), lambda row: row.text),
            Column("exchange", _("Exchange"), lambda row: row.exchange.title),
            Column("owner", _("By whom"), lambda row: row.owner.full_name),
            Column("lab", _("Lab"), lambda row: row.lab.name),
            Column("due_on", _("Until"), lambda row: row.due_on),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("closed_on", _("Closed on"), lambda row: row.closed_on),
            Column("closing", _("What came of it"), lambda row: row.closing),
        ],
        parts=[rows.order_by("due_on", "pk")],
        filters=[Filter("vue", _("Part"), word, part)] if word else [],
    )


def _address(name: str, query: QueryDict) -> str:
    href = reverse(name)
    return f"{href}?{query.urlencode()}" if query else href


EXCHANGES = register(
    Dataset(
        name="exchanges",
        slug="echanges",
        select=_exchanges,
        permits=lambda user: user.has_perm("benchmarking.export_exchange"),
        address=lambda query: _address("benchmarking:exchange_list", query),
        everything=f"vue={lists.EVERYTHING}",
    )
)
ACTIONS = register(
    Dataset(
        name="exchange_actions",
        slug="actions-des-echanges",
        select=_actions,
        permits=lambda user: user.has_perm("benchmarking.export_exchange"),
        address=lambda query: _address("benchmarking:exchange_action_list", query),
        everything="vue=a-faire",
    )
)
