"""frame and agree: days, cost and what decides, before anything starts."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.models import PilotCriterion
from servindus import clock
from servindus.models import User
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import day, desk, portal
from tests.programmes.pilots import ALL, CRITERIA, DATED, Trial, criteria_of

FRAME, AGREE = "frame_pilot", "agree_pilot"
SENT = {
    "starts_on": "2026-09-14",
    "ends_on": "2026-10-12",
    "planned_cost": "4800",
    "funding": "",
    "measure_1": "Pannes annoncées",
    "threshold_1": "deux sur trois",
}


@pytest.fixture
def trial(cast: Cast, monday) -> Trial:
    return Trial(cast)


def test_the_startup_frames_and_the_plant_is_asked(client, trial: Trial) -> None:
    pilot = trial.idea()
    client.force_login(trial.founder)
    with nothing_written():
        assert client.get(portal(pilot, FRAME)).status_code == 200
    assert client.post(portal(pilot, FRAME), SENT).status_code == 302
    done = fresh(pilot)
    assert (done.status, done.starts_on, done.ends_on) == ("framed", day(7), day(35))
    assert (done.planned_cost, done.due_on) == (Decimal(4800), day(7))
    assert criteria_of(done) == [("Pannes annoncées", "deux sur trois", "", "")]
    assert (done.startup_agreed_at, done.company_agreed_at) == (clock.now(), None)
    me = trial.founder.email
    assert journal(done)[-1] == (FRAME, "idea", "framed", me, "portal")
    assert newly_owed(last_line(done)) == {("pilot_framed", trial.director.email)}


def test_half_a_criterion_is_said_and_nothing_is_lost(client, trial: Trial) -> None:
    pilot = trial.idea()
    client.force_login(trial.founder)
    sent = {**SENT, "measure_2": "Fausses alertes", "ends_on": "2026-09-01"}
    page = client.post(portal(pilot, FRAME), sent)
    assert page.status_code == 200
    errors = page.context["form"].errors
    assert set(errors) == {"threshold_2", "ends_on"}
    assert "Fausses alertes" in page.content.decode()
    assert fresh(pilot).status == "idea"


def test_a_frame_of_the_year_9999_is_said(client, trial: Trial) -> None:
    pilot = trial.idea()
    client.force_login(trial.founder)
    sent = {**SENT, "starts_on": "9999-12-01", "ends_on": "9999-12-31"}
    page = client.post(portal(pilot, FRAME), sent)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"starts_on", "ends_on"}
    assert "ne dépasse pas le 31\xa0décembre 2036" in page.content.decode()
    assert fresh(pilot).status == "idea"


def test_further_criteria_are_folded_until_one_is_there(client, trial: Trial) -> None:
    client.force_login(trial.founder)
    address = portal(trial.idea(), FRAME)
    folded, opened = '<details class="form-more">', '<details class="form-more" open>'
    page = client.get(address).content.decode()
    assert (folded in page, opened in page) == (True, False)
    # Without its other half it is refused, and stands open where the summary leads.
    sent = {**SENT, "threshold_4": "moins de deux"}
    page = client.post(address, sent).content.decode()
    assert (folded in page, opened in page) == (False, True)
    assert 'name="measure_5"' in page


def test_a_change_asks_both_sides_anew(trial: Trial) -> None:
    agreed = trial.agreed()
    assert agreed.is_agreed
    again = trial.framed(
        by=trial.director, pilot=agreed, criteria=CRITERIA[:1], ends_on=day(40)
    )
    assert (again.startup_agreed_at, again.company_agreed_at) == (None, clock.now())
    assert len(criteria_of(again)) == 1
    assert newly_owed(last_line(again)) == {("pilot_framed", trial.founder.email)}


def test_the_other_side_agrees_once(client, trial: Trial) -> None:
    pilot = trial.framed()
    client.force_login(trial.founder)
    answer = client.post(portal(pilot, AGREE), {"frame": pilot.frame})
    assert answer.status_code == 409
    assert "C’est à l’autre partie" in answer.content.decode()
    client.force_login(trial.director)
    with nothing_written():
        assert client.get(portal(pilot, AGREE)).status_code == 200
    sent = {"frame": pilot.frame}
    assert client.post(portal(pilot, AGREE), sent).status_code == 302
    done = fresh(pilot)
    assert (done.is_agreed, done.status, done.due_on) == (True, "framed", day(7))
    me = trial.director.email
    assert journal(done)[-1] == (AGREE, "framed", "framed", me, "portal")
    assert newly_owed(last_line(done)) == {("pilot_agreed", trial.founder.email)}
    with pytest.raises(ActRefused, match="déjà d’accord"):
        actions.agree_pilot(done, by=trial.director, frame=done.frame)


def test_a_frame_that_was_not_read_is_not_agreed_to(client, trial: Trial) -> None:
    """The page is stale: the startup has asked for ten times as much since."""
    pilot = trial.framed()
    client.force_login(trial.director)
    read = pilot.frame
    shown = f'name="frame" value="{read}"'
    assert shown in client.get(portal(pilot, AGREE)).content.decode()
    newer = trial.framed(pilot=pilot, planned_cost=Decimal(48000))
    answer = client.post(portal(pilot, AGREE), {"frame": read})
    text = answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")
    assert answer.status_code == 409
    assert "Le cadre a changé : relisez-le, s’il vous plaît." in text
    assert "48 000 €" in text
    assert f'name="frame" value="{newer.frame}"' in text
    assert fresh(pilot).company_agreed_at is None
    with pytest.raises(ActRefused, match="Le cadre a changé"):
        actions.agree_pilot(newer, by=trial.director, frame=read)
    again = {"frame": newer.frame}
    assert client.post(portal(pilot, AGREE), again).status_code == 302
    assert fresh(pilot).is_agreed


@pytest.mark.parametrize("frame", ["", "0", "abc", "9" * 40])
def test_a_frame_that_is_none_is_refused(client, trial: Trial, frame: str) -> None:
    pilot = trial.framed()
    client.force_login(trial.director)
    assert client.post(portal(pilot, AGREE), {"frame": frame}).status_code in (200, 409)
    assert not fresh(pilot).is_agreed


def test_the_desk_leaves_it_to_the_page_that_shows_the_frame(
    client, trial: Trial
) -> None:
    pilot = trial.framed()
    client.force_login(trial.lab)
    assert client.post(desk(pilot, AGREE)).status_code == 404
    assert not fresh(pilot).is_agreed


def test_the_lab_agrees_for_a_side_without_anybody_here(trial: Trial) -> None:
    pilot = trial.framed()
    lab = trial.cast.moderator
    with pytest.raises(ActRefused):
        actions.agree_pilot(pilot, by=lab, frame=pilot.frame)
    User.objects.filter(pk=trial.director.pk).update(is_active=False)
    assert actions.agree_pilot(fresh(pilot), by=lab, frame=pilot.frame).is_agreed


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": day(-1)}, "à partir d’aujourd’hui"),
        ({"ends_on": day(6)}, "avant le premier"),
        ({"ends_on": day(374)}, "un an au plus"),
        ({"criteria": []}, "un critère au moins"),
        (
            {"starts_on": date(9999, 12, 1), "ends_on": date(9999, 12, 31)},
            "ne dépasse pas le 31\xa0décembre 2036",
        ),
    ],
)
def test_what_is_refused(trial: Trial, fields, words: str) -> None:
    pilot = trial.idea()
    with pytest.raises(ActRefused, match=words):
        trial.framed(pilot=pilot, **fields)
    assert fresh(pilot).status == "idea"


def test_each_starts_only_from_there(trial: Trial) -> None:
    values = {
        **DATED, "criteria": CRITERIA, "planned_cost": Decimal(1), "funding": "",
    }  # fmt: skip
    for act, sources, inputs in (
        (actions.frame_pilot, {"idea", "framed"}, values),
        (actions.agree_pilot, {"framed"}, {"frame": 1}),
    ):
        assert set(act.sources) == sources
        for status in set(ALL) - sources:
            row = trial.in_status(status)
            with pytest.raises(TransitionNotAllowed):
                act(row, by=trial.founder, **inputs)


def test_who_may(client, trial: Trial) -> None:
    pilot = trial.framed()
    cast, found = trial.cast, {}
    for who in ("founder", "director", "moderator", "colleague", "other_founder"):
        client.force_login(getattr(cast, who))
        found[who] = [
            client.get(portal(pilot, name)).status_code for name in (FRAME, AGREE)
        ]
    assert found == {
        "founder": [200, 200],
        "director": [200, 200],
        "moderator": [200, 200],
        "colleague": [404, 404],
        "other_founder": [404, 404],
    }


def refused(constraint: str, call) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        call()
    assert error.value.__cause__.diag.constraint_name == constraint


def test_the_database_keeps_what_decides(trial: Trial) -> None:
    """Written before the start, judged while it runs; neither more nor fewer after."""
    pilot = trial.running()
    one = pilot.criteria.order_by("rank")[0]
    rows = PilotCriterion.objects.filter(pk=one.pk)
    late = "criterion_written_before_start"
    refused(late, lambda: rows.update(measure="Autre chose"))
    refused(late, lambda: rows.update(threshold="une sur dix"))
    refused(late, lambda: rows.delete())
    refused(
        late,
        lambda: PilotCriterion.objects.create(
            pilot=pilot, rank=3, measure="Plus", threshold="tard"
        ),
    )
    assert rows.update(outcome="yes") == 1
    early = trial.framed(pilot=trial.idea(title="Un autre"))
    judged = PilotCriterion.objects.filter(pilot=early)
    refused("criterion_judged_in_time", lambda: judged.update(outcome="yes"))


def test_a_criterion_has_both_halves_and_a_place(trial: Trial) -> None:
    pilot = trial.idea()
    for fields in (
        {"rank": 1, "measure": "", "threshold": "x"},
        {"rank": 1, "measure": "x", "threshold": ""},
        {"rank": 6, "measure": "x", "threshold": "y"},
        {"rank": 0, "measure": "x", "threshold": "y"},
    ):
        made = PilotCriterion(pilot=pilot, **fields)
        refused("criterion_is_said", made.save)
