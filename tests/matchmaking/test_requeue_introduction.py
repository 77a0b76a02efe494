"""A request whose mail did not arrive goes back to the queue."""

import pytest

from matchmaking.actions import (
    defer_introduction,
    requeue_introduction,
    send_introduction,
)
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, desk, in_status, starts_only_from
from tests.matchmaking.days import live, moment
from tests.matchmaking.queues import asked, card_of, day
from tests.matchmaking.stories import sent

NAME = "requeue_introduction"


pytestmark = pytest.mark.usefixtures("posting")


def test_it_waits_again_without_a_due_date_and_its_link_is_closed(cast):
    introduction = sent(cast)
    link = holder(introduction).link
    done = requeue_introduction(introduction, by=SYSTEM, reason="bounce")
    assert (done.status, done.due_on) == ("queued", None)
    assert not fresh(link).is_open


def test_the_seat_is_free_only_where_nothing_was_read(cast):
    card = card_of(cast)
    back = requeue_introduction(asked(cast, card), by=SYSTEM, reason="bounce")
    assert back.seat_at is None
    again = send_introduction(back, by=SYSTEM)
    told = requeue_introduction(again, by=cast.moderator, reason="Pas aujourd’hui.")
    assert told.seat_at == again.seat_at
    with pytest.raises(ActRefused, match="demandes de la semaine"):
        send_introduction(told, by=SYSTEM)


def test_what_came_back_gives_back_its_last_seat_alone(cast):
    first = asked(cast, card_of(cast))
    seat = first.seat_at
    first = defer_introduction(first, by=holder(first), days=15)
    live([day(15)])
    again = fresh(first)
    assert (again.status, again.earlier_seats) == ("sent", [seat])
    with clock.at(moment(day(16))):
        back = requeue_introduction(again, by=SYSTEM, reason="bounce")
    assert (back.seat_at, back.earlier_seats) == (seat, [])


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    done = requeue_introduction(sent(cast), by=SYSTEM, reason="bounce")
    assert journal(done)[-1] == (NAME, "sent", "queued", "system", "system")
    assert last_line(done).details == {"reason": "bounce"}
    assert newly_owed(last_line(done)) == set()


def test_it_starts_only_from_a_request_that_was_sent(cast):
    starts_only_from(requeue_introduction, cast, "sent")


def test_who_may_put_it_back(client, cast):
    introduction = in_status(cast, "sent")
    found = answers_to(
        client, cast, desk(introduction, NAME), {}, "visitor founder colleague admin"
    )
    assert found == {"visitor": 302, "founder": 403, "colleague": 404, "admin": 403}
    client.force_login(cast.moderator)
    assert client.post(desk(introduction, NAME)).status_code == 302
    assert fresh(introduction).status == "queued"
