"""The demonstration's workshops, benches and data, and who has asked for them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from programmes import actions
from programmes.models import AccessRequest, Commune, Facility, Topic
from servindus import clock
from servindus.actors import SYSTEM
from servindus.demo import World
from servindus.workflow import Act

FILE = Path(__file__).with_name("demo.json")
DIRECTOR, WITNESS = "directrice@usine.example", "temoin@usine.example"


def tell(world: World, communes: dict[str, Commune]) -> None:
    """Tell how each came into the catalogue, and what companies have asked."""
    if not world.is_new:
        return
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for row in json.loads(FILE.read_text("utf-8")):
        _share(world, row, communes.get(row["commune"]), topics)
    _used(world)
    _to_tell(world)
    _to_answer(world)
    _declined(world)


def _share(
    world: World, row: dict[str, Any], commune: Commune | None, topics: dict[str, Any]
) -> None:
    owner = world.organisation(row["owner"])
    names = ("kind", "name", "summary", "description", "conditions", "price_kind")

    def step() -> None:
        facility = Facility.objects.create(
            owner=owner,
            lab=owner.lab,
            commune=commune,
            price=row["price"],
            capacity=row["capacity"],
            website=row.get("website", ""),
            contact_name=row["contact"],
            contact_phone=row["phone"],
            created_at=clock.now(),
            **{name: row[name] for name in names},
        )
        facility.topics.set([topics[slug] for slug in row["topics"]])
        world.things[f"facility_{row['key']}"] = actions.open_facility(
            facility, by=world.person(row["by"])
        )
        world.sample(f"facility_{row['key'].replace('-', '_')}", facility)

    world.tell(world.moment(days_ago=row["days"], at="9:30"), step)


def _ask(
    world: World, key: str, who: str, company: str, days: int, purpose: str, people: int
) -> None:
    def step() -> None:
        facility, organisation = (
            world.things[f"facility_{key}"],
            world.organisation(company),
        )
        today = clock.today()
        actions.ask_facility(
            facility,
            by=world.person(who),
            organisation=organisation,
            purpose=purpose,
            people=people,
            wanted_from=today + timedelta(days=7),
            wanted_until=today + timedelta(days=8),
        )

    world.tell(world.worked(days, "9:20"), step)


def _do(
    world: World, action: Act[Any], key: str, who: str, days: int, **inputs: Any
) -> None:
    """Tell an act on the newest request for a facility; dates count from that day."""
    names = ("starts_on", "ends_on")
    offsets: dict[str, int] = {one: inputs.pop(one) for one in names if one in inputs}

    def step() -> None:
        facility = world.things[f"facility_{key}"]
        request = AccessRequest.objects.filter(facility=facility).latest("pk")
        days_ = {one: timedelta(days=offset) for one, offset in offsets.items()}
        dates: Any = {one: clock.today() + length for one, length in days_.items()}
        by = world.person(who) if who else SYSTEM
        action(request, by=by, **inputs, **dates)

    world.tell(world.worked(days, "11:05"), step)


def _used(world: World) -> None:
    """A plant tried its part in the workshop, and says that it helped."""
    key, owner = "atelier-proto", "contact@maquetto.example"
    _ask(
        world, key, WITNESS, "cailly", 70,
        "Essayer deux formes de roue de pompe avant de commander le moule.", 2,
    )  # fmt: skip
    _do(
        world, actions.accept_access_request, key, owner, 68, starts_on=6, ends_on=8,
        text="Entrée par la cour. Demandez Julien, et apportez la roue actuelle.",
    )  # fmt: skip
    _do(world, actions.use_access_request, key, owner, 58)
    _do(
        world, actions.review_access_request, key, WITNESS, 57, useful="yes",
        text="La deuxième forme gagne 4 % de rendement : le moule est commandé.",
    )  # fmt: skip


def _to_tell(world: World) -> None:
    """Another one was there last week, and has not said yet how it went."""
    key, owner = "equipe-donnees", "contact@calandata.example"
    _ask(
        world, key, DIRECTOR, "quais", 25,
        "Relier les pesées, les températures et les arrêts de la ligne 2.", 3,
    )  # fmt: skip
    _do(
        world, actions.accept_access_request, key, owner, 23, starts_on=14, ends_on=26,
        text="Nous venons à deux. Préparez un accès en lecture à l’historique.",
    )  # fmt: skip


def _to_answer(world: World) -> None:
    """A request that the founder has to answer."""
    _ask(
        world, "banc-vibrations", WITNESS, "cailly", 2,
        "Une pompe de reprise vibre depuis son remontage : d’où cela vient-il ?", 2,
    )  # fmt: skip


def _declined(world: World) -> None:
    """One that no date was free for, with another way."""
    key, owner = "banc-metrologie", "contact@stanmesure.example"
    _ask(
        world, key, DIRECTOR, "quais", 40,
        "Mesurer l’usure de trois moules en acier.", 1,
    )  # fmt: skip
    _do(
        world, actions.decline_access_request, key, owner, 38, code="full",
        text="Aucun créneau avant trois mois ; l’atelier de Rouen a un scanner.",
    )  # fmt: skip
