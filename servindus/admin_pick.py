"""Choosing a row among very many: words to look for, and a list of radio buttons.

Django's own autocomplete writes inline styles, which our policy refuses. This one
works without a script (a button looks the words up and shows the form again); with
one, the list follows the typing.
"""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servindus.limits import is_too_often

if TYPE_CHECKING:
    from servindus.admin_base import LabAdmin

SHOWN = 12
MOST_LETTERS = 80
# Typing asks some two times a second; this is for a person, not for a harvest.
LOOKS_A_MINUTE = 120
NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
MOST_ID = 2**63 - 1


class Asked(str):
    """What is chosen so far, when the person asks to look for words."""

    __slots__ = ("words",)
    words: str


class PickWidget(forms.Widget):
    """A search field and the rows found, as radio buttons."""

    class Media:
        # Deferred: it looks for the fields when the page is whole.
        js = (forms.Script("servindus/pick.js", defer=True),)

    def __init__(self, desk: "LabAdmin", field: str, request: HttpRequest) -> None:
        super().__init__()
        self.desk, self.field, self.request = desk, field, request
        self.choices: Any = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickWidget":
        """Each form has its own; the request is not copied with it."""
        copy = PickWidget(self.desk, self.field, self.request)
        copy.attrs = self.attrs.copy()
        copy.is_required = self.is_required
        memo[id(self)] = copy
        return copy

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Give the id chosen; with words to look for it is only an interim one."""
        chosen = str(data.get(name) or "")
        words = str(data.get(f"{name}-q") or "").strip()[:MOST_LETTERS]
        if not words and f"{name}-find" not in data:
            return chosen
        asked = Asked(chosen)
        asked.words = words
        return asked

    def id_for_label(self, id_: str) -> str:
        """The label names the search field."""
        return id_

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        """Draw the field; rows are looked up only when somebody asked."""
        words = value.words if isinstance(value, Asked) else None
        wanted = rows_for(self.desk, self.field, self.request)
        found = look_for(wanted, words) if words is not None else []
        meta = self.desk.model._meta
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "href": reverse(
                "admin:pick", args=[meta.app_label, meta.model_name, self.field]
            ),
            "words": words,
            "max_letters": MOST_LETTERS,
            "options": options_of(wanted, found, value, self.is_required),
            "count": len(found),
        }
        return render_to_string("admin/_pick.html", context)


class PickField(forms.ModelChoiceField):
    """One row; while words are being looked for there is no choice yet."""

    def clean(self, value: Any) -> Any:
        """Show the form again with what was found."""
        if isinstance(value, Asked):
            raise forms.ValidationError(_("Choose one of the rows found, then save."))
        return super().clean(value)

    def to_python(self, value: Any) -> Any:
        """An id that no database holds is no row."""
        text = str(value or "")
        if text and not _is_id(text):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text[:20]) <= MOST_ID


def pick_field(
    desk: "LabAdmin", db_field: Any, request: HttpRequest
) -> forms.ModelChoiceField:
    """Give the form's field for a foreign key that points into a long table."""
    return PickField(
        queryset=rows_for(desk, db_field.name, request),
        required=not db_field.blank,
        label=str(db_field.verbose_name).capitalize(),
        help_text=db_field.help_text,
        widget=PickWidget(desk, db_field.name, request),
        error_messages={
            "required": gettext_lazy("Look for it, then choose one of the rows found."),
            "invalid_choice": gettext_lazy("This row is not yours to choose."),
        },
    )


def unwrapped(field: Any) -> Any:
    """Take Django's frame of pop-up links off our widget."""
    if isinstance(field.widget, RelatedFieldWidgetWrapper) and isinstance(
        field.widget.widget, PickWidget
    ):
        field.widget = field.widget.widget
    return field


def rows_for(
    desk: "LabAdmin", field: str, request: HttpRequest
) -> models.QuerySet[Any]:
    """Give the rows that this reader may choose from: those of the other desk."""
    target = desk.model._meta.get_field(field).related_model
    other: Any = desk.admin_site.get_model_admin(target)
    rows: models.QuerySet[Any] = other.get_queryset(request)
    return rows.filter(**desk.pick_limits.get(field, {}))


def look_for(rows: models.QuerySet[Any], words: str) -> list[Any]:
    """Give a dozen rows with these words; sorted here, for the index knows no order."""
    matching = getattr(rows, "matching", None)
    found = matching(words) if matching else rows
    return sorted(found.order_by()[:SHOWN], key=str)


def options_of(
    rows: models.QuerySet[Any], found: list[Any], chosen: Any, required: bool
) -> list[tuple[str, str, bool]]:
    """Give (id, words, chosen) of the radio buttons: none, chosen, found."""
    text = str(chosen or "")
    options = [] if required else [("", _("None"), not text)]
    seen = {str(row.pk) for row in found}
    if _is_id(text) and text not in seen:
        current = rows.filter(pk=int(text)).first()
        found = [current, *found] if current is not None else found
    return [*options, *((str(r.pk), str(r), str(r.pk) == text) for r in found)]


def pick_view(
    site: Any, request: HttpRequest, app: str, model: str, field: str
) -> HttpResponse:
    """Answer the script: the radio buttons for what is typed so far."""
    desk = _desk(site, request, app, model, field)
    if is_too_often(f"pick:{request.user.pk}", times=LOOKS_A_MINUTE, seconds=60):
        return HttpResponse(status=429)
    name = request.GET.get("name", field)
    if not NAME.fullmatch(name):
        raise Http404
    rows = rows_for(desk, field, request)
    words = request.GET.get("q", "")[:MOST_LETTERS]
    found = look_for(rows, words) if words.strip() else []
    required = not desk.model._meta.get_field(field).blank
    context = {
        "name": name,
        "id": f"id_{name}",
        "words": words,
        "options": options_of(rows, found, request.GET.get("chosen", ""), required),
        "count": len(found),
    }
    return render(request, "admin/_pick_options.html", context)


def _desk(
    site: Any, request: HttpRequest, app: str, model: str, field: str
) -> "LabAdmin":
    """Give the desk whose form has this field, if the reader works there."""
    for found, desk in site._registry.items():
        meta = found._meta
        if (meta.app_label, meta.model_name) != (app, model):
            continue
        may = desk.has_add_permission(request) or desk.has_change_permission(request)
        if may and field in desk.get_autocomplete_fields(request):
            return desk
    raise Http404
