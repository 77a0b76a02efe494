"""The lab's home: the moderators' queue by date due."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from matchmaking import enums, looks
from matchmaking.figures import lab_pace
from matchmaking.home.shared import ROWS, follow
from matchmaking.lists import counts_capped
from matchmaking.models import Introduction
from matchmaking.people import company
from programmes import rules as frame
from programmes.models import Membership
from servindus import clock
from servindus.home import Aside, Block, Part, Waiting
from servindus.models import User
from servindus.templatetags.servindus import full_date
from servindus.ui import Act, Row, WaitingCard

S = enums.IntroductionStatus


def part(user: User, now: datetime) -> Part:
    """Give the queue and where the lab's other files are."""
    shown = (S.SUBMITTED, S.SENT, S.ACCEPTED)
    counted = counts_capped(user, now, [(status,) for status in shown])
    counts = dict(zip(map(str, shown), counted, strict=True))
    queue = Introduction.objects.filter(lab__in=frame.lab_ids(user)).as_rows()
    found = [_desk_row(row, user, now) for row in queue.to_moderate()[:ROWS]]
    late = sum(row.edge == "late" for row in found)
    block = Block(
        title=_("By date due"),
        rows=found,
        first_column=_("What to do"),
        with_act=True,
        no_badge=True,
        empty_title=_("Nothing to read"),
        empty_text=_("New requests arrive here as soon as a startup submits them."),
    )
    return Part(
        cards=[
            _queue_card(counts.get(S.SUBMITTED, 0), late),
            *_cards(counts),
        ],
        blocks=[block],
        asides=[_pace(user, now)],
        title=_title(user, now),
    )


def _queue_card(count: int, late: int) -> WaitingCard:
    text = _("%(n)d late") % {"n": late} if late else _("Nothing is late.")
    return WaitingCard(
        count,
        _("To read"),
        text,
        reverse("admin:matchmaking_introduction_changelist"),
        _("Open the queue"),
        "inbox-arrow-down",
        "late" if late else ("mine" if count else ""),
    )


def waiting(user: User) -> list[Waiting]:
    """Give who asks to come in, and whom the lab has to call."""
    labs = frame.lab_ids(user)
    asking = Membership.objects.to_confirm().decided_by(set(), labs)
    calls = Introduction.objects.filter(lab__in=labs, flagged_at__isnull=False)
    return [Waiting(asking, _people_card), Waiting(calls, _calls_card)]


def _people_card(count: int) -> WaitingCard:
    return WaitingCard(
        count,
        _("Startups to confirm"),
        _("They ask for nothing before you say yes."),
        reverse("admin:programmes_membership_changelist"),
        _("Confirm"),
        "user-plus",
        "mine",
    )


def _calls_card(count: int) -> WaitingCard:
    desk = reverse("admin:matchmaking_introduction_changelist")
    return WaitingCard(
        count,
        _("To call"),
        _("Two reminders have brought nothing, or a time is missing."),
        f"{desk}?file=a-appeler",
        _("Open the list of calls"),
        "phone",
        "mine",
    )


def _pace(user: User, now: datetime) -> Aside:
    """Say how many readings kept the promise of one working day."""
    pace = lab_pace(frame.lab_ids(user), now)
    if not pace.total:
        words = _("No request has been read yet.")
    else:
        words = _("%(kept)d read within one working day, out of %(all)d.") % {
            "kept": pace.kept,
            "all": pace.total,
        }
    lines = [("clock", words)]
    if pace.total and pace.is_few:
        lines.append(("information-circle", _("Too few cases to say more.")))
    return Aside(
        _("Promises kept in 90 days"),
        lines=lines,
        href=reverse("admin:matchmaking_introduction_figures"),
        link_label=_("See the figures"),
    )


def _cards(counts: dict[str, int]) -> list[WaitingCard]:
    return [
        follow(
            counts.get(S.SENT, 0),
            _("With the industrial companies"),
            _("An answer within 15 working days."),
            "paper-airplane",
        ),
        follow(
            counts.get(S.ACCEPTED, 0),
            _("Meetings agreed"),
            _("Meetings to arrange, to hold, to close."),
            "calendar-days",
        ),
    ]


def _title(user: User, now: datetime) -> str:
    day = full_date(clock.local_day(now)).rsplit(" ", 1)[0]
    return f"{', '.join(frame.lab_names(user))}, {day}"


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
