"""A startup's digest: what it owes, where its requests are, who is new to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import enums, looks, rules
from matchmaking.enums import Side
from matchmaking.models import DecisionMaker, Introduction, Meeting, StartupProfile
from matchmaking.people import status_seen
from matchmaking.turns import last_meeting, turn
from programmes import rules as frame
from programmes.models import Topic
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import clock_time, short_date

S = enums.IntroductionStatus
TONES = {"on_time": "ok", "due_soon": "warn", "late": "bad", "paused": "hold"}
# An answer is news when it has settled, minutes after the row has changed.
SETTLING = timedelta(days=1)
MOST_NEEDS, MOST_NEW = 5, 100
# Where a startup may have something to do; all others wait for somebody else.
MAY_WAIT = (S.DRAFT, S.NEEDS_INFO, S.QUEUED, S.ACCEPTED)
# What a line says of somebody who can be asked.
CARD_FIELDS = (
    *("public_id", "informed_at", "given_name", "family_name", "function"),
    *("name_visible", "organisation__name", "site__commune_name"),
)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each reader's requests, in the same statements for all of them."""
    if not readers:
        return {}
    ids = {reader.email: rules.startup_ids(reader.user) for reader in readers}
    every = {pk for found in ids.values() for pk in found}
    first = min(reader.since for reader in readers) - SETTLING
    rows = Introduction.objects.filter(startup__in=every).told()
    rows = rows.filter(Q(status__in=enums.OPEN) | Q(updated_at__gte=first))
    by_startup: dict[int, list[Introduction]] = {}
    for row in rows.as_rows().with_turns(now).order_by("next_on", "pk"):
        by_startup.setdefault(row.startup_id, []).append(row)
    needs = _Needs(every, min(reader.since for reader in readers))
    return {
        reader.email: Part(
            [
                *_sections(
                    reader, [r for pk in own for r in by_startup.get(pk, [])], now
                ),
                *needs.sections(own, reader.since),
            ]
        )
        for reader in readers
        if (own := ids[reader.email])
    }


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those with a request that may wait for them or has moved, or new people.

    Whoever stands in a file in another way too is asked in full.
    """
    if not readers:
        return set()
    ids = {reader.email: rules.startup_ids(reader.user) for reader in readers}
    every = {pk for found in ids.values() for pk in found}
    since = min(reader.since for reader in readers)
    moved = Q(updated_at__gt=since) | Q(settles_at__gt=since, settles_at__lte=now)
    rows = Introduction.objects.filter(
        Q(status__in=MAY_WAIT) | moved, startup__in=every
    )
    some = set(rows.order_by().values_list("startup", flat=True).distinct())
    some |= _with_news(every, since)
    users = [reader.user for reader in readers if reader.user]
    cards = DecisionMaker.objects.filter(user__in=users)
    others = set(cards.values_list("user", flat=True))
    return {
        reader.email
        for reader in readers
        if ids[reader.email] & some
        or reader.user is None
        or reader.user.pk in others
        or frame.organisation_ids(reader.user) - ids[reader.email]
    }


def _with_news(startups: set[int], since: datetime) -> set[int]:
    """Give the startups to whose topics somebody has come."""
    topics = _topics_of(startups)
    if not topics:
        return set()
    cards = [card.pk for card in _newest(since).only("pk")]
    rows = DecisionMaker.wanted_topics.through.objects.filter(decisionmaker__in=cards)
    wanted = set(rows.values_list("topic", flat=True))
    return {startup for startup, found in topics.items() if found & wanted}


def _topics_of(startups: set[int]) -> dict[int, set[int]]:
    """Give the topics of these startups, of those that have any."""
    rows = StartupProfile.objects.filter(organisation__in=startups)
    topics: dict[int, set[int]] = {}
    for startup, topic in rows.exclude(topics=None).values_list(
        "organisation", "topics"
    ):
        topics.setdefault(startup, set()).add(topic)
    return topics


def _newest(since: datetime) -> QuerySet[DecisionMaker]:
    """Give the latest who can be asked since."""
    rows = DecisionMaker.objects.askable().filter(informed_at__gt=since)
    return rows.order_by("-informed_at", "pk")[:MOST_NEW]


def _sections(
    reader: Reader, rows: Sequence[Introduction], now: datetime
) -> list[Section]:
    waiting, coming, going, ended = [], [], [], []
    for row in rows:
        line = line_of(row, reader, now)
        if line.waits:
            waiting.append(line)
        elif _meeting(row, now) is not None:
            coming.append(line)
        elif status_seen(row, reader.user, now) in enums.OPEN:
            going.append(line)
        elif line.is_news:
            ended.append(line)
    found = (
        (_("Waits for you"), waiting),
        (_("Meetings"), coming),
        (_("Your requests"), going),
        (_("What came of it"), ended),
    )
    return [Section(title, lines) for title, lines in found if lines]


def _meeting(row: Introduction, now: datetime) -> Meeting | None:
    """Give the meeting that is to come: nobody has anything to do before it."""
    meeting = last_meeting(row) if row.status == S.ACCEPTED else None
    return meeting if meeting is not None and meeting.ends_at > now else None


def line_of(row: Introduction, reader: Reader, now: datetime) -> Line:
    """Give one request as a reader with an account may know it."""
    assert reader.user is not None
    strip = turn(row, reader.user, now)
    shown = looks.row_of(row, reader.user, now, strip)
    seen = status_seen(row, reader.user, now)
    line = Line(
        title=shown.title,
        url=settings.PUBLIC_URL + shown.href,
        text=shown.sub,
        when=shown.when,
        label=S(seen).label,
        due=shown.due,
        is_news=_has_moved(row, seen, reader.since, now),
    )
    if meeting := _meeting(row, now):
        when = f"{short_date(meeting.starts_at)}, {clock_time(meeting.starts_at)}"
        return replace(line, when=when, label=_("Confirmed"), tone="ok")
    kind = strip.clock.kind if strip and strip.clock else ""
    line = replace(line, tone=TONES.get(kind, ""))
    if strip is None or not strip.mine:
        return line
    return replace(line, text=_owed(row), waits=True, is_late=kind == "late")


def _owed(row: Introduction) -> str:
    """Say to the startup what it is to do: a file tells it of a third person."""
    if row.status == S.DRAFT:
        return _("Finish the request and submit it.")
    if row.status == S.QUEUED:
        return _("Say whether the request still stands.")
    if row.status == S.NEEDS_INFO:
        reworded = _("Agree to the wording that the lab proposes, or change it.")
        other = _("Complete the request and submit it again.")
        return reworded if row.is_reworded else other
    if last_meeting(row) is not None:
        return _("Say how the meeting went.")
    if Side.MANAGER in row.offered:  # type: ignore[attr-defined]
        return _("Choose one of the times that the company proposes.")
    return _("Propose times to meet.")


def _has_moved(row: Introduction, seen: str, since: datetime, now: datetime) -> bool:
    """Whether something that the reader may know has happened since."""
    if seen != row.status:
        return False
    settled = row.settles_at if row.status in enums.UNDOABLE else None
    moved = max(row.updated_at, settled) if settled else row.updated_at
    return since < moved <= now


class _Needs:
    """People who can be asked since, with the topics that they want to hear of."""

    def __init__(self, startups: set[int], since: datetime) -> None:
        self.topics = _topics_of(startups)
        self.cards: list[tuple[DecisionMaker, dict[int, Topic]]] = []
        if not self.topics:
            return
        found = (
            _newest(since)
            .select_related("organisation", "site")
            .only(*CARD_FIELDS)
            .prefetch_related("wanted_topics")
        )
        # Once for all startups: each asks for the topics of every card.
        self.cards = [
            (card, {topic.pk: topic for topic in card.wanted_topics.all()})
            for card in found
        ]

    def sections(self, startups: set[int], since: datetime) -> list[Section]:
        """Give those who want to hear of a topic of these startups."""
        topics = {pk for startup in startups for pk in self.topics.get(startup, ())}
        lines: list[Line] = []
        for card, wanted in self.cards:
            if card.informed_at is None or card.informed_at <= since:
                # The others have been told of even longer ago.
                break
            if common := [topic for pk, topic in wanted.items() if pk in topics]:
                lines.append(_need(card, common))
            if len(lines) == MOST_NEEDS:
                break
        return [Section(_("New on your topics"), lines)] if lines else []


def _need(card: DecisionMaker, common: Sequence[Topic]) -> Line:
    path = reverse("matchmaking:decision_maker_detail", args=[card.public_id])
    return Line(
        title=f"{card.place}, {card.public_name}",
        url=settings.PUBLIC_URL + path,
        text=", ".join(str(topic) for topic in common),
    )
