"""A digest filled into moulds reads, byte for byte, as its templates write it."""

from dataclasses import replace
from itertools import product

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from servindus import digest_moulds, letters
from servindus.digests import Letter, Line, Section
from servindus.models import Subscriber
from servindus.notifications import Sender
from tests.cast import MONDAY

NASTY = "<b>R&D</b> \"l'été\"\u00a0»  100 % {{ x }} %(n)s &amp; 'ok'\tÀ\nb"
URL = "https://lab.example/?a=1&b=\"<x>'\u00a0"
LINES = [
    Line(NASTY, URL, text, when, label, tone, is_late=late, button=button)
    for (text, when, label), (tone, late, button) in product(
        product(("", NASTY), ("", "mer. 2\u00a0déc."), ("", "to answer <now>")),
        (("", False, ""), ("bad", True, "Read & decide")),
    )
]
LETTERS = [
    Letter(lines=1, since=MONDAY),
    Letter(lines=3, since=MONDAY, name='Zoé <x> & "co"', late=2),
    *(Letter(first=line, waiting=1, lines=1, since=MONDAY) for line in LINES),
    Letter(
        first=LINES[0],
        waiting=3,
        late=1,
        since=MONDAY,
        name="Ada",
        sections=[
            Section("Waiting & more", LINES, "More wait", URL),
            Section(gettext_lazy("Operations"), LINES[3:5], "More"),
            Section("One", LINES[:1]),
        ],
    ),
]


def context(letter, language, **more):
    return {
        "letter": letter,
        "reader": Subscriber(rhythm="daily"),
        "recipient_name": "Ada",
        "public_url": "https://lab.example",
        "sender": Sender("Métropole & <Rouen>", "rouen@lab.example"),
        "demo": False,
        "language": language,
        "stop_link": "",
        "quiet_link": URL,
        "choices_link": URL,
        "preview_link": URL,
        **more,
    }


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("letter", LETTERS, ids=range(len(LETTERS)))
def test_it_is_what_the_templates_write(letter, language):
    with translation.override(language):
        for more in (
            {},
            {"preview_link": "", "demo": True},
            {"reader": Subscriber(rhythm="weekly", weekday=3), "quiet_link": ""},
        ):
            found = context(letter, language, **more)
            assert digest_moulds.write(found) == letters.write("digest", found)


@pytest.mark.parametrize(
    "words", [mark_safe("<b>x</b>"), "one\rtwo", "\ue000name\ue001", "nul\x00"]
)
def test_words_that_a_mould_cannot_take_are_left_to_the_templates(words):
    line = replace(LINES[0], text=words)
    letter = Letter(sections=[Section("One", [line])], since=MONDAY)
    assert digest_moulds.write(context(letter, "en")) is None
