"""What the register puts on each reader's home and in the header."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers import agenda, escalation_looks, labs, queues, sitting_looks
from blockers import figures as all_figures
from blockers.card_enums import ApprovalStatus
from blockers.enums import ContestationStatus, ReportStatus, VerificationStatus
from blockers.figures import Rate
from blockers.models import (
    Approval,
    Contestation,
    Escalation,
    Report,
    Sitting,
    Verification,
)
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.figures import Told
from servindus.home import Aside, Block, Part
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import Meter, WaitingCard

S = ReportStatus
MOST_SHOWN = 100
SHOWN_FIRST = 5
CELLS = 10
# A line of more cells than this could not be read.
MOST_CELLS = 36


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's word in the header: one's dossiers, cases, or the register."""
    user = request.user
    if user.is_authenticated and frame.organisation_ids(
        user, OrganisationKind.AUTHORITY
    ):
        words = [
            (_("Dossiers"), queues.address()),
            (_("Sittings"), reverse("blockers:sitting_list")),
            (_("Commitments"), reverse("blockers:commitment_list")),
            (_("Derogations"), reverse("blockers:derogation_list")),
        ]
        return [
            {"label": word, "href": href, "current": request.path.startswith(href)}
            for word, href in words
        ]
    href = reverse("blockers:public_list")
    if user.is_authenticated and (
        frame.is_staff(user) or frame.organisation_ids(user, *frame.COMPANY_KINDS)
    ):
        href = reverse("blockers:report_list")
    current = request.path.startswith("/blocages/")
    return [{"label": _("Blockers"), "href": href, "current": current}]


def part(request: HttpRequest) -> Part | None:
    """Give what waits: cases to qualify for a lab, to complete for a company."""
    user: User = request.user  # type: ignore[assignment]
    if labs := frame.lab_ids(user):
        return _staff_part(labs)
    if frame.organisation_ids(user, OrganisationKind.AUTHORITY):
        return _liaison_part(user)
    if not frame.organisation_ids(user, *frame.COMPANY_KINDS):
        return None
    return _company_part(user)


def _company_part(user: User) -> Part | None:
    """Give what a company owes: what the lab asked, what sites say, which words."""
    asked = Verification.objects.filter(
        report=OuterRef("pk"), status=VerificationStatus.ASKED
    )
    words = Approval.objects.filter(
        report=OuterRef("pk"), blocker=OuterRef("blocker"), status=ApprovalStatus.ASKED
    )
    newer = Approval.objects.filter(
        report=OuterRef("report"), blocker=OuterRef("blocker"), pk__gt=OuterRef("pk")
    )
    own = frame.organisation_ids(user, *frame.COMPANY_KINDS)
    mine = Q(organisation__in=own) | Q(reporter=user)
    rows = (
        Report.objects.visible_to(user)
        .filter(mine)
        .annotate(site=Exists(asked), card=Exists(words.filter(~Exists(newer))))
    )
    owed = rows.filter(Q(status=S.NEEDS_INFO) | Q(site=True) | Q(card=True))
    groups: dict[str, list[Report]] = {"info": [], "site": [], "card": []}
    for row in owed.order_by("pk")[:MOST_SHOWN]:
        for name, is_owed in (
            ("info", row.status == S.NEEDS_INFO),
            ("site", row.site),
            ("card", row.card),
        ):
            groups[name] += [row] if is_owed else []
    cards = [
        WaitingCard(len(found), title, text, _way(found), label, icon, "mine")
        for (title, text, label, icon), found in zip(
            _company_words(), groups.values(), strict=True
        )
        if found
    ]
    return Part(cards=cards) if cards else None


def _way(found: list[Report]) -> str:
    """Give the address of the one case, or of the list of several."""
    if len(found) == 1:
        return found[0].get_absolute_url()
    return reverse("blockers:report_list")


def _company_words() -> list[tuple[str, str, str, str]]:
    """Give what a company may owe: title, words, label, icon."""
    return [
        (
            _("Reports to complete"),
            _("The lab has a question."),
            _("Answer"),
            "chat-bubble-left-ellipsis",
        ),
        (
            _("Is it solved on your site?"),
            _("Your answer is what counts, not the announcement."),
            _("Say it"),
            "check-badge",
        ),
        (
            _("Words to agree to"),
            _("Everybody would read them; your company is not named."),
            _("Read them"),
            "globe-europe-africa",
        ),
    ]


def _staff_part(labs: set[int]) -> Part:
    """Give the lab's queue, and the questions of authorities that wait for it."""
    rows = Report.objects.filter(lab__in=labs, status=S.SUBMITTED)
    late = rows.filter(qualify_by__lt=clock.today())
    asked = Escalation.objects.waiting_for_lab().filter(blocker__lab__in=labs)
    contested = Contestation.objects.filter(
        status=ContestationStatus.FILED, answer__escalation__blocker__lab__in=labs
    )
    waiting, overdue, questions, filed = capped_counts(
        [rows, late, asked, contested], cap=MOST_SHOWN
    )
    text = _("%(n)d late") % {"n": overdue} if overdue else _("Nothing is late.")
    cards = [
        WaitingCard(
            waiting,
            _("Reports to qualify"),
            text,
            reverse("admin:blockers_report_changelist"),
            _("Open the queue"),
            "inbox-arrow-down",
            "late" if overdue else ("mine" if waiting else ""),
        )
    ]
    found = zip((questions, filed), _waiting_words(), strict=True)
    cards += [WaitingCard(n, *words, "mine") for n, words in found if n]
    return Part(cards=cards)


