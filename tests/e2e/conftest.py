"""A real browser on the real server; missing Chromium skips with a loud line."""

import os
import shutil
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
)

from servindus import clock
from servindus.models import User
from tests.cast import Cast

if TYPE_CHECKING:
    from tests.e2e.everybody import Everywhere

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests, loudly, on a machine without Chromium."""
    if CHROMIUM:
        return
    warnings.warn("CHROMIUM IS MISSING: the browser tests are skipped", stacklevel=1)
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason="Chromium is missing"))


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser() -> Iterator[None]:
    # The browser's library runs an event loop in this thread; Django would refuse
    # every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Use the system's Chromium; no browser is downloaded."""
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Give the library; its loop makes Django keep a second connection beside it.

    Once the loop has stopped that connection is out of reach, and the test database
    could not be dropped.
    """
    yield playwright
    connections.close_all()


class People:
    """Browser windows of several people; any console error fails the test."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser = browser
        self.base_url = base_url
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def window(
        self, user: User | None = None, *, size: Any = DESK, dark: bool = False
    ) -> Page:
        """Open a window, signed in as somebody or as a visitor."""
        context = self.browser.new_context(
            base_url=self.base_url,
            locale="fr-FR",
            viewport=size,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        self.contexts.append(context)
        if user is not None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": _session(user)}
            context.add_cookies([{**cookie, "url": self.base_url}])
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # A refused form is an error for the browser, not for us.
        if message.type == "error" and "status of 4" not in message.text:
            where = message.page.url if message.page else ""
            self.errors.append(f"{where}: {message.text}")


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@pytest.fixture
def people(browser: Browser, live_server: Any) -> Iterator[People]:
    """Give windows; at the end no console has complained (CSP included)."""
    found = People(browser, live_server.url)
    settings.PUBLIC_URL = live_server.url
    yield found
    for context in found.contexts:
        context.close()
    assert not found.errors, "\n".join(found.errors)


@pytest.fixture
def stage(transactional_db: None) -> Cast:
    """Give the cast, in a database that the server sees."""
    return Cast()


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> "Everywhere":
    """Set the clock of all threads: the server lives in another one."""
    from tests.e2e.everybody import Everywhere

    found = Everywhere()
    monkeypatch.setattr(clock, "_set_to", found)
    return found
