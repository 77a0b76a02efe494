"""Introductions in people's words: which rows a reader sees, and how."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from matchmaking import rules
from matchmaking.enums import (
    CONSENT_DAYS,
    DRAFT_KEPT,
    OPEN,
    TO_CONFIRM,
    UNDOABLE,
    WAITING,
    IntroductionStatus,
    Origin,
)
from programmes import rules as frame
from servindus import clock
from servindus.actors import ActorKind
from servindus.models import JournalEntry
from servindus.search import prefix_query

if TYPE_CHECKING:
    from matchmaking.models.introduction import Introduction  # noqa: F401
    from servindus.models import User

S = IntroductionStatus
# What a row of a list shows of a file, and what the rules ask of it.
ROW_FIELDS = (
    *("public_id", "subject", "status", "origin", "next_on", "updated_at"),
    *("settles_at", "sent_at", "due_on", "moderate_by", "expected_on"),
    *("deferred_until", "queued_at", "startup_consent_at"),
    *("answered_at", "appealed_at", "moderator_id", "refused_by_id", "noted_by_id"),
    *("startup__name", "startup__kind", "startup__is_fictitious", "startup__lab_id"),
    *("lab__code", "lab__name", "lab__operator__name"),
    *("requested_by__given_name", "requested_by__family_name"),
    *(
        f"decision_maker__{name}"
        for name in (
            *("given_name", "family_name", "function", "name_visible", "user_id"),
            *("organisation__name", "organisation__kind", "site__commune_name"),
        )
    ),
)
# What no page of a file says of the companies and people in it; who asks all the same
# gets it by a query of its own.
_OF_COMPANY = (
    *("created_at", "acronym", "siren", "parent", "naf_version", "naf_code"),
    *("headcount_band", "created_on", "closed_on", "website", "source", "source_id"),
    *("source_date", "left_source_on", "refusal", "settled_fields", "sort_name"),
    *("search", "name_key", "acronym_key"),
)
_OF_SITE = (
    *("created_at", "updated_at", "siret", "naf_version", "naf_code", "source"),
    *("source_id", "source_date", "left_source_on", "sort_name", "search", "words"),
)
_OF_PERSON = ("password", "last_login", "date_joined")
UNREAD = (
    "words",
    *(f"decision_maker__{name}" for name in ("sort_name", "words", "source_note")),
    *(
        f"{table}__{name}"
        for table, names in (
            ("startup", _OF_COMPANY),
            ("lab__operator", _OF_COMPANY),
            ("decision_maker__organisation", _OF_COMPANY),
            ("decision_maker__site", _OF_SITE),
            ("requested_by", _OF_PERSON),
            ("moderator", _OF_PERSON),
        )
        for name in names
    ),
)


def _unsettled(now: datetime) -> Q:
    """Answers that may still be taken back: nobody else has heard of them."""
    return Q(settles_at__gt=now, status__in=[str(status) for status in UNDOABLE])


def to_confirm(now: datetime) -> Q:
    """What has waited for so long that the startup says whether it still stands."""
    day = clock.local_day(now) - timedelta(days=CONSENT_DAYS - 1)
    oldest = datetime.combine(day, time.min, tzinfo=clock.PARIS)
    given = Q(startup_consent_at=None) | Q(startup_consent_at__lt=oldest)
    return Q(given, status=S.QUEUED, queued_at__lt=oldest)


def _card_of(user: "User") -> Coalesce:
    """Give the reader's own card as one value: a join would keep indexes from use.

    Never NULL: whoever has no card would else be neither told nor kept from knowing.
    """
    cards = apps.get_model("matchmaking.DecisionMaker")._base_manager
    return Coalesce(Subquery(cards.filter(user=user).values("pk")[:1]), Value(0))


def _meetings() -> Prefetch:
    """Meetings with the sides that have told how each went."""
    meeting = apps.get_model("matchmaking.Meeting")
    report = apps.get_model("matchmaking.MeetingReport")
    told = report._base_manager.filter(meeting=OuterRef("pk")).values("side")
    return Prefetch(
        "meetings", meeting._base_manager.annotate(told=ArraySubquery(told))
    )


def _hidden(user: "User", now: datetime) -> Q:
    """Answers that this reader may not know yet.

    Only the lab that moderates and the person who answered know them at once.
    """
    knows = Q(decision_maker=_card_of(user))
    if labs := frame.lab_ids(user):
        knows |= Q(lab__in=labs) & ~Q(startup__in=rules.startup_ids(user))
    return _unsettled(now) & ~knows


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions in people's words."""

    found_by = "words"

    def _told(self) -> Q:
        """A request passed on is no news before the answer behind it has settled."""
        settled = self.model._base_manager.filter(
            redirected_to=OuterRef("pk"), settles_at__lte=clock.now()
        )
        return ~Q(origin=Origin.REDIRECT) | Exists(settled)  # type: ignore[return-value]

    def told(self) -> "IntroductionQuerySet":
        """Those that the startup may know of."""
        return self.filter(self._told())

    def visible_to(self, user: "User") -> "IntroductionQuerySet":
        """What this person may see; drafts are the startup's alone."""
        told = self._told()
        wanted = Q(decision_maker=_card_of(user), sent_at__isnull=False)
        if own := rules.startup_ids(user):
            wanted |= Q(startup__in=own) & told
        if frame.is_programme_admin(user):
            wanted |= ~Q(status=S.DRAFT)
        elif labs := frame.lab_ids(user):
            wanted |= (Q(lab__in=labs) | Q(startup_lab__in=labs) & told) & ~Q(
                status=S.DRAFT
            )
        return self.filter(wanted)

    def with_people(self) -> "IntroductionQuerySet":
        """Everything that a row of a list names, in the same query."""
        return self.select_related(
            "startup",
            "lab",
            "requested_by",
            "moderator",
            "decision_maker__organisation",
            "decision_maker__site",
        )

    def as_file(self) -> "IntroductionQuerySet":
        """Everything that the page of a file says, in the same query, and no more."""
        return self.with_people().select_related("lab__operator").defer(*UNREAD)

    def as_rows(self) -> "IntroductionQuerySet":
        """Everything that a row of a list names, in the same query, and no more.

        Whole, the eight tables have 150 columns: to write and to read them took a third
        of a list's time.
        """
        return self.select_related(
            "startup",
            "lab__operator",
            "requested_by",
            "decision_maker__organisation",
            "decision_maker__site",
        ).only(*ROW_FIELDS)

    def with_meetings(self) -> "IntroductionQuerySet":
        """Meetings, with which sides have told about each.

        Proposed times are read only while one is to be chosen.
        """
        return self.prefetch_related(_meetings())

    def with_turns(self, now: datetime) -> "IntroductionQuerySet":
        """What a list needs to say whose turn it is, in one query more."""
        slot = apps.get_model("matchmaking.SlotOffer")
        offered = slot._base_manager.filter(
            introduction=OuterRef("pk"), status="offered", span__startswith__gt=now
        )
        sides = ArraySubquery(offered.values("proposed_by").distinct())
        return self.with_wording().annotate(offered=sides).prefetch_related(_meetings())

    def with_wording(self) -> "IntroductionQuerySet":
        """Whether another wording waits for the startup, in the same query."""
        rewording = apps.get_model("matchmaking.Rewording")
        waiting = rewording._base_manager.filter(
            introduction=OuterRef("pk"), agreed_at=None, void_at=None
        )
        return self.annotate(reworded=Exists(waiting))

    def with_absences(self) -> "IntroductionQuerySet":
        """The days on which the person asked is away, in the same query."""
        absence = apps.get_model("matchmaking.Absence")
        rows = absence._base_manager.filter(decision_maker=OuterRef("decision_maker"))
        span = Func(
            F("first_day"),
            F("last_day"),
            Value("[]"),
            function="daterange",
            output_field=DateRangeField(),
        )
        spans = rows.order_by("first_day").annotate(span_=span).values("span_")
        return self.annotate(away=ArraySubquery(spans))

    def matching(self, text: str) -> "IntroductionQuerySet":
        """Those between whose two companies' names these words or beginnings are."""
        query = prefix_query(text)
        return self.filter(words=query) if query else self

    def open(self, now: datetime) -> "IntroductionQuerySet":
        """Those that still go on; an answer that may be taken back is no end."""
        return self.filter(Q(status__in=OPEN) | _unsettled(now))

    def as_seen_by(self, user: "User", now: datetime) -> "IntroductionQuerySet":
        """Annotate `seen`: an answer that may still be taken back is no news.

        What the startup must confirm is told apart from what is queued.
        """
        return self.annotate(
            seen=Case(
                When(_hidden(user, now), then=Value(str(S.SENT))),
                When(to_confirm(now), then=Value(TO_CONFIRM)),
                default=F("status"),
                output_field=CharField(),
            )
        )

    def seen_as(
        self, statuses: "Iterable[str]", user: "User", now: datetime
    ) -> "IntroductionQuerySet":
        """Keep what this reader sees under these statuses.

        The status itself is asked, not `seen`: the planner knows how many rows have
        which status, and nothing of an expression.
        """
        wanted, hidden = [str(status) for status in statuses], _hidden(user, now)
        kept = Q(status__in=wanted) & ~hidden
        if rules.startup_ids(user):
            if TO_CONFIRM in wanted:
                kept |= to_confirm(now)
            elif S.QUEUED in wanted:
                kept &= ~to_confirm(now)
        return self.filter(kept | hidden if S.SENT in wanted else kept)

    def counts_as_seen(self) -> dict[str, int]:
        """Count by the status that `as_seen_by` shows, in one query."""
        rows = self.order_by().values("seen")
        return {row["seen"]: row["n"] for row in rows.annotate(n=Count("pk"))}

    def waiting(self, now: datetime) -> "IntroductionQuerySet":
        """Those that wait for somebody's answer, as far as the startup knows."""
        return self.filter(Q(status__in=WAITING) | _unsettled(now)).exclude(
            redirected_from__settles_at__gt=now
        )

    def abandoned(self, now: datetime) -> "models.QuerySet[Any]":
        """Drafts whose startup has done nothing with them for a month.

        The row's own moment tells of the platform's reminders too.
        """
        last = now - timedelta(days=DRAFT_KEPT)
        drafts = self.filter(status=S.DRAFT, created_at__lte=last)
        return drafts.touched().filter(touched__lte=last)

    def touched(self) -> "models.QuerySet[Any]":
        """Annotate `touched`: when a person, and not a timer, last did something."""
        own = JournalEntry.objects.filter(
            object_type=self.model._meta.label_lower, object_id=OuterRef("pk")
        ).exclude(actor_kind=ActorKind.SYSTEM)
        last = Subquery(own.order_by("-at").values("at")[:1])
        return self.annotate(touched=Greatest("created_at", last))

    def to_moderate(self) -> "IntroductionQuerySet":
        """The moderators' queue, most urgent first."""
        return self.filter(status=S.SUBMITTED).order_by("moderate_by", "pk")

    def submitted_in_month(self, moment: datetime) -> "IntroductionQuerySet":
        """First submissions in the month, in Paris, of this moment.

        What a colleague passed on was submitted once already.
        """
        local = moment.astimezone(clock.PARIS)
        start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return self.filter(submitted_at__gte=start, submitted_at__lte=moment).exclude(
            origin=Origin.REDIRECT
        )
