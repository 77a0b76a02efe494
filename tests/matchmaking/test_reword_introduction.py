"""A moderator proposes other words; the startup sees what changes."""

import pytest
from django.urls import reverse

from matchmaking import wording
from matchmaking.actions import (
    reject_introduction,
    reword_introduction,
    submit_introduction,
    withdraw_introduction,
)
from matchmaking.enums import Checkpoint
from matchmaking.models import Rewording
from servindus import letters
from servindus.actors import Channel
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import fresh, make_membership
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import CHECKED, REQUEST, WORDING, reworded, submitted

NAME = "reword_introduction"
SENT = {**WORDING, "text": "D’accord ?", **dict.fromkeys(Checkpoint.values, "yes")}


def test_the_texts_stay_the_startups_and_the_wording_stands_beside_them(cast):
    done = reworded(cast)
    assert (done.status, done.moderator) == ("needs_info", cast.moderator)
    assert {name: getattr(done, name) for name in WORDING} == {
        name: REQUEST[name] for name in WORDING
    }
    [row] = done.rewordings.all()
    assert (row.version, row.agreed_at, row.void_at) == (1, None, None)
    assert {name: getattr(row, name) for name in WORDING} == WORDING
    assert row.subject_before == REQUEST["subject"]
    assert row.checklist == CHECKED
    assert row.entry == last_line(done)


def test_the_journal_has_no_sentence_and_the_founder_is_written_to(cast):
    done = reworded(cast)
    assert journal(done)[-1] == (
        NAME,
        "submitted",
        "needs_info",
        "moderatrice@rouen.example",
        "admin",
    )
    assert last_line(done).details == {}
    assert newly_owed(last_line(done)) == {
        ("introduction_reworded", "fondatrice@startup.example")
    }


def test_the_mail_shows_the_difference_in_text_and_html(cast):
    reworded(cast)
    row = OutboxEmail.objects.get(kind="introduction_reworded")
    message = letters.compose(row)
    text = str(message.body)
    assert "[-Prévoir l’arrêt de-]" in text
    assert "[+Écouter+] la tréfileuse [+avant qu’elle ne s’arrête+]" in text
    assert "D’accord ?" in text
    [(html, kind)] = [(str(part), kind) for part, kind in message.alternatives]
    assert kind == "text/html"
    assert ">Prévoir l’arrêt de</del>" in html
    assert ">Écouter</ins>" in html


@pytest.mark.parametrize(
    "step",
    [
        lambda row, cast: submit_introduction(row, by=cast.founder),
        lambda row, cast: withdraw_introduction(row, by=cast.founder),
        lambda row, cast: reject_introduction(
            row, by=cast.moderator, code="tone", text="Non."
        ),
    ],
)
def test_every_other_way_on_makes_the_wording_void_and_its_mail_moot(cast, step):
    done = step(reworded(cast), cast)
    [row] = done.rewordings.all()
    assert row.void_at is not None
    assert wording.proposed(done) is None
    assert letters.compose(OutboxEmail.objects.get(kind="introduction_reworded")) is (
        None
    )


def test_a_second_wording_has_the_next_number(cast):
    again = submit_introduction(reworded(cast), by=cast.founder)
    inputs = {**WORDING, "subject": "Encore autrement", "checklist": CHECKED}
    done = reword_introduction(again, by=cast.moderator, **inputs)
    assert [row.version for row in done.rewordings.order_by("version")] == [1, 2]
    assert wording.proposed(done).version == 2


@pytest.mark.parametrize("point", Checkpoint.values)
def test_the_six_points_hold_for_the_text_as_reworded(cast, point):
    asked = submitted(cast)
    with pytest.raises(ActRefused):
        reword_introduction(
            asked, by=cast.moderator, checklist={**CHECKED, point: False}, **WORDING
        )
    assert fresh(asked).status == "submitted"


def test_the_same_words_are_no_rewording(cast):
    asked = submitted(cast)
    same = {name: REQUEST[name] for name in WORDING}
    with pytest.raises(ActRefused):
        reword_introduction(asked, by=cast.moderator, checklist=CHECKED, **same)
    assert not Rewording.objects.exists()


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(
        reword_introduction, cast, "submitted", checklist=CHECKED, **WORDING
    )


