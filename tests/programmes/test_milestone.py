"""add, correct, forecast, reach, reopen, drop, remove, nudge: a milestone's days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from programmes import actions
from programmes.models import Milestone, MilestoneForecast
from programmes.plan.wording import counted, progress
from servindus import clock, timers
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import portal
from tests.programmes.plan import (
    FIRST,
    SECOND,
    Scene,
    make_milestone,
    milestones_start_only_from,
)

NUDGE = "programmes.nudge_milestones"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_a_forecast_leaves_the_planned_day_and_a_history(client, scene: Scene) -> None:
    _action, row = scene.running()
    client.force_login(scene.lead)
    address = portal(row, "forecast_milestone")
    with nothing_written():
        assert client.get(address).status_code == 200
    for day, why in ((SECOND, "Une usine est arrêtée."), (FIRST, "Elle repart.")):
        sent = {"forecast_on": day.isoformat(), "text": why}
        assert client.post(address, sent).status_code == 302
    row = fresh(row)
    assert (row.planned_on, row.forecast_on, row.slip) == (FIRST, FIRST, 0)
    lines = [
        (one.kind, one.from_on, one.to_on, one.why, one.said_by)
        for one in row.forecasts.order_by("pk")
    ]
    assert lines == [
        ("forecast", FIRST, SECOND, "Une usine est arrêtée.", scene.lead),
        ("forecast", SECOND, FIRST, "Elle repart.", scene.lead),
    ]
    me = scene.lead.email
    assert journal(row)[-1] == ("forecast_milestone", "open", "open", me, "portal")
    assert newly_owed(last_line(row)) == set()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"forecast_on": FIRST.isoformat()}, "C’est déjà la prévision"),
        ({"forecast_on": "2026-09-06"}, "à partir d’aujourd’hui"),
        ({"forecast_on": "9999-12-31"}, "ne dépasse pas le 31\xa0décembre 2036"),
        ({"text": ""}, "obligatoire"),
        ({"text": "x" * 301}, "301 caractères"),
    ],
)
def test_a_forecast_that_is_wrong_is_said(client, scene: Scene, change, words) -> None:
    _action, row = scene.running()
    client.force_login(scene.lead)
    sent = {"forecast_on": SECOND.isoformat(), "text": "Retard.", **change}
    with nothing_written():
        page = client.post(portal(row, "forecast_milestone"), sent)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_the_planned_day_is_free_before_and_says_why_after(scene: Scene) -> None:
    action = scene.plan()
    row = scene.milestone(action)
    row = actions.correct_milestone(
        row, by=scene.lead, title="Quatre rencontres", planned_on=SECOND, text=""
    )
    assert (row.title, row.planned_on, row.forecast_on) == (
        "Quatre rencontres", SECOND, SECOND,
    )  # fmt: skip
    assert not MilestoneForecast.objects.exists()
    actions.start_plan_action(action, by=scene.lead)
    given = {"title": "Quatre rencontres", "planned_on": FIRST}
    with pytest.raises(ActRefused, match="pourquoi le jour prévu"):
        actions.correct_milestone(row, by=scene.lead, **given, text="")
    row = actions.correct_milestone(row, by=scene.lead, **given, text="Coquille.")
    assert (row.planned_on, row.forecast_on) == (FIRST, FIRST)
    line = MilestoneForecast.objects.get()
    assert (line.kind, line.from_on, line.to_on) == ("correction", SECOND, FIRST)


def test_the_database_keeps_days_and_history(scene: Scene) -> None:
    _action, row = scene.running()
    rows = Milestone.objects.filter(pk=row.pk)
    for change in ({"planned_on": SECOND}, {"forecast_on": SECOND}):
        refused = pytest.raises(IntegrityError, match="moved without")
        with refused, transaction.atomic():
            rows.update(**change)
    actions.forecast_milestone(row, by=scene.lead, forecast_on=SECOND, text="Retard.")
    line = MilestoneForecast.objects.get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        MilestoneForecast.objects.update(why="Rien.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        line.delete()
    with pytest.raises(IntegrityError, match="without a journal"), transaction.atomic():
        rows.update(status="dropped", reason="Non.")


def test_it_is_reached_shown_and_opened_again(client, scene: Scene) -> None:
    action, row = scene.running()
    client.force_login(scene.lead)
    address = portal(row, "reach_milestone")
    for change, words in (
        ({"actual_on": "2026-09-08"}, "encore à venir"),
        ({"evidence": ""}, "Dites ce qui le montre"),
        ({"evidence": "", "evidence_url": "javascript:alert(1)"}, "valide"),
    ):
        sent = {"actual_on": "2026-09-07", "evidence": "Liste", **change}
        page = client.post(address, sent)
        assert (page.status_code, words in page.content.decode()) == (200, True)
    sent = {"actual_on": "2026-09-07", "evidence": "Liste des présents"}
    assert client.post(address, sent).status_code == 302
    row = fresh(row)
    assert (row.status, row.actual_on, row.slip) == (
        "reached", date(2026, 9, 7), (date(2026, 9, 7) - FIRST).days,
    )  # fmt: skip
    scene.milestone(action, planned_on=SECOND)
    assert progress(action) == "1 sur 2"
    assert counted(action) == (1, 2, 0)
    text = client.get(action.get_absolute_url()).content.decode()
    for words in ("Jalons\u00a0: 1 sur 2", "25 jours d’avance", "Liste des présents"):
        assert words in text, words
    row = actions.reopen_milestone(row, by=scene.lead, text="La liste était fausse.")
    assert (row.status, row.actual_on, row.evidence) == (
        "open", None, "Liste des présents",
    )  # fmt: skip
    assert MilestoneForecast.objects.get().kind == "reopened"


def test_removed_before_dropped_after(scene: Scene) -> None:
    action = scene.plan(title="Encore prévue")
    row = scene.milestone(action)
    with pytest.raises(ActRefused, match="Démarrez d’abord"):
        actions.drop_milestone(row, by=scene.lead, text="Non.")
    with pytest.raises(ActRefused, match="Démarrez d’abord"):
        actions.forecast_milestone(row, by=scene.lead, forecast_on=SECOND, text="x")
    actions.remove_milestone(row, by=scene.lead)
    assert not Milestone.objects.exists()
    action, row = scene.running()
    with pytest.raises(ActRefused, match="on renonce à un jalon"):
        actions.remove_milestone(row, by=scene.lead)
    row = actions.drop_milestone(row, by=scene.lead, text="Plus utile.")
    assert (row.status, row.reason) == ("dropped", "Plus utile.")
    assert progress(action) == "aucun jalon"
    row = actions.reopen_milestone(row, by=scene.lead, text="Utile encore.")
    assert (row.status, row.reason) == ("open", "")
    actions.drop_plan_action(action, by=scene.lead, text="Non.")
    with pytest.raises(ActRefused, match="reprenez-la d’abord"):
        actions.forecast_milestone(row, by=scene.lead, forecast_on=SECOND, text="x")


def test_thirty_milestones_at_most(scene: Scene) -> None:
    action = scene.plan()
    for _turn in range(30):
        make_milestone(action)
    with pytest.raises(ActRefused, match="trente jalons"):
        scene.milestone(action)


def test_each_act_starts_only_from_there(scene: Scene) -> None:
    for act, sources, inputs in (
        (actions.correct_milestone, "open",
         {"title": "x", "planned_on": SECOND, "text": "x"}),
        (actions.forecast_milestone, "open", {"forecast_on": SECOND, "text": "x"}),
        (actions.reach_milestone, "open",
         {"actual_on": FIRST, "evidence": "x", "evidence_url": ""}),
        (actions.drop_milestone, "open", {"text": "x"}),
        (actions.remove_milestone, "open", {}),
        (actions.reopen_milestone, "reached dropped", {"text": "x"}),
        (actions.nudge_milestone, "open", {"since": FIRST, "rung": 1}),
    ):  # fmt: skip
        milestones_start_only_from(act, scene, sources, **inputs)


def test_who_may(client, scene: Scene) -> None:
    action, row = scene.running()
    found = {}
    address = portal(row, "reach_milestone")
    assert client.get(address).status_code == 302
    for who in ("founder", "director", "moderator", "colleague", "liaison", "admin"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(address).status_code
    assert found == {
        **dict.fromkeys(("founder", "director"), 404),
        **dict.fromkeys(("colleague", "liaison"), 403),
        **dict.fromkeys(("moderator", "admin"), 200),
    }
    actions.publish_plan_action(action, by=scene.lead)
    client.force_login(scene.cast.founder)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("milestone_is_said", {"title": ""}),
        ("milestone_reached_is_shown", {"status": "reached", "evidence": ""}),
        ("milestone_reached_is_shown", {"status": "reached", "actual_on": None}),
        ("milestone_reached_is_shown", {"actual_on": FIRST}),
        ("milestone_dropped_says_why", {"status": "dropped", "reason": ""}),
        ("milestone_dropped_says_why", {"reason": "Non."}),
    ],
)
def test_the_wrong_row_is_refused(scene: Scene, name: str, wrong) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_milestone(scene.in_status("running"), **wrong)


# --- What time brings -----------------------------------------------------------------


def nudged(row: Milestone, days: int) -> set[str]:
    """Give who is asked so many days after the forecast; twice is once."""
    with clock.at(moment(row.forecast_on + timedelta(days=days))):
        count = timers.run(NUDGE)[NUDGE]
        assert timers.run(NUDGE) == {NUDGE: 0}
        if not count:
            return set()
        line = last_line(row)
        assert (line.verb, line.actor_kind) == ("nudge_milestone", "system")
        mails = newly_owed(line)
    assert {kind for kind, _address in mails} == {"milestone_overdue"}
    return {address for _kind, address in mails}


def test_its_carrier_is_asked_the_day_after_then_weekly_then_the_leads_too(
    scene: Scene,
) -> None:
    carrier = scene.cast.second_moderator
    action = scene.plan(owner=carrier)
    row = scene.milestone(action, planned_on=date(2026, 9, 14))
    actions.start_plan_action(action, by=scene.lead)
    me, both = {carrier.email}, {carrier.email, scene.lead.email}
    found = {day: nudged(row, day) for day in (0, 1, 2, 7, 8, 14, 15, 22, 200)}
    assert found == {
        0: set(), 1: me, 2: set(), 7: set(), 8: me, 14: set(), 15: both, 22: both,
        200: set(),
    }  # fmt: skip


def test_whoever_has_left_is_not_asked(scene: Scene) -> None:
    carrier = scene.cast.second_moderator
    action = scene.plan(owner=carrier)
    row = scene.milestone(action, planned_on=date(2026, 9, 14))
    actions.start_plan_action(action, by=scene.lead)
    actions.end_membership(carrier.memberships.get(), by=scene.lead)
    assert nudged(row, 1) == {scene.lead.email}


def test_what_is_reached_or_only_planned_is_not_asked_for(scene: Scene) -> None:
    early = scene.plan(title="Encore prévue")
    planned = scene.milestone(early, planned_on=date(2026, 9, 14))
    assert nudged(planned, 1) == set()
    _action, row = scene.running()
    actions.reach_milestone(
        row, by=scene.lead, actual_on=clock.today(), evidence="Liste", evidence_url=""
    )
    assert nudged(row, 1) == set()


def test_a_planned_day_is_one_of_the_action(client, scene: Scene) -> None:
    """Also where it is corrected; what was typed stays."""
    action, row = scene.running()
    before = action.starts_on - timedelta(days=1)
    after = action.due_on + timedelta(days=1)
    for day in (before, after):
        with pytest.raises(ActRefused, match="choisissez un jour"):
            actions.add_milestone(action, by=scene.lead, title="Trop", planned_on=day)
        with pytest.raises(ActRefused, match="choisissez un jour"):
            actions.correct_milestone(
                row, by=scene.lead, title=row.title, planned_on=day, text="Erreur."
            )
    for day in (action.starts_on, action.due_on):
        actions.add_milestone(action, by=scene.lead, title="Juste", planned_on=day)
    client.force_login(scene.lead)
    sent = {"title": "Trop tard", "planned_on": after.isoformat()}
    page = client.post(portal(action, "add_milestone"), sent)
    assert page.status_code == 409
    assert "Trop tard" in page.text
    assert not Milestone.objects.filter(title__startswith="Trop").exists()


def test_evidence_has_a_safe_address(client, scene: Scene) -> None:
    _action, row = scene.running()
    client.force_login(scene.lead)
    sent = {"actual_on": clock.today().isoformat(), "evidence": ""}
    address = portal(row, "reach_milestone")
    page = client.post(address, {**sent, "evidence_url": "http://preuve.example/"})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["evidence_url"]
    sent |= {"evidence_url": "https://preuve.example/"}
    assert client.post(address, sent).status_code == 302
