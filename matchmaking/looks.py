"""How an introduction looks to a reader: badge, row of a list, buttons."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking.enums import (
    STATUS_LOOKS,
    Format,
    IntroductionStatus,
)
from matchmaking.models import Attachment, Introduction
from matchmaking.people import status_seen
from matchmaking.turns import last_meeting, turn
from programmes import rules as frame
from servindus.models import User
from servindus.shelves import File, drawn
from servindus.templatetags.servindus import short_date
from servindus.ui import Act, Badge, Meter, Row, Turn
from servindus.workflow import Act as Verb
from servindus.workflow import acts_of, available_actions

S = IntroductionStatus


def badge(status: str) -> Badge:
    """Give the badge of a status."""
    icon, tone = STATUS_LOOKS[status]
    return Badge(S(status).label, icon, tone)  # type: ignore[arg-type]


def row(introduction: Introduction, reader: User, now: datetime) -> Row:
    """Give the introduction as one line of a list."""
    return row_of(introduction, reader, now, turn(introduction, reader, now))


def row_of(
    introduction: Introduction, reader: User, now: datetime, strip: Turn | None
) -> Row:
    """Give the line for whoever knows already whose turn it is."""
    status = status_seen(introduction, reader, now)
    edge = ""
    if strip and strip.clock and strip.clock.kind == "late":
        edge = "late"
    elif strip and strip.clock and strip.clock.kind == "due_soon":
        edge = "soon"
    elif strip and strip.mine:
        edge = "mine"
    return Row(
        title=_title(introduction, reader),
        href=introduction.get_absolute_url(),
        sub=" · ".join(
            [introduction.decision_maker.place, introduction.decision_maker.public_name]
        ),
        badge=badge(status),
        who=_who(strip),
        when=short_date(strip.due) if strip and strip.due else "",
        clock=strip.clock if strip else None,
        due=strip.due if strip else None,
        edge=edge,  # type: ignore[arg-type]
    )


def _title(introduction: Introduction, reader: User) -> str:
    """The subject, or the reference for a lab that sees status and dates only."""
    if not reader.has_perm("matchmaking.read_introduction", introduction):
        return introduction.reference
    return introduction.subject or _("Request without a subject")


def _who(strip: Turn | None) -> str:
    if strip is None:
        return ""
    return _("You") if strip.mine else str(strip.person.name)


# The order in which acts stand in the bar; the first one is filled.
ACT_ORDER = (
    "submit_introduction",
    "edit_introduction",
    "appeal_introduction",
    "confirm_introduction",
    "accept_introduction",
    "book_meeting",
    "report_meeting",
    "propose_slots",
    "move_meeting",
    "defer_introduction",
    "decline_introduction",
    "redirect_introduction",
    "undo_introduction",
    "cancel_meeting",
    "withdraw_introduction",
    "cancel_introduction",
)
# The page of a report serves three acts: the first side settles what happened.
REPORTS = ("hold_meeting", "miss_meeting", "report_meeting")


def acts(introduction: Introduction, reader: User, now: datetime) -> list[Act]:
    """Give the buttons of the portal: what this reader can do now."""
    seen = status_seen(introduction, reader, now)
    if seen == introduction.status:
        verbs, meeting = (
            available_actions(introduction, reader, among=ACT_ORDER),
            last_meeting(introduction),
        )
    else:
        # The bar of a request without an answer: an empty one would tell.
        possible = [verb for verb in acts_of(Introduction) if seen in verb.sources]
        verbs = [v for v in possible if reader.has_perm(v.permission, introduction)]
        meeting = None
    found = {verb.name: verb for verb in verbs}
    if meeting is not None:
        for verb in available_actions(meeting, reader):
            found["report_meeting" if verb.name in REPORTS else verb.name] = verb
    shown = [(name, found[name]) for name in ACT_ORDER if name in found]
    # With a meeting ahead nothing is to be done: no button is filled. A wording to
    # agree to has its button beside the text.
    calm = meeting is not None and meeting.ends_at > now
    calm = calm or "agree_introduction" in found
    buttons = [
        Act(
            _("Tell how it went") if name == "report_meeting" else verb.label,
            address_of(name, verb, introduction),
            icon=verb.icon,
            kind="close"
            if verb.closes
            else ("main" if index == 0 and not calm else "other"),
        )
        for index, (name, verb) in enumerate(shown)
    ]
    return [*buttons, *_pilot(introduction, reader, now)]


def _pilot(introduction: Introduction, reader: User, now: datetime) -> list[Act]:
    """Give the way from an accepted introduction to a trial, to the startup."""
    own = introduction.startup_id in frame.organisation_ids(reader)
    met = introduction.status in (S.ACCEPTED, S.CLOSED) and introduction.is_settled(now)
    if not (own and met):
        return []
    href = reverse("programmes:propose_pilot", args=[introduction.startup.public_id])
    address = f"{href}?mise-en-relation={introduction.public_id}"
    return [Act(_("Propose a pilot"), address, icon="light-bulb")]


def address_of(name: str, verb: Verb[Any], introduction: Introduction) -> str:
    """Give the page of an act; editing and submitting share the steps of the form."""
    steps = {"edit_introduction": 2, "submit_introduction": 3}
    if name in steps:
        return reverse(
            "matchmaking:edit_introduction", args=[introduction.public_id, steps[name]]
        )
    return reverse(f"matchmaking:{name}", args=[introduction.public_id])


def formats_text(values: list[str]) -> str:
    """Give ways to meet as one text: `Visio, sur site`."""
    words = [str(Format(value).label) for value in values if value in Format.values]
    return ", ".join(words).capitalize()


def files(
    rows: Iterable[Attachment], address: Callable[[Any], str] | None = None
) -> list[File]:
    """Give attached files as the pages draw them; `address` is the reader's door."""
    return [
        drawn(row, address(row.public_id) if address else portal_address(row))
        for row in rows
    ]


def files_of(
    introduction: Introduction, address: Callable[[Any], str] | None = None
) -> list[File]:
    """Give what is read with a request; in the portal, at the request's address."""

    def in_portal(piece: Any) -> str:
        return reverse("matchmaking:attachment", args=[introduction.public_id, piece])

    rows = Attachment.objects.shown_with(introduction)
    return files(rows, address or in_portal)


def portal_address(row: Attachment) -> str:
    """Give the address of a file for people with an account."""
    if row.introduction is None:
        return reverse("matchmaking:profile_attachment", args=[row.public_id])
    way = [row.introduction.public_id, row.public_id]
    return reverse("matchmaking:attachment", args=way)


def meters(rights: dict[str, int]) -> list[Meter]:
    """Give the startup's own limits as meters."""
    left = max(0, rights["submissions"] - rights["submitted"])
    return [
        # Full cells are what is left, as the words say: nothing left is an empty bar.
        Meter(
            left,
            rights["submissions"],
            _("%(left)d requests out of %(all)d")
            % {"left": left, "all": rights["submissions"]},
            _(" still possible this month"),
        ),
        Meter(
            rights["waiting"],
            rights["waits"],
            _("%(n)d answers awaited") % {"n": rights["waiting"]},
            _(", %(max)d at a time") % {"max": rights["waits"]},
        ),
    ]
