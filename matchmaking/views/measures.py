"""How often one is asked: chosen in the portal, or by the link of a mail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matchmaking.actions import limit_decision_maker
from matchmaking.asking_forms import MeasureForm
from matchmaking.doors import Door, through_door
from matchmaking.models import DecisionMaker
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _page(template: str, back: str, **extra: Any) -> Page:
    return Page(
        template=template,
        title=_("How often I am asked"),
        lead=_(
            "What comes above this waits for its turn, and the startup knows until"
            " when. Nothing is lost."
        ),
        button=_("Keep this"),
        success=_("It is noted: you are not asked more often than that."),
        back=back,
        extra=extra,
    )


@READ_WRITE
@through_door
def limit_decision_maker_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Choose it from the page of a request, which stays open."""
    card = door.introduction.decision_maker
    template = "answer_form" if door.link else "answer_form_portal"
    page = _page(
        f"matchmaking/{template}.html",
        door.url("answer_link"),
        introduction=door.introduction,
        door=door,
    )
    return perform(
        request,
        limit_decision_maker,
        card,
        MeasureForm,
        page=page,
        actor=door.actor,
        channel=door.channel,
        form_options={"initial": MeasureForm.initial_of(card)},
    )


@READ_WRITE
def own_measure(request: HttpRequest) -> HttpResponse:
    """Choose it for one's own card."""
    card: DecisionMaker | None = getattr(request.user, "decision_maker", None)
    if card is None:
        raise Http404
    crumbs = [Crumb(_("Home"), reverse("home")), Crumb(_("How often I am asked"))]
    page = _page("servindus/act_form.html", reverse("home"), crumbs=crumbs)
    return perform(
        request,
        limit_decision_maker,
        card,
        MeasureForm,
        page=page,
        form_options={"initial": MeasureForm.initial_of(card)},
    )
