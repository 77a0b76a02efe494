"""How the plan looks: rows, milestones with their history, buttons, what happened."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes.cards import person_of
from programmes.models import Milestone, MilestoneForecast, PlanAction
from programmes.plan.enums import (
    MILESTONE_LOOKS,
    PLAN_LOOKS,
    PLAN_OPEN,
    MilestoneStatus,
    PlanStatus,
)
from programmes.plan.links import links_of
from programmes.plan.wording import (
    action_slip,
    counted,
    is_passed,
    lab_name,
    progress,
    slip_words,
)
from servindus.buttons import buttons
from servindus.models import JournalEntry
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Meter, TimelineItem
from servindus.workflow import available_actions

P, M = PlanStatus, MilestoneStatus
ACT_ORDER = (
    *("start_plan_action", "finish_plan_action", "resume_plan_action"),
    *("publish_plan_action", "add_milestone", "edit_plan_action"),
    *("hand_over_plan_action", "unpublish_plan_action", "drop_plan_action"),
)
MILESTONE_ACTS = (
    *("reach_milestone", "forecast_milestone", "correct_milestone"),
    *("reopen_milestone", "remove_milestone", "drop_milestone"),
)


def way(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of the plan."""
    plan = Crumb(_("Action plan"), reverse("programmes:plan_action_list"))
    return [Crumb(_("Home"), reverse("home")), plan, *further]


def badge(action: PlanAction) -> Badge:
    """Give the badge of an action's status."""
    icon, tone = PLAN_LOOKS[P(action.status)]
    return Badge(capital(action.get_status_display()), icon, tone)  # type: ignore[arg-type]


def is_late(action: PlanAction, today: date) -> bool:
    """Whether its end has passed, or a milestone's forecast."""
    if action.status not in PLAN_OPEN:
        return False
    passed = (is_passed(row, today) for row in action.milestones.all())
    return any(passed) or action.due_on < today


def carrier(action: PlanAction, user: Any) -> str:
    """Name who carries it; the public reads the operator's name, no person's."""
    if user.is_authenticated and user.has_perm("programmes.plan_action"):
        return action.owner.full_name
    return action.lab.operator_name if action.lab else lab_name(None)


def row(action: PlanAction, user: Any, today: date) -> dict[str, Any]:
    """Give an action as one line of the list."""
    late = is_late(action, today)
    return {
        "action": action,
        "badge": badge(action),
        "sub": f"{lab_name(action.lab)} · {action.workstream.name}",
        "carrier": carrier(action, user),
        "progress": progress(action),
        "slip": action_slip(action, today),
        "is_late": late,
        "due": short_date(action.due_on),
        "edge": "late" if late else "",
    }


def acts(action: PlanAction, user: Any) -> list[Act]:
    """Give the buttons that this person has now."""
    if not user.is_authenticated:
        return []
    can = {one.name: one for one in available_actions(action, user, ACT_ORDER)}
    return buttons(action, can, ACT_ORDER)


def connections(action: PlanAction, user: Any) -> list[dict[str, Any]] | None:
    """Give what it is linked with to the lab's staff; None to everybody else."""
    may = user.is_authenticated and user.has_perm("programmes.link_plan_action", action)
    if not may:
        return None
    labels = {
        "pilot": _("Pilot"),
        "introduction": _("Introduction"),
        "blocker": _("Blocker"),
    }
    return [
        {
            "label": labels[one.what],
            "text": one.name,
            "href": one.target.get_absolute_url(),
            "link": one,
        }
        for one in links_of(action)
    ]


def meter(action: PlanAction, today: date) -> Meter | None:
    """Give progress as cells: milestones reached, out of those that are wanted."""
    reached, total, _slip = counted(action)
    if not total:
        return None
    # The piece writes both one after the other.
    text = f" · {action_slip(action, today)}"
    strong = _("Milestones: %(reached)d of %(total)d") % {
        "reached": reached,
        "total": total,
    }
    return Meter(reached, total, strong, text)


def milestones(action: PlanAction, user: Any, today: date) -> list[dict[str, Any]]:
    """Give its milestones, each with its days, its slip, its history and buttons."""
    rows = list(action.milestones.all())
    history = _history(rows)
    late = {x.pk for x in rows if action.status in PLAN_OPEN and is_passed(x, today)}
    staff = user.is_authenticated and user.has_perm("programmes.plan_action")
    return [
        {
            "milestone": one,
            "badge": _milestone_badge(one),
            "slip": "" if one.pk in late else slip_words(one.slip),
            "moved": one.forecast_on != one.planned_on,
            "is_late": one.pk in late,
            "history": [
                {"line": line, "who": line.said_by.full_name if staff else ""}
                for line in history[one.pk]
            ],
            "acts": _milestone_acts(action, one, user),
        }
        for one in rows
    ]


def _milestone_badge(row: Milestone) -> Badge:
    icon, tone = MILESTONE_LOOKS[M(row.status)]
    return Badge(capital(row.get_status_display()), icon, tone)  # type: ignore[arg-type]


def _history(rows: Iterable[Milestone]) -> dict[int, list[MilestoneForecast]]:
    """Give each milestone's changes of day, the first one first; one statement."""
    found: dict[int, list[MilestoneForecast]] = defaultdict(list)
    lines = MilestoneForecast.objects.filter(milestone__in=[one.pk for one in rows])
    for line in lines.select_related("said_by").order_by("said_at", "pk"):
        found[line.milestone_id].append(line)
    return found


def _milestone_acts(action: PlanAction, row: Milestone, user: Any) -> list[Act]:
    if not user.is_authenticated:
        return []
    # The guards ask the action's status: it is here already.
    row.action = action
    can = {one.name: one for one in available_actions(row, user, MILESTONE_ACTS)}
    return [
        Act(
            can[name].label,
            reverse(f"programmes:{name}", args=[row.public_id]),
            icon=can[name].icon,
            kind="close" if can[name].closes else "other",
        )
        for name in MILESTONE_ACTS
        if name in can
    ]


def timeline(action: PlanAction, user: Any) -> list[TimelineItem]:
    """Give what happened to the action and its milestones, newest first."""
    titles = {
        "plan_action": pgettext("action", "Planned"),
        "start_plan_action": pgettext("action", "Started"),
        "finish_plan_action": pgettext("action", "Finished"),
        "drop_plan_action": pgettext("action", "Dropped"),
        "resume_plan_action": pgettext("action", "Taken up again"),
        "hand_over_plan_action": pgettext("action", "Handed over"),
        "reach_milestone": _("Milestone reached"),
        "forecast_milestone": _("Forecast changed"),
        "correct_milestone": _("Milestone corrected"),
        "reopen_milestone": _("Milestone opened again"),
        "drop_milestone": _("Milestone dropped"),
    }
    names = {one.pk: one.title for one in action.milestones.all()}
    about = Q(object_type="programmes.planaction", object_id=action.pk) | Q(
        object_type="programmes.milestone", object_id__in=list(names)
    )
    lines = JournalEntry.objects.filter(about, verb__in=titles).select_related("user")
    staff = user.is_authenticated and user.has_perm("programmes.plan_action")
    return [
        TimelineItem(
            line.at,
            titles[line.verb],
            person_of(line.user) if staff and line.user else None,
            note=names.get(line.object_id, "")
            if line.object_type == "programmes.milestone"
            else "",
        )
        for line in lines.order_by("-at", "-pk")[:40]
    ]
