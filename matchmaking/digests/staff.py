"""A lab's digest: what is late, to read, to call, and its figures once a week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking.enums import IntroductionStatus, Outcome
from matchmaking.figures import lab_pace
from matchmaking.models import Introduction
from programmes import rules as frame
from programmes.models import Lab
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.kept import kept
from servindus.templatetags.servindus import short_date

S = IntroductionStatus
MOST = 8
MONDAY = 1
NOT_MET = (Outcome.NOT_MET, Outcome.UNKNOWN)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each colleague the lab's queue; leads get the figures on Mondays."""
    found: dict[str, Part] = {}
    for reader in readers:
        assert reader.user is not None
        labs = frame.lab_ids(reader.user)
        sections = [*_to_read(reader, labs, now), *_to_call(labs)]
        leads = frame.lab_ids(reader.user, lead=True)
        local = now.astimezone(ZoneInfo(reader.subscriber.zone))
        if leads and local.isoweekday() == MONDAY:
            sections += _figures(leads, now)
        found[reader.email] = Part(sections)
    return found


def _desk(query: str = "") -> str:
    path = reverse("admin:matchmaking_introduction_changelist")
    return f"{settings.PUBLIC_URL}{path}{query}"


def _change(row: Introduction) -> str:
    path = reverse("admin:matchmaking_introduction_change", args=[row.pk])
    return settings.PUBLIC_URL + path


def _to_read(reader: Reader, labs: set[int], now: datetime) -> list[Section]:
    """Give what waits to be read, most urgent first; not what one may not decide."""
    today = clock.local_day(now)
    rows: Any = Introduction.objects.filter(lab__in=labs).with_people().to_moderate()
    found = list(rows[: MOST + 1])
    lines = [
        Line(
            title=row.subject or row.reference,
            url=_change(row),
            text=f"{row.startup.name} → {row.decision_maker.place}",
            when=short_date(row.moderate_by),
            label=_("late") if row.moderate_by and row.moderate_by < today else "",
            tone="bad",
            due=row.moderate_by,
            waits=reader.user.has_perm("matchmaking.approve_introduction", row),  # type: ignore[union-attr]
            is_late=row.moderate_by is not None and row.moderate_by < today,
            button=_("Read and decide"),
        )
        for row in found[:MOST]
    ]
    more = _("More wait in the queue.") if len(found) > MOST else ""
    return [Section(_("To read"), lines, more, _desk())] if lines else []


def _to_call(labs: set[int]) -> list[Section]:
    rows = Introduction.objects.filter(lab__in=labs, flagged_at__isnull=False)
    found = list(rows.with_people().order_by("flagged_at", "pk")[: MOST + 1])
    lines = [
        Line(
            title=f"{row.decision_maker.full_name}, {row.decision_maker.place}",
            url=_change(row),
            text=f"{row.startup.name} · {row.subject}",
            when=short_date(row.due_on),
            due=row.due_on,
            waits=True,
            button=_("Open the file"),
        )
        for row in found[:MOST]
    ]
    more = _("More wait in the list of calls.") if len(found) > MOST else ""
    return (
        [Section(_("To call"), lines, more, _desk("?file=a-appeler"))] if lines else []
    )


def _figures(leads: set[int], now: datetime) -> list[Section]:
    """Give the way of the requests of 90 days, what was promised, and all labs."""
    lines = []
    pace = lab_pace(leads, now)
    if pace.total:
        words = _("%(kept)d of %(all)d read within one working day")
        path = reverse("admin:matchmaking_introduction_figures")
        lines.append(
            Line(
                title=_("Promise of one working day"),
                url=settings.PUBLIC_URL + path,
                text=words % {"kept": pace.kept, "all": pace.total},
                is_news=False,
            )
        )
    lines += _labs(leads, now)
    return [Section(_("Figures of the week"), lines)]


@dataclass(frozen=True)
class Funnel:
    """How many requests were made, met with a yes, and led to a meeting."""

    sent: int = 0
    yes: int = 0
    met: int = 0


def _counted() -> dict[int, Funnel]:
    """Count the requests of every lab, whatever its colleagues may read of them."""
    rows = (
        Introduction.objects.order_by()
        .values_list("lab")
        .annotate(
            sent=Count("pk", filter=Q(submitted_at__isnull=False)),
            yes=Count("pk", filter=Q(status__in=[S.ACCEPTED, S.CLOSED])),
            met=Count("pk", filter=Q(status=S.CLOSED) & ~Q(outcome__in=NOT_MET)),
        )
    )
    return {lab: Funnel(*counts) for lab, *counts in rows}


def _labs(leads: set[int], now: datetime) -> list[Line]:
    """Give the same three numbers of each lab, one's own first, then by name."""
    counted = kept("matchmaking:funnels", now, _counted)[1]
    labs = sorted(Lab.objects.order_by("name"), key=lambda lab: lab.pk not in leads)
    words = _("requests: %(sent)d, yes: %(yes)d, meetings: %(met)d")
    return [
        Line(
            title=lab.name,
            url=_desk(),
            text=words % vars(counted.get(lab.pk, Funnel())),
            is_news=False,
        )
        for lab in labs
    ]
