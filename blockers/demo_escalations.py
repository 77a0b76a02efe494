"""The story of the dossiers: invented cases that are with the ministry, or back."""

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from blockers import actions, timers
from blockers.card_enums import PublicStatus
from blockers.enums import ReportChannel
from blockers.models import Blocker, Escalation, Report, Verification
from blockers.versions import version_of
from programmes.models import Lab
from programmes.places import Places
from servindus import clock
from servindus.actors import Channel, LinkHolder
from servindus.demo import World
from servindus.models import User

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
    """The first case opens the blocker; the lab writes it down until it is whole."""
    said, staff = told.said, told.staff
    lab = Lab.objects.get(slug="rouen")
    for case in said["cases"]:
        report = _case(told, lab, case)
        into = {"blocker": told.blocker} if told.blocker else {"title": said["title"]}
        report = actions.attach_report(report, by=staff, channel=Channel.ADMIN, **into)
        told.blocker = report.blocker
    blocker = told.blocker
    assert blocker is not None
    blocker = actions.edit_blocker(
        blocker,
        by=staff,
        seen=version_of(blocker),
        summary=said["summary"],
        nature=said["nature"],
        local_attempt=said["tried"],
        owner=staff,
    )
    day = clock.today() - timedelta(days=3)
    actions.add_norm_blocker(blocker, by=staff, checked_on=day, **said["norm"])
    for ask in said["asks"]:
        actions.add_ask_blocker(blocker, by=staff, **ask)
    told.blocker = actions.qualify_blocker(blocker, by=staff)


def _case(told: Told, lab: Lab, case: dict[str, Any]) -> Report:
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
    return actions.submit_report(report, by=told.staff)


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


def _card(told: Told, step: dict[str, Any]) -> None:
    """The lab words the card, each company agrees from its mail, everybody reads it."""
    assert told.blocker is not None
    blocker = Blocker.objects.get(pk=told.blocker.pk)
    blocker = actions.write_card_blocker(
        blocker,
        by=told.staff,
        seen=version_of(blocker),
        title=blocker.title,
        public_summary=step["summary"],
    )
    for approval in blocker.approvals.order_by("pk"):
        link = approval.report.links.get()
        link.prove(keep=True)
        actions.agree_approval(approval, by=LinkHolder(link, link.name))
    actions.publish_blocker(blocker, by=told.staff, level=PublicStatus.FULL)


STEPS = {
    "card": _card,
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
