"""The mail about a milestone whose day has passed."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.hours import after_quiet
from programmes.models import Milestone, PlanAction, carriers
from programmes.notifications import sender_of
from programmes.plan.enums import OVERDUE_LATE, MilestoneStatus, PlanStatus
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step


@register
class MilestoneOverdue(Notice):
    """To the owner, in the end to the lab's leads: reached, or when?"""

    name = "milestone_overdue"
    model = "programmes.Milestone"
    category = REMINDERS.key
    audience = _("whoever carries the action")

    def find(self, row: OutboxEmail) -> Milestone | None:
        """Give the milestone with its action and lab."""
        rows = Milestone.objects.select_related("action__lab__operator")
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: Milestone) -> Sender:
        """Give the lab's operator, or the programme."""
        return sender_of(obj.action.lab)

    def is_moot(self, obj: Milestone, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the person no longer keeps the plan."""
        waits = obj.status == MilestoneStatus.OPEN and obj.forecast_on < clock.today()
        may = row.user is not None and row.user.has_perm(
            "programmes.forecast_milestone", obj
        )
        return not (may and waits and obj.action.status == PlanStatus.RUNNING)

    def context(self, obj: Milestone, row: OutboxEmail) -> dict[str, Any]:
        """Give the milestone, its action and its page."""
        return {
            "milestone": obj,
            "action": obj.action,
            "days": (clock.today() - obj.forecast_on).days,
            "is_late": row.data["rung"] >= OVERDUE_LATE,
            "file_url": settings.PUBLIC_URL + obj.action.get_absolute_url(),
        }


def leads_of(action: PlanAction) -> list[User]:
    """Give the leads of whoever runs the action's lab, or the programme."""
    return [
        user
        for user in carriers(action.lab)
        if action.lab_id in rules.lab_ids(user, lead=True)
        or (action.lab_id is None and rules.is_programme_admin(user))
    ]


def owe_overdue(row: Milestone, step: Step, rung: int) -> None:
    """Owe the question to the owner; late, or when the owner has left, to leads."""
    action = row.action
    here = carriers(action.lab).filter(pk=action.owner_id).exists()
    people = [action.owner] if here else []
    if rung >= OVERDUE_LATE or not here:
        people += leads_of(action)
    for user in dict.fromkeys(people):
        outbox.post(
            "milestone_overdue",
            row,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=after_quiet(action.lab, step.now) if action.lab else step.now,
            desk=action.lab.slug if action.lab else "",
            data={"rung": rung},
        )
