"""The catalogue and the requests as files."""

from functools import partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules as frame
from programmes.facilities import catalogue, first_uses
from programmes.facilities.looks import distance
from programmes.models import Facility
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _catalogue(user: User, query: QueryDict) -> Selection:
    found = catalogue.found(query)
    columns = [
        Column("name", _("Name"), lambda row: row.name),
        Column("kind", _("Kind"), lambda row: row.get_kind_display()),
        Column("summary", _("In one sentence"), lambda row: row.summary),
        Column("owner", _("Owner"), lambda row: row.owner.name),
        Column("topics", _("Topics"), lambda row: ", ".join(row.topic_names)),
        Column("price", _("Price"), lambda row: row.get_price_kind_display()),
        Column("price_words", _("Price in words"), lambda row: row.price),
        Column("commune", _("Commune"), _commune),
        Column("lab", _("Lab"), lambda row: row.lab.name),
    ]
    if found.start is not None:
        columns.append(Column("distance", _("Distance"), lambda r: distance(r.km)))
    return Selection(
        title=_("Workshops, benches and data"),
        columns=columns,
        parts=[found.rows.order_by(found.by, "pk")],
        filters=filters_of(found.filters.form),
    )


def _commune(row: Facility) -> str:
    return row.commune.name if row.commune else ""


def _requests(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", "toutes")
    labels = dict(catalogue.PARTS)
    rows = catalogue.requests_of(user, part if part in labels else "toutes")
    word = labels.get(part)
    shown = [Filter("vue", _("Part"), word, part)] if word else []
    return Selection(
        title=_("Requests for access"),
        columns=[
            Column("facility", _("Facility"), lambda row: row.facility.name),
            Column("owner", _("Owner"), lambda row: row.facility.owner.name),
            Column("company", _("Company"), lambda row: row.organisation.name),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("purpose", _("What it is for"), lambda row: row.purpose),
            Column("people", _("People"), lambda row: row.people),
            Column("wanted_from", _("Wished from"), lambda row: row.wanted_from),
            Column("wanted_until", _("Wished until"), lambda row: row.wanted_until),
            Column("answer_by", _("Answer by"), lambda row: row.answer_by),
            Column("starts_on", _("First day"), lambda row: row.starts_on),
            Column("ends_on", _("Last day"), lambda row: row.ends_on),
            Column("useful", _("Did it help?"), lambda row: row.get_useful_display()),
            Column("review", _("What came of it"), lambda row: row.review),
        ],
        parts=[rows.with_sides().order_by("-created_at", "-pk")],
        filters=shown,
    )


def _address(name: str, query: QueryDict) -> str:
    href = reverse(name)
    return f"{href}?{query.urlencode()}" if query else href


def _first_uses(user: User, query: QueryDict) -> Selection:
    return Selection(
        title=_("First uses"),
        columns=[
            Column("part", _("Part"), lambda line: line.part),
            Column("name", _("Name"), lambda line: line.name),
            Column("companies", _("Companies"), lambda line: line.companies),
        ],
        sums=first_uses.lines(user),
    )


FIRST_USES = register(
    Dataset(
        name="first_uses",
        slug="premiers-usages",
        select=_first_uses,
        permits=lambda user: (
            bool(frame.is_staff(user)) and user.has_perm("programmes.export_facility")
        ),
        address=partial(_address, "programmes:first_use_list"),
    )
)
FACILITIES = register(
    Dataset(
        name="catalogue",
        slug="moyens",
        select=_catalogue,
        permits=lambda user: user.has_perm("programmes.export_facility"),
        address=partial(_address, "programmes:facility_list"),
    )
)
ACCESS = register(
    Dataset(
        name="accesses",
        slug="demandes-d-acces",
        select=_requests,
        permits=lambda user: user.has_perm("programmes.export_access_request"),
        address=partial(_address, "programmes:access_request_list"),
        everything="vue=toutes",
    )
)
