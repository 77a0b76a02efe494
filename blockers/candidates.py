"""Which blockers of the register a case may be: same text first, then words, topic."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.enums import BLOCKER_OPEN, Verdict
from blockers.models import Blocker, Report
from servindus.search import words_of

MOST = 5
# Words of a title that say little of what blocks.
SHORTEST = 4


@dataclass(frozen=True)
class Candidate:
    """A blocker that a case may belong to, and why it is suggested."""

    blocker: Blocker
    why: str | Promise


def candidates(report: Report) -> list[Candidate]:
    """Give up to five open blockers, likeliest first; "not the same" hides for ever."""
    refused = report.verdicts.filter(verdict=Verdict.NOT_SAME).values("blocker")
    rows = (
        Blocker.objects.filter(status__in=[str(s) for s in BLOCKER_OPEN])
        .exclude(pk__in=refused)
        .select_related("lab")
        .annotate(cases=Count("reports"))
    )
    found: dict[int, Candidate] = {}
    for part, why in (
        (_same_text(report, rows), _("cites the same text")),
        (_same_words(report, rows), _("speaks of the same thing")),
        (_same_topic(report, rows), _("same topic, same kind of rule")),
    ):
        for blocker in part[:MOST]:
            found.setdefault(blocker.pk, Candidate(blocker, why))
    return list(found.values())[:MOST]


def _same_text(report: Report, rows: QuerySet[Blocker]) -> QuerySet[Blocker]:
    number = report.norm_identifier
    if not number:
        return rows.none()
    cited = Q(norms__identifier=number) | Q(reports__norm_identifier=number)
    ids = Blocker.objects.filter(cited).values("pk")
    return rows.filter(pk__in=ids).order_by("-pk")


def _same_words(report: Report, rows: QuerySet[Blocker]) -> QuerySet[Blocker]:
    words = [w for w in words_of(report.title) if len(w) >= SHORTEST]
    if not words:
        return rows.none()
    query = SearchQuery(" | ".join(words), config="french", search_type="raw")
    ranked = rows.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    return ranked.order_by("-rank", "-pk")


def _same_topic(report: Report, rows: QuerySet[Blocker]) -> QuerySet[Blocker]:
    if report.topic_id is None:
        return rows.none()
    return rows.filter(topic=report.topic_id, nature=report.nature).order_by("-pk")
