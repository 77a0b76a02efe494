"""A published answer opens its commitments; kept or given up, the blocker goes on."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from blockers import actions
from blockers.models import Answer, Commitment, Measure
from servindus.models import JournalEntry, OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers.escalations import answer, escalated, given
from tests.blockers.following import (
    EVIDENCE,
    day,
    in_force,
    promised,
    published,
)
from tests.cast import Cast, fresh
from tests.conftest import MONDAY


def verbs(row: Any) -> list[str]:
    rows = JournalEntry.objects.about(row).order_by("pk")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("kind", "status", "promise"),
    [
        ("lifted", "implementing", ("TREP2612345A", date(2026, 9, 7))),
        (
            "derogation",
            "implementing",
            ("Publier un arrêté modificatif", date(2027, 3, 1)),
        ),
        (
            "practice_corrected",
            "implementing",
            ("Note du 3 septembre aux DREAL", date(2026, 9, 3)),
        ),
        (
            "deferred",
            "implementing",
            ("Décret « eau industrielle »", date(2027, 9, 7)),
        ),
        ("feasible_as_is", "verifying", None),
        ("explained_refusal", "answered", None),
    ],
)
def test_what_each_kind_of_answer_opens(
    cast: Cast, kind: str, status: str, promise: tuple[str, date] | None
) -> None:
    """A promise with its day, a try on site, or the time to contest."""
    blocker = published(cast, kind)
    assert blocker.status == status
    found = list(blocker.commitments.values_list("what", "due_on"))
    assert found == ([promise] if promise else [])


def test_two_answers_go_on_together(cast: Cast) -> None:
    """One commitment among the answers is enough to be implementing."""
    blocker = published(cast, "explained_refusal", "lifted", "feasible_as_is")
    assert blocker.status == "implementing"
    assert blocker.commitments.count() == 1


def test_nothing_is_followed_before_the_last_publication(cast: Cast) -> None:
    """Two authorities: the first one's promise stands, the blocker waits."""
    blocker = escalated(cast, to=[cast.ministry, cast.authority])
    row = blocker.escalations.get(authority=cast.ministry)
    answer(row, cast, kind="lifted")
    actions.publish_escalation(fresh(row), by=cast.liaison)
    assert fresh(blocker).status == "escalated"
    assert blocker.commitments.count() == 1
    other = blocker.escalations.exclude(pk=row.pk).get()
    answer(other, cast, kind="explained_refusal", by=cast.second_liaison)
    assert fresh(blocker).status == "answered"
    actions.publish_escalation(fresh(other), by=cast.second_liaison)
    assert fresh(blocker).status == "implementing"


def test_a_measure_in_force_lets_the_sites_speak(cast: Cast) -> None:
    """Confirmed with its proof: the journal, the measure, the mail to the company."""
    row = promised(cast)
    assert verbs(row) == ["make_commitment"]
    OutboxEmail.objects.all().delete()
    actions.confirm_commitment(
        row, by=cast.liaison, in_force_from=MONDAY.date(), **EVIDENCE
    )
    row = fresh(row)
    assert (row.status, row.blocker.status) == ("done", "verifying")
    assert verbs(row) == ["make_commitment", "confirm_commitment"]
    assert verbs(row.blocker)[-2:] == ["commit_blocker", "confirm_measure_blocker"]
    assert (row.measure.evidence, row.measure.confirmed_by) == (
        "Arrêté du 3 septembre 2026", cast.liaison,
    )  # fmt: skip
    posted = OutboxEmail.objects.values_list("kind", "user")
    assert list(posted) == [("measure_in_force", cast.director.pk)]


def test_the_lab_may_confirm_and_nobody_else(cast: Cast) -> None:
    """The lab that leads and the authority itself; no other lab, no other authority."""
    row = promised(cast)
    may = "blockers.confirm_commitment"
    for user in (cast.moderator, cast.liaison):
        assert user.has_perm(may, row)
    for user in (cast.colleague, cast.second_liaison, cast.director, cast.admin):
        assert not user.has_perm(may, row)
    assert not cast.moderator.has_perm("blockers.drop_commitment", row)


