"""Dates as people say them, addresses that keep their filters, small drawing aids."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, DecimalField, Field, Form, IntegerField
from django.forms.boundfield import BoundWidget
from django.template.context import RequestContext
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from heroicons.templatetags import heroicons

from servindus import clock
from servindus.tokens import dark_mail_css, mail_css, phone_mail_css

register = template.Library()

# An icon is a copy of its drawing, changed and written anew at each call: one in each
# row of a list took a tenth of the page. Few are ever drawn, so each is kept.
MOST_ICONS = 256
for _draw in (
    heroicons.heroicon_micro,
    heroicons.heroicon_mini,
    heroicons.heroicon_outline,
    heroicons.heroicon_solid,
):
    register.simple_tag(lru_cache(MOST_ICONS)(_draw), name=_draw.__name__)

NBSP = "\u00a0"
NARROW = "\u202f"


def _is_french() -> bool:
    return (translation.get_language() or "fr").startswith("fr")


def _local(value: datetime | date) -> datetime | date:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(clock.PARIS)
    return value


def _day_number(value: date) -> str:
    return "1er" if value.day == 1 and _is_french() else str(value.day)


@register.filter
def clock_time(value: datetime | None) -> str:
    """Give the time of day in Paris: "8 h 30", "10 h"; in English "08:30"."""
    if value is None:
        return ""
    local = value.astimezone(clock.PARIS) if value.tzinfo else value
    if not _is_french():
        return f"{local:%H:%M}"
    minutes = f"{NBSP}{local:%M}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


@register.filter
def day_and_month(value: datetime | date | None) -> str:
    """Give the weekday, day and month: "mercredi 2 décembre"."""
    if value is None:
        return ""
    local = _local(value)
    weekday = formats.date_format(local, "l")
    month = formats.date_format(local, "F")
    return f"{weekday} {_day_number(local)}{NBSP}{month}"


@register.filter
def full_date(value: datetime | date | None) -> str:
    """Give the date in full: "mercredi 2 décembre 2026"."""
    if value is None:
        return ""
    return f"{day_and_month(value)} {_local(value).year}"


@register.filter
def plain_date(value: datetime | date | None) -> str:
    """Give the date without its weekday: "9 novembre 2026"."""
    if value is None:
        return ""
    local = _local(value)
    month = formats.date_format(local, "F")
    return f"{_day_number(local)}{NBSP}{month} {local.year}"


@register.filter
def full_datetime(value: datetime | None) -> str:
    """Give date and time in full: "mardi 1er décembre 2026 à 10 h"."""
    if value is None:
        return ""
    return _("%(date)s at %(time)s") % {
        "date": full_date(value),
        "time": clock_time(value),
    }


@register.filter
def short_date(value: datetime | date | None) -> str:
    """Give the date for a list: "mer. 2 déc."; the year only when it is not ours."""
    if value is None:
        return ""
    local = _local(value)
    day = local.date() if isinstance(local, datetime) else local
    ours = day.year == clock.today().year
    return _short(day, translation.get_language(), with_year=not ours)


# A list says few days many times.
@lru_cache(1024)
def _short(day: date, language: str | None, *, with_year: bool) -> str:
    weekday = formats.date_format(day, "D").lower() if _is_french() else f"{day:%a}"
    dot = "." if _is_french() else ""
    month = formats.date_format(day, "N") if _is_french() else f"{day:%b}"
    year = f" {day.year}" if with_year else ""
    return f"{weekday.rstrip('.')}{dot}{NBSP}{_day_number(day)}{NBSP}{month}{year}"


@register.filter
def moment(value: datetime | date | None) -> str:
    """Give a step's moment: "Aujourd’hui, 9 h 10", "Vendredi 20 novembre, 8 h 30"."""
    if value is None:
        return ""
    local = _local(value)
    day = local.date() if isinstance(local, datetime) else local
    today = clock.today()
    if day == today:
        text = pgettext("moment", "Today")
    else:
        text = day_and_month(day) if day.year == today.year else full_date(day)
        text = text[:1].upper() + text[1:]
    return f"{text}, {clock_time(value)}" if isinstance(value, datetime) else text


@register.filter
def planned(value: datetime | date | None) -> str:
    """Give a future step's date: "Prévu mercredi 2 décembre"."""
    if value is None:
        return ""
    return _("Planned for %(date)s") % {"date": day_and_month(value)}


@register.filter
def capital(value: object) -> str:
    """Give the text with its first letter in capital, the rest untouched."""
    text = str(value)
    return text[:1].upper() + text[1:]


@register.filter
def nth(value: int) -> SafeString:
    """Give a rank: "8e" with its raised letter, "8th" in English."""
    if _is_french():
        return format_html("{}<sup>{}</sup>", value, "er" if value == 1 else "e")
    last = {1: "st", 2: "nd", 3: "rd"}
    raised = "th" if 10 <= value % 100 <= 20 else last.get(value % 10, "th")
    return format_html("{}<sup>{}</sup>", value, raised)


