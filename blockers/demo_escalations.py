"""The story of the dossiers: invented cases that are with the ministry, or back."""

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Max

from blockers import actions, timers
from blockers.enums import BlockerStatus, ReportChannel
from blockers.models import Ask, Blocker, Escalation, NormReference, Verification
from programmes.models import Lab
from programmes.places import Places
from servindus import clock
from servindus.actors import Channel, LinkHolder
from servindus.demo import World
from servindus.models import User
from servindus.workflow import write_journal

STORY = Path(__file__).with_name("demo_escalations.json")
STAFF = "moderatrice@rouen.example"
LIAISONS = {"dge": "liaison@bercy.example", "dgpr": "liaison2@autorite.example"}
# So many working days before the dossier leaves its cases were written down.
BEFORE = 12


@dataclass
class Told:
    """One dossier of the story."""

    said: dict[str, Any]
    world: World
    blocker: Blocker | None = None

    @property
    def staff(self) -> User:
        """The moderator who leads it."""
        return self.world.person(STAFF)

    @property
    def escalation(self) -> Escalation:
        """The dossier with the authority that has it now."""
        rows = Escalation.objects.filter(blocker=self.blocker)
        found = rows.select_related("blocker__lab", "authority").order_by("-pk").first()
        assert found is not None
        return found

    def liaison(self) -> User:
        """Whoever answers for the authority that has it now."""
        name = self.escalation.authority
        for key, email in LIAISONS.items():
            if self.world.organisation(key).pk == name.pk:
                return self.world.person(email)
        raise KeyError(name)


def seed(world: World) -> None:
    """Tell each dossier of the file."""
    for said in json.loads(STORY.read_text(encoding="utf-8")):
        told = Told(said, world)
        world.tell(world.worked(said["days"] + BEFORE, "9:40"), partial(_open, told))
        world.tell(world.worked(said["days"], "14:10"), partial(_send, told))
        for step in said["then"]:
            moment = world.worked(step["days"], "11:15")
            world.tell(moment, partial(STEPS[step["act"]], told, step))


def _open(told: Told) -> None:
    """Write the blocker down as the register knows it, with its cases."""
    said, now = told.said, clock.now()
    lab = Lab.objects.get(slug="rouen")
    year = clock.local_day(now).year
    last = Blocker.objects.filter(lab=lab, year=year).aggregate(n=Max("number"))["n"]
    told.blocker = Blocker.objects.create(
        lab=lab,
        year=year,
        number=(last or 0) + 1,
        title=said["title"],
        summary=said["summary"],
        nature=said["nature"],
        local_attempt=said["tried"],
        owner=told.staff,
        status=BlockerStatus.QUALIFIED,
        qualified_at=now,
    )
    write_journal(
        "open_blocker",
        told.blocker,
        by=told.staff,
        now=now,
        target=told.blocker.status,
    )
    for ask in said["asks"]:
        Ask.objects.create(blocker=told.blocker, **ask)
    NormReference.objects.create(
        blocker=told.blocker,
        checked_on=clock.local_day(now - timedelta(days=3)),
        **said["norm"],
    )
    for case in said["cases"]:
        _case(told, lab, case)


def _case(told: Told, lab: Lab, case: dict[str, Any]) -> None:
    report = actions.draft_report_for(
        lab,
        by=told.staff,
        channel=ReportChannel.VISIT,
        company_name=case["company"],
        name=case["name"],
        email=case["email"],
        nature=told.said["nature"],
        norm_level=told.said["norm"]["level"],
        path={"innovative": False, "stuck": True, "abroad": False},
    )
    report = actions.edit_report(
        report,
        by=told.staff,
        title=case["title"],
        situation=case["situation"],
        prevented=case["prevented"],
        commune=Places.read().read_place(case["place"]),
        cost_per_month=Decimal(case["cost"]) if case["cost"] else None,
        confidentiality=case["confidentiality"],
        name_shared=case["shared"],
    )
    report = actions.submit_report(report, by=told.staff)
    actions.attach_report(
        report, by=told.staff, channel=Channel.ADMIN, blocker=told.blocker
    )


def _send(told: Told) -> None:
    assert told.blocker is not None
    actions.escalate_blocker(
        told.blocker,
        by=told.staff,
        authorities=[told.world.organisation(key) for key in told.said["to"]],
        note=told.said["note"],
    )
    if told.said.get("sample"):
        told.world.sample("escalation", told.escalation)


def _acknowledge(told: Told, step: dict[str, Any]) -> None:
    actions.acknowledge_escalation(told.escalation, by=told.liaison())


def _ask(told: Told, step: dict[str, Any]) -> None:
    day = clock.today() + timedelta(days=step["within"])
    actions.request_info_escalation(
        told.escalation, by=told.liaison(), text=step["text"], due_on=day
    )


def _reply(told: Told, step: dict[str, Any]) -> None:
    actions.reply_info_escalation(told.escalation, by=told.staff, text=step["text"])


def _forward(told: Told, step: dict[str, Any]) -> None:
    actions.forward_escalation(
        told.escalation,
        by=told.liaison(),
        authority=told.world.organisation(step["to"]),
        text=step["text"],
    )


def _answer(told: Told, step: dict[str, Any]) -> None:
    assert told.blocker is not None
    ask = told.blocker.asks.order_by("pk")[step["ask"]]
    fields = dict(step["fields"])
    today = clock.today()
    for name, days in step.get("dates", {}).items():
        fields[name] = today + timedelta(days=days)
    actions.answer_escalation(
        told.escalation,
        by=told.liaison(),
        ask=ask,
        signed_by="Jeanne Aubert (fictive)",
        signed_role="Sous-directrice",
        decided_on=today,
        **fields,
    )


def _publish(told: Told, step: dict[str, Any]) -> None:
    actions.publish_escalation(told.escalation, by=told.liaison())


def _confirm(told: Told, step: dict[str, Any]) -> None:
    assert told.blocker is not None
    today = clock.today()
    actions.confirm_commitment(
        told.blocker.commitments.open().order_by("pk")[0],
        by=told.liaison(),
        evidence=step["evidence"],
        act_reference=step["reference"],
        territory="Seine-Maritime",
        in_force_from=today,
        in_force_to=today + timedelta(days=step["ends"]),
    )


def _sweep(told: Told, step: dict[str, Any]) -> None:
    """What the worker does each hour: the sites are asked."""
    timers.sweep()


def _say(told: Told, step: dict[str, Any]) -> None:
    """The company answers from the mail's link."""
    row = Verification.objects.filter(report__blocker=told.blocker).latest("pk")
    link = row.report.links.get()
    link.prove(keep=True)
    actions.answer_verification(
        row,
        by=LinkHolder(link, link.name),
        solved=step["solved"],
        text=step["text"],
        months_gained=step["months"],
        jobs=Decimal(step["jobs"]),
    )


STEPS = {
    "confirm": _confirm,
    "sweep": _sweep,
    "say": _say,
    "acknowledge": _acknowledge,
    "ask": _ask,
    "reply": _reply,
    "forward": _forward,
    "answer": _answer,
    "publish": _publish,
}
