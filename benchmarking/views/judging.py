"""The acts on a version: hand in, look through, judge, publish, label, retire."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from benchmarking import actions
from benchmarking.models import PracticeVersion
from benchmarking.practices import forms as forms_
from benchmarking.practices import looks
from benchmarking.practices.completeness import missing
from programmes.jobs.fte import months_after
from servindus import clock
from servindus.forms import EmptyForm
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import Page, perform
from servindus.workflow import Act

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
# A year is what forms propose for the next look.
USUAL_MONTHS = 12


def _do(
    request: HttpRequest,
    public_id: UUID,
    act: Act[Any],
    form_class: type[forms.Form],
    *,
    template: str = "servindus/act_form.html",
    options: dict[str, Any] | None = None,
    opens_made: bool = False,
    **words: Any,
) -> HttpResponse:
    """Show the page of an act on a version, and do it."""
    user: User = request.user  # type: ignore[assignment]
    rows = PracticeVersion.objects.with_frame().with_reviews()
    # What was sent while its lab took it back is refused with its text, not lost.
    sent = request.method == "POST"
    rows = rows.judged_by(user) if sent else rows.visible_to(user)
    version = get_object_or_404(rows, public_id=public_id)
    seen = PracticeVersion.objects.visible_to(user).filter(pk=version.pk).exists()
    back = version.get_absolute_url()
    here = Crumb(version.practice.reference, back if seen else "")
    desk = reverse("benchmarking:version_list")
    page = Page(
        template=template,
        title=words.get("title", act.label),
        lead=words.get("lead", version.need if seen else ""),
        button=words.get("button", act.label),
        success=words.get("success", ""),
        back=back if seen else desk,
        next=desk if words.get("leaves") else "",
        opens_made=opens_made,
        extra={
            "version": version,
            "seen": seen,
            "missing": missing(version),
            "opinions": looks.opinions(version) if seen else [],
            "crumbs": looks.crumbs(here, Crumb(act.label)),
        },
    )
    return perform(request, act, version, form_class, page=page, form_options=options)


@READ_OR_SEND
def submit_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put it before the other labs."""
    return _do(
        request,
        public_id,
        actions.submit_practice_version,
        EmptyForm,
        template="benchmarking/submit_version.html",
        title=_("Hand this practice in?"),
        button=_("Hand it in"),
        success=_("It is with the other labs: somebody looks it through in five days."),
    )


@READ_OR_SEND
def take_back_practice_version_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Open the words again."""
    return _do(
        request,
        public_id,
        actions.take_back_practice_version,
        EmptyForm,
        title=_("Take it back to write on?"),
        lead=_("Opinions written so far stay with these words and count no more."),
        success=_("It is a draft again."),
    )


@READ_OR_SEND
def admit_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the labs read it."""
    return _do(
        request,
        public_id,
        actions.admit_practice_version,
        EmptyForm,
        title=_("Let the labs read it?"),
        lead=_("It is clear, it names nobody, and it tells no company’s secret."),
        success=_("The other labs are asked for their opinion."),
    )


@READ_OR_SEND
def return_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what is missing."""
    return _do(
        request,
        public_id,
        actions.return_practice_version,
        forms_.SentBackForm,
        title=_("Send it back"),
        leaves=True,
        success=_("Its lab reads what is missing."),
    )


@READ_OR_SEND
def review_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark five points and say why."""
    return _do(
        request,
        public_id,
        actions.review_practice_version,
        forms_.PeerReviewForm,
        template="benchmarking/review_version.html",
        title=_("Your lab’s opinion"),
        button=_("Send the opinion"),
        success=_("Its lab reads your opinion; it cannot be changed any more."),
    )


def _in_a_year() -> dict[str, Any]:
    return {"initial": {"review_on": months_after(clock.today(), USUAL_MONTHS)}}


@READ_OR_SEND
def publish_practice_version_view(
    request: HttpRequest, public_id: UUID
) -> HttpResponse:
    """Put it into the library."""
    return _do(
        request,
        public_id,
        actions.publish_practice_version,
        forms_.ReviewDayForm,
        template="benchmarking/publish_version.html",
        options=_in_a_year(),
        title=_("Publish this practice?"),
        success=_("It stands in the library, and everybody can read it."),
    )


@READ_OR_SEND
def label_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give it the label."""
    return _do(
        request,
        public_id,
        actions.label_practice_version,
        EmptyForm,
        template="benchmarking/publish_version.html",
        title=_("Give this practice the label?"),
        lead=_("The label says that two other labs have judged it and could do it."),
        success=_("It has the label."),
    )


@READ_OR_SEND
def renew_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that it is still right."""
    return _do(
        request,
        public_id,
        actions.renew_practice_version,
        forms_.ReviewDayForm,
        options=_in_a_year(),
        title=_("Is it still right?"),
        lead=_("Read it once more: texts, prices and names. Else write a new version."),
        success=_("Its page says that you have looked at it today."),
    )


@READ_OR_SEND
def revise_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin the next version with these words."""
    return _do(
        request,
        public_id,
        actions.revise_practice_version,
        EmptyForm,
        title=_("Write a new version?"),
        lead=_("This one stays in the library until the new one has been read too."),
        opens_made=True,
    )


@READ_OR_SEND
def retire_practice_version_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it out of the library, or give a draft up."""
    return _do(
        request,
        public_id,
        actions.retire_practice_version,
        forms_.RetireForm,
        title=_("Retire this practice?"),
        success=_("It is retired; its page says why."),
    )
