"""What introductions put on each reader's home and in the header."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import enums, looks, rules
from matchmaking.actions.drafts import remaining_rights
from matchmaking.models import DecisionMaker, Introduction
from matchmaking.people import company
from matchmaking.views.directory import own_startup
from matchmaking.views.lists import counts_for, rows_for, tabs_for
from matchmaking.views.requests import meters
from programmes import rules as frame
from programmes.enums import OrganisationStatus
from programmes.models import Organisation
from servindus import clock
from servindus.home import Aside, Block, Part
from servindus.models import User
from servindus.templatetags.servindus import full_date
from servindus.ui import Act, Row, WaitingCard

S = enums.IntroductionStatus
LIST = "matchmaking:introduction_list"
ROWS = 8


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's words in the header, with what waits for the reader."""
    user = request.user
    if not user.is_authenticated:
        return []
    path = request.path
    items: list[dict[str, Any]] = []
    if rules.asks(user) or frame.is_staff(user):
        items.append(_word(_("Directory"), "matchmaking:decision_maker_list", path))
    if rules.startup_ids(user) or frame.is_staff(user) or _card_of(user):
        waiting = _waiting(user)
        item = _word(_("Requests"), LIST, path)
        items.append({**item, "count": waiting or None, "mine": True})
    return items


def _word(label: str, name: str, path: str) -> dict[str, Any]:
    href = reverse(name)
    return {"label": label, "href": href, "current": path.startswith(href)}


def _waiting(user: User) -> int:
    """Count what waits for the reader, up to one more than the badge shows."""
    seen = Introduction.objects.visible_to(user)
    if rules.startup_ids(user):
        rows = seen.filter(status__in=[str(s) for s in enums.TO_DO])
    elif labs := frame.lab_ids(user):
        rows = Introduction.objects.filter(lab__in=labs, status=S.SUBMITTED)
    else:
        rows = seen.filter(status=S.SENT, decision_maker__user=user)
    return int(rows.order_by()[:100].count())


def _card_of(user: Any) -> DecisionMaker | None:
    return DecisionMaker.objects.filter(user=user).first()


def part(request: HttpRequest) -> Part | None:
    """Give what waits, by what the reader is."""
    user: User = request.user  # type: ignore[assignment]
    now = clock.now()
    startup = own_startup(request)
    if startup is not None:
        return _startup_part(user, startup, now)
    if frame.lab_ids(user):
        return _staff_part(user, now)
    if _card_of(user):
        return _manager_part(user, now)
    return None


