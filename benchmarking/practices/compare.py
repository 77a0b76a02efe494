"""Two or three practices side by side, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from benchmarking.models import PracticeVersion
from benchmarking.practices import looks
from benchmarking.practices.enums import MOST_COMPARED
from servindus.templatetags.servindus import plain_date


@dataclass(frozen=True)
class Line:
    """One field, and what each practice says of it, by its reference."""

    label: str
    cells: list[tuple[str, str]]


def chosen(query: QueryDict) -> list[PracticeVersion]:
    """Give the practices that an address names, in its order; three at most."""
    ids = dict.fromkeys(filter(None, map(_uuid, query.getlist("p"))))
    wanted = list(ids)[:MOST_COMPARED]
    rows = PracticeVersion.objects.listed().filter(practice__public_id__in=wanted)
    found = {
        one.practice.public_id: one
        for one in rows.with_frame().with_reviews().prefetch_related("topics")
    }
    return [found[pk] for pk in wanted if pk in found]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def lines(versions: Sequence[PracticeVersion]) -> list[Line]:
    """Give the fields in the order of the practice's page; empty ones are said so."""
    fields = (
        (_("Problem"), lambda one: one.problem),
        (_("How it is done"), lambda one: one.solution),
        (_("What it depends on"), lambda one: one.conditions),
        (_("What it takes"), looks.cost),
        (_("Skills"), lambda one: one.skills),
        (_("What was hard"), lambda one: one.difficulties),
        (_("What failed"), lambda one: one.failures),
        (_("Evidence"), lambda one: one.get_level_display()),
        (_("Opinions of other labs"), _opinions),
        (_("In use since"), _since),
        (_("Axis"), lambda one: one.workstream.name),
        (_("Topics"), lambda one: ", ".join(t.name for t in one.topics.all())),
    )
    return [
        Line(label, [(one.practice.reference, str(read(one))) for one in versions])
        for label, read in fields
    ]


def _opinions(version: PracticeVersion) -> str:
    rows = version.reviews.all()
    labs = [one.lab.name for one in rows if one.reading == version.reading]
    if not labs:
        return _("none yet")
    return ", ".join(sorted(set(labs)))


def _since(version: PracticeVersion) -> str:
    return plain_date(version.started_on) if version.started_on else ""
