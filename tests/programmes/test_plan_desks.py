"""The desks of the plan: what they show to whom, and each act that they offer."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Milestone, PlanAction
from tests.cast import Cast, fresh
from tests.evidence import journal, nothing_written
from tests.programmes.facilities import desk
from tests.programmes.plan import FIRST, Scene, make_action, make_milestone

WHY = {"text": "Reprise ailleurs."}
ACTIONS = reverse("admin:programmes_planaction_changelist")
MILESTONES = reverse("admin:programmes_milestone_changelist")


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def offered(client, row: Any) -> list[str]:
    """Give the names of the acts whose buttons stand on a row's page."""
    meta = row._meta
    page = client.get(
        reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    )
    assert page.status_code == 200
    return [act.href.rstrip("/").rpartition("/")[2] for act in page.context["acts"]]


@pytest.mark.parametrize(
    ("name", "source", "target", "sent"),
    [
        ("start_plan_action", "planned", "running", {}),
        ("finish_plan_action", "running", "done", {}),
        ("drop_plan_action", "planned", "dropped", WHY),
        ("drop_plan_action", "running", "dropped", WHY),
        ("resume_plan_action", "done", "running", {}),
        ("resume_plan_action", "dropped", "running", {}),
        ("publish_plan_action", "running", "running", {}),
    ],
)
def test_an_action_moves_at_its_desk(
    client, scene: Scene, name: str, source: str, target: str, sent: dict[str, str]
) -> None:
    row = scene.in_status(source)
    client.force_login(scene.lead)
    with nothing_written():
        assert client.get(desk(row, name)).status_code == 200
    if sent:
        assert client.post(desk(row, name)).status_code == 200
        assert fresh(row).status == source
    page = client.post(desk(row, name), sent)
    assert (page.status_code, page.headers["Location"]) == (302, ACTIONS)
    me = scene.lead.email
    assert journal(row) == [(name, source, target, me, "admin")]
    found = fresh(row)
    assert found.status == target
    assert found.reason == (WHY["text"] if target == "dropped" else "")
    assert found.is_published is (name == "publish_plan_action")


def test_publishing_is_taken_back_at_the_desk(client, scene: Scene) -> None:
    row = make_action(owner=scene.lead, lab=scene.cast.rouen, is_published=True)
    client.force_login(scene.lead)
    assert client.post(desk(row, "publish_plan_action")).status_code == 409
    assert client.post(desk(row, "unpublish_plan_action")).status_code == 302
    me = scene.lead.email
    line = ("unpublish_plan_action", "planned", "planned", me, "admin")
    assert (fresh(row).is_published, journal(row)) == (False, [line])


@pytest.mark.parametrize(
    ("name", "source", "target"),
    [
        ("drop_milestone", "open", "dropped"),
        ("reopen_milestone", "reached", "open"),
        ("reopen_milestone", "dropped", "open"),
    ],
)
def test_a_milestone_moves_at_its_desk(
    client, scene: Scene, name: str, source: str, target: str
) -> None:
    row = make_milestone(scene.in_status("running"), status=source)
    client.force_login(scene.lead)
    with nothing_written():
        assert client.get(desk(row, name)).status_code == 200
    assert client.post(desk(row, name)).status_code == 200
    page = client.post(desk(row, name), WHY)
    assert (page.status_code, page.headers["Location"]) == (302, MILESTONES)
    found = fresh(row)
    assert (found.status, found.actual_on) == (target, None)
    assert found.reason == (WHY["text"] if target == "dropped" else "")
    assert journal(row) == [(name, source, target, scene.lead.email, "admin")]
    told = [(line.kind, line.why) for line in found.forecasts.all()]
    assert told == ([("reopened", WHY["text"])] if target == "open" else [])


def test_the_desks_offer_what_can_be_done_there_now(client, scene: Scene) -> None:
    client.force_login(scene.lead)
    found = {
        status: sorted(offered(client, scene.in_status(status)))
        for status in ("planned", "running", "done", "dropped")
    }
    assert found == {
        "planned": [
            *("drop_plan_action", "link_plan_action"),
            *("publish_plan_action", "start_plan_action"),
        ],
        "running": [
            *("drop_plan_action", "finish_plan_action", "link_plan_action"),
            "publish_plan_action",
        ],
        "done": ["link_plan_action", "publish_plan_action", "resume_plan_action"],
        "dropped": ["link_plan_action", "publish_plan_action", "resume_plan_action"],
    }
    action = scene.in_status("running")
    stones = {
        status: offered(client, make_milestone(action, status=status))
        for status in ("open", "reached", "dropped")
    }
    assert stones == {
        "open": ["drop_milestone"],
        "reached": ["reopen_milestone"],
        "dropped": ["reopen_milestone"],
    }
    # What needs more than a desk's form is done in the portal alone.
    for row, names in (
        (action, ("edit_plan_action", "hand_over_plan_action", "add_milestone")),
        (
            make_milestone(action),
            ("correct_milestone", "forecast_milestone", "reach_milestone",
             "remove_milestone", "nudge_milestone"),
        ),
    ):  # fmt: skip
        for name in names:
            assert client.post(desk(row, name)).status_code == 404, name


def test_another_labs_staff_read_and_change_nothing(client, scene: Scene) -> None:
    action = scene.in_status("running")
    stone = make_milestone(action)
    found = {}
    for who in ("colleague", "admin", "second_moderator"):
        client.force_login(getattr(scene.cast, who))
        found[who] = (
            sorted(offered(client, action)),
            offered(client, stone),
            client.get(desk(action, "start_plan_action")).status_code,
            client.get(desk(stone, "drop_milestone")).status_code,
        )
    # A milestone is to come: the action does not finish yet.
    acts = ["drop_plan_action", "publish_plan_action"]
    # Its lab alone links it.
    linked = ["drop_plan_action", "link_plan_action", "publish_plan_action"]
    assert found == {
        "colleague": ([], [], 403, 403),
        "admin": (acts, ["drop_milestone"], 200, 200),
        "second_moderator": (linked, ["drop_milestone"], 200, 200),
    }
    for who in ("founder", "director", "liaison"):
        client.force_login(getattr(scene.cast, who))
        assert client.get(ACTIONS, follow=True).status_code == 403, who


def test_a_desk_of_thirty_costs_as_much_as_one(client, scene: Scene) -> None:
    def statements(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    client.force_login(scene.lead)
    make_milestone(scene.in_status("running"))
    once = [statements(address) for address in (ACTIONS, MILESTONES)]
    for _turn in range(29):
        make_milestone(scene.in_status("running"))
    assert [statements(address) for address in (ACTIONS, MILESTONES)] == once
    assert max(once) <= 7
    shown = client.get(ACTIONS).context["cl"].result_list
    assert len(shown) == PlanAction.objects.count() == 30
    assert Milestone.objects.filter(planned_on=FIRST).count() == 30
