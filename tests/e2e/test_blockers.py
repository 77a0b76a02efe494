"""A case in a browser: reported without an account, qualified, every page looked at."""

import re

from playwright.sync_api import Page, expect

from blockers.models import Blocker, Report, ReportLink
from tests.blockers import stories
from tests.cast import Cast, fresh
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_access import looked_at, opened


def go_on(page: Page) -> None:
    page.locator("form.form-act button.btn-primary").click()


def test_a_visitor_reports_and_the_lab_puts_it_in_the_register(
    people: People, stage: Cast
) -> None:
    """Five steps on a phone, one click in the mail, then the desk."""
    known = stories.attached(stage).blocker
    assert known is not None
    phone = people.window(size=PHONE)
    phone.goto("/")
    phone.get_by_role("link", name="Signaler un blocage").click()
    phone.locator("input[name=nature][value=text_regulatory]").check(force=True)
    phone.locator("[name=norm_level]").select_option("order")
    for name in ("innovative", "stuck", "abroad"):
        phone.locator(f"input[name={name}][value=no]").check(force=True)
    phone.get_by_label("Rouen").check(force=True)
    phone.locator("[name=company_name]").fill("Atelier Morel (fictif)")
    phone.locator("[name=name]").fill("Lise Morel")
    phone.locator("[name=email]").fill("visiteuse@atelier.example")
    go_on(phone)
    # What was answered shows which doors there are.
    expect(phone.locator("body")).to_contain_text("La dérogation du préfet")
    phone.locator("[name=title]").fill("Circuit fermé pris pour un rejet")
    go_on(phone)
    # Nothing typed is lost by what is missing.
    expect(phone.locator("[name=title]")).to_have_value(
        "Circuit fermé pris pour un rejet"
    )
    phone.locator("[name=situation]").fill("Nous rinçons.")
    phone.locator("[name=prevented]").fill("Le bouclage.")
    go_on(phone)
    phone.locator("[name=norm_identifier]").fill("LEGIARTI000022959325")
    go_on(phone)
    phone.locator("[name=place]").fill("Oissel")
    phone.locator("[name=cost_per_month]").fill("1 500,50")
    go_on(phone)
    phone.locator("input[name=confidentiality][value=labs]").check(force=True)
    phone.locator("[name=understood]").check(force=True)
    go_on(phone)
    expect(phone.locator("h1")).to_have_text("Il reste un clic")
    link = ReportLink.objects.get(email="visiteuse@atelier.example")
    report = link.report
    assert (report.status, str(report.cost_per_month)) == ("draft", "1500.50")

    phone.goto(link.url())
    phone.get_by_role("link", name="Transmettre le signalement").click()
    phone.get_by_role("button", name="Transmettre le signalement").click()
    expect(phone.locator("h1")).to_have_text("Votre signalement est au laboratoire")
    assert fresh(report).status == "submitted"

    desk = people.window(stage.moderator)
    desk.goto("/admin/blockers/report/")
    desk.get_by_role("link", name="Circuit fermé pris pour un rejet").click()
    expect(desk.locator("body")).to_contain_text("Cite le même texte")
    desk.get_by_role("link", name="Inscrire au registre").click()
    desk.locator(f"input[name=choice][value='{known.pk}']").check(force=True)
    desk.get_by_role("button", name="Inscrire au registre").click()
    desk.wait_for_url(re.compile(r"/blockers/report/$"))
    assert fresh(report).blocker == known
    assert Blocker.objects.count() == 1
    phone.goto(link.url())
    expect(phone.locator("body")).to_contain_text("Au registre")


def test_axe_finds_nothing(people: People, stage: Cast) -> None:
    """Each page of a case, on a desk and a phone, light and dark."""
    drafted, asked = stories.drafted(stage), stories.asked(stage)
    declined, link = stories.declined(stage), stories.by_visitor(stage)
    waits = stories.submitted(stage)
    draft, mail = link.draft_token(), link.token()
    pages = {
        None: [
            "/blocages/signaler/",
            f"/blocages/suivre/{draft}/presque/",
            f"/blocages/suivre/{mail}/",
            f"/blocages/suivre/{mail}/transmettre/",
        ],
        stage.director: [
            "/blocages/",
            *(f"/blocages/cas/{drafted.public_id}/etape/{n}/" for n in range(1, 6)),
            asked.get_absolute_url(),
            declined.get_absolute_url(),
            f"{declined.get_absolute_url()}faire-relire/",
            f"{waits.get_absolute_url()}transmis/",
        ],
        stage.moderator: [
            "/blocages/signaler/",
            "/admin/blockers/report/",
            f"/admin/blockers/report/{waits.pk}/change/",
            f"/admin/blockers/report/{waits.pk}/actes/attach_report/",
            f"/admin/blockers/report/{waits.pk}/actes/decline_report/",
        ],
    }
    found = []
    for who, addresses in pages.items():
        window = people.window(who)
        for address in addresses:
            found += opened(window, address)
    # A form sent with nothing in it.
    window = people.window()
    window.goto("/blocages/signaler/")
    go_on(window)
    found += looked_at(window)
    assert Report.objects.count() == 5
    assert not found, "\n".join(found)