def _startup_part(user: User, startup: Organisation, now: datetime) -> Part:
    counts = counts_for(user, now)
    shown = (
        "en-cours" if sum(counts.get(str(s), 0) for s in enums.IN_HAND) else "a-traiter"
    )
    statuses = enums.IN_HAND if shown == "en-cours" else enums.TO_DO
    rows = rows_for(user, now).seen_as(statuses)
    found = [looks.row(row, user, now) for row in rows.order_by("next_on", "pk")[:ROWS]]
    verified = startup.status == OrganisationStatus.VERIFIED
    directory = reverse("matchmaking:decision_maker_list")
    block = Block(
        title=_("My requests"),
        tabs=tabs_for(user, now, shown, counts),
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
        cards=_startup_cards(user, counts, now),
        blocks=[block],
        asides=[
            Aside(_("Your rights this month"), meters(remaining_rights(startup, now)))
        ],
        acts=acts,
        next_date=_next_date(found),
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


def _startup_cards(
    user: User, counts: dict[str, int], now: datetime
) -> list[WaitingCard]:
    address = reverse(LIST)
    to_do = counts.get(S.NEEDS_INFO, 0) + counts.get(S.DRAFT, 0)
    cards = []
    if to_do:
        first = (
            Introduction.objects.visible_to(user)
            .filter(status__in=[str(s) for s in enums.TO_DO])
            .with_people()
            .order_by("-status", "pk")
            .first()
        )
        text = (
            f"{first.decision_maker.place} : {first.subject}".rstrip(" :")
            if first
            else ""
        )
        cards.append(
            WaitingCard(
                to_do,
                _("To complete"),
                text,
                f"{address}?vue=a-traiter",
                _("Go on"),
                "chat-bubble-left-ellipsis",
                "mine",
            )
        )
    cards.append(
        WaitingCard(
            counts.get(S.SUBMITTED, 0) + counts.get(S.QUEUED, 0),
            _("With the lab"),
            _("Read within one working day before they leave."),
            f"{address}?vue=en-cours",
            _("Follow"),
            "inbox-arrow-down",
        )
    )
    cards.append(
        WaitingCard(
            counts.get(S.SENT, 0),
            _("With the industrial company"),
            _("An answer within 15 working days."),
            f"{address}?vue=en-cours",
            _("Follow"),
            "paper-airplane",
        )
    )
    cards.append(
        WaitingCard(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("A meeting to prepare or to follow."),
            f"{address}?vue=en-cours",
            _("Prepare"),
            "calendar-days",
        )
    )
    return cards[:4]


def _next_date(rows: list[Row]) -> str:
    dated = [row for row in rows if row.when]
    if not dated:
        return ""
    return _("Next date: %(title)s, %(day)s.") % {
        "title": dated[0].title,
        "day": dated[0].when,
    }


def _staff_part(user: User, now: datetime) -> Part:
    """The lab's home: the moderators' queue by date due."""
    labs = frame.lab_ids(user)
    queue = Introduction.objects.filter(lab__in=labs).with_people()
    queue = queue.select_related("lab__operator").prefetch_related("lab__closures")
    found = [_desk_row(row, user, now) for row in queue.to_moderate()[:ROWS]]
    counts = counts_for(user, now)
    late = sum(row.edge == "late" for row in found)
    to_confirm = Organisation.objects.filter(lab__in=labs).to_confirm().count()
    cards = [
        WaitingCard(
            counts.get(S.SUBMITTED, 0),
            _("To read"),
            _("%(n)d late") % {"n": late}
            if late
            else _("Nothing is late."),
            reverse("admin:matchmaking_introduction_changelist"),
            _("Open the queue"),
            "inbox-arrow-down",
            "late" if late else ("mine" if found else ""),
        ),
        WaitingCard(
            to_confirm,
            _("Startups to confirm"),
            _("They ask for nothing before you say yes."),
            reverse("admin:programmes_membership_changelist"),
            _("Confirm"),
            "user-plus",
            "mine" if to_confirm else "",
        ),
        WaitingCard(
            counts.get(S.SENT, 0),
            _("With the industrial companies"),
            _("An answer within 15 working days."),
            f"{reverse(LIST)}?vue=en-cours",
            _("Follow"),
            "paper-airplane",
        ),
        WaitingCard(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("Meetings to arrange, to hold, to close."),
            f"{reverse(LIST)}?vue=en-cours",
            _("Follow"),
            "calendar-days",
        ),
    ]
    block = Block(
        title=_("By date due"),
        rows=found,
        first_column=_("What to do"),
        with_act=True,
        no_badge=True,
        empty_title=_("Nothing to read"),
        empty_text=_("New requests arrive here as soon as a startup submits them."),
    )
    return Part(cards=cards, blocks=[block], title=_lab_title(user, now))


def _lab_title(user: User, now: datetime) -> str:
    names = [
        lab.name
        for membership in frame.memberships_of(user)
        for lab in membership.organisation.operated_labs.all()
    ]
    return f"{', '.join(names)}, {full_date(clock.local_day(now)).rsplit(' ', 1)[0]}"


def _desk_row(introduction: Introduction, user: User, now: datetime) -> Row:
    row = looks.row(introduction, user, now)
    desk = reverse("admin:matchmaking_introduction_change", args=[introduction.pk])
    title = _("Read: %(startup)s to %(company)s") % {
        "startup": introduction.startup.name,
        "company": introduction.decision_maker.organisation.name,
    }
    mine = user.has_perm("matchmaking.approve_introduction", introduction)
    return Row(
        title=title,
        href=desk,
        sub=introduction.reference,
        who=_("You") if mine else _("A colleague"),
        when=row.when,
        clock=row.clock,
        act=Act(_("Read"), desk),
        person=company(introduction.startup),
        edge="" if row.edge == "mine" else row.edge,
    )


def _manager_part(user: User, now: datetime) -> Part:
    """A decision maker with an account sees the same things as in the mails."""
    counts = counts_for(user, now)
    rows = rows_for(user, now).filter(
        status__in=[str(s) for s in (S.SENT, S.ACCEPTED, S.DEFERRED)]
    )
    found = [looks.row(row, user, now) for row in rows.order_by("next_on", "pk")[:ROWS]]
    first = next((row for row in found if row.edge in ("mine", "soon", "late")), None)
    waiting = counts.get(S.SENT, 0)
    cards = [
        WaitingCard(
            waiting,
            _("To answer"),
            first.title if first else _("Nobody waits for you."),
            f"{reverse(LIST)}?vue=a-traiter",
            _("Answer"),
            "envelope-open",
            "mine" if waiting else "",
        ),
        WaitingCard(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("A slot to choose, or a meeting to come."),
            f"{reverse(LIST)}?vue=en-cours",
            _("Follow"),
            "calendar-days",
        ),
        WaitingCard(
            counts.get(S.DEFERRED, 0),
            _("Put off"),
            _("They come back to you on the day you chose."),
            f"{reverse(LIST)}?vue=en-cours",
            _("Follow"),
            "clock",
        ),
    ]
    block = Block(
        title=_("Requests received"),
        rows=found,
        empty_title=_("No request received"),
        empty_text=_("They arrive here after a moderator has read them."),
    )
    return Part(cards=cards, blocks=[block], next_date=_next_date(found))


def figures() -> list[dict[str, Any]]:
    """Count introductions for the public home: asked, accepted."""
    now = clock.now()
    sent = Introduction.objects.filter(submitted_at__isnull=False)
    accepted = sent.filter(status__in=[S.ACCEPTED, S.CLOSED], settles_at__lte=now)
    return [
        {"axis": 1, "value": sent.count(), "label": _("requests made")},
        {"axis": 1, "value": accepted.count(), "label": _("accepted requests")},
    ]
