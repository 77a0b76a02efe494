"""The demonstration's exchanges: one with its minutes, one that comes."""

from datetime import datetime, timedelta
from typing import Any

from benchmarking import actions
from benchmarking.exchanges.people import people_of
from benchmarking.models import Exchange, ExchangeAction
from programmes import known
from programmes.models import Lab
from servindus import clock
from servindus.demo import World

ROUEN, NANCY = "moderatrice@rouen.example", "referente@nancy.example"
AMIENS = "referent@amiens.example"
# Working days ago.
HELD = 38


def tell(world: World) -> None:
    """Tell the one that was held, then the one that is planned."""
    _held(world)
    _coming(world)


def _others(host: str) -> list[Lab]:
    return [lab for lab in known.labs() if lab.slug != host]


def _span(world: World, days: int, hour: int, minutes: int) -> dict[str, datetime]:
    """Give begin and end on a day so many working days ago, or ahead if negative."""
    begin = world.worked(days, f"{hour}:00")
    return {"starts_at": begin, "ends_at": begin + timedelta(minutes=minutes)}


def _plan(
    world: World, key: str, days: int, who: str, host: str,
    points: list[tuple[str, int, str]], questions: tuple[str, ...], **words: Any,
) -> None:  # fmt: skip
    def step() -> None:
        labs = {lab.slug: lab for lab in known.labs()}
        exchange = actions.plan_exchange(
            labs[host],
            by=world.person(who),
            labs=_others(host),
            agenda=[(title, for_, labs.get(lab)) for title, for_, lab in points],
            questions=[world.things[f"question_{one}"] for one in questions],
            **words,
        )
        world.things[f"exchange_{key}"] = exchange
        world.sample(f"exchange_{key}", exchange)

    world.tell(world.worked(days, "16:20"), step)


def _exchange(world: World, key: str) -> Exchange:
    return Exchange.objects.get(pk=world.things[f"exchange_{key}"].pk)


def _held(world: World) -> None:
    """The labs talk about sharing workshops, decide, and share out what is to do."""
    _plan(
        world, "workshops", HELD + 8, NANCY, "nancy",
        [
            ("La convention de Rouen, article par article", 30, "rouen"),
            ("Ce que les assureurs acceptent", 25, "nancy"),
            ("Tour des quatre laboratoires", 30, ""),
        ],
        ("agreement",),
        title="Partager des ateliers entre usines et startups",
        place="Nancy, Fabrique des services, salle Prouvé",
        video_url="https://visio.example/laboratoires-ateliers",
        **_span(world, HELD, 14, 90),
    )  # fmt: skip
    world.tell(world.worked(HELD, "16:00"), lambda: _came(world))
    world.tell(world.worked(HELD, "16:30"), lambda: _concluded(world))
    world.tell(world.worked(HELD - 2, "10:15"), lambda: _minuted(world))
    world.tell(world.worked(HELD - 14, "17:05"), lambda: _done(world))


def _came(world: World) -> None:
    exchange = _exchange(world, "workshops")
    away = {
        "referente@marseille.example": "excused",
        "moderateur2@rouen.example": "absent",
    }
    presences = {
        user.pk: away.get(user.email, "came") for user, _lab in people_of(exchange)
    }
    actions.hold_exchange(exchange, by=world.person(NANCY), presences=presences)


def _concluded(world: World) -> None:
    """Two decisions, and three people who each undertake something."""
    exchange, julie = _exchange(world, "workshops"), world.person(NANCY)
    actions.decide_exchange(
        exchange, by=julie, decided_by="Amiens, Nancy et Rouen",
        text="La convention de Rouen devient le modèle commun, avec une page par"
        " laboratoire.",
    )  # fmt: skip
    actions.decide_exchange(
        exchange, by=world.person(AMIENS), decided_by="Les laboratoires présents",
        text="Aucun prêt d’atelier sans convention signée : l’échange de courriels"
        " d’Amiens n’a pas tenu devant l’assureur.",
    )  # fmt: skip
    today = clock.today()
    due = clock.local_day(world.worked(-3)) - today
    for who, text, after in (
        (ROUEN, "Envoyer la convention sans les noms des usines", timedelta(days=21)),
        (NANCY, "Demander à deux assureurs leur avis écrit sur l’article 4", due),
        (AMIENS, "Écrire ce qui s’est passé lors du sinistre, en une page", due),
    ):
        actions.assign_exchange(
            exchange, by=julie, text=text, owner=world.person(who), due_on=today + after
        )


def _minuted(world: World) -> None:
    actions.minute_exchange(
        _exchange(world, "workshops"),
        by=world.person(NANCY),
        text=(
            "Hélène Marchand (fictive) a présenté la convention de Rouen. Les articles"
            " 4 (assurance) et 7 (pannes) répondent à ce que Nancy et Amiens cherchent."
            " La fermeture du soir n’y est pas réglée : Nancy l’ajoute.\n\n"
            "Bruno Delattre (fictif) a raconté le sinistre d’Amiens : un prêt convenu"
            " par courriel n’était pas assuré. Coût pour le laboratoire : 1 400 €."
        ),
    )


def _done(world: World) -> None:
    row = ExchangeAction.objects.get(
        exchange=world.things["exchange_workshops"].pk, owner=world.person(ROUEN)
    )
    actions.finish_exchange_action(
        row,
        by=world.person(ROUEN),
        text="Envoyée aux trois laboratoires, avec les deux annexes.",
    )


def _coming(world: World) -> None:
    """Rouen invites the others to talk about first meetings, in two weeks."""
    _plan(
        world, "meetings", 4, ROUEN, "rouen",
        [
            ("Rendez-vous manqués : ce que chacun fait", 20, "amiens"),
            ("Les quotas des directrices et directeurs", 20, "rouen"),
            ("La suite des ateliers partagés", 20, "nancy"),
        ],
        ("no_show",),
        title="Premiers rendez-vous : ce qui marche, ce qui ne marche pas",
        place="",
        video_url="https://visio.example/laboratoires-rendez-vous",
        **_span(world, -9, 10, 75),
    )  # fmt: skip