@pytest.mark.parametrize(
    ("kind", "inputs", "told"),
    [
        ("lifted", {"evidence": " "}, "ce qui montre"),
        ("lifted", {"in_force_from": date(2026, 9, 8)}, "à venir"),
        ("derogation", {}, "dernier jour"),
    ],
)
def test_a_measure_is_shown_dated_and_ended(
    cast: Cast, kind: str, inputs: dict[str, Any], told: str
) -> None:
    """No proof, a day to come, a derogation without an end: nothing is written."""
    row = promised(cast, kind)
    fields = {**EVIDENCE, "in_force_from": MONDAY.date(), **inputs}
    with pytest.raises(ActRefused, match=told):
        actions.confirm_commitment(row, by=cast.liaison, **fields)
    assert (fresh(row).status, Measure.objects.count()) == ("open", 0)


def test_the_last_commitment_counts(cast: Cast) -> None:
    """With two, the first one in force changes nothing yet."""
    blocker = published(cast, "lifted", "practice_corrected")
    first, second = blocker.commitments.order_by("pk")
    inputs = {**EVIDENCE, "in_force_from": MONDAY.date()}
    actions.confirm_commitment(first, by=cast.liaison, **inputs)
    assert fresh(blocker).status == "implementing"
    actions.confirm_commitment(second, by=cast.liaison, **inputs)
    assert fresh(blocker).status == "verifying"
    with pytest.raises(TransitionNotAllowed):
        actions.confirm_commitment(second, by=cast.liaison, **inputs)


def refused(**fields: Any) -> dict[str, Any]:
    return {
        **given("explained_refusal"),
        "reason": "Le Conseil d’État s’y oppose.",
        **fields,
    }


def test_a_promise_given_up_is_answered_again(cast: Cast) -> None:
    """The refusal that takes its place can be contested; the old answer stays."""
    row = promised(cast)
    OutboxEmail.objects.all().delete()
    actions.drop_commitment(row, by=cast.liaison, **refused())
    row = fresh(row)
    assert (row.status, row.blocker.status) == ("dropped", "answered")
    kinds = Answer.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["lifted", "explained_refusal"]
    assert Answer.objects.current().get().supersedes == row.answer
    posted = OutboxEmail.objects.order_by("kind").values_list("kind", "user")
    assert list(posted) == [
        ("commitment_dropped", cast.moderator.pk),
        ("report_commitment_dropped", cast.director.pk),
    ]


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"reason": " "}, "les entreprises le lisent"),
        ({"kind": "lifted"}, "un refus ou un jour"),
        ({"legal_ground": ""}, "davantage"),
    ],
)
def test_a_promise_is_not_given_up_lightly(
    cast: Cast, inputs: dict[str, Any], told: str
) -> None:
    row = promised(cast)
    with pytest.raises(ActRefused, match=told):
        actions.drop_commitment(row, by=cast.liaison, **refused(**inputs))
    assert (fresh(row).status, Answer.objects.count()) == ("open", 1)


def test_what_is_kept_beside_what_is_given_up_goes_on(cast: Cast) -> None:
    """One in force, one given up: the sites are asked about the first."""
    blocker = published(cast, "lifted", "practice_corrected")
    first, second = blocker.commitments.order_by("pk")
    inputs = {**EVIDENCE, "in_force_from": MONDAY.date()}
    actions.confirm_commitment(first, by=cast.liaison, **inputs)
    actions.drop_commitment(second, by=cast.liaison, **refused())
    assert fresh(blocker).status == "verifying"