@register.filter
def in_words(value: int, most: int | None = None) -> str:
    """Give a small number as a word that starts a sentence, a large one in figures.

    Beyond `most` it was not counted to its end, and "99+" says so.
    """
    if most is not None and value > most:
        return f"{most}+"
    words = {
        1: pgettext("count", "One"),
        2: pgettext("count", "Two"),
        3: pgettext("count", "Three"),
        4: pgettext("count", "Four"),
        5: pgettext("count", "Five"),
        6: pgettext("count", "Six"),
    }
    return words.get(value, str(value))


@register.filter
def capped(value: int) -> str:
    """Give a count for a pill of the navigation, "99+" at most."""
    return str(value) if value <= 99 else "99+"


@register.filter
def grouped(value: int) -> str:
    """Give a whole number with narrow non-breaking spaces between thousands."""
    return f"{value:,}".replace(",", NARROW if _is_french() else ",")


@register.filter
def times(value: int) -> Iterable[int]:
    """Give 1 to `value`, to draw one cell for each."""
    return range(1, int(value) + 1)


@register.filter
def working_days(value: int) -> str:
    """Give a number of working days in words: "7 jours ouvrés"."""
    text = ngettext("%(n)d working day", "%(n)d working days", value) % {"n": value}
    return text.replace(" ", NBSP, 1)


@register.filter
def delay(value: int, unit: str) -> str:
    """Give a delay of any unit in words: "2 mois", "5 jours ouvrés"."""
    if unit == "days":
        text = ngettext("%(n)d day", "%(n)d days", value)
    elif unit == "weeks":
        text = ngettext("%(n)d week", "%(n)d weeks", value)
    elif unit == "months":
        text = ngettext("%(n)d month", "%(n)d months", value)
    else:
        return working_days(value)
    return (text % {"n": value}).replace(" ", NBSP, 1)


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether a field should say that it may stay empty."""
    return not field.field.required and field.widget_type != "checkbox"


@register.filter
def counter_limit(field: BoundField) -> int | None:
    """Give the limit of a text that shows a live counter, or None.

    A widget says so itself by `data-counter`; every limited textarea has one.
    """
    if field.widget_type != "textarea" and "data-counter" not in (
        field.field.widget.attrs
    ):
        return None
    return getattr(field.field, "max_length", None)


@register.filter
def faults(form: Form) -> list[tuple[str, str]]:
    """Give a form's errors as (address in the page, message), in the fields' order."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = field.auto_id
        if field.use_fieldset and field.subwidgets:
            target = field.subwidgets[0].id_for_label
        codes = [error.code or "" for error in field.errors.as_data()]
        found += [
            (f"#{target}", _named(field, str(text), code))
            for text, code in zip(field.errors, codes, strict=True)
        ]
    return found


# Sentences of Django's that every number shares.
OF_NUMBERS = (
    *("min_value", "max_value", "max_digits", "max_decimal_places"),
    *("max_whole_digits", "step_size", "invalid"),
)


def _named(field: BoundField, message: str, code: str) -> str:
    """Name the field where its message is one that many fields have."""
    if message == str(Field.default_error_messages["required"]):
        return _("%(label)s: this field is required.") % {"label": field.label}
    if code in OF_NUMBERS and isinstance(field.field, IntegerField | DecimalField):
        colon = pgettext("between a name and what it means", ":")
        return f"{field.label}{colon} {message}"
    return message


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """Give this page's query with some values changed; None takes one away."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else "?"


@register.simple_tag
def choice_note(field: BoundField, option: BoundWidget) -> str:
    """Give the second line of a choice, from the form field's `notes` by value."""
    notes = getattr(field.field, "notes", {})
    return str(notes.get(str(option.data["value"]), ""))


@register.filter
def typed_length(field: BoundField) -> int:
    """Give how many characters stand in a field; a line break counts as one."""
    return len(str(field.value() or "").replace("\r\n", "\n"))


@register.filter
def filter_input(field: BoundField) -> SafeString:
    """Give a filter's input in the portal's dress."""
    name = "form-select" if field.widget_type.endswith("select") else "form-control"
    return field.as_widget(attrs={"class": name})


@register.filter
def time_range(start: datetime, end: datetime) -> str:
    """Give the two ends of a meeting: "8 h 30 à 9 h"."""
    return _("%(start)s to %(end)s") % {
        "start": clock_time(start),
        "end": clock_time(end),
    }


@register.simple_tag
def mail_style() -> SafeString:
    """Give the mails' styles: what moves onto each element, and the dark colours."""
    css = mail_css() + dark_mail_css() + phone_mail_css()
    return mark_safe(css)  # noqa: S308 - our own files, no input in it
