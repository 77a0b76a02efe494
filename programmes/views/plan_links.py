"""What an action of the plan is linked with: its lab says it, and takes it back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programmes import actions
from programmes.plan import looks
from programmes.plan.link_forms import LinkForm, UnlinkForm
from programmes.views.plan import action_of
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _act(
    request: HttpRequest,
    public_id: UUID,
    act: Any,
    form: Any,
    page: dict[str, Any],
    **options: Any,
) -> HttpResponse:
    action = action_of(request, public_id)
    back = action.get_absolute_url()
    given = Page(
        lead=action.title,
        back=back,
        template="programmes/plan_form.html",
        extra={"crumbs": looks.way(Crumb(action.title, back))},
        **page,
    )
    options = {"action": action, **options}
    return perform(request, act, action, form, page=given, form_options=options)


@READ_OR_SEND
def link_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what it has to do with."""
    page = {
        "title": _("Link the action"),
        "button": _("Link the action"),
        "success": _("The action is linked; only your lab reads it."),
    }
    act = actions.link_plan_action
    return _act(request, public_id, act, LinkForm, page, user=request.user)


@READ_OR_SEND
def unlink_plan_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a link back: one click on the action's page, a choice on this one."""
    page = {
        "title": _("Take a link back"),
        "success": _("The link is taken back."),
    }
    return _act(request, public_id, actions.unlink_plan_action, UnlinkForm, page)
