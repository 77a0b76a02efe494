"""finish, drop, chase: what was undertaken is done, dropped, or asked about."""

from datetime import date

import pytest

from benchmarking import actions
from servindus import clock, timers
from servindus.models import JournalEntry
from servindus.workflow import TransitionNotAllowed
from tests.benchmarking.exchanging import Labs, at, day, portal
from tests.cast import fresh
from tests.evidence import journal, newly_owed, nothing_written

FINISH, DROP = "finish_exchange_action", "drop_exchange_action"


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [(FINISH, "done", "Envoyé aux trois."), (DROP, "dropped", "Le juriste refuse.")],
)
def test_whoever_carries_it_closes_it(client, labs: Labs, name, status, word) -> None:
    row = labs.undertaken()
    labs.minuted(row.exchange)
    client.force_login(labs.helene)
    with clock.at(at(20)):
        with nothing_written():
            assert client.get(portal(row, name)).status_code == 200
            page = client.post(portal(row, name), {"text": ""})
        assert list(page.context["form"].errors) == ["text"]
        answer = client.post(portal(row, name), {"text": word})
    assert answer["Location"] == row.get_absolute_url()
    done = fresh(row)
    assert (done.status, done.closing, done.closed_on) == (status, word, day(20))
    assert journal(done)[-1] == (name, "open", status, labs.helene.email, "portal")
    with pytest.raises(TransitionNotAllowed):
        actions.finish_exchange_action(done, by=labs.helene, text="Encore.")


def test_the_host_may_and_another_lab_may_not(client, labs: Labs) -> None:
    row = labs.undertaken()
    for who, status in (
        (labs.julie, 200),
        (labs.bruno, 403),
        (labs.cast.admin, 403),
        (labs.cast.director, 404),
    ):
        client.force_login(who)
        for name in (FINISH, DROP):
            assert client.get(portal(row, name)).status_code == status


def live(*days: int) -> None:
    """Run the timer twice on each of these days."""
    for number in days:
        with clock.at(at(number, 10)):
            for _twice in (1, 2):
                timers.run("benchmarking.chase_exchange_actions")


def told(row) -> list[tuple[date, set[tuple[str, str]]]]:
    """Give who was told what on which day."""
    found = JournalEntry.objects.about(row).filter(verb="chase_exchange_action")
    return [(clock.local_day(line.at), newly_owed(line)) for line in found]


def test_an_action_is_asked_about_before_its_day_and_once_after(labs: Labs) -> None:
    row = labs.undertaken()
    labs.minuted(row.exchange)
    live(*range(9, 70))
    mail = {("exchange_action_due", labs.helene.email)}
    # Due on Monday the 5th of October: the Thursday before, the Tuesday after.
    assert told(row) == [(day(24), mail), (day(29), mail)]
    assert fresh(row).status == "open"


def test_what_is_closed_or_not_sent_yet_is_left_in_peace(labs: Labs) -> None:
    row = labs.undertaken()
    live(*range(20, 40))
    assert told(row) == []
    other = labs.undertaken(text="Autre chose")
    labs.minuted(other.exchange)
    with clock.at(at(10)):
        actions.drop_exchange_action(other, by=labs.helene, text="Non.")
    live(*range(20, 40))
    assert told(other) == []
