"""How accounts are opened and how their mails leave: through the house's outbox."""

from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from programmes import actions
from programmes.models import Programme
from servindus import clock, second_factor
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.models.user import fold_email
from servindus.notifications import Recipient
from servindus.outbox import post
from servindus.seal import seal, unseal
from servindus.workflow import write_journal

# The last word of the library's template names -> our notice and what it says.
KINDS = {
    "login_code": ("account_code", "login"),
    "email_confirmation": ("account_code", "verification"),
    "email_confirmation_signup": ("account_code", "signup"),
    "password_reset_code": ("account_code", "reset"),
    "account_already_exists": ("account_exists", ""),
    "unknown_account": ("account_unknown", ""),
}


# What the library says below a field when somebody has tried too often.
TOO_OFTEN = frozenset({"too_many_login_attempts", "rate_limited"})


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's doors in the house's manner."""

    def clean_email(self, email: str) -> str:
        """Fold an address as it is stored, so that one person has one account."""
        return fold_email(email)

    def validation_error(self, code: str, *values: Any) -> ValidationError:
        """Mark a request that tried too often: its answer is a 429."""
        if code in TOO_OFTEN and self.request is not None:
            self.request.tried_too_often = True
        return super().validation_error(code, *values)

    def get_login_stages(self) -> list[str]:
        """Leave the second factor out of the demonstration, whoever tried one out."""
        stages: list[str] = super().get_login_stages()
        if settings.DEMO:
            stages.remove("allauth.mfa.stages.AuthenticateStage")
        return stages

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask whoever has a second factor for it: their password proves too little."""
        methods = super().get_reauthentication_methods(user)
        words = {
            "reauthenticate": _("Use the password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = [{**way, "description": words[way["id"]]} for way in methods]
        if not user.is_authenticated or not second_factor.has_factor(user):
            return methods
        factors = [way for way in methods if way["id"] != "reauthenticate"]
        # A passkey is the quicker one.
        return sorted(factors, key=lambda way: way["id"], reverse=True)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Say whose account it is: a former address names nobody any more."""
        context = {**(context or {}), "user": user}
        super().send_notification_mail(template_prefix, user, context, email)

    def save_user(
        self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True
    ) -> Any:
        """Keep name and language of whoever opens an account."""
        user.given_name = form.cleaned_data.get("given_name", "")
        user.family_name = form.cleaned_data.get("family_name", "")
        user.language = (get_language() or "fr")[:2]
        user.date_joined = clock.now()
        return super().save_user(request, user, form, commit)

    def post_login(
        self, request: HttpRequest, user: Any, **kwargs: Any
    ) -> HttpResponse:
        """A person who comes in has proven their address: announce their requests."""
        actions.announce_requests(user)
        return super().post_login(request, user, **kwargs)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Owe the mail instead of sending it; a code waits sealed."""
        tail = template_prefix.rsplit("/", 1)[-1]
        kind, what = KINDS.get(tail, ("account_changed", tail))
        data = {"what": what}
        if code := context.get("code"):
            data["sealed"] = seal(str(code))
        address = fold_email(email)
        user = (
            context.get("user")
            or User.objects.filter(emailaddress__email__iexact=address).first()
        )
        about = user or Programme.objects.get()
        with transaction.atomic():
            cause = write_journal(
                "send_account_mail",
                about,
                by=SYSTEM,
                now=clock.now(),
                details={"kind": kind, "what": what},
            )
            post(kind, about, to=self._recipient(address, user), cause=cause, data=data)

    def _recipient(self, address: str, user: User | None) -> Recipient:
        if user is None:
            return Recipient(address, language=(get_language() or "fr")[:2])
        # The address that was asked for, which may be one that is being added.
        return Recipient(address, user.full_name, user.language, user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys, applications and codes on paper in the house's manner."""

    def encrypt(self, text: str) -> str:
        """Seal what an application's codes are computed from."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it; what another key has sealed opens nothing, by any code."""
        return unseal(encrypted_text) or generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor of whoever must have one."""
        if not second_factor.is_required(authenticator.user):
            return True
        others = Authenticator.objects.filter(
            user=authenticator.user_id, type__in=second_factor.FACTORS
        ).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Propose a name for a new passkey."""
        count = Authenticator.objects.filter(user=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the site's own name, never to what a Host header says."""
        return {"id": passkey_host(), "name": settings.MFA_TOTP_ISSUER}

    def build_totp_svg(self, url: str) -> str:
        """Draw the square code on white, so that it reads on a dark page too."""
        drawn = qrcode.make(url, image_factory=SvgPathFillImage, border=2)
        return str(drawn.to_string(encoding="unicode"))


def passkey_host() -> str:
    """Give the name that passkeys belong to; browsers want a name, not a number."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return host if any(map(str.isalpha, host)) else "localhost"


def passkey_address() -> str:
    """Give where passkeys work, if that is not where the reader is now; or nothing."""
    host = request_context.request.get_host()
    if host.partition(":")[0] == passkey_host():
        return ""
    return f"http://localhost:{host.partition(':')[2]}" if settings.DEMO else ""
