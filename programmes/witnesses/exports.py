"""Obligations and observations as files, for whoever may take them out."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.enums import Irritation
from programmes.models import BurdenRow, Observation
from programmes.witnesses.quotes import quote_of
from servindus.exports.dataset import Column, Dataset, Selection, register
from servindus.models import User


def _of_wave() -> list[Column]:
    return [
        Column("company", _("Company"), _company),
        Column("lab", _("Lab"), lambda row: row.wave.engagement.lab.name),
        Column("wave", _("Wave"), lambda row: row.wave.get_kind_display()),
        Column("due_on", _("Day of the wave"), lambda row: row.wave.due_on),
        Column("status", _("Status"), lambda row: row.wave.get_status_display()),
    ]


def _company(row: Any) -> str:
    return str(row.wave.engagement.organisation.name)


def _sides(rows: Any) -> Any:
    return rows.select_related(
        "wave__engagement__organisation", "wave__engagement__lab"
    )


def _burdens(user: User, query: QueryDict) -> Selection:
    rows = _sides(BurdenRow.objects.visible_to(user).kept())
    return Selection(
        title=_("Obligations of witness companies"),
        columns=[
            *_of_wave(),
            Column("number", _("Number"), lambda row: row.number),
            Column("obligation", _("Obligation"), lambda row: row.obligation),
            Column("hours", _("Hours a year"), lambda row: row.hours_per_year),
            Column("euros", _("Euros a year"), lambda row: row.euros_per_year),
            Column(
                "hour", _("Cost of an hour in euros"), lambda row: row.wave.hourly_cost
            ),
            Column("grade", _("Workability, 1 to 4"), lambda row: row.workability),
            Column("reasons", _("Why"), lambda row: row.reasons),
            Column("irritations", _("What is hard"), _irritations),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[],
    )


def _irritations(row: BurdenRow) -> str:
    return ", ".join(str(Irritation(one).label) for one in row.irritations)


def _observations(user: User, query: QueryDict) -> Selection:
    rows = _sides(Observation.objects.visible_to(user).current())
    rows = rows.select_related(
        "author", "second_author",
        "wave__engagement__organisation", "wave__engagement__lab",
    )  # fmt: skip
    return Selection(
        title=_("Observations in witness companies"),
        columns=[
            *_of_wave(),
            Column("kind", _("How"), lambda row: row.get_kind_display()),
            Column("day", _("Day"), lambda row: row.happened_on),
            Column("flow", _("Flow observed"), lambda row: row.flow),
            Column("text", _("What happened"), lambda row: row.text),
            Column(
                "quote",
                _("Quote"),
                lambda row: quote_of(row, row.wave.engagement, user),
            ),
            Column(
                "audience",
                _("Who may read the quote"),
                lambda row: row.get_quote_audience_display() if row.quote else "",
            ),
            Column("author", _("Written by"), lambda row: str(row.author)),
            Column("second", _("With"), lambda row: str(row.second_author or "")),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[],
    )


def _address(query: QueryDict) -> str:
    return reverse("programmes:witness_engagement_list")


BURDENS = register(
    Dataset(
        name="burdens",
        slug="obligations-temoins",
        select=_burdens,
        permits=lambda user: user.has_perm("programmes.export_burden_row"),
        address=_address,
    )
)
OBSERVATIONS = register(
    Dataset(
        name="observations",
        slug="observations-temoins",
        select=_observations,
        permits=lambda user: user.has_perm("programmes.export_observation"),
        address=_address,
    )
)


def matrix_columns() -> list[tuple[str, str]]:
    """Give the columns of one wave's matrix as a file."""
    names = (
        *("number", "obligation", "hours", "euros", "cost", "grade"),
        *("workable", "reasons"),
    )
    labels = (
        *(_("Number"), _("Obligation"), _("Hours a year"), _("Euros a year")),
        *(_("Cost a year in euros"), _("Workability, 1 to 4")),
        *(_("Workable?"), _("Why")),
    )
    return [(name, str(label)) for name, label in zip(names, labels, strict=True)]
