"""A decision maker's digest: what waits, each answered by its link; what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matchmaking import enums, waiting
from matchmaking.models import Absence, AnswerLink, DecisionMaker, Introduction, Meeting
from matchmaking.notifications.introductions import UNREACHED
from programmes.notifications import sender_of
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.notifications import Sender
from servindus.templatetags.servindus import clock_time, short_date

S = enums.IntroductionStatus
M = enums.MeetingStatus
# What a line says of a request: whole, its tables have eighty columns.
FILE_FIELDS = (
    *("public_id", "decision_maker", "subject", "status", "due_on", "closed_at"),
    *("outcome", "startup__name"),
)
CARD_FIELDS = (
    *("email", "lab__code", "lab__name", "lab__contact_email"),
    "lab__operator__name",
)


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each decision maker's requests, in the same statements for all of them.

    Whoever is away is asked nothing; meetings are told all the same.
    """
    cards = _cards(readers)
    if not cards:
        return {}
    since = min(reader.since for reader in readers)
    found = _Files([card.pk for card in cards.values()], since, now)
    return {
        reader.email: Part(found.sections(card.pk, reader), card.sender)
        for reader in readers
        if (card := cards.get(reader.email))
    }


def may_tell(readers: Sequence[Reader], now: datetime) -> set[str]:
    """Give those with a request that may wait, a meeting, or one that ended since."""
    if not readers:
        return set()
    since = min(reader.since for reader in readers)
    booked = Meeting.objects.filter(
        introduction=OuterRef("pk"), status=M.BOOKED, span__endswith__gt=now
    )
    live = Q(status__in=(S.SENT, S.ACCEPTED)) | Exists(booked)
    ended = Q(status=S.CLOSED, closed_at__gt=since)
    rows = Introduction.objects.filter(
        live | ended, decision_maker__in=_cards_of(readers).values("pk")
    )
    emails = rows.order_by().annotate(folded=Lower("decision_maker__email"))
    return set(emails.values_list("folded", flat=True))


class _Card(NamedTuple):
    """What is needed of a decision maker."""

    pk: int
    sender: Sender


def _cards_of(readers: Sequence[Reader]) -> QuerySet[DecisionMaker]:
    emails = [reader.email for reader in readers]
    rows = DecisionMaker.objects.alias(folded=Lower("email"))
    return rows.filter(folded__in=emails).exclude(status__in=UNREACHED)


def _cards(readers: Sequence[Reader]) -> dict[str, _Card]:
    """Give each reader's card, by address."""
    rows = _cards_of(readers).select_related("lab__operator").only(*CARD_FIELDS)
    return {row.email.lower(): _Card(row.pk, sender_of(row.lab)) for row in rows}


class _Files:
    """The files of many people, by person."""

    def __init__(self, cards: Sequence[int], since: datetime, now: datetime) -> None:
        self.now, self.in_portal = now, False
        today = clock.local_day(now)
        self.away = set(
            Absence.objects.on(today)
            .filter(decision_maker__in=cards)
            .values_list("decision_maker", flat=True)
        )
        rows = Introduction.objects.filter(decision_maker__in=cards)
        asked = waiting.asked().filter(decision_maker__in=cards)
        choose = waiting.for_manager_to_choose(now).filter(decision_maker__in=cards)
        self.answer = _by_card(asked)
        self.choose = _by_card(choose)
        ended = rows.filter(status=S.CLOSED, closed_at__gt=since)
        self.ended = _by_card(ended)
        self.meetings: dict[int, list[Meeting]] = {}
        booked = Meeting.objects.filter(
            Q(introduction__decision_maker__in=cards),
            status=M.BOOKED,
            span__endswith__gt=now,
        )
        booked = booked.select_related("introduction__startup").order_by("span")
        for one in booked.only("span", *(f"introduction__{f}" for f in FILE_FIELDS)):
            self.meetings.setdefault(one.introduction.decision_maker_id, []).append(one)
        self.links = self._links()

    def _links(self) -> dict[int | None, AnswerLink]:
        """Give the links that open these files to whoever has no account."""
        groups = (self.answer, self.choose, self.ended)
        told = {row.pk for group in groups for rows in group.values() for row in rows}
        told |= {one.introduction_id for few in self.meetings.values() for one in few}
        links = AnswerLink.objects.filter(
            introduction__in=told, revoked_at=None, expires_at__gt=self.now
        )
        return {link.introduction_id: link for link in links.order_by("pk")}

    def sections(self, card: int, reader: Reader) -> list[Section]:
        """Give one person's sections."""
        since = reader.since
        self.in_portal = reader.in_portal
        asked = [] if card in self.away else self.answer.get(card, [])
        choose = [] if card in self.away else self.choose.get(card, [])
        waits = [self._to_answer(row) for row in asked]
        waits += [self._to_choose(row) for row in choose]
        meetings = [self._meeting(one) for one in self.meetings.get(card, [])]
        ended = [
            self._line(row, label=row.get_outcome_display())
            for row in self.ended.get(card, [])
            if row.closed_at is not None and row.closed_at > since
        ]
        found = (
            (_("Waits for you"), waits),
            (_("Meetings"), meetings),
            (_("What came of earlier meetings"), ended),
        )
        return [Section(title, lines) for title, lines in found if lines]

    def _line(self, row: Introduction, **more: object) -> Line:
        link = None if self.in_portal else self.links.get(row.pk)
        address = link.url() if link else settings.PUBLIC_URL + row.get_absolute_url()
        return Line(
            title=f"{row.startup.name} · {row.subject}",
            url=address,
            **more,  # type: ignore[arg-type]
        )

    def _to_answer(self, row: Introduction) -> Line:
        assert row.due_on is not None
        days = (row.due_on - clock.local_day(self.now)).days
        words = ngettext("One day is left.", "%(n)d days are left.", days) % {"n": days}
        return self._line(
            row,
            text=words if days > 0 else _("The last day to answer is here."),
            when=short_date(row.due_on),
            label=_("to answer"),
            due=row.due_on,
            waits=True,
            button=_("Read and answer"),
        )

    def _to_choose(self, row: Introduction) -> Line:
        return self._line(
            row,
            text=_("Times to meet are proposed to you."),
            waits=True,
            button=_("Choose a time"),
        )

    def _meeting(self, one: Meeting) -> Line:
        return self._line(
            one.introduction,
            text=_("Meeting"),
            when=f"{short_date(one.starts_at)}, {clock_time(one.starts_at)}",
            label=_("Confirmed"),
            tone="ok",
            due=clock.local_day(one.starts_at),
        )


def _by_card(rows: QuerySet[Introduction]) -> dict[int, list[Introduction]]:
    found: dict[int, list[Introduction]] = {}
    for row in rows.select_related("startup").only(*FILE_FIELDS):
        found.setdefault(row.decision_maker_id, []).append(row)
    return found
