"""plan, edit, start, finish, drop, resume, hand over, publish: an action's life."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programmes import actions
from programmes.models import PlanAction, Programme
from programmes.plan.enums import PlanStatus
from servindus.models import User
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_member
from tests.evidence import journal, nothing_written
from tests.programmes.facilities import portal
from tests.programmes.plan import (
    DUE,
    GIVEN,
    STARTS,
    Scene,
    actions_start_only_from,
    make_action,
    workstream,
)

NEW = reverse("programmes:plan_action")
LIST = reverse("programmes:plan_action_list")
ACTS = (
    *("edit", "start", "finish", "drop", "resume", "hand_over", "publish"),
    "unpublish",
)


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def sent(scene: Scene, **fields) -> dict[str, object]:
    """Give an action as a browser sends it."""
    return {
        **GIVEN, "cost": "1200.50", "workstream": workstream().pk,
        "lab": scene.cast.rouen.pk, "owner": scene.lead.pk, **fields,
    }  # fmt: skip


def test_a_lead_plans_an_action(client, scene: Scene) -> None:
    client.force_login(scene.lead)
    with nothing_written():
        assert client.get(NEW).status_code == 200
    page = client.post(NEW, sent(scene), follow=True)
    action = PlanAction.objects.get()
    # One lands on the new action, where its milestones come next.
    assert page.redirect_chain == [(action.get_absolute_url(), 302)]
    words = [str(one) for one in page.context["messages"]]
    assert words == ["Elle est inscrite au plan. Ajoutez ses jalons, puis démarrez-la."]
    found = (action.lab, action.owner, action.status, action.is_published)
    assert found == (scene.cast.rouen, scene.lead, "planned", False)
    assert (action.starts_on, action.due_on, action.cost) == (STARTS, DUE, 1200.5)
    me = scene.lead.email
    assert journal(action) == [("plan_action", "", "planned", me, "portal")]


def test_one_lands_on_ones_own_action(client, scene: Scene) -> None:
    client.force_login(scene.lead)
    client.post(NEW, sent(scene, title="La première"))
    scene.plan(title="D’une autre page")
    # Another wish of the same person, then somebody else's same words.
    found = {"La seconde": client.post(NEW, sent(scene, title="La seconde"))}
    other = scene.cast.second_moderator
    client.force_login(other)
    given = sent(scene, title="La tierce", owner=other.pk)
    found["La tierce"] = client.post(NEW, given)
    pages = {title: page.headers["Location"] for title, page in found.items()}
    assert pages == {
        title: PlanAction.objects.get(title=title).get_absolute_url() for title in found
    }


def test_a_second_click_writes_no_second_row(client, scene: Scene) -> None:
    client.force_login(scene.lead)
    ways = [client.post(NEW, sent(scene)).headers["Location"] for _click in range(2)]
    action = PlanAction.objects.get()
    assert ways == 2 * [action.get_absolute_url()]
    # Other words under the same title and days are said, and stay typed.
    page = client.post(NEW, sent(scene, aim="Vingt usines."))
    assert page.status_code == 409
    text = page.content.decode()
    assert "Une action de ce titre et de ces dates figure déjà au plan." in text
    assert "Vingt usines." in text
    address = portal(action, "add_milestone")
    stone = {"title": "Trois rencontres", "planned_on": "2026-10-02"}
    answers = [client.post(address, stone).status_code for _click in range(2)]
    assert (answers, action.milestones.count()) == ([302, 302], 1)
    with pytest.raises(ActRefused, match="a déjà ce jalon à cette date"):
        scene.milestone(action, **{**stone, "planned_on": date(2026, 10, 2)})
    assert (PlanAction.objects.count(), action.milestones.count()) == (1, 1)


def test_another_lab_or_another_time_may_plan_the_same(scene: Scene) -> None:
    cast = scene.cast
    first = scene.plan()
    scene.plan(by=cast.admin, lab=None)
    with pytest.raises(ActRefused, match="figure déjà au plan"):
        scene.plan(by=cast.admin, lab=None)
    row = scene.milestone(first)
    actions.start_plan_action(first, by=scene.lead)
    actions.drop_milestone(row, by=scene.lead, text="Reportée.")
    scene.milestone(fresh(first))
    actions.drop_plan_action(first, by=scene.lead, text="Non.")
    scene.plan()
    assert (PlanAction.objects.count(), first.milestones.count()) == (3, 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_on": "2026-08-01"}, "Le dernier jour vient avant le premier"),
        ({"title": ""}, "obligatoire"),
        ({"cost": "-1"}, "supérieure ou égale à 0"),
        ({"starts_on": "hier"}, "date valide"),
        ({"due_on": "2037-01-01"}, "ne dépasse pas le 31\xa0décembre 2036"),
        ({"due_on": "9999-12-31"}, "ne dépasse pas le 31\xa0décembre 2036"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, scene: Scene, change, words) -> None:
    client.force_login(scene.lead)
    page = client.post(NEW, sent(scene, **change))
    assert page.status_code == 200
    text = page.content.decode()
    assert words in text
    assert "Dix usines ont reçu" in text
    assert not PlanAction.objects.exists()


def test_the_acts_keep_days_within_ten_years(scene: Scene) -> None:
    """Files and desks fill in no form; the drawing has an end, as calendars have."""
    last, far = date(2036, 12, 31), date(2037, 1, 1)
    with pytest.raises(ActRefused, match="ne dépasse pas le 31\xa0décembre 2036"):
        scene.plan(due_on=far)
    action = scene.plan(due_on=last)
    given = {**GIVEN, "due_on": far}
    with pytest.raises(ActRefused, match="ne dépasse pas le 31\xa0décembre 2036"):
        actions.edit_plan_action(action, by=scene.lead, **given)
    row = scene.milestone(action)
    actions.start_plan_action(action, by=scene.lead)
    with pytest.raises(ActRefused, match="ne dépasse pas le 31\xa0décembre 2036"):
        actions.forecast_milestone(row, by=scene.lead, forecast_on=far, text="Tard.")
    row = actions.forecast_milestone(row, by=scene.lead, forecast_on=last, text="Tard.")
    assert (fresh(action).due_on, row.forecast_on) == (last, last)


def test_who_may_plan_and_for_whom(client, scene: Scene) -> None:
    cast, found = scene.cast, {}
    assert client.get(NEW).status_code == 302
    for who in ("founder", "director", "liaison", "moderator", "colleague", "admin"):
        client.force_login(getattr(cast, who))
        found[who] = client.get(NEW).status_code
    assert found == {
        **dict.fromkeys(("founder", "director", "liaison"), 403),
        **dict.fromkeys(("moderator", "colleague", "admin"), 200),
    }
    given = {**GIVEN, "workstream": workstream()}
    programme = Programme.objects.get()
    for lab in (cast.rouen, None):
        with pytest.raises(ActRefused, match="pour lequel vous travaillez"):
            actions.plan_action(
                programme, by=cast.colleague, lab=lab, owner=cast.colleague, **given
            )
    with pytest.raises(ActRefused, match="travaille pour l’opérateur"):
        actions.plan_action(
            programme, by=scene.lead, lab=cast.rouen, owner=cast.colleague, **given
        )
    own = scene.plan(by=cast.admin, lab=None, owner=cast.admin)
    assert own.lab is None


def test_its_life(scene: Scene) -> None:
    action = scene.plan()
    action = actions.start_plan_action(action, by=scene.lead)
    row = scene.milestone(action)
    with pytest.raises(ActRefused, match="Un jalon est encore à venir"):
        actions.finish_plan_action(action, by=scene.lead)
    actions.drop_milestone(row, by=scene.lead, text="Plus utile.")
    action = actions.finish_plan_action(action, by=scene.lead)
    assert (action.status, action.ended_on is None) == ("done", False)
    action = actions.resume_plan_action(action, by=scene.lead)
    assert (action.status, action.ended_on) == ("running", None)
    action = actions.drop_plan_action(action, by=scene.lead, text="Reprise ailleurs.")
    assert (action.status, action.reason) == ("dropped", "Reprise ailleurs.")
    # Also one that never started and has no milestone.
    other = actions.drop_plan_action(scene.plan(), by=scene.lead, text="Non.")
    other = actions.resume_plan_action(other, by=scene.lead)
    assert (other.status, other.reason) == ("running", "")
    assert other.started_on is not None


def test_each_act_starts_only_from_there(scene: Scene) -> None:
    for act, sources, inputs in (
        (actions.edit_plan_action, "planned running", {"title": "x", **GIVEN}),
        (actions.start_plan_action, "planned", {}),
        (actions.finish_plan_action, "running", {}),
        (actions.drop_plan_action, "planned running", {"text": "Non."}),
        (actions.resume_plan_action, "done dropped", {}),
        (actions.add_milestone, "planned running",
         {"title": "x", "planned_on": STARTS}),
    ):  # fmt: skip
        actions_start_only_from(act, scene, sources, **inputs)
    every = {str(status) for status in PlanStatus}
    for act in (actions.hand_over_plan_action, actions.publish_plan_action,
                actions.unpublish_plan_action):  # fmt: skip
        assert set(act.sources) == every


def test_who_may_read_a_draft_and_keep_it(client, scene: Scene) -> None:
    action = scene.plan()
    page = action.get_absolute_url()
    seen, acted = {None: client.get(page).status_code}, {}
    for who in ("founder", "director", "moderator", "second_moderator", "colleague",
                "liaison", "admin", "stranger"):  # fmt: skip
        client.force_login(getattr(scene.cast, who))
        seen[who] = client.get(page).status_code
        address = portal(action, "start_plan_action")
        acted[who] = client.get(address).status_code
    nobody, all_ = (None, "founder", "director", "stranger"), 200
    assert seen == {
        **dict.fromkeys(nobody, 404),
        **dict.fromkeys(("moderator", "second_moderator", "colleague"), all_),
        **dict.fromkeys(("liaison", "admin"), all_),
    }
    assert acted == {
        **dict.fromkeys(("founder", "director", "stranger"), 404),
        **dict.fromkeys(("moderator", "second_moderator", "admin"), 200),
        **dict.fromkeys(("colleague", "liaison"), 403),
    }


def test_what_is_published_is_everybodys_without_a_persons_name(
    client, scene: Scene
) -> None:
    action, _row = scene.running()
    action = actions.publish_plan_action(action, by=scene.lead)
    with pytest.raises(ActRefused, match="lit déjà"):
        actions.publish_plan_action(action, by=scene.lead)
    for address in (action.get_absolute_url(), reverse("programmes:plan_action_list")):
        text = client.get(address).content.decode()
        assert action.title in text
        assert scene.lead.full_name not in text
        assert scene.cast.rouen.operator_name in text
    client.force_login(scene.cast.colleague)
    text = client.get(action.get_absolute_url()).content.decode()
    assert scene.lead.full_name in text
    client.logout()
    actions.unpublish_plan_action(action, by=scene.lead)
    assert client.get(action.get_absolute_url()).status_code == 404


def test_it_is_handed_over_when_its_carrier_has_left(client, scene: Scene) -> None:
    cast = scene.cast
    action = scene.plan(owner=cast.second_moderator)
    client.force_login(scene.lead)
    assert "Plus personne" not in client.get(action.get_absolute_url()).content.decode()
    actions.end_membership(cast.second_moderator.memberships.get(), by=scene.lead)
    assert "Plus personne" in client.get(action.get_absolute_url()).content.decode()
    listed = client.get(reverse("programmes:plan_action_list"), {"porteur": "personne"})
    assert [row["action"] for row in listed.context["rows"]] == [action]
    assert "Actions que personne ne porte" in client.get("/").content.decode()
    address = portal(action, "hand_over_plan_action")
    assert client.post(address, {"owner": cast.colleague.pk}).status_code == 200
    assert client.post(address, {"owner": scene.lead.pk}).status_code == 302
    assert fresh(action).owner == scene.lead
    with pytest.raises(ActRefused, match="porte déjà"):
        actions.hand_over_plan_action(action, by=scene.lead, owner=scene.lead)
    assert "personne ne porte" not in client.get("/").content.decode()


def test_homes_count_what_their_link_lists(client, scene: Scene) -> None:
    """A lead's own labs; the programme's own actions for whoever leads it."""
    cast = scene.cast
    gone = make_member(organisation=cast.rouen.operator)
    left = make_member(organisation=cast.admin.memberships.get().organisation)
    lost = make_action(owner=gone, lab=cast.rouen)
    make_action(owner=gone, lab=cast.nancy)
    own = make_action(owner=left, lab=None)
    make_action(owner=cast.admin, lab=None, title="Portée")
    User.objects.filter(pk__in=[gone.pk, left.pk]).update(is_active=False)
    for who, found in ((scene.lead, [lost]), (cast.admin, [own])):
        client.force_login(who)
        cards = client.get("/").context["cards"]
        [card] = [one for one in cards if "personne ne porte" in str(one.title)]
        rows = client.get(card.href).context["rows"]
        assert (card.count, [row["action"] for row in rows]) == (1, found)
    rows = client.get(LIST, {"porteur": "personne"}).context["rows"]
    assert len(rows) == 3


def test_each_act_has_a_page_and_get_changes_nothing(client, scene: Scene) -> None:
    client.force_login(scene.lead)
    action = scene.plan()
    for name in ACTS:
        with nothing_written():
            address = portal(action, f"{name}_plan_action")
            assert client.get(address).status_code == 200, name
    changed = sent(scene, title="Douze rencontres", cost="")
    assert client.post(portal(action, "edit_plan_action"), changed).status_code == 302
    assert fresh(action).title == "Douze rencontres"
    assert client.post(portal(action, "start_plan_action")).status_code == 302
    # Somebody else, from a page that has aged: said, not done.
    client.force_login(scene.cast.second_moderator)
    assert client.post(portal(action, "start_plan_action")).status_code == 409


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("plan_days_in_order", {"due_on": "2026-08-01"}),
        ("plan_is_said", {"title": ""}),
        ("plan_is_said", {"aim": ""}),
        ("plan_cost_is_euros", {"cost": -1}),
        ("plan_started_since", {"started_on": STARTS}),
        ("plan_ended_since", {"ended_on": DUE}),
        ("plan_dropped_says_why", {"reason": "Non."}),
    ],
)
def test_the_wrong_row_is_refused(scene: Scene, name: str, wrong) -> None:
    row = make_action(owner=scene.lead, lab=scene.cast.rouen)
    rows = PlanAction.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**wrong)
