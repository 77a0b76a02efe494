"""A telephone call of the lab: what came of it, and what it silences."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matchmaking import actions
from matchmaking.models import CallNote
from servindus import clock
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import journal
from tests.matchmaking.checks import answers_to, desk, reading_writes_nothing
from tests.matchmaking.days import lines, live, moment, span
from tests.matchmaking.stories import sent

NAME = "call_introduction"
TODAY, EIGHTH, OVER = date(2026, 9, 7), date(2026, 9, 17), date(2026, 9, 29)
LIST = "admin:matchmaking_introduction_changelist"


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def flagged(cast: Cast):
    """The request that two reminders have not moved."""
    introduction = sent(cast)
    live(span(TODAY, EIGHTH))
    assert fresh(introduction).flagged_at == moment(EIGHTH)
    return introduction


def test_spoken_with_silences_the_rest(cast: Cast) -> None:
    introduction = flagged(cast)
    with clock.at(moment(EIGHTH, 11)):
        done = actions.call_introduction(
            introduction, by=cast.moderator, result="spoken", text="Répond vendredi."
        )
    assert done.flagged_at is None
    live(span(EIGHTH, OVER))
    assert lines(introduction, "remind_introduction")[-1] == date(2026, 9, 16)
    # The date stays: without an answer the request ends all the same.
    assert lines(introduction, "expire_introduction") == [OVER]


def test_nobody_reached_silences_nothing(cast: Cast) -> None:
    introduction = flagged(cast)
    with clock.at(moment(EIGHTH, 11)):
        actions.call_introduction(
            introduction,
            by=cast.moderator,
            result="no_answer",
            again_on=date(2026, 9, 21),
        )
    live(span(EIGHTH, date(2026, 9, 20)))
    assert fresh(introduction).flagged_at is None
    live([date(2026, 9, 21)] * 2)
    assert fresh(introduction).flagged_at == moment(date(2026, 9, 21))
    assert lines(introduction, "flag_introduction") == [EIGHTH, date(2026, 9, 21)]
    live([date(2026, 9, 23)])
    assert lines(introduction, "remind_introduction")[-1] == date(2026, 9, 23)


def test_the_note_is_for_the_lab_alone(cast: Cast, client) -> None:
    introduction = flagged(cast)
    client.force_login(cast.moderator)
    typed = {"result": "message", "text": "Message chez Mme Petit."}
    assert client.post(desk(introduction, NAME), typed).status_code == 302
    assert journal(introduction)[-1] == (
        *(NAME, "sent", "sent"),
        *("moderatrice@rouen.example", "admin"),
    )
    page = client.get(introduction.get_absolute_url()).content.decode()
    assert "Message chez Mme Petit." in page
    assert "Message laissé" in page
    client.force_login(cast.founder)
    page = client.get(introduction.get_absolute_url()).content.decode()
    assert "Message chez" not in page
    assert "Message laissé" not in page
    assert "a téléphoné" in page


def test_a_second_note_that_makes_no_sense_is_no_second_click(cast: Cast, client):
    introduction = sent(cast)
    client.force_login(cast.moderator)
    address = desk(introduction, NAME)
    assert client.post(address, {"result": "no_answer"}).status_code == 302
    typed = {"result": "no_answer", "again_on": "2026-09-07", "text": "Rien."}
    page = client.post(address, typed)
    assert (page.status_code, "Rien." in page.content.decode()) == (409, True)
    assert CallNote.objects.count() == 1


@pytest.mark.parametrize(
    ("result", "again_on", "words"),
    [
        ("spoken", date(2026, 9, 21), "n’est pas rappelée"),
        ("no_answer", TODAY, "jour à venir"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, result, again_on, words) -> None:
    introduction = sent(cast)
    with pytest.raises(ActRefused, match=words):
        actions.call_introduction(
            introduction, by=cast.moderator, result=result, again_on=again_on
        )
    assert not CallNote.objects.exists()


def test_the_database_keeps_it_too(cast: Cast) -> None:
    introduction = sent(cast)
    actions.call_introduction(introduction, by=cast.moderator, result="spoken")
    with pytest.raises(IntegrityError), transaction.atomic():
        CallNote.objects.update(again_on=date(2026, 9, 21))


def test_who_may(cast: Cast, client) -> None:
    introduction = sent(cast)
    people = "founder moderator second_moderator colleague admin"
    assert answers_to(client, cast, desk(introduction, NAME), {}, people) == {
        "founder": 403,
        "moderator": 200,
        "second_moderator": 200,
        "colleague": 404,
        "admin": 403,
    }


def test_the_desk_lists_who_is_to_be_called(cast: Cast, client) -> None:
    introduction = flagged(cast)
    client.force_login(cast.moderator)
    listed = f"{reverse(LIST)}?file=a-appeler"
    assert introduction.subject in client.get(listed).content.decode()
    change = reverse("admin:matchmaking_introduction_change", args=[introduction.pk])
    page = client.get(change).content.decode()
    assert "Il est temps de téléphoner." in page
    assert cast.manager.phone in page
    home = client.get("/").content.decode()
    assert "Ouvrir la liste des appels" in home
    reading_writes_nothing(client, desk(introduction, NAME))
    client.post(desk(introduction, NAME), {"result": "spoken"})
    # The words of success name the request once more.
    client.get(listed)
    assert introduction.subject not in client.get(listed).content.decode()
    assert "Ouvrir la liste des appels" not in client.get("/").content.decode()
