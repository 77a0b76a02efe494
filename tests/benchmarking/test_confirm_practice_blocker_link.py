"""confirm: a verified lift in that lab, and a person of a lab of neither side."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.links import digests
from benchmarking.models import PracticeBlockerLink
from blockers.actions import reopen_blocker
from blockers.models import Verification
from servindus import clock
from servindus.models import User
from servindus.workflow import ActRefused, TransitionNotAllowed, write_journal
from tests.benchmarking.links import Tying, copied, portal
from tests.benchmarking.test_nudge_practice_version import reader_of
from tests.blockers.factories import make_report
from tests.blockers.following import later
from tests.cast import fresh, make_lab
from tests.evidence import journal, last_line, newly_owed, nothing_written


def read(link: PracticeBlockerLink) -> PracticeBlockerLink:
    """Give the link as pages read it."""
    return PracticeBlockerLink.objects.with_words().get(pk=link.pk)


def test_a_lift_is_confirmed_once_a_company_has_verified_it(
    client, tying: Tying
) -> None:
    link = tying.claimed()
    client.force_login(tying.amiens)
    refused = client.get(portal(link, "confirm"))
    assert "doit d’abord confirmer sur son site" in refused.content.decode()
    assert client.post(portal(link, "confirm")).status_code == 409
    judged = {
        "status": "confirmed", "judged_by": tying.amiens, "relation": "lifts",
        "judged_lab": tying.cast.nancy, "judged_on": link.created_at.date(),
    }  # fmt: skip
    shared = actions.share_tool(tying.tool(), by=tying.writer)
    for own, words in (
        ({}, "its own"),
        ({"judged_lab": make_lab("amiens")}, "verified"),
    ):
        refusal = pytest.raises(IntegrityError, match=words)
        with refusal, transaction.atomic():
            copied(link, practice=None, tool=shared, **{**judged, **own})


def test_another_lab_confirms_a_lift(client, tying: Tying) -> None:
    link = tying.claimed(blocker=tying.verified())
    for who in (tying.claimer, tying.writer, tying.cast.admin):
        client.force_login(who)
        assert client.get(portal(link, "confirm")).status_code == 403
    client.force_login(tying.amiens)
    with nothing_written():
        assert client.get(portal(link, "confirm")).status_code == 200
    client.post(portal(link, "confirm"))
    row = read(link)
    assert (row.status, row.judged_by, row.judged_lab.slug, row.has_lapsed) == (
        "confirmed", tying.amiens, "amiens", False,
    )  # fmt: skip
    line = ("confirm_practice_blocker_link", "claimed", "confirmed")
    assert journal(link)[-1] == (*line, tying.amiens.email, "portal")
    assert newly_owed(last_line(link)) == {
        ("practice_blocker_link_confirmed", tying.claimer.email)
    }
    with pytest.raises(TransitionNotAllowed):
        actions.confirm_practice_blocker_link(link, by=tying.amiens)
    # What holds is refuted by a third lab alone, for the database too.
    assert client.get(portal(link, "refute")).status_code == 403
    with pytest.raises(ActRefused, match="ne l’a pas confirmé"):
        actions.refute_practice_blocker_link(link, by=tying.amiens, text="Non.")
    third = pytest.raises(IntegrityError, match="by a third lab")
    step = {"source": "confirmed", "target": "refuted"}
    with third, transaction.atomic():
        write_journal("refute_it", link, by=tying.amiens, now=clock.now(), **step)
        PracticeBlockerLink.objects.filter(pk=link.pk).update(
            status="refuted", reason="Non."
        )


def test_a_lift_that_is_undone_claims_nothing_any_more(client, tying: Tying) -> None:
    link = tying.confirmed()
    with later(40):
        reopen_blocker(fresh(link).blocker, by=tying.claimer, text="Revenu.")
    row = read(link)
    assert (row.status, row.lifted, row.has_lapsed) == ("confirmed", False, True)
    client.force_login(tying.amiens)
    assert "À revoir" in client.get(link.get_absolute_url()).content.decode()
    client.post(portal(link, "refute"), {"text": "Le blocage est revenu."})
    row = read(link)
    assert (row.status, row.reason) == ("refuted", "Le blocage est revenu.")


@pytest.mark.parametrize("relation", ["works_around", "prevents", "tried_no_effect"])
def test_the_rest_needs_no_lift(tying: Tying, relation: str) -> None:
    assert tying.confirmed(relation=relation).status == "confirmed"


def test_a_verified_lift_elsewhere_is_none_here(tying: Tying) -> None:
    """Amiens tried it; the company that verified it is Rouen's."""
    blocker = tying.verified()
    link = tying.claimed(lab=make_lab("amiens"), by=tying.amiens, blocker=blocker)
    with pytest.raises(ActRefused, match="Une entreprise de ce laboratoire"):
        actions.confirm_practice_blocker_link(link, by=tying.claimer)


def test_another_site_undoes_a_lift_after_the_end(client, tying: Tying) -> None:
    link = tying.confirmed()
    said = Verification.objects.get()
    site = make_report(
        lab=make_lab("amiens"), status="attached", blocker=link.blocker,
        company_name="Atelier Morel",
    )  # fmt: skip
    assert read(link).lifted
    word = Verification.objects.create(
        report=site, answer=said.answer, round="second", version=1,
        asked_at=said.asked_at, due_on=said.due_on, status="answered",
        solved="not_solved", text="Rien.", ended_at=said.ended_at + timedelta(days=1),
    )  # fmt: skip
    assert read(link).has_lapsed
    # Other labs are told, and see it in their list.
    for who, waits in ((tying.amiens, True), (tying.claimer, False)):
        found = PracticeBlockerLink.objects.to_judge(who)
        assert list(found) == ([link] if waits else [])
    [part] = digests.parts([reader_of(tying.amiens)], clock.now()).values()
    assert [line.button for line in part.sections[0].lines] == ["Revoir ce lien"]
    judged = {"status": "confirmed", "practice": None}
    refused = pytest.raises(IntegrityError, match="verified")
    tool = actions.share_tool(tying.tool(), by=tying.writer)
    with refused, transaction.atomic():
        copied(link, tool=tool, **judged)
    Verification.objects.filter(pk=word.pk).update(ended_at=said.ended_at)
    assert read(link).lifted


def test_a_claimer_who_changes_labs_does_not_judge(client, tying: Tying) -> None:
    link = tying.claimed(relation="prevents")
    marseille = make_lab("marseille").operator
    tying.claimer.memberships.update(organisation=marseille)
    who = User.objects.get(pk=tying.claimer.pk)
    client.force_login(who)
    assert client.get(portal(link, "confirm")).status_code == 403
    assert not PracticeBlockerLink.objects.to_judge(who)
    assert digests.parts([reader_of(who)], clock.now()) == {}
    with pytest.raises(ActRefused, match="autre laboratoire"):
        actions.confirm_practice_blocker_link(link, by=who)
