"""Numbers of the register in words: pages, mails and refusals say them alike."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from programmes.models import JobsRecord


def said(number: Decimal) -> str:
    """Give full-time equivalents as people write them: `12,5`, `3`."""
    places = 0 if number == int(number) else 1 if number * 10 == int(number * 10) else 2
    return number_format(number, places, use_l10n=True, force_grouping=True)


def amount(record: "JobsRecord") -> str:
    """Give what is declared in a few words: `3 FTE, created`."""
    unit = pgettext("full-time equivalents", "FTE")
    return f"{said(record.fte)} {unit}, {record.get_kind_display()}"
