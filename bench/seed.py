"""Fills a database at a scale: the same rows each time, made by the database.

`scale` is the number of organisations, of sites and of introductions; there are half
as many decision makers, a twentieth of startups, three lines of the journal and one
mail for each introduction, and a meeting for each third of them.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection

from bench import (
    bulk,
    facilities,
    indicators,
    jobs,
    labs,
    meetings,
    people,
    pilots,
    plan,
    practices,
    register,
    witnesses,
    words,
)
from bench.bulk import FIRST_ID
from bench.shares import Share
from bench.store import Watch
from matchmaking.models import (
    DecisionMaker,
    Introduction,
    Meeting,
    SlotOffer,
    StartupProfile,
)
from programmes.models import Lab, Membership, Organisation, Site, Topic
from servindus import clock
from servindus.models import JournalEntry, OutboxEmail, User

ROOMS = (facilities, pilots, jobs, witnesses, plan, register, labs, practices)
TABLES = (
    User,
    Organisation,
    Site,
    Membership,
    StartupProfile,
    DecisionMaker,
    Introduction,
    SlotOffer,
    Meeting,
    JournalEntry,
    OutboxEmail,
    *indicators.TABLES,
    *(table for room in ROOMS for table in room.TABLES),
)
# In which status how many of a hundred introductions are.
STATUSES = Share(
    ("closed", 31), ("declined", 15), ("expired", 12), ("rejected", 8),
    ("withdrawn", 5), ("cancelled", 3), ("sent", 8), ("accepted", 6),
    ("queued", 3), ("deferred", 3), ("needs_info", 2), ("draft", 2),
    ("submitted", 2),
)  # fmt: skip


def fill(scale: int, watch: Watch) -> None:
    """Make everything; an empty migrated database is expected."""
    Seeder(scale, people.make(), clock.now()).run(watch)


def _only(status: str, value: str) -> str:
    """Give the SQL of a value that rows of one status have."""
    return f"CASE WHEN r.status = '{status}' THEN '{value}' ELSE '' END"


# What each request says.
SAID = {
    "subject": "'Prévoir l’arrêt de la ligne ' || r.i % 90",
    "why_you": "'Quatre roulements sur cinq signalés avant la casse, sur des"
    " machines semblables aux vôtres, sans arrêt ni câblage à poser.'",
    "ask": "'trial'",
    "formats": "'[\"video\"]'",
}

# What each room adds, in this order; indicators wait for the indexes.


class Seeder:
    """One filling: how many of each, and since when."""

    def __init__(self, scale: int, cast: people.People, now: datetime) -> None:
        self.scale = scale
        self.cast = cast
        self.now = now
        self.own = people.own_files(scale)
        self.startups = max(scale // 20, 2 * self.own)
        self.plants = scale - self.startups
        self.cards = scale // 2 - 1

    def at_least(self, count: int, least: int) -> int:
        """Give `least` for fewer rows, but at a scale that has no room for them."""
        return max(count, least if self.scale >= people.ROOMY else 1)

    def run(self, watch: Watch) -> None:
        """Fill table after table, then let the planner look at them."""
        with bulk.without_indexes(*TABLES):
            for fill in (
                self.organisations,
                self.sites,
                self.members,
                self.decision_makers,
                self.introductions,
                self.meetings,
                self.journal,
                self.outbox,
            ):
                fill()
                watch.say(fill.__name__.replace("_", " "))
            for room in ROOMS:
                room.fill(self)
                watch.say(room.__name__.removeprefix("bench."))
        watch.say("indexes")
        self.topics()
        indicators.fill(self)
        watch.say("indicators")
        bulk.renumber(*TABLES)
        Session.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def insert(self, model: Any, count: int, values: dict[str, str]) -> None:
        """Insert `count` rows; `i` counts them from 0, `id` is their number."""
        source = f"{self.rows(count)} AS r"
        bulk.insert(model, source, {"id": "r.id", **values}, self.now)

    def rows(self, count: int) -> str:
        """Give the SQL of `count` numbered rows, each with a lab and words."""
        return (
            f"(SELECT i, {FIRST_ID} + i AS id, {words.SQL}, {self.lab()} AS lab"
            f" FROM generate_series(0, {count - 1}) AS i)"
        )

    def topic(self, number: str) -> str:
        """Give the SQL of a topic, by a row's number."""
        ids = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
        return f"(ARRAY{ids})[1 + {number} % {len(ids)}]"

    def lab(self) -> str:
        """Give the SQL of a row's lab, a quarter each."""
        ids = list(Lab.objects.order_by("pk").values_list("pk", flat=True))
        return f"(ARRAY{ids})[1 + i % {len(ids)}]"

    def ago(self, days: str) -> str:
        """Give the SQL of a moment this many days ago."""
        return f"(timestamptz '{self.now.isoformat()}' - ({days}) * interval '1 day')"

    def organisations(self) -> None:
        """One in twenty is a startup, of which one in fifty waits to be confirmed."""
        startup = f"r.i < {self.startups}"
        pending = f"{startup} AND r.i % 50 = 49"
        self.insert(
            Organisation,
            self.scale,
            {
                "kind": f"CASE WHEN {startup} THEN 'startup' ELSE 'industrial' END",
                "name": "r.trade || ' ' || r.proper || r.suffix",
                # Every fifth company is outside of the four territories.
                "lab": f"CASE WHEN {startup} OR r.i % 5 > 0 THEN r.lab END",
                "siren": "lpad((100000000 + r.i)::text, 9, '0')",
                "naf_version": "'nafrev2'",
                "naf_code": "'25.62B'",
                "source": "'bench'",
                "source_id": "r.i::text",
                "status": f"CASE WHEN {pending} THEN 'pending' ELSE 'verified' END",
                "created_at": self.ago("r.i % 400"),
            },
        )

    def sites(self) -> None:
        """Each company has one."""
        self.insert(
            Site,
            self.scale,
            {
                "organisation": "r.id",
                "name": "r.trade || ' ' || r.proper || r.suffix",
                "commune_name": "r.town",
                "postcode": "lpad((1000 + r.i % 94000)::text, 5, '0')",
                "lab": f"CASE WHEN r.i < {self.startups} OR r.i % 5 > 0 THEN r.lab END",
                "naf_version": "'nafrev2'",
                "naf_code": "'25.62B'",
                "source": "'bench'",
                "source_id": "r.i::text",
            },
        )

    def members(self) -> None:
        """A founder for each startup; one in fifty waits."""
        self.insert(
            User,
            self.startups,
            {
                "email": "'founder' || r.i || '@bench.example'",
                "password": "'!'",
                "given_name": "'Ada'",
                "family_name": "r.proper",
            },
        )
        waits = "r.i % 50 = 49"
        self.insert(
            Membership,
            self.startups,
            {
                "user": "r.id",
                "organisation": "r.id",
                "role": "'lead'",
                "status": f"CASE WHEN {waits} THEN 'pending' ELSE 'active' END",
                "started_at": f"CASE WHEN NOT {waits} THEN {self.ago('300')} END",
            },
        )
        self.insert(
            StartupProfile,
            self.startups,
            {
                "organisation": "r.id",
                "pitch": "'Entendre l’usure avant la panne.'",
                "problem": "'Savoir qu’une machine va casser.'",
                "maturity": "'pilot'",
                "status": "'published'",
            },
        )

    def decision_makers(self) -> None:
        """Half of the companies have one; nine in ten can be asked."""
        plant = f"{FIRST_ID + self.startups} + r.i"
        functions = "(ARRAY['management', 'production', 'maintenance', 'rnd'])"
        self.insert(
            DecisionMaker,
            self.cards,
            {
                "organisation": plant,
                "site": plant,
                "lab": "r.lab",
                "given_name": "'Zoé'",
                "family_name": "r.proper",
                "function": f"{functions}[1 + r.i / 7 % 4]",
                "email": "'card' || r.i || '@bench.example'",
                "formats": '\'["video", "on_site"]\'',
                "status": "CASE WHEN r.i % 10 = 9 THEN 'invited' ELSE 'active' END",
                "source_of_contact": "'visit'",
            },
        )

    def topics(self) -> None:
        """Two topics wished for on each card, chosen by its number."""
        through = DecisionMaker.wanted_topics.through._meta.db_table
        ids = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {through} (decisionmaker_id, topic_id)"
                f" SELECT d.id, (ARRAY{ids})[1 + (d.id + n * 3) % {len(ids)}]"
                " FROM matchmaking_decisionmaker d, generate_series(0, 1) AS n"
                " ON CONFLICT DO NOTHING"
            )

    def introductions(self) -> None:
        """The readers' own first, then pairs that never meet twice."""
        cast = self.cast
        number = f"(r.i::bigint * 7919 + r.i / {self.startups})"
        card = f"{FIRST_ID} + {number} % {self.cards}"
        first, second = f"r.i < {self.own}", f"r.i < {2 * self.own}"
        startup = f"{FIRST_ID} + r.i % {self.startups}"
        before = "'draft', 'submitted', 'needs_info', 'rejected'"
        sent = f"r.status NOT IN ({before}, 'queued')"
        values = {
            "id": "r.id",
            "startup": f"CASE WHEN {first} THEN {cast.startup.pk} ELSE {startup} END",
            "requested_by": f"CASE WHEN {first} THEN {cast.founder.pk}"
            f" ELSE {startup} END",
            "decision_maker": f"CASE WHEN {first} THEN {FIRST_ID} + r.i * 3"
            f" % {self.cards} WHEN {second} THEN {cast.card.pk} ELSE {card} END",
            **SAID,
            "status": "r.status",
            "reject_code": _only("rejected", "unclear"),
            "decline_code": _only("declined", "no_need"),
            "startup_consent_at": self.ago("r.age"),
            "startup_consent_text": "'2026-11'",
            "submitted_at": "CASE WHEN r.status <> 'draft'"
            f" THEN {self.ago('r.age')} END",
            "moderate_by": self.day("r.age - 1"),
            "queued_at": f"CASE WHEN {sent} OR r.status = 'queued'"
            f" THEN {self.ago('r.age - 1')} END",
            "expected_on": self.day("r.age - 2"),
            "sent_at": f"CASE WHEN {sent} THEN {self.ago('r.age - 2')} END",
            "seat_at": f"CASE WHEN {sent} THEN {self.ago('r.age - 2')} END",
            "due_on": f"CASE WHEN {sent} THEN {self.day('r.age - 23')} END",
            "deferred_until": "CASE WHEN r.status = 'deferred'"
            f" THEN {self.day('r.age - 60')} END",
            **self._after_yes(),
            "outcome": _only("closed", "trial"),
            "closed_at": f"CASE WHEN r.status = 'closed' THEN {self.ago('1')} END",
            "created_at": self.ago("r.age + 1"),
            "updated_at": self.ago("r.age * 0.9"),
        }
        self._with_cards(values)

    def _after_yes(self) -> dict[str, str]:
        yes = "r.status IN ('accepted', 'closed', 'cancelled')"
        return {
            "answered_at": f"CASE WHEN {yes} THEN {self.ago('r.age - 5')} END",
            "settles_at": f"CASE WHEN {yes} OR r.status = 'declined'"
            f" THEN {self.ago('r.age - 5')} END",
            "manager_consent_at": f"CASE WHEN {yes} THEN {self.ago('r.age - 5')} END",
            "manager_consent_text": f"CASE WHEN {yes} THEN '2026-11' ELSE '' END",
            "contacts_revealed_at": f"CASE WHEN {yes} THEN {self.ago('r.age - 5')} END",
            "slot_due_on": f"CASE WHEN {yes} THEN {self.day('r.age - 19')} END",
        }

    def day(self, days: str) -> str:
        """Give the SQL of a day this many days ago."""
        return f"{self.ago(days)}::date"

    def _with_cards(self, values: dict[str, str]) -> None:
        """Insert introductions; their lab is the decision maker's."""
        # Files in progress are young, the ended ones up to eight months old.
        source = (
            f"(SELECT i, {FIRST_ID} + i AS id, {STATUSES.sql('i')} AS status,"
            " 6 + (i * 11 + i / 240) % 240 AS age"
            f" FROM generate_series(0, {self.scale - 1}) AS i) AS r"
        )
        values["lab"] = (
            "(SELECT d.lab_id FROM matchmaking_decisionmaker d"
            f" WHERE d.id = ({values['decision_maker']}))"
        )
        bulk.insert(Introduction, source, values, self.now)

    def meetings(self) -> None:
        """Held, ahead, or proposed: see there."""
        meetings.fill(self.now, self.own)

    def journal(self) -> None:
        """Three lines for each file: begun, submitted, and what came last."""
        steps = (
            ("draft_introduction", "''", "'draft'", "r.created_at"),
            ("submit_introduction", "'draft'", "'submitted'", "r.created_at"),
            ("approve_introduction", "'submitted'", "r.status", "r.updated_at"),
        )
        for verb, before, after, at in steps:
            bulk.insert(
                JournalEntry,
                "matchmaking_introduction AS r",
                {
                    "at": at,
                    "verb": f"'{verb}'",
                    "object_type": "'matchmaking.introduction'",
                    "object_id": "r.id",
                    "source": before,
                    "target": after,
                    "actor_kind": "'user'",
                    "user": str(self.cast.staff.pk)
                    if verb.startswith("approve")
                    else "r.requested_by_id",
                    "channel": "'portal'",
                },
                self.now,
            )

    def outbox(self) -> None:
        """A mail for each file; one in a hundred waits, one in a hundred failed."""
        sent = "r.id % 100 > 1"
        at = "r.updated_at"
        bulk.insert(
            OutboxEmail,
            "matchmaking_introduction AS r"
            " JOIN servindus_journalentry AS j ON j.object_id = r.id"
            " AND j.verb = 'submit_introduction'"
            " JOIN programmes_lab AS l ON l.id = r.lab_id",
            {
                "kind": "'introduction_submitted'",
                "recipient": "'founder' || r.startup_id || '@bench.example'",
                "cause": "j.id",
                "object_type": "'matchmaking.introduction'",
                "object_id": "r.id",
                "desk": "l.slug",
                "state": f"CASE WHEN {sent} THEN 'sent' WHEN r.id % 100 = 1"
                " THEN 'owed' ELSE 'failed' END",
                "not_before": at,
                "next_try_at": at,
                "attempts": "1",
                "sent_at": f"CASE WHEN {sent} THEN {at} END",
            },
            self.now,
        )
