"""A real browser makes a passkey and signs in with it; staff are asked for a factor."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import Page, expect

from servindus.models import JournalEntry, User
from tests.cast import PASSWORD, Cast
from tests.e2e.conftest import DESK, PHONE, People
from tests.e2e.test_access import faults

DEMAND = "Un second facteur, s’il vous plaît"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    cache.clear()


def with_fingerprint(page: Page) -> Any:
    """Give the window a device that reads fingerprints."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return device, added["authenticatorId"]


def sign_in(page: Page, user: User) -> None:
    """Come in by the password."""
    page.goto("/compte/login/")
    page.get_by_text("Utiliser un mot de passe").click()
    form = page.locator(".door-fold form")
    form.locator("[name=login]").fill(user.email)
    form.locator("[name=password]").fill(PASSWORD)
    form.get_by_role("button", name="Se connecter").click()


def confirm(page: Page) -> None:
    """Say once more that it is oneself."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Est-ce bien vous\u00a0?")
    page.locator("main [name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def is_clean(page: Page) -> None:
    """Nothing for axe, and nothing to scroll sideways, on a desk and on a phone."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert faults(page) == [], page.url
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], page.url


def test_a_passkey_is_made_and_opens(people: People, stage: Cast) -> None:
    """Staff are stopped, make a passkey, and come in with nothing else."""
    moderator = stage.moderator
    page = people.window()
    device, key = with_fingerprint(page)
    sign_in(page, moderator)
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMAND)
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text(DEMAND)
    is_clean(page)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    confirm(page)
    is_clean(page)
    page.get_by_label("Nom de cette clé d’accès").fill("Ordinateur du bureau")
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    is_clean(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Les garder dans un fichier").click()
    text = kept.value.path().read_text(encoding="utf-8")
    assert len(re.findall(r"^\d{8}$", text, re.MULTILINE)) == 10
    page.goto("/compte/2fa/")
    expect(page.get_by_text("Ordinateur du bureau").first).to_be_visible()
    is_clean(page)
    assert Authenticator.objects.filter(user=moderator, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("/")
    page.goto("/admin/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(DEMAND)
    verbs = JournalEntry.objects.about(moderator).values_list("verb", flat=True)
    assert "add_second_factor" in verbs

    # The password alone no longer lets in; the passkey completes it.
    page.context.clear_cookies()
    sign_in(page, moderator)
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore une étape")
    is_clean(page)
    device.send("WebAuthn.setUserVerified", {
        "authenticatorId": key, "isUserVerified": True,
    })  # fmt: skip
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("/")


def test_a_passkey_that_is_not_read_is_said(people: People, stage: Cast) -> None:
    """A device without the passkey: words on the page, the other doors stay."""
    page = people.window()
    with_fingerprint(page)
    page.goto("/compte/login/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("#passkey_failed")).to_be_visible()
    expect(page.get_by_role("button", name="Recevoir un code")).to_be_visible()


def test_an_application_is_set_up(people: People, stage: Cast) -> None:
    """The square, the secret, six figures, the codes on paper; then the next log-in."""
    moderator = stage.moderator
    page = people.window()
    sign_in(page, moderator)
    page.get_by_role("link", name="Installer une application").click()
    confirm(page)
    square = page.locator(".totp-square")
    expect(square).to_be_visible()
    assert square.evaluate("image => image.naturalWidth > 0")
    is_clean(page)
    secret = page.locator("#authenticator_secret").inner_text()
    page.locator("main [name=code]").fill("000000x")
    page.get_by_role("button", name="Activer l’application").click()
    expect(page.locator("#authenticator_secret")).to_have_text(secret)
    page.locator("main [name=code]").fill(now(secret))
    page.get_by_role("button", name="Activer l’application").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    page.get_by_role("link", name="Ils sont en lieu sûr").click()
    page.wait_for_url("/")

    page.context.clear_cookies()
    sign_in(page, moderator)
    page.locator("main [name=code]").fill(now(secret))
    page.get_by_role("button", name="Se connecter avec ce code").click()
    page.wait_for_url("/")
    page.goto("/mon-compte/sessions/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où vous êtes connecté")
    is_clean(page)
    page.get_by_role("button", name="Fermer l’autre session").click()
    expect(page.get_by_text("1 session est fermée.")).to_be_visible()


def now(secret: str) -> str:
    """Give the six figures that an application shows, with time left to type them."""
    time.sleep(5 if time.time() % 30 > 25 else 0)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))
