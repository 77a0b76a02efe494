"""The acts of the plan: on actions, and on their milestones."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from programmes import actions
from programmes.models import Milestone, PlanAction, Programme
from programmes.plan import forms as forms_
from programmes.plan import looks
from programmes.views.plan import action_of
from servindus import clock
from servindus.forms import EmptyForm
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


# --- Acts on actions ------------------------------------------------------------------


@READ_OR_SEND
def plan_action_view(request: HttpRequest) -> HttpResponse:
    """Write down what a lab undertakes."""
    user: Any = request.user
    if not user.has_perm("programmes.plan_action"):
        raise PermissionDenied
    programme = get_object_or_404(Programme.objects.order_by("pk")[:1])
    page = Page(
        title=_("Plan an action"),
        lead=_("Nobody outside reads it until you publish it."),
        button=_("Write it into the plan"),
        success=_("It stands in the plan. Add its milestones, then start it."),
        back=reverse("programmes:plan_action_list"),
        opens_made=True,
        template="programmes/plan_form.html",
        extra={"crumbs": looks.way(Crumb(_("Plan an action")))},
    )
    return perform(
        request,
        actions.plan_action,
        programme,
        forms_.PlanForm,
        page=page,
        form_options={"user": user},
    )


def _act(
    request: HttpRequest, public_id: UUID, act: Any, form: Any, **words: Any
) -> HttpResponse:
    action = action_of(request, public_id)
    options = words.pop("options", None)
    page = Page(
        lead=action.title,
        back=action.get_absolute_url(),
        template="programmes/plan_form.html",
        extra={"crumbs": looks.way(Crumb(action.title, action.get_absolute_url()))},
        **words,
    )
    given = options(action) if options else {}
    return perform(request, act, action, form, page=page, form_options=given)


def _written(action: PlanAction) -> dict[str, Any]:
    names = ("title", "aim", "workstream", "starts_on", "due_on", "cost")
    return {"initial": {name: getattr(action, name) for name in names}}


@READ_OR_SEND
def edit_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change its words, days and cost."""
    return _act(
        request, public_id, actions.edit_plan_action, forms_.EditPlanForm,
        title=_("Change the action"), button=_("Save the action"),
        success=_("The action is saved."), options=_written,
    )  # fmt: skip


@READ_OR_SEND
def start_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start it."""
    return _act(
        request, public_id, actions.start_plan_action, EmptyForm,
        title=_("Start the action"), button=_("The action starts today"),
        success=_("It has started; the planned days of its milestones stay."),
    )  # fmt: skip


@READ_OR_SEND
def finish_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Finish it."""
    return _act(
        request, public_id, actions.finish_plan_action, EmptyForm,
        title=_("Finish the action"), button=_("The action is done"),
        success=_("The action is done."),
    )  # fmt: skip


@READ_OR_SEND
def drop_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop it, with the reason."""
    return _act(
        request, public_id, actions.drop_plan_action, forms_.PublicReasonForm,
        title=_("Drop the action"),
        success=_("The action is dropped; why stays written."),
    )  # fmt: skip


@READ_OR_SEND
def resume_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it up again."""
    return _act(
        request, public_id, actions.resume_plan_action, EmptyForm,
        title=_("Take the action up again"),
        success=_("The action is under way again."),
    )  # fmt: skip


@READ_OR_SEND
def hand_over_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it to somebody else."""
    return _act(
        request, public_id, actions.hand_over_plan_action, forms_.HandOverForm,
        title=_("Hand the action over"), success=_("The action has a new carrier."),
        options=lambda action: {"row": action},
    )  # fmt: skip


@READ_OR_SEND
def publish_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let everybody read it."""
    return _act(
        request, public_id, actions.publish_plan_action, EmptyForm,
        title=_("Publish the action"), button=_("Everybody may read it"),
        success=_("Everybody reads it now, with its milestones and their history."),
    )  # fmt: skip


@READ_OR_SEND
def unpublish_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it off the public pages."""
    return _act(
        request, public_id, actions.unpublish_plan_action, EmptyForm,
        title=pgettext("action", "Publish no longer"),
        success=_("Only labs, administrations and the programme read it now."),
    )  # fmt: skip


@READ_OR_SEND
def add_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a milestone."""
    return _act(
        request, public_id, actions.add_milestone, forms_.MilestoneForm,
        title=_("Add a milestone"), success=_("The milestone stands in the action."),
    )  # fmt: skip


# --- Acts on milestones ---------------------------------------------------------------


def _step(
    request: HttpRequest, public_id: UUID, act: Any, form: Any, **words: Any
) -> HttpResponse:
    rows = Milestone.objects.visible_to(request.user).select_related("action__lab")
    row = get_object_or_404(rows, public_id=public_id)
    options = words.pop("options", None)
    back = row.action.get_absolute_url()
    page = Page(
        lead=f"{row.title} · {row.action.title}",
        back=back,
        template="programmes/plan_form.html",
        extra={"crumbs": looks.way(Crumb(row.action.title, back)), "milestone": row},
        **words,
    )
    given = options(row) if options else {}
    return perform(request, act, row, form, page=page, form_options=given)


@READ_OR_SEND
def correct_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend a slip."""
    return _step(
        request, public_id, actions.correct_milestone, forms_.CorrectMilestoneForm,
        title=_("Correct the milestone"), button=_("Save the milestone"),
        success=_("The milestone is corrected."),
        options=lambda row: {
            "row": row, "initial": {"title": row.title, "planned_on": row.planned_on},
        },
    )  # fmt: skip


@READ_OR_SEND
def forecast_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say by when it is expected now."""
    return _step(
        request, public_id, actions.forecast_milestone, forms_.ForecastForm,
        title=_("By when is it expected now?"), button=_("Write the new forecast"),
        success=_("The new forecast is written; the planned day stays beside it."),
        options=lambda row: {"row": row},
    )  # fmt: skip


@READ_OR_SEND
def reach_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that it is reached."""
    return _step(
        request, public_id, actions.reach_milestone, forms_.ReachForm,
        title=_("Reached, on which day?"), button=_("The milestone is reached"),
        success=_("The milestone is reached."),
        options=lambda row: {
            "initial": {
                "actual_on": clock.today(), "evidence": row.evidence,
                "evidence_url": row.evidence_url,
            }
        },
    )  # fmt: skip


@READ_OR_SEND
def reopen_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open it again."""
    return _step(
        request, public_id, actions.reopen_milestone, forms_.PublicReasonForm,
        title=_("Open the milestone again"),
        success=_("The milestone is to come again."),
    )  # fmt: skip


@READ_OR_SEND
def drop_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it up."""
    return _step(
        request, public_id, actions.drop_milestone, forms_.PublicReasonForm,
        title=_("Drop the milestone"),
        success=_("The milestone is dropped; why stays written."),
    )  # fmt: skip


@READ_OR_SEND
def remove_milestone_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it away, as long as the action is only planned."""
    return _step(
        request, public_id, actions.remove_milestone, EmptyForm,
        title=_("Remove the milestone"), success=_("The milestone is gone."),
    )  # fmt: skip
