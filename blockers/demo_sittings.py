"""The story of the sittings: two that were held, and the one that comes next."""

from datetime import date
from functools import partial

from blockers import actions
from blockers.models import Escalation, Sitting
from blockers.versions import version_of
from servindus import clock
from servindus.demo import World

AUTHORITY, LIAISON = "dge", "liaison@bercy.example"
CHAIR = "Jeanne Aubert (fictive), sous-directrice"
PRESENT = "Thomas Aubry (fictif), correspondant\nLucie Morvan (fictive), juriste"
# For each sitting that was held, working days ago: its files by the beginning of their
# titles, and why those that were not decided were adjourned.
HELD: dict[int, dict[str, str]] = {
    45: {
        "Étiquettes de sécurité": "",
        "Prêt de robots": "L’avis de la DGCCRF sur la garantie de prêt manque encore.",
    },
    3: {
        "Facturation d’un essai": "",
        "Retrait de déchets": "Le laboratoire n’a pas encore répondu à la question.",
    },
}
NEXT = ("Prêt de robots", "Balances industrielles", "Archivage des relevés")


def seed(world: World) -> None:
    """Tell the sittings: planned two days before, held, closed at noon."""
    for days, files in HELD.items():
        held_on = clock.local_day(world.worked(days))
        before = world.worked(days + 2, "15:00")
        world.tell(before, partial(_plan, world, held_on, tuple(files)))
        world.tell(world.worked(days, "12:00"), partial(_close, world, held_on, files))
    held_on = clock.local_day(world.worked(-5))
    world.tell(world.worked(1, "16:00"), partial(_plan, world, held_on, NEXT))


def _file(world: World, title: str) -> Escalation:
    rows = Escalation.objects.filter(authority=world.organisation(AUTHORITY))
    return rows.get(dossier__title__startswith=title)


def _plan(world: World, held_on: date, titles: tuple[str, ...]) -> None:
    sitting = actions.plan_sitting(
        world.organisation(AUTHORITY),
        by=world.person(LIAISON),
        held_on=held_on,
        agenda=[_file(world, title).pk for title in titles],
    )
    world.sample("sitting", sitting)


def _close(world: World, held_on: date, files: dict[str, str]) -> None:
    """What was answered that morning is decided; the rest is put off, each for why."""
    by = world.person(LIAISON)
    sitting = Sitting.objects.get(
        authority=world.organisation(AUTHORITY), held_on=held_on
    )
    for title, reason in files.items():
        if not reason:
            continue
        item = sitting.items.get(escalation=_file(world, title))
        actions.adjourn_sitting(
            sitting,
            by=by,
            item=item.pk,
            seen=version_of(item),
            reason=reason,
            note="À reprendre à la prochaine séance.",
            note_shared=False,
        )
    actions.close_sitting(sitting, by=by, chair=CHAIR, attendees=PRESENT)
    world.sample("sitting_held", sitting)
