"""Fills the register of blockers at the scale: `scale` cases, a fifth of blockers.

Half of the dossiers are with the liaison's authority; each answered one holds one
answer, which promises something that is still open or in force, with the site's word.
"""

from typing import Any

from bench import bulk, clocks
from bench.bulk import FIRST_ID
from bench.shares import Share
from blockers.models import (
    Answer,
    Ask,
    Blocker,
    Clock,
    Commitment,
    Escalation,
    Measure,
    NormReference,
    Report,
    Verification,
)
from servindus.models import JournalEntry

TABLES = (
    *(Blocker, Report, NormReference, Ask, Escalation, Clock),
    *(Answer, Commitment, Measure, Verification),
)
# One blocker for so many cases, one text of so many that are cited.
CASES, TEXTS = 5, 400
BLOCKERS = Share(
    ("qualifying", 12), ("qualified", 10), ("escalated", 22), ("answered", 8),
    ("implementing", 16), ("verifying", 8), ("closed", 24),
)  # fmt: skip
REPORTS = Share(
    ("attached", 72), ("submitted", 6), ("needs_info", 4), ("declined", 10),
    ("draft", 4), ("withdrawn", 4),
)  # fmt: skip
WITH_STATE = Share(("sent", 30), ("acknowledged", 50), ("in_review", 20))
KINDS = Share(("lifted", 40), ("derogation", 30), ("practice_corrected", 30))
SHOWN = Share(("hidden", 40), ("listed", 30), ("full", 30))


def fill(seeder: Any) -> None:
    """Make the whole register: cases, blockers, dossiers, answers, what follows."""
    register = Register(seeder)
    register.blockers()
    register.reports()
    clocks.of_reports(register.now)
    register.asks()
    register.escalations()
    register.journal()
    register.answers()
    register.follow_up()


