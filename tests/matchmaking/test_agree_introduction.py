"""The startup agrees to the moderator's words in one click; the request leaves."""

import pytest

from matchmaking.actions import (
    agree_introduction,
    reword_introduction,
    submit_introduction,
)
from matchmaking.models import Introduction
from servindus.models import JournalEntry
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_membership,
)
from tests.evidence import journal, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import CHECKED, WORDING, reworded
from tests.threads import together

NAME = "agree_introduction"


def test_it_leaves_at_once_in_the_words_agreed(cast):
    done = agree_introduction(reworded(cast), by=cast.founder, version=1)
    assert done.status == "sent"
    assert {name: getattr(done, name) for name in WORDING} == WORDING
    assert done.checklist == CHECKED
    assert done.moderator == cast.moderator
    assert done.queued_at == done.sent_at == done.startup_consent_at == MONDAY
    [row] = done.rewordings.all()
    assert (row.agreed_at, row.void_at) == (MONDAY, None)


def test_the_journal_and_the_mails_are_those_of_an_approval(cast):
    done = agree_introduction(reworded(cast), by=cast.founder, version=1)
    assert journal(done)[-2:] == [
        (NAME, "needs_info", "queued", "fondatrice@startup.example", "portal"),
        ("send_introduction", "queued", "sent", "system", "system"),
    ]
    agreed, sending = list(JournalEntry.objects.about(done))[-2:]
    assert agreed.details == {"version": 1}
    assert newly_owed(agreed) == set()
    assert newly_owed(sending) == {
        ("introduction_sent", "manager@usine.example"),
        ("introduction_approved", "fondatrice@startup.example"),
    }


def test_it_waits_in_the_queue_for_somebody_who_cannot_be_asked(cast):
    asked = reworded(cast)
    type(cast.manager).objects.filter(pk=cast.manager.pk).update(status="active")
    card = asked.decision_maker
    card.paused_until = MONDAY.date().replace(day=30)
    card.save()
    done = agree_introduction(fresh(asked), by=cast.founder, version=1)
    assert done.status == "queued"


def test_a_request_to_complete_without_a_wording_cannot_be_agreed_to(cast):
    introduction = in_status(cast, "needs_info")
    with pytest.raises(ActRefused):
        agree_introduction(introduction, by=cast.founder, version=1)
    assert fresh(introduction).status == "needs_info"


def test_an_older_wording_is_no_longer_agreed_to(client, cast):
    """The page is stale: the moderator has proposed something else since."""
    again = submit_introduction(reworded(cast), by=cast.founder)
    inputs = {**WORDING, "subject": "Tout autre chose", "checklist": CHECKED}
    newer = reword_introduction(again, by=cast.moderator, **inputs)
    client.force_login(cast.founder)
    response = client.post(portal(newer, NAME), {"version": "1"})
    assert response.status_code == 409
    assert "autre chose" in response.text
    assert 'name="version" value="2"' in response.text
    assert fresh(newer).status == "needs_info"
    assert client.post(portal(newer, NAME), {"version": "2"}).status_code == 302
    assert fresh(newer).subject == "Tout autre chose"


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 40])
def test_a_version_that_is_none_is_a_clear_refusal(client, cast, version):
    asked = reworded(cast)
    client.force_login(cast.founder)
    response = client.post(portal(asked, NAME), {"version": version})
    assert response.status_code == 200
    assert fresh(asked).status == "needs_info"


def test_three_answers_awaited_are_the_limit_here_too(cast):
    asked = reworded(cast)
    for _row in range(3):
        in_status(cast, "sent")
    with pytest.raises(ActRefused):
        agree_introduction(asked, by=cast.founder, version=1)
    assert fresh(asked).status == "needs_info"
    assert asked.rewordings.waiting().count() == 1


def test_it_starts_only_from_a_request_to_complete(cast):
    starts_only_from(agree_introduction, cast, "needs_info", version=1)


def test_who_may_agree(client, cast):
    asked = reworded(cast)
    found = answers_to(
        client,
        cast,
        portal(asked, NAME),
        {"version": "1"},
        "visitor other_founder director moderator colleague stranger admin",
    )
    assert found == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "moderator": 403,
        "colleague": 404,
        "stranger": 404,
        "admin": 403,
    }


def test_whoever_reworded_does_not_agree_for_the_startup(client, cast):
    asked = reworded(cast)
    make_membership(user=cast.moderator, organisation=cast.startup)
    client.force_login(cast.moderator)
    response = client.post(portal(asked, NAME), {"version": "1"})
    assert response.status_code == 403
    assert fresh(asked).status == "needs_info"


def test_one_click_on_the_file_agrees_and_reading_does_not(client, cast):
    asked = reworded(cast)
    client.force_login(cast.founder)
    reading_writes_nothing(client, asked.get_absolute_url())
    reading_writes_nothing(client, portal(asked, NAME))
    page = client.get(asked.get_absolute_url()).text
    assert f'action="{portal(asked, NAME)}"' in page
    assert 'name="version" value="1"' in page
    for _click in range(2):
        response = client.post(portal(asked, NAME), {"version": "1"})
        assert response.status_code == 302
    assert [line[0] for line in journal(asked)].count(NAME) == 1


def test_the_page_costs_the_same_with_one_wording_and_with_many(
    client, cast, django_assert_num_queries
):
    asked = reworded(cast)
    client.force_login(cast.founder)
    client.get(asked.get_absolute_url())
    with django_assert_num_queries(9):
        client.get(asked.get_absolute_url())
    for _round in range(5):
        asked = submit_introduction(fresh(asked), by=cast.founder)
        inputs = {**WORDING, "checklist": CHECKED}
        asked = reword_introduction(asked, by=cast.moderator, **inputs)
    with django_assert_num_queries(9):
        client.get(asked.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_an_own_text_at_once_one_counts(cast):
    founder, moderator = cast.founder, cast.moderator
    for _round in range(5):
        card = make_decision_maker(organisation=cast.plant)
        asked = reworded(cast, manager=card)
        found = together(
            lambda a=asked: agree_introduction(a, by=founder, version=1),
            lambda a=asked: submit_introduction(a, by=founder),
        )
        won = [row for row in found if isinstance(row, Introduction)]
        lost = [row for row in found if isinstance(row, TransitionNotAllowed)]
        assert (len(won), len(lost)) == (1, 1), found
        row = asked.rewordings.get()
        assert (row.agreed_at is None) != (row.void_at is None)
        assert (fresh(asked).status == "sent") == (row.agreed_at is not None)
        Introduction.objects.filter(pk=asked.pk).delete()
    assert moderator.is_active
