"""The register as a file."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.jobs import lists
from programmes.models import JobsRecord
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _records(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", "toutes")
    labels = dict(lists.PARTS)
    found = lists.found(user, query, part if part in labels else "toutes")
    word = labels.get(part)
    shown = [Filter("vue", _("Part"), word, part)] if word else []
    return Selection(
        title=_("Jobs"),
        columns=[
            Column("company", _("Company"), lambda row: row.organisation.name),
            Column("lab", _("Lab"), lambda row: row.lab.name),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("jobs", _("Jobs"), lambda row: row.get_kind_display()),
            Column("attribution", _("Attribution"), lambda row: row.attribution),
            Column("as_of", _("Day of the count"), lambda row: row.as_of),
            Column("before", _("FTE before"), lambda row: row.fte_before),
            Column("now", _("FTE now"), lambda row: row.fte_now),
            Column("fte", _("FTE linked to the programme"), lambda row: row.fte),
            Column("service", _("of which in services"), lambda row: row.service_fte),
            Column(
                "higher_tertiary",
                _("of which higher tertiary"),
                lambda row: row.higher_tertiary_fte,
            ),
            Column("there", _("Still there at 12 months"), lambda row: row.there),
            Column("how", _("How the programme helped"), lambda row: row.how),
            Column("document", _("Document"), _document),
            Column("reason", _("Reason"), lambda row: row.reason),
        ],
        parts=[found.qs.with_sides().with_last_check().order_by("-created_at", "-pk")],
        filters=[*shown, *filters_of(found.form)],
    )


def _document(row: JobsRecord) -> str:
    given = (row.document, row.document_kept, row.document_url)
    return ", ".join(text for text in given if text)


def _address(query: QueryDict) -> str:
    href = reverse("programmes:jobs_record_list")
    return f"{href}?{query.urlencode()}" if query else href


JOBS = register(
    Dataset(
        name="jobs",
        slug="emplois",
        select=_records,
        permits=lambda user: user.has_perm("programmes.export_jobs_record"),
        address=_address,
        everything="vue=toutes",
    )
)
