"""The lab sends a dossier: what leaves, to whom, who is told, what starts."""

from datetime import date

import pytest

from blockers import actions, dossier
from blockers.actions import answer_escalation, escalate_blocker
from blockers.models import Escalation
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.escalations import clocks_of, qualified
from tests.blockers.factories import make_blocker, make_report
from tests.cast import fresh, make_organisation
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.threads import together

MON = date(2026, 9, 7)


def send(blocker, cast, *to, **inputs):
    inputs = {"authorities": to or [cast.ministry], **inputs}
    return escalate_blocker(blocker, by=cast.moderator, **inputs)


def test_the_dossier_leaves_as_it_stands_and_two_clocks_start(cast):
    cast.liaison  # noqa: B018
    blocker = send(qualified(cast), cast, note="Le préfet nous l’a conseillé.")
    row = blocker.escalations.get()
    assert blocker.status == "escalated"
    assert (row.status, row.authority, row.sent_by) == (
        "sent", cast.ministry, cast.moderator,
    )  # fmt: skip
    assert (row.since, row.covering_note) == (MON, "Le préfet nous l’a conseillé.")
    assert row.dossier == dossier.build(blocker)
    assert row.dossier_hash == dossier.digest(fresh(row).dossier)
    # Five working days; two months later is a Saturday, and so the Monday after.
    assert clocks_of(row) == [
        ("C3", MON, date(2026, 9, 14), None),
        ("C4", MON, date(2026, 11, 9), None),
    ]
    assert (row.acknowledge_by, row.answer_by) == (
        date(2026, 9, 14), date(2026, 11, 9),
    )  # fmt: skip


def test_the_journal_says_who_and_the_mails_are_owed(cast):
    cast.liaison, cast.second_liaison  # noqa: B018
    blocker = send(qualified(cast), cast)
    row = blocker.escalations.get()
    who = "moderatrice@rouen.example"
    assert journal(blocker)[-1] == (
        "escalate_blocker", "qualified", "escalated", who, "portal",
    )  # fmt: skip
    assert journal(row) == [("send_escalation", "", "sent", who, "portal")]
    assert newly_owed(last_line(row)) == {
        ("escalation_received", "liaison@bercy.example")
    }
    assert newly_owed(last_line(blocker)) == {
        ("report_escalated", "directrice@usine.example")
    }


def test_several_authorities_get_it_at_once(cast):
    blocker = send(qualified(cast), cast, cast.ministry, cast.authority)
    found = {row.authority: row for row in blocker.escalations.all()}
    assert set(found) == {cast.ministry, cast.authority}
    assert len({row.dossier_hash for row in found.values()}) == 1


@pytest.mark.parametrize(
    ("fields", "code"), [({"summary": " "}, "summary"), ({"asks": 0}, "ask")]
)
def test_what_is_missing_is_said(cast, fields, code):
    blocker = qualified(cast, **fields)
    found = {gap.code: gap for gap in dossier.gaps(blocker)}
    assert [gap.code for gap in found.values() if not gap.is_filled] == [code]
    with nothing_written(), pytest.raises(ActRefused) as refused:
        send(blocker, cast)
    assert str(refused.value.message) == str(found[code].missing)


def test_a_company_that_has_agreed_may_be_named(cast):
    blocker = qualified(cast, summary="La CABLERIE DU QUAI attend.")
    assert dossier.first_gap(blocker) is None


def test_a_dossier_without_norm_case_or_local_door_is_incomplete(cast):
    blocker = make_blocker(lab=cast.rouen, status="qualified", summary="Résumé.")
    found = {gap.code for gap in dossier.gaps(blocker) if not gap.is_filled}
    assert found == {"norm", "ask", "case"}
    blocker.no_text_found = True
    blocker.local_attempt = ""
    found = {gap.code for gap in dossier.gaps(blocker) if not gap.is_filled}
    assert found == {"ask", "case", "local"}


