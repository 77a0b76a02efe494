"""Moderation in a browser: other words agreed to, a refusal appealed and reversed."""

import re

from playwright.sync_api import Page, expect

from matchmaking.models import Introduction
from tests.cast import Cast, fresh
from tests.e2e.conftest import PHONE, People
from tests.matchmaking.stories import submitted

REVIEW = "/admin/matchmaking/introduction/{}/change/"
NEW_SUBJECT = "Écouter la tréfileuse avant qu’elle ne s’arrête"


def test_a_rewording_is_proposed_and_agreed_to(people: People, stage: Cast) -> None:
    """The moderator sees the difference first; the founder agrees on her phone."""
    asked = submitted(stage)
    desk = people.window(stage.moderator)
    desk.goto(REVIEW.format(asked.pk))
    tick_all(desk)
    desk.get_by_role("button", name="Proposer une reformulation").click()
    # What was ticked on the review has come along.
    expect(desk.locator("input[name=tone][value=yes]")).to_be_checked()
    desk.locator("[name=subject]").fill(NEW_SUBJECT)
    desk.locator("[name=text]").fill("D’accord ?")
    desk.get_by_role("button", name="Voir la différence").click()
    expect(desk.locator("#difference ins").first).to_contain_text("Écouter")
    expect(desk.locator("#difference del").first).to_contain_text("Prévoir")
    assert fresh(asked).status == "submitted"
    desk.get_by_role("button", name="Proposer cette reformulation").click()
    # The browser keeps the place on the page that the button before had named.
    desk.wait_for_url(re.compile(r"/introduction/(#difference)?$"))
    assert fresh(asked).status == "needs_info"

    phone = people.window(stage.founder, size=PHONE)
    phone.goto(asked.get_absolute_url())
    panel = phone.locator("#reformulation")
    expect(panel.locator("ins").first).to_contain_text("inséré")
    stacked(panel)
    panel.get_by_role("button", name="Accepter cette reformulation").click()
    expect(phone.locator("body")).to_contain_text("Réponse attendue")
    done = fresh(asked)
    assert (done.status, done.subject) == ("sent", NEW_SUBJECT)


def test_a_refusal_is_appealed_and_decided_by_another(
    people: People, stage: Cast
) -> None:
    """The first moderator is told why not; the second one lets the request leave."""
    asked = submitted(stage)
    first, second = stage.moderator, stage.second_moderator
    desk = people.window(first)
    desk.goto(REVIEW.format(asked.pk))
    desk.get_by_role("button", name="Refuser").click()
    desk.locator("input[name=code][value=unclear]").check(force=True)
    desk.locator("[name=text]").fill("Que demandez-vous ?")
    desk.locator(".submit-row button.btn-danger").click()
    assert fresh(asked).status == "rejected"

    founder = people.window(stage.founder)
    founder.goto(asked.get_absolute_url())
    founder.get_by_role("link", name="Faire appel").click()
    founder.locator("[name=text]").fill("Relisez le second paragraphe.")
    founder.locator("main form button.btn-primary").click()
    expect(founder.locator("body")).to_contain_text("En modération")

    desk.goto(REVIEW.format(asked.pk))
    expect(desk.locator("body")).to_contain_text("Vous avez refusé cette demande")
    expect(desk.get_by_role("button", name="Valider telle quelle")).to_have_count(0)

    other = people.window(second)
    other.goto("/admin/matchmaking/introduction/")
    expect(other.locator("#result_list")).to_contain_text("En appel")
    other.goto(REVIEW.format(asked.pk))
    expect(other.locator("body")).to_contain_text("Relisez le second paragraphe.")
    tick_all(other)
    other.get_by_role("button", name="Valider telle quelle").click()
    other.wait_for_url(re.compile(r"/introduction/$"))
    done: Introduction = fresh(asked)
    assert (done.status, done.moderator) == ("sent", second)


def test_a_company_is_looked_up_while_typing(people: People, stage: Cast) -> None:
    """The list follows the words, and the keyboard alone chooses."""
    plant = stage.plant
    desk = people.window(stage.moderator)
    desk.goto("/admin/matchmaking/decisionmaker/add/")
    desk.locator("#id_organisation").press_sequentially("cabl")
    choice = desk.locator(f"input[name=organisation][value='{plant.pk}']")
    expect(choice).to_be_visible()
    desk.locator("#id_organisation").press("ArrowDown")
    desk.keyboard.press("Space")
    expect(choice).to_be_checked()
    expect(desk.locator("#id_organisation")).to_have_value("")


def tick_all(page: Page) -> None:
    """Answer yes to the six points."""
    for point in page.locator(".check input[value=yes]").all():
        point.press(" ")


def stacked(panel: object) -> None:
    """Before stands above after on a phone."""
    halves = panel.locator(".diff").first.locator("> div")  # type: ignore[attr-defined]
    before, after = halves.nth(0).bounding_box(), halves.nth(1).bounding_box()
    assert after["y"] >= before["y"] + before["height"] - 1
