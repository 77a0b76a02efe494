"""The plan's three views: who reads what, filters, months, the drawing, files, cost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import actions
from programmes.models import PlanAction
from programmes.plan import chart, months
from servindus import clock
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.plan import (
    FIRST,
    SECOND,
    STARTS,
    Scene,
    make_action,
    make_milestone,
    workstream,
)

LIST, CALENDAR, TIMELINE, FILE = (
    reverse(f"programmes:{name}")
    for name in ("plan_action_list", "plan_calendar", "plan_timeline",
                 "plan_timeline_csv")
)  # fmt: skip


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def shown(client, **query) -> list:
    """Give the actions of the list."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row["action"] for row in page.context["rows"]]


def test_the_timeline_draws_a_page_of_the_plan(client, scene: Scene) -> None:
    made = [
        make_action(
            owner=scene.lead, lab=scene.cast.rouen, is_published=True,
            starts_on=date(2026, 9, 1) + timedelta(days=n),
        )
        for n in range(27)
    ]  # fmt: skip
    first = client.get(TIMELINE)
    rest = client.get(first.context["pager"].next_href)
    for page, actions_ in ((first, made[:25]), (rest, made[25:])):
        assert [row["action"] for row in page.context["rows"]] == actions_
        assert [len(one.bars) for one in page.context["drawings"]] == 2 * [
            len(actions_)
        ]
    assert rest.context["pager"].next_href == ""
    assert client.get(FILE).content.decode().count("\n") == 1 + len(made)


def test_filters_leave_what_they_say(client, scene: Scene) -> None:
    cast = scene.cast
    first = make_action(owner=scene.lead, lab=cast.rouen, status="running")
    second = make_action(
        owner=cast.colleague, lab=cast.nancy, title="Un banc", workstream=workstream(2),
        due_on=date(2026, 12, 20),
    )  # fmt: skip
    third = make_action(owner=cast.admin, lab=None, due_on=date(2026, 12, 22))
    late = make_milestone(first, planned_on=date(2026, 9, 4))
    client.force_login(scene.lead)
    for query, found in (
        ({}, [first, second, third]),
        ({"q": "banc"}, [second]),
        ({"laboratoire": "nancy"}, [second]),
        ({"laboratoire": "programme"}, [third]),
        ({"axe": "2"}, [second]),
        ({"statut": "running"}, [first]),
        ({"retard": "oui"}, [first]),
        ({"porteur": "moi"}, [first]),
        ({"porteur": "personne"}, []),
        ({"statut": "x", "axe": "9"}, [first, second, third]),
    ):
        assert shown(client, **query) == found, query
    assert "prévision dépassée" in client.get(LIST).content.decode()
    late.refresh_from_db()
    client.logout()
    assert shown(client) == []
    actions.publish_plan_action(second, by=cast.colleague)
    assert shown(client) == [second]
    assert shown(client, porteur="moi") == [second]


def test_a_list_begins_with_what_is_still_to_do(client, scene: Scene) -> None:
    """After years most of a plan is over: it is asked for by its status."""
    rows = {
        status: scene.in_status(status)
        for status in ("planned", "running", "done", "dropped")
    }
    client.force_login(scene.lead)
    open_ones = {rows["planned"], rows["running"]}
    for address in (LIST, TIMELINE):
        page = client.get(address)
        assert {row["action"] for row in page.context["rows"]} == open_ones
    assert client.get(FILE).content.decode().count("Dix rencontres") == 2
    assert (
        client.get(FILE, {"statut": "tous"}).content.decode().count("Dix rencontres")
        == 4
    )
    page = client.get(LIST)
    assert [
        (str(one["label"]), one["count"], one["href"]) for one in page.context["counts"]
    ] == [
        ("prévue", 1, "?statut=planned"),
        ("en cours", 1, "?statut=running"),
        ("terminée", 1, "?statut=done"),
        ("abandonnée", 1, "?statut=dropped"),
    ]
    assert shown(client, statut="done") == [rows["done"]]
    # A calendar shows what was reached as well.
    assert "Tous les états" in client.get(CALENDAR).content.decode()
    due = client.get(CALENDAR, {"mois": "2026-12"}).content.decode()
    assert due.count("dernier jour de l’action") == 3


