"""How links look: badges, rows, buttons, what a page or a form says of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.links.enums import (
    LINK_LOOKS,
    RELATION_LOOKS,
    LinkStatus,
    Relation,
)
from benchmarking.models import Practice, PracticeBlockerLink, Tool
from benchmarking.practices.looks import crumbs, lab_person
from blockers import cards, dossier, public_looks
from blockers.card_enums import PublicStatus
from blockers.models import Blocker, Report
from blockers.ways import Way, Ways, sorted_out
from programmes import rules
from programmes.stories import story
from servindus.buttons import buttons
from servindus.models import User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Row, TimelineItem
from servindus.workflow import available_actions

R, S = Relation, LinkStatus
ACT_ORDER = (
    "confirm_practice_blocker_link",
    "refute_practice_blocker_link",
    "withdraw_practice_blocker_link",
)


def sees_all(reader: Any) -> bool:
    """Whether a reader is staff: visitors and whoever has a link are not."""
    signed_in = getattr(reader, "is_authenticated", False)
    return bool(signed_in) and (reader.is_superuser or rules.is_staff(reader))


def list_crumb() -> Crumb:
    """Give the list's step of the way."""
    href = reverse("benchmarking:practice_blocker_link_list")
    return Crumb(pgettext("links", "What lifts what"), href)


