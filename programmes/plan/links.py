"""What an action may be linked with: rows of its lab, found as people name them."""

import re
from typing import Any

from django.db.models import QuerySet

from programmes.models import Lab, Pilot, PlanAction, PlanLink
from servindus.models import User

MOST_LINKS = 30
_INTRODUCTION = re.compile(r"(?P<lab>[A-Z]{3})-MR-(?P<number>\d{1,9})")


def rows(what: str, user: User, lab: Lab) -> QuerySet[Any]:
    """Give what a person sees of a lab; the rooms above are reached by their rows."""
    model: Any = PlanLink._meta.get_field(what).related_model
    found: QuerySet[Any] = model.objects.visible_to(user).filter(lab=lab)
    return found.select_related("lab")


def pilots(user: User, lab: Lab) -> QuerySet[Pilot]:
    """Give the pilots of a lab, the newest first."""
    return rows("pilot", user, lab).order_by("-pk")


def named(reference: str, user: User, lab: Lab) -> tuple[str, Any] | None:
    """Give the introduction or the blocker of the lab with this reference."""
    typed = reference.strip().upper()
    if match := _INTRODUCTION.fullmatch(typed):
        own = rows("introduction", user, lab).filter(
            pk=int(match["number"]), lab__code=match["lab"]
        )
        found, what = own.first(), "introduction"
    else:
        # The register reads its own references.
        cases: Any = rows("blocker", user, lab)
        found, what = cases.named(typed), "blocker"
    return None if found is None else (what, found)


def code_of(what: str, target: Any) -> str:
    """Give what the journal keeps of a row: its reference, or a pilot's id."""
    return str(target.public_id if what == "pilot" else target.reference)


def links_of(action: PlanAction) -> list[PlanLink]:
    """Give an action's links with what they name, in one statement."""
    found = action.links.select_related("pilot", "introduction__lab", "blocker__lab")
    return list(found.order_by("pk"))
