"""A phone that keeps a page for days: the day is the device's, deleted is deleted."""

from datetime import date, timedelta

from playwright.sync_api import Page, Route, expect

from programmes.models import Observation
from servindus import clock
from tests.cast import Cast
from tests.e2e.conftest import People
from tests.e2e.test_wave_device import FORM, kept, wait_for
from tests.e2e.test_wave_offline import (
    TEXT,
    _without_network,  # noqa: F401
    a_wave,
    in_the_field,
    observe,
    press,
)

SECOND = "Un second texte."
DROP = "Supprimer de cet appareil"


def day_of(page: Page) -> str:
    return page.locator(f"{FORM} [name=happened_on]").input_value()


def on(page: Page, day: date) -> None:
    """Say to the device which day it is, at noon of its own zone."""
    page.clock.set_fixed_time(f"{day.isoformat()}T12:00:00")


def opened(page: Page) -> None:
    page.reload()
    expect(page.locator("[data-started=yes]")).to_be_attached()


def settled(page: Page) -> None:
    """Wait until the page is kept anew: nothing of it asks the server any more."""
    expect(page.locator("[data-ready=yes]")).to_be_attached(timeout=20_000)


def test_a_kept_page_says_the_day_on_which_it_is_opened(
    people: People, stage: Cast
) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    monday = clock.today()
    tuesday, wednesday = monday + timedelta(days=1), monday + timedelta(days=2)
    page.context.set_offline(True)
    on(page, tuesday)
    opened(page)
    assert day_of(page) == tuesday.isoformat()
    # Nothing was typed: a day alone is no entry.
    press(page, "observation")
    expect(page.locator(f"{FORM} .field-errors")).to_have_count(3)
    # What is typed keeps its day; what comes after it has the day of then.
    observe(page)
    page.locator(f"{FORM} [name=happened_on]").fill(monday.isoformat())
    wait_for(page, [("draft", TEXT)])
    on(page, wednesday)
    opened(page)
    assert day_of(page) == monday.isoformat()
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    assert day_of(page) == wednesday.isoformat()
    # Looked at again on another day, a blank form follows.
    on(page, tuesday)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert day_of(page) == tuesday.isoformat()
    page.context.set_offline(False)
    expect(page.locator("[data-line]")).to_contain_text("Rien n’attend", timeout=15_000)
    assert Observation.objects.get().happened_on == monday


def test_a_refused_form_keeps_the_day_that_was_said(
    people: People, stage: Cast
) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    said = (clock.today() - timedelta(days=3)).isoformat()
    observe(page, kind="visit")
    page.locator(f"{FORM} [name=happened_on]").fill(said)
    # As without a script: the server refuses a visit that has one author.
    page.locator(FORM).evaluate("(form) => form.submit()")
    expect(page.locator(f"{FORM} [aria-invalid=true]").first).to_be_attached()
    expect(page.locator("[data-started=yes]")).to_be_attached()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert day_of(page) == said
    settled(page)


# --- Deleted while something is on its way --------------------------------------------


def held(page: Page) -> list[Route]:
    """Hold each entry that is sent, as a slow network does."""
    found: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            found.append(route)
        else:
            route.continue_()

    page.context.route("**/terrain/envoi", hold)
    return found


def two_on_their_way(page: Page) -> list[Route]:
    """Give a page with two entries, of which the first one is being sent."""
    page.context.set_offline(True)
    for text in (TEXT, SECOND):
        observe(page, text)
        press(page, "observation")
        # A form is emptied once its text is kept; nobody types before.
        expect(page.locator(f"{FORM} [name=text]")).to_have_value("")
    expect(page.locator("[data-state=waiting]")).to_have_count(2)
    routes = held(page)
    page.context.set_offline(False)
    _until(page, routes)
    return routes


def _until(page: Page, routes: list[Route], number: int = 1) -> None:
    for _time in range(100):
        if len(routes) >= number:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(routes)} entries were sent, not {number}")


def drop(page: Page, text: str) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    entry = page.locator("[data-state]", has_text=text)
    entry.get_by_role("button", name=DROP).click()
    expect(entry).to_have_count(0)


def at_rest(page: Page) -> None:
    """Wait until no tab of this device sends, or waits for one that does."""
    free = (
        "async () => Object.values(await navigator.locks.query()).flat()"
        ".every((lock) => !lock.name.startsWith('field-send-'))"
    )
    for _time in range(100):
        if page.evaluate(free):
            return
        page.wait_for_timeout(50)
    raise AssertionError("something is still being sent")


def refuse(route: Route) -> None:
    """Answer late, with a refusal; a request that was stopped takes no answer."""
    route.fulfill(status=422, json={"state": "refused", "messages": ["Non."]})


def test_what_waits_behind_a_slow_one_is_deleted_unsent(
    people: People, stage: Cast
) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    routes = two_on_their_way(page)
    drop(page, SECOND)
    routes[0].continue_()
    expect(page.locator("[data-line]")).to_contain_text("Rien n’attend")
    at_rest(page)
    assert kept(page) == []
    assert [row.text for row in Observation.objects.all()] == [TEXT]
    assert len(routes) == 1


def test_what_is_on_its_way_is_stopped_and_the_others_go_on(
    people: People, stage: Cast
) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    routes = two_on_their_way(page)
    drop(page, TEXT)
    _until(page, routes, 2)
    refuse(routes[0])
    routes[1].continue_()
    expect(page.locator("[data-line]")).to_contain_text("Rien n’attend")
    at_rest(page)
    assert kept(page) == []
    assert [row.text for row in Observation.objects.all()] == [SECOND]


def test_another_tabs_answer_brings_nothing_back(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    page.context.set_offline(True)
    observe(page)
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("[data-state=waiting]")).to_have_count(1)
    routes = held(page)
    page.context.set_offline(False)
    _until(page, routes)
    # Whichever tab sends, the other one cannot stop it: it waits.
    sender = routes[0].request.frame.page
    other = second if sender == page else page
    drop(other, TEXT)
    refuse(routes[0])
    at_rest(other)
    assert kept(other) == []
    opened(other)
    settled(other)
    expect(other.locator("[data-state]")).to_have_count(0)
    assert not Observation.objects.exists()


def test_a_device_is_cleared_while_it_sends(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    routes = two_on_their_way(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-clear]").click()
    expect(page.locator("[data-state]")).to_have_count(0)
    refuse(routes[0])
    at_rest(page)
    assert kept(page) == []
    opened(page)
    settled(page)
    expect(page.locator("[data-state]")).to_have_count(0)
    assert len(routes) == 1
    assert not Observation.objects.exists()
