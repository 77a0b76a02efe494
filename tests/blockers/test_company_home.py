"""What a company finds on its home: what it is asked, with the way there."""

from typing import Any

from blockers.models import Report
from servindus.ui import WaitingCard
from tests.blockers.cards import agreed, worded
from tests.blockers.escalations import qualified
from tests.blockers.factories import make_report
from tests.blockers.following import asked, later, said
from tests.blockers.test_follow_up_pages import window
from tests.cast import Cast, fresh

ASKED = "Est-ce résolu sur votre site\u00a0?"


def cards(user: Any) -> dict[str, WaitingCard]:
    """Give the register's cards on somebody's home by their icon."""
    found = window(user).get("/").context["cards"]
    return {card.icon: card for card in found if card.href.startswith("/blocages/")}


def test_a_site_that_is_asked_reads_it_at_home(cast: Cast) -> None:
    """With the way to its one case; gone once it has said it."""
    row = asked(cast)
    with later(28):
        found = cards(cast.director)
        assert set(found) == {"check-badge"}
        assert found["check-badge"].count == 1
        assert found["check-badge"].href == row.report.get_absolute_url()
        assert found["check-badge"].title == ASKED
        assert cards(cast.founder) == {}
        said(row, cast, "solved")
        assert cards(cast.director) == {}


def test_a_card_to_agree_to_waits_at_home(cast: Cast) -> None:
    """Words that were replaced are asked once, in their last form."""
    blocker = worded(qualified(cast), cast.moderator)
    worded(blocker, cast.moderator, title="Un autre titre, plus court")
    found = cards(cast.director)
    assert {icon: card.count for icon, card in found.items()} == {
        "globe-europe-africa": 1
    }
    report = Report.objects.get(blocker=blocker)
    assert found["globe-europe-africa"].href == report.get_absolute_url()
    agreed(fresh(blocker), cast)
    assert cards(cast.director) == {}


def test_several_cases_lead_to_the_list(cast: Cast) -> None:
    """Each group counts its own."""
    for number in range(2):
        make_report(
            lab=cast.rouen,
            title=f"Cas {number}",
            status="needs_info",
            organisation=cast.plant,
            reporter=cast.director,
        )
    found = cards(cast.director)
    assert {icon: card.count for icon, card in found.items()} == {
        "chat-bubble-left-ellipsis": 2
    }
    assert found["chat-bubble-left-ellipsis"].href == "/blocages/"
