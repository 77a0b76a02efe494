"""A lab ends a blocker by itself, with evidence; whoever met it is told."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError

from blockers.actions import (
    attach_report,
    close_locally_blocker,
    detach_report,
    submit_report,
)
from blockers.turns import turn
from servindus import clock, outbox
from servindus.actors import SYSTEM, LinkHolder
from servindus.models import OutboxEmail
from servindus.templatetags.servindus import NBSP
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import stories
from tests.blockers.factories import make_blocker
from tests.blockers.leading import desk, qualified
from tests.blockers.test_edit_blocker import NO_EDIT
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to, reading_writes_nothing

NAME = "close_locally_blocker"
WHY = {
    "outcome": "local_solution",
    "evidence": "La DREAL accepte le circuit fermé : lettre du 4 septembre.",
    "evidenced_on": date(2026, 9, 4),
}
FORM = {**WHY, "evidenced_on": "2026-09-04"}


@pytest.mark.parametrize("outcome", ["local_solution", "feasible_as_is"])
def test_it_ends_with_its_evidence_and_its_day(client, cast, outcome):
    blocker = qualified(cast)
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(blocker, NAME))
    for _time in range(2):
        sent = client.post(desk(blocker, NAME), {**FORM, "outcome": outcome})
        assert sent.status_code == 302
    after = fresh(blocker)
    assert (after.status, after.outcome, after.evidence, after.evidenced_on) == (
        "closed", outcome, WHY["evidence"], WHY["evidenced_on"],
    )  # fmt: skip
    assert after.closed_at == MONDAY
    assert [line[0] for line in journal(after)].count(NAME) == 1
    assert journal(after)[-1] == (
        NAME, "qualified", "closed", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert last_line(after).details == {"outcome": outcome}


def by_visitor_in(cast, blocker):
    """A case without an account that is part of the blocker."""
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    case = submit_report(link.report, by=LinkHolder(link, link.name))
    attach_report(case, by=cast.moderator, blocker=blocker)


def test_whoever_met_it_is_told_by_account_or_by_link(cast, sink):
    blocker = qualified(cast)
    by_visitor_in(cast, blocker)
    stories.submitted(cast)
    outbox.send_due()
    done = close_locally_blocker(blocker, by=cast.moderator, **WHY)
    assert newly_owed(last_line(done)) == {
        ("blocker_closed", "directrice@usine.example"),
        ("blocker_closed", "visiteuse@atelier.example"),
    }
    assert outbox.send_due()["sent"] == 2
    for number in (-2, -1):
        message = sink.message(number)
        assert (
            message["subject"].replace(NBSP, " ").strip() == f"Clos : {blocker.title}"
        )
        for kind in ("plain", "html"):
            text = unescape(message.get_body((kind,)).get_content())
            assert WHY["evidence"] in text
            assert "résolu sur place, 4 septembre 2026" in text.replace(NBSP, " ")


def test_a_case_that_was_taken_out_is_told_nothing(cast, sink):
    blocker = qualified(cast)
    close_locally_blocker(blocker, by=cast.moderator, **WHY)
    detach_report(blocker.reports.get(), by=cast.moderator, text="Autre texte.")
    outbox.send_due()
    assert not OutboxEmail.objects.filter(kind="blocker_closed", state="sent").exists()


def test_the_case_waits_for_nobody_any_more(client, cast):
    blocker = qualified(cast)
    report = blocker.reports.get()
    assert turn(report, cast.director, clock.now()) is not None
    close_locally_blocker(blocker, by=cast.moderator, **WHY)
    assert turn(fresh(report), cast.director, clock.now()) is None
    client.force_login(cast.director)
    page = client.get(blocker.get_absolute_url())
    assert WHY["evidence"] in page.text
    assert "Le blocage est clos" in page.text


@pytest.mark.parametrize(
    "status",
    ["qualifying", "escalated", "answered", "implementing", "verifying", "closed",
     "merged"],
)  # fmt: skip
def test_it_starts_only_from_qualified(cast, status):
    blocker = make_blocker(lab=cast.rouen, status=status)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        close_locally_blocker(blocker, by=SYSTEM, **WHY)


def test_who_may_close(client, cast):
    blocker = qualified(cast)
    found = answers_to(client, cast, desk(blocker, NAME), FORM, " ".join(NO_EDIT))
    assert found == NO_EDIT
    assert fresh(blocker).status == "qualified"


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "lifted_verified"}, {"outcome": ""}, {"evidence": " "},
        {"evidence": "x" * 601}, {"evidenced_on": "2026-09-08"},
        {"evidenced_on": "1066-01-01"}, {"evidenced_on": "x"},
    ],
)  # fmt: skip
def test_bad_input_is_told_and_kept(client, cast, fields):
    blocker = qualified(cast)
    client.force_login(cast.moderator)
    with nothing_written():
        page = client.post(desk(blocker, NAME), {**FORM, **fields})
    assert page.status_code == 200
    assert list(fields) == list(page.context["form"].errors)


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "lifted_verified"}, {"evidence": "  "},
        {"evidenced_on": date(2026, 9, 8)},
    ],
)  # fmt: skip
def test_the_act_itself_refuses(cast, fields):
    blocker, by = qualified(cast), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        close_locally_blocker(blocker, by=by, **{**WHY, **fields})


@pytest.mark.parametrize(
    ("status", "fields", "constraint"),
    [
        ("closed", {"outcome": ""}, "blocker_outcome_once_closed"),
        ("closed", {"closed_at": None}, "blocker_outcome_once_closed"),
        ("qualified", {"outcome": "abandoned"}, "blocker_outcome_once_closed"),
        ("qualified", {"closed_at": MONDAY - timedelta(1)}, "blocker_outcome_once"),
        ("closed", {"outcome": "local_solution"}, "blocker_local_outcome_has_evid"),
        ("closed", {"outcome": "feasible_as_is", "evidence": "x"}, "blocker_local_out"),
    ],
)
def test_the_database_wants_an_outcome_only_once_closed(
    cast, status, fields, constraint
):
    with pytest.raises(IntegrityError, match=constraint):
        make_blocker(lab=cast.rouen, status=status, **fields)
