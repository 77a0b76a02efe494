"""A request whose mail did not arrive goes back to the queue."""

from matchmaking.actions import requeue_introduction
from servindus.actors import SYSTEM
from tests.cast import fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, desk, in_status, starts_only_from
from tests.matchmaking.stories import sent

NAME = "requeue_introduction"


def test_it_waits_again_without_a_due_date_and_its_link_is_closed(cast):
    introduction = sent(cast)
    link = holder(introduction).link
    done = requeue_introduction(introduction, by=SYSTEM, reason="bounce")
    assert (done.status, done.due_on) == ("queued", None)
    assert not fresh(link).is_open


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
