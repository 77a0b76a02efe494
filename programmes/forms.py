"""Forms of the frame."""

import re
import secrets
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren, siret

from programmes import actions, lookup
from programmes.enums import MembershipRole, OrganisationKind, OrganisationStatus
from programmes.models import Lab, Organisation
from programmes.places import Places
from servindus.models import User


def read_company_number(text: str) -> tuple[str, str]:
    """Give (SIREN, SIRET) of what was typed; the SIRET is empty for a SIREN.

    Raises ValueError for anything else; the check digits are INSEE's (Luhn, and La
    Poste's own sum).
    """
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", text)
    try:
        if len(digits) == 14:
            return siret.to_siren(siret.validate(digits)), digits
        return siren.validate(digits), ""
    except NumberError as error:
        raise ValueError(text) from error


class LookUpInput(forms.TextInput):
    """A company's number with the button that asks the public directory for it."""

    template_name = "programmes/look_up_input.html"


class StartupFields(forms.Form):
    """Which startup somebody belongs to, and where it works."""

    function = forms.CharField(label=_("Your function"), max_length=120)
    company_number = forms.CharField(
        label=_("SIRET or SIREN of your startup"),
        max_length=24,
        required=False,
        help_text=_("14 or 9 digits. Without one yet, give the name below."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    company_name = forms.CharField(
        label=_("Name of your startup"), max_length=255, required=False
    )
    place = forms.CharField(
        label=_("Postcode or town"),
        max_length=80,
        help_text=_("Of the place where you work; it tells us your lab."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    lab = forms.ModelChoiceField(
        label=_("Lab"),
        queryset=Lab.objects.none(),
        required=False,
        empty_label=_("found from the town"),
        help_text=_("To choose when you work outside the four territories."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lab"].queryset = Lab.objects.all()  # type: ignore[attr-defined]
        if lookup.is_on():
            number = self.fields["company_number"]
            number.widget = LookUpInput(number.widget.attrs)
        self.organisation: Organisation | None = None
        self.siren = ""

    def clean_company_number(self) -> str:
        """Check the digits and look the company up."""
        text: str = self.cleaned_data["company_number"]
        if not text.strip():
            return ""
        try:
            self.siren, _siret = read_company_number(text)
        except ValueError:
            raise forms.ValidationError(
                _("This is no SIRET or SIREN: a digit must be wrong.")
            ) from None
        self.organisation = Organisation.objects.filter(siren=self.siren).first()
        if self.organisation and self.organisation.kind != OrganisationKind.STARTUP:
            raise forms.ValidationError(
                _("We know this company, but not as a startup: write to the lab.")
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for a name or a number, and for a place or a lab."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        has_number = cleaned.get("company_number") or "company_number" in self.errors
        has_name = cleaned.get("company_name") or self.organisation
        if not has_name and not self.errors.get("company_number"):
            message = (
                _("We do not know this number yet: please add the name.")
                if has_number
                else _("Give the number or the name of your startup.")
            )
            self.add_error("company_name", message)
        self._find_lab(cleaned)
        return cleaned

    def _find_lab(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("lab"):
            return
        commune = Places.read().read_place(cleaned.get("place") or "")
        if commune is not None:
            cleaned["lab"] = commune.lab
        elif self.organisation is not None and self.organisation.lab is not None:
            cleaned["lab"] = self.organisation.lab
        elif cleaned.get("place"):
            self.add_error("lab", _("This town is in none of the four: choose a lab."))

    def request_membership(self, user: User) -> None:
        """Find or make the startup and ask to join it."""
        data = self.cleaned_data
        actions.request_membership(
            user,
            self.organisation or self._new_organisation(),
            lab=data["lab"],
            function=data["function"],
        )

    def _new_organisation(self) -> Organisation:
        fields = {
            "kind": OrganisationKind.STARTUP,
            "status": OrganisationStatus.PENDING,
            "name": self.cleaned_data["company_name"],
            "lab": self.cleaned_data["lab"],
        }
        if not self.siren:
            return Organisation.objects.create(**fields)
        # Two founders of one new startup may arrive in the same second.
        organisation, _is_new = Organisation.objects.get_or_create(
            siren=self.siren, defaults=fields
        )
        return organisation


class RequestMembershipForm(StartupFields):
    """What somebody who has an account tells to join a startup."""


class StartupSignupForm(StartupFields, SignupForm):
    """What a founder tells when opening an account: ten fields, five of them short."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    consent = forms.BooleanField(
        label=_("The lab may use these data to introduce my startup to companies.")
    )
    field_order = (
        "email",
        "given_name",
        "family_name",
        "function",
        "company_number",
        "company_name",
        "place",
        "lab",
        "password1",
        "consent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)
        password = self.fields["password1"]
        password.help_text = _("Not needed: without one, a code by e-mail lets you in.")
        password.widget.attrs.pop("placeholder", None)

    def try_save(self, request: HttpRequest) -> Any:
        """Work as long for an address that has an account as for a new one.

        The library answers both alike, but hashes and writes for new ones only, which
        takes many times as long and would tell who has an account.
        """
        if self.account_already_exists:
            self._save_in_vain(request)
        return super().try_save(request)

    def _save_in_vain(self, request: HttpRequest) -> None:
        """Do all that a new account costs under an address of nobody, and undo it."""
        email, self.account_already_exists = self.cleaned_data["email"], False
        self.cleaned_data["email"] = f"{secrets.token_hex(8)}@nobody.invalid"
        try:
            with transaction.atomic():
                self.save(request)
                transaction.set_rollback(True)
        finally:
            self.cleaned_data["email"], self.account_already_exists = email, True

    @transaction.atomic
    def save(self, request: HttpRequest) -> Any:
        """Make account, startup and request together, or nothing."""
        return super().save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Ask to join the startup; the lab hears of it once the address is proven."""
        self.request_membership(user)


class ReasonForm(forms.Form):
    """Why somebody or something is refused."""

    reason = forms.CharField(
        label=_("Reason, which the person will read"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class InviteMemberForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    function = forms.CharField(label=_("Function"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MembershipRole.choices,
        initial=MembershipRole.MEMBER,
        help_text=_("A lead confirms and invites the others."),
    )


class AcceptInvitationForm(forms.Form):
    """Who joins; asked only when there is no account with the address yet."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Not needed: without one, a code by e-mail lets you in."),
    )

    def __init__(self, *args: Any, has_account: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            self.fields.clear()

    def clean_password(self) -> str:
        """Refuse a weak password; none at all is fine."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class MyAccountForm(forms.ModelForm):
    """One's own name, phone and language."""

    class Meta:
        model = User
        fields = ("given_name", "family_name", "phone", "language")
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_name"].required = True
        self.fields["family_name"].required = True
