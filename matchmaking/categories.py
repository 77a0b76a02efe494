"""Kinds of mails of introductions, as people choose among them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from programmes import rules as frame
from servindus.categories import ASKS, MUST, TELLS, Category, register


def _asks(user: Any) -> bool:
    return user is not None and bool(rules.startup_ids(user))


def _moderates(user: Any) -> bool:
    return user is not None and bool(frame.lab_ids(user))


def _is_asked(user: Any) -> bool:
    """Whoever works neither for a startup nor for a lab may be a decision maker."""
    return not (_asks(user) or _moderates(user) or _answers_for_state(user))


def _meets(user: Any) -> bool:
    return not (_moderates(user) or _answers_for_state(user))


def _answers_for_state(user: Any) -> bool:
    return user is not None and bool(frame.authority_ids(user))


REQUESTS = register(
    Category(
        "requests",
        _("Requests to you"),
        _("A startup asks to meet you; what came of it."),
        ASKS,
        _is_asked,
    )
)
NEWS = register(
    Category(
        "introductions",
        _("Your requests"),
        _("Where they are, and what people have answered."),
        TELLS,
        _asks,
    )
)
MODERATION = register(
    Category(
        "moderation",
        _("Requests to read"),
        _("New requests, second readings, people to call."),
        TELLS,
        _moderates,
    )
)
MEETINGS = register(
    Category(
        "meetings",
        _("Meetings"),
        _("Times proposed, calendar files, the reminder of the day before."),
        MUST,
        _meets,
    )
)
FOLLOW_UPS = register(
    Category(
        "follow_ups",
        _("What came of it"),
        _("Four short questions in the year after a meeting."),
        TELLS,
        _meets,
    )
)
