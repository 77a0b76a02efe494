"""Sites are asked four weeks after; their word closes, verifies, or opens again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from blockers import actions, timers
from blockers.models import Blocker, Verification
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers.escalations import answer
from tests.blockers.factories import make_report
from tests.blockers.following import (
    EVIDENCE,
    asked,
    case_of,
    day,
    escalation_of,
    in_force,
    later,
    moment,
    published,
    said,
)
from tests.cast import Cast, fresh


def mails() -> list[tuple[str, int | None]]:
    rows = OutboxEmail.objects.order_by("kind", "user")
    return list(rows.values_list("kind", "user"))


def test_the_site_is_asked_after_four_weeks_and_once(cast: Cast) -> None:
    """Not on the 27th day; on the 28th with four weeks to answer; never twice."""
    in_force(cast)
    OutboxEmail.objects.all().delete()
    with later(27):
        assert timers.sweep() == 0
    with later(28):
        assert timers.sweep() == 1
        assert timers.sweep() == 0
    row = Verification.objects.get()
    assert (row.round, row.status, row.due_on) == ("first", "asked", day(56))
    assert (row.version, row.asked_at) == (1, moment(28))
    assert mails() == [("verification_asked", cast.director.pk)]


def test_solved_makes_it_verified_and_closes(cast: Cast) -> None:
    """The one company says so: closed, verified, with what it has gained."""
    row = asked(cast)
    OutboxEmail.objects.all().delete()
    with later(30):
        blocker = said(row, cast, "solved", months_gained=8, jobs=Decimal("2.5"))
    assert (blocker.status, blocker.outcome) == ("closed", "lifted_verified")
    assert (blocker.verified_at, blocker.closed_at) == (moment(30), moment(30))
    row = fresh(row)
    assert (row.status, row.months_gained, row.jobs) == ("answered", 8, Decimal("2.5"))
    assert mails() == [("blocker_closed", cast.director.pk)]


@pytest.mark.parametrize(
    ("kind", "solved", "outcome"),
    [
        ("lifted", "no_longer_relevant", "lifted_unverified"),
        ("lifted", "partly", "partly_lifted"),
        ("derogation", "solved", "derogation_in_force"),
        ("practice_corrected", "solved", "practice_corrected"),
    ],
)
def test_the_outcome_follows_answer_and_site(
    cast: Cast, kind: str, solved: str, outcome: str
) -> None:
    row = asked(cast, kind)
    with later(30):
        assert said(row, cast, solved).outcome == outcome


def test_what_is_feasible_as_it_is_is_tried_too(cast: Cast) -> None:
    """Nothing has to change: asked four weeks after the publication."""
    published(cast, "feasible_as_is")
    with later(28):
        assert timers.sweep() == 1
        blocker = said(Verification.objects.get(), cast, "solved")
    assert (blocker.outcome, blocker.evidence) == ("feasible_as_is", "Article 12")
    with later(180):
        assert timers.sweep() == 0
    with later(181):
        assert timers.sweep() == 1
    assert Verification.objects.get(status="asked").round == "second"


def test_silence_closes_as_not_verified(cast: Cast) -> None:
    """The day after its four weeks the platform notes the silence."""
    row = asked(cast)
    with later(56):
        assert timers.sweep() == 0
    with later(57):
        assert timers.sweep() == 1
    blocker = Blocker.objects.get()
    assert (fresh(row).status, blocker.status) == ("lapsed", "closed")
    assert (blocker.outcome, blocker.verified_at) == ("lifted_unverified", None)


def test_not_solved_asks_for_a_new_commitment(cast: Cast) -> None:
    """Thirty days to commit again; kept again, the site is asked again."""
    row = asked(cast)
    OutboxEmail.objects.all().delete()
    with later(30):
        blocker = said(row, cast, "not_solved")
        assert (blocker.status, blocker.commit_by) == ("implementing", day(60))
        assert mails() == [
            ("blocker_refuted", cast.moderator.pk),
            ("escalation_refuted", cast.liaison.pk),
        ]
        sent = escalation_of(blocker)
        inputs = {"answer": sent.answers.get(), "what": "Note aux DREAL", "who": "DGPR"}
        with pytest.raises(ActRefused, match="jour à venir"):
            actions.recommit_escalation(sent, by=cast.liaison, due_on=day(30), **inputs)
        actions.recommit_escalation(sent, by=cast.liaison, due_on=day(90), **inputs)
        with pytest.raises(ActRefused, match="Aucun nouvel engagement"):
            actions.recommit_escalation(sent, by=cast.liaison, due_on=day(90), **inputs)
        assert fresh(blocker).commit_by is None
        second = blocker.commitments.open().get()
        assert (second.what, second.due_on) == ("Note aux DREAL", day(90))
    with later(80):
        actions.confirm_commitment(
            second, by=cast.moderator, in_force_from=day(80), **EVIDENCE
        )
        assert fresh(blocker).status == "verifying"
    with later(108):
        assert timers.sweep() == 1
        again = Verification.objects.get(status="asked")
        blocker = said(again, cast, "solved")
    assert (blocker.status, blocker.outcome) == ("closed", "lifted_verified")


def test_one_site_of_two_is_not_enough(cast: Cast) -> None:
    """Solved on one, not on the other: not verified any more, the rest is dropped."""
    blocker = in_force(cast)
    other = make_report(
        lab=cast.rouen, reporter=cast.founder, status="attached", blocker=blocker
    )
    third = make_report(
        lab=cast.rouen, reporter=cast.stranger, status="attached", blocker=blocker
    )
    with later(28):
        assert timers.sweep() == 3
        first = Verification.objects.get(report=case_of_director(cast))
        blocker = said(first, cast, "solved")
        assert (blocker.status, blocker.verified_at) == ("verifying", moment(28))
        actions.answer_verification(
            other.verifications.get(), by=cast.founder, solved="not_solved", text="Non"
        )
    blocker = fresh(blocker)
    assert (blocker.status, blocker.verified_at) == ("implementing", None)
    assert third.verifications.get().status == "lapsed"


def case_of_director(cast: Cast) -> Any:
    return case_of_reporter(cast.director)


# Measures, what is feasible, silent sites, refusals: one statement each.
QUIET_SWEEP = 4


def case_of_reporter(user: Any) -> Any:
    from blockers.models import Report

    return Report.objects.get(reporter=user)


def test_six_months_after_a_relapse_is_told(cast: Cast) -> None:
    """The second round asks a closed blocker's sites; the lab opens it again."""
    row = asked(cast)
    with later(30):
        said(row, cast, "solved")
    with later(182):
        assert timers.sweep() == 1
        second = Verification.objects.get(status="asked")
        assert second.round == "second"
        OutboxEmail.objects.all().delete()
        blocker = said(second, cast, "not_solved")
        assert (blocker.status, blocker.outcome) == ("closed", "lifted_verified")
        assert mails() == [("relapse_reported", cast.moderator.pk)]
        with pytest.raises(ActRefused, match="revenu"):
            actions.reopen_blocker(blocker, by=cast.moderator, text=" ")
        blocker = actions.reopen_blocker(blocker, by=cast.moderator, text="Revenu")
    assert (blocker.status, blocker.outcome, blocker.relapse) == (
        "qualifying", "", "Revenu",
    )  # fmt: skip
    assert (blocker.verified_at, blocker.closed_at) == (None, None)
    assert blocker.reopened_at == moment(182)
    assert ("blocker_reopened", cast.director.pk) in mails()


