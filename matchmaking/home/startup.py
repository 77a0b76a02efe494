"""The startup's home: what to complete, where the requests are, the rights left."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import enums, looks
from matchmaking.actions.drafts import remaining_rights
from matchmaking.home.shared import LIST, ROWS, follow, next_date
from matchmaking.lists import counts_by_part, counts_of, rows_for, tabs_for
from matchmaking.models import Introduction
from programmes.enums import OrganisationStatus
from programmes.models import Organisation
from servindus.home import Aside, Block, Part
from servindus.models import User
from servindus.templatetags.servindus import NBSP
from servindus.ui import Act, WaitingCard

S = enums.IntroductionStatus


def part(request: HttpRequest, startup: Organisation, now: datetime) -> Part:
    """Give the startup's cards, requests and rights."""
    user: User = request.user  # type: ignore[assignment]
    counts = counts_of(request, now)
    shown = (
        "en-cours" if sum(counts.get(str(s), 0) for s in enums.IN_HAND) else "a-traiter"
    )
    statuses = enums.IN_HAND if shown == "en-cours" else enums.TO_DO
    rows = rows_for(user, now).seen_as(statuses, user, now)
    found = [looks.row(row, user, now) for row in rows.order_by("next_on", "pk")[:ROWS]]
    verified = startup.status == OrganisationStatus.VERIFIED
    directory = reverse("matchmaking:decision_maker_list")
    block = Block(
        title=_("My requests"),
        tabs=tabs_for(request, now, shown, counts_by_part(request, now)),
        rows=found,
        empty_title=_("No request yet"),
        empty_text=_(
            "Your requests will stand here, with the next date of each. Choose"
            " somebody in the directory to begin."
        ),
        empty_href=directory if verified else "",
        empty_link=_("Open the directory"),
    )
    acts = [Act(_("New request"), directory, "plus", kind="main")] if verified else []
    return Part(
        cards=_cards(user, counts, now),
        blocks=[block],
        asides=[
            Aside(
                _("Your rights this month"),
                looks.meters(remaining_rights(startup, now)),
            )
        ],
        acts=acts,
        next_date=next_date(found),
        notes=[] if verified else [_pending_note(startup)],
    )


def _pending_note(startup: Organisation) -> dict[str, Any]:
    return {
        "strong": _("Your account waits for the lab."),
        "text": _(
            "It looks at each new startup within two working days; you can complete"
            " your profile meanwhile."
        ),
        "href": reverse("matchmaking:edit_startup_profile"),
        "link_label": _("Complete my profile"),
        "icon": "clock",
        "tone": "warning",
    }


def _cards(user: User, counts: dict[str, int], now: datetime) -> list[WaitingCard]:
    """Give what is the startup's to do first, then where its requests are."""
    with_lab = counts.get(S.SUBMITTED, 0) + counts.get(S.QUEUED, 0)
    return [
        *_to_complete(user, counts, now),
        follow(
            with_lab,
            _("With the lab"),
            _("Read within one working day before they leave."),
            "inbox-arrow-down",
        ),
        follow(
            counts.get(S.SENT, 0),
            _("With the industrial company"),
            _("An answer within 15 working days."),
            "paper-airplane",
        ),
        follow(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("A meeting to prepare or to follow."),
            "calendar-days",
            _("Prepare"),
        ),
    ]


def _to_complete(
    user: User, counts: dict[str, int], now: datetime
) -> list[WaitingCard]:
    """Give the card of drafts and questions, with the most urgent one named."""
    count = sum(counts.get(status, 0) for status in enums.TO_DO)
    if not count:
        return []
    first = (
        Introduction.objects.visible_to(user)
        .seen_as(enums.TO_DO, user, now)
        .with_people()
        .order_by("-status", "pk")
        .first()
    )
    where = f"{first.decision_maker.place}{NBSP}: {first.subject}" if first else ""
    return [
        WaitingCard(
            count,
            _("To complete"),
            where.rstrip(f"{NBSP}:"),
            f"{reverse(LIST)}?vue=a-traiter",
            _("Go on"),
            "chat-bubble-left-ellipsis",
            "mine",
        )
    ]
