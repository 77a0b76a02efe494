"""Templates and static files: none is left over, nothing comes from outside."""

import re
from pathlib import Path

from django.template import engines

from servindus import notifications
from tests.house import ROOMS, ROOT, files, name

TEMPLATES = ROOT / "templates"
# Names that Django itself looks for.
DJANGO_ASKS = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}
TEMPLATE_NAME = re.compile(r"""["']([\w./-]+\.(?:html|txt))["']""")


def our_templates() -> set[str]:
    return {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*")
        if path.suffix in (".html", ".txt")
    }


def named_templates() -> set[str]:
    """Give every template that Python or another template names."""
    found = set()
    for path in [*files(*ROOMS), *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        found |= set(TEMPLATE_NAME.findall(path.read_text(encoding="utf-8")))
    text = "".join(path.read_text(encoding="utf-8") for path in files(*ROOMS))
    # `f"matchmaking/{template}.html"`: the word itself stands elsewhere as a string.
    for room in re.findall(r'f"([\w/-]+)/\{\w+\}\.html"', text):
        found |= {f"{room}/{word}.html" for word in re.findall(r'"(\w+)"', text)}
    return found


def replaced_templates() -> set[str]:
    """Give ours that stand in place of another package's template."""
    loaders = engines["django"].engine.template_loaders
    others = [Path(d) for loader in loaders for d in loader.get_dirs()]
    others = [folder for folder in others if folder != ROOT / "templates"]
    return {
        template
        for template in our_templates()
        if any((folder / template).exists() for folder in others)
    }


def test_no_template_is_left_over():
    mails = {
        f"email/{notice.name}_{part}"
        for notice in notifications.every_notice()
        for part in ("subject.txt", "body.txt", "body.html")
    }
    elements = {
        name for name in our_templates() if name.startswith("allauth/elements/")
    }
    used = named_templates() | replaced_templates() | mails | DJANGO_ASKS | elements
    assert our_templates() - used == set()


OUTSIDE = re.compile(r"""(?:https?:)?//[\w-]+\.[\w.-]+""")
# The name of a language of drawings, which no browser fetches.
NAMES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")


def outside(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    for known in NAMES:
        text = text.replace(known, "")
    return OUTSIDE.findall(text)


def test_no_page_mentions_an_address_outside():
    pages = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    assert {name(path): found for path in pages if (found := outside(path))} == {}


def test_no_style_script_or_picture_mentions_an_address_outside():
    parts = [
        path
        for path in (ROOT / "static").rglob("*")
        if path.suffix in (".css", ".js", ".svg")
    ]
    assert parts
    assert {name(path): found for path in parts if (found := outside(path))} == {}


# A block of data is no script: browsers never run it, under our policy or without.
INLINE = re.compile(
    r"""<script(?![^>]*(?:\bsrc=|type="application/json"))|<style|\sstyle=|\son[a-z]+=|javascript:"""
)


def test_no_page_holds_a_script_or_a_style_of_its_own():
    pages = [path for path in TEMPLATES.rglob("*.html") if "email" not in path.parts]
    found = {
        name(path): hits
        for path in pages
        if (hits := INLINE.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}
