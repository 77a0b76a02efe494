"""The identity's own rules: contrasts, one file for colours, no inline style."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from servindus.tokens import mail_css, palette

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
)
NAMED = re.compile(
    r"(?:color|background|border[a-z-]*|fill|stroke|outline[a-z-]*|shadow)\s*:[^;{}]*"
    r"\b(?:white|black|red|green|blue|yellow|gr[ae]y|silver|orange|purple|teal|navy)\b"
)

# Ratios of the identity page: pair, light, dark. Text needs 4.5, edges and marks 3.
TEXT = [
    ("ink", "bg", 14.4, 15.9),
    ("ink", "surface", 15.7, 14.5),
    ("ink", "sunken", 13.3, 16.4),
    ("ink2", "bg", 6.6, 9.0),
    ("ink2", "surface", 7.2, 8.2),
    ("ink2", "sunken", 6.1, 9.3),
    ("ink2", "brand-soft", 6.0, 6.3),
    ("ink2", "mark-soft", 6.4, 6.9),
    ("link", "surface", 8.4, 10.5),
    ("link", "bg", 7.7, 11.5),
    ("on-brand", "brand", 8.4, 9.0),
    ("brand", "brand-soft", 7.0, 7.4),
    ("on-deep", "deep", 13.0, 13.6),
    ("on-deep2", "deep", 8.3, 8.2),
    ("on-mark", "mark", 8.6, 8.6),
    ("mark", "deep", 7.1, 8.1),
    ("ok", "ok-soft", 6.3, 8.3),
    ("ok", "surface", 7.5, 9.9),
    ("warn", "warn-soft", 6.8, 9.2),
    ("warn", "surface", 8.0, 11.0),
    ("bad", "bad-soft", 6.4, 8.1),
    ("bad", "surface", 7.8, 8.9),
    ("hold", "hold-soft", 7.1, 8.1),
    ("hold", "surface", 8.6, 9.2),
    ("mute", "mute-soft", 6.6, 7.6),
    ("ink", "ok-soft", 13.4, 12.1),
    ("ink", "bad-soft", 12.9, 13.2),
]
MARKS = [
    ("line3", "surface", 3.8, 4.4),
    ("line3", "sunken", 3.2, 5.0),
    ("data2", "surface", 3.2, 4.7),
    ("elapsed", "surface", 8.4, 4.7),
]
PAIRS = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in MARKS]


def luminance(colour):
    """Relative luminance of #RRGGBB, as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first, second):
    """Ratio between two colours, 1 to 21."""
    high, low = sorted([luminance(first), luminance(second)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def without_comments(path):
    """A style sheet's rules alone."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_black_on_white_is_the_largest_contrast():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(("front", "back", "light", "dark", "least"), PAIRS)
def test_each_pair_of_colours_can_be_read(front, back, light, dark, least):
    for theme, promised in (("light", light), ("dark", dark)):
        colours = palette(theme)
        ratio = contrast(colours[front], colours[back])
        assert ratio >= least, f"{front} on {back}, {theme}: {ratio:.2f}"
        assert ratio == pytest.approx(promised, abs=0.11)


def test_the_dark_colours_are_the_same_chosen_or_by_the_system():
    css = without_comments(ROOT / "static" / "servindus" / "tokens.css")
    chosen = css[css.index(':root[data-bs-theme="dark"] {') :]
    system = css[css.index(":root:not([data-bs-theme]) {") :]
    assert declarations(chosen) == declarations(system)


def declarations(css):
    """The first rule's declarations, one per line, without their indents."""
    body = css[css.index("{") + 1 : css.index("}")]
    return [line.strip() for line in body.splitlines() if line.strip()]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_colours_are_written_in_one_file_only(path):
    if path.name == "tokens.css":
        return
    css = without_comments(path)
    assert not COLOUR.findall(css)
    assert not NAMED.findall(css)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_only_tokens_that_exist_and_fetch_nothing(path):
    css = without_comments(path)
    known = set(palette("light")) | set(palette("dark"))
    known |= set(re.findall(r"--([a-z0-9-]+)\s*:", css))
    known |= {"bs-btn-" + name for name in BUTTON_VARIABLES}
    assert set(re.findall(r"var\(--([a-z0-9-]+)", css)) <= known
    assert "@import" not in css
    assert "url(" not in css


BUTTON_VARIABLES = [
    *("bg", "color", "border-color", "hover-bg", "hover-color", "hover-border-color"),
]


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)
def test_templates_carry_no_inline_style_script_or_handler(path):
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", html)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", html)
    assert "javascript:" not in html
    # A block of data is no script.
    assert not re.search(
        r"""<script(?![^>]*(?:\bsrc=|type="application/json"))""", html
    )
    if path.parent.name != "email":
        assert "<style" not in html


@pytest.mark.parametrize("path", [*TEMPLATES, *SCRIPTS], ids=lambda path: path.name)
def test_pages_name_no_address_outside_the_site(path):
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", text)
    # A script asks only addresses that its page gives it, and the page's are ours.
    asked = re.findall(r"fetch\((.{0,9})", text)
    # A service worker passes on what a page of this origin asks.
    own = "origin !== self.location.origin" in text
    assert all(
        re.match(r"`\$\{\w+\.", address) or (own and address.startswith("request)"))
        for address in asked
    )


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheets_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_mails_carry_plain_light_colours():
    css = mail_css()
    assert "var(" not in css
    assert palette("light")["brand"] in css
