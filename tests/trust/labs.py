"""What labs ask each other, and how they meet: their staff and the programme read."""

from datetime import timedelta
from typing import Any

from benchmarking import actions
from benchmarking.models import ExchangeAction, Question, QuestionAnswer
from servindus import clock
from servindus.models import User
from tests.trust.facilities import NOWHERE
from tests.trust.people import Companies
from tests.trust.words import canary


class LabTalk:
    """Rouen asks Nancy, Nancy asks Rouen; an exchange of each, one with minutes."""

    def __init__(self, where: Companies, people: dict[str, User]) -> None:
        self.where, self.people = where, people
        self.asked = self._asked("lab question", where.rouen, "moderator", where.nancy)
        self.answered = self._answered()
        self.minuted, self.action = self._minuted()
        self.planned = self._planned("lab exchange", where.nancy, "nancy", where.rouen)

    def _asked(self, name: str, lab: Any, by: str, other: Any) -> Question:
        return actions.ask_question(
            lab,
            by=self.people[by],
            labs=[other],
            title=canary(f"{name}: title"),
            text=canary(f"{name}: text"),
        )

    def _answered(self) -> Question:
        where, name = self.where, "lab question, Nancy"
        question = self._asked(name, where.nancy, "nancy", where.rouen)
        question = actions.answer_question(
            question, by=self.people["moderator"], lab=where.rouen,
            text=canary(f"{name}: answer"),
        )  # fmt: skip
        self.answer = QuestionAnswer.objects.get(question=question)
        return question

    def _planned(self, name: str, lab: Any, by: str, other: Any, ago: int = -7) -> Any:
        begins = clock.now() - timedelta(days=ago)
        with clock.at(begins - timedelta(days=14)):
            return actions.plan_exchange(
                lab,
                by=self.people[by],
                labs=[other],
                title=canary(f"{name}: title"),
                starts_at=begins,
                ends_at=begins + timedelta(hours=2),
                place=canary(f"{name}: place"),
                video_url=f"https://visio.example/{canary(f'{name}: video')}",
                agenda=[(canary(f"{name}: point"), 20, None)],
            )

    def _minuted(self) -> tuple[Any, ExchangeAction]:
        where, me, name = self.where, self.people["moderator"], "lab minutes"
        row = self._planned(name, where.rouen, "moderator", where.nancy, ago=7)
        row = actions.hold_exchange(row, by=me, presences={me.pk: "came"})
        actions.decide_exchange(
            row, by=me, text=canary(f"{name}: decision"),
            decided_by=canary(f"{name}: by whom"),
        )  # fmt: skip
        actions.assign_exchange(
            row, by=me, text=canary(f"{name}: action"), owner=me,
            due_on=clock.today() + timedelta(days=20),
        )  # fmt: skip
        row = actions.minute_exchange(row, by=me, text=canary(f"{name}: text"))
        return row, ExchangeAction.objects.get(exchange=row)

    def places(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows by name, as an address's arguments."""
        rows: dict[str, dict[str, Any]] = {
            "question": {"asked": self.asked, "answered": self.answered},
            "lab_answer": {"one": self.answer},
            "exchange": {"minuted": self.minuted, "planned": self.planned},
            "undertaking": {"one": self.action},
        }
        return {
            kind: {
                **{name: {"public_id": row.public_id} for name, row in named.items()},
                "missing": {"public_id": NOWHERE},
            }
            for kind, named in rows.items()
        }

    def desks(self) -> dict[str, dict[str, Any]]:
        """Give rows of the desks."""
        return {
            "desk:question": {"rouen": self.asked, "nancy": self.answered},
            "desk:exchange": {"rouen": self.minuted, "nancy": self.planned},
            "desk:exchangeaction": {"one": self.action},
        }
