"""The thread of a dossier: what each side did and said, newest on top."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers.escalation_looks import authority
from blockers.models import Escalation
from blockers.turns import lab
from servindus.actors import Actor, ActorKind
from servindus.models import JournalEntry
from servindus.ui import Person, TimelineItem

# For each act: what the reader's side did, and what the other side did.
TITLES: dict[str, tuple[Promise, Promise]] = {
    "send_escalation": (
        gettext_lazy("You sent the dossier"),
        gettext_lazy("%(who)s sent the dossier"),
    ),
    "acknowledge_escalation": (
        gettext_lazy("You acknowledged it"),
        gettext_lazy("%(who)s acknowledged it"),
    ),
    "request_info_escalation": (
        gettext_lazy("You asked the lab; the delay stands"),
        gettext_lazy("%(who)s asked a question; its delay stands"),
    ),
    "reply_info_escalation": (
        gettext_lazy("You replied; the delay runs again"),
        gettext_lazy("%(who)s replied; the delay runs again"),
    ),
    "extend_escalation": (
        gettext_lazy("You took ten weeks"),
        gettext_lazy("%(who)s takes ten weeks"),
    ),
    "answer_escalation": (
        gettext_lazy("You answered an ask"),
        gettext_lazy("%(who)s answered an ask"),
    ),
    "settle_escalation": (
        gettext_lazy("Every ask is answered"),
        gettext_lazy("Every ask is answered"),
    ),
    "publish_escalation": (
        gettext_lazy("You published the answers"),
        gettext_lazy("%(who)s published the answers"),
    ),
    "forward_escalation": (
        gettext_lazy("You forwarded the dossier"),
        gettext_lazy("%(who)s forwarded the dossier"),
    ),
    "recall_escalation": (
        gettext_lazy("You took the dossier back"),
        gettext_lazy("%(who)s took the dossier back"),
    ),
    "add_addendum": (
        gettext_lazy("You added to the dossier"),
        gettext_lazy("%(who)s added to the dossier"),
    ),
    "remind_escalation": (
        gettext_lazy("Reminder sent to the authority"),
        gettext_lazy("Reminder sent to the authority"),
    ),
    "flag_escalation": (
        gettext_lazy("The lab is told that the answer is late"),
        gettext_lazy("The lab is told that the answer is late"),
    ),
}
BY_LAB = {"reply_info_escalation", "recall_escalation", "add_addendum"}


def timeline(escalation: Escalation, reader: Actor) -> list[TimelineItem]:
    """Give what happened, newest first, with what was said."""
    lines = JournalEntry.objects.about(escalation).filter(verb__in=TITLES)
    said = _said(escalation)
    user = reader.journal_fields().get("user")
    return [
        _item(escalation, line, said.get((line.verb, line.at), ""), user)
        for line in lines.select_related("user").reverse()
    ]


def _said(escalation: Escalation) -> dict[tuple[str, datetime | None], str]:
    """Give the sentences of the thread by act and moment."""
    found: dict[tuple[str, datetime | None], str] = {}
    for row in escalation.questions.all():
        found["request_info_escalation", row.asked_at] = row.question
        found["reply_info_escalation", row.answered_at] = row.answer
    for added in escalation.addenda.all():
        found["add_addendum", added.added_at] = added.text
    reason = escalation.extension_reason
    found["extend_escalation", escalation.extended_at] = reason
    found["recall_escalation", escalation.recalled_at] = escalation.end_reason
    found["send_escalation", escalation.sent_at] = escalation.covering_note
    return found


def _item(
    escalation: Escalation, line: JournalEntry, quote: str, user: Any
) -> TimelineItem:
    mine, others = TITLES[line.verb]
    person = None
    if line.actor_kind != ActorKind.SYSTEM:
        person = _side(escalation, line)
    own = user is not None and line.user_id == user.pk
    name = str(person.name) if person else _("The platform")
    title = str(mine) if own else str(others) % {"who": name}
    if line.verb == "forward_escalation":
        quote = escalation.end_reason
    return TimelineItem(line.at, title, person, quote=quote)


def _side(escalation: Escalation, line: JournalEntry) -> Person:
    """Give the side that acted: a dossier is sent by a lab, or by an authority."""
    if line.verb == "send_escalation" and escalation.forwarded_from is not None:
        return authority(escalation.forwarded_from)
    by_lab = line.verb in BY_LAB or line.verb == "send_escalation"
    return lab(escalation) if by_lab else authority(escalation)
