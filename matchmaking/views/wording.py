"""The startup's answers to a moderator: agree to other words, or appeal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matchmaking import wording
from matchmaking.actions import agree_introduction, appeal_introduction
from matchmaking.forms import AgreeForm, AppealForm
from matchmaking.models import Introduction
from matchmaking.views.requests import visible
from servindus.templatetags.servindus import full_date
from servindus.views import Page, perform


@require_http_methods(["GET", "HEAD", "POST"])
def agree_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Agree to the wording that was read: its version comes with the click."""
    introduction = visible(request, public_id)
    proposed = wording.proposed(introduction)
    page = Page(
        template="matchmaking/agree_introduction.html",
        title=_("Do you agree to this wording?"),
        lead=_("The request then leaves in these words, without another reading."),
        button=_("Agree to this wording"),
        success=_("Thank you: the request goes on in the words agreed."),
        back=introduction.get_absolute_url(),
        extra={
            "changes": wording.changes(proposed) if proposed else [],
            "version": proposed.version if proposed else "",
        },
    )
    return perform(request, agree_introduction, introduction, AgreeForm, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Ask another moderator, with what the first one should have seen."""
    introduction = visible(request, public_id)
    page = Page(
        title=_("Ask another moderator to read your request?"),
        lead=_appeal_lead(introduction),
        button=_("Appeal"),
        success=_("Your appeal is with the lab; somebody else reads it."),
        back=introduction.get_absolute_url(),
    )
    return perform(request, appeal_introduction, introduction, AppealForm, page=page)


def _appeal_lead(introduction: Introduction) -> str:
    """Say how often, until when, and who reads."""
    until = introduction.appeal_until
    if until is None:
        return ""
    return _(
        "Once, until %(day)s. Somebody else than the first reader decides, within one"
        " working day; the texts stay as they are."
    ) % {"day": full_date(until)}
