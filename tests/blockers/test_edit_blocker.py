"""The leading lab writes what a blocker is, and never over a colleague's words."""

import pytest

from blockers.actions import edit_blocker
from blockers.versions import version_of
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers.factories import make_blocker
from tests.blockers.leading import (
    DOOR,
    desk,
    edited,
    form_of,
    opened,
    qualified,
)
from tests.cast import fresh, make_membership
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing
from tests.threads import together

NAME = "edit_blocker"
NO_EDIT = {
    "visitor": 302, "director": 403, "assistant": 403, "founder": 403,
    "liaison": 403, "stranger": 403, "admin": 403, "colleague": 403,
}  # fmt: skip


def test_it_keeps_what_is_written_and_the_journal_says_who(client, cast):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(blocker, NAME))
    data = form_of(
        blocker, title="  Rejets :\n circuit fermé ", nature="text_eu",
        owner=cast.second_moderator.pk, is_systemic="on", public_summary="Pour tous.",
        summary="Pour eux.", local_attempt=DOOR, no_text_found="on",
    )  # fmt: skip
    for _time in range(2):
        assert client.post(desk(blocker, NAME), data).status_code == 302
    after = fresh(blocker)
    assert after.title == "Rejets : circuit fermé"
    assert (after.nature, after.owner) == ("text_eu", cast.second_moderator)
    assert (after.is_systemic, after.no_text_found) == (True, True)
    assert (after.public_summary, after.summary) == ("Pour tous.", "Pour eux.")
    assert after.local_attempt == DOOR
    assert [line[0] for line in journal(after)] == ["open_blocker", NAME]
    assert journal(after)[-1] == (
        NAME, "qualifying", "qualifying", "moderatrice@rouen.example", "admin",
    )  # fmt: skip


@pytest.mark.parametrize(
    "status", ["escalated", "answered", "implementing", "verifying", "closed", "merged"]
)
def test_what_a_ministry_has_or_has_ended_is_not_written_on(cast, status):
    blocker, by = make_blocker(lab=cast.rouen, status=status), cast.moderator
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        edited(blocker, by, title="x")


def test_who_may_edit(client, cast):
    blocker = opened(cast)
    data = form_of(blocker, title="x")
    found = answers_to(client, cast, desk(blocker, NAME), data, " ".join(NO_EDIT))
    assert found == NO_EDIT


def test_words_of_a_colleague_are_not_written_over(client, cast):
    blocker = opened(cast)
    stale = form_of(blocker, title="Le mien", summary="Mes mots")
    edited(blocker, cast.second_moderator, title="Le sien")
    client.force_login(cast.moderator)
    page = client.post(desk(blocker, NAME), stale)
    assert page.status_code == 409
    # What stands now and what was typed are both there.
    assert "Le sien" in page.text
    assert "Le mien" in page.text
    assert "Mes mots" in page.text
    assert fresh(blocker).title == "Le sien"
    # The page now shown has been read: its own version comes with the next click.
    again = {**stale, "seen": page.context["form"]["seen"].value()}
    assert client.post(desk(blocker, NAME), again).status_code == 302
    assert fresh(blocker).title == "Le mien"


def test_neither_are_one_s_own_of_another_tab(client, cast):
    blocker = opened(cast)
    first, second = (form_of(blocker, title=text) for text in ("Onglet 1", "Onglet 2"))
    client.force_login(cast.moderator)
    assert client.post(desk(blocker, NAME), first).status_code == 302
    page = client.post(desk(blocker, NAME), second)
    assert page.status_code == 409
    assert "Onglet 2" in page.text
    assert fresh(blocker).title == "Onglet 1"


def test_a_mistake_in_a_form_is_no_second_reading(client, cast):
    blocker = opened(cast)
    stale = form_of(blocker, title="")
    edited(blocker, cast.second_moderator, title="Le sien")
    client.force_login(cast.moderator)
    page = client.post(desk(blocker, NAME), stale)
    assert page.status_code == 200
    assert page.context["form"]["seen"].value() == stale["seen"]


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_told(cast):
    blocker, by = opened(cast), (cast.moderator, cast.second_moderator)
    seen = version_of(blocker)
    found = together(
        *[
            lambda n=n: edit_blocker(blocker, by=by[n], seen=seen, title=f"T{n}")
            for n in (0, 1)
        ]
    )
    assert sum(isinstance(one, ActRefused) for one in found) == 1, found


def test_in_charge_is_somebody_of_the_leading_lab(client, cast):
    blocker, them = opened(cast), cast.colleague
    with nothing_written(), pytest.raises(ActRefused):
        edited(blocker, cast.moderator, owner=them)
    client.force_login(cast.moderator)
    for pk in (cast.colleague.pk, cast.director.pk, 10**30, "x"):
        page = client.post(desk(blocker, NAME), form_of(blocker, owner=pk))
        assert page.status_code == 200, pk
    make_membership(user=cast.stranger, organisation=cast.rouen.operator)
    assert edited(blocker, cast.moderator, owner=fresh(cast.stranger)).owner


@pytest.mark.parametrize("gone", [{"nature": ""}, {"local_attempt": ""}])
def test_what_is_qualified_stays_complete(client, cast, gone):
    blocker = qualified(cast)
    client.force_login(cast.moderator)
    page = client.post(desk(blocker, NAME), form_of(blocker, **gone))
    assert page.status_code == 409
    assert fresh(blocker).local_attempt == DOOR
    assert edited(fresh(blocker), cast.moderator, title="Mieux").title == "Mieux"


def test_no_text_found_is_not_said_beside_a_text(cast):
    blocker = qualified(cast)
    with nothing_written(), pytest.raises(ActRefused):
        edited(blocker, cast.moderator, no_text_found=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 121}, {"title": ""}, {"nature": "x"}, {"topic": 10**30},
        {"summary": "x" * 3001}, {"public_summary": "x" * 1001},
        {"local_attempt": "x" * 601},
    ],
)  # fmt: skip
def test_bad_input_is_told_and_kept(client, cast, fields):
    blocker = opened(cast)
    client.force_login(cast.moderator)
    data = form_of(blocker, **{"title": "Tapé ici", **fields})
    with nothing_written():
        page = client.post(desk(blocker, NAME), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert ("Tapé ici" in page.text) or "title" in fields
    for name in data:
        sent = client.post(desk(blocker, NAME), {**data, name: "a\0b"})
        assert sent.status_code in (200, 400)
