"""Addresses that belong to no room: the doors of accounts, and how often each opens.

They come before the library's own addresses and stand in their place.
"""

from django.urls import URLPattern, path

from programmes.views import accounts, security
from servindus.limits import Limit, door_limits

urlpatterns: list[URLPattern] = [
    path("compte/login/", accounts.SignInView.as_view(), name="account_login"),
    path(
        "compte/2fa/webauthn/add/",
        security.AddPasskey.as_view(),
        name="mfa_add_webauthn",
    ),
    path("compte/2fa/webauthn/", security.passkeys, name="mfa_list_webauthn"),
    path(
        "compte/2fa/webauthn/keys/<int:pk>/remove/",
        security.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "compte/2fa/webauthn/keys/<int:pk>/edit/",
        security.RenamePasskey.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        "compte/2fa/totp/deactivate/",
        security.RemoveApplication.as_view(),
        name="mfa_deactivate_totp",
    ),
    path("compte/sessions/", security.sessions, name="usersessions_list"),
    path("compte/signup/", accounts.SignUpView.as_view(), name="account_signup"),
    path("demonstration/entrer/", accounts.enter_demo, name="enter_demo"),
]

# The library counts some of these by address or person as well, and more tightly; it
# leaves the codes to what a session remembers, which two tries at once share.
_CODES = Limit(times=20, seconds=600)
_ENTRIES = Limit(times=60, seconds=600)
door_limits |= {
    "account_login": _ENTRIES,
    "account_signup": _ENTRIES,
    "account_request_login_code": _ENTRIES,
    "account_reset_password": _ENTRIES,
    "account_confirm_login_code": _CODES,
    "account_email_verification_sent": _CODES,
    "account_confirm_password_reset_code": _CODES,
    "account_complete_password_reset": _CODES,
    "account_reauthenticate": _CODES,
    "mfa_authenticate": _CODES,
    "mfa_reauthenticate": _CODES,
    "mfa_reauthenticate_webauthn": _CODES,
    "mfa_login_webauthn": _ENTRIES,
    "mfa_activate_totp": _CODES,
    "mfa_add_webauthn": _CODES,
    "admin:login": _ENTRIES,
    "enter_demo": _ENTRIES,
    "programmes:accept_invitation": _CODES,
    # Each of these sends a mail to an address that somebody typed.
    "programmes:invite_member": Limit(times=40, seconds=3600, per="person"),
    "programmes:resend_invitation": Limit(times=40, seconds=3600, per="person"),
    "programmes:request_membership": Limit(times=20, seconds=3600, per="person"),
}
