"""One page of paper per blocker: what it says, to whom, and that it names nobody."""

from typing import Any

import pytest
from django.urls import reverse

from blockers import actions, dossier, note
from blockers.models import Ask
from servindus import clock
from tests.blockers.cards import listed
from tests.blockers.escalations import (
    STORIES,
    acknowledged,
    answer,
    answered,
    qualified,
    sent,
)
from tests.blockers.factories import make_blocker, make_report
from tests.blockers.following import in_force, later, promised
from tests.blockers.test_exports import window
from tests.cast import Cast, fresh


def of_blocker(blocker: Any) -> str:
    return reverse("blockers:blocker_note", args=[blocker.public_id])


def of_escalation(row: Any) -> str:
    return reverse("blockers:escalation_note", args=[row.public_id])


def text(user: Any, address: str) -> str:
    response = window(user).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("who", ["moderator", "liaison", "admin"])
def test_it_says_what_whose_turn_and_by_when(cast: Cast, who: str) -> None:
    row = acknowledged(cast, title="Bassins en circuit fermé")
    page = text(getattr(cast, who), of_escalation(row))
    for words in (
        row.reference, "Bassins en circuit fermé", "Le circuit fermé est traité",
        "Arrêté du 4 octobre 2010, article 5 (LEGIARTI000022959325)", "Demande 1",
        cast.ministry.name, cast.plant.name, "1 500 €", row.dossier_hash,
        "lundi 9 novembre 2026", "Pas encore de réponse.",
    ):  # fmt: skip
        assert words in " ".join(page.split()), words


def test_a_company_is_named_only_with_its_consent(cast: Cast) -> None:
    """On the lab's own note too: it leaves the house."""
    blocker = qualified(cast)
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, company_name="Discrète SA",
        confidentiality="ministry", situation="Chez Discrète SA, rien ne va.",
    )  # fmt: skip
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker, company_name="Secrète SA",
        confidentiality="labs",
    )  # fmt: skip
    blocker = actions.escalate_blocker(
        blocker, by=cast.moderator, authorities=[cast.ministry]
    )
    row = blocker.escalations.get()
    for user, address in (
        (cast.moderator, of_blocker(blocker)),
        (cast.moderator, of_escalation(row)),
        (cast.liaison, of_escalation(row)),
    ):
        page = text(user, address)
        assert cast.plant.name in page
        assert "Discrète" not in page
        assert "Secrète" not in page
        assert "2 n’ont pas accepté d’être nommées ici." in page


def test_an_answer_says_that_it_is_not_public_yet(cast: Cast) -> None:
    row = acknowledged(cast)
    row = answer(row, cast, restricted_text="Pour le laboratoire seul.")
    for user in (cast.moderator, cast.liaison):
        for address in (of_escalation(row), of_blocker(row.blocker)):
            if user == cast.liaison and address == of_blocker(row.blocker):
                continue
            page = text(user, address)
            assert "pas encore publique" in page
            assert "laboratoire seul" not in page
    actions.publish_escalation(row, by=cast.liaison)
    page = text(cast.moderator, of_blocker(row.blocker))
    assert "pas encore publique" not in page
    assert "Voici notre réponse." in page


@pytest.mark.parametrize("story", STORIES)
def test_each_step_of_a_dossier_has_its_note(cast: Cast, story: str) -> None:
    row = STORIES[story](cast)
    for address in (of_escalation(row), of_blocker(row.blocker)):
        assert row.reference in text(cast.moderator, address)


@pytest.mark.parametrize("status", ["qualifying", "qualified", "closed"])
def test_a_blocker_that_was_never_sent_has_its_note_too(
    cast: Cast, status: str
) -> None:
    blocker = make_blocker(lab=cast.rouen, status=status)
    page = text(cast.moderator, of_blocker(blocker))
    assert "Pas encore transmis." in page
    assert "Aucun texte trouvé" in page
    assert ("Plus rien n’est dû ici." in page) == (status == "closed")


def test_what_follows_an_answer_has_its_turn(cast: Cast) -> None:
    """The ministry keeps its promise; then the sites say whether it is solved."""
    row = promised(cast)
    found = note.of_blocker(fresh(row.blocker), cast.moderator, clock.now())
    assert found.turn is not None
    assert (found.turn.person.name, found.turn.due) == (cast.ministry.name, row.due_on)
    blocker = in_force(cast, "derogation")
    with later(28):
        found = note.of_blocker(fresh(blocker), cast.moderator, clock.now())
    assert found.turn is not None
    assert found.turn.person.shape == "square"


def test_a_dossier_that_is_published_names_who_keeps_its_promise(cast: Cast) -> None:
    """To its authority too; then nothing is owed in it."""
    row = promised(cast)
    sent_ = row.answer.escalation
    for user in (cast.liaison, cast.moderator):
        found = note.of_escalation(sent_, user, clock.now())
        assert found.turn is not None
        assert found.turn.person.name == cast.ministry.name
        assert found.turn.due == row.due_on
    blocker = in_force(cast, "derogation")
    page = text(cast.liaison, of_escalation(blocker.escalations.get()))
    assert "Plus rien n’est dû ici." in page


def test_the_seal_of_the_labs_note_is_that_of_the_dossier_it_would_send(
    cast: Cast,
) -> None:
    blocker = qualified(cast)
    sealed = dossier.digest(dossier.build(blocker))
    assert sealed in text(cast.moderator, of_blocker(blocker))
    blocker = actions.escalate_blocker(
        blocker, by=cast.moderator, authorities=[cast.ministry]
    )
    assert blocker.escalations.get().dossier_hash == sealed


def test_long_texts_are_cut_and_counted(cast: Cast) -> None:
    blocker = qualified(cast, asks=6, summary="Un mot. " * 300)
    found = note.of_blocker(blocker, cast.moderator, clock.now())
    assert (len(found.asks), found.more_asks) == (4, 2)
    assert len(found.summary) == note.LONGEST["summary"]
    assert found.summary.endswith("…")
    assert Ask.objects.count() == 6


def test_who_reads_it(cast: Cast) -> None:
    """The lab that leads and the programme; one's own authority; nobody else."""
    row = sent(cast)
    listed(row.blocker, cast)
    mine, its = of_blocker(row.blocker), of_escalation(row)
    for who, answers in {
        "moderator": (200, 200), "admin": (200, 200), "liaison": (404, 200),
        "second_liaison": (404, 404), "colleague": (403, 404),
        "director": (403, 404), "founder": (404, 404), "stranger": (404, 404),
    }.items():  # fmt: skip
        client = window(getattr(cast, who))
        assert (client.get(mine).status_code, client.get(its).status_code) == answers
        assert client.post(mine).status_code in (405, 404)
    assert window().get(mine).status_code == 302


def test_it_costs_the_same_for_few_and_for_many(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for asks in (1, 5):
        row = answered(cast, asks=asks)
        client = window(cast.moderator)
        pages = (of_escalation(row), of_blocker(row.blocker))
        for address in pages:
            client.get(address)
        with django_assert_max_num_queries(60) as found:
            for address in pages:
                assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
