"""The transfers as a file."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.transfers import lists
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _transfers(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", lists.EVERYTHING)
    word = dict(lists.PARTS).get(part)
    shown = lists.found(user, part if word else lists.EVERYTHING, query)
    rows = shown.qs.with_sides().select_related("version__workstream")
    return Selection(
        title=_("Transfers"),
        columns=[
            Column(
                "reference", _("Reference"), lambda row: row.version.practice.reference
            ),
            Column("practice", _("What is done"), lambda row: row.version.title),
            Column("version", _("Version"), lambda row: row.version.number),
            Column("axis", _("Axis"), lambda row: row.version.workstream.name),
            Column("giver", _("From the lab"), lambda row: row.giver.name),
            Column("receiver", _("Into the lab"), lambda row: row.receiver.name),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("proposed_at", _("Proposed on"), lambda row: row.created_at),
            Column("understood_on", _("Understood on"), lambda row: row.understood_on),
            Column("planned_on", _("Planned on"), lambda row: row.planned_on),
            Column("indicator", _("What is counted"), lambda row: row.indicator),
            Column("baseline", _("Before"), lambda row: row.baseline),
            Column("target", _("Target"), lambda row: row.target),
            Column("target_on", _("In use by"), lambda row: row.target_on),
            Column("used_on", _("In use since"), lambda row: row.used_on),
            Column("measured", _("First measure"), lambda row: row.use_value),
            Column("sustained_on", _("Confirmed on"), lambda row: row.sustained_on),
            Column("check_value", _("A year later"), lambda row: row.check_value),
            Column("ended_on", _("Ended on"), lambda row: row.ended_on),
            Column("reason", _("Why it ended"), lambda row: row.get_end_code_display()),
            Column(
                "lesson", _("What the next lab should know"), lambda row: row.end_text
            ),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[
            *([Filter("vue", _("Part"), word, part)] if word else []),
            *filters_of(shown.form),
        ],
    )


def _address(query: QueryDict) -> str:
    href = reverse("benchmarking:transfer_list")
    return f"{href}?{query.urlencode()}" if query else href


TRANSFERS = register(
    Dataset(
        name="transfers",
        slug="transferts",
        select=_transfers,
        permits=lambda user: user.has_perm("benchmarking.export_transfer"),
        address=_address,
        everything=f"vue={lists.EVERYTHING}",
    )
)
