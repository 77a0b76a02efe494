"""Reads the colours from the one file that holds them, for mails and for tests."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
NAME = re.compile(r"var\(--([a-z0-9-]+)\)")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DECLARATION = re.compile(r"([a-z-]+):\s*([^;]+);")
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


def _mail_rules() -> str:
    return COMMENT.sub("", (_folder() / "mail.css").read_text(encoding="utf-8"))


@cache
def mail_css() -> str:
    """Give the style of mails with each token replaced by its light value."""
    colours = palette("light")
    return NAME.sub(lambda found: colours[found[1]], _mail_rules())


@cache
def dark_mail_css() -> str:
    """Give the colours of mails where the reader's program is dark.

    They stay in the mail's head while the light ones stand on each element, so each
    must say that it counts for more. A border keeps its width: only its colour is said.
    """
    colours = palette("dark")
    rules = []
    for selector, body in RULE.findall(_mail_rules()):
        lines = [
            f"{_colour_of(name)}: {colours[found[1]]} !important;"
            for name, value in DECLARATION.findall(body)
            if (found := NAME.search(value)) and colours[found[1]].startswith("#")
        ]
        if lines:
            rules.append(f"{' '.join(selector.split())} {{ {' '.join(lines)} }}")
    return "@media (prefers-color-scheme: dark) {\n" + "\n".join(rules) + "\n}\n"


@cache
def phone_mail_css() -> str:
    """Give what changes in mails on a phone."""
    css = (_folder() / "mail_phone.css").read_text(encoding="utf-8")
    return COMMENT.sub("", css)


def _colour_of(name: str) -> str:
    """Give the property that holds only the colour of a shorthand."""
    short = name == "background" or name.startswith("border")
    return f"{name}-color" if short and not name.endswith("-color") else name
