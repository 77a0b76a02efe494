"""Which public cards a case looks like while it is written: its text, words, topic.

Only what everybody reads is suggested: other companies' cases are their own business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import cards, dossier, norms, public_looks, register
from blockers.card_enums import PublicStatus
from blockers.enums import ANSWER_LOOKS, LIFTING
from blockers.models import Answer, Blocker, Report
from servindus.search import words_of
from servindus.ui import Badge

MOST = 3
# Shorter words say little of what blocks; one longer word alone says little, too.
SHORTEST, FEWEST_WORDS = 5, 2


@dataclass(frozen=True)
class Alike:
    """A public card that may be the same thing, why, and what lifted it if known."""

    title: str
    href: str
    why: str | Promise
    badge: Badge
    lifted: Badge | None
    ground: str


def alike(report: Report, form: forms.Form, today: date) -> list[Alike]:
    """Give up to three cards for what is typed or was kept, the likeliest first."""
    rows = register.with_state(Blocker.objects.public(), today).select_related("lab")
    found: dict[int, tuple[Any, str | Promise]] = {}
    number = number_of(report, form)
    topic = _said(report, form, "topic")
    for part, why in (
        (_same_text(rows, number), _("cites the same text")),
        (
            _same_words(rows, str(_said(report, form, "title") or "")),
            _("speaks of the same thing"),
        ),
        (_same_topic(rows, topic, report.nature), _("same topic, same kind of rule")),
    ):
        for blocker in part[:MOST] if len(found) < MOST else ():
            found.setdefault(blocker.pk, (blocker, why))
    chosen = list(found.values())[:MOST]
    lifted = _lifted([blocker.pk for blocker, _why in chosen], today)
    return [_alike(blocker, why, lifted.get(blocker.pk)) for blocker, why in chosen]


def number_of(report: Report, form: forms.Form) -> str:
    """Give the number of the text, as it stands in this step's form or in the case."""
    return norms.plain(str(_said(report, form, "norm_identifier") or ""))


def _said(report: Report, form: forms.Form, name: str) -> Any:
    """Give a field as it stands in this step's form, or as the case has it."""
    if name in form.fields:
        return form[name].value()
    return getattr(report, "topic_id" if name == "topic" else name)


def _same_text(rows: QuerySet[Blocker], number: str) -> QuerySet[Blocker]:
    if not number:
        return rows.none()
    # Texts stand on whole cards alone.
    whole = rows.filter(public_status=PublicStatus.FULL)
    return whole.filter(norms__identifier=number).distinct().order_by("-pk")


def _same_words(rows: QuerySet[Blocker], title: str) -> QuerySet[Blocker]:
    words = sorted({word for word in words_of(title) if len(word) >= SHORTEST})
    if len(words) < FEWEST_WORDS:
        return rows.none()
    asked = [SearchQuery(word, config="french") for word in words]
    hits: Any = Value(0)
    for query in asked:
        hit = When(public_search=query, then=Value(1))
        hits = hits + Case(hit, default=Value(0), output_field=IntegerField())
    either = asked[0]
    for query in asked[1:]:
        either = either | query
    # The index finds those with any of the words; the sum is taken of these alone.
    rows = rows.filter(public_search=either).annotate(hits=hits)
    return rows.filter(hits__gte=FEWEST_WORDS).order_by("-hits", "-pk")


def _same_topic(rows: QuerySet[Blocker], topic: Any, nature: str) -> QuerySet[Blocker]:
    topic = str(getattr(topic, "pk", topic) or "")
    if not (topic.isascii() and topic.isdecimal() and len(topic) < 19):
        return rows.none()
    return rows.filter(topic=int(topic), nature=nature).order_by("-pk")


def _lifted(ids: list[int], today: date) -> dict[int, Answer]:
    """Give for each whole card the last public answer that lifts."""
    rows = register.answers_of_cards(today).filter(
        escalation__blocker__in=ids, kind__in=LIFTING
    )
    return {row.escalation.blocker_id: row for row in rows.order_by("pk")}


def _alike(blocker: Any, why: str | Promise, answer: Answer | None) -> Alike:
    lifted, ground = None, ""
    if answer is not None:
        icon, tone = ANSWER_LOOKS[answer.kind]
        lifted = Badge(answer.get_kind_display(), icon, tone)  # type: ignore[arg-type]
        ground = dossier.nameless(_names(answer), _ground(answer))
    return Alike(
        blocker.title,
        public_looks.address(blocker),
        why,
        public_looks.badge(blocker),
        lifted,
        ground,
    )


def _names(answer: Answer) -> list[str]:
    cases: Iterable[Report] = answer.escalation.blocker.cases  # type: ignore[attr-defined]
    return cards.names_of(cases)


def _ground(answer: Answer) -> str:
    """Give what another company can show: the rule, the act, the instruction."""
    return answer.legal_ground or answer.act_reference or answer.instruction
