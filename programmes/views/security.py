"""One's ways in: sessions, and taking factors off without losing the last one."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from programmes import actions
from programmes.accounts import passkey_address
from programmes.devices import device_of
from servindus import clock
from servindus.models import User
from servindus.ui import Crumb


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in, this session first, then the newest."""
    user = _reader(request)
    alive = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=clock.now()
    )
    found = UserSession.objects.filter(Exists(alive), user=user)
    found = found.order_by("-created_at")[:200]
    mine = request.session.session_key
    sessions = [
        {"session": row, "device": device_of(row.user_agent), "is_mine": is_mine}
        for row in found
        for is_mine in (row.session_key == mine,)
    ]
    sessions.sort(key=lambda line: not line["is_mine"])
    crumbs = [
        Crumb(_("My account"), reverse("programmes:my_account")),
        Crumb(_("Sessions")),
    ]
    context = {
        "sessions": sessions,
        "others": sum(not line["is_mine"] for line in sessions),
        "crumbs": crumbs,
    }
    return render(request, "programmes/session_list.html", context)


@require_POST
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    user = _reader(request)
    session = get_object_or_404(UserSession.objects.filter(user=user), pk=pk)
    actions.close_sessions(user, by=user, only=session.pk)
    messages.success(request, _("The session is closed."))
    return redirect("programmes:session_list")


@require_POST
def close_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this one."""
    user = _reader(request)
    keep = request.session.session_key or ""
    count = actions.close_sessions(user, by=user, keep=keep)
    done = ngettext("%(n)d session is closed.", "%(n)d sessions are closed.", count)
    messages.success(request, done % {"n": count})
    return redirect("programmes:session_list")


class KeepsLastFactor:
    """Refuses to take the last factor off whoever must have one.

    The person's row is locked, so that two removals at once do not both see the
    other's factor still there.
    """

    def form_valid(self: Any, form: Any) -> HttpResponse:
        """Remove, unless it is the last one that is required."""
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=self.request.user.pk)
            factor = self.factor()
            if factor is None:
                return redirect("mfa_index")
            if not get_adapter().can_delete_authenticator(factor):
                refused = _("Your role needs a second factor: add another one first.")
                messages.error(self.request, refused)
                return redirect("mfa_index")
            return super().form_valid(form)  # type: ignore[misc]


class RemovePasskey(KeepsLastFactor, RemoveWebAuthnView):
    """Take a passkey off one's account."""

    success_url = reverse_lazy("mfa_index")

    def factor(self) -> Authenticator | None:
        """Give the passkey, if it is still there."""
        return self.get_queryset().filter(pk=self.kwargs["pk"]).first()


class RemoveApplication(KeepsLastFactor, DeactivateTOTPView):
    """Take the authenticator application off one's account."""

    def factor(self) -> Authenticator | None:
        """Give the application, if it is still there."""
        own = Authenticator.objects.filter(user=_reader(self.request))
        return own.filter(type=Authenticator.Type.TOTP).first()


class RenamePasskey(EditWebAuthnView):
    """Give a passkey another name."""

    success_url = reverse_lazy("mfa_index")


class AddPasskey(AddWebAuthnView):
    """Make a passkey; the demonstration says where browsers allow it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address where passkeys work, if it is another one."""
        # The library drops what it is given, the form that was refused included.
        context = super().get_context_data(**kwargs)
        return {**context, **kwargs, "passkey_address": passkey_address()}


def passkeys(request: HttpRequest) -> HttpResponse:
    """Passkeys stand among the other factors."""
    return redirect("mfa_index")


def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions stand in the account's room."""
    return redirect("programmes:session_list")
