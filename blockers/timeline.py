"""The thread of a case: the journal as each reader may see it, newest on top."""

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers.models import Remark, Report
from blockers.turns import lab, reporter
from servindus.actors import Actor, ActorKind
from servindus.models import JournalEntry
from servindus.ui import Person, TimelineItem

NOTES = "blockers.read_notes_of_report"
# For each act: what the reader did, and what somebody else did.
TITLES: dict[str, tuple[Promise, Promise]] = {
    "draft_report": (
        gettext_lazy("You started the report"),
        gettext_lazy("%(who)s started the report"),
    ),
    "submit_report": (
        gettext_lazy("You handed the report in"),
        gettext_lazy("%(who)s handed the report in"),
    ),
    "contact_report": (
        gettext_lazy("You noted the first contact"),
        gettext_lazy("%(who)s spoke with the company"),
    ),
    "ask_info_report": (
        gettext_lazy("You asked for more"),
        gettext_lazy("%(who)s asked for more"),
    ),
    "attach_report": (
        gettext_lazy("You put the case in the register"),
        gettext_lazy("%(who)s put the case in the register"),
    ),
    "move_report": (
        gettext_lazy("You put the case with others like it"),
        gettext_lazy("%(who)s put the case with others like it"),
    ),
    "detach_report": (
        gettext_lazy("You took the case out of its blocker"),
        gettext_lazy("%(who)s looks at the case again"),
    ),
    "decline_report": (
        gettext_lazy("You did not keep the case"),
        gettext_lazy("%(who)s did not keep the case"),
    ),
    "appeal_report": (
        gettext_lazy("You asked for a second reading"),
        gettext_lazy("%(who)s asked for a second reading"),
    ),
    "withdraw_report": (
        gettext_lazy("You withdrew the report"),
        gettext_lazy("%(who)s withdrew the report"),
    ),
    "resume_report": (
        gettext_lazy("You handed the report in again"),
        gettext_lazy("%(who)s handed the report in again"),
    ),
    "nudge_report": (
        gettext_lazy("Reminder sent to the company"),
        gettext_lazy("Reminder sent to the company"),
    ),
    "remind_report": (
        gettext_lazy("Reminder sent to the lab"),
        gettext_lazy("Reminder sent to the lab"),
    ),
}
# Where nobody answered, the platform says why it acts.
BY_ITSELF: dict[str, Promise] = {
    "withdraw_report": gettext_lazy(
        "Nobody has completed the report in 45 days: it is withdrawn"
    ),
}
# How the lab keeps its own delays is no business of the company's thread.
OF_LAB = {"remind_report"}
# What became of the blocker, as each company with a case may know it.
BLOCKER_TITLES: dict[str, Promise] = {
    "close_locally_blocker": gettext_lazy("%(who)s closed the blocker on the spot"),
    "escalate_blocker": gettext_lazy("%(who)s sent the blocker to the ministry"),
    "recall_blocker": gettext_lazy("%(who)s took the dossier back"),
    "close_blocker": gettext_lazy("The blocker was closed"),
    "close_unanswered_blocker": gettext_lazy("The blocker was closed: no answer came"),
    "reopen_blocker": gettext_lazy("%(who)s opened the blocker again"),
}
BY_LAB = {
    "contact_report",
    "ask_info_report",
    "attach_report",
    "move_report",
    "detach_report",
    "decline_report",
}


def timeline(report: Report, reader: Actor) -> list[TimelineItem]:
    """Give what happened, newest first, with the sentences this reader may read."""
    audiences, verbs = ["company"], set(TITLES) - OF_LAB
    if reader.has_perm(NOTES, report):
        audiences.append("lab")
        verbs |= OF_LAB
    said = Remark.objects.filter(entry=OuterRef("pk"), audience__in=audiences)
    lines = (
        JournalEntry.objects.about(report)
        .filter(verb__in=verbs)
        .select_related("user")
        .annotate(quote=Subquery(said.order_by("audience").values("text")[:1]))
        .reverse()
    )
    found = [(line.at, _item(report, line, reader)) for line in lines]
    found += _of_blocker(report)
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [item for _at, item in found]


def _of_blocker(report: Report) -> list[tuple[datetime, TimelineItem]]:
    """Give what became of the blocker since the case is part of it, and when."""
    blocker, since = report.blocker, report.attached_at
    if blocker is None or since is None:
        return []
    lines = JournalEntry.objects.about(blocker).filter(
        verb__in=BLOCKER_TITLES, at__gte=since
    )
    found, reason = [], blocker.relapse
    for line in lines.reverse():
        quote = ""
        if line.verb == "reopen_blocker":
            # The blocker keeps the last reason alone.
            quote, reason = reason, ""
        words = BLOCKER_TITLES[line.verb]
        person = None if line.actor_kind == ActorKind.SYSTEM else lab(blocker)
        title = str(words) % {"who": person.name if person else ""}
        found.append((line.at, TimelineItem(line.at, title, person, quote=quote)))
    return found


def _item(report: Report, line: JournalEntry, reader: Actor) -> TimelineItem:
    mine, others = TITLES[line.verb]
    if line.actor_kind == ActorKind.SYSTEM:
        others = BY_ITSELF.get(line.verb, others)
    fields = reader.journal_fields()
    user = fields.get("user")
    if line.actor_kind == ActorKind.LINK:
        own = line.link is not None and line.link == fields.get("link")
    else:
        own = user is not None and line.user_id == user.pk
    person = _person(report, line)
    who = person.name if person else _("The platform")
    title = str(mine) if own else str(others) % {"who": who}
    return TimelineItem(
        line.at, title, person, quote=getattr(line, "quote", None) or ""
    )


def _person(report: Report, line: JournalEntry) -> Person | None:
    """Give the side that acted: names of people are no business of the other side."""
    if line.actor_kind == ActorKind.SYSTEM:
        return None
    by_lab = line.verb in BY_LAB or (
        line.user_id is not None and line.user_id == report.on_behalf_of_by_id
    )
    return lab(report) if by_lab else reporter(report)
