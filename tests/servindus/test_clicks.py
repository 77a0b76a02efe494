"""A second click is known by what was sent; anything else is another wish."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from servindus.clicks import click_of


def click(**sent):
    return click_of(RequestFactory().post("/", sent))


def test_the_same_form_has_the_same_mark_whatever_its_token_and_order():
    one = click(day="2026-09-07", text="é", csrfmiddlewaretoken="a")
    assert one == click(csrfmiddlewaretoken="b", text="é", day="2026-09-07")
    assert len(one) == 32


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"day": "2026-09-07", "text": "later"},
        {"day": "2026-09-08", "text": "sooner"},
        {"day": "2026-09-07", "text": "sooner", "to": ""},
        {"day": ["2026-09-07", "2026-09-08"], "text": "sooner"},
    ],
)
def test_another_form_has_another_mark(sent):
    assert click(**sent) != click(day="2026-09-07", text="sooner")


def test_files_are_told_apart_by_name_and_size():
    def file(name, content):
        return click(file=SimpleUploadedFile(name, content))

    assert file("n.txt", b"a") == file("n.txt", b"z")
    assert file("n.txt", b"a") != file("m.txt", b"a")
    assert file("n.txt", b"a") != file("n.txt", b"bb")


def test_a_mark_cannot_be_tried_out_without_the_key(settings):
    before = click(text="oui")
    settings.SECRET_KEY = "y" * 60
    assert click(text="oui") != before
