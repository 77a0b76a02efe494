"""What the plan puts on homes and on the pages of labs and axes."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import known, rules
from programmes.labs.sections import Line, Scope, Section
from programmes.models import Milestone, PlanAction
from programmes.plan.enums import PLAN_OPEN
from programmes.plan.filters import OWN
from programmes.plan.wording import lab_name
from servindus import clock
from servindus.home import Waiting
from servindus.models import User
from servindus.templatetags.servindus import short_date
from servindus.ui import WaitingCard

SHOWN_FIRST = 4


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give what waits for whoever carries actions, and for leads."""
    user = request.user
    assert isinstance(user, User)
    if not rules.is_staff(user):
        return []
    late = Milestone.objects.overdue(clock.today()).filter(action__owner=user)
    return [Waiting(late, _overdue), *_lost(user)]


def _lost(user: User) -> list[Waiting]:
    """Count what nobody carries, lab by lab: each card leads to what it counts."""
    led, rows = rules.lab_ids(user, lead=True), PlanAction.objects
    found = [
        Waiting(rows.orphaned({lab.pk}), partial(_orphaned, lab.name, lab.slug))
        for lab in known.labs()
        if lab.pk in led
    ]
    if rules.is_programme_admin(user):
        own = partial(_orphaned, lab_name(None), OWN)
        found.append(Waiting(rows.orphaned(own=True), own))
    return found


def sections(scope: Scope) -> list[Section]:
    """Give the next milestones of published actions: one statement."""
    if scope.lab is None and scope.axis is None:
        return []
    rows = Milestone.objects.open().filter(action__is_published=True)
    rows = rows.filter(action__status__in=PLAN_OPEN)
    query = {}
    if scope.lab is not None:
        rows, query = (
            rows.filter(action__lab=scope.lab),
            {"laboratoire": scope.lab.slug},
        )
    if scope.axis is not None:
        rows = rows.filter(action__workstream__number=scope.axis)
        query = {"axe": str(scope.axis)}
    found = rows.select_related("action__lab").order_by("forecast_on", "pk")
    lines = [
        Line(
            row.title,
            row.action.get_absolute_url(),
            row.action.title
            if scope.lab
            else f"{row.action.title} · {lab_name(row.action.lab)}",
            when=short_date(row.forecast_on),
        )
        for row in found[:SHOWN_FIRST]
    ]
    plan = f"{reverse('programmes:plan_action_list')}?{urlencode(query)}"
    return [
        Section(
            _("Next milestones"),
            axis=scope.axis or 0,
            lines=lines,
            empty=_("No milestone of a published action is to come here."),
            links=[(plan, _("See the action plan"))],
        )
    ]


def _overdue(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Milestones"),
        text=_("The day has passed: reached, or by when?"),
        href=f"{reverse('programmes:plan_action_list')}?porteur=moi&retard=oui",
        link_label=_("Look at them"),
        icon="flag",
        emphasis="late",
    )


def _orphaned(name: str, slug: str, count: int) -> WaitingCard:
    query = urlencode({"porteur": "personne", "laboratoire": slug})
    words = _("Whoever carried them has left: hand them over.")
    return WaitingCard(
        count=count,
        title=_("Actions that nobody carries"),
        text=f"{name} · {words}",
        href=f"{reverse('programmes:plan_action_list')}?{query}",
        link_label=_("Look at them"),
        icon="arrows-right-left",
        emphasis="mine",
    )
