"""Selects and inputs drawn by hand are what Django's templates draw."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from servindus import inputs

NASTY = "\"><b>&' é"
CHOICES = [
    ("", "Toutes"),
    (NASTY, NASTY),
    (3, _("Lab")),
    (mark_safe("a&amp;b"), mark_safe("<i>a</i>")),
    (7, 1234),
    ("Groupe <1>", [("x", "X"), ("y", NASTY)]),
]
WIDGETS = [
    (forms.Select(choices=CHOICES), NASTY),
    (forms.Select({"class": "form-select", "required": True}, CHOICES), "y"),
    (forms.Select({"disabled": False, "data-x": NASTY, "size": 3}, CHOICES), None),
    (forms.SelectMultiple(choices=CHOICES), ["x", "3"]),
    (forms.NullBooleanSelect(), True),
    (forms.TextInput({"maxlength": 120, "autofocus": True}), NASTY),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.TextInput(), 0),
    (forms.EmailInput(), "a@b.example"),
    (forms.NumberInput({"min": 0}), 12345.5),
    (forms.URLInput(), "https://a.example/?a=1&b=2"),
    (forms.HiddenInput(), mark_safe("a&amp;b")),
    (forms.PasswordInput(), "secret"),
    (forms.CheckboxInput(), True),
    (forms.Textarea(), NASTY),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_the_same_but_for_empty_lines(widget, value):
    attrs = {"id": "id_some", "class": NASTY}
    drawn = widget.render("some", value, attrs, inputs.Renderer())
    theirs = widget.render("some", value, attrs, TemplatesSetting())
    assert drawn == theirs.replace("\n\n", "\n")


def test_selects_and_inputs_need_no_template(monkeypatch):
    def refuse(*args):
        raise AssertionError(args)

    monkeypatch.setattr(TemplatesSetting, "render", refuse)
    select = forms.Select(choices=[("a", "A"), ("b", "B")])
    assert select.render("s", "b", {"id": "x"}, inputs.Renderer()) == (
        '<select name="s" id="x">\n  <option value="a">A</option>\n'
        '  <option value="b" selected>B</option>\n</select>'
    )
    assert forms.TextInput().render("t", "v", {}, inputs.Renderer()) == (
        '<input type="text" name="t" value="v">'
    )
