"""The demonstration's other labs: files that were sent, answered, verified; starts.

What the labs of Amiens, Marseille and Nancy have done, so that there is something to
compare. Denominators are invented and say so; Nancy has none, on purpose.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from benchmarking import actions
from benchmarking.actions.denominators import Entry
from blockers import actions as acts
from blockers import timers
from blockers.enums import ReportChannel
from blockers.models import Blocker, Escalation, Report, Verification
from blockers.versions import version_of
from programmes.models import Lab, Programme
from servindus import clock
from servindus.actors import Channel, LinkHolder
from servindus.demo import World
from servindus.models import User

FILE = Path(__file__).with_name("demo.json")
LIAISON, ADMIN = "liaison@bercy.example", "admin@programme.example"
STAFF = {
    "amiens": "referent@amiens.example",
    "marseille": "referente@marseille.example",
    "nancy": "referente@nancy.example",
}
# Working days before a file leaves in which its case was written down, and those of
# the question on site after the answer: twenty and the public holidays.
BEFORE, ASKED_AFTER = 9, 24


@dataclass
class Told:
    """One file of the story."""

    said: dict[str, Any]
    world: World
    blocker: Blocker | None = None

    @property
    def staff(self) -> User:
        """Whoever leads it in its lab."""
        return self.world.person(STAFF[self.said["lab"]])

    @property
    def liaison(self) -> User:
        """Whoever answers for the ministry."""
        return self.world.person(LIAISON)

    @property
    def file(self) -> Blocker:
        """The blocker as it stands now."""
        assert self.blocker is not None
        return Blocker.objects.get(pk=self.blocker.pk)

    @property
    def escalation(self) -> Escalation:
        """The dossier that was sent."""
        return Escalation.objects.get(blocker=self.blocker)


def begin(world: World) -> None:
    """Say since when each lab works, unless it is said."""
    today = clock.local_day(world.now)
    for slug, days in _said()["starts"].items():
        day = today - timedelta(days=days)
        Lab.objects.filter(slug=slug, starts_on=None).update(starts_on=day)


def _said() -> dict[str, Any]:
    said: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return said


def tell(world: World) -> None:
    """Tell what the labs have done, and what volumes are divided by."""
    said, today = _said(), clock.local_day(world.now)
    morning = world.worked(60, "9:05")
    # For the year in which the first lab began; the next one takes it until its own.
    first = today - timedelta(days=max(said["starts"].values()))
    world.tell(morning, partial(_freeze, world, said["denominators"], first.year))
    for file in said["files"]:
        _tell(Told(file, world))


def _freeze(world: World, rows: list[Any], year: int) -> None:
    labs = {lab.slug: lab for lab in Lab.objects.all()}
    source = "Ordre de grandeur inventé pour la démonstration (fictif)"
    actions.freeze_denominator(
        Programme.objects.get(),
        by=world.person(ADMIN),
        entries=[
            Entry(labs[slug], kind, year, Decimal(value), source, date(year, 1, 1))
            for slug, kind, value in rows
        ],
        is_fictitious=True,
    )


def _tell(told: Told) -> None:
    world, said = told.world, told.said
    sent = said["sent"]
    world.tell(world.worked(sent + BEFORE, "9:30"), partial(_open, told))
    world.tell(world.worked(sent, "14:20"), partial(_send, told))
    world.tell(world.worked(sent - 3, "10:40"), partial(_acknowledge, told))
    if said["after"] is None:
        return
    answered = sent - said["after"]
    world.tell(world.worked(answered, "11:05"), partial(_answer, told))
    if said.get("solved"):
        world.tell(world.worked(answered - 1, "9:50"), partial(_confirm, told))
        asked = answered - ASKED_AFTER
        world.tell(world.worked(asked, "8:40"), partial(_ask, told))
        world.tell(world.worked(asked - 4, "17:10"), partial(_say, told))


def _open(told: Told) -> None:
    """A lab writes one company's case down and works its blocker out."""
    said, staff = told.said, told.staff
    report = _case(told)
    report = acts.attach_report(
        report, by=staff, channel=Channel.ADMIN, title=said["title"]
    )
    blocker = report.blocker
    assert blocker is not None
    blocker = acts.edit_blocker(
        blocker,
        by=staff,
        seen=version_of(blocker),
        summary=f"{said['title']} : une entreprise du territoire l’a signalé.",
        nature=said["nature"],
        local_attempt="Préfecture : la question relève du niveau national.",
        owner=staff,
    )
    acts.add_norm_blocker(
        blocker,
        by=staff,
        level="practice",
        title=f"Pratique constatée : {said['title'].lower()}",
        article="",
        identifier="",
        quote="",
        checked_on=clock.today(),
    )
    acts.add_ask_blocker(
        blocker, by=staff, wording="Dire ce qui s’applique", kind="interpretation"
    )
    told.blocker = acts.qualify_blocker(blocker, by=staff)