def test_what_is_over_comes_with_its_newest_first(client, scene: Scene) -> None:
    old, new = scene.in_status("done"), scene.in_status("done")
    PlanAction.objects.filter(pk=old.pk).update(due_on=date(2026, 10, 1))
    client.force_login(scene.lead)
    assert shown(client, statut="done") == [new, old]
    assert shown(client, statut="tous") == [new, old]
    running = scene.in_status("running"), scene.in_status("running")
    PlanAction.objects.filter(pk=running[1].pk).update(due_on=date(2026, 10, 2))
    assert shown(client) == [running[1], running[0]]


def test_a_plan_that_is_over_says_where_it_is(client, scene: Scene) -> None:
    scene.in_status("done")
    client.force_login(scene.lead)
    page = client.get(LIST).content.decode()
    assert "?statut=done" in page
    assert "plan-rows" not in page


def test_one_row_costs_as_much_as_thirty(client, scene: Scene) -> None:
    def statements(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    client.force_login(scene.lead)
    make_milestone(scene.in_status("running"))
    addresses = (LIST, CALENDAR + "?mois=2026-10", TIMELINE, FILE)
    once = [statements(address) for address in addresses]
    for _turn in range(29):
        make_milestone(scene.in_status("running"))
    assert [statements(address) for address in addresses] == once
    assert max(once) <= 12


def test_a_page_of_thirty_milestones_costs_as_much_as_one(client, scene) -> None:
    def statements(row) -> int:
        client.get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            assert client.get(row.get_absolute_url()).status_code == 200
        return len(found)

    client.force_login(scene.lead)
    action = scene.in_status("running")
    make_milestone(action)
    once = statements(action)
    for _turn in range(29):
        make_milestone(action)
    assert statements(action) == once <= 12


def test_a_month_keeps_the_filters_and_filters_keep_the_month(client, scene) -> None:
    action = make_action(owner=scene.lead, lab=scene.cast.rouen, status="running")
    row = make_milestone(action)
    make_milestone(action, status="reached", planned_on=SECOND, title="Atteint")
    client.force_login(scene.lead)
    page = client.get(CALENDAR, {"mois": "2026-10", "axe": "1"})
    text = page.content.decode()
    assert 'name="mois" value="2026-10"' in text
    assert "mois=2026-09&amp;axe=1" in text
    assert "mois=2026-11&amp;axe=1" in text
    found = {cell.day: [mark.title for mark in cell.marks]
             for cell in page.context["cells"] if cell.marks}  # fmt: skip
    assert found == {FIRST: [row.title]}
    assert client.get(CALENDAR, {"mois": "2026-10", "axe": "2"}).context["is_empty"]
    page = client.get(CALENDAR, {"mois": "2026-12"})
    [end] = [m for cell in page.context["cells"] for m in cell.marks]
    assert (end.kind, end.title) == ("end", action.title)
    # What is no month is this one.
    for text in ("", "2026-13", "9999-01", "x", "٢٠٢٦-10"):
        assert client.get(CALENDAR, {"mois": text}).context["month"] == date(2026, 9, 1)


def test_months_and_their_neighbours() -> None:
    assert months.before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert months.after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert months.month_of("2099-12", date(2026, 5, 3)) == date(2099, 12, 1)
    assert months.month_of("2099-00", date(2026, 5, 3)) == date(2026, 5, 1)


def test_the_drawing_the_table_and_the_file_say_the_same(client, scene: Scene) -> None:
    action, row = scene.running()
    actions.forecast_milestone(row, by=scene.lead, forecast_on=SECOND, text="Retard.")
    action = fresh(action)
    wide, narrow = chart.drawings([action], clock.today())
    assert (wide.name, narrow.name) == ("wide", "narrow")
    for drawing in (wide, narrow):
        [bar] = drawing.bars
        assert [stone.kind for stone in bar.diamonds] == ["planned", "forecast"]
        [(start, end)] = bar.slips
        assert bar.x < start < end < bar.x + bar.width <= drawing.width
        assert drawing.today is not None
        assert bar.x < drawing.today < start
    words = chart.sentence([action], clock.today())
    assert words == (
        "1 action, dont 0 en retard. Dans 1 d’entre elles un jalon a glissé, de 35"
        " jours au plus."
    )
    client.force_login(scene.lead)
    text = client.get(TIMELINE).content.decode()
    for found in (words, "35 jours de glissement", "bar-running", "stone-forecast"):
        assert found in text
    lines = client.get(FILE).content.decode("utf-8-sig").splitlines()
    own = f"Rouen;1;{action.title};en cours;2026-09-01;2026-12-18;"
    head = (
        "Laboratoire;Axe;Action;État de l’action;Premier jour;Dernier jour;Jalon;"
        "État du jalon;Prévu le;Attendu le;Atteint le;Glissement, en jours"
    )
    assert lines == [
        head,
        f"{own};;;;;",
        f"{own}{row.title};à venir;2026-10-02;2026-11-06;;35",
    ]
    with clock.at(moment(SECOND + timedelta(days=1))):
        assert "bar-late" in client.get(TIMELINE).content.decode()
    client.logout()
    assert len(client.get(FILE).content.decode("utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize("months_", [1, 4, 5, 9, 13, 16, 17, 36, 37, 49, 121, 400])
def test_labels_of_months_are_whole_and_apart(scene: Scene, months_: int) -> None:
    """Half a label is 27 units wide; it is cut at the edge, or covers the next one."""
    due = STARTS + timedelta(days=30 * months_ - 5)
    action = make_action(owner=scene.lead, lab=scene.cast.rouen, due_on=due)
    for drawing in chart.drawings([action], clock.today()):
        places = [tick.label_x for tick in drawing.ticks]
        assert places[0] - 27 >= 0, drawing.name
        assert places[-1] + 27 <= drawing.width, drawing.name
        assert all(b - a >= 54 for a, b in pairwise(places)), drawing.name
        # And there are as many as there is room for, within a step of months.
        assert len(places) >= min(months_, 2)


def test_today_stands_on_the_bars_with_an_edge(client, scene: Scene) -> None:
    scene.running()
    client.force_login(scene.lead)
    text = client.get(TIMELINE).content.decode()
    drawing = text[text.index("plan-svg plan-narrow") :]
    places = [drawing.index(name) for name in
              ('class="bar-', 'class="plan-today-edge"', 'class="plan-today"',
               'class="plan-text" ', 'class="stone-')]  # fmt: skip
    assert places == sorted(places)


def test_the_list_as_a_file(client, scene: Scene) -> None:
    def lines() -> list[str]:
        address = f"{reverse('request_export', args=['plan'])}?laboratoire=rouen"
        response = client.post(address, {"format": "csv"})
        assert response.status_code == 200
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return text.splitlines()

    action, _row = scene.running()
    actions.publish_plan_action(action, by=scene.lead)
    make_action(
        owner=scene.lead, lab=scene.cast.nancy, title="Ailleurs", is_published=True
    )
    operator, person = scene.cast.rouen.operator_name, scene.lead.full_name
    days = "en cours;2026-09-01;2026-12-18;2026-09-07;;0;1;0;;"
    own = "Rouen;1;Dix rencontres en atelier;Dix usines ont reçu une startup."
    first = "Laboratoire;Axe;Titre;But;Opérateur"
    rest = (
        "État;Premier jour;Dernier jour;Commencé le;Fin le;Jalons atteints;Jalons;"
        "Glissement, en jours;Coût en euros;Raison"
    )
    client.force_login(scene.lead)
    told = lines()
    assert told[:2] == [
        f"{first};Portée par;{rest}",
        f"{own};{operator};{person};{days}",
    ]
    assert "Ailleurs" not in "".join(told)
    # A company reads who operates the lab, and no person's name.
    client.force_login(scene.cast.director)
    assert lines()[:2] == [f"{first};{rest}", f"{own};{operator};{days}"]


def test_homes_say_what_waits(client, scene: Scene) -> None:
    _action, _row = scene.running()
    client.force_login(scene.lead)
    assert "Le jour est passé" not in client.get("/").content.decode()
    with clock.at(moment(FIRST + timedelta(days=3))):
        assert "Le jour est passé" in client.get("/").content.decode()
        assert shown(client, porteur="moi", retard="oui") != []
