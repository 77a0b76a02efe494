"""The pilots as a file."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.pilots import lists
from servindus.exports.dataset import Column, Dataset, Filter, Selection, register
from servindus.models import User


def _pilots(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", "toutes")
    word = dict(lists.PARTS).get(part)
    rows = lists.pilots_of(user, part if word else "toutes").with_sides()
    return Selection(
        title=_("Pilots"),
        columns=[
            Column("title", _("Title"), lambda row: row.title),
            Column("startup", _("Startup"), lambda row: row.startup.name),
            Column("company", _("Company"), lambda row: row.company.name),
            Column("topic", _("Topic"), lambda row: row.topic.name),
            Column("lab", _("Lab"), lambda row: row.lab.name),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("due_on", _("Next step by"), lambda row: row.due_on),
            Column("starts_on", _("First day"), lambda row: row.starts_on),
            Column("ends_on", _("Last day"), lambda row: row.ends_on),
            Column("started_on", _("Started on"), lambda row: row.started_on),
            Column("evaluated_on", _("Evaluated on"), lambda row: row.evaluated_on),
            Column("planned_cost", _("Planned cost"), lambda row: row.planned_cost),
            Column("cost", _("Cost in euros"), lambda row: row.cost),
            Column("result", _("What it gave"), lambda row: row.result),
            Column("next_step", _("How it goes on"), lambda row: row.next_step),
            Column("reason", _("Reason"), lambda row: row.get_stop_code_display()),
            Column("words", _("Why stopped"), lambda row: row.stop_reason),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[Filter("vue", _("Part"), word, part)] if word else [],
    )


def _address(query: QueryDict) -> str:
    href = reverse("programmes:pilot_list")
    return f"{href}?{query.urlencode()}" if query else href


PILOTS = register(
    Dataset(
        name="trials",
        slug="pilotes",
        select=_pilots,
        permits=lambda user: user.has_perm("programmes.export_pilot"),
        address=_address,
        everything="vue=toutes",
    )
)