def _waiting_words() -> list[tuple[str, str, str, str, str]]:
    """Give what waits besides cases: title, words, address, label, icon."""
    return [
        (
            _("Questions of authorities"),
            _("Their delay stands until the lab replies."),
            queues.address(queues.LAB.slug),
            _("Reply"),
            "chat-bubble-left-ellipsis",
        ),
        (
            _("Contestations"),
            _("A company brings a new fact against a refusal."),
            reverse("blockers:contestation_list"),
            _("Read them"),
            "scale",
        ),
    ]


def _liaison_part(user: User) -> Part:
    """Give the four groups of an authority's queue, and what is due first."""
    now = clock.now()
    today = clock.local_day(now)
    rows = queues.first(user, today, SHOWN_FIRST)
    block = Block(
        _("What is due first"),
        rows=escalation_looks.rows_of(rows, user, now),
        first_column=_("Dossier"),
        empty_title=_("No dossier waits"),
        empty_text=_("What a lab sends to your authority stands here, with its date."),
        more_href=queues.address(),
        more_label=_("The whole queue"),
    )
    found = queues.counts(user, today)
    # With nothing owed the empty list says what will come; four noughts say less.
    cards = queues.cards(found) if any(found.values()) else []
    sitting = agenda.next_sitting(user)
    words = sitting_looks.next_words(sitting, today)
    notes = [_sitting_note(sitting, words)] if sitting else []
    return Part(cards=cards, blocks=[block], notes=notes)


def _sitting_note(sitting: Sitting, words: str) -> dict[str, Any]:
    """Say when the authority sits next, with the way there."""
    return {
        "strong": "",
        "text": words,
        "href": sitting.get_absolute_url(),
        "link_label": _("See the agenda"),
        "icon": "calendar-days",
        "tone": "",
    }


def rates(request: HttpRequest) -> Part | None:
    """Give both rates, side by side, to whoever works for them."""
    user: User = request.user  # type: ignore[assignment]
    authorities = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    works = frame.lab_ids(user) or authorities or frame.is_programme_admin(user)
    if not works:
        return None
    found = all_figures.told(clock.now()).tally
    if not found.due:
        return None
    meters = [
        _meter(_("Promised"), found.promised_rate),
        _meter(_("Verified"), found.verified_rate),
    ]
    late = ("clock", _("Late now: %(n)d") % {"n": found.late})
    words = _("Without a public answer: %(n)d") % {"n": found.unknown}
    silent = ("chat-bubble-left-ellipsis", words)
    href = reverse("blockers:public_list")
    title, link = _("Blockers: promised, verified"), _("See the register of blockers")
    return Part(asides=[Aside(title, meters, [late, silent], href, link)])


def _meter(label: str, rate: all_figures.Rate) -> Meter:
    """Draw a rate, one cell for each where they fit, and say it as k of n."""
    words = _("%(k)s of %(n)s") % {"k": rate.k, "n": rate.n}
    cells = min(rate.n, CELLS)
    return Meter(round(cells * rate.k / rate.n), cells, f"{label} ", words)


def public(told: Told) -> dict[str, object]:
    """Give what everybody may know at a glance: promised, verified, newest cards."""
    due, promised, verified = (
        told.get(key).total or 0
        for key in ("blockers_due", "blockers_promised", "blockers_verified")
    )
    register = reverse("blockers:public_list")
    rates = (
        (_("Files whose answer is due"), Rate(due, due)),
        (_("of which a change is promised"), Rate(promised, due)),
        (_("of which verified by the company, on site"), Rate(verified, due)),
    )
    sentence = ngettext(
        "Of %(n)d file whose answer is due: a change promised for %(promised)d, a"
        " confirmation on site by the company for %(verified)d.",
        "Of %(n)d files whose answer is due: a change promised for %(promised)d, a"
        " confirmation on site by the company for %(verified)d.",
        due,
    ) % {"n": due, "promised": promised, "verified": verified}
    return {
        "report_href": reverse("blockers:report_start"),
        "register_href": register,
        "rates": [(*rate, _cells(rate[1])) for rate in rates] if due else [],
        "rates_sentence": sentence,
        "rates_href": f"{reverse('programmes:results')}#blockers_due",
        "latest_blockers": labs.latest(),
    }


def _cells(rate: Rate) -> list[bool]:
    """Draw a rate: one cell a file, or as many as fit when they are more."""
    cells = min(rate.n, MOST_CELLS)
    full = round(rate.k * cells / rate.n)
    return [number < full for number in range(cells)]