class Register:
    """One filling of the register, after the companies and the people."""

    def __init__(self, seeder: Any) -> None:
        self.seeder, self.now, self.cast = seeder, seeder.now, seeder.cast
        self.count = max(seeder.scale // CASES, 1)
        self.ago, self.day = seeder.ago, seeder.day

    def blockers(self) -> None:
        """Each lab leads a quarter; what was answered has its outcome once closed."""
        later = "r.status NOT IN ('qualifying')"
        closed = "r.status = 'closed'"
        public = "r.shown <> 'hidden'"
        status, shown = BLOCKERS.sql("i"), SHOWN.sql("i * 7 + i / 100")
        source = (
            f"(SELECT b.*, {status} AS status, {shown} AS shown,"
            f" 20 + i * 13 % 300 AS age FROM {self.seeder.rows(self.count)} AS b) AS r"
        )
        values = {
            "id": "r.id",
            "lab": "r.lab",
            "year": "2026",
            "number": "r.id",
            "title": "r.trade || ' : ' || r.proper || ' attend une autorisation'",
            "public_summary": "'Un circuit fermé est traité comme un rejet.'",
            "summary": "'L’inspection lit le texte à la lettre.'",
            "nature": "'text_regulatory'",
            "topic": self.topic(),
            "local_attempt": "'Préfecture : non.'",
            "status": "r.status",
            "qualified_at": f"CASE WHEN {later} THEN {self.ago('r.age')} END",
            "verifying_since": "CASE WHEN r.status IN ('verifying', 'closed')"
            f" THEN {self.ago('r.age / 4')} END",
            "verified_at": f"CASE WHEN {closed} THEN {self.ago('r.age / 5')} END",
            "outcome": f"CASE WHEN {closed} THEN 'lifted_verified' ELSE '' END",
            "closed_at": f"CASE WHEN {closed} THEN {self.ago('r.age / 6')} END",
            "public_status": "r.shown",
            "public_since": f"CASE WHEN {public} THEN {self.ago('r.age * 0.9')} END",
            "public_hash": f"CASE WHEN {public} THEN repeat('0', 64) ELSE '' END",
            "created_at": self.ago("r.age + 5"),
        }
        bulk.insert(Blocker, source, values, self.now)

    def topic(self) -> str:
        """Give the SQL of a row's topic."""
        return str(self.seeder.topic("r.i"))

    def reports(self) -> None:
        """The director's own first; most cases are part of a blocker."""
        own = f"r.i < {self.seeder.own}"
        plant = f"{FIRST_ID + self.seeder.startups} + r.i % {self.seeder.plants}"
        handed_in = "r.status NOT IN ('draft', 'withdrawn')"
        moment = f"CASE WHEN {handed_in} THEN {self.ago('r.age')} END"
        status = REPORTS.sql("i * 37 + i / 100")
        source = (
            f"(SELECT b.*, {status} AS status, 3 + i * 11 % 200 AS age"
            f" FROM {self.seeder.rows(self.seeder.scale)} AS b) AS r"
        )
        attached = "r.status = 'attached'"
        # A blocker and its cases are of one lab: their numbers leave the same rest.
        number = f"{FIRST_ID} + (r.i / {4 * CASES} * 4 + r.i % 4) % {self.count}"
        values = {
            "id": "r.id",
            "lab": "r.lab",
            "year": f"CASE WHEN {handed_in} THEN 2026 END",
            "number": f"CASE WHEN {handed_in} THEN r.id END",
            "organisation": f"CASE WHEN {own} THEN {self.cast.card.organisation_id}"
            f" ELSE {plant} END",
            "reporter": f"CASE WHEN {own} THEN {self.cast.director.pk}"
            f" ELSE {self.cast.staff.pk} END",
            **self._said(),
            "status": "r.status",
            "submitted_at": moment,
            "contacted_at": moment,
            "contact_by": self.day("r.age - 7"),
            "qualify_by": self.day("r.age - 30"),
            "complete_by": "CASE WHEN r.status = 'needs_info'"
            f" THEN {self.day('r.age - 60')} END",
            "blocker": f"CASE WHEN {attached} THEN {number} END",
            "attached_at": f"CASE WHEN {attached} THEN {self.ago('r.age - 2')} END",
            "decline_code": "CASE WHEN r.status = 'declined' THEN 'spam' ELSE '' END",
            "declined_at": f"CASE WHEN r.status = 'declined' THEN {self.ago('2')} END",
            "created_at": self.ago("r.age + 1"),
        }
        bulk.insert(Report, source, values, self.now)

    def _said(self) -> dict[str, str]:
        """Give the SQL of what each case says."""
        return {
            "title": "r.trade || ' : bain de ' || r.proper",
            "situation": "'Nous rinçons des fils de cuivre en circuit fermé.'",
            "prevented": "'Le bouclage attend depuis huit mois.'",
            "nature": "'text_regulatory'",
            "norm_identifier": _text("r.i"),
            "topic": self.topic(),
            "cost_per_month": "100 + r.i % 900",
            "confidentiality": "(ARRAY['labs','ministry','public_redacted'])"
            "[1 + r.i % 3]",
        }

    def asks(self) -> None:
        """A text for each blocker, an ask for each qualified one."""
        bulk.insert(
            NormReference,
            "blockers_blocker AS r",
            {
                "blocker": "r.id",
                "level": "'order'",
                "title": "'Arrêté du 4 octobre 2010'",
                "identifier": _text("r.id"),
                "article": "'5'",
                "quote": "'Tout rejet est soumis à autorisation.'",
                "checked_on": self.day("30"),
            },
            self.now,
        )
        bulk.insert(
            Ask,
            "blockers_blocker AS r WHERE r.qualified_at IS NOT NULL",
            {
                "id": "r.id",
                "blocker": "r.id",
                "wording": "'Dispenser les circuits fermés d’autorisation'",
                "kind": "'change_text'",
            },
            self.now,
        )

    def escalations(self) -> None:
        """One dossier for each blocker that has left, its asks inside."""
        state, hers = WITH_STATE.sql("b.id"), "b.id / 4 % 2 = 0"
        mine, other = self.cast.ministry.pk, self.cast.authority.pk
        source = (
            "(SELECT b.*, b.qualified_at AS left_at, a.public_id AS ask,"
            f" CASE b.status WHEN 'escalated' THEN {state} ELSE 'answered' END AS step"
            " FROM blockers_blocker b JOIN blockers_ask a ON a.blocker_id = b.id"
            " WHERE b.status NOT IN ('qualifying', 'qualified')) AS r"
        )
        answered = "r.step = 'answered'"
        waits = "r.status = 'answered' AND r.id % 3 = 0"
        values = {
            "id": "r.id",
            "blocker": "r.id",
            "authority": f"CASE WHEN {hers.replace('b.', 'r.')} THEN {mine}"
            f" ELSE {other} END",
            "status": "r.step",
            "sent_by": str(self.cast.staff.pk),
            "sent_at": "r.left_at",
            "since": "r.left_at::date",
            "dossier": _DOSSIER,
            "dossier_hash": "repeat('0', 64)",
            "liaison": f"CASE WHEN r.step <> 'sent' THEN {self.cast.liaison.pk} END",
            "acknowledged_at": "CASE WHEN r.step <> 'sent' THEN r.left_at END",
            "answered_at": f"CASE WHEN {answered} THEN r.left_at END",
            "published_at": f"CASE WHEN {answered} AND NOT ({waits})"
            " THEN r.left_at END",
            "acknowledge_by": "r.left_at::date + 7",
            "answer_by": "r.left_at::date + 61",
            "publish_by": f"CASE WHEN {answered} THEN r.left_at::date + 15 END",
            "created_at": "r.left_at",
        }
        bulk.insert(Escalation, source, values, self.now)
        clocks.of_dossiers(self.now)

    def journal(self) -> None:
        """What was done last with each case, blocker and dossier."""
        for table, verb, target in (
            ("report", "submit_report", "submitted"),
            ("report", "attach_report", "attached"),
            ("blocker", "qualify_blocker", "qualified"),
            ("escalation", "acknowledge_escalation", "acknowledged"),
            ("escalation", "answer_escalation", "answered"),
        ):
            bulk.insert(
                JournalEntry,
                f"blockers_{table} AS r",
                {
                    "at": "r.created_at",
                    "verb": f"'{verb}'",
                    "object_type": f"'blockers.{table}'",
                    "object_id": "r.id",
                    "source": "''",
                    "target": f"'{target}'",
                    "actor_kind": "'user'",
                    "user": str(self.cast.staff.pk),
                    "channel": "'portal'",
                },
                self.now,
            )

    def answers(self) -> None:
        """One answer for each ask of an answered dossier: something is promised."""
        source = (
            f"(SELECT e.*, j.id AS entry, {KINDS.sql('e.id')} AS kind"
            " FROM blockers_escalation e JOIN servindus_journalentry j"
            " ON j.object_id = e.id AND j.verb = 'answer_escalation'"
            " AND j.object_type = 'blockers.escalation'"
            " WHERE e.status = 'answered') AS r"
        )
        ends = "r.kind = 'derogation'"
        values = {
            "id": "r.id",
            "escalation": "r.id",
            "ask": "r.id",
            "entry": "r.entry",
            "by": str(self.cast.liaison.pk),
            "kind": "r.kind",
            "public_text": "'Voici notre réponse.'",
            "commitment_what": "'Publier un arrêté modificatif'",
            "commitment_who": "'Bureau des eaux'",
            "commitment_due_on": "r.since + 200",
            "instruction": "CASE WHEN r.kind = 'practice_corrected'"
            " THEN 'Note aux services' ELSE '' END",
            "in_force_on": "CASE WHEN r.kind = 'practice_corrected' THEN r.since END",
            "territory": f"CASE WHEN {ends} THEN 'Seine-Maritime' ELSE '' END",
            "ends_on": f"CASE WHEN {ends} THEN r.since + 700 END",
            "signed_by": "'Thomas Aubry'",
            "signed_role": "'Sous-directeur'",
            "decided_on": "r.since",
        }
        bulk.insert(Answer, source, values, self.now)

    def follow_up(self) -> None:
        """Open promises, measures in force, and what sites have said of them."""
        source = (
            "(SELECT a.*, b.status AS state FROM blockers_answer a"
            " JOIN blockers_escalation e ON e.id = a.escalation_id"
            " JOIN blockers_blocker b ON b.id = e.blocker_id"
            " WHERE b.status IN ('implementing', 'verifying', 'closed')) AS r"
        )
        done = "r.state <> 'implementing'"
        bulk.insert(
            Commitment,
            source,
            {
                "id": "r.id",
                "blocker": "r.id",
                "answer": "r.id",
                "what": "r.commitment_what",
                "who": "r.commitment_who",
                "made_on": "r.decided_on",
                "due_on": "r.commitment_due_on",
                "status": f"CASE WHEN {done} THEN 'done' ELSE 'open' END",
                "ended_at": f"CASE WHEN {done} THEN r.decided_on::timestamptz END",
            },
            self.now,
        )
        bulk.insert(
            Measure,
            f"{source} WHERE {done}",
            {
                "id": "r.id",
                "commitment": "r.id",
                "evidence": "'Arrêté publié'",
                "territory": "r.territory",
                "in_force_from": "r.decided_on",
                "in_force_to": "r.ends_on",
                "confirmed_by": str(self.cast.liaison.pk),
            },
            self.now,
        )
        self._verifications()

    def _verifications(self) -> None:
        said = "b.status = 'closed'"
        bulk.insert(
            Verification,
            "blockers_measure AS m JOIN blockers_blocker AS b ON b.id = m.id"
            " JOIN blockers_report AS r ON r.blocker_id = b.id",
            {
                "report": "r.id",
                "answer": "m.id",
                "measure": "m.id",
                "round": "'first'",
                "status": f"CASE WHEN {said} THEN 'answered' ELSE 'asked' END",
                "version": "1",
                "asked_at": "b.verifying_since",
                "due_on": "b.verifying_since::date + 28",
                "ended_at": f"CASE WHEN {said} THEN b.closed_at END",
                "solved": f"CASE WHEN {said} THEN 'solved' ELSE '' END",
            },
            self.now,
        )


def _text(number: str) -> str:
    """Give the SQL of the number of a text: the first ones are cited most."""
    return f"'LEGIARTI' || lpad(({number} % {TEXTS})::text, 12, '0')"


_DOSSIER = (
    "jsonb_build_object('format', 1, 'reference', 'ROU-B-2026-' || r.number,"
    " 'lab', 'Rouen', 'title', r.title, 'summary', r.summary, 'nature', r.nature,"
    " 'topic', '', 'is_systemic', false, 'local_attempt', r.local_attempt,"
    " 'no_text_found', false, 'norms', '[]'::jsonb, 'cases', '[]'::jsonb,"
    " 'other_cases', 5, 'cost_per_month', '900', 'jobs_at_stake', NULL,"
    " 'asks', jsonb_build_array(jsonb_build_object('id', r.ask, 'wording',"
    " 'Dispenser les circuits fermés', 'kind', 'change_text', 'territory', '',"
    " 'duration_months', NULL)))"
)
