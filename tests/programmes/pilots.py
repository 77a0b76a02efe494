"""A pilot of a startup at a plant, and what every act's tests ask of it."""

from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.models import Pilot, PilotCriterion, Topic
from programmes.pilots.enums import PilotStatus
from servindus import clock
from servindus.models import User
from tests.cast import Cast
from tests.programmes.facilities import TODAY, day, make_facility

ALL = [str(status) for status in PilotStatus]
CRITERIA = [
    ("Pannes annoncées 48 h avant", "deux sur trois"),
    ("Fausses alertes par semaine", "une au plus"),
]
# What each status needs, beyond what an idea has.
DATED = {"starts_on": day(7), "ends_on": day(35)}


class Trial:
    """Vibralis tries its sensors on the pumps of the plant."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.founder, self.director = cast.founder, cast.director
        self.startup, self.plant = cast.startup, cast.plant
        self.lab = cast.moderator

    def idea(self, by: User | None = None, **fields: Any) -> Pilot:
        """The plant's director proposes it to the startup."""
        given = {
            "partner": self.startup,
            "title": "Veille vibratoire sur deux pompes",
            "question": "Voit-on venir une panne deux jours avant ?",
            "topic": Topic.objects.get(slug="remote-maintenance"),
            **fields,
        }
        owner = given.pop("organisation", self.plant)
        actions.propose_pilot(owner, by=by or self.director, **given)
        return Pilot.objects.latest("pk")

    def framed(self, by: User | None = None, **fields: Any) -> Pilot:
        """The startup writes days, cost and two criteria."""
        given = {
            **DATED,
            "criteria": CRITERIA,
            "planned_cost": Decimal(4800),
            "funding": "L’usine les capteurs, la startup son temps.",
            **fields,
        }
        pilot = given.pop("pilot", None) or self.idea()
        return actions.frame_pilot(pilot, by=by or self.founder, **given)

    def agreed(self) -> Pilot:
        """Both sides agree: the startup has written it."""
        pilot = self.framed()
        return actions.agree_pilot(pilot, by=self.director, frame=pilot.frame)

    def running(self) -> Pilot:
        """It has started."""
        return actions.start_pilot(self.agreed(), by=self.founder)

    def judged(self, pilot: Pilot, *outcomes: str) -> dict[int, tuple[str, str]]:
        """Give each criterion of a pilot an outcome."""
        criteria = pilot.criteria.order_by("rank")
        return {
            one.pk: (outcome, f"mesure {outcome}")
            for one, outcome in zip(criteria, outcomes, strict=True)
        }

    def evaluated(self) -> Pilot:
        """The plant has judged it: one criterion met, the other in part."""
        pilot = self.running()
        return actions.evaluate_pilot(
            pilot,
            by=self.director,
            judged=self.judged(pilot, "yes", "partly"),
            result="Deux pannes annoncées, trois jours avant.",
            cost=Decimal(5100),
        )

    def in_status(self, status: str) -> Pilot:
        """Insert a pilot in a status; no journal."""
        started = status in ("running", "evaluated", "extended")
        judged = status in ("evaluated", "extended")
        agreed = clock.now() if started else None
        return Pilot.objects.create(
            lab=self.cast.rouen,
            startup=self.startup,
            company=self.plant,
            topic=Topic.objects.get(slug="remote-maintenance"),
            proposed_by=self.director,
            title=f"Essai {Pilot.objects.count()}",
            question="Voit-on venir une panne ?",
            status=status,
            due_on=None if status in ("extended", "stopped") else day(7),
            startup_agreed_at=agreed,
            company_agreed_at=agreed,
            started_on=TODAY if started else None,
            evaluated_on=TODAY if judged else None,
            result="Oui." if judged else "",
            next_step="Une commande." if status == "extended" else "",
            stop_code="cost" if status == "stopped" else "",
            stop_reason="Trop cher." if status == "stopped" else "",
            **({} if status in ("idea", "stopped") else DATED),
        )


def criteria_of(pilot: Pilot) -> list[tuple[str, str, str, str]]:
    """Give what decides, in order."""
    rows = PilotCriterion.objects.filter(pilot=pilot).order_by("rank")
    return list(rows.values_list("measure", "threshold", "outcome", "finding"))


def make_bench(trial: Trial) -> Any:
    """A bench of the startup in the catalogue."""
    return make_facility(owner=trial.startup, name="Banc de vibrations", kind="bench")
