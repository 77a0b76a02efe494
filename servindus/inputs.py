"""Draws selects and inputs without a template for each option.

Django draws an option by two templates; the filters of a list took a seventh of its
page. What is drawn is the same, but for empty lines.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

PLACE = "django/forms/widgets/"
INPUTS = frozenset(
    f"{PLACE}{kind}.html"
    for kind in ("input", "text", "hidden", "email", "number", "url", "tel", "search")
)


class Renderer(TemplatesSetting):
    """Django's own renderer, for everything but selects and plain inputs."""

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        """Draw what is plain here, everything else by its template."""
        if template_name == f"{PLACE}select.html":
            return _select(context["widget"])
        if template_name in INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    lines: list[str] = []
    for group, options, _index in widget["optgroups"]:
        if group:
            lines.append(format_html('  <optgroup label="{}">', group))
        lines += [_option(option) for option in options]
        if group:
            lines.append("  </optgroup>")
    start = format_html('<select name="{}"{}>', widget["name"], _attrs(widget))
    # Each line is escaped already.
    return mark_safe("\n".join([start, *lines, "</select>"]))  # noqa: S308


def _option(option: Mapping[str, Any]) -> str:
    value = conditional_escape(str(option["value"]))
    label = conditional_escape(localize(option["label"]))
    return f'  <option value="{value}"{_attrs(option)}>{label}</option>'


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    shown = "" if value is None else format_html(' value="{}"', str(value))
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        shown,
        _attrs(widget),
    )


def _attrs(widget: Mapping[str, Any]) -> SafeString:
    parts = []
    for name, value in widget["attrs"].items():
        if value is True:
            parts.append(f" {conditional_escape(name)}")
        elif value is not False:
            shown = conditional_escape(str(value))
            parts.append(f' {conditional_escape(name)}="{shown}"')
    # Names and values are escaped one by one.
    return mark_safe("".join(parts))  # noqa: S308
