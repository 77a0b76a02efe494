"""What is over in the plan: its file, its calendar, its order and its milestones."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from programmes.plan.exports import PLAN
from tests.cast import Cast
from tests.programmes.plan import FIRST, Scene, make_milestone

LIST, CALENDAR, TIMELINE = (
    reverse(f"programmes:{name}")
    for name in ("plan_action_list", "plan_calendar", "plan_timeline")
)


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_the_whole_plan_is_exported_and_a_part_says_so(scene: Scene) -> None:
    for status in ("planned", "running", "done", "dropped"):
        scene.in_status(status)
    found = {}
    for query in (PLAN.everything, "", "statut=done", "statut=x"):
        selection = PLAN.select(scene.cast.admin, QueryDict(query))
        [rows] = selection.parts
        words = [(str(one.label), str(one.text)) for one in selection.filters]
        found[query] = len(rows), words, selection.codes()
    part = [("État", "Prévues ou en cours")], {"statut": "planned,running"}
    assert found == {
        "statut=tous": (4, [("État", "Tous les états")], {"statut": "tous"}),
        "": (2, *part),
        "statut=done": (1, [("État", "terminée")], {"statut": "done"}),
        "statut=x": (2, *part),
    }


def test_nothing_is_to_come_of_what_was_dropped(client, scene: Scene) -> None:
    """A milestone that was left open when its action was dropped comes no more."""
    action = scene.in_status("dropped")
    make_milestone(action, planned_on=date(2026, 9, 2))
    make_milestone(action, planned_on=FIRST)
    client.force_login(scene.lead)
    for month in ("2026-09", "2026-10"):
        assert client.get(CALENDAR, {"mois": month}).context["is_empty"]
    page = client.get(action.get_absolute_url())
    assert [one["is_late"] for one in page.context["milestones"]] == [False, False]
    assert "prévision dépassée" not in page.content.decode()
    # Of one that runs they do.
    running = scene.in_status("running")
    make_milestone(running, planned_on=date(2026, 9, 2))
    page = client.get(CALENDAR, {"mois": "2026-09"})
    [mark] = [mark for cell in page.context["cells"] for mark in cell.marks]
    assert (mark.kind, mark.word) == ("forecast", "prévision dépassée")
    page = client.get(running.get_absolute_url())
    assert [one["is_late"] for one in page.context["milestones"]] == [True]


def test_all_the_statuses_go_from_the_list_to_the_calendar(client, scene) -> None:
    for status in ("done", "dropped"):
        make_milestone(scene.in_status(status), status="reached")
    client.force_login(scene.lead)
    query = {"statut": "tous", "axe": "1", "mois": "2026-10"}
    page = client.get(CALENDAR, query)
    marks = [mark for cell in page.context["cells"] for mark in cell.marks]
    assert (page.context["active"], len(marks)) == (1, 2)
    assert not page.context["filter_form"].errors
    # And back: the other views still know it.
    ways = [tab.href for tab in page.context["tabs"]]
    assert all("statut=tous" in href for href in ways)
    assert client.get(LIST, query).context["active"] == 2
    # What no filter knows does not hide those that do filter.
    assert client.get(CALENDAR, {"statut": "x", "axe": "1"}).context["active"] == 1


@pytest.mark.parametrize(
    ("status", "ends", "starts"),
    [
        ("", "la plus proche à la plus lointaine", "la première à démarrer"),
        ("running", "la plus proche à la plus lointaine", "la première à démarrer"),
        ("done", "la plus tardive à la plus ancienne", "la dernière à démarrer"),
        ("tous", "la plus tardive à la plus ancienne", "la dernière à démarrer"),
    ],
)
def test_captions_say_the_order(client, scene, status: str, ends, starts) -> None:
    for one in ("running", "done"):
        scene.in_status(one)
    client.force_login(scene.lead)
    for address, words in ((LIST, ends), (TIMELINE, starts)):
        assert words in client.get(address, {"statut": status}).content.decode()
