"""A phone in a plant: the network goes away, nothing typed does."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from programmes.models import BurdenRow, Observation, Wave
from servindus import clock
from tests.cast import Cast
from tests.e2e.conftest import PHONE, People, _session
from tests.e2e.test_access import looked_at
from tests.programmes.witnesses import make_engagement, make_wave

TEXT = "Deux retours attendent une signature."


@pytest.fixture(autouse=True)
def _without_network(people: People) -> Iterator[None]:
    """What the browser says of the network that a test took away is no fault."""
    yield
    people.errors[:] = [
        one for one in people.errors if "ERR_INTERNET_DISCONNECTED" not in one
    ]


def a_wave(stage: Cast) -> Wave:
    engagement = make_engagement(organisation=stage.plant, referent=stage.moderator)
    return make_wave(engagement=engagement)


def in_the_field(people: People, stage: Cast, wave: Wave) -> Page:
    """Open the page on a phone, and wait until it is kept there."""
    page = people.window(stage.director, size=PHONE)
    page.goto(f"{wave.get_absolute_url()}terrain/")
    expect(page.locator("[data-ready=yes]")).to_be_attached(timeout=20_000)
    return page


def observe(page: Page, text: str = TEXT, kind: str = "call") -> None:
    form = page.locator("form[data-what=observation]")
    form.locator(f"[name=kind][value={kind}]").check()
    form.locator("[name=happened_on]").fill(clock.today().isoformat())
    form.locator("[name=flow]").fill("retours client")
    form.locator("[name=text]").fill(text)


def weigh(page: Page) -> None:
    form = page.locator("form[data-what=burden]")
    form.locator("[name=obligation]").fill("Registre des déchets")
    form.locator("[name=hours_per_year]").fill("4.5")
    form.locator("[name=euros_per_year]").fill("1200")
    form.locator("[name=workability][value='2']").check()


def press(page: Page, what: str) -> None:
    page.locator(f"form[data-what={what}] button.btn-primary").click()


def test_typed_offline_reloaded_offline_sent_once(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    found = looked_at(page)
    page.context.set_offline(True)
    observe(page)
    expect(page.locator("[data-line]")).to_contain_text("Pas de réseau")
    page.reload()
    typed = page.locator("form[data-what=observation] [name=text]")
    expect(typed).to_have_value(TEXT)
    page.locator("form[data-what=observation] button.btn-primary").dblclick()
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    weigh(page)
    press(page, "burden")
    line = page.locator("[data-line]")
    expect(line).to_contain_text("2 choses attendent d’être envoyées")
    waiting = page.locator("[data-entries]")
    expect(waiting).to_contain_text("4.5 (Heures par an)")
    expect(waiting).to_contain_text("avec effort")
    # A day in words, never as a machine writes it.
    assert clock.today().isoformat() not in waiting.inner_text()
    expect(waiting).to_contain_text(str(clock.today().year))
    # The second click of the double one found a blank form, and nobody complains.
    expect(page.locator(".field-errors")).to_have_count(0)
    page.reload()
    expect(line).to_contain_text("2 choses attendent d’être envoyées")
    assert not Observation.objects.exists()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    page.context.set_offline(False)
    expect(line).to_contain_text("Rien n’attend", timeout=15_000)
    expect(page.locator("#field-written")).to_contain_text("Registre des déchets")
    assert Observation.objects.get().text == TEXT
    assert BurdenRow.objects.count() == 1
    assert page.evaluate("waveStore.count()") == 0
    assert found + looked_at(page) == []


def test_one_is_refused_and_corrected(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    page.context.set_offline(True)
    # A visit has two authors.
    observe(page, kind="visit")
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    weigh(page)
    press(page, "burden")
    expect(page.locator("[data-state=waiting]")).to_have_count(2)
    page.context.set_offline(False)
    refused = page.locator("[data-state=refused]")
    expect(refused).to_contain_text("deux auteurs", timeout=15_000)
    expect(page.locator("[data-state=waiting]")).to_have_count(0)
    assert BurdenRow.objects.count() == 1
    assert not Observation.objects.exists()
    found = looked_at(page)
    refused.get_by_role("button", name="Corriger le texte").click()
    form = page.locator("form[data-what=observation]")
    expect(form.locator("[name=text]")).to_have_value(TEXT)
    form.locator("[name=kind][value=call]").check()
    press(page, "observation")
    expect(page.locator("#field-written")).to_contain_text("Retours", ignore_case=True)
    assert Observation.objects.get().kind == "call"
    assert found == []


def test_a_lost_session_loses_nothing(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    url = page.url
    page.context.set_offline(True)
    observe(page)
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    page.context.clear_cookies()
    page.context.set_offline(False)
    said = page.locator("[data-said]")
    expect(said).to_contain_text("rien n’est perdu", timeout=15_000)
    expect(page.locator("[data-sign-in]")).to_be_visible()
    found = looked_at(page)
    # Somebody else on the same phone sees nothing of it, and sends nothing.
    as_user(people, page, stage.moderator)
    page.goto(url)
    expect(page.locator("[data-started=yes]")).to_be_attached()
    expect(page.locator("[data-state]")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(TEXT)
    assert not Observation.objects.exists()
    as_user(people, page, stage.director)
    page.goto(url)
    expect(page.locator("#field-written")).to_contain_text("retours", timeout=15_000)
    assert Observation.objects.get().author == stage.director
    assert found == []


def as_user(people: People, page: Page, user: object) -> None:
    page.context.clear_cookies()
    value = _session(user)  # type: ignore[arg-type]
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": value, "url": people.base_url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
