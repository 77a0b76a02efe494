"""Mails where the reader's program is dark: every colour again, and readable."""

import re

import pytest

from servindus.tokens import dark_mail_css, mail_css, palette
from tests.matchmaking.stories import sent
from tests.servindus.test_identity import contrast
from tests.servindus.test_letters import composed, html_of

DECLARED = re.compile(r"([^{}]+)\{([^{}]*)\}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# What stands on what in a mail, of tokens.css: text in front, ground behind.
TEXTS = [
    ("ink", "surface"),
    ("ink", "mark-soft"),
    ("ink", "bad-soft"),
    ("ink", "ok-soft"),
    ("ink2", "surface"),
    ("ink2", "mark-soft"),
    ("ink2", "sunken"),
    ("link", "surface"),
    ("link", "mark-soft"),
    ("link", "sunken"),
    ("on-brand", "brand"),
    *((tone, ground) for tone in ("ok", "warn", "bad", "hold")
      for ground in ("surface", "mark-soft")),
]  # fmt: skip


def rules(css):
    """Give (selector, body) of each rule, without what holds them together."""
    inside = css.replace("@media (prefers-color-scheme: dark) {", "")
    return {
        " ".join(selector.split()): body for selector, body in DECLARED.findall(inside)
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXTS)
def test_each_text_of_a_mail_can_be_read(front, back, theme):
    colours = palette(theme)
    ratio = contrast(colours[front], colours[back])
    assert ratio >= 4.5, f"{front} on {back}, {theme}: {ratio:.2f}"


def test_every_rule_with_a_colour_has_its_dark_one():
    dark = rules(dark_mail_css())
    found = rules(mail_css()).items()
    light = {name: body for name, body in found if COLOUR.search(body)}
    assert len(light) > 20
    assert set(light) == set(dark)
    for name, body in light.items():
        assert len(COLOUR.findall(body)) == len(COLOUR.findall(dark[name])), name


def test_the_dark_sheet_says_colours_only_and_counts_for_more():
    lines = [
        line
        for body in rules(dark_mail_css()).values()
        for line in body.split(";")
        if line.strip()
    ]
    known = {colour.upper() for colour in palette("dark").values()}
    for line in lines:
        found = re.fullmatch(
            r"\s*(?:color|(?:background|border(?:-\w+)?)-color): (#\w{6}) !important",
            line,
        )
        assert found, line
        assert found[1].upper() in known


def test_a_mail_carries_both(cast, monday):
    sent(cast)
    html = html_of(composed("introduction_sent"))
    assert '<meta name="color-scheme" content="light dark">' in html
    [sheet] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    dark, _phone = sheet.split("@media (max-width")
    assert rules(dark) == rules(dark_mail_css())
    # The light ones stand on each element, as before.
    assert f"background: {palette('light')['surface']}" in html
    body = html.replace(sheet, "")
    assert "!important" not in body
    assert "prefers-color-scheme" not in body


def test_what_the_dark_sheet_names_is_still_there_to_be_found(cast, monday):
    """The classes stay on the elements once the light colours were moved there."""
    sent(cast)
    html = html_of(composed("introduction_sent"))
    for name in ("mail-body", "mail-sheet", "mail-title", "mail-action", "mail-foot",
                 "mail-button", "mail-button-link"):  # fmt: skip
        assert f'class="{name}"' in html


def test_on_a_phone_the_wide_margins_go(cast):
    """The rule stays in the head: what stands on the element is the wide margin."""
    sent(cast)
    html = html_of(composed("introduction_sent"))
    head, body = html.split("</head>")
    assert "@media (max-width: 480px)" in head
    assert "padding: 18px 16px 20px !important" in head
    assert "padding: 22px 32px 24px" in body
