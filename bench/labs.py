"""Questions between the labs with answers, and their exchanges, at every stage."""

from typing import Any

from bench import bulk
from benchmarking.models import (
    Exchange,
    ExchangeAction,
    ExchangeItem,
    Question,
    QuestionAnswer,
)
from programmes.models import Topic

ASKED, INVITED = Question.asked_labs.through, Exchange.invited_labs.through
TABLES = (
    *(Question, ASKED, QuestionAnswer),
    *(Exchange, INVITED, ExchangeItem, ExchangeAction),
)
# One question for so many companies; an exchange for twice as many.
COMPANIES = 100
# Not in step with the labs, of which there are four.
STAGE = "(ARRAY['asked', 'answered', 'accepted', 'withdrawn'])[1 + r.i / 4 % 4]"
HELD = "(ARRAY['planned', 'held', 'minuted', 'cancelled'])[1 + r.i / 4 % 4]"
FIRST = "u.id = (SELECT min(id) FROM servindus_user)"


def fill(seeder: Any) -> None:
    """Every lab asks all the others, and invites them."""
    _questions(seeder, seeder.at_least(seeder.scale // COMPANIES, 32))
    _exchanges(seeder, seeder.at_least(seeder.scale // (2 * COMPANIES), 32))


def _questions(seeder: Any, count: int) -> None:
    topic = Topic.objects.order_by("pk").values_list("pk", flat=True)[0]
    since = "(current_date - r.i % 400)"
    bulk.insert(
        Question,
        f"{seeder.rows(count)} AS r, servindus_user AS u WHERE {FIRST}",
        {
            "id": "r.id",
            "lab": "r.lab",
            "asked_by": "u.id",
            "title": "'Qui a essayé ' || r.trade || ' ' || r.i || ' ?'",
            "text": "'Deux usines veulent prêter leur atelier le soir.'",
            "topic": str(topic),
            "status": STAGE,
            "since_on": since,
            "due_on": f"CASE WHEN {STAGE} IN ('asked', 'answered')"
            f" THEN {since} + 14 END",
            "next_step": f"CASE WHEN {STAGE} = 'accepted' THEN 'Repris.' ELSE '' END",
            "accepted_on": f"CASE WHEN {STAGE} = 'accepted' THEN {since} + 9 END",
            "withdrawn_because": f"CASE WHEN {STAGE} = 'withdrawn' THEN 'Non.'"
            " ELSE '' END",
            "created_at": seeder.ago("r.i % 400"),
        },
        seeder.now,
    )
    others = "benchmarking_question AS q JOIN programmes_lab AS l ON l.id <> q.lab_id"
    bulk.insert(ASKED, others, {"question": "q.id", "lab": "l.id"}, seeder.now)
    # The database takes answers of what is open.
    bulk.insert(
        QuestionAnswer,
        f"{others}, servindus_user AS u WHERE {FIRST} AND q.status = 'answered'",
        {
            "question": "q.id",
            "lab": "l.id",
            "author": "u.id",
            "text": "'Oui, une convention de quatre pages.'",
        },
        seeder.now,
    )


def _exchanges(seeder: Any, count: int) -> None:
    begins = (
        f"CASE WHEN {HELD} = 'planned' THEN {seeder.ago('-1 - r.i % 60')}"
        f" ELSE {seeder.ago('r.i % 400')} END"
    )
    over = f"{HELD} IN ('held', 'minuted')"
    bulk.insert(
        Exchange,
        f"{seeder.rows(count)} AS r, servindus_user AS u WHERE {FIRST}",
        {
            "id": "r.id",
            "lab": "r.lab",
            "planned_by": "u.id",
            "title": "'Échange sur ' || r.trade || ' ' || r.i",
            "starts_at": begins,
            "ends_at": f"{begins} + interval '90 minutes'",
            "place": "'Nancy'",
            "status": HELD,
            "held_at": f"CASE WHEN {over} THEN {begins} END",
            "minutes_due_on": f"CASE WHEN {over} THEN ({begins})::date + 7 END",
            "minutes": f"CASE WHEN {HELD} = 'minuted' THEN 'Dit.' ELSE '' END",
            "minuted_at": f"CASE WHEN {HELD} = 'minuted' THEN {begins} END",
            "cancel_reason": f"CASE WHEN {HELD} = 'cancelled' THEN 'Non.' ELSE '' END",
        },
        seeder.now,
    )
    _agendas(seeder)


def _agendas(seeder: Any) -> None:
    """Invite the other labs; write agendas before, and what is to be done after."""
    others = "benchmarking_exchange AS e JOIN programmes_lab AS l ON l.id <> e.lab_id"
    bulk.insert(INVITED, others, {"exchange": "e.id", "lab": "l.id"}, seeder.now)
    bulk.insert(
        ExchangeItem,
        "benchmarking_exchange AS e, generate_series(1, 3) AS rank"
        " WHERE e.status = 'planned'",
        {"exchange": "e.id", "rank": "rank", "title": "'Point'", "minutes": "20"},
        seeder.now,
    )
    bulk.insert(
        ExchangeAction,
        f"benchmarking_exchange AS e, servindus_user AS u WHERE {FIRST}"
        " AND e.status = 'held'",
        {
            "exchange": "e.id",
            "lab": "e.lab_id",
            "owner": "u.id",
            "text": "'Envoyer la convention type'",
            "due_on": "current_date + (e.id % 60)::int",
        },
        seeder.now,
    )
