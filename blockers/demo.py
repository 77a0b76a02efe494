"""The story of the blockers: cases of invented companies, lived through the acts."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from blockers import actions, demo_escalations, demo_sittings, public_looks
from blockers.card_enums import PublicStatus
from blockers.enums import ReportChannel
from blockers.models import Approval, Blocker, Report
from blockers.versions import version_of
from programmes.models import Lab, Topic
from programmes.places import Places
from servindus import clock
from servindus.actors import SYSTEM, Actor, Channel, LinkHolder
from servindus.demo import World
from servindus.models import User

STORY = Path(__file__).with_name("demo.json")
STAFF = "moderatrice@rouen.example"


@dataclass
class Told:
    """One case of the story: what the file says, and who writes it."""

    said: dict[str, Any]
    world: World
    by: Actor = SYSTEM
    report: Report | None = None

    @property
    def staff(self) -> User:
        """The moderator who looks at it."""
        return self.world.person(STAFF)

    @property
    def case(self) -> Report:
        """The case once it has been begun."""
        assert self.report is not None
        return self.report


def seed(world: World) -> None:
    """Tell each case of the file."""
    if not world.is_new:
        return
    for said in json.loads(STORY.read_text(encoding="utf-8")):
        told = Told(said, world)
        begins = world.worked(said["days"], "9:20")
        world.tell(begins, partial(_begin, told))
    demo_escalations.seed(world)
    demo_sittings.seed(world)


def _begin(told: Told) -> None:
    """Write the case down, hand it in, and plan what follows."""
    told.report, told.by = _drafted(told)
    told.report = actions.edit_report(told.case, by=told.by, **_texts(told.said))
    said, world = told.said, told.world
    if said["end"] == "draft":
        return
    if said["by"] == "visitor":
        _prove(told)
    told.report = actions.submit_report(told.case, by=told.by)
    later = {
        "attached": (6, _attach),
        "joined": (4, _join),
        "listed": (6, _list),
        "needs_info": (3, _ask),
        "declined": (5, _decline),
    }
    if said["end"] in later:
        days, step = later[said["end"]]
        contact = world.worked(said["days"] - 1, "11:00")
        if said["end"] in ("attached", "joined", "listed"):
            world.tell(contact, partial(_speak, told))
        world.tell(world.worked(said["days"] - days, "15:30"), partial(step, told))
    if said["end"] == "attached":
        world.sample("report", told.case)
        world.tell(world.worked(said["days"] - 29, "10:40"), partial(_lead, told))
        world.tell(world.worked(said["days"] - 31, "9:50"), partial(_word, told))
        world.tell(world.worked(said["days"] - 35, "14:10"), partial(_agree, told))
        world.tell(world.worked(said["days"] - 38, "16:20"), partial(_publish, told))


def _drafted(told: Told) -> tuple[Report, Actor]:
    said, world = told.said, told.world
    lab = Lab.objects.get(slug=said["lab"])
    answers: dict[str, Any] = {
        "nature": said["nature"],
        "norm_level": said["level"],
        "path": {
            "innovative": said["innovative"],
            "stuck": said["stuck"],
            "abroad": False,
        },
    }
    if said["by"] == "visitor":
        link = actions.draft_report_by_link(
            lab,
            email=said["email"],
            name=said["name"],
            company_name=said["company"],
            **answers,
        )
        return link.report, LinkHolder(link, link.name)
    if said["by"] == "staff":
        report = actions.draft_report_for(
            lab,
            by=told.staff,
            channel=ReportChannel(said["channel"]),
            company_name=said["company"],
            name=said["name"],
            email=said["email"],
            **answers,
        )
        return report, told.staff
    user = world.person(said["by"])
    plant = world.organisation(said["plant"])
    return actions.draft_report(lab, by=user, organisation=plant, **answers), user


def _texts(said: dict[str, Any]) -> dict[str, Any]:
    """Give what the five steps of the form would have kept."""
    topic = Topic.objects.filter(slug=said["topic"]).first() if said["topic"] else None
    return {
        "title": said["title"],
        "situation": said["situation"],
        "project": said["project"],
        "prevented": said["prevented"],
        "norm_title": said["norm"],
        "norm_identifier": said["number"],
        "topic": topic,
        "commune": Places.read().read_place(said["place"]) if said["place"] else None,
        "cost_per_month": Decimal(said["cost"]) if said["cost"] else None,
        "jobs_at_stake": Decimal(said["jobs"]) if said["jobs"] else None,
        "months_of_delay": said["months"] or None,
        "confidentiality": said["confidentiality"],
        "name_shared": said["shared"],
    }


def _prove(told: Told) -> None:
    """The visitor has opened the mail's link."""
    actions.request_link_report(told.case, by=told.by)
    link = told.case.links.get()
    link.prove(keep=True)
    told.by = LinkHolder(link, link.name)


