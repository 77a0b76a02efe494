"""Who is around a lab: its organisations and people, for those who work there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.labs import lists
from programmes.models import Lab, Membership, Organisation
from programmes.views.labs import lab_of
from servindus.exports.pages import exporter
from servindus.keyset import capped_counts, page_of
from servindus.models import User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import SHAPES, Badge, Crumb, Person, Tab, Text, initials_of

COUNTED = 1001
BADGES: dict[str, tuple[str, Any]] = {
    "pending": ("clock", "warn"),
    "verified": ("check-circle", "ok"),
    "active": ("check-circle", "ok"),
    "refused": ("x-circle", "bad"),
    "ended": ("minus-circle", "edge"),
}


def _lab(request: HttpRequest, slug: str) -> Lab:
    """Give the lab, to its own staff and to the programme."""
    lab = lab_of(slug)
    if not request.user.has_perm("programmes.read_people_of_lab", lab):
        raise PermissionDenied
    return lab


@require_safe
def lab_organisation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the companies and bodies of a lab's territory, by name."""
    lab, user = _lab(request, slug), _user(request)
    filters, rows = lists.organisations(lab, user, request.GET)
    page = page_of(request, rows, by="sort_name", lines=lists.lines)
    staffed = user.has_perm("servindus.enter_admin")
    context = {
        **_frame(lab, filters.form, rows, "lab_organisation_list"),
        "rows": [_organisation(row, staffed) for row in page.rows],
        "pager": page.pager,
        "exporter": exporter(request, lists.ORGANISATIONS, labo=lab.slug)
        if page.rows
        else None,
    }
    return render(request, "programmes/lab_organisation_list.html", context)


@require_safe
def lab_person_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the people around a lab, organisation by organisation."""
    lab, user = _lab(request, slug), _user(request)
    filters, rows = lists.people(lab, user, request.GET)
    page = page_of(
        request,
        rows,
        by="organisation__sort_name",
        key=lambda row: row.organisation.sort_name,
    )
    context = {
        **_frame(lab, filters.form, rows, "lab_person_list"),
        "rows": [_person(row) for row in page.rows],
        "pager": page.pager,
        "exporter": exporter(request, lists.PEOPLE, labo=lab.slug)
        if page.rows
        else None,
    }
    return render(request, "programmes/lab_person_list.html", context)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _frame(lab: Lab, form: Any, rows: QuerySet[Any], current: str) -> dict[str, Any]:
    """Give what both lists show around their rows."""
    data = form.cleaned_data if form.is_valid() else {}
    [total] = capped_counts([rows], cap=COUNTED)
    names = (
        ("lab_organisation_list", _("Organisations")),
        ("lab_person_list", _("People")),
    )
    return {
        "lab": lab,
        "filter_form": form,
        "active": sum(bool(value) for value in data.values()),
        "total": total,
        "tabs": [
            Tab(
                label,
                reverse(f"programmes:{name}", args=[lab.slug]),
                current=name == current,
            )
            for name, label in names
        ],
        "crumbs": [
            Crumb(_("The programme"), reverse("programme")),
            Crumb(lab.name, lab.get_absolute_url()),
            Crumb(dict(names)[current]),
        ],
    }


def _badge(status: str, label: Text) -> Badge:
    icon, tone = BADGES[status]
    return Badge(capital(label), icon, tone)


def _organisation(row: Any, staffed: bool) -> dict[str, Any]:
    """Give a line: who it is, how many people and sites; the desk's page behind it."""
    people = ngettext("%(n)d person", "%(n)d people", row.people) % {"n": row.people}
    places = ngettext("%(n)d site", "%(n)d sites", row.places) % {"n": row.places}
    href = reverse("admin:programmes_organisation_change", args=[row.pk])
    return {
        "person": Person(row.name, "", row.shape, fictional=row.is_fictitious),
        "href": href if staffed else "",
        "sub": " · ".join(
            word for word in (row.siren or "", row.naf_code, places) if word
        ),
        "kind": capital(OrganisationKind(row.kind).label),
        "people": people if row.people else _("nobody yet"),
        "is_empty": not row.people,
        "badge": _badge(row.status, OrganisationStatus(row.status).label),
    }


def _person(row: Membership) -> dict[str, Any]:
    """Give a line: who it is, for whom, since when."""
    organisation: Organisation = row.organisation
    name = str(row.user)
    return {
        "person": Person(
            name,
            "",
            SHAPES[organisation.kind],
            initials_of(row.user.full_name or row.user.email),
            fictional=organisation.is_fictitious,
        ),
        "email": row.user.email,
        "organisation": organisation.name,
        "function": row.function or capital(row.get_role_display()),
        "since": short_date(row.started_at) if row.started_at else "",
        "badge": _badge(row.status, row.get_status_display()),
        "is_account_closed": not row.user.is_active,
    }
