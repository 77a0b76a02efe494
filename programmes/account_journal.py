"""What happens to an account's keys, written into the journal.

These are the library's signals: it adds and removes factors, and changes passwords and
addresses, in views of its own, and offers no other hook. They write lines; beyond that,
a factor that was just made counts as shown, and a new password ends other sessions.
"""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as factors
from django.http import HttpRequest

from programmes.actions import close_sessions
from servindus import clock
from servindus.models import User
from servindus.second_factor import FACTORS
from servindus.workflow import write_journal


def connect() -> None:
    """Listen to the library; called once, when the rooms are ready."""
    factors.authenticator_added.connect(factor_added)
    factors.authenticator_removed.connect(factor_removed)
    factors.authenticator_reset.connect(codes_renewed)
    account.password_set.connect(password_chosen)
    account.password_changed.connect(password_changed)
    account.password_reset.connect(password_reset)
    account.email_changed.connect(address_changed)


def _write(verb: str, user: User, **details: Any) -> None:
    write_journal(verb, user, by=user, now=clock.now(), details=details)


def factor_added(
    request: HttpRequest, user: User, authenticator: Any, **kwargs: Any
) -> None:
    """A factor, or the codes that replace one, was added; to make it is to show it."""
    _write("add_second_factor", user, kind=authenticator.type)
    if authenticator.type in FACTORS:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type
        )


def factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    """A factor was removed by its owner."""
    _write("remove_second_factor", user, kind=authenticator.type)


def codes_renewed(user: User, authenticator: Any, **kwargs: Any) -> None:
    """New recovery codes make the old ones void."""
    _write("renew_recovery_codes", user)


def password_chosen(user: User, **kwargs: Any) -> None:
    """Somebody who came in by codes has a password now."""
    _write("choose_password", user)


def password_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A password was changed: whoever came in by the old one is out."""
    _write("change_password", user)
    close_sessions(user, by=user, keep=request.session.session_key or "")


def password_reset(user: User, **kwargs: Any) -> None:
    """A forgotten password was replaced by means of a code."""
    _write("reset_password", user)
    close_sessions(user, by=user)


def address_changed(user: User, **kwargs: Any) -> None:
    """The address was changed; the journal keeps no address."""
    _write("change_email", user)
