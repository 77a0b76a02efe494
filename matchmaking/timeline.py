"""The thread of a file: the journal as each reader may see it, newest on top."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaking.enums import CallResult, IntroductionStatus, Side
from matchmaking.models import Introduction, Meeting, Remark
from matchmaking.people import hears_later, manager, status_seen
from matchmaking.turns import turn
from programmes import rules as frame
from servindus.actors import ActorKind
from servindus.models import JournalEntry, User
from servindus.templatetags.servindus import capital, full_datetime
from servindus.ui import Person, TimelineItem

S = IntroductionStatus
NOTES = "matchmaking.read_notes_of_introduction"
# For each act: what the reader did, and what somebody else did.
TITLES: dict[str, tuple[Promise, Promise]] = {
    "draft_introduction": (
        gettext_lazy("You started the request"),
        gettext_lazy("%(who)s started the request"),
    ),
    "submit_introduction": (
        gettext_lazy("You submitted the request"),
        gettext_lazy("%(who)s submitted the request"),
    ),
    "withdraw_introduction": (
        gettext_lazy("You withdrew the request"),
        gettext_lazy("%(who)s withdrew the request"),
    ),
    "ask_info_introduction": (
        gettext_lazy("You asked for more"),
        gettext_lazy("%(who)s asked for more"),
    ),
    "reword_introduction": (
        gettext_lazy("You proposed another wording"),
        gettext_lazy("%(who)s proposed another wording"),
    ),
    "agree_introduction": (
        gettext_lazy("You agreed to the wording"),
        gettext_lazy("%(who)s agreed to the wording"),
    ),
    "appeal_introduction": (
        gettext_lazy("You appealed"),
        gettext_lazy("%(who)s appealed"),
    ),
    "approve_introduction": (
        gettext_lazy("You approved the request"),
        gettext_lazy("%(who)s approved the request"),
    ),
    "reject_introduction": (
        gettext_lazy("You did not keep the request"),
        gettext_lazy("%(who)s did not keep the request"),
    ),
    "send_introduction": (
        gettext_lazy("You sent the request to the decision maker"),
        gettext_lazy("Request sent to the decision maker"),
    ),
    "requeue_introduction": (
        gettext_lazy("You put the request back in the queue"),
        gettext_lazy("The request is back in the queue"),
    ),
    "accept_introduction": (
        gettext_lazy("You said yes"),
        gettext_lazy("%(who)s said yes"),
    ),
    "decline_introduction": (
        gettext_lazy("You said no"),
        gettext_lazy("%(who)s said no"),
    ),
    "defer_introduction": (
        gettext_lazy("You asked to be asked again later"),
        gettext_lazy("%(who)s asked to be asked again later"),
    ),
    "redirect_introduction": (
        gettext_lazy("You passed the request on to a colleague"),
        gettext_lazy("%(who)s passed the request on to a colleague"),
    ),
    "undo_introduction": (
        gettext_lazy("You took your answer back"),
        gettext_lazy("%(who)s took the answer back"),
    ),
    "expire_introduction": (
        gettext_lazy("The request ended without an answer"),
        gettext_lazy("The request ended without an answer"),
    ),
    "cancel_introduction": (
        gettext_lazy("You cancelled the meeting"),
        gettext_lazy("%(who)s cancelled the meeting"),
    ),
    "close_introduction": (
        gettext_lazy("You closed the file"),
        gettext_lazy("%(who)s closed the file"),
    ),
    "propose_slots": (
        gettext_lazy("You proposed times"),
        gettext_lazy("%(who)s proposed times"),
    ),
    "book_meeting": (
        gettext_lazy("You booked the meeting"),
        gettext_lazy("%(who)s booked the meeting"),
    ),
    "move_meeting": (
        gettext_lazy("You moved the meeting"),
        gettext_lazy("%(who)s moved the meeting"),
    ),
    "cancel_meeting": (
        gettext_lazy("You cancelled the time of the meeting"),
        gettext_lazy("%(who)s cancelled the time of the meeting"),
    ),
    "hold_meeting": (
        gettext_lazy("You said that the meeting took place"),
        gettext_lazy("%(who)s said that the meeting took place"),
    ),
    "miss_meeting": (
        gettext_lazy("You said that somebody did not come"),
        gettext_lazy("%(who)s said that somebody did not come"),
    ),
    "report_meeting": (
        gettext_lazy("You told how the meeting went"),
        gettext_lazy("%(who)s told how the meeting went"),
    ),
    "remind_introduction": (
        gettext_lazy("Reminder sent to the decision maker"),
        gettext_lazy("Reminder sent to the decision maker"),
    ),
    "reassure_introduction": (
        gettext_lazy("The startup was told where its request stands"),
        gettext_lazy("The startup was told where its request stands"),
    ),
    "nudge_introduction": (
        gettext_lazy("Reminder sent to the startup"),
        gettext_lazy("Reminder sent to the startup"),
    ),
    "alert_introduction": (
        gettext_lazy("The lab is told that the request has not been read"),
        gettext_lazy("The lab is told that the request has not been read"),
    ),
    "confirm_introduction": (
        gettext_lazy("You said that the request still stands"),
        gettext_lazy("%(who)s said that the request still stands"),
    ),
    "flag_introduction": (
        gettext_lazy("The lab is asked to telephone"),
        gettext_lazy("The lab is asked to telephone"),
    ),
    "call_introduction": (
        gettext_lazy("You telephoned"),
        gettext_lazy("%(who)s telephoned"),
    ),
    "resume_introduction": (
        gettext_lazy("The day has come: the request is asked again"),
        gettext_lazy("The day has come: the request is asked again"),
    ),
    "recount_introduction": (
        gettext_lazy("The person is away: the date of the answer has moved"),
        gettext_lazy("The person is away: the date of the answer has moved"),
    ),
    "ask_follow_up": (
        gettext_lazy("It was asked what came of the meeting"),
        gettext_lazy("It was asked what came of the meeting"),
    ),
    "remind_meeting": (
        gettext_lazy("Both sides were reminded of the meeting"),
        gettext_lazy("Both sides were reminded of the meeting"),
    ),
    "ask_meeting": (
        gettext_lazy("It was asked how the meeting went"),
        gettext_lazy("It was asked how the meeting went"),
    ),
    "reopen_introduction": (
        gettext_lazy("You reopened the file"),
        gettext_lazy("%(who)s reopened the file"),
    ),
}
ANSWERS = (
    "accept_introduction",
    "decline_introduction",
    "defer_introduction",
    "redirect_introduction",
)


def timeline(
    introduction: Introduction, reader: User, now: datetime
) -> list[TimelineItem]:
    """Give what happened and what comes, newest first, for this reader."""
    meetings = list(introduction.meetings.all())
    entries: list[JournalEntry] = list(
        JournalEntry.objects.about(introduction, *meetings)
        .select_related("user")
        .annotate(quote=_quote(introduction, reader))
    )
    spans = {meeting.pk: meeting for meeting in meetings}
    if hears_later(reader, introduction):
        entries = _settled(entries, introduction, now)
    if not reader.has_perm(NOTES, introduction):
        # How a lab reminds itself is no news for the two sides.
        entries = [one for one in entries if one.verb != "alert_introduction"]
    items = [
        _item(entry, introduction, reader, now, spans)
        for entry in reversed(entries)
        if entry.verb in TITLES and not _is_said(entry)
    ]
    return [*_coming(introduction, reader, now), *items]


def _is_said(entry: JournalEntry) -> bool:
    """Whether another line says the same: both sides are asked at once later on."""
    return entry.verb == "ask_follow_up" and entry.details.get("side") == Side.MANAGER


def _settled(
    entries: list[JournalEntry], introduction: Introduction, now: datetime
) -> list[JournalEntry]:
    """Leave out answers taken back in time, and one that may still be."""
    kept: list[JournalEntry] = []
    for entry in entries:
        if entry.verb == "undo_introduction":
            while kept and kept.pop().verb not in ANSWERS:
                pass
            continue
        kept.append(entry)
    if not introduction.is_settled(now):
        while kept and kept.pop().verb not in ANSWERS:
            pass
    return kept


def _quote(introduction: Introduction, reader: User) -> Subquery | Value:
    """Give the sentence of each line that this reader may read."""
    if not reader.has_perm("matchmaking.read_introduction", introduction):
        return Value("")
    remarks = Remark.objects.filter(entry=OuterRef("pk"))
    if not reader.has_perm(NOTES, introduction):
        remarks = remarks.filter(audience="shared")
    return Subquery(remarks.order_by("-audience").values("text")[:1])


def _item(
    entry: JournalEntry,
    introduction: Introduction,
    reader: User,
    now: datetime,
    meetings: dict[int, Meeting],
) -> TimelineItem:
    mine, other = TITLES[entry.verb]
    person = _who(entry, introduction, reader, now)
    is_reader = entry.user_id == reader.pk
    title = (
        mine
        if is_reader
        else other % {"who": person.name if person else _("The platform")}
    )
    note = _when(entry, meetings)
    quote = getattr(entry, "quote", "") or ""
    # Who answered for the manager is the plant's affair until contacts are shown.
    if entry.on_behalf_of and (
        introduction.is_revealed(now) or not hears_later(reader, introduction)
    ):
        note = _("Answered by %(name)s.") % {"name": entry.typed_name}
    if entry.verb == "call_introduction" and reader.has_perm(NOTES, introduction):
        note = capital(CallResult(entry.details["result"]).label)
    if not note and entry.channel == "phone":
        note = _("By phone, noted by the lab.")
    return TimelineItem(entry.at, str(title), person=person, note=note, quote=quote)


def _when(entry: JournalEntry, meetings: dict[int, Meeting]) -> str:
    """Give the time of the meeting that a line is about."""
    if entry.object_type != "matchmaking.meeting":
        return ""
    meeting = meetings.get(entry.object_id)
    if meeting is None:
        return ""
    return capital(full_datetime(meeting.starts_at))


def _who(
    entry: JournalEntry, introduction: Introduction, reader: User, now: datetime
) -> Person | None:
    """Give the shape and the name that this reader may see of whoever acted."""
    revealed = introduction.is_revealed(now)
    card = introduction.decision_maker
    staff_reader = introduction.lab_id in frame.lab_ids(reader)
    if entry.actor_kind == ActorKind.LINK or (
        card.user_id and entry.user_id == card.user_id
    ):
        return manager(card, revealed or staff_reader)
    user = entry.user
    if user is None:
        return None
    if entry.user_id in (introduction.requested_by_id, reader.pk) and (
        entry.user_id == introduction.requested_by_id
    ):
        return Person(user.full_name, introduction.startup.name, "circle")
    if entry.channel == "admin" or entry.user_id == introduction.moderator_id:
        return Person(user.full_name, introduction.lab.operator_name, "hexagon")
    return Person(user.full_name, "", "circle")


def _coming(
    introduction: Introduction, reader: User, now: datetime
) -> list[TimelineItem]:
    """Give the planned step that the strip's date promises."""
    strip = turn(introduction, reader, now)
    if strip is None or strip.due is None:
        return []
    titles: dict[Any, Any] = {
        S.SUBMITTED: gettext_lazy("Read by a moderator, at the latest"),
        S.SENT: gettext_lazy("Answer of %(who)s expected, at the latest"),
        S.DEFERRED: gettext_lazy("Asked again"),
        S.ACCEPTED: gettext_lazy("Next date of the meeting"),
    }
    status = S(status_seen(introduction, reader, now))
    title = titles.get(status)
    if title is None:
        return []
    note = ""
    if status == S.SENT:
        note = _(
            "Without an answer the request ends, and you can come back after 60 days."
        )
    return [
        TimelineItem(
            strip.due,
            str(title) % {"who": strip.person.name},
            person=strip.person,
            note=note,
            future=True,
        )
    ]
