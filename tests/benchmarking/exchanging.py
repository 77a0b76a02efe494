"""Questions and exchanges of the labs, and what every act's tests ask of them."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse

from benchmarking import actions
from benchmarking.models import Exchange, ExchangeAction, Question, QuestionAnswer
from programmes.models import Lab
from servindus import clock
from servindus.models import User
from tests.cast import MONDAY, Cast, make_lab, make_member

TODAY = MONDAY.date()
# Ten working days after that Monday, and five.
ANSWER_BY, ACCEPT_BY = date(2026, 9, 21), date(2026, 9, 14)
ASKED = {
    "title": "Qui a une convention de partage d’atelier ?",
    "text": "Deux usines veulent prêter leur atelier le soir.",
}
MINUTES = "Nancy a présenté sa convention."


def day(number: int) -> date:
    """So many days after that Monday."""
    return TODAY + timedelta(days=number)


def at(number: int, hour: int = 14) -> datetime:
    """An hour of the day that is so many days after that Monday, in Paris."""
    return datetime.combine(day(number), datetime.min.time(), clock.PARIS).replace(
        hour=hour
    )


def portal(row: Any, name: str) -> str:
    """Give the address of an act on a row."""
    return reverse(f"benchmarking:{name}", args=[row.public_id])


class Labs:
    """Nancy asks; Rouen and Amiens answer; people of each, and the programme."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.nancy, self.rouen = cast.nancy, cast.rouen
        self.amiens, self.marseille = make_lab("amiens"), make_lab("marseille")
        self.julie, self.helene = cast.colleague, cast.moderator

    @cached_property
    def bruno(self) -> User:
        """Somebody of Amiens."""
        assert self.amiens.operator is not None
        return make_member(
            organisation=self.amiens.operator,
            lead=True,
            email="referent@amiens.example",
        )

    # --- Questions --------------------------------------------------------------------

    def asked(self, **fields: Any) -> Question:
        """Nancy asks Rouen and Amiens."""
        labs = fields.pop("labs", [self.rouen, self.amiens])
        lab, by = fields.pop("lab", self.nancy), fields.pop("by", self.julie)
        return actions.ask_question(lab, by=by, labs=labs, **{**ASKED, **fields})

    def answered(self, *, lab: Lab | None = None, **fields: Any) -> Question:
        """Rouen answers."""
        question = fields.pop("question", None) or self.asked()
        given = {"by": self.helene, "text": "Oui, depuis 2024.", **fields}
        return actions.answer_question(question, lab=lab or self.rouen, **given)

    def answer(self, question: Question) -> QuestionAnswer:
        """Give the first answer of a question."""
        found = question.answers.order_by("pk").first()
        assert found is not None
        return found

    def accepted(self) -> Question:
        """Nancy says that it helps."""
        question = self.answered()
        return actions.accept_question(
            question,
            by=self.julie,
            answers=[self.answer(question).pk],
            text="Nous reprenons l’article 4.",
        )

    # --- Exchanges --------------------------------------------------------------------

    def planned(self, **fields: Any) -> Exchange:
        """Nancy invites Rouen and Amiens for two hours, a week later."""
        given = {
            "lab": self.nancy,
            "by": self.julie,
            "labs": [self.rouen, self.amiens],
            "title": "Partager des ateliers",
            "starts_at": at(7),
            "ends_at": at(7, 16),
            "place": "Nancy, salle Prouvé",
            "video_url": "",
            "agenda": [
                ("La convention de Nancy", 20, self.nancy),
                ("Assurances", 40, None),
            ],
            **fields,
        }
        return actions.plan_exchange(given.pop("lab"), **given)

    def held(self, **fields: Any) -> Exchange:
        """It has been held; Julie and Hélène came."""
        exchange = fields.pop("exchange", None) or self.planned(**fields)
        with clock.at(at(7, 17)):
            return actions.hold_exchange(
                exchange,
                by=self.julie,
                presences={self.julie.pk: "came", self.helene.pk: "came"},
            )

    def undertaken(self, exchange: Exchange | None = None, **fields: Any) -> Any:
        """Hélène is to send a model, within three weeks."""
        exchange = exchange or self.held()
        given = {
            "text": "Envoyer la convention type",
            "owner": self.helene,
            "due_on": day(28),
            **fields,
        }
        with clock.at(at(7, 18)):
            actions.assign_exchange(exchange, by=self.julie, **given)
        return ExchangeAction.objects.latest("pk")

    def minuted(self, exchange: Exchange | None = None) -> Exchange:
        """The minutes have left."""
        exchange = exchange or self.held()
        with clock.at(at(8)):
            return actions.minute_exchange(exchange, by=self.julie, text=MINUTES)
