"""When a decision maker is away: announced in the portal, or by the link of a mail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from matchmaking.actions import announce_absence, end_absence
from matchmaking.asking_forms import AbsenceForm, EndAbsenceForm, absence_words
from matchmaking.doors import Door, through_door
from matchmaking.models import DecisionMaker
from servindus import clock
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _lead() -> str:
    return _(
        "No mail leaves on these days, and they do not count: whoever asks you is told"
        " the new date."
    )


def _announced(card: DecisionMaker) -> list[dict[str, Any]]:
    rows = card.absences.filter(last_day__gte=clock.today())
    return [{"pk": row.pk, "words": absence_words(row)} for row in rows]


@READ_WRITE
@through_door
def announce_absence_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Say from the page of a request that one is away; the request stays open."""
    card = door.introduction.decision_maker
    page = Page(
        template="matchmaking/answer_form.html"
        if door.link
        else "matchmaking/answer_form_portal.html",
        title=_("I am away for some time"),
        lead=_lead(),
        button=_("Announce these days"),
        success=_("It is noted: nothing is asked of you on these days."),
        back=door.url("answer_link"),
        extra={
            "introduction": door.introduction,
            "door": door,
            "absences": _announced(card),
        },
    )
    return perform(
        request,
        announce_absence,
        card,
        AbsenceForm,
        page=page,
        actor=door.actor,
        channel=door.channel,
        form_options={"card": card},
    )


def _own_card(request: HttpRequest) -> DecisionMaker:
    card: DecisionMaker | None = getattr(request.user, "decision_maker", None)
    if card is None:
        raise Http404
    return card


@READ_WRITE
def absence_list(request: HttpRequest) -> HttpResponse:
    """Show one's own absences, and announce one more."""
    card = _own_card(request)
    page = Page(
        template="matchmaking/absence_list.html",
        title=_("My absences"),
        lead=_lead(),
        button=_("Announce these days"),
        success=_("It is noted: nothing is asked of you on these days."),
        back=reverse("matchmaking:absence_list"),
        extra={
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("My absences"))],
            "absences": _announced(card),
        },
    )
    options = {"card": card}
    return perform(
        request, announce_absence, card, AbsenceForm, page=page, form_options=options
    )


@require_POST
def end_absence_view(request: HttpRequest) -> HttpResponse:
    """Take an absence back, or end it: from today on one can be asked."""
    card = _own_card(request)
    page = Page(
        template="matchmaking/absence_list.html",
        title=_("My absences"),
        lead=_lead(),
        button=_("Announce these days"),
        success=_("It is noted: you can be asked again."),
        back=reverse("matchmaking:absence_list"),
        extra={
            "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("My absences"))],
            "absences": _announced(card),
            "ends": True,
        },
    )
    options = {"card": card}
    return perform(
        request, end_absence, card, EndAbsenceForm, page=page, form_options=options
    )
