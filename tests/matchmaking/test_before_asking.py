"""What time brings before anybody is asked: unread requests, old ones, old drafts."""

from datetime import date, timedelta

import pytest

from matchmaking import actions
from matchmaking.models import Introduction
from programmes.enums import MembershipRole
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.models import JournalEntry, OutboxEmail
from servindus.templatetags.servindus import NBSP
from servindus.workflow import ActRefused
from tests.cast import (
    MONDAY,
    Cast,
    fresh,
    make_decision_maker,
    make_introduction,
    make_membership,
)
from tests.evidence import last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.days import lines, live, moment, span
from tests.matchmaking.queues import TODAY, day
from tests.matchmaking.stories import submitted

pytestmark = pytest.mark.usefixtures("posting")


# --- Requests that nobody reads -------------------------------------------------------


def told(introduction: Introduction) -> list[tuple[date, set[str]]]:
    """Give who was told on which day that it is unread."""
    found = JournalEntry.objects.about(introduction).filter(verb="alert_introduction")
    return [
        (clock.local_day(line.at), {to for _kind, to in newly_owed(line)})
        for line in found
    ]


def alert(days: list[date], hour: int = 10) -> None:
    for one in days:
        with clock.at(moment(one, hour)):
            timers.run("matchmaking.alert")


def both(cast: Cast) -> set[str]:
    """The lab's lead and her colleague."""
    return {cast.moderator.email, cast.second_moderator.email}


def test_moderators_hear_on_the_day_and_their_lead_the_day_after(cast: Cast) -> None:
    everybody = both(cast)
    introduction = submitted(cast)
    assert introduction.moderate_by == day(1)
    alert([*span(TODAY, day(5)), *span(TODAY, day(5))])
    assert told(introduction) == [
        (day(1), everybody),
        (day(2), {cast.moderator.email}),
    ]


def test_without_a_lead_the_moderators_hear_twice(cast: Cast) -> None:
    everybody = both(cast)
    cast.moderator.memberships.update(role=MembershipRole.MEMBER)
    introduction = submitted(cast)
    alert(span(TODAY, day(4)))
    assert told(introduction) == [(day(1), everybody), (day(2), everybody)]


def test_a_lead_who_belongs_to_a_side_is_not_told(cast: Cast) -> None:
    colleague = cast.second_moderator
    make_membership(user=cast.moderator, organisation=cast.startup)
    introduction = submitted(cast)
    alert([day(2)])
    assert told(introduction) == [(day(2), {colleague.email})]


def test_week_ends_and_quiet_hours_do_not_count(cast: Cast) -> None:
    with clock.at(moment(day(4), 15)):
        introduction = submitted(cast)
    alert([day(5), day(6)])
    alert([day(7)], hour=7)
    assert told(introduction) == []
    alert([day(7)], hour=8)
    alert([day(8)])
    assert [when for when, _who in told(introduction)] == [day(7), day(8)]


def test_once_it_is_read_nobody_is_told(cast: Cast, mailoutbox) -> None:
    introduction = submitted(cast)
    with clock.at(moment(day(1), 9)):
        actions.reject_introduction(
            introduction, by=cast.moderator, code="tone", text="Non."
        )
    live(span(TODAY, day(5)))
    assert lines(introduction, "alert_introduction") == []
    subjects = [one.subject for one in mailoutbox]
    assert not any("À lire aujourd’hui" in subject for subject in subjects)


def test_the_thread_tells_it_to_the_lab_alone(client, cast: Cast) -> None:
    introduction = submitted(cast)
    alert([day(1)])
    words = "Le laboratoire est averti que la demande n’est pas relue"
    for who, reads in ((cast.founder, False), (cast.moderator, True)):
        client.force_login(who)
        page = client.get(introduction.get_absolute_url()).content.decode()
        assert (words in page) is reads


def test_a_second_submission_counts_anew(cast: Cast) -> None:
    introduction = submitted(cast)
    alert([day(1)])
    with clock.at(moment(day(1), 11)):
        actions.ask_info_introduction(introduction, by=cast.moderator, text="Quoi ?")
    with clock.at(moment(day(7), 11)):
        actions.submit_introduction(introduction, by=cast.founder)
    alert([day(8), day(9)])
    assert [when for when, _who in told(introduction)] == [day(1), day(8), day(9)]


def test_it_is_no_news_for_the_startup(cast: Cast) -> None:
    introduction = submitted(cast)
    before = fresh(introduction).updated_at
    alert([day(1), day(2)])
    assert len(told(introduction)) == 2
    assert fresh(introduction).updated_at == before


def test_the_mail_says_whether_it_is_late(cast: Cast, mailoutbox) -> None:
    submitted(cast)
    live([TODAY])
    mailoutbox.clear()
    live([day(1), day(2)])
    mine = [one for one in mailoutbox if one.to == [cast.moderator.email]]
    assert [one.subject.split(f"{NBSP}:")[0] for one in mine] == [
        "À lire aujourd’hui",
        "En retard, à lire",
    ]


# --- Requests that have waited for two months -----------------------------------------


def old(cast: Cast, days: int = 0, **fields) -> Introduction:
    """A request in the queue of somebody who cannot be asked, agreed to that day."""
    moment = MONDAY - timedelta(days=days)
    return in_status(
        cast,
        "queued",
        **{"queued_at": moment, "startup_consent_at": moment, **fields},
    )


