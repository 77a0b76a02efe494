"""Kinds of mails of the room, as people choose among them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import rules as frame
from servindus.categories import ASKS, MUST, Category, register


def _works_for_a_lab(user: Any) -> bool:
    return user is not None and bool(frame.lab_ids(user))


BETWEEN_LABS = register(
    Category(
        "between_labs",
        _("Between the labs"),
        _("What labs ask each other, what they answer, the minutes of exchanges."),
        ASKS,
        _works_for_a_lab,
    )
)
# A calendar file that waits for a digest would come without its mail.
EXCHANGES = register(
    Category(
        "lab_exchanges",
        _("Exchanges of the labs"),
        _("Invitations with their calendar files; what is moved or cancelled."),
        MUST,
        _works_for_a_lab,
    )
)