def path(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of links."""
    return [*crumbs()[:1], list_crumb(), *further]


def relation_badge(link: PracticeBlockerLink) -> Badge:
    """Give the badge of what came of it."""
    icon, tone = RELATION_LOOKS[R(link.relation)]
    return Badge(capital(link.get_relation_display()), icon, tone)


def status_badge(link: PracticeBlockerLink) -> Badge:
    """Give the badge of what another lab says; a lift undone is to be seen again."""
    if link.has_lapsed:
        return Badge(pgettext("link", "To be seen again"), "arrow-path", "warn")
    icon, tone = LINK_LOOKS[S(link.status)]
    return Badge(capital(link.get_status_display()), icon, tone)


def href_of(link: PracticeBlockerLink) -> str:
    """Give the page of the practice or the tool, if others than its lab open it."""
    if not link.can_be_taken:
        return ""
    thing = link.practice or link.tool
    assert thing is not None
    return thing.get_absolute_url()


def kind_of(link: PracticeBlockerLink) -> str:
    """Say which of the two it is."""
    return _("Tool") if link.tool_id else _("Practice")


def blocker_href(blocker: Blocker, *, staff: bool) -> str:
    """Give the page where this reader reads a blocker, if there is one."""
    if staff:
        return blocker.get_absolute_url()
    if blocker.public_status == PublicStatus.HIDDEN:
        return ""
    return public_looks.address(blocker)


def ways(rows: Iterable[PracticeBlockerLink], *, staff: bool) -> list[Way]:
    """Draw the links of a page; the companies to leave out come in one statement."""
    found = list(rows)
    names = {} if staff else _companies_of(found)
    return [way(one, staff=staff, names=names.get(one.current.pk, ())) for one in found]


def _companies_of(links: Sequence[PracticeBlockerLink]) -> dict[int, list[str]]:
    """Give each blocker's companies, whose names no page for everybody says."""
    blockers = {one.current.pk for one in links if _is_whole(one.current)}
    if not blockers:
        return {}
    cases: dict[int, list[Report]] = defaultdict(list)
    rows = Report.objects.attached().filter(blocker__in=blockers)
    for case in rows.select_related("organisation"):
        assert case.blocker_id is not None
        cases[case.blocker_id].append(case)
    return {pk: cards.names_of(found) for pk, found in cases.items()}


def _is_whole(blocker: Blocker) -> bool:
    return blocker.public_status == PublicStatus.FULL


def way(link: PracticeBlockerLink, *, staff: bool, names: Sequence[str] = ()) -> Way:
    """Give a link as the register and the pages of practices draw it.

    Everybody reads what happened where the blocker's card is whole, without `names`:
    a company may have joined the blocker since the words were written.
    """
    blocker = link.current
    tells = staff or _is_whole(blocker)
    href = blocker_href(blocker, staff=staff)
    return Way(
        title=link.title,
        href=href_of(link),
        kind=kind_of(link),
        lab=link.lab.name,
        relation=relation_badge(link),
        status=status_badge(link),
        text=dossier.nameless(names, link.text) if tells else "",
        reason=dossier.nameless(names, link.reason) if tells else "",
        more_href=link.get_absolute_url() if staff else "",
        blocker=f"{blocker.reference} {blocker.title}" if href else "",
        blocker_href=href,
        has_effect=link.relation != R.NO_EFFECT,
        is_refuted=link.status == S.REFUTED,
    )


def of_practice(practice: Practice, reader: Any) -> Ways:
    """Give what a practice has done to blockers, as this reader sees it."""
    return _of(practice.links.shown_to(reader), reader)


def of_tool(tool: Tool, reader: Any) -> Ways:
    """Give what a tool has done to blockers, as this reader sees it."""
    return _of(tool.links.shown_to(reader), reader)


def _of(rows: Any, reader: Any) -> Ways:
    """Give what helps, what had no effect and what was refuted; the newest first."""
    found = rows.with_words().order_by("-created_at", "-pk")
    return sorted_out(ways(found, staff=sees_all(reader)))


def claim_address() -> str:
    """Give where staff of a lab claim a link."""
    return reverse("benchmarking:claim_practice_blocker_link")


def claim_act(*, practice: Practice | None = None, tool: Tool | None = None) -> Act:
    """Give the button that claims a link of a practice or a tool."""
    thing = tool or practice
    assert thing is not None
    asked = urlencode({"outil" if tool else "pratique": str(thing.public_id)})
    return Act(_("Tie it to a blocker"), f"{claim_address()}?{asked}", icon="link")


def row(link: PracticeBlockerLink, user: User) -> Row:
    """Give a link as one line of the list: what, on which blocker, in which lab."""
    mine = link.is_waiting and _may_judge(link, user)
    said = f"{link.current.reference} {link.current.title}"
    return Row(
        title=link.title,
        href=link.get_absolute_url(),
        sub=f"{capital(link.get_relation_display())} · {said}",
        badge=status_badge(link),
        who=_("You") if mine else next_word(link),
        when=short_date(link.judged_on) if link.judged_on else "",
        person=lab_person(link.lab),
        edge="mine" if mine else "",
    )


def _may_judge(link: PracticeBlockerLink, user: User) -> bool:
    own = rules.lab_ids(user)
    is_other = link.claimed_by_id != user.pk and not own & link.side_ids
    return bool(own) and is_other


def next_word(link: PracticeBlockerLink) -> str:
    """Say what a claim waits for; nothing once another lab has judged it."""
    if link.has_lapsed:
        return _("another lab")
    if link.status != S.CLAIMED:
        return link.judged_lab.name if link.judged_lab else ""
    if not link.holds:
        return _("a company of the lab")
    return _("another lab")


@dataclass(frozen=True)
class Waits:
    """What a link waits for, in words."""

    strong: str
    text: str
    tone: str = "info"


def waits(link: PracticeBlockerLink) -> Waits | None:
    """Say what a link waits for before another lab can confirm it."""
    if link.has_lapsed:
        return Waits(
            _("To be seen again."),
            _("Since it was confirmed a site says otherwise, or it is open again."),
            "warning",
        )
    if link.status != S.CLAIMED:
        return None
    if not link.holds:
        return Waits(
            _("A company says it first."),
            _("A lift is confirmed once a company of this lab has verified it."),
        )
    return Waits(
        _("Another lab says whether it is so."),
        _("Neither the lab that claims it, nor the one whose practice it is."),
    )


def acts(link: PracticeBlockerLink, user: User) -> list[Act]:
    """Give the buttons that this person has on a link now, the next step first."""
    can = {one.name: one for one in available_actions(link, user, among=ACT_ORDER)}
    return buttons(link, can, ACT_ORDER)


def timeline(link: PracticeBlockerLink) -> list[TimelineItem]:
    """Give what happened, newest first."""
    titles = {
        "claim_practice_blocker_link": pgettext("link", "Claimed"),
        "confirm_practice_blocker_link": pgettext("link", "Confirmed"),
        "refute_practice_blocker_link": pgettext("link", "Refuted"),
        "withdraw_practice_blocker_link": pgettext("link", "Withdrawn"),
    }
    return story(link, titles)


def names_of_things(
    practices: Sequence[Any], tools: Sequence[Tool]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the choices of a form: practices by reference and title, then tools."""
    return [
        (
            _("Good practices"),
            [
                (f"p-{one.practice.public_id}", f"{one.practice.reference} {one.title}")
                for one in practices
            ],
        ),
        (_("Tools"), [(f"o-{one.public_id}", one.name) for one in tools]),
    ]
