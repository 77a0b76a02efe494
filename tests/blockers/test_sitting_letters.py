"""Each mail about a sitting: one per lab and act, about that lab's files alone."""

import pytest

from blockers import actions
from servindus import letters
from servindus.models import OutboxEmail
from tests.blockers import escalations as stories
from tests.blockers.sittings import (
    adjourned,
    cancelled,
    held,
    item_of,
    on_the_day,
    planned,
)
from tests.blockers.test_edit_sitting import edit
from tests.cast import make_membership

LIVED = {
    "sitting_planned": planned, "sitting_adjourned": held,
    "sitting_cancelled": cancelled,
}  # fmt: skip


def letter(kind, language="fr", to="moderatrice@rouen.example"):
    row = OutboxEmail.objects.filter(kind=kind, recipient=to).order_by("pk").last()
    row.language = language
    row.save()
    return letters.compose(row)


def words(message):
    return message.body, message.alternatives[0][0]


def of_nancy(cast):
    """A dossier of Nancy's lab with the same ministry."""
    cast.colleague  # noqa: B018
    blocker = stories.qualified(cast)
    blocker.lab = cast.nancy
    blocker.title = "Un dossier de Nancy"
    blocker.save()
    actions.escalate_blocker(blocker, by=cast.colleague, authorities=[cast.ministry])
    return blocker.escalations.get()


@pytest.mark.parametrize("kind", LIVED)
def test_it_is_written_in_both_languages_and_leads_to_the_file(cast, kind):
    row = stories.acknowledged(cast)
    LIVED[kind](cast, [row])
    said = {language: letter(kind, language) for language in ("fr", "en")}
    assert said["fr"].subject != said["en"].subject
    assert said["fr"].body != said["en"].body
    for message in said.values():
        for text in words(message):
            assert row.get_absolute_url() in text
            assert row.title in text
            assert "Câblerie" not in text


@pytest.mark.parametrize("kind", LIVED)
def test_a_lab_reads_of_its_own_files_alone(cast, kind):
    ours, theirs = stories.acknowledged(cast), of_nancy(cast)
    sitting = LIVED[kind](cast, [ours, theirs])
    rows = OutboxEmail.objects.filter(kind=kind, object_id=sitting.pk)
    assert set(rows.values_list("recipient", flat=True)) == {
        "moderatrice@rouen.example", "referente@nancy.example",
    }  # fmt: skip
    assert rows.count() == 2
    for to, mine, other in (
        ("moderatrice@rouen.example", ours, theirs),
        ("referente@nancy.example", theirs, ours),
    ):
        for text in words(letter(kind, to=to)):
            assert mine.reference in text
            assert other.reference not in text


def test_who_works_for_two_labs_gets_one_mail_about_both(cast):
    make_membership(user=cast.moderator, organisation=cast.nancy.operator)
    ours, theirs = stories.acknowledged(cast), of_nancy(cast)
    planned(cast, [ours, theirs])
    rows = OutboxEmail.objects.filter(kind="sitting_planned")
    assert rows.filter(recipient="moderatrice@rouen.example").count() == 1
    body, _html = words(letter("sitting_planned"))
    assert ours.reference in body
    assert theirs.reference in body
    assert "/blocages/saisines/" in body


def test_what_was_taken_off_is_said_apart(cast):
    one, two = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [one])
    edit(sitting, cast, [two])
    body, _html = words(letter("sitting_planned"))
    on, off = body.split("Retirés de l’ordre du jour")
    assert two.reference in on
    assert one.reference in off
    edit(sitting, cast, [])
    message = letter("sitting_planned")
    assert message.subject.startswith("Plus à l’ordre du jour")


def test_the_reason_is_told_and_the_note_is_not(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    with on_the_day():
        adjourned(sitting, cast, item_of(sitting), note="Secret.", note_shared=True)
        actions.close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
    for text in words(letter("sitting_adjourned")):
        assert "L’expert manque." in text
        assert "Secret." not in text
        assert "Jeanne Aubert" not in text


def test_what_is_no_longer_true_is_not_sent(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    actions.cancel_sitting(sitting, by=cast.liaison, text="Le quorum.")
    assert letter("sitting_planned") is None
    assert letter("sitting_cancelled") is not None


def test_whoever_has_left_the_lab_is_not_written_to(cast):
    planned(cast)
    cast.moderator.is_active = False
    cast.moderator.save()
    assert letter("sitting_planned") is None