def _case(told: Told) -> Report:
    said = told.said
    lab = Lab.objects.get(slug=said["lab"])
    report = acts.draft_report_for(
        lab,
        by=told.staff,
        channel=ReportChannel.VISIT,
        company_name=said["company"],
        name="Atelier (fictif)",
        email=f"atelier.{said['lab']}.{said['sent']}@usine.example",
        nature=said["nature"],
        norm_level="practice",
        path={"innovative": False, "stuck": True, "abroad": False},
    )
    report = acts.edit_report(
        report,
        by=told.staff,
        title=said["title"],
        situation="Vu lors d’une visite de l’atelier par le laboratoire.",
        prevented="Un projet attend tant que la règle n’est pas claire.",
        confidentiality="ministry",
    )
    return acts.submit_report(report, by=told.staff)


def _send(told: Told) -> None:
    acts.escalate_blocker(
        told.file,
        by=told.staff,
        authorities=[told.world.organisation("dge")],
        note="Cas relevé en visite.",
    )


def _acknowledge(told: Told) -> None:
    acts.acknowledge_escalation(told.escalation, by=told.liaison)


ANSWERS: dict[str, dict[str, Any]] = {
    "practice_corrected": {
        "public_text": "Une note aux services précise la règle.",
        "instruction": "Note aux services déconcentrés",
    },
    "explained_refusal": {
        "public_text": "La règle reste la même, et voici pourquoi.",
        "legal_ground": "Le texte ne laisse pas de choix",
        "public_interest": "La sécurité des ateliers",
        "alternative": "Un essai encadré de six mois",
    },
}


def _answer(told: Told) -> None:
    """The ministry answers and publishes."""
    kind = told.said["kind"]
    fields = dict(ANSWERS[kind])
    if kind == "practice_corrected":
        fields["in_force_on"] = clock.today()
    row = acts.answer_escalation(
        told.escalation,
        by=told.liaison,
        ask=told.file.asks.get(),
        kind=kind,
        signed_by="Jeanne Aubert (fictive)",
        signed_role="Sous-directrice",
        decided_on=clock.today(),
        **fields,
    )
    acts.publish_escalation(row, by=told.liaison)


def _confirm(told: Told) -> None:
    """What the ministry has corrected is in force."""
    acts.confirm_commitment(
        told.file.commitments.get(),
        by=told.liaison,
        evidence="Note publiée au bulletin (fictive)",
        in_force_from=clock.today(),
    )


def _ask(told: Told) -> None:
    """What the worker does: the site is asked whether it is solved."""
    for question in timers.questions(clock.now()):
        if question[0].blocker_id == told.file.pk:
            timers.ask(question)


def _say(told: Told) -> None:
    """The company answers from the mail's link."""
    row = Verification.objects.filter(report__blocker=told.file).latest("pk")
    link = row.report.links.get()
    link.prove(keep=True)
    solved = told.said["solved"]
    acts.answer_verification(
        row,
        by=LinkHolder(link, link.name),
        solved=solved,
        text="" if solved == "solved" else "Réglé sur une ligne, pas sur l’autre.",
    )
