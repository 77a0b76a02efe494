"""Kinds of mails of the room, as people choose among them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programmes import rules as frame
from servindus.categories import ASKS, Category, register


def _works_for_a_lab(user: Any) -> bool:
    return user is not None and bool(frame.lab_ids(user))


BETWEEN_LABS = register(
    Category(
        "between_labs",
        _("Between the labs"),
        _("What labs ask each other and answer, their exchanges and the minutes."),
        ASKS,
        _works_for_a_lab,
    )
)
