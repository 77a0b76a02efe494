"""The second factor: whoever must present one opens nothing without it."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PERMISSION = "servindus.present_second_factor"
# Recovery codes replace a factor; alone they are none.
FACTORS = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
# What everybody may open: the way out, the language, pages that are nobody's.
ALWAYS = frozenset(
    {
        "account_logout", "admin:logout", "set_language", "healthz", "readyz", "help",
        "accessibility", "legal", "privacy", "second_factor",
    }
)  # fmt: skip
# Whoever has no factor yet makes one; whoever has one presents it first, so that a
# stolen password can add none.
TO_SET_UP = frozenset(
    {"mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "account_reauthenticate"}
)
TO_PRESENT = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


def is_required(user: Any) -> bool:
    """Whether this person must present a second factor: never in the demonstration."""
    return not settings.DEMO and user.is_authenticated and user.has_perm(PERMISSION)


def has_factor(user: Any) -> bool:
    """Whether a passkey or an application stands ready."""
    return bool(is_mfa_enabled(user, FACTORS))


def was_presented(request: HttpRequest) -> bool:
    """Whether this very session has proven a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


class SecondFactor:
    """Stops a session without its second factor, at each request.

    The session is asked, not the account: a factor that exists but was not presented
    opens nothing, and somebody who becomes staff is stopped at their next click.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, options: Any
    ) -> HttpResponse | None:
        """Let through only what sets a factor up or presents it."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if not is_required(request.user) or was_presented(request):
            return None
        request.lacks_factor = True  # type: ignore[attr-defined]
        if name in ALWAYS:
            return None
        if name in (TO_PRESENT if has_factor(request.user) else TO_SET_UP):
            return None
        return demand(request)


def demand(request: HttpRequest) -> HttpResponse:
    """Send people to the page that asks for the factor; tell programs 403."""
    page = reverse("second_factor")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(page)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "second_factor_required"}, status=403)
    if request.method not in ("GET", "HEAD"):
        # What was posted is not done, and must not look as if it were.
        return render(request, "servindus/second_factor_first.html", status=403)
    return redirect_to_login(request.get_full_path(), page)


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the factor that one has, or explain how to choose a first one."""
    if not is_required(request.user) or was_presented(request):
        return redirect(get_next_redirect_url(request) or "home")
    if not has_factor(request.user):
        return render(request, "servindus/second_factor.html")
    methods = get_adapter().get_reauthentication_methods(request.user)
    return redirect(
        passthrough_next_redirect_url(request, methods[0]["url"], REDIRECT_FIELD_NAME)
    )
