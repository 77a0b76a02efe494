"""What is done to accounts: sessions closed, a lost factor reset, access taken away."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.actors import Actor
from servindus.models import JournalEntry, User
from servindus.notifications import Recipient
from servindus.outbox import post
from servindus.workflow import Step, act, write_journal

Reason = str | Promise | None


@transaction.atomic
def close_sessions(
    user: User, *, by: Actor, keep: str = "", only: int | None = None
) -> int:
    """End sessions of a person but the one to keep, or only one; give their number."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        sessions = sessions.filter(pk=only)
    found = list(sessions)
    for session in found:
        session.end()
    if found:
        details = {"count": len(found)}
        write_journal("close_sessions", user, by=by, now=clock.now(), details=details)
    return len(found)


def _has_factor(user: User, now: datetime) -> Reason:
    if Authenticator.objects.filter(user=user).exists():
        return None
    return _("This person has no second factor.")


@act(
    User,
    sources=[""],
    label=_("Reset the second factor"),
    icon="key",
    closes=True,
    guard=_has_factor,
)
def reset_second_factor(user: User, step: Step) -> None:
    """Take a lost factor off an account; the person chooses a new one at log-in."""
    Authenticator.objects.filter(user=user).delete()
    close_sessions(user, by=step.by)
    _tell(user, "second_factor_reset", step.entry)


def _is_open(user: User, now: datetime) -> Reason:
    return None if user.is_active else _("This account is closed already.")


@act(
    User,
    sources=[""],
    label=_("Close the account"),
    icon="no-symbol",
    closes=True,
    guard=_is_open,
)
def deactivate_user(user: User, step: Step) -> None:
    """Take all access from a person, at their next request; nothing is erased."""
    user.is_active = False
    close_sessions(user, by=step.by)
    _tell(user, "account_closed", step.entry)


def _is_closed(user: User, now: datetime) -> Reason:
    return _("This account is open.") if user.is_active else None


@act(
    User,
    sources=[""],
    label=_("Open the account again"),
    icon="check",
    guard=_is_closed,
)
def reactivate_user(user: User, step: Step) -> None:
    """Give a person their access back."""
    user.is_active = True
    _tell(user, "account_opened", step.entry)


def _tell(user: User, what: str, cause: JournalEntry) -> None:
    to = Recipient.of(user)
    post("account_changed", user, to=to, cause=cause, data={"what": what})
