"""The acts of exchanges, and of what was undertaken there."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from benchmarking import actions
from benchmarking.exchanges import forms as forms_
from benchmarking.exchanges import looks
from benchmarking.models import Exchange, ExchangeAction
from benchmarking.views.exchanges import exchange_of
from benchmarking.views.making import lab_of, make, own_labs, reader_of
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_SEND
def plan_exchange_view(request: HttpRequest) -> HttpResponse:
    """Say when and where which labs meet, and about what."""
    lab = lab_of(request, "benchmarking.plan_exchange")
    form = forms_.PlanForm(request.POST if request.method == "POST" else None, lab=lab)
    page = Page(
        template="benchmarking/exchange_form.html",
        title=_("Plan an exchange"),
        lead=looks.lab_person(lab).role,
        button=_("Invite the labs"),
        success=_("The exchange is planned; everybody has the calendar file."),
        back=reverse("benchmarking:exchange_list"),
        extra={
            "crumbs": looks.way(Crumb(_("Plan an exchange"))),
            "other_labs": [one for one in own_labs(request) if one != lab],
        },
    )
    return make(request, actions.plan_exchange, lab, form, page)


def _move(
    request: HttpRequest, public_id: UUID, action: Any, form: Any, **words: Any
) -> HttpResponse:
    exchange = exchange_of(request, public_id)
    options = words.pop("options", None)
    page = Page(
        lead=exchange.title,
        back=exchange.get_absolute_url(),
        template=words.pop("template", "servindus/act_form.html"),
        extra={
            "exchange": exchange,
            "crumbs": looks.way(Crumb(exchange.title, exchange.get_absolute_url())),
        },
        **words,
    )
    given = options(exchange) if options else {}
    return perform(request, action, exchange, form, page=page, form_options=given)


def _itself(exchange: Exchange) -> dict[str, Any]:
    return {"exchange": exchange}


@READ_OR_SEND
def move_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose another time or place."""
    return _move(
        request, public_id, actions.move_exchange, forms_.MoveForm,
        title=_("Move the exchange"), button=_("Move it and tell everybody"),
        success=_("It is moved; everybody has a new calendar file."),
        template="benchmarking/exchange_form.html", options=_itself,
    )  # fmt: skip


@READ_OR_SEND
def edit_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write title, agenda and questions anew, or invite another lab."""
    return _move(
        request, public_id, actions.edit_exchange, forms_.AgendaForm,
        title=_("Change the agenda"), button=_("Write the agenda"),
        success=_("The agenda is written; labs that are new have their invitation."),
        template="benchmarking/exchange_form.html",
        options=lambda exchange: {"exchange": exchange, "lab": exchange.lab},
    )  # fmt: skip


@READ_OR_SEND
def cancel_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel it, with the reason."""
    return _move(
        request, public_id, actions.cancel_exchange, forms_.CancelForm,
        title=_("Cancel the exchange"),
        success=_("It is cancelled, and leaves everybody’s calendar."),
    )  # fmt: skip


@READ_OR_SEND
def hold_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who came."""
    return _move(
        request, public_id, actions.hold_exchange, forms_.HoldForm,
        title=_("Who came?"), button=_("Write down who came"),
        success=_("It is written down. Now add decisions and actions."),
        template="benchmarking/exchange_presences.html", options=_itself,
    )  # fmt: skip


@READ_OR_SEND
def decide_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a decision."""
    return _move(
        request, public_id, actions.decide_exchange, forms_.DecideForm,
        title=_("Add a decision"), button=_("Write the decision"),
        success=_("The decision stands in the minutes."),
    )  # fmt: skip


@READ_OR_SEND
def assign_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down who does what."""
    return _move(
        request, public_id, actions.assign_exchange, forms_.AssignForm,
        title=_("Add an action"), button=_("Write the action"),
        success=_("The action stands in the minutes."), options=_itself,
    )  # fmt: skip


@require_POST
def strike_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Strike out a line of the minutes: a button beside it."""
    return _move(
        request, public_id, actions.strike_exchange, forms_.StrikeForm,
        title=_("Strike it out"), success=_("It is struck out."),
    )  # fmt: skip


@READ_OR_SEND
def minute_exchange_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close the minutes and send them."""
    return _move(
        request, public_id, actions.minute_exchange, forms_.MinuteForm,
        title=_("Send the minutes"), button=_("Close and send the minutes"),
        success=_("The minutes have left; actions are followed from here on."),
        template="benchmarking/exchange_close.html",
    )  # fmt: skip


# --- What was undertaken --------------------------------------------------------------


def _close(
    request: HttpRequest, public_id: UUID, action: Any, **words: Any
) -> HttpResponse:
    row = _undertaken(request, public_id)
    return _on_action(request, row, action, forms_.CloseActionForm, **words)


def _undertaken(request: HttpRequest, public_id: UUID) -> ExchangeAction:
    rows = ExchangeAction.objects.visible_to(reader_of(request))
    rows = rows.select_related("exchange__lab", "lab", "owner")
    return get_object_or_404(rows, public_id=public_id)


def _on_action(
    request: HttpRequest,
    row: ExchangeAction,
    action: Any,
    form: type[forms.Form],
    options: dict[str, Any] | None = None,
    **words: Any,
) -> HttpResponse:
    exchange = row.exchange
    page = Page(
        lead=row.text,
        back=row.get_absolute_url(),
        extra={"crumbs": looks.way(Crumb(exchange.title, exchange.get_absolute_url()))},
        **words,
    )
    return perform(request, action, row, form, page=page, form_options=options)


@READ_OR_SEND
def finish_exchange_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that it is done."""
    return _close(
        request,
        public_id,
        actions.finish_exchange_action,
        title=pgettext("action of an exchange", "It is done"),
        success=_("The action is done."),
    )


@READ_OR_SEND
def drop_exchange_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it up."""
    return _close(
        request,
        public_id,
        actions.drop_exchange_action,
        title=_("Drop the action"),
        success=_("The action is dropped; why stays written."),
    )


@READ_OR_SEND
def hand_exchange_action_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let somebody else carry it."""
    row = _undertaken(request, public_id)
    return _on_action(
        request,
        row,
        actions.hand_exchange_action,
        forms_.HandForm,
        {"action": row},
        title=_("Hand the action to somebody else"),
        button=_("Hand it on"),
        success=_("It is handed on; they have been told."),
    )
