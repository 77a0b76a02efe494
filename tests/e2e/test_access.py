"""Each page of the journey, light and dark: nothing for axe, nothing on the console."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from matchmaking.actions import invite_decision_maker, propose_slots
from matchmaking.enums import LinkPurpose
from matchmaking.models import AnswerLink
from servindus import clock
from servindus.models import OutboxEmail
from tests.cast import Cast, make_decision_maker, make_profile
from tests.e2e.conftest import DESK, PHONE, People
from tests.matchmaking import stories

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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


def faults(page: Page) -> list[str]:
    """Give axe's findings as short lines."""
    options = {
        "runOnly": {"type": "tag", "values": RULES},
        # Axe would load style sheets again and inline them, against our policy.
        "preload": False,
    }
    found = Axe().run(page, options=options)
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found.response["violations"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "pages", [addresses, later, agreed], ids=["before", "after", "agreed"]
)
def test_axe_finds_nothing(people: People, stage: Cast, pages: Any, dark: bool) -> None:
    """WCAG 2.2 AA as far as a machine can tell, on a desk and on a phone."""
    found: dict[str, list[str]] = {}
    for who, paths in pages(stage).items():
        user = None if who == "visitor" else getattr(stage, who)
        for size in (DESK, PHONE):
            page = people.window(user, size=size, dark=dark)
            for path in paths:
                response = page.goto(path)
                assert response is not None and response.status == 200, path
                for fault in faults(page):
                    found.setdefault(path, []).append(fault)
                wide = "document.documentElement.scrollWidth"
                assert page.evaluate(wide) <= size["width"], f"{path} scrolls sideways"
    assert not found, "\n".join(f"{path}: {text}" for path, text in found.items())
