"""Reads the colours from the one file that holds them, for mails and for tests."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / "servindus"


def _block(css: str, selector: str) -> dict[str, str]:
    start = css.index("{", css.index(selector)) + 1
    body = css[start : css.index("}", start)]
    return {name: " ".join(value.split()) for name, value in TOKEN.findall(body)}


@cache
def palette(theme: str = "light") -> dict[str, str]:
    """Give a theme's tokens, "light" or "dark", name by name."""
    css = COMMENT.sub("", (_folder() / "tokens.css").read_text(encoding="utf-8"))
    light = _block(css, ":root {")
    if theme == "light":
        return light
    return light | _block(css, ':root[data-bs-theme="dark"] {')


@cache
def mail_css() -> str:
    """Give the style of mails with each token replaced by its light value."""
    css = COMMENT.sub("", (_folder() / "mail.css").read_text(encoding="utf-8"))
    colours = palette("light")
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: colours[found[1]], css)
