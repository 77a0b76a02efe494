"""Notes of the staff: for the lab's own desk, and nobody else, anywhere."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from servindus import letters
from servindus.models import OutboxEmail, StaffNote
from tests.cast import fresh, holder, make_membership
from tests.evidence import journal, last_line
from tests.matchmaking.checks import reading_writes_nothing
from tests.matchmaking.stories import accepted, reworded, submitted

CANARY = "Cacatoès-7312"


def notes(row):
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_notes", args=[row.pk])


def change(row):
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def history(row):
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[row.pk])


def keep(client, row, text=CANARY):
    return client.post(notes(row), {"text": text})


def test_a_note_says_who_wrote_it_and_when(client, cast, monday):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    reading_writes_nothing(client, notes(asked))
    assert keep(client, asked).status_code == 302
    [note] = StaffNote.objects.about(asked)
    assert (note.author, note.text, note.desk) == (cast.moderator, CANARY, "rouen")
    assert note.written_at == monday
    page = client.get(notes(asked)).text
    assert CANARY in page and "Sonia Petit" in page
    assert journal(asked)[-1] == (
        "note_introduction",
        "",
        "",
        "moderatrice@rouen.example",
        "admin",
    )
    assert last_line(asked).details == {}


def test_a_double_click_keeps_one_note(client, cast):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    for _click in range(2):
        keep(client, asked)
    assert StaffNote.objects.count() == 1
    assert [line[0] for line in journal(asked)].count("note_introduction") == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_what_cannot_be_kept_is_shown_again(client, cast, text):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    response = keep(client, asked, text)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not StaffNote.objects.exists()


@pytest.mark.parametrize("kind", ["introduction", "decision_maker", "organisation"])
def test_every_kind_of_row_has_its_notes(client, cast, kind):
    asked = submitted(cast)
    row = {
        "introduction": asked,
        "decision_maker": cast.manager,
        "organisation": cast.plant,
    }[kind]
    client.force_login(cast.moderator)
    assert keep(client, row).status_code == 302
    assert CANARY in client.get(notes(row)).text
    assert notes(row) in client.get(change(row)).text
    client.force_login(cast.second_moderator)
    assert CANARY in client.get(notes(row)).text
    client.force_login(cast.colleague)
    assert client.get(notes(row)).status_code in (403, 404)
    assert keep(client, row).status_code in (403, 404)


def test_the_programme_reads_and_writes_not(client, cast):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    keep(client, asked)
    client.force_login(cast.admin)
    assert CANARY in client.get(notes(asked)).text
    assert keep(client, asked, "Encore").status_code == 403


@pytest.mark.parametrize("side", ["startup", "plant"])
def test_whoever_belongs_to_a_side_sees_none(client, cast, side):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    keep(client, asked)
    make_membership(user=cast.second_moderator, organisation=getattr(cast, side))
    client.force_login(cast.second_moderator)
    assert client.get(notes(asked)).status_code == 403
    assert client.get(history(asked)).status_code == 403
    assert notes(asked) not in client.get(change(asked)).text


OTHERS = ("founder", "other_founder", "director", "assistant")
OTHERS += ("colleague", "liaison", "stranger")


def test_nobody_else_ever_sees_a_note(client, cast):
    """The canary: written on three rows, looked for wherever others may look."""
    asked = accepted(cast, manager=cast.manager_with_account)
    reworded(cast)
    client.force_login(cast.moderator)
    for row in (asked, cast.plant, cast.startup, cast.manager_with_account):
        keep(client, row)
    assert StaffNote.objects.count() == 4
    sightings = 0
    for row in (asked, cast.plant, cast.startup, cast.manager_with_account):
        sightings += CANARY in client.get(notes(row)).text
    assert sightings == 4  # the test is not blind
    token = holder(asked).link.token()
    pages = [
        "/",
        "/annuaire/",
        "/mises-en-relation/",
        asked.get_absolute_url(),
        cast.manager_with_account.get_absolute_url(),
        reverse("matchmaking:answer_link", args=[token]),
        reverse("matchmaking:calendar_file", args=[asked.public_id]),
        *(f(row) for f in (notes, change, history) for row in (asked, cast.plant)),
        reverse("admin:matchmaking_introduction_changelist"),
        reverse("admin:programmes_organisation_changelist"),
    ]
    for who in [None, *OTHERS]:
        client.logout()
        if who:
            client.force_login(getattr(cast, who))
        for page in pages:
            response = client.get(page, follow=True)
            assert response.status_code < 500
            assert CANARY not in response.text, (who, page)
    for mail in OutboxEmail.objects.all():
        message = letters.compose(mail)
        assert CANARY not in (message.message().as_string() if message else "")


def test_the_tab_and_the_page_cost_the_same_with_many_notes(
    client, cast, django_assert_num_queries
):
    asked = submitted(cast)
    client.force_login(cast.moderator)
    keep(client, asked)
    client.get(notes(asked))
    with django_assert_num_queries(7):
        client.get(notes(asked))
    for number in range(29):
        keep(client, asked, f"Note {number}")
    client.get(notes(asked))
    with django_assert_num_queries(7):
        client.get(notes(asked))


@pytest.mark.parametrize("missing", ["text", "desk"])
def test_the_database_refuses_half_a_note(cast, missing):
    fields = {"text": "x", "desk": "rouen", missing: ""}
    with pytest.raises(IntegrityError, match="note_is_whole"):
        StaffNote.objects.create(
            object_type="x.y", object_id=1, author=cast.moderator, **fields
        )


# --- The journal's tab ---------------------------------------------------------------


def test_the_journal_is_in_words_and_can_be_narrowed(client, cast):
    asked = accepted(cast)
    client.force_login(cast.moderator)
    keep(client, asked)
    page = client.get(history(asked)).text
    for words in (
        "Sonia Petit",
        "Inès Caron",
        "Réponse attendue",
        "En modération",
        "Noté pour le laboratoire",
        "administration",
    ):
        assert words in page, words
    assert CANARY not in page
    steps = client.get(f"{history(asked)}?voir=etapes")
    verbs = [row["line"].verb for row in steps.context["lines"]]
    assert verbs == [
        "accept_introduction",
        "send_introduction",
        "approve_introduction",
        "submit_introduction",
        "draft_introduction",
    ]
    for wrong in ("abc", "-1", "9" * 40):
        assert client.get(f"{history(asked)}?avant={wrong}").status_code == 200


def test_older_lines_are_one_link_away(client, cast, monkeypatch):
    monkeypatch.setattr("servindus.admin_tabs.LINES", 2)
    asked = accepted(cast)
    client.force_login(cast.moderator)
    first = client.get(history(asked))
    assert [row["line"].verb for row in first.context["lines"]] == [
        "accept_introduction",
        "send_introduction",
    ]
    older = client.get(f"{history(asked)}?avant={first.context['older']}")
    assert [row["line"].verb for row in older.context["lines"]] == [
        "approve_introduction",
        "submit_introduction",
    ]
    assert fresh(asked).status == "accepted"
