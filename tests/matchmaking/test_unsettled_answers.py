"""Ten minutes long nobody but the person who answered and the lab knows of it."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from matchmaking import actions
from matchmaking.home import waiting_line
from matchmaking.models import Introduction
from servindus import clock
from tests.cast import MONDAY, fresh, holder, make_membership
from tests.matchmaking.checks import in_status
from tests.matchmaking.stories import (
    COLLEAGUE,
    accepted,
    declined,
    drafted,
    redirected,
    sent,
)
from tests.matchmaking.test_undo_introduction import deferred

MINUTE = timedelta(minutes=1)
SETTLED = MONDAY + 10 * MINUTE
STORIES = [accepted, declined, deferred, redirected]
PARTS = ["a-traiter", "en-cours", "terminees", "sans-suite"]


def seen(client, introduction):
    """Give all that the founder's pages tell, as plainly comparable facts."""
    detail = client.get(introduction.get_absolute_url())
    home = client.get("/")
    card = client.get(introduction.decision_maker.get_absolute_url())
    lists = [client.get(f"/mises-en-relation/?vue={part}") for part in PARTS]
    return {
        "badge": str(detail.context["status_badge"].label),
        "turn": detail.context["turn"],
        "acts": [str(act.label) for act in detail.context["acts"]],
        "thread": [
            (str(item.title), item.at, item.note, item.quote)
            for item in detail.context["items"]
        ],
        "tabs": [[tab.count for tab in page.context["tabs"]] for page in lists],
        "rows": [[row.href for row in page.context["rows"]] for page in lists],
        "dates": [[row.when for row in page.context["rows"]] for page in lists],
        "cards": [card.count for card in home.context["cards"]],
        "home": [row.href for block in home.context["blocks"] for row in block.rows],
        "meters": [meter for aside in home.context["asides"] for meter in aside.meters],
        "rights": card.context["rights"],
        "open": card.context["open"],
        "reason": None if card.context["open"] else card.context["reason"],
        "pages": Introduction.objects.visible_to(
            fresh(introduction.requested_by)
        ).count(),
    }


@pytest.mark.parametrize("story", STORIES)
def test_the_startups_pages_are_those_of_a_request_without_an_answer(
    client, cast, story
):
    asked = sent(cast)
    client.force_login(cast.founder)
    before = seen(client, asked)
    who = holder(asked)
    _answer(story, asked, who)

    with clock.at(SETTLED - MINUTE):
        assert seen(client, asked) == before

    with clock.at(SETTLED + MINUTE):
        assert seen(client, asked) != before


def _answer(story, asked, who):
    """Answer a request that was sent, in the manner of one of the stories."""
    ways = {
        accepted: (actions.accept_introduction, {}),
        declined: (actions.decline_introduction, {"code": "no_need"}),
        deferred: (actions.defer_introduction, {"days": 30}),
        redirected: (actions.redirect_introduction, COLLEAGUE),
    }
    act, inputs = ways[story]
    act(asked, by=who, **inputs)


@pytest.mark.parametrize("story", STORIES)
def test_an_answer_that_was_taken_back_has_never_been(client, cast, story):
    asked = sent(cast)
    client.force_login(cast.founder)
    before = seen(client, asked)
    who = holder(asked)
    _answer(story, asked, who)
    actions.undo_introduction(asked, by=who)
    with clock.at(SETTLED + MINUTE):
        assert seen(client, asked) == before


@pytest.mark.parametrize("story", STORIES)
def test_the_lab_and_whoever_answered_know_at_once(client, cast, story):
    asked = sent(cast, manager=cast.manager_with_account)
    _answer(story, asked, holder(asked))
    answered = fresh(asked)
    assert answered.status != "sent"
    for who in (cast.moderator, cast.director):
        client.force_login(who)
        page = client.get(asked.get_absolute_url())
        assert page.context["seen"] == answered.status


def test_the_startups_own_lab_hears_with_the_startup(client, cast):
    asked = sent(cast, founder=cast.other_founder)
    client.force_login(cast.colleague)
    _answer(declined, asked, holder(asked))
    page = client.get(asked.get_absolute_url())
    assert page.context["seen"] == "sent"
    with clock.at(SETTLED):
        page = client.get(asked.get_absolute_url())
        assert page.context["seen"] == "declined"


def test_somebody_of_both_sides_hears_with_the_startup(client, cast):
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    answered = declined(cast)
    client.force_login(cast.second_moderator)
    assert client.get(answered.get_absolute_url()).context["seen"] == "sent"


@pytest.mark.parametrize("story", STORIES)
def test_asking_again_meanwhile_leads_to_the_same_request(client, cast, story):
    answered = story(cast)
    client.force_login(cast.founder)
    response = client.post(f"/annuaire/{cast.manager.public_id}/demander/")
    assert response.headers["Location"] == answered.get_absolute_url()
    assert not Introduction.objects.filter(status="draft").exists()


@pytest.mark.parametrize("story", STORIES)
def test_the_limit_of_three_tells_nothing(client, cast, story):
    story(cast)
    for _row in range(2):
        in_status(cast, "sent")
    draft = drafted(cast, manager=cast.manager_with_account)
    client.force_login(cast.founder)
    last_step = f"/mises-en-relation/{draft.public_id}/demande/3/"
    response = client.post(last_step, {"formats": ["video"], "consent": "on"})
    assert response.status_code == 409


def test_the_public_figures_count_only_what_has_settled(client, cast):
    accepted(cast)

    def figures():
        # Counted anew: what was kept is five minutes old at the most.
        cache.clear()
        told = client.get("/").context["told"]
        return [figure.total for figure in told.of_axis(1)]

    asked, accepted_ones, held = figures()
    with clock.at(SETTLED):
        assert figures() == [asked, accepted_ones + 1, held]


def test_the_header_does_not_count_what_the_startup_may_not_know(cast, monday):
    """A request passed on is asked about before the answer behind it has settled."""
    redirected(cast)
    copy = Introduction.objects.get(origin="redirect")
    actions.ask_info_introduction(copy, by=cast.moderator, text="Qui ?")
    assert waiting_line(cast.founder) == ""
    with clock.at(SETTLED):
        assert waiting_line(cast.founder) == "1 demande à compléter"
