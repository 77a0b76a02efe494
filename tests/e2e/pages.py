"""What a browser test does on any page of ours: fill a form, press, read."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE

FIRST = "main form button.btn-primary, #content form button.btn-primary"


def fill(page: Page, **values: Any) -> None:
    """Fill fields by their names, whatever they are; what is not named stays."""
    for name, value in values.items():
        field = page.locator(f"form [name={name}]")
        kind = field.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            # The label is what people press: the round box lies under it.
            given = [value] if isinstance(value, str | int) else value
            marks = [""] if value is True else [f"[value='{one}']" for one in given]
            for mark in marks:
                page.locator(f"form [name={name}]{mark}").check(force=True)
        elif kind == "select-one":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def send(page: Page, says: str = "", **values: Any) -> None:
    """Fill a form and press its first button; the page that follows says so."""
    fill(page, **values)
    page.locator(FIRST).first.click()
    if says:
        expect(page.locator("body")).to_contain_text(says)


def press(page: Page, ends_with: str) -> None:
    """Follow the link whose address ends so: a page that nobody links is no page."""
    link = page.locator(f"main a[href$='{ends_with}'], #content a[href$='{ends_with}']")
    link.first.click()
    page.wait_for_url(re.compile(f"{re.escape(ends_with)}$"))


def kept(page: Page, name: str) -> None:
    """Keep a picture at both widths in the folder that SCREENSHOTS names, if any."""
    folder = os.environ.get("SCREENSHOTS", "")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        file = Path(folder) / f"{name}-{size['width']}.png"
        page.screenshot(path=file, full_page=True)
    if before:
        page.set_viewport_size(before)
