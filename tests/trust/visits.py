"""Requests of somebody, each taken back at once so that the next finds the same."""

import time
import traceback
from copy import copy
from http.cookies import SimpleCookie
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from programmes import known
from programmes.rules import memberships_of
from servindus.models import User
from tests.trust.world import World

SAFE = ("GET", "HEAD", "OPTIONS")


class Door(ClientHandler):
    """The site's door, which knows whoever stands before it.

    Whose session it is and what they belong to is the same at each of forty thousand
    requests, since whatever one writes is taken back: reading it each time was a third
    of what they cost. That sessions and memberships are read anew has its own tests.
    """

    def __init__(self, user: User | None) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.user = user
        if user is not None:
            memberships_of(user)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Let somebody in as they are; what a request notes on them goes with it."""
        # Whoever may not come in is stopped by the account itself.
        if self.user is not None and self.user.is_active:
            request._cached_user = copy(self.user)  # type: ignore[attr-defined]
        return super().get_response(request)


class Browser(Client):
    """Django's test client without its copies of every template's context."""

    def request(self, **request: Any) -> Any:
        """Give the plain response; a failure is answered 500, as to a visitor."""
        return self.handler(self._base_environ(**request))


class Visits:
    """The browsers of everybody: signed in once, without any trace of a visit."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.failures: list[str] = []
        # All sign in now: what is written later is taken back with its test.
        self._browsers = {who: self._sign_in(who) for who in ("visitor", *world.people)}
        got_request_exception.connect(self._note, weak=False)

    def close(self) -> None:
        """Listen no longer."""
        got_request_exception.disconnect(self._note)

    def _note(self, request: Any = None, **_rest: Any) -> None:
        trace = traceback.format_exc()
        self.failures.append(f"{request.method} {request.path}\n{trace}")

    def _sign_in(self, who: str) -> tuple[Browser, str]:
        browser = Browser(raise_request_exception=False)
        user = self.world.person(who)
        if user is not None:
            browser.force_login(user)
            if who != "keyless":
                _present_factor(browser, str(user.pk))
            browser.handler = Door(user)
        return browser, browser.cookies.output(header="", sep=";")

    def browser(self, who: str) -> Browser:
        """Give somebody's browser as it was after signing in."""
        browser, cookies = self._browsers[who]
        browser.cookies = SimpleCookie(cookies)
        return browser

    def ask(self, who: str, method: str, address: str, **options: Any) -> HttpResponse:
        """Send one request and take back whatever it wrote."""
        return self._send(
            getattr(self.browser(who), method.lower()), address, **options
        )

    def send_raw(
        self, who: str, method: str, address: str, **options: Any
    ) -> HttpResponse:
        """Send bytes as they are; nothing is encoded or put right on the way."""
        return self._send(self.browser(who).generic, method, address, **options)

    def _send(self, send: Any, *arguments: Any, **options: Any) -> HttpResponse:
        with transaction.atomic():
            response: Any = send(*arguments, **options)
            if response.streaming:
                content = b"".join(response.streaming_content)
                # Not `close`: it would end the connection that all visits share.
                for closer in response._resource_closers:
                    closer()
                response.streaming_content = [content]
            transaction.set_rollback(True)
        # What a request remembered of rows that it made, and that are gone again.
        request = response.wsgi_request
        if request.method not in SAFE and response.status_code < 400:
            known.forget()
        return response


def _present_factor(browser: Browser, owner: str) -> None:
    """Note in the session that a password and a second factor were presented."""
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = owner
    session.save()