def test_who_was_still_to_say_is_asked_no_more_once_it_is_open_again(
    cast: Cast,
) -> None:
    row = asked(cast)
    with later(30):
        blocker = said(row, cast, "solved")
    with later(182):
        timers.sweep()
        actions.reopen_blocker(blocker, by=cast.moderator, text="Revenu")
        assert [one.status for one in Verification.objects.order_by("pk")] == [
            "answered", "lapsed",
        ]  # fmt: skip
        assert timers.sweep() == 0


def test_what_did_not_hold_is_asked_of_nobody_after_a_relapse(cast: Cast) -> None:
    """The end of a derogation of before: the lab is at work on it already."""
    row = asked(cast, "derogation")
    with later(30):
        blocker = said(row, cast, "solved")
        actions.reopen_blocker(blocker, by=cast.moderator, text="Revenu")
    with later(400):
        assert timers.sweep() == 0


def test_what_was_before_a_relapse_stays_unasked_once_it_is_verified_anew(
    cast: Cast,
) -> None:
    """The end of the first derogation comes while the second answer is in force."""
    row = asked(cast, "derogation")
    with later(30):
        blocker = said(row, cast, "solved")
        blocker = actions.reopen_blocker(blocker, by=cast.moderator, text="Revenu")
        blocker = actions.qualify_blocker(blocker, by=cast.moderator)
        actions.escalate_blocker(
            blocker, by=cast.moderator, authorities=[cast.ministry]
        )
        sent = blocker.escalations.order_by("pk").last()
        assert sent is not None
        sent = actions.acknowledge_escalation(sent, by=cast.liaison)
        sent = answer(sent, cast, kind="lifted")
        actions.publish_escalation(sent, by=cast.liaison)
        actions.confirm_commitment(
            blocker.commitments.open().get(),
            by=cast.liaison,
            **EVIDENCE,
            in_force_from=day(30),
        )
    with later(400):
        timers.sweep()
    found = Verification.objects.exclude(pk=row.pk)
    assert sorted(found.values_list("round", flat=True)) == ["first", "second"]
    assert {one.measure_id for one in found} != {row.measure_id}


