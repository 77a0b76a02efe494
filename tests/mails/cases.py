"""A case that a company reports: to its lab, and back."""

from collections.abc import Iterator
from datetime import date, timedelta

from blockers import actions
from servindus.actors import LinkHolder
from tests.blockers import merges, stories
from tests.blockers.cards import approval, worded
from tests.blockers.days import live
from tests.blockers.escalations import qualified
from tests.blockers.following import case_of
from tests.blockers.leading import qualified as led
from tests.cast import MONDAY, Cast, fresh

Told = Iterator[str]
EVIDENCE = {
    "outcome": "local_solution",
    "evidence": "La DREAL accepte le circuit fermé : lettre du 4 septembre.",
    "evidenced_on": date(2026, 9, 4),
}


def day(number: int) -> date:
    return (MONDAY + timedelta(days=number)).date()


def handed_in(cast: Cast) -> Told:
    """A case reaches the lab, which asks, and puts it into the register."""
    cast.moderator  # noqa: B018 - somebody works there
    report = stories.submitted(cast)
    yield "report_submitted report_received"
    report = actions.ask_info_report(report, by=cast.moderator, text="Quel débit ?")
    yield "report_needs_info"
    report = actions.submit_report(report, by=cast.director)
    yield "report_completed"
    actions.attach_report(report, by=cast.moderator)
    yield "report_attached"


def without_account(cast: Cast) -> Told:
    """A visitor proves the address by the link of a mail."""
    link = stories.by_visitor(cast)
    actions.request_link_report(link.report, by=LinkHolder(link, link.name))
    yield "report_link_requested"


def not_kept(cast: Cast) -> Told:
    """The lab does not keep it; the company asks for a second reading."""
    cast.second_moderator  # noqa: B018 - somebody else reads it again
    report = stories.declined(cast)
    yield "report_declined"
    actions.appeal_report(report, by=cast.director, text="L’article 5 a changé.")
    yield "report_appealed"


def not_completed(cast: Cast) -> Told:
    """Two reminders, and the case is withdrawn."""
    stories.asked(cast)
    live([day(9)])
    yield "report_nudged"
    live([day(21)])
    yield "report_nudged"
    live([day(45)])
    yield "report_lapsed"


def solved_here(cast: Cast) -> Told:
    """The lab finds a way without any ministry."""
    actions.close_locally_blocker(led(cast), by=cast.moderator, **EVIDENCE)
    yield "blocker_closed"


def merged(cast: Cast) -> Told:
    """Two labs have the same blocker; one objects, then it is undone once more."""
    cast.colleague  # noqa: B018 - somebody works in the other lab
    first, second = merges.pair(cast, cast.nancy)
    merges.merge(first, second, cast.moderator)
    yield "blocker_merged"
    actions.object_merge_blocker(
        fresh(first), by=cast.colleague, to="qualified", text="Un autre article."
    )
    yield "blocker_merge_objected"
    merges.merge(first, second, cast.moderator)
    actions.unmerge_blocker(fresh(first), by=cast.moderator, to="qualified")
    yield "blocker_unmerged"


def worded_for_all(cast: Cast) -> Told:
    """The company reads the public card before anybody else, and wants a change."""
    blocker = worded(qualified(cast), cast.moderator)
    yield "card_asked"
    words = approval(case_of(blocker))
    actions.amend_approval(words, by=cast.director, text="Sans le bassin.")
    yield "card_amended"


STORIES = (
    handed_in,
    without_account,
    not_kept,
    not_completed,
    solved_here,
    merged,
    worded_for_all,
)