def test_no_text_names_a_company_that_has_not_agreed(cast):
    blocker = qualified(cast, summary="ATELIER MOREL attend depuis huit mois.")
    make_report(
        lab=cast.rouen, status="attached", blocker=blocker,
        company_name="Atelier Morel", confidentiality="ministry",
    )  # fmt: skip
    with nothing_written(), pytest.raises(ActRefused, match="Atelier Morel"):
        send(blocker, cast)
    blocker.summary = "Une entreprise attend."
    blocker.save()
    with nothing_written(), pytest.raises(ActRefused, match="Atelier Morel"):
        send(blocker, cast, note="Voyez l’atelier Morel.")
    assert send(blocker, cast).status == "escalated"


def test_only_public_authorities_get_it_and_at_least_one(cast):
    blocker = qualified(cast)
    pending = make_organisation(kind="authority", name="Agence", status="pending")
    for wrong in (cast.plant, cast.rouen.operator, pending):
        with nothing_written(), pytest.raises(ActRefused):
            send(blocker, cast, wrong)
    with nothing_written(), pytest.raises(ActRefused):
        escalate_blocker(blocker, by=cast.moderator, authorities=[])


@pytest.mark.parametrize("status", ["qualifying", "answered", "closed", "merged"])
def test_it_starts_only_from_what_is_qualified(cast, status):
    blocker = make_blocker(lab=cast.rouen, status=status)
    with pytest.raises(TransitionNotAllowed):
        send(blocker, cast)


def test_who_may_send(cast):
    blocker = qualified(cast)
    people = {
        name: getattr(cast, name).has_perm("blockers.escalate_blocker", blocker)
        for name in (
            "moderator", "second_moderator", "colleague", "admin", "liaison",
            "director", "stranger",
        )
    }  # fmt: skip
    assert [name for name, may in people.items() if may] == [
        "moderator", "second_moderator",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_it_once(cast):
    for _round in range(5):
        blocker = qualified(cast)
        found = together(*[lambda row=blocker: send(row, cast)] * 3)
        refused = [row for row in found if isinstance(row, TransitionNotAllowed)]
        assert len(refused) == 2, found
        assert Escalation.objects.filter(blocker=blocker).count() == 1


def test_recalled_and_sent_again_it_begins_anew(cast):
    first = stories.recalled(cast)
    again = send(first.blocker, cast).escalations.get(status="sent")
    assert again.pk != first.pk
    assert again.forwarded_from is None


def test_an_answer_to_what_was_not_asked_is_refused(cast):
    row = stories.acknowledged(cast)
    other = qualified(cast).asks.get()
    with nothing_written(), pytest.raises(ActRefused):
        answer_escalation(
            row, by=cast.liaison, ask=other, **stories.given("explained_refusal")
        )


def test_what_a_ministry_has_answered_stays_as_it_read_it(cast):
    """Recalled after a first answer: that ask is neither changed nor moved away."""
    from blockers.merging import plan
    from blockers.versions import version_of

    blocker = stories.escalated(cast, asks=2)
    row = blocker.escalations.get()
    first, second = blocker.asks.order_by("pk")
    stories.answer(row, cast, ask=first)
    blocker = actions.recall_blocker(fresh(blocker), by=cast.moderator, text="Un fait.")
    for act, inputs in (
        (actions.remove_ask_blocker, {}),
        (actions.change_ask_blocker, {"seen": version_of(first), "wording": "Autre"}),
    ):
        with pytest.raises(ActRefused, match="a répondu à cette demande"):
            act(blocker, by=cast.moderator, piece=first.pk, **inputs)
    actions.remove_ask_blocker(blocker, by=cast.moderator, piece=second.pk)
    other = make_blocker(lab=cast.rouen, status="qualified")
    assert "a répondu" in str(plan(fresh(blocker), other).refusals[0])
    assert plan(other, fresh(blocker)).refusals == []
