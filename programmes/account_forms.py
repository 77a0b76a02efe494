"""Allauth's forms in the house's manner: one person, one spelling of the address."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from servindus.models.user import fold_email


class SignInForm(LoginForm):
    """Address and password; tries are counted by the folded address."""

    def clean_login(self) -> str:
        """Fold the address first: another spelling is no new set of tries."""
        self.cleaned_data["login"] = fold_email(self.cleaned_data["login"])
        return str(super().clean_login())


class AskCodeForm(RequestLoginCodeForm):
    """The address that a code is sent to."""

    def clean_email(self) -> str:
        """Fold the address before it is looked for and counted."""
        self.cleaned_data["email"] = fold_email(self.cleaned_data["email"])
        return str(super().clean_email())


class AskResetForm(ResetPasswordForm):
    """The address of a forgotten password."""

    def clean_email(self) -> str:
        """Fold the address before it is looked for and counted."""
        self.cleaned_data["email"] = fold_email(self.cleaned_data["email"])
        return str(super().clean_email())


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey's name, and whether it lets in alone, as most do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("Name of this passkey")
        name.help_text = _(
            "For example: office computer. You will know it in the list."
        )
        assert isinstance(name, forms.CharField)
        name.max_length, name.widget.attrs["maxlength"] = 80, 80
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with this passkey alone")
        alone.help_text = _(
            "The device asks for a fingerprint, your face or its code. Not ticked, it "
            "confirms a log-in by code or password."
        )
        alone.initial = True