def test_the_startup_is_asked_twice_and_then_it_is_withdrawn(cast: Cast) -> None:
    introduction = old(cast)
    cast_away(introduction)
    live([*span(TODAY, day(3)), *span(day(57), day(90))], runs=2)
    # Day 60 is a Friday, 67 another one.
    assert lines(introduction, "nudge_introduction") == [day(60), day(67)]
    assert lines(introduction, "withdraw_introduction") == [day(81)]
    assert fresh(introduction).status == "withdrawn"
    line = last_line(introduction)
    assert line.details == {"reason": "unconfirmed"}
    mail = OutboxEmail.objects.get(cause=line)
    assert (mail.kind, mail.recipient) == ("introduction_lapsed", cast.founder.email)


def cast_away(introduction: Introduction) -> None:
    card = introduction.decision_maker
    card.paused_until = day(365)
    card.save()


def test_after_a_long_stop_it_is_asked_before_it_is_withdrawn(cast: Cast) -> None:
    introduction = old(cast)
    cast_away(introduction)
    # A Tuesday; the three weeks count from there.
    live([day(120), day(140)])
    assert lines(introduction, "nudge_introduction") == [day(120)]
    assert fresh(introduction).status == "queued"
    live([day(141)])
    assert lines(introduction, "withdraw_introduction") == [day(141)]


def test_a_word_in_the_same_moment_keeps_it(cast: Cast) -> None:
    """The scan has seen it old; the startup was quicker than the act."""
    stale = old(cast, 90)
    cast_away(stale)
    actions.confirm_introduction(stale, by=cast.founder)
    with pytest.raises(ActRefused):
        actions.withdraw_introduction(stale, by=SYSTEM, reason="unconfirmed")
    assert fresh(stale).status == "queued"
    incomplete = in_status(cast, "submitted")
    with pytest.raises(ActRefused):
        actions.withdraw_introduction(incomplete, by=SYSTEM, reason="incomplete")
    assert fresh(incomplete).status == "submitted"


@pytest.mark.parametrize(("days", "leaves"), [(59, True), (60, False), (200, False)])
def test_what_is_old_does_not_leave_before_the_startup_has_said_so(
    cast: Cast, days: int, leaves: bool
) -> None:
    introduction = old(cast, days)
    timers.run("matchmaking.send")
    assert fresh(introduction).status == ("sent" if leaves else "queued")
    if not leaves:
        with pytest.raises(ActRefused, match="demande d’abord à la startup"):
            actions.send_introduction(introduction, by=SYSTEM)


def test_an_old_request_keeps_nobody_else_waiting(cast: Cast) -> None:
    first = old(cast, 70)
    second = make_introduction(
        startup=cast.other_startup,
        decision_maker=first.decision_maker,
        requested_by=cast.other_founder,
        status="queued",
        queued_at=MONDAY,
        startup_consent_at=MONDAY,
    )
    timers.run("matchmaking.send")
    assert (fresh(first).status, fresh(second).status) == ("queued", "sent")


def test_one_click_and_it_leaves_in_its_turn(client, cast: Cast) -> None:
    introduction = old(cast, 60)
    client.force_login(cast.founder)
    page = client.get(introduction.get_absolute_url())
    assert page.context["turn"].mine
    assert page.context["turn"].due == day(21)
    [first, *_others] = page.context["acts"]
    assert first.href == portal(introduction, "confirm_introduction")
    reading_writes_nothing(client, first.href)
    assert client.post(first.href).status_code == 302
    done = fresh(introduction)
    assert (done.status, done.startup_consent_at) == ("sent", MONDAY)
    assert lines(introduction, "confirm_introduction") == [TODAY]


def test_it_is_what_the_startup_has_to_do(client, cast: Cast) -> None:
    introduction = old(cast, 60)
    young = old(
        cast,
        59,
        decision_maker=make_decision_maker(organisation=cast.plant),
    )
    client.force_login(cast.founder)
    cards = client.get("/").context["cards"]
    assert [card.count for card in cards[:2]] == [1, 1]
    for part, row in (("a-traiter", introduction), ("en-cours", young)):
        page = client.get(f"/mises-en-relation/?vue={part}")
        assert [one.href for one in page.context["rows"]] == [row.get_absolute_url()]
        assert [tab.count for tab in page.context["tabs"]][:2] == [1, 1]
    assert _badge(client.get("/annuaire/")) == 1
    client.force_login(cast.moderator)
    page = client.get("/mises-en-relation/?vue=en-cours")
    assert len(page.context["rows"]) == 2


def _badge(page) -> int:
    [item] = [one for one in page.context["navigation"] if one.get("mine")]
    return item["count"]


def test_it_keeps_its_place_where_others_come_first(cast: Cast) -> None:
    introduction = old(cast, 60)
    cast_away(introduction)
    done = actions.confirm_introduction(introduction, by=cast.founder)
    assert (done.status, done.queued_at) == ("queued", introduction.queued_at)
    assert done.expected_on == day(365)
    with pytest.raises(ActRefused, match="rien à confirmer"):
        actions.confirm_introduction(introduction, by=cast.founder)


def test_a_young_one_is_not_to_be_confirmed(cast: Cast) -> None:
    with pytest.raises(ActRefused, match="rien à confirmer"):
        actions.confirm_introduction(old(cast, 59), by=cast.founder)
    starts_only_from(actions.confirm_introduction, cast, "queued")


def test_who_may_confirm(client, cast: Cast) -> None:
    introduction = old(cast, 60)
    address = portal(introduction, "confirm_introduction")
    people = "visitor other_founder moderator director liaison admin"
    assert answers_to(client, cast, address, {}, people) == {
        "visitor": 302,
        "other_founder": 404,
        "moderator": 403,
        "director": 404,
        "liaison": 404,
        "admin": 403,
    }
