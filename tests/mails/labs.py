"""What labs ask each other, and their exchanges."""

from collections.abc import Iterator

from benchmarking import actions
from benchmarking.models import Exchange, ExchangeAction
from servindus import clock, timers
from tests.benchmarking.exchanging import Labs, at
from tests.cast import Cast

Told = Iterator[str]


def question_that_helps(cast: Cast) -> Told:
    """Asked, reminded, answered, asked again, answered, accepted; one is withdrawn."""
    labs = Labs(cast)
    question = labs.asked(labs=[labs.rouen])
    yield "question_asked"
    for number in (10, 15):
        with clock.at(at(number, 10)):
            timers.run("benchmarking.remind_questions")
            yield "question_reminder"
    with clock.at(at(15)):
        question = labs.answered(question=question)
        yield "question_answered"
    with clock.at(at(18, 10)):
        timers.run("benchmarking.remind_questions")
        yield "question_reminder"
        question = actions.reopen_question(
            question, by=labs.julie, text="Et pour les startups étrangères ?"
        )
        yield "question_asked"
        question = labs.answered(question=question, text="Pareil, avec une garantie.")
        actions.accept_question(
            question,
            by=labs.julie,
            answers=[labs.answer(question).pk],
            text="Nous reprenons l’article 4.",
        )
        yield "question_accepted"
    other = labs.asked(title="Qui a un modèle de bail ?", labs=[labs.rouen])
    actions.withdraw_question(other, by=labs.julie, text="L’usine a renoncé.")
    yield "question_withdrawn"


def exchange_that_is_followed(cast: Cast) -> Told:
    """Planned, moved, held, minuted; an action is asked about; one is cancelled."""
    labs = Labs(cast)
    exchange = labs.planned(
        labs=[labs.rouen], video_url="https://visio.example/ateliers"
    )
    yield "exchange_planned"
    actions.move_exchange(
        exchange, by=labs.julie, starts_at=at(7, 9), ends_at=at(7, 10),
        place="Nancy, salle Daum", video_url="",
    )  # fmt: skip
    yield "exchange_moved"
    actions.edit_exchange(
        exchange, by=labs.julie, title="Partager des ateliers, et le soir",
        labs=[labs.rouen], agenda=[("La convention de Nancy", 20, labs.nancy)],
    )  # fmt: skip
    yield "exchange_edited"
    exchange = labs.held(exchange=Exchange.objects.get())
    with clock.at(at(7, 18)):
        actions.decide_exchange(
            exchange, by=labs.julie, text="Un modèle commun.",
            decided_by="Nancy et Rouen",
        )  # fmt: skip
    labs.undertaken(exchange)
    labs.undertaken(exchange, text="Relire l’article 4", owner=labs.julie)
    labs.minuted(exchange)
    yield "exchange_minuted"
    for number in (24, 29):
        with clock.at(at(number, 10)):
            timers.run("benchmarking.chase_exchange_actions")
            yield "exchange_action_due"
    with clock.at(at(29, 11)):
        row = ExchangeAction.objects.get(owner=labs.helene)
        actions.hand_exchange_action(
            row, by=labs.helene, owner=labs.julie, instead_of=labs.helene.pk
        )
        yield "exchange_action_handed"
    with clock.at(at(29, 12)):
        other = labs.planned(
            labs=[labs.rouen], title="Assurances", starts_at=at(35),
            ends_at=at(35, 16),
        )  # fmt: skip
        actions.cancel_exchange(other, by=labs.julie, text="La salle est fermée.")
        yield "exchange_cancelled"


STORIES = (question_that_helps, exchange_that_is_followed)