def test_who_may_reword(client, cast):
    introduction = in_status(cast, "submitted")
    found = answers_to(
        client,
        cast,
        desk(introduction, NAME),
        SENT,
        "visitor founder director colleague liaison stranger admin",
    )
    assert found == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "stranger": 403,
        "admin": 403,
    }


def test_a_membership_won_between_page_and_click_bars_the_moderator(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.second_moderator)
    address = desk(introduction, NAME)
    assert client.get(address).status_code == 200
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    response = client.post(address, SENT)
    assert response.status_code == 403
    assert "Vous êtes membre de cette startup" in response.text
    assert fresh(introduction).status == "submitted"


def test_the_desk_proposes_and_reading_does_not(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    bad = {**SENT, "subject": "x" * 81}
    response = client.post(desk(introduction, NAME), bad)
    assert response.status_code == 200
    assert "x" * 81 in response.text
    assert client.post(desk(introduction, NAME), SENT).status_code == 302
    assert fresh(introduction).status == "needs_info"
    # The double click is the same success.
    assert client.post(desk(introduction, NAME), SENT).status_code == 302
    assert introduction.rewordings.count() == 1


def test_the_difference_is_shown_before_anything_is_sent(client, cast):
    introduction = submitted(cast)
    client.force_login(cast.moderator)
    response = client.post(desk(introduction, NAME), {**SENT, "fill": "1"})
    assert response.status_code == 200
    assert "<del>" in response.text and "Prévoir l’arrêt de</del>" in response.text
    assert 'name="need" value="yes"' in response.text
    assert response.text.count("checked") == 6
    assert fresh(introduction).status == "submitted"


def test_ticks_and_words_come_along_from_the_review(client, cast):
    introduction = submitted(cast)
    client.force_login(cast.moderator)
    data = {"need": "yes", "tone": "no", "text": "Un mot.", "fill": "1"}
    response = client.post(desk(introduction, NAME), data)
    assert response.context["form"].initial == {
        **{name: REQUEST[name] for name in WORDING},
        "need": "yes",
        "tone": "no",
        "text": "Un mot.",
    }
    assert "Un mot.</textarea>" in response.text


def test_both_sides_see_what_changes_and_the_company_nothing(client, cast):
    done = reworded(cast)
    client.force_login(cast.founder)
    page = client.get(done.get_absolute_url()).text
    assert "inséré" in page and "supprimé" in page
    assert WORDING["subject"].split()[0] in page
    client.force_login(cast.moderator)
    review = reverse("admin:matchmaking_introduction_change", args=[done.pk])
    assert "Écouter</ins>" in client.get(review).text
    client.force_login(cast.director)
    assert client.get(done.get_absolute_url()).status_code == 404


def test_only_what_differs_is_listed():
    before = {"subject": "a b c", "why_you": "même", "ask": "show"}
    after = {"subject": "a x c", "why_you": "même", "ask": "trial"}
    found = wording.compared(before, after)
    assert [str(change.parts) for change in found] == [
        str([("same", "a"), ("delete", "b"), ("insert", "x"), ("same", "c")]),
        str([("delete", found[1].before), ("insert", found[1].after)]),
    ]


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "", []),
        ("un", "un", [("same", "un")]),
        ("un", "", [("delete", "un")]),
        ("", "deux", [("insert", "deux")]),
        ("un\ndeux", "un deux", [("same", "un"), ("delete", "\n"), ("same", "deux")]),
        (
            "le pont <b>",
            "le <b> pont",
            [("same", "le"), ("insert", "<b>"), ("same", "pont"), ("delete", "<b>")],
        ),
    ],
)
def test_differences_are_whole_words(before, after, parts):
    assert wording.difference(before, after) == parts


def test_a_preview_of_a_huge_text_is_quick(client, cast):
    introduction = submitted(cast)
    client.force_login(cast.moderator)
    data = {**SENT, "why_you": "mot " * 100_000, "fill": "1"}
    assert client.post(desk(introduction, NAME), data).status_code == 200


def test_a_channel_of_its_own_is_kept(cast):
    done = reworded(cast)
    assert last_line(done).channel == Channel.ADMIN
