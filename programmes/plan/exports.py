"""The action plan as a file: what the list shows."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes.models import PlanAction
from programmes.plan import lists
from programmes.plan.enums import PLAN_OPEN
from programmes.plan.filters import ALL, PlanFilter
from programmes.plan.wording import counted, lab_name
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _actions(user: User, query: QueryDict) -> Selection:
    found = lists.found(user, query)
    staff = user.has_perm("programmes.plan_action")
    way = "-" if found.is_about_the_past else ""
    # Outside the labs the operator alone is named, in a column of its own.
    owner = Column(
        "owner",
        pgettext("action", "Carried by"),
        lambda row: row.owner.full_name,
    )
    return Selection(
        title=_("Action plan"),
        columns=[
            Column("lab", _("Lab"), lambda row: lab_name(row.lab)),
            Column("axis", _("Axis"), lambda row: row.workstream.number),
            Column("title", _("Title"), lambda row: row.title),
            Column("aim", pgettext("action", "Aim"), lambda row: row.aim),
            Column("operator", _("Operator"), _operator),
            *([owner] if staff else []),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("starts_on", _("First day"), lambda row: row.starts_on),
            Column("due_on", _("Last day"), lambda row: row.due_on),
            Column("started_on", _("Started on"), lambda row: row.started_on),
            Column("ended_on", _("Ended on"), lambda row: row.ended_on),
            Column("reached", _("Milestones reached"), lambda row: counted(row)[0]),
            Column("milestones", _("Milestones"), lambda row: counted(row)[1]),
            Column("slip", _("Slippage, in days"), lambda row: counted(row)[2]),
            Column("cost", _("Cost in euros"), lambda row: row.cost),
            Column("reason", _("Reason"), lambda row: row.reason),
        ],
        parts=[found.qs.with_sides().order_by(f"{way}due_on", f"{way}pk")],
        filters=[*_status(found), *filters_of(found.form)],
    )


def _status(found: PlanFilter) -> list[Filter]:
    """Say which actions a file holds where nobody has chosen their status."""
    if found.asked.get("statut"):
        return []
    choice: Any = found.form.fields["statut"]
    return [Filter("statut", choice.label, choice.empty_label, ",".join(PLAN_OPEN))]


def _operator(row: PlanAction) -> str:
    return row.lab.operator_name if row.lab else lab_name(None)


def _address(query: QueryDict) -> str:
    href = reverse("programmes:plan_action_list")
    return f"{href}?{query.urlencode()}" if query else href


PLAN = register(
    Dataset(
        name="plan",
        slug="plan",
        select=_actions,
        permits=lambda user: user.has_perm("programmes.export_plan_action"),
        address=_address,
        everything=f"statut={ALL}",
    )
)
