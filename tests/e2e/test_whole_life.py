"""One blocker from a visitor's phone to its relapse, each step in a browser."""

from tests.cast import Cast
from tests.e2e.conftest import People
from tests.e2e.everybody import Everywhere
from tests.e2e.life import Life


def test_a_blocker_lives_from_a_phone_to_its_relapse(
    people: People, stage: Cast, everywhere: Everywhere
) -> None:
    """Two companies, two labs, two authorities and a third one."""
    life = Life(people, stage, everywhere)
    life.reported_without_an_account()
    life.reported_with_an_account()
    life.put_in_the_register()
    life.merged()
    life.qualified()
    life.escalated()
    life.asked_and_replied()
    life.forwarded()
    everywhere.go("2026-10-05")
    life.answered()
    life.published()
    everywhere.go("2026-10-26")
    life.in_force("2026-10-26", "13-en-vigueur")
    # Four weeks later both sites are asked; one is not helped.
    everywhere.go("2026-11-23")
    life.says(life.member, life.case, "solved")
    assert life.blocker.status == "verifying"
    life.says(life.visitor, life.link, "not_solved", "14")
    assert life.blocker.status == "implementing"
    life.promised_again()
    everywhere.go("2026-12-14")
    life.in_force("2026-12-14")
    everywhere.go("2027-01-11")
    life.says(life.visitor, life.link, "solved")
    life.says(life.member, life.case, "solved")
    closed = life.blocker
    # The one ask that was lifted is confirmed; the other one stays refused.
    assert (closed.status, closed.outcome) == ("closed", "partly_lifted")
    assert closed.verified_at is not None
    # Half a year after, one of the sites has it again.
    everywhere.go("2027-06-14")
    life.says(life.visitor, life.link, "not_solved")
    assert life.blocker.status == "closed"
    life.reopened()
    assert (life.blocker.status, life.blocker.outcome) == ("qualifying", "")
    assert not life.found, "\n".join(life.found)
