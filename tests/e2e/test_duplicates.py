"""Two rows for one company, as a moderator lives it: preview, merge, undo."""

from playwright.sync_api import expect

from programmes.models import Organisation, Site
from tests.cast import Cast, make_organisation
from tests.e2e.conftest import PHONE, People
from tests.programmes.pairs import pair


def test_two_are_merged_and_taken_apart(people: People, stage: Cast) -> None:
    """The choices of one page are the preview of the next; the undo restores."""
    known = stage.startup
    listed = make_organisation(
        lab=stage.rouen, name="VIBRALIS SAS", website="https://vibralis.example"
    )
    plant = Site.objects.create(
        organisation=listed, name="Atelier d’Oissel", lab=stage.rouen
    )
    pair(known, listed)
    desk = people.window(stage.moderator)
    desk.goto("/admin/programmes/duplicate/")
    desk.locator("#result_list tbody a").first.click()
    desk.locator("[name=survivor][value=first]").check()
    desk.locator("[name=name][value=second]").check()
    desk.get_by_role("button", name="Voir ce qui se passerait").click()

    expect(desk.locator("#content")).to_contain_text("Atelier d’Oissel")
    assert not Organisation.objects.filter(status="merged").exists()
    desk.get_by_role("button", name="Fusionner les deux fiches").click()
    expect(desk.locator("#content")).to_contain_text("Une seule entreprise")
    here = desk.url
    plant.refresh_from_db()
    known.refresh_from_db()
    assert (plant.organisation, known.name) == (known, "VIBRALIS SAS")

    desk.goto(f"/admin/programmes/organisation/{listed.pk}/change/")
    assert desk.url.endswith(f"/organisation/{known.pk}/change/")

    phone = people.window(stage.moderator, size=PHONE)
    phone.goto(here)
    phone.get_by_role("link", name="Annuler la fusion").click()
    phone.get_by_role("button", name="Annuler la fusion").click()
    expect(phone.locator("main")).to_contain_text("La fusion est annulée")
    plant.refresh_from_db()
    known.refresh_from_db()
    assert (plant.organisation, known.name) == (listed, "Vibralis")


def test_a_refusal_on_a_phone_says_why(people: People, stage: Cast) -> None:
    """No button, but the reason, and nothing wider than the screen."""
    twin = make_organisation(lab=stage.rouen, name="VIBRALIS", siren="552032534")
    stage.startup.siren = "732829320"
    stage.startup.save()
    couple = pair(stage.startup, twin)
    phone = people.window(stage.moderator, size=PHONE)
    phone.goto(couple.get_absolute_url())
    phone.get_by_role("button", name="Voir ce qui se passerait").click()
    expect(phone.locator("#content")).to_contain_text("Deux SIREN valides")
    expect(phone.get_by_role("button", name="Fusionner les deux fiches")).to_have_count(
        0
    )
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
