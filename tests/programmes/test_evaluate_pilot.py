"""start, evaluate, extend, stop, link: what it gave and how it goes on."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from programmes import actions
from programmes.models import Pilot
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, fresh, make_introduction
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import TODAY, day, portal
from tests.programmes.pilots import ALL, Trial, criteria_of

START, EVALUATE = "start_pilot", "evaluate_pilot"
EXTEND, STOP, LINK = "extend_pilot", "stop_pilot", "link_pilot"


@pytest.fixture
def trial(cast: Cast, monday) -> Trial:
    return Trial(cast)


def test_it_starts_once_both_agree(client, trial: Trial) -> None:
    pilot = trial.framed()
    client.force_login(trial.founder)
    assert client.post(portal(pilot, START)).status_code == 409
    actions.agree_pilot(pilot, by=trial.director, frame=pilot.frame)
    with nothing_written():
        assert client.get(portal(pilot, START)).status_code == 200
    assert client.post(portal(pilot, START)).status_code == 302
    done = fresh(pilot)
    assert (done.status, done.started_on, done.due_on) == ("running", TODAY, day(42))
    me = trial.founder.email
    assert journal(done)[-1] == (START, "framed", "running", me, "portal")
    assert newly_owed(last_line(done)) == {("pilot_started", trial.director.email)}


def test_days_that_are_over_are_agreed_anew(trial: Trial) -> None:
    pilot = trial.agreed()
    with clock.at(moment(day(36))), pytest.raises(ActRefused, match="sont passés"):
        actions.start_pilot(pilot, by=trial.founder)


def test_the_company_judges_each_criterion(client, trial: Trial) -> None:
    pilot = trial.running()
    one, two = pilot.criteria.order_by("rank")
    client.force_login(trial.director)
    address = portal(pilot, EVALUATE)
    sent = {
        f"outcome_{one.pk}": "yes", f"finding_{one.pk}": "trois sur trois",
        "result": "Deux pannes annoncées.", "cost": "5100.50",
    }  # fmt: skip
    with nothing_written():
        page = client.post(address, sent)
    assert set(page.context["form"].errors) == {f"outcome_{two.pk}"}
    assert "Deux pannes annoncées." in page.content.decode()
    with clock.at(moment(day(36))):
        answer = client.post(address, {**sent, f"outcome_{two.pk}": "partly"})
    assert answer.status_code == 302
    done = fresh(pilot)
    assert (done.status, done.evaluated_on, done.due_on) == (
        "evaluated",
        day(36),
        day(50),
    )
    assert (done.result, done.cost) == ("Deux pannes annoncées.", Decimal("5100.50"))
    assert [row[2:] for row in criteria_of(done)] == [
        ("yes", "trois sur trois"),
        ("partly", ""),
    ]
    me = trial.director.email
    assert journal(done)[-1] == (EVALUATE, "running", "evaluated", me, "portal")
    assert newly_owed(last_line(done)) == {("pilot_evaluated", trial.founder.email)}


def test_no_criterion_is_left_out(trial: Trial) -> None:
    pilot = trial.running()
    judged = trial.judged(pilot, "yes", "no")
    judged.popitem()
    with pytest.raises(ActRefused, match="chaque critère"):
        actions.evaluate_pilot(
            pilot, by=trial.director, judged=judged, result="R", cost=Decimal(0)
        )


def test_it_goes_on_or_stops_with_words(client, trial: Trial) -> None:
    client.force_login(trial.director)
    pilot = trial.evaluated()
    sent = {"text": "Une commande pour dix pompes."}
    assert client.post(portal(pilot, EXTEND), {"text": ""}).status_code == 200
    assert client.post(portal(pilot, EXTEND), sent).status_code == 302
    done = fresh(pilot)
    assert (done.status, done.next_step, done.due_on) == (
        "extended",
        sent["text"],
        None,
    )
    assert newly_owed(last_line(done)) == {("pilot_decided", trial.founder.email)}
    other = trial.idea(title="Un autre")
    sent = {"code": "time", "text": "Personne avant l’été."}
    assert client.post(portal(other, STOP), sent).status_code == 302
    done = fresh(other)
    assert (done.status, done.stop_code, done.stop_reason, done.due_on) == (
        *("stopped", "time", "Personne avant l’été."),
        None,
    )
    assert newly_owed(last_line(done)) == {("pilot_decided", trial.founder.email)}


def test_what_it_is_linked_to(client, trial: Trial) -> None:
    cast = trial.cast
    met = make_introduction(
        startup=trial.startup, decision_maker=cast.manager_with_account,
        requested_by=trial.founder, status="accepted",
    )  # fmt: skip
    pilot = trial.idea()
    client.force_login(trial.founder)
    sent = {"introduction": met.pk, "blockers": []}
    assert client.post(portal(pilot, LINK), sent).status_code == 302
    assert fresh(pilot).introduction == met
    page = client.get(pilot.get_absolute_url())
    assert [one["href"] for one in page.context["connections"]] == [
        met.get_absolute_url()
    ]
    # A colleague of the plant sees no introduction of somebody else's card.
    client.force_login(cast.assistant)
    page = client.get(pilot.get_absolute_url())
    assert page.context["connections"] == []
    assert client.post(portal(pilot, LINK), {"introduction": ""}).status_code == 302
    assert fresh(pilot).introduction == met


def test_each_starts_only_from_there(trial: Trial) -> None:
    judged = {"judged": {}, "result": "R", "cost": Decimal(0)}
    for act, sources, inputs in (
        (actions.start_pilot, {"framed"}, {}),
        (actions.evaluate_pilot, {"running"}, judged),
        (actions.extend_pilot, {"evaluated"}, {"text": "T"}),
        (
            actions.stop_pilot,
            {"idea", "framed", "running", "evaluated"},
            {"code": "cost", "text": "T"},
        ),
    ):
        assert set(act.sources) == sources
        for status in set(ALL) - sources:
            row = trial.in_status(status)
            with pytest.raises(TransitionNotAllowed):
                act(row, by=trial.director, **inputs)
            assert fresh(row).status == status


def test_who_judges(client, trial: Trial) -> None:
    pilot = trial.running()
    found = {}
    for who in ("founder", "director", "moderator", "colleague", "stranger"):
        client.force_login(getattr(trial.cast, who))
        found[who] = client.get(portal(pilot, EVALUATE)).status_code
    assert found == {
        "founder": 403,
        "director": 200,
        "moderator": 200,
        "colleague": 404,
        "stranger": 404,
    }


@pytest.mark.parametrize(
    ("constraint", "status", "fields"),
    [
        ("pilot_has_two_sides", "idea", {"startup": F("company")}),
        ("pilot_days_are_whole_and_in_order", "idea", {"starts_on": TODAY}),
        ("pilot_days_are_whole_and_in_order", "framed", {"ends_on": day(6)}),
        ("pilot_framed_has_days", "framed", {"starts_on": None, "ends_on": None}),
        ("pilot_starts_agreed", "running", {"company_agreed_at": None}),
        ("pilot_starts_agreed", "running", {"started_on": None}),
        ("pilot_judged_says_what_it_gave", "evaluated", {"result": ""}),
        ("pilot_judged_says_what_it_gave", "evaluated", {"evaluated_on": None}),
        ("pilot_extended_says_how", "extended", {"next_step": ""}),
        ("pilot_extended_says_how", "evaluated", {"next_step": "Encore"}),
        ("pilot_stopped_says_why", "stopped", {"stop_reason": ""}),
        ("pilot_stopped_says_why", "idea", {"stop_code": "cost"}),
        ("pilot_open_has_next_date", "idea", {"due_on": None}),
        ("pilot_open_has_next_date", "stopped", {"due_on": TODAY}),
        ("pilot_costs_are_euros", "idea", {"planned_cost": -1}),
        ("pilot_costs_are_euros", "idea", {"cost": 10_000_001}),
    ],
)
def test_the_database_refuses(trial: Trial, constraint, status, fields) -> None:
    pilot = trial.in_status(status)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Pilot.objects.filter(pk=pilot.pk).update(**fields)
    assert error.value.__cause__.diag.constraint_name == constraint