def test_a_sweep_looks_at_what_is_owed_alone(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    """What was asked of everybody costs no statement at the next hour."""
    for _row in range(3):
        in_force(cast)
    with later(28):
        assert timers.sweep() == 3
        with django_assert_num_queries(QUIET_SWEEP):
            assert timers.sweep() == 0


def test_the_derogation_s_last_day_asks_again(cast: Cast) -> None:
    in_force(cast, "derogation", in_force_to=date(2026, 11, 2))
    with later(55):
        assert timers.sweep() == 1
    with later(56):
        assert timers.sweep() == 1
    rounds = Verification.objects.order_by("pk").values_list("round", flat=True)
    assert list(rounds) == ["first", "end"]


def test_the_company_itself_says_it(cast: Cast) -> None:
    """Its reporter, its members, its link; neither the lab nor another company."""
    row = asked(cast)
    may = "blockers.answer_verification"
    for user in (cast.director, cast.assistant):
        assert user.has_perm(may, row)
    for user in (cast.moderator, cast.liaison, cast.founder, cast.admin):
        assert not user.has_perm(may, row)
    link = row.report.links.create(email="x@y.example", name="X")
    assert not LinkHolder(link, "X").has_perm(may, row)
    link.prove(keep=True)
    assert LinkHolder(link, "X").has_perm(may, row)


def test_the_lab_that_wrote_the_case_down_does_not_say_it(cast: Cast) -> None:
    """B6: a company's word, not that of whoever wrote for it."""
    row = asked(cast)
    row.report.on_behalf_of_by = cast.moderator
    row.report.save()
    assert not cast.moderator.has_perm("blockers.answer_verification", fresh(row))


@pytest.mark.parametrize("solved", ["not_solved", "partly"])
def test_what_still_blocks_is_said(cast: Cast, solved: str) -> None:
    row = asked(cast)
    with pytest.raises(ActRefused, match="bloque encore"):
        actions.answer_verification(row, by=cast.director, solved=solved, text=" ")
    assert fresh(row).status == "asked"


def test_it_is_said_once(cast: Cast) -> None:
    row = asked(cast)
    said(row, cast, "solved")
    with pytest.raises(TransitionNotAllowed):
        actions.answer_verification(row, by=cast.director, solved="partly", text="x")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("verification_answered_says_it", {"solved": "solved"}),
        ("verification_ended_has_its_day", {"ended_at": moment(1)}),
        ("verification_gains_are_no_loss", {"jobs": -1}),
        ("verification_once_per_round", {"round": "first"}),
        (
            "verification_not_solved_says_why",
            {"solved": "partly", "status": "answered", "ended_at": moment(1)},
        ),
    ],
)
def test_the_database_keeps_verifications_whole(
    cast: Cast, name: str, fields: dict[str, Any]
) -> None:
    row = asked(cast)
    values = {
        "report": row.report, "answer": row.answer, "measure": row.measure,
        "round": "end", "version": 1, "asked_at": moment(0), "due_on": day(1),
    } | fields  # fmt: skip
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Verification.objects.create(**values)


def test_nobody_but_a_company_makes_a_lift_verified(cast: Cast) -> None:
    """B6 in the database: the outcome without a company's word is refused."""
    row = asked(cast)
    with later(57):
        timers.sweep()
    blocker = fresh(row).report.blocker
    with (
        pytest.raises(IntegrityError, match="blocker_verified_by_a_company"),
        transaction.atomic(),
    ):
        Blocker.objects.filter(pk=blocker.pk).update(outcome="lifted_verified")


def test_a_word_stays_as_it_was_asked(cast: Cast) -> None:
    row = asked(cast)
    for fields in ({"due_on": day(400)}, {"status": "lapsed", "ended_at": moment(1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Verification.objects.filter(pk=row.pk).update(**fields)


def test_refusals_close_by_themselves_after_thirty_days(cast: Cast) -> None:
    """On the thirtieth day they can still be contested; on the next they are closed."""
    blocker = published(cast, "explained_refusal")
    with later(30):
        assert timers.sweep() == 0
        with pytest.raises(ActRefused, match="encore la contester"):
            actions.close_blocker(blocker, by=cast.moderator)
    with later(31):
        assert timers.sweep() == 1
    blocker = fresh(blocker)
    assert (blocker.status, blocker.outcome) == ("closed", "refused_explained")


def test_nobody_answers(cast: Cast) -> None:
    """Two months after the date of the answer, by the programme's lead alone."""
    from tests.blockers.escalations import escalated

    blocker = escalated(cast)
    due = blocker.escalations.get().answer_by
    assert due == date(2026, 11, 9)
    may = "blockers.close_unanswered_blocker"
    assert cast.admin.has_perm(may, blocker)
    assert not cast.moderator.has_perm(may, blocker)
    with later((date(2027, 1, 9) - day(0)).days), pytest.raises(ActRefused):
        actions.close_unanswered_blocker(blocker, by=cast.admin)
    with later((date(2027, 1, 10) - day(0)).days):
        blocker = actions.close_unanswered_blocker(blocker, by=cast.admin)
        assert (blocker.status, blocker.outcome) == ("closed", "no_answer")
        # What comes too late is kept, and changes nothing of the outcome.
        answer(blocker.escalations.get(), cast, kind="lifted")
    assert fresh(blocker).outcome == "no_answer"
    assert blocker.escalations.get().status == "answered"


def test_a_case_without_sites_waits_for_the_lab(cast: Cast) -> None:
    """A blocker that lost its cases cannot be closed as if somebody had been asked."""
    blocker = in_force(cast)
    with pytest.raises(ActRefused, match="Aucun site"):
        actions.close_blocker(blocker, by=cast.moderator)
    assert case_of(blocker).verifications.count() == 0
