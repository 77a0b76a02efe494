"""A refusal is contested within thirty days, once; somebody else reads it again."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from blockers import actions, timers
from blockers.models import Answer, Contestation
from blockers.standing import contest_until, contestable, standing
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.blockers.escalations import answer
from tests.blockers.following import case_of, day, escalation_of, later, published
from tests.cast import Cast, fresh

FACT = {"text": "L’arrêté a été modifié le 1er août : l’article 5 a changé."}


def refusal(cast: Cast, kind: str = "explained_refusal", **fields: Any) -> Answer:
    return published(cast, kind, **fields).escalations.get().answers.get()


def contested(cast: Cast) -> Contestation:
    row = refusal(cast)
    case = case_of(row.escalation.blocker)
    actions.contest_report(case, by=cast.director, answer=row, **FACT)
    return Contestation.objects.get()


def test_the_company_contests_and_the_lab_is_told(cast: Cast) -> None:
    row = contested(cast)
    assert (row.status, row.text, row.report.reporter) == (
        "filed", FACT["text"], cast.director,
    )  # fmt: skip
    mails = OutboxEmail.objects.filter(kind="contestation_filed")
    assert list(mails.values_list("user", flat=True)) == [cast.moderator.pk]


def test_the_window_is_thirty_days(cast: Cast) -> None:
    """From the day on which everybody may read it; the last day counts."""
    row = refusal(cast)
    case = case_of(row.escalation.blocker)
    assert contest_until(row) == day(30)
    assert contestable(case, day(30)) == [row]
    assert contestable(case, day(31)) == []
    with later(31), pytest.raises(ActRefused, match="ne le peut plus"):
        actions.contest_report(case, by=cast.director, answer=row, **FACT)


def test_an_embargo_moves_the_window(cast: Cast) -> None:
    """What nobody may read yet cannot be contested yet."""
    from tests.blockers.escalations import acknowledged

    sent = answer(acknowledged(cast), cast)
    actions.publish_escalation(sent, by=cast.liaison, embargo_until=day(10))
    row = Answer.objects.get()
    case = case_of(sent.blocker)
    assert contestable(case, day(9)) == []
    assert contestable(case, day(10)) == [row]
    assert contest_until(row) == day(40)


def test_only_what_refuses_is_contested_and_once(cast: Cast) -> None:
    row = contested(cast).answer
    case = case_of(row.escalation.blocker)
    with pytest.raises(ActRefused, match="ne le peut plus"):
        actions.contest_report(case, by=cast.director, answer=row, **FACT)


def test_a_promise_is_not_contested(cast: Cast) -> None:
    row = refusal(cast, "lifted")
    case = case_of(row.escalation.blocker)
    assert contestable(case, day(0)) == []
    with pytest.raises(ActRefused, match="ne peut"):
        actions.contest_report(case, by=cast.director, answer=row, **FACT)


def test_words_are_needed(cast: Cast) -> None:
    row = refusal(cast)
    with pytest.raises(ActRefused, match="nouvelle"):
        actions.contest_report(
            case_of(row.escalation.blocker), by=cast.director, answer=row, text=" "
        )


def test_the_lab_passes_it_on(cast: Cast) -> None:
    """A new dossier with that ask alone, two months, the company told."""
    row = contested(cast)
    OutboxEmail.objects.all().delete()
    with later(3):
        actions.confirm_contestation(row, by=cast.moderator)
    first = row.answer.escalation
    sent = escalation_of(first.blocker)
    assert fresh(first.blocker).status == "escalated"
    assert (sent.second_reading_of, sent.authority) == (row.answer, first.authority)
    assert sent.ask_ids == [str(row.answer.ask.public_id)]
    clocks = sent.clocks.order_by("code").values_list("code", "due_on")
    assert list(clocks) == [("C3", day(10)), ("C8", sent.answer_by)]
    assert sent.answer_by == day(64)
    kinds = OutboxEmail.objects.order_by("kind").values_list("kind", "user")
    assert list(kinds) == [
        ("contestation_confirmed", cast.director.pk),
        ("escalation_received", cast.liaison.pk),
    ]


def test_somebody_else_signs_the_second_reading(cast: Cast) -> None:
    """The first signatory is refused, whatever the accents and the case."""
    row = contested(cast)
    actions.confirm_contestation(row, by=cast.moderator)
    sent = escalation_of(row.answer.escalation.blocker)
    with pytest.raises(ActRefused, match="autre personne"):
        answer(sent, cast, signed_by="thomas AUBRY")
    sent = answer(sent, cast, kind="lifted", signed_by="Agnès Roy")
    blocker = fresh(sent.blocker)
    assert (sent.status, blocker.status) == ("answered", "answered")
    # The refusal stands no more, and the promise counts.
    assert [found.kind for found in standing(blocker)] == ["lifted"]
    actions.publish_escalation(sent, by=cast.liaison)
    assert fresh(blocker).status == "implementing"


def test_a_second_refusal_is_the_last_word(cast: Cast) -> None:
    """It cannot be contested again; the window of the first one is over."""
    row = contested(cast)
    actions.confirm_contestation(row, by=cast.moderator)
    sent = escalation_of(row.answer.escalation.blocker)
    sent = answer(sent, cast, signed_by="Agnès Roy")
    actions.publish_escalation(sent, by=cast.liaison)
    case = case_of(sent.blocker)
    assert contestable(case, day(0)) == []
    blocker = actions.close_blocker(fresh(sent.blocker), by=cast.moderator)
    assert blocker.outcome == "refused_explained"


def test_the_lab_says_why_not(cast: Cast) -> None:
    row = contested(cast)
    with pytest.raises(ActRefused, match="l’entreprise le lit"):
        actions.dismiss_contestation(row, by=cast.moderator, text=" ")
    row = actions.dismiss_contestation(row, by=cast.moderator, text="Déjà dit.")
    assert (row.status, row.dismissal) == ("dismissed", "Déjà dit.")
    mails = OutboxEmail.objects.filter(kind="contestation_dismissed")
    assert list(mails.values_list("user", flat=True)) == [cast.director.pk]
    with pytest.raises(ActRefused):
        actions.confirm_contestation(row, by=cast.moderator)


def test_a_contested_refusal_is_not_closed(cast: Cast) -> None:
    """Until the lab has said something, whatever the date."""
    row = contested(cast)
    blocker = row.answer.escalation.blocker
    with later(31):
        assert timers.sweep() == 0
        with pytest.raises(ActRefused, match="contestée"):
            actions.close_blocker(fresh(blocker), by=cast.moderator)
        actions.dismiss_contestation(row, by=cast.moderator, text="Déjà dit.")
        assert timers.sweep() == 1
    assert fresh(blocker).outcome == "refused_explained"


def test_two_companies_one_second_reading(cast: Cast) -> None:
    """The second contestation of one refusal is told that it is read already."""
    from tests.blockers.factories import make_report

    row = contested(cast)
    blocker = row.answer.escalation.blocker
    other = make_report(
        lab=cast.rouen, reporter=cast.founder, status="attached", blocker=blocker
    )
    actions.contest_report(other, by=cast.founder, answer=row.answer, **FACT)
    second = other.contestations.get()
    actions.confirm_contestation(row, by=cast.moderator)
    with pytest.raises(ActRefused, match="déjà relu"):
        actions.confirm_contestation(second, by=cast.moderator)
    actions.dismiss_contestation(second, by=cast.moderator, text="Déjà relu.")


def test_who_passes_it_on(cast: Cast) -> None:
    row = contested(cast)
    may = "blockers.confirm_contestation"
    assert cast.moderator.has_perm(may, row)
    for user in (cast.colleague, cast.liaison, cast.director, cast.admin):
        assert not user.has_perm(may, row)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("contestation_says_something", {"text": ""}),
        ("contestation_once_per_answer", {}),
        ("contestation_dismissed_says_why", {"dismissal": "x"}),
        ("contestation_decided_has_its_day", {"status": "confirmed"}),
    ],
)
def test_the_database_keeps_contestations_whole(
    cast: Cast, name: str, fields: dict[str, Any]
) -> None:
    row = contested(cast)
    values = {
        "report": row.report, "answer": row.answer, "text": "x",
        "filed_at": row.filed_at,
    } | fields  # fmt: skip
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Contestation.objects.create(**values)


def test_nobody_sends_a_refusal_back_without_a_contestation(cast: Cast) -> None:
    """The step back to the ministry belongs to the platform, inside the lab's yes."""
    blocker = refusal(cast).escalation.blocker
    for user in (cast.moderator, cast.liaison, cast.admin):
        assert not user.has_perm("blockers.contest_blocker", blocker)