def test_the_end_of_a_derogation_is_decided(cast: Cast) -> None:
    """Longer: a later day, decided in its turn; then the rule for all, once."""
    blocker = in_force(cast, "derogation")
    row = Measure.objects.get()
    with pytest.raises(ActRefused, match="plus tardif"):
        actions.end_measure(
            row, by=cast.liaison, decision="extend", reason="Essai utile",
            in_force_to=row.in_force_to,
        )  # fmt: skip
    row = actions.end_measure(
        row, by=cast.liaison, decision="extend", reason="Essai utile",
        in_force_to=date(2028, 9, 7),
    )  # fmt: skip
    assert (row.in_force_to, row.end_decision) == (date(2028, 9, 7), "")
    row = actions.end_measure(
        row, by=cast.liaison, decision="generalise", reason="Décret signé"
    )
    assert (row.end_decision, row.end_reason) == ("generalise", "Décret signé")
    with pytest.raises(ActRefused, match="a été décidée"):
        actions.end_measure(row, by=cast.liaison, decision="stop", reason="x")
    assert not cast.moderator.has_perm("blockers.end_measure", row)
    assert verbs(row) == ["end_measure", "end_measure"]
    assert fresh(blocker).status == "verifying"


def test_what_lifts_for_good_has_no_end(cast: Cast) -> None:
    in_force(cast)
    with pytest.raises(ActRefused, match="pas de fin"):
        actions.end_measure(
            Measure.objects.get(), by=cast.liaison, decision="stop", reason="x"
        )


def test_late_and_long(cast: Cast) -> None:
    """Late the day after its day; long after a year, whatever its own day."""
    row = promised(cast, "derogation")
    assert not row.is_late(date(2027, 3, 1))
    assert row.is_late(date(2027, 3, 2))
    assert not row.is_long(date(2027, 9, 7))
    assert row.is_long(date(2027, 9, 8))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("commitment_says_what_and_who", {"who": ""}),
        ("commitment_ended_has_its_day", {"ended_at": MONDAY}),
        ("commitment_dropped_says_why", {"drop_reason": "x"}),
        ("commitment_open_once_per_answer", {}),
    ],
)
def test_the_database_keeps_commitments_whole(
    cast: Cast, name: str, fields: dict[str, Any]
) -> None:
    row = promised(cast)
    values = {
        "blocker": row.blocker, "answer": row.answer, "what": "x", "who": "y",
        "made_on": MONDAY.date(), "due_on": MONDAY.date(),
    } | fields  # fmt: skip
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Commitment.objects.create(**values)


def test_the_database_keeps_a_promise_as_it_was_made(cast: Cast) -> None:
    """Neither its day nor its status can be written by hand."""
    row = promised(cast)
    for fields in ({"due_on": day(400)}, {"status": "done", "ended_at": MONDAY}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Commitment.objects.filter(pk=row.pk).update(**fields)


def test_nothing_is_promised_again_while_it_is_still_to_be_kept(cast: Cast) -> None:
    """Two promises are open: the button to commit again is not offered."""
    blocker = published(cast, "lifted", "practice_corrected")
    sent = blocker.escalations.get()
    inputs = {"answer": sent.answers.first(), "what": "x", "who": "y"}
    with pytest.raises(ActRefused, match="Aucun nouvel engagement"):
        actions.recommit_escalation(
            sent, by=cast.liaison, due_on=date(2026, 12, 1), **inputs
        )


def test_one_authority_does_not_go_on_before_the_other_has_published(
    cast: Cast,
) -> None:
    """Both have answered: the blocker waits for the second publication."""
    blocker = escalated(cast, to=[cast.ministry, cast.authority])
    row = blocker.escalations.get(authority=cast.ministry)
    other = blocker.escalations.get(authority=cast.authority)
    answer(row, cast, kind="lifted")
    answer(other, cast, kind="explained_refusal", by=cast.second_liaison)
    actions.publish_escalation(fresh(row), by=cast.liaison)
    assert fresh(blocker).status == "answered"
    actions.publish_escalation(fresh(other), by=cast.second_liaison)
    assert fresh(blocker).status == "implementing"
