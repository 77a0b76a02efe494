"""The demonstration's pilots: one that goes on, one that runs, one to agree on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from programmes import actions
from programmes.models import Pilot, PilotCriterion, Topic
from servindus import clock
from servindus.demo import World
from servindus.workflow import Act

DIRECTOR, WITNESS = "directrice@usine.example", "temoin@usine.example"
FOUNDER = "fondatrice@startup.example"
DATA, MAKER = "contact@calandata.example", "contact@maquetto.example"


def tell(world: World) -> None:
    """Tell how each came about."""
    if not world.is_new:
        return
    _extended(world)
    _running(world)
    _to_agree(world)


def _propose(
    world: World, days: int, who: str, sides: tuple[str, str], **words: str
) -> None:
    facility, topic = words.pop("facility", ""), words.pop("topic")
    inputs: dict[str, Any] = dict(words)

    def step() -> None:
        company, startup = (world.organisation(key) for key in sides)
        actions.propose_pilot(
            company,
            by=world.person(who),
            partner=startup,
            topic=Topic.objects.get(slug=topic),
            facility=world.things.get(f"facility_{facility}"),
            **inputs,
        )
        pilot = Pilot.objects.latest("pk")
        world.things[f"pilot_{sides[1]}"] = pilot
        world.sample(f"pilot_{sides[1]}", pilot)

    world.tell(world.worked(days, "10:10"), step)


def _do(
    world: World, action: Act[Any], key: str, who: str, days: int, **inputs: Any
) -> None:
    """Tell an act on a pilot; dates count from that day."""
    agrees = action is actions.agree_pilot
    names = ("starts_on", "ends_on")
    offsets: dict[str, int] = {one: inputs.pop(one) for one in names if one in inputs}

    def step() -> None:
        pilot = Pilot.objects.get(pk=world.things[f"pilot_{key}"].pk)
        dates: dict[str, Any] = {
            one: clock.today() + timedelta(days=offset)
            for one, offset in offsets.items()
        }
        if judged := inputs.get("judged"):
            rows = PilotCriterion.objects.filter(pilot=pilot).order_by("rank")
            inputs["judged"] = {
                row.pk: one for row, one in zip(rows, judged, strict=True)
            }
        read: dict[str, Any] = {"frame": pilot.frame} if agrees else {}
        action(pilot, by=world.person(who), **inputs, **dates, **read)

    world.tell(world.worked(days, "14:20"), step)


def _extended(world: World) -> None:
    """Sensors on two pumps: announced in time, and ordered for ten."""
    key = "vibralis"
    _propose(
        world, 120, WITNESS, ("cailly", key), topic="condition-monitoring",
        facility="banc-vibrations", title="Veille vibratoire sur deux pompes de lavage",
        question="Voit-on venir une panne de roulement deux jours avant l’arrêt ?",
    )  # fmt: skip
    _do(
        world, actions.frame_pilot, key, FOUNDER, 112, starts_on=10, ends_on=52,
        criteria=[
            ("Pannes annoncées deux jours avant", "deux sur trois"),
            ("Fausses alertes", "une par semaine au plus"),
            ("Temps de l’équipe de maintenance", "une heure par semaine au plus"),
        ],
        planned_cost=Decimal(4800),
        funding="L’usine les capteurs, la startup son temps",
    )  # fmt: skip
    _do(world, actions.agree_pilot, key, WITNESS, 109)
    _do(world, actions.start_pilot, key, FOUNDER, 102)
    _do(
        world, actions.evaluate_pilot, key, WITNESS, 58,
        judged=[
            ("yes", "trois sur trois, la première quatre jours avant"),
            ("yes", "deux en six semaines"),
            ("partly", "une heure et demie, à cause du réseau de l’atelier"),
        ],
        result="Trois pannes évitées. Le réseau sans fil de l’atelier doit être revu.",
        cost=Decimal(5150),
    )  # fmt: skip
    _do(
        world, actions.extend_pilot, key, WITNESS, 50,
        text="Commande pour les dix pompes du site, avec une passerelle de plus.",
    )  # fmt: skip


def _running(world: World) -> None:
    """A board of the stops of a line; it ends in two weeks."""
    key = "calandata"
    _propose(
        world, 46, DIRECTOR, ("quais", key), topic="machine-data",
        facility="equipe-donnees", title="Tableau des arrêts de la ligne 2",
        question="Quelles trois causes font la moitié des arrêts de la ligne ?",
    )  # fmt: skip
    _do(
        world, actions.frame_pilot, key, DATA, 42, starts_on=8, ends_on=54,
        criteria=[
            ("Arrêts dont la cause est connue", "huit sur dix"),
            ("Saisie par équipe", "cinq minutes au plus"),
        ],
        planned_cost=Decimal(7200), funding="Moitié l’usine, moitié le laboratoire",
    )  # fmt: skip
    _do(world, actions.agree_pilot, key, DIRECTOR, 40)
    _do(world, actions.start_pilot, key, DATA, 33)


def _to_agree(world: World) -> None:
    """A second wheel to print; the plant has to agree on the frame."""
    key = "maquetto"
    _propose(
        world, 9, WITNESS, ("cailly", key), topic="additive-manufacturing",
        facility="atelier-proto", title="Roue de pompe imprimée en métal",
        question="Une roue imprimée tient-elle mille heures sur le circuit d’essai ?",
    )  # fmt: skip
    _do(
        world, actions.frame_pilot, key, MAKER, 3, starts_on=14, ends_on=70,
        criteria=[
            ("Heures sans usure visible", "mille"),
            ("Coût par roue", "900 € au plus"),
        ],
        planned_cost=Decimal(6400), funding="",
    )  # fmt: skip
