"""Each page of the journey, light and dark: nothing for axe, nothing on the console."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from matchmaking.actions import invite_decision_maker, propose_slots
from matchmaking.enums import LinkPurpose
from matchmaking.models import AnswerLink
from servindus import clock
from servindus.models import OutboxEmail
from tests.cast import Cast, make_decision_maker, make_profile
from tests.e2e.conftest import DESK, PHONE, People
from tests.matchmaking import stories

RUN = """options => axe.run(options).then(
  found => found.violations.map(fault => [fault.id, fault.nodes[0].html]))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    # Axe would load style sheets again and inline them, against our policy.
    "preload": False,
}
# The dark page is the same page in other colours.
COLOURS = {**OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


def addresses(stage: Cast) -> dict[str, list[str]]:
    """Give the pages of each person, with a file in each of the states that differ."""
    make_profile(organisation=stage.founder.memberships.get().organisation)
    draft = stories.drafted(stage)
    first = draft.get_absolute_url()
    visitor = ["/", "/compte/login/", "/compte/signup/", "/aide/", "/vie-privee/"]
    founder = ["/", "/annuaire/", "/annuaire/sites/", "/mises-en-relation/", "/profil/"]
    founder += [draft.decision_maker.get_absolute_url(), first]
    founder += [f"{first}demande/{number}/" for number in (1, 2, 3)]
    founder += [f"{first}retirer/", "/mon-compte/"]
    return {"visitor": visitor, "founder": founder}


def later(stage: Cast) -> dict[str, list[str]]:
    """Give the pages of a file that was submitted, sent and accepted."""
    asked = stories.sent(stage)
    link = AnswerLink.objects.get(introduction=asked, purpose=LinkPurpose.ANSWER)
    root = f"/r/{link.token()}/"
    words = ("decliner", "reporter", "reorienter", "ne-plus-solliciter", "accepter")
    visitor = [root, f"{root}?pour=1", *(f"{root}{word}/" for word in words)]
    visitor += [f"/stop/{link.token()}/", "/courriels/"]
    moderator = [
        "/",
        "/admin/",
        "/admin/matchmaking/introduction/",
        f"/admin/matchmaking/introduction/{asked.pk}/change/",
        f"/admin/matchmaking/decisionmaker/{asked.decision_maker_id}/change/",
        "/admin/programmes/organisation/",
    ]
    return {
        "visitor": visitor,
        "moderator": moderator,
        "founder": [asked.get_absolute_url()],
    }


def agreed(stage: Cast) -> dict[str, list[str]]:
    """Give the pages of a file that was accepted, and of an invitation."""
    file = stories.accepted(stage)
    start = clock.now() + timedelta(days=7)
    slots = [{"starts_at": start, "format": "video"}]
    propose_slots(file, by=stage.founder, slots=slots)
    token = file.links.get(purpose=LinkPurpose.ANSWER).token()
    card = make_decision_maker(organisation=stage.plant, status="invited")
    invite_decision_maker(card, by=stage.moderator)
    welcome = card.links.get().token()
    mail = OutboxEmail.objects.filter(kind="answer_received").latest("pk")
    words = ("", "creneau/", "creneau/proposer/", "revenir/")
    visitor = [f"/r/{token}/{word}" for word in words]
    visitor += [f"/bienvenue/{welcome}/", f"/bienvenue/{welcome}/plus-tard/"]
    visitor += [f"/courriels/{mail.public_id}/", "/elements/", "/accessibilite/"]
    return {
        "visitor": visitor,
        "founder": [f"{file.get_absolute_url()}creneau/proposer/"],
        "moderator": [
            "/admin/matchmaking/decisionmaker/",
            "/admin/programmes/membership/",
            "/admin/programmes/importrun/",
        ],
    }


def faults(page: Page, options: Any = OPTIONS) -> list[str]:
    """Give axe's findings as short lines; a page is given axe once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found: list[list[str]] = page.evaluate(RUN, options)
    return [f"{rule}: {html[:200]}" for rule, html in found]


def opened(page: Page, path: str) -> list[str]:
    """Open a page and look at it."""
    response = page.goto(path)
    assert response is not None and response.status == 200, path
    return looked_at(page)


def looked_at(page: Page) -> list[str]:
    """Look at a page on a desk, light and dark, and on a phone, without a reload."""
    # A click may have asked for a page that is still on its way.
    page.wait_for_load_state()
    path = page.url
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{path} scrolls sideways"
        # Colours do not change with the width.
        for scheme in ("light", "dark") if size == DESK else ("light",):
            # Without motion, so that no colour is caught half-way to the other.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            where = f"{path} at {size['width']}, {scheme}"
            options = COLOURS if scheme == "dark" else OPTIONS
            found += [f"{where}: {fault}" for fault in faults(page, options)]
    return found


@pytest.mark.parametrize(
    "pages", [addresses, later, agreed], ids=["before", "after", "agreed"]
)
def test_axe_finds_nothing(people: People, stage: Cast, pages: Any) -> None:
    """WCAG 2.2 AA as far as a machine can tell."""
    found = []
    for who, paths in pages(stage).items():
        page = people.window(None if who == "visitor" else getattr(stage, who))
        for path in paths:
            found += opened(page, path)
    assert not found, "\n".join(found)
