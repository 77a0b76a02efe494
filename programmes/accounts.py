"""How accounts are opened and how their mails leave: through the house's outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from programmes import actions
from programmes.models import Programme
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.models.user import fold_email
from servindus.notifications import Recipient
from servindus.outbox import post
from servindus.seal import seal
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


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's doors in the house's manner."""

    def clean_email(self, email: str) -> str:
        """Fold an address as it is stored, so that one person has one account."""
        return fold_email(email)

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
