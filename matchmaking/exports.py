"""What the room's lists show as files: the lists' own queries, rows and words.

No list shows an address or a phone number, so no file holds one: contact details are
on the page of each request, for whoever may see them there.
"""

from datetime import date
from functools import cache, partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import looks, seats
from matchmaking.directory import (
    PEOPLE_ORDER,
    SITES_ORDER,
    commune_of,
    people_found,
    sites_found,
    source_of,
    year_of,
)
from matchmaking.lists import EVERYTHING, listed, parts_for, to_do_count
from matchmaking.models import DecisionMaker, Introduction
from programmes.models import Site
from servindus import clock
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.keyset import in_order
from servindus.models import User
from servindus.ui import Row

Card = tuple[DecisionMaker, date | None, date | None]


def _address(name: str, query: QueryDict) -> str:
    text = query.urlencode()
    return f"{reverse(name)}?{text}" if text else reverse(name)


def _introductions(user: User, query: QueryDict) -> Selection:
    now = clock.now()
    waiting = partial(to_do_count, user, now)
    part = listed(user, query.get("vue", ""), now, waiting)
    labels = {slug: label for slug, label, _statuses in parts_for(user)}
    words = labels.get(part.part, _("All"))

    def view(row: Introduction) -> tuple[Introduction, Row]:
        return row, looks.row(row, user, now)

    return Selection(
        title=_("Requests"),
        columns=[
            Column("request", _("Request"), lambda pair: pair[1].title),
            Column("company", _("Company"), lambda pair: pair[0].decision_maker.place),
            Column("person", _("Person"), _person),
            Column("status", _("Status"), lambda pair: pair[1].badge.label),
            Column("turn_of", _("Turn of"), lambda pair: pair[1].who),
            Column("due", _("Due"), lambda pair: pair[1].due),
        ],
        parts=[in_order(part.rows, part.by, part.descending)],
        filters=[Filter("vue", _("Part"), words, part.part)],
        view=view,
    )


def _person(pair: tuple[Introduction, Row]) -> str:
    """Give the name that the list shows: the function where the name is not public."""
    return pair[0].decision_maker.public_name


def _people(user: User, query: QueryDict) -> Selection:
    filters, found = people_found(user, query)
    now = clock.now()
    # Read once there is a row: most people have nothing before a new request.
    busy = cache(lambda: seats.of_busy(found, now))

    def view(card: DecisionMaker) -> Card:
        known = busy()
        days = known[card.pk] if card.pk in known else seats.of_free(card, now)
        return card, *(days or (None, None))

    return Selection(
        title=_("Directory"),
        columns=[
            Column("person", _("Person"), lambda seen: seen[0].public_name),
            Column("function", _("Function"), _function),
            Column("company", _("Company"), lambda seen: seen[0].place),
            Column("topics", _("Topics"), _topics),
            Column("formats", _("Ways to meet"), _formats),
            Column("leaves", _("Can leave on"), lambda seen: seen[1]),
            Column("answered", _("Answer at the latest"), lambda seen: seen[2]),
            Column("invented", _("Invented for the demonstration"), _is_invented),
        ],
        parts=[in_order(found, PEOPLE_ORDER)],
        filters=filters_of(filters.form),
        view=view,
    )


def _function(seen: Card) -> str:
    return seen[0].get_function_display()


def _topics(seen: Card) -> str:
    """Give all of them; the page has room for three."""
    return ", ".join(seen[0].topic_names)  # type: ignore[attr-defined]


def _formats(seen: Card) -> str:
    return looks.formats_text(seen[0].formats)


def _is_invented(seen: Card) -> bool:
    return seen[0].organisation.is_fictitious


def _sites(user: User, query: QueryDict) -> Selection:
    filters, found = sites_found(query)
    return Selection(
        title=_("Sites without a contact yet"),
        columns=[
            Column("site", _("Site"), lambda site: site.name),
            Column("commune", _("Commune"), commune_of),
            Column("activity", _("Activity"), _activity),
            Column("source", _("Source"), source_of),
            Column("year", _("Year"), year_of),
            Column("lab", _("Lab"), lambda site: site.lab.name),
        ],
        parts=[in_order(found, SITES_ORDER)],
        filters=filters_of(filters.form),
    )


def _activity(site: Site) -> str:
    label: str | None = site.activity  # type: ignore[attr-defined]
    return (label or "").lower()


INTRODUCTIONS = register(
    Dataset(
        name="introductions",
        slug="demandes",
        select=_introductions,
        permits=lambda user: user.has_perm("matchmaking.export_introduction"),
        address=partial(_address, "matchmaking:introduction_list"),
        everything=f"vue={EVERYTHING}",
    )
)
DIRECTORY = register(
    Dataset(
        name="directory",
        slug="annuaire",
        select=_people,
        permits=lambda user: user.has_perm("matchmaking.export_directory"),
        address=partial(_address, "matchmaking:decision_maker_list"),
    )
)
DIRECTORY_SITES = register(
    Dataset(
        name="directory_sites",
        slug="sites",
        select=_sites,
        permits=lambda user: user.has_perm("matchmaking.export_directory"),
        address=partial(_address, "matchmaking:site_list"),
    )
)
