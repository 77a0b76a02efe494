"""A company reads what everybody would read, and agrees or asks for a change."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blockers import cards
from blockers.actions import agree_approval, amend_approval
from blockers.doors import Door, through_door
from blockers.forms import AmendForm
from blockers.models import Approval
from servindus.forms import EmptyForm
from servindus.views import Page, perform


def _approval_of(door: Door) -> Approval | None:
    """Give what this company was asked about the card as it stands, or None."""
    approval = cards.asked_of(door.report)
    if approval is None and not door.report.approvals.exists():
        raise Http404
    return approval


def _wait(request: HttpRequest, door: Door) -> HttpResponse:
    """The words were changed since the mail: new ones are asked about in their turn."""
    words = _("The lab is changing the words: you will be asked about the new ones.")
    messages.info(request, words)
    return redirect(door.url("report_detail"))


def _shown(door: Door, approval: Approval) -> dict[str, Any]:
    return {
        "blocker": approval.blocker,
        "approval": approval,
        "report": door.report,
        "is_open": door.report.confidentiality == "public_redacted",
        "amend_url": door.url("amend_approval"),
        "agree_url": door.url("agree_approval"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def agree_approval_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Show the words, and agree to them."""
    approval = _approval_of(door)
    if approval is None:
        return _wait(request, door)
    page = Page(
        template="blockers/card_review.html",
        title=_("Read what everybody would read"),
        button=_("I agree to these words"),
        success=_("Thank you: you have agreed to these words."),
        back=door.url("report_detail"),
        extra=_shown(door, approval),
    )
    return perform(
        request, agree_approval, approval, EmptyForm, page=page, actor=door.actor
    )


@require_http_methods(["GET", "HEAD", "POST"])
@through_door
def amend_approval_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask for other words; the card is not shown until then."""
    approval = _approval_of(door)
    if approval is None:
        return _wait(request, door)
    page = Page(
        template="blockers/card_review.html",
        title=_("Ask for a change"),
        button=_("Send to the lab"),
        success=_("The lab has your wish. Nobody outside reads the card meanwhile."),
        back=door.url("agree_approval"),
        next=door.url("report_detail"),
        extra={**_shown(door, approval), "amends": True},
    )
    return perform(
        request, amend_approval, approval, AmendForm, page=page, actor=door.actor
    )
