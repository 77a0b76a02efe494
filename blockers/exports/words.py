"""What the register's datasets share: addresses, the right, figures held back."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from servindus.exports.cells import Withheld
from servindus.models import User


def may_export(user: User) -> bool:
    """Whether somebody may take lists of the register out as files."""
    return user.has_perm("blockers.export_blocker")


def address(name: str, query: QueryDict) -> str:
    """Give the page of a list with its query."""
    text = query.urlencode()
    page = reverse(f"blockers:{name}")
    return f"{page}?{text}" if text else page


def withheld() -> Withheld:
    """Give the words of a figure that would tell one company's own."""
    return Withheld(_("withheld"))


def or_withheld(value: Any) -> Any:
    """Give a figure, or say that it is held back."""
    return withheld() if value is None else value
