"""The story of a witness company: what each room tells of it, newest on top.

Rooms add their makers; each gives what its reader may see and nothing else, in a number
of statements that does not grow with the story.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from programmes.jobs.enums import JobsKind
from programmes.jobs.wording import amount
from programmes.models import (
    AccessRequest,
    BurdenRow,
    JobsRecord,
    Observation,
    Pilot,
    Wave,
    WitnessEngagement,
)
from programmes.witnesses.enums import WaveStatus
from programmes.witnesses.quotes import quote_of
from servindus import clock
from servindus.models import User
from servindus.templatetags.servindus import capital
from servindus.ui import Person, Text

ZERO = Decimal(0)
# The address's word and the label of each kind.
KINDS: tuple[tuple[str, Text], ...] = (
    ("releves", gettext_lazy("Waves")),
    ("observations", gettext_lazy("Observations")),
    ("mises-en-relation", gettext_lazy("Introductions")),
    ("blocages", gettext_lazy("Blockers")),
    ("pilotes", gettext_lazy("Pilots")),
    ("acces", pgettext_lazy("facilities", "Workshops")),
    ("emplois", gettext_lazy("Jobs")),
)


@dataclass(frozen=True)
class Told:
    """One thing that happened to the company, or that comes."""

    kind: str
    at: date | datetime
    title: Text
    person: Person | None = None
    note: Text = ""
    quote: str = ""
    href: str = ""
    # Full-time equivalents that the lab has counted as created, for key figures.
    created: Decimal = ZERO

    @property
    def day(self) -> date:
        """The day in Paris on which it happened."""
        return clock.local_day(self.at) if isinstance(self.at, datetime) else self.at


def with_burdens(engagement: WitnessEngagement) -> list[Wave]:
    """Give the waves of a company with their lines; read once for each row of it."""
    lines = Prefetch(
        "burdens",
        BurdenRow.objects.kept().select_related("report__lab").order_by("number"),
        to_attr="kept_burdens",
    )
    if "waves" not in getattr(engagement, "_prefetched_objects_cache", {}):
        waves = Wave.objects.in_order()
        prefetch_related_objects([engagement], Prefetch("waves", waves))
    found = list(engagement.waves.all())
    prefetch_related_objects(found, lines)
    for wave in found:
        wave.engagement = engagement
        for row in wave.kept_burdens:  # type: ignore[attr-defined]
            row.wave = wave
    return found


Maker = Callable[[WitnessEngagement, User], Iterable[Told]]
makers: list[Maker] = []


def of(engagement: WitnessEngagement, user: User) -> list[Told]:
    """Give everything that a person may read of a company, newest first."""
    found = [told for maker in makers for told in maker(engagement, user)]
    return sorted(found, key=lambda told: told.day, reverse=True)


def company(engagement: WitnessEngagement) -> Person:
    """Give the company with its shape."""
    one = engagement.organisation
    return Person(one.name, str(one.get_kind_display()), one.shape)


# --- What this room tells -------------------------------------------------------------


def engagement_itself(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Charter and end, from the row itself."""
    who = company(engagement)
    if engagement.starts_on:
        yield Told("releves", engagement.starts_on, _("Charter signed"), who)
    if engagement.ended_on:
        reason = engagement.end_reason
        yield Told("releves", engagement.ended_on, _("Engagement ended"), who, reason)


def waves(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Waves that were handed in."""
    done = (WaveStatus.ENTERED, WaveStatus.APPROVED)
    for row in with_burdens(engagement):
        if row.status not in done:
            continue
        n = len(row.kept_burdens)  # type: ignore[attr-defined]
        words = ngettext("%(n)d obligation", "%(n)d obligations", n) % {"n": n}
        title = _("Wave handed in: %(kind)s") % {"kind": row.get_kind_display()}
        href, who = row.get_absolute_url(), company(engagement)
        yield Told("releves", row.entered_on, title, who, words, href=href)  # type: ignore[arg-type]


def observations(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """What was seen, each in its latest version."""
    rows = Observation.objects.current().filter(wave__engagement=engagement)
    for row in rows.select_related("author", "second_author", "wave"):
        title = _("%(kind)s, flow “%(flow)s”") % {
            "kind": capital(row.get_kind_display()),
            "flow": row.flow,
        }
        both = [str(one) for one in (row.author, row.second_author) if one]
        quote, href = quote_of(row, engagement, user), row.get_absolute_url()
        yield Told(
            "observations", row.happened_on, title, company(engagement),
            ", ".join(both), quote, href,
        )  # fmt: skip


def pilots(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Trials that it has hosted: begun, and what they gave."""
    rows = Pilot.objects.visible_to(user).filter(company=engagement.organisation_id)
    for row in rows.select_related("startup"):
        side = Person(row.startup.name, "", row.startup.shape)
        href = row.get_absolute_url()
        if row.started_on:
            title = _("Pilot with %(name)s: %(title)s") % {
                "name": row.startup.name,
                "title": row.title,
            }
            yield Told("pilotes", row.started_on, title, side, href=href)
        if row.evaluated_on:
            title = _("Pilot with %(name)s evaluated") % {"name": row.startup.name}
            told = Told("pilotes", row.evaluated_on, title, side, row.result, href=href)
            yield told


def accesses(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Workshops, benches and data that it has used."""
    rows = AccessRequest.objects.visible_to(user).filter(
        organisation=engagement.organisation_id, used_on__isnull=False
    )
    for row in rows.select_related("facility"):
        title = _("%(name)s used") % {"name": row.facility.name}
        href, who = row.get_absolute_url(), company(engagement)
        yield Told("acces", row.used_on, title, who, row.review, href=href)  # type: ignore[arg-type]


def jobs(engagement: WitnessEngagement, user: User) -> Iterable[Told]:
    """Jobs that its lab has counted."""
    rows = JobsRecord.objects.visible_to(user).counted()
    for row in rows.filter(organisation=engagement.organisation_id):
        title = _("Jobs: %(amount)s") % {"amount": amount(row)}
        note, href = row.get_attribution_display(), row.get_absolute_url()
        created = row.fte if row.kind == JobsKind.CREATED else ZERO
        yield Told(
            "emplois", row.as_of, title, company(engagement), note,
            href=href, created=created,
        )  # fmt: skip


makers += [engagement_itself, waves, observations, pilots, accesses, jobs]
