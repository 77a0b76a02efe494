"""What a practice or tool has done to a blocker: claimed, confirmed, refuted."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.links import notifications as notices
from benchmarking.links.enums import LinkStatus
from benchmarking.models import Practice, PracticeBlockerLink, PracticeVersion, Tool
from benchmarking.practices.enums import IN_LIBRARY, ToolStatus
from blockers import cards
from blockers.models import Blocker
from programmes import known, rules
from programmes.models import Lab
from servindus import clock
from servindus.models import JournalEntry, User
from servindus.workflow import ActRefused, Step, transition, write_journal

S = LinkStatus
VERB = "claim_practice_blocker_link"


def claim_practice_blocker_link(
    lab: Lab,
    *,
    by: User,
    what: Practice | Tool,
    blocker: Blocker,
    relation: str,
    text: str,
    click: str = "",
) -> PracticeBlockerLink:
    """Say what a practice or tool has done to a blocker in one's lab.

    Another lab confirms or refutes it. The same `click` twice is one.
    """
    now = clock.now()
    with transaction.atomic():
        # Two of one lab wait for each other: the second finds the first one's.
        rows = Lab.objects.select_for_update(of=("self",), no_key=True)
        lab = rows.get(pk=lab.pk)
        if twin := claimed_by_click(lab, by, click):
            return twin
        # A merge waits for it, or is seen by it.
        found = Blocker.objects.select_for_update(of=("self",), no_key=True)
        blocker = found.get(pk=blocker.pk)
        _fit(lab, by, what, blocker, text)
        _is_first(lab, what, blocker)
        link = PracticeBlockerLink.objects.create(
            lab=lab, blocker=blocker, relation=relation, text=text,
            claimed_by=by, created_at=now, **_named(what),
        )  # fmt: skip
        details = {"relation": relation}
        write_journal(
            VERB, link, by=by, now=now, target=link.status, details=details, click=click
        )
    return link


def _named(what: Practice | Tool) -> dict[str, Any]:
    return {"practice": what} if isinstance(what, Practice) else {"tool": what}


def _is_first(lab: Lab, what: Practice | Tool, blocker: Blocker) -> None:
    live = PracticeBlockerLink.objects.live().of_blocker(blocker.pk)
    if live.filter(lab=lab, **_named(what)).exists():
        raise ActRefused(_("Your lab has claimed this link already."))


def claimed_by_click(lab: Lab, by: User, click: str) -> PracticeBlockerLink | None:
    """Give the live link of this lab that the same form has claimed already."""
    if not click:
        return None
    lines = JournalEntry.objects.filter(user=by, verb=VERB, click=click)
    rows = PracticeBlockerLink.objects.live().filter(lab=lab)
    return rows.filter(pk__in=lines.values("object_id")).order_by("-pk").first()


def _fit(
    lab: Lab, by: User, what: Practice | Tool, blocker: Blocker, text: str
) -> None:
    if lab.pk not in rules.lab_ids(by):
        raise ActRefused(_("Claim it for a lab that you work for."))
    if not _is_shown(what):
        raise ActRefused(_("It stands in the library, or on the shelf of tools."))
    if blocker.merged_into_id is not None:
        raise ActRefused(_("This blocker was merged: name the one that goes on."))
    if refusal := cards.name_refusal(blocker, text):
        raise ActRefused(refusal)


def _is_shown(what: Practice | Tool) -> bool:
    """Whether everybody can take it; it is locked, and stays so meanwhile."""
    if isinstance(what, Practice):
        rows = PracticeVersion.objects.select_for_update(of=("self",), no_key=True)
        return rows.filter(practice=what, status__in=IN_LIBRARY).first() is not None
    tools = Tool.objects.select_for_update(of=("self",), no_key=True)
    return tools.filter(pk=what.pk, status=ToolStatus.SHARED).first() is not None


# --- Judged by another lab ------------------------------------------------------------


def _may_confirm(link: PracticeBlockerLink, now: datetime) -> str | Promise | None:
    if not link.holds:
        return _("A company of this lab says first, on its site, that it is solved.")
    return None


def _judge(link: PracticeBlockerLink, step: Step) -> None:
    """Note who says it; of several labs of one person, the first by name."""
    own = rules.lab_ids(step.user) - link.side_ids
    if not own or link.claimed_by_id == step.user.pk:
        raise ActRefused(_("Somebody of another lab says this."))
    # What was confirmed and holds has two labs for it: a third one says otherwise.
    if link.judged_lab_id is not None and link.holds:
        own.discard(link.judged_lab_id)
        if not own or link.judged_by_id == step.user.pk:
            raise ActRefused(_("A lab that has not confirmed it says this."))
    link.judged_lab = next(lab for lab in known.labs() if lab.pk in own)
    link.judged_by, link.judged_on = step.user, clock.local_day(step.now)


@transition(
    PracticeBlockerLink,
    sources=[S.CLAIMED],
    target=S.CONFIRMED,
    label=pgettext_lazy("link", "Confirm it"),
    icon="check-badge",
    guard=_may_confirm,
)
def confirm_practice_blocker_link(link: PracticeBlockerLink, step: Step) -> None:
    """Say, as another lab, that it is so; a lift is verified on site before."""
    _judge(link, step)
    notices.owe("practice_blocker_link_confirmed", link, step)


@transition(
    PracticeBlockerLink,
    sources=[S.CLAIMED, S.CONFIRMED],
    target=S.REFUTED,
    label=pgettext_lazy("link", "Refute it…"),
    icon="x-circle",
    closes=True,
)
def refute_practice_blocker_link(
    link: PracticeBlockerLink, step: Step, *, text: str
) -> None:
    """Say, as another lab, that it is not so, and why: the reason stays in sight.

    What was confirmed and holds is refuted by a third lab.
    """
    if refusal := cards.name_refusal(link.current, text):
        raise ActRefused(refusal)
    _judge(link, step)
    link.reason = text
    notices.owe("practice_blocker_link_refuted", link, step)


@transition(
    PracticeBlockerLink,
    sources=[S.CLAIMED],
    target=S.WITHDRAWN,
    label=pgettext_lazy("link", "Take it back"),
    icon="arrow-uturn-left",
    closes=True,
)
def withdraw_practice_blocker_link(link: PracticeBlockerLink, step: Step) -> None:
    """Claim it no longer, before another lab has judged it."""
