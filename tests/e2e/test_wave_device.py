"""The device of whoever writes in a plant: full, in two tabs, emptied, too late."""

from playwright.sync_api import Page, expect

from programmes.models import Observation, Wave
from tests.cast import Cast
from tests.e2e.conftest import People
from tests.e2e.test_access import looked_at
from tests.e2e.test_wave_offline import (
    TEXT,
    _without_network,  # noqa: F401
    a_wave,
    in_the_field,
    observe,
    press,
)

FORM = "form[data-what=observation]"


def kept(page: Page) -> list[tuple[str, str]]:
    """Give the state and the words of each entry that the device keeps."""
    found = page.evaluate(
        "async () => (await waveStore.ofPerson("
        "document.querySelector('[data-field]').dataset.field))"
        ".map((row) => [row.state, (row.values.text || [''])[0]])"
    )
    return sorted((state, text) for state, text in found)


def wait_for(page: Page, entries: list[tuple[str, str]]) -> None:
    """Wait until the device keeps exactly these."""
    # A function that the page waits for is not awaited: the store is asked from here.
    for _time in range(100):
        if kept(page) == sorted(entries):
            return
        page.wait_for_timeout(50)
    assert kept(page) == sorted(entries)


def room(page: Page, size: int | None) -> None:
    """Give the browser's store so many bytes; None gives back what it has."""
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    given = {} if size is None else {"quotaSize": size}
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, **given})


def test_a_blank_form_says_what_is_missing(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    press(page, "burden")
    form = page.locator("form[data-what=burden]")
    bad = form.locator(".field-errors")
    expect(bad).to_have_count(4)
    for place in range(4):
        expect(bad.nth(place)).to_have_text("Erreur : Ce champ est obligatoire.")
    expect(form.locator("[name=obligation]")).to_be_focused()
    # Pressed again, it says it once.
    press(page, "burden")
    expect(bad).to_have_count(4)
    found = looked_at(page)
    form.locator("[name=obligation]").press_sequentially("Registre")
    expect(bad).to_have_count(3)
    form.locator("[name=workability][value='2']").check()
    expect(bad).to_have_count(2)
    # The day is filled in: it is not asked for.
    press(page, "observation")
    names = page.locator(f"{FORM} [aria-invalid=true]")
    said = names.evaluate_all("(all) => [...new Set(all.map((one) => one.name))]")
    assert sorted(said) == ["flow", "kind", "text"]
    assert found == []
    assert not Observation.objects.exists()


def test_a_full_device_says_so_and_loses_nothing(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    said = page.locator("[data-said]")
    page.context.set_offline(True)
    room(page, 1)
    observe(page)
    expect(said).to_contain_text("n’a plus de place")
    assert kept(page) == []
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(0)
    for name, value in (("flow", "retours client"), ("text", TEXT)):
        expect(page.locator(f"{FORM} [name={name}]")).to_have_value(value)
    found = looked_at(page)
    # Room again: the next letter keeps all of it.
    room(page, None)
    page.locator(f"{FORM} [name=text]").press_sequentially(" Oui.")
    wait_for(page, [("draft", f"{TEXT} Oui.")])
    # Full once more, with a network: it goes to the server as a plain form.
    room(page, 1)
    page.context.set_offline(False)
    press(page, "observation")
    expect(page.locator("#field-written")).to_contain_text("retours client")
    assert Observation.objects.get().text == f"{TEXT} Oui."
    assert found == []


def test_two_tabs_never_write_into_one_draft(people: People, stage: Cast) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    observe(page)
    wait_for(page, [("draft", TEXT)])
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("[data-started=yes]")).to_be_attached()
    text = second.locator(f"{FORM} [name=text]")
    expect(text).to_have_value("")
    draft = second.locator("[data-state=draft]")
    expect(draft).to_contain_text(TEXT)
    # The other tab is writing in it: it is not taken from it.
    draft.get_by_role("button", name="Corriger le texte").click()
    expect(draft).to_have_count(1)
    expect(text).to_have_value("")
    text.fill("Autre chose.")
    wait_for(second, [("draft", TEXT), ("draft", "Autre chose.")])
    page.locator(f"{FORM} [name=text]").press_sequentially(" Encore.")
    wait_for(page, [("draft", f"{TEXT} Encore."), ("draft", "Autre chose.")])
    # The first tab goes; its draft can be taken up, and the other one waits.
    page.close()
    draft.get_by_role("button", name="Corriger le texte").click()
    expect(text).to_have_value(f"{TEXT} Encore.")
    expect(draft).to_contain_text("Autre chose.")
    wait_for(second, [("draft", f"{TEXT} Encore."), ("draft", "Autre chose.")])


def test_the_device_is_cleared_once_it_is_confirmed(
    people: People, stage: Cast
) -> None:
    page = in_the_field(people, stage, a_wave(stage))
    page.context.set_offline(True)
    observe(page)
    press(page, "observation")
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    observe(page, "Un second texte.")
    both = [("waiting", TEXT), ("draft", "Un second texte.")]
    wait_for(page, both)
    clear = page.locator("[data-clear]")
    page.once("dialog", lambda dialog: dialog.dismiss())
    clear.click()
    wait_for(page, both)
    assert page.evaluate("caches.has('servindus-field-pages')") is True
    page.once("dialog", lambda dialog: dialog.accept())
    clear.click()
    expect(page.locator("[data-line]")).to_contain_text("Rien n’attend")
    wait_for(page, [])
    expect(page.locator("[data-state]")).to_have_count(0)
    for name in ("flow", "text"):
        expect(page.locator(f"{FORM} [name={name}]")).to_have_value("")
    assert page.evaluate("caches.has('servindus-field-pages')") is False
    page.context.set_offline(False)
    expect(page.locator("[data-shape]")).to_have_text("●")
    assert not Observation.objects.exists()


def test_what_is_kept_for_a_wave_that_closed_can_be_copied(
    people: People, stage: Cast
) -> None:
    wave = a_wave(stage)
    page = in_the_field(people, stage, wave)
    observe(page)
    wait_for(page, [("draft", TEXT)])
    Wave.objects.filter(pk=wave.pk).delete()
    closed = Wave(
        pk=wave.pk, public_id=wave.public_id, engagement=wave.engagement, kind="t0",
        due_on=wave.due_on, status="approved", entered_on=wave.due_on,
        approved_on=wave.due_on,
    )  # fmt: skip
    closed.save(force_insert=True)
    page.reload()
    draft = page.locator("[data-state=draft]")
    expect(draft).to_contain_text(TEXT)
    expect(page.locator("body")).to_contain_text("se corrige dans le relevé suivant")
    expect(page.locator(FORM)).to_be_hidden()
    names = draft.get_by_role("button").all_text_contents()
    assert names == ["Copier le texte", "Supprimer de cet appareil"]
    assert looked_at(page) == []