def _speak(told: Told) -> None:
    actions.contact_report(
        told.case,
        by=told.staff,
        channel=Channel.PHONE,
        text="Appelé ce matin : le cas est clair, des pièces suivent.",
    )


def _attach(told: Told) -> None:
    told.report = actions.attach_report(
        told.case,
        by=told.staff,
        channel=Channel.ADMIN,
        title="Réemploi de l’eau traité comme un rejet nouveau",
    )
    told.world.things["water"] = told.case.blocker


def _lead(told: Told) -> None:
    """The lab works the blocker out: texts, an ask, a local door, and qualifies it."""
    file, by = told.said["file"], told.staff
    blocker: Blocker = told.world.things["water"]
    blocker.refresh_from_db()
    blocker = actions.edit_blocker(
        blocker,
        by=by,
        channel=Channel.ADMIN,
        seen=version_of(blocker),
        owner=by,
        public_summary=file["public"],
        summary=file["summary"],
        local_attempt=file["door"],
    )
    read_on = clock.local_day(clock.now())
    blocker = actions.add_norm_blocker(
        blocker, by=by, channel=Channel.ADMIN, checked_on=read_on, **file["text"]
    )
    for ask in file["asks"]:
        blocker = actions.add_ask_blocker(blocker, by=by, channel=Channel.ADMIN, **ask)
    blocker = actions.qualify_blocker(blocker, by=by, channel=Channel.ADMIN)
    told.world.things["water"] = blocker
    told.world.sample("blocker", blocker)


def _word(told: Told) -> None:
    """The lab words the card and asks both companies."""
    blocker: Blocker = told.world.things["water"]
    blocker.refresh_from_db()
    actions.write_card_blocker(
        blocker,
        by=told.staff,
        channel=Channel.ADMIN,
        seen=version_of(blocker),
        title=blocker.title,
        public_summary=told.said["file"]["public"],
    )


def _agree(told: Told) -> None:
    """Each company agrees, by account or by the link of its mail."""
    for row in Approval.objects.filter(blocker=told.world.things["water"]):
        report = row.report
        if report.reporter is not None:
            actions.agree_approval(row, by=report.reporter)
            continue
        link = report.links.get()
        actions.agree_approval(row, by=LinkHolder(link, link.name))


def _publish(told: Told) -> None:
    """Everybody reads the whole card."""
    blocker: Blocker = told.world.things["water"]
    done = actions.publish_blocker(
        blocker, by=told.staff, channel=Channel.ADMIN, level=PublicStatus.FULL
    )
    told.world.sample("card", public_looks.address(done))


def _list(told: Told) -> None:
    """A blocker of which everybody reads the title, while its lab works it out."""
    report = actions.attach_report(
        told.case, by=told.staff, channel=Channel.ADMIN, title=told.said["listed"]
    )
    assert report.blocker is not None
    actions.publish_blocker(
        report.blocker,
        by=told.staff,
        channel=Channel.ADMIN,
        level=PublicStatus.LISTED,
    )


def _join(told: Told) -> None:
    blocker = told.world.things["water"]
    actions.attach_report(
        told.case, by=told.staff, channel=Channel.ADMIN, blocker=blocker
    )


def _ask(told: Told) -> None:
    actions.ask_info_report(
        told.case, by=told.staff, channel=Channel.ADMIN, text=told.said["question"]
    )


def _decline(told: Told) -> None:
    actions.decline_report(
        told.case,
        by=told.staff,
        channel=Channel.ADMIN,
        code=told.said["code"],
        text=told.said["word"],
    )
