"""Words of the public register: what everybody reads, and what companies say of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PublicStatus(models.TextChoices):
    """How much of a blocker everybody reads."""

    HIDDEN = "hidden", _("Nothing")
    LISTED = "listed", _("Title, steps and dates")
    FULL = "full", _("The whole card")


class ApprovalStatus(models.TextChoices):
    """What a company says of the words that everybody would read."""

    ASKED = "asked", pgettext_lazy("of a card", "Asked")
    AGREED = "agreed", pgettext_lazy("of a card", "Agreed")
    CHANGE = "change", pgettext_lazy("of a card", "Asks for a change")


# A company whose case may be told has so many working days to ask for a change.
CARD_DAYS = 10
# Figures of companies are shown from so many on, and none above this share of the sum.
FEWEST_COMPANIES = 3
MOST_SHARE = 85
