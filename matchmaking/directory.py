"""What the directory finds: people who can be asked, plants without a contact."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matchmaking.filters import DirectoryFilter, SiteFilter
from matchmaking.models import DecisionMaker
from programmes.enums import OrganisationKind
from programmes.models import NafCode, Site
from servindus.models import User
from servindus.ui import Text

PEOPLE_ORDER = SITES_ORDER = "sort_name"
# What a row shows: whole, the rows' tables have 110 columns.
PEOPLE_FIELDS = (
    *("public_id", "sort_name", "given_name", "family_name", "function"),
    *("name_visible", "formats", "organisation__name", "organisation__kind"),
    *("organisation__is_fictitious", "site__commune_name", "lab_id"),
    # When a new request would leave.
    *("status", "paused_until", "organisation_id"),
    *("budget_per_month", "budget_per_week", "max_waiting"),
)
SITES_FIELDS = (
    *("sort_name", "name", "commune_name", "naf_version", "naf_code", "source"),
    *("source_date", "lab__name", "commune__name"),
)
# Where a plant of the directory is known from, in the reader's words.
SOURCES = {
    "irep": _("register of pollutant emissions"),
    "sirene": _("SIRENE register"),
    "demo": _("invented for the demonstration"),
}


def people_found(user: User, query: QueryDict) -> tuple[DirectoryFilter, QuerySet[Any]]:
    """Give the filters of an address and the people whom they leave."""
    people = DecisionMaker.objects.in_directory_of(user)
    filters = DirectoryFilter(query, queryset=people)
    found = filters.qs.select_related("organisation", "site")
    return filters, found.annotate(topic_names=topic_names()).only(*PEOPLE_FIELDS)


def sites_found(query: QueryDict) -> tuple[SiteFilter, QuerySet[Any]]:
    """Give the filters of an address and the plants that they leave."""
    filters = SiteFilter(query, queryset=_without_contact())
    found = filters.qs.select_related("lab", "commune")
    return filters, found.annotate(activity=_activity()).only(*SITES_FIELDS)


def topic_names() -> ArraySubquery:
    """Names in the reader's language, with the row: a list has no statement to lose."""
    through = DecisionMaker.wanted_topics.through._base_manager
    wanted = through.filter(decisionmaker=OuterRef("pk"))
    name = "topic__name_en" if get_language() == "en" else "topic__name_fr"
    return ArraySubquery(wanted.order_by("topic__rank", "topic").values(name))


def _activity() -> Subquery:
    """The label of a site's activity code, with the row."""
    codes = NafCode.objects.filter(
        version=OuterRef("naf_version"), code=OuterRef("naf_code")
    )
    return Subquery(codes.values("label")[:1])


def _without_contact() -> QuerySet[Site]:
    """Industrial sites of a lab where nobody can be asked."""
    people = DecisionMaker.objects.filter(organisation=OuterRef("organisation"))
    return Site.objects.filter(
        ~Exists(people),
        lab__isnull=False,
        organisation__kind=OrganisationKind.INDUSTRIAL,
    )


def source_of(site: Site) -> Text:
    """Give where a plant is known from."""
    return SOURCES.get(site.source, site.source)


def year_of(site: Site) -> int | str:
    """Give the year of what is known of a plant."""
    return site.source_date.year if site.source_date else ""


def commune_of(site: Site) -> str:
    """Give the commune; the register shouts its names, the lab's own list does not."""
    return site.commune.name if site.commune else site.commune_name
