"""Pages where people choose their mails: signed in, by a mail's link, by one click."""

from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from servindus import clock, digest_post, digests, doors, letters, preferences
from servindus.actions import edit_subscriber, silence_subscriber
from servindus.actors import Actor, LinkHolder
from servindus.categories import category_named, every_category
from servindus.choosing_forms import SubscriberForm
from servindus.mailbox import BODY_POLICY, framed
from servindus.models import Digest, OutboxEmail, Subscriber, User
from servindus.models.outbox import DIGEST_KIND
from servindus.ui import Crumb
from servindus.views import Page, perform
from servindus.workflow import ActRefused

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])
private_link = doors.private_link(preferences.is_ours, "mails")


@READ_WRITE
def edit_subscriber_view(request: HttpRequest) -> HttpResponse:
    """Let somebody with an account choose."""
    user: User = request.user  # type: ignore[assignment]
    reader = Subscriber.of(user.email)
    if not reader.is_stored:
        address = preferences.Address(user.email, user.full_name, user.language)
        [reader] = preferences.new_readers([address], [user], clock.now())
        if request.method == "POST":
            Subscriber.objects.bulk_create([reader], ignore_conflicts=True)
            reader = Subscriber.of(user.email)
    extra = {"preview_href": reverse("digest_preview")}
    return _choose(request, reader, user, user, reverse("edit_subscriber"), extra)


@READ_WRITE
def edit_subscriber_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the mail choose for its address."""
    reader = _reader(token)
    here = reverse("edit_subscriber_by_link", args=[token])
    user = User.objects.filter(email=reader.email, is_active=True).first()
    return _choose(request, reader, user, LinkHolder(reader), here, {})


def _reader(token: str, category: str = "") -> Subscriber:
    reader = preferences.reader_for(token, category)
    if reader is None:
        raise Http404
    return reader


def _choose(
    request: HttpRequest,
    reader: Subscriber,
    user: User | None,
    who: Actor,
    here: str,
    extra: dict[str, Any],
) -> HttpResponse:
    page = Page(
        template="servindus/subscriber_form.html",
        title=_("What you get by mail"),
        # A forwarded mail opens this page too: it names nobody.
        lead=reader.email if who is user else _("The address of this message"),
        button=_("Save my choices"),
        success=_("Your choices are saved."),
        next=here,
        extra={"subscriber": reader, "next_at": reader.next_digest_at, **extra},
    )
    return perform(
        request,
        edit_subscriber,
        reader,
        SubscriberForm,
        page=page,
        actor=who,
        form_options={"reader": reader, "user": user},
    )


@csrf_exempt
@READ_WRITE
def silence_subscriber_view(
    request: HttpRequest, category: str, token: str
) -> HttpResponse:
    """Stop a category by one click from the mail program (RFC 8058), no cookie.

    GET shows a page with one button; POST answers 200 whatever was done before.
    """
    if category not in {one.key for one in every_category()}:
        raise Http404
    reader = _reader(token, category)
    done, refusal = request.method == "POST", ""
    if done:
        try:
            silence_subscriber(reader, by=LinkHolder(reader), category=category)
        except ActRefused as refused:
            refusal = str(refused)
    context = {
        "subscriber": reader,
        "refusal": refusal,
        "category": category_named(category),
        "done": done,
        "token": token,
        "choices": reverse(
            "edit_subscriber_by_link", args=[preferences.token_of(reader)]
        ),
    }
    status = 409 if refusal else 200
    return render(request, "servindus/silence.html", context, status=status)


def _next_digest(user: User) -> tuple[OutboxEmail, Digest]:
    """Give the digest as it would leave now; nothing is stored."""
    now = clock.now()
    reader = Subscriber.of(user.email)
    last = Digest.objects.filter(subscriber=reader.pk).order_by("-at").first()
    since = last.at if last else now - digest_post.FIRST_LOOK
    digest = Digest(subscriber=reader, period=clock.local_day(now), since=since, at=now)
    row = OutboxEmail(
        kind=DIGEST_KIND,
        recipient=user.email,
        recipient_name=user.full_name,
        user=user,
        language=user.language,
    )
    digest.in_portal = True
    digests.read([digest], now)
    return row, digest


@require_safe
def digest_preview(request: HttpRequest) -> HttpResponse:
    """Show somebody's next digest as it reads now."""
    user: User = request.user  # type: ignore[assignment]
    row, digest = _next_digest(user)
    message = letters.compose(row, digest)
    context = {
        "message": message,
        "subscriber": digest.subscriber,
        "crumbs": [
            Crumb(_("What you get by mail"), reverse("edit_subscriber")),
            Crumb(_("My next digest")),
        ],
    }
    return render(request, "servindus/digest_preview.html", context)


@csp(BODY_POLICY)
@require_safe
def digest_preview_body(request: HttpRequest) -> HttpResponse:
    """Give the preview's HTML alone, under the policy of mails."""
    user: User = request.user  # type: ignore[assignment]
    row, digest = _next_digest(user)
    message = letters.compose(row, digest)
    if message is None:
        raise Http404
    return framed(message)
