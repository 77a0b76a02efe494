"""What waits for its turn: since when it is meant, and in which order it leaves."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractDay, Greatest, TruncDate

from matchmaking.enums import CONSENT_DAYS, IntroductionStatus
from matchmaking.models import DecisionMaker, Introduction, StartupProfile
from servindus import clock

S = IntroductionStatus
# What the order is made of, in days of waiting.
NEWCOMER, FIT, SOME_FIT, RECEIVED = 10, 10, 5, 5
HALF_A_YEAR, QUARTER = timedelta(days=182), timedelta(days=90)


def midnight(day: date) -> datetime:
    """Give the moment in Paris at which a day begins."""
    return datetime.combine(day, time.min, tzinfo=clock.PARIS)


def in_order(rows: QuerySet[Introduction], now: datetime) -> QuerySet[Any]:
    """Put each person's queue in its order, with `score`, which anybody can count.

    What the person put off themselves comes first. Then days of waiting, 10 for a
    startup that nobody has met for half a year, up to 10 for the topics, less 5 for
    each of its requests of 90 days; then whoever asked first.
    """
    own = Introduction.objects.filter(startup=OuterRef("startup")).order_by()
    met = own.filter(manager_consent_at__gt=now - HALF_A_YEAR)
    received = (
        own.filter(seat_at__gt=now - QUARTER)
        .values("startup")
        .annotate(n=Count("pk"))
        .values("n")
    )
    today = Value(clock.local_day(now), output_field=DateField())
    waited = today - TruncDate("queued_at", tzinfo=clock.PARIS)
    return rows.annotate(
        score=Coalesce(ExtractDay(waited), Value(0))
        + Case(When(Exists(met), then=Value(0)), default=Value(NEWCOMER))
        + _fit()
        - RECEIVED * Coalesce(Subquery(received, output_field=IntegerField()), Value(0))
    ).order_by(
        "decision_maker",
        F("deferred_until").asc(nulls_last=True),
        "-score",
        "submitted_at",
        "pk",
    )


def _fit() -> Case:
    """How well the startup's topics are those that the person wants to hear of."""
    profiles = StartupProfile.objects.filter(organisation=OuterRef("startup"))
    refused = DecisionMaker.refused_topics.through.objects
    wanted = DecisionMaker.wanted_topics.through.objects
    card = OuterRef("decision_maker")
    of_profile = {"decisionmaker": OuterRef(card)}
    refuses = profiles.filter(topics__in=refused.filter(**of_profile).values("topic"))
    wants = profiles.filter(topics__in=wanted.filter(**of_profile).values("topic"))
    return Case(
        When(Exists(refuses), then=Value(0)),
        When(Exists(wants), then=Value(FIT)),
        When(~Exists(wanted.filter(decisionmaker=card)), then=Value(SOME_FIT)),
        default=Value(0),
        output_field=IntegerField(),
    )


def agreed() -> Greatest:
    """Give the moment from which the startup's consent to leave counts."""
    return Greatest("queued_at", "startup_consent_at")


def queued() -> QuerySet[Any]:
    """Requests that wait for their turn, with the moment from which they are meant."""
    return Introduction.objects.filter(status=S.QUEUED).annotate(agreed=agreed())


def may_leave(today: date) -> QuerySet[Any]:
    """Those of which the startup is not asked first whether they still stand."""
    oldest = midnight(today - timedelta(days=CONSENT_DAYS - 1))
    return queued().filter(agreed__gte=oldest)


def needs_consent(introduction: Introduction, now: datetime) -> bool:
    """Whether it has waited so long that the startup says whether it still stands."""
    waits = introduction.status == S.QUEUED
    return waits and days_meant(introduction, now) >= CONSENT_DAYS


def days_meant(introduction: Introduction, now: datetime) -> int:
    """Give how many days ago the startup last said so; 0 for what does not queue."""
    since = meant_since(introduction)
    return (clock.local_day(now) - since).days if since else 0


def meant_since(introduction: Introduction) -> date | None:
    """Give the day on which the startup last said so; None for what does not queue."""
    queued_at = introduction.queued_at
    if queued_at is None:
        return None
    return clock.local_day(max(queued_at, introduction.startup_consent_at or queued_at))


def is_promised(introduction: Introduction) -> bool:
    """Whether the person named the day: what they put off themselves does not queue.

    The day stays with the request from its return until it has left.
    """
    return introduction.deferred_until is not None
