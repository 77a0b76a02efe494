"""The library, the labs' own list and the tools as files."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.practices import library
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _columns() -> list[Column]:
    return [
        Column("reference", _("Reference"), lambda row: row.practice.reference),
        Column("need", _("Problem"), lambda row: row.need),
        Column("title", _("What is done"), lambda row: row.title),
        Column("lab", _("Lab"), lambda row: row.practice.lab.name),
        Column("axis", _("Axis"), lambda row: row.workstream.name),
        Column("version", _("Version"), lambda row: row.number),
        Column("status", _("Status"), lambda row: row.get_status_display()),
        Column("evidence", _("Evidence"), lambda row: row.get_level_display()),
        Column("person_days", _("Person-days"), lambda row: row.person_days),
        Column("euros", _("Euros"), lambda row: row.euros),
    ]


def _library(user: User, query: QueryDict) -> Selection:
    filters, rows = library.library(query)
    return Selection(
        title=_("Good practices"),
        columns=[
            *_columns(),
            Column("topics", _("Topics"), lambda row: ", ".join(row.topic_names)),
            Column("origin", _("Who does it"), lambda row: row.practice.origin),
            Column("taken_over", _("Taken over by"), _taken_over),
            Column("stopped_at", _("Stopped at"), _stopped_at),
            Column("published_on", _("Published on"), lambda row: row.published_on),
            Column("review_on", _("Looked at again by"), lambda row: row.review_on),
        ],
        parts=[rows.order_by("-published_on", "-pk")],
        filters=filters_of(filters.form),
    )


def _taken_over(row: Any) -> str:
    return ", ".join(row.taken_over)


def _stopped_at(row: Any) -> str:
    return ", ".join(row.stopped_at)


def _versions(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", "toutes")
    word = dict(library.PARTS).get(part)
    rows = library.versions_of(user, part if word else "toutes").with_frame()
    return Selection(
        title=_("Versions of good practices"),
        columns=[
            *_columns(),
            Column("due_on", _("Next step by"), lambda row: row.due_on),
            Column("published_on", _("Published on"), lambda row: row.published_on),
            Column("review_on", _("Looked at again by"), lambda row: row.review_on),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[Filter("vue", _("Part"), word, part)] if word else [],
    )


def _tools(user: User, query: QueryDict) -> Selection:
    filters, rows = library.shelf(query)
    return Selection(
        title=_("Tools"),
        columns=[
            Column("name", _("Name"), lambda row: row.name),
            Column("kind", _("Kind"), lambda row: row.get_kind_display()),
            Column("lab", _("Lab"), lambda row: row.lab.name),
            Column("release", _("Version"), lambda row: row.release),
            Column("licence", _("Licence"), lambda row: row.get_licence_display()),
            Column("checked_by", _("Checked by"), lambda row: row.checked_by),
            Column("checked_on", _("Checked on"), lambda row: row.checked_on),
            Column("valid_until", _("Valid until"), lambda row: row.valid_until),
            Column("website", _("Address"), lambda row: row.website),
        ],
        parts=[rows.order_by("sort_name", "pk")],
        filters=filters_of(filters.form),
    )


def _address(name: str, query: QueryDict) -> str:
    href = reverse(name)
    return f"{href}?{query.urlencode()}" if query else href


PRACTICES = register(
    Dataset(
        name="practices",
        slug="bonnes-pratiques",
        select=_library,
        permits=lambda user: user.has_perm("benchmarking.export_practice_version"),
        address=lambda query: _address("benchmarking:practice_list", query),
    )
)
VERSIONS = register(
    Dataset(
        name="practice_versions",
        slug="versions-de-pratiques",
        select=_versions,
        permits=lambda user: user.has_perm("benchmarking.export_practice_version"),
        address=lambda query: _address("benchmarking:version_list", query),
        everything="vue=toutes",
    )
)
TOOLS = register(
    Dataset(
        name="tools",
        slug="outils",
        select=_tools,
        permits=lambda user: user.has_perm("benchmarking.export_tool"),
        address=lambda query: _address("benchmarking:tool_list", query),
    )
)
