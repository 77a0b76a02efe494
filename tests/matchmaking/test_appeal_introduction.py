"""A refused request is read once more, by another moderator."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matchmaking import actions
from matchmaking.actions import appeal_introduction, reject_introduction
from matchmaking.enums import Checkpoint
from matchmaking.models import DecisionMaker, Introduction
from servindus import clock, letters
from servindus.actors import Channel
from servindus.models import JournalEntry, OutboxEmail
from servindus.workflow import ActRefused, available_actions
from tests.cast import MONDAY, fresh, make_introduction
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import CHECKED, WORDING, appealed, redirected, rejected

NAME = "appeal_introduction"
WORD = {"text": "Relisez le second paragraphe."}
DAY = timedelta(days=1)
YES = dict.fromkeys(Checkpoint.values, "yes")
DECISIONS = {
    "approve_introduction": YES,
    "reject_introduction": {"code": "tone", "text": "Non."},
    "ask_info_introduction": {"text": "Quelle machine ?"},
    "reword_introduction": {**WORDING, **YES},
}


def test_it_waits_again_with_a_new_date_and_nobodys_name(cast):
    refused = rejected(cast)
    assert (refused.refused_by, refused.refused_at) == (cast.moderator, MONDAY)
    with clock.at(MONDAY + 3 * DAY):
        done = appeal_introduction(refused, by=cast.founder, **WORD)
    assert (done.status, done.moderator, done.reject_code) == ("submitted", None, "")
    assert done.appealed_at == MONDAY + 3 * DAY
    # Thursday 10 September, one working day.
    assert done.moderate_by == (MONDAY + 4 * DAY).date()
    assert (done.refused_by, done.submitted_at) == (cast.moderator, MONDAY)


def test_the_journal_says_who_and_only_the_others_are_written_to(cast):
    done = appealed(cast)
    assert journal(done)[-1] == (
        NAME,
        "rejected",
        "submitted",
        "fondatrice@startup.example",
        "portal",
    )
    assert last_line(done).details == {}
    assert newly_owed(last_line(done)) == {
        ("introduction_appealed", "moderateur2@rouen.example")
    }
    [remark] = done.remarks.filter(entry=last_line(done))
    assert (remark.text, remark.audience) == (WORD["text"], "shared")


def test_the_mail_of_the_refusal_says_until_when(cast):
    rejected(cast)
    row = OutboxEmail.objects.get(kind="introduction_rejected")
    # Monday 7 September and 30 days.
    body = " ".join(str(letters.compose(row).body).split())
    assert "une fois, jusqu’au mercredi 7 octobre 2026" in body
    appealed_mail = appealed(cast, manager=cast.manager_with_account)
    row = OutboxEmail.objects.get(kind="introduction_appealed")
    assert WORD["text"] in str(letters.compose(row).body)
    assert appealed_mail.reference in str(letters.compose(row).body)


@pytest.mark.parametrize(("days", "passes"), [(0, True), (30, True), (31, False)])
def test_thirty_days_counted_to_the_end_of_the_last(cast, days, passes):
    refused = rejected(cast)
    last = (MONDAY + days * DAY).replace(hour=23, minute=59)
    with clock.at(last):
        if passes:
            appeal_introduction(refused, by=cast.founder, **WORD)
        else:
            with pytest.raises(ActRefused):
                appeal_introduction(refused, by=cast.founder, **WORD)
    assert fresh(refused).status == ("submitted" if passes else "rejected")


def test_it_happens_once(cast):
    done = appealed(cast)
    again = reject_introduction(
        done, by=cast.second_moderator, code="tone", text="Non."
    )
    assert (again.refused_by, again.moderator) == (
        cast.moderator,
        cast.second_moderator,
    )
    with pytest.raises(ActRefused):
        appeal_introduction(again, by=cast.founder, **WORD)
    assert fresh(again).status == "rejected"


def test_the_database_holds_one_appeal_in_the_journal(cast):
    done = appealed(cast)
    line = last_line(done)
    with pytest.raises(IntegrityError, match="appeal_once"), transaction.atomic():
        JournalEntry.objects.create(
            verb=NAME,
            object_type=line.object_type,
            object_id=line.object_id,
            actor_kind="system",
            channel="system",
        )


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("introduction_appealed_after_refusal", {"appealed_at": MONDAY}),
        (
            "introduction_appealed_after_refusal",
            {"appealed_at": MONDAY, "refused_at": MONDAY},
        ),
        (
            "introduction_appealed_after_refusal",
            {"appealed_at": MONDAY, "refused_at": MONDAY - 32 * DAY, "refused_by": 1},
        ),
        (
            "introduction_appealed_after_refusal",
            {"appealed_at": MONDAY, "refused_at": MONDAY + DAY, "refused_by": 1},
        ),
        (
            "introduction_appeal_goes_to_another",
            {
                "appealed_at": MONDAY,
                "refused_at": MONDAY,
                "refused_by": 1,
                "moderator": 1,
            },
        ),
    ],
)
def test_the_database_refuses_an_appeal_that_cannot_be(cast, name, fields):
    found = {
        key: cast.moderator if value == 1 else value for key, value in fields.items()
    }
    with pytest.raises(IntegrityError, match=name):
        make_introduction(
            startup=cast.startup,
            decision_maker=cast.manager,
            requested_by=cast.founder,
            status="submitted",
            **found,
        )


def test_a_new_request_to_the_same_person_stands_in_the_way(cast):
    refused = rejected(cast)
    in_status(cast, "draft", decision_maker=cast.manager)
    with pytest.raises(ActRefused):
        appeal_introduction(refused, by=cast.founder, **WORD)


def test_nobody_appeals_towards_somebody_who_is_away(cast):
    """The button would only lead to a refusal."""
    refused = rejected(cast)
    names = {act.name for act in available_actions(refused, cast.founder)}
    assert "appeal_introduction" in names
    until = MONDAY.date() + timedelta(days=20)
    card = DecisionMaker.objects.filter(pk=refused.decision_maker_id)
    card.update(paused_until=until)
    gone = fresh(refused)
    assert not available_actions(gone, cast.founder)
    with pytest.raises(ActRefused):
        appeal_introduction(gone, by=cast.founder, **WORD)


def test_a_colleague_who_was_named_is_no_dead_end(cast):
    """Her yes is asked after the reading: it cannot be a condition of the reading."""
    first = redirected(cast)
    copy = Introduction.objects.get(origin="redirect")
    assert (copy.decision_maker.status, first.status) == ("invited", "redirected")
    choice = {"by": cast.moderator, "channel": Channel.ADMIN, "text": "Qui ?"}
    asked = actions.ask_info_introduction(copy, **choice)
    again = actions.submit_introduction(asked, by=cast.founder)
    refused = reject_introduction(again, code="unclear", **choice)
    assert appeal_introduction(refused, by=cast.founder, **WORD).status == "submitted"


def test_three_answers_awaited_are_the_limit_here_too(cast):
    refused = rejected(cast)
    for _row in range(3):
        in_status(cast, "sent")
    with pytest.raises(ActRefused):
        appeal_introduction(refused, by=cast.founder, **WORD)
    assert fresh(refused).status == "rejected"


def test_it_starts_only_from_a_refusal(cast):
    starts_only_from(appeal_introduction, cast, "rejected", **WORD)


def test_who_may_appeal(client, cast):
    refused = rejected(cast)
    found = answers_to(
        client,
        cast,
        portal(refused, NAME),
        WORD,
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


def test_the_founder_appeals_on_a_page_that_keeps_the_words(client, cast):
    refused = rejected(cast)
    client.force_login(cast.founder)
    assert portal(refused, NAME) in client.get(refused.get_absolute_url()).text
    reading_writes_nothing(client, portal(refused, NAME))
    response = client.post(portal(refused, NAME), {"text": "y" * 601})
    assert response.status_code == 200 and "y" * 601 in response.text
    for _click in range(2):
        assert client.post(portal(refused, NAME), WORD).status_code == 302
    assert fresh(refused).status == "submitted"
    assert [line[0] for line in journal(refused)].count(NAME) == 1


@pytest.mark.parametrize("name", DECISIONS)
def test_the_first_moderator_is_refused_and_told_why(client, cast, name):
    done = appealed(cast)
    found = answers_to(client, cast, desk(done, name), DECISIONS[name], "moderator")
    assert found == {"moderator": 403}
    client.force_login(cast.moderator)
    words = "Vous avez refusé cette demande"
    assert words in client.post(desk(done, name), DECISIONS[name]).text
    review = client.get(
        reverse("admin:matchmaking_introduction_change", args=[done.pk])
    )
    assert words in review.text
    assert desk(done, name) not in review.text


@pytest.mark.parametrize("name", DECISIONS)
def test_the_second_moderator_decides(client, cast, name):
    done = appealed(cast)
    client.force_login(cast.second_moderator)
    assert client.post(desk(done, name), DECISIONS[name]).status_code == 302
    assert fresh(done).moderator == cast.second_moderator


@pytest.mark.parametrize("name", DECISIONS)
def test_the_first_moderator_is_refused_in_bulk_too(client, cast, name):
    if name in ("approve_introduction", "reword_introduction"):
        pytest.skip("never offered in bulk")
    done = appealed(cast)
    client.force_login(cast.moderator)
    response = client.post(
        reverse("admin:matchmaking_introduction_changelist"),
        {
            "action": name,
            "_selected_action": [done.pk],
            "bulk_confirmed": "1",
            **DECISIONS[name],
        },
    )
    [result] = response.context["results"]
    assert result.reason.startswith("Vous avez refusé cette demande")
    assert fresh(done).status == "submitted"


def test_the_first_stays_barred_after_a_question_of_the_second(client, cast):
    asked = actions.ask_info_introduction(
        appealed(cast), by=cast.second_moderator, text="Quelle machine ?"
    )
    again = actions.submit_introduction(asked, by=cast.founder)
    found = answers_to(
        client, cast, desk(again, "approve_introduction"), YES, "moderator"
    )
    assert found == {"moderator": 403}


def test_the_queue_marks_an_appeal(client, cast):
    appealed(cast)
    client.force_login(cast.second_moderator)
    page = client.get(reverse("admin:matchmaking_introduction_changelist"))
    assert "En appel" in page.text


def test_a_refusal_within_the_second_reading_is_final_for_the_reader(client, cast):
    done = reject_introduction(
        appealed(cast), by=cast.second_moderator, code="tone", text="Non."
    )
    client.force_login(cast.founder)
    page = client.get(done.get_absolute_url()).text
    assert "cette seconde réponse est définitive" in page
    assert portal(done, NAME) not in page


def test_an_approval_after_an_appeal_leaves(cast):
    done = actions.approve_introduction(
        appealed(cast), by=cast.second_moderator, checklist=CHECKED
    )
    assert done.status == "sent"
