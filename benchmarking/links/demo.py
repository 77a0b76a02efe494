"""The demonstration's links: a lift confirmed, a workaround that waits, no effect."""

from functools import partial
from typing import Any

from benchmarking import actions
from benchmarking.links.enums import Relation
from benchmarking.models import Practice, PracticeBlockerLink, Tool
from blockers.models import Blocker
from programmes.models import Lab
from servindus.demo import World

R = Relation
ROUEN, NANCY = "moderatrice@rouen.example", "referente@nancy.example"


def tell(world: World) -> None:
    """Tell what Rouen tried on three of its blockers, and what Nancy says of it."""
    _claim(
        world, "lift", 22, practice="technicien", blocker="Essai d’un chariot",
        relation=R.LIFTS, confirmed=16,
        text=(
            "L’automaticien partagé a réglé l’arrêt au contact et tenu le cahier"
            " d’essai : c’est ce que l’arrêté demandait (fictif)."
        ),
    )  # fmt: skip
    _claim(
        world, "no_effect", 14, practice=None, blocker="Prêt de robots",
        relation=R.NO_EFFECT, confirmed=9,
        text=(
            "La convention règle le prêt entre deux usines ; l’assureur exige quand"
            " même le contrat d’une vente. Deux mois perdus (fictif)."
        ),
    )  # fmt: skip
    _claim(
        world, "workaround", 4, practice="technicien", blocker="water",
        relation=R.WORKS_AROUND,
        text=(
            "Un rinçage à contre-courant prend un tiers d’eau en moins sans fermer le"
            " circuit : aucune autorisation nouvelle (fictif)."
        ),
    )  # fmt: skip


def _claim(
    world: World,
    key: str,
    days: int,
    *,
    practice: str | None,
    blocker: str,
    confirmed: int = 0,
    **said: Any,
) -> None:
    def step() -> None:
        found = _blocker(world, blocker)
        # A story without the register has nothing to tie.
        if found is None:
            return
        link = actions.claim_practice_blocker_link(
            Lab.objects.get(slug="rouen"),
            by=world.person(ROUEN),
            what=_thing(world, practice),
            blocker=found,
            **said,
        )
        world.sample(f"link_{key}", link)
        if confirmed:
            later = partial(_confirm, world, link.pk)
            world.tell(world.worked(confirmed, "15:10"), later)

    world.tell(world.worked(days, "14:20"), step)


def _thing(world: World, practice: str | None) -> Practice | Tool:
    """Give a practice by its key, or the agreement of the shelf."""
    if practice is not None:
        return Practice.objects.get(pk=world.things[f"practice_{practice}"].pk)
    return Tool.objects.listed().filter(kind="agreement").earliest("pk")


def _blocker(world: World, name: str) -> Blocker | None:
    if name in world.things:
        return Blocker.objects.get(pk=world.things[name].pk)
    return Blocker.objects.filter(title__startswith=name).first()


def _confirm(world: World, pk: int) -> None:
    link = PracticeBlockerLink.objects.get(pk=pk)
    actions.confirm_practice_blocker_link(link, by=world.person(NANCY))
