"""Kinds of mails as people choose among them: at once, in the digest, or never."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """When a mail of a category reaches somebody."""

    NOW = "now", _("at once")
    DIGEST = "digest", _("in the digest")
    NEVER = "never", _("never")


NOW, DIGEST, NEVER = Delivery.NOW, Delivery.DIGEST, Delivery.NEVER
# What answers the reader's own act, or opens their account, cannot wait.
MUST = (NOW,)
# What waits for the reader may come later; without it a file would stand still.
ASKS = (NOW, DIGEST)
# What tells of a change can be read in the portal.
TELLS = (NOW, DIGEST, NEVER)


def everybody(user: Any) -> bool:
    """Whether somebody gets such mails: whoever has an address."""
    return True


@dataclass(frozen=True)
class Category:
    """One line of the preferences: its name, what it brings, what can be chosen.

    The first choice is what people get who have chosen nothing.
    """

    key: str
    label: str | Promise
    text: str | Promise
    choices: tuple[Delivery, ...] = TELLS
    # Whether somebody gets such mails at all; None is an address without account.
    concerns: Callable[[Any], bool] = everybody

    @property
    def default(self) -> Delivery:
        """What somebody gets who has chosen nothing."""
        return self.choices[0]

    @property
    def can_wait(self) -> bool:
        """Whether such a mail may be kept for the digest."""
        return Delivery.DIGEST in self.choices

    @property
    def can_stop(self) -> bool:
        """Whether such mails can be switched off."""
        return Delivery.NEVER in self.choices


_categories: dict[str, Category] = {}


def register(category: Category) -> Category:
    """Make a category known; rooms register theirs in the order of the page."""
    if category.key in _categories:
        raise ValueError(f"two categories are called {category.key}")
    _categories[category.key] = category
    return category


def category_named(key: str) -> Category:
    """Give a category; KeyError for a key nobody registered."""
    return _categories[key]


def every_category() -> list[Category]:
    """Give every registered category."""
    return list(_categories.values())


ACCOUNT = register(
    Category(
        "account",
        _("Account and organisation"),
        _("Codes, invitations, requests to join, receipts of what you have done."),
        MUST,
    )
)
REMINDERS = register(
    Category(
        "reminders",
        _("Reminders"),
        _("What has waited for you some days, and dates that come near."),
    )
)
SUMMARY = register(
    Category(
        "digest",
        _("The digest"),
        _("What waits for you, what moved, what is late: one mail a day or a week."),
        MUST,
    )
)
