"""A lab's organisations and people: what its pages and their files show."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import known, rules
from programmes.labs.filters import LabOrganisationFilter, LabPersonFilter
from programmes.models import Lab, Membership, Organisation
from programmes.models.people import MembershipQuerySet
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User

ACTIVE = Q(memberships__status="active")
# What a line and the file tell of a person; whatever else one shows is named here.
TOLD = (
    *("status", "role", "function", "started_at"),
    *("user__given_name", "user__family_name", "user__email", "user__is_active"),
    *("organisation__name", "organisation__sort_name", "organisation__kind"),
    "organisation__is_fictitious",
)


def organisations(
    lab: Lab, user: User, query: QueryDict
) -> tuple[LabOrganisationFilter, QuerySet[Any]]:
    """Give what the filters leave of a lab's organisations, with what a line tells."""
    rows = Organisation.objects.visible_to(user).filter(lab=lab)
    filters = LabOrganisationFilter(query, queryset=rows)
    return filters, filters.qs


def lines(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add how many people and sites an organisation has, to the rows of a page."""
    return rows.annotate(
        people=Count("memberships", filter=ACTIVE, distinct=True),
        places=Count("sites", distinct=True),
    )


def people(
    lab: Lab, user: User, query: QueryDict
) -> tuple[LabPersonFilter, QuerySet[Any]]:
    """Give what the filters leave of the people around a lab: its own, its companies'.

    A request to join is theirs only once its address is proven.
    """
    rows: MembershipQuerySet = Membership.objects.visible_to(user)
    around = Q(organisation__lab=lab) | Q(lab=lab) | Q(organisation__operated_labs=lab)
    asked = rows.to_confirm().values("pk")
    rows = rows.filter(around & (~Q(status="pending") | Q(pk__in=asked)))
    filters = LabPersonFilter(query, queryset=rows.distinct())
    return filters, filters.qs.select_related("user", "organisation").only(*TOLD)


def _lab(user: User, query: QueryDict) -> Lab:
    """Give the lab of the page, for its own staff and the programme."""
    slug = query.get("labo", "")
    found = next((lab for lab in known.labs() if lab.slug == slug), None)
    if found is None or not user.has_perm("programmes.read_people_of_lab", found):
        raise Http404
    return found


def _which(lab: Lab) -> Filter:
    return Filter("labo", _("Lab"), lab.name, lab.slug)


def _organisations(user: User, query: QueryDict) -> Selection:
    lab = _lab(user, query)
    filters, rows = organisations(lab, user, query)
    return Selection(
        title=_("Organisations"),
        columns=[
            Column("name", _("Name"), lambda row: row.name),
            Column("kind", _("Kind"), lambda row: row.get_kind_display()),
            Column("siren", _("SIREN"), lambda row: row.siren),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("activity", _("activity code"), lambda row: row.naf_code),
            Column("people", _("People"), lambda row: row.people),
            Column("sites", _("Sites"), lambda row: row.places),
        ],
        parts=[lines(rows).order_by("sort_name", "pk")],
        filters=[_which(lab), *filters_of(filters.form)],
    )


def _people(user: User, query: QueryDict) -> Selection:
    lab = _lab(user, query)
    filters, rows = people(lab, user, query)
    return Selection(
        title=_("People"),
        columns=[
            Column("name", _("Name"), lambda row: str(row.user)),
            Column("email", _("E-mail address"), lambda row: row.user.email),
            Column(
                "organisation", _("Organisation"), lambda row: row.organisation.name
            ),
            Column("function", _("Function"), lambda row: row.function),
            Column("role", _("Role"), lambda row: row.get_role_display()),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("since", _("Since"), lambda row: row.started_at),
        ],
        parts=[rows.order_by("organisation__sort_name", "pk")],
        filters=[_which(lab), *filters_of(filters.form)],
    )


def _address(name: str) -> Any:
    def find(query: QueryDict) -> str:
        rest = query.copy()
        slug = rest.pop("labo", [""])[-1]
        if slug not in {lab.slug for lab in known.labs()}:
            raise Http404
        href = reverse(f"programmes:{name}", args=[slug])
        return f"{href}?{rest.urlencode()}" if rest else href

    return find


def _permits(user: User) -> bool:
    return bool(rules.exports_data(user))


ORGANISATIONS = register(
    Dataset(
        name="lab_organisations",
        slug="organisations-du-laboratoire",
        select=_organisations,
        permits=_permits,
        address=_address("lab_organisation_list"),
    )
)
PEOPLE = register(
    Dataset(
        name="lab_people",
        slug="personnes-du-laboratoire",
        select=_people,
        permits=_permits,
        address=_address("lab_person_list"),
    )
)
