"""link, unlink: what an action of the plan has to do with, for its lab's eyes alone."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from programmes import actions
from programmes.models import PlanAction, PlanLink
from programmes.plan.enums import PlanStatus
from programmes.plan.links import MOST_LINKS
from servindus.workflow import ActRefused
from tests.blockers.factories import make_blocker
from tests.cast import Cast, make_decision_maker
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.stories import drafted, sent
from tests.programmes.facilities import desk, portal
from tests.programmes.pilots import Trial
from tests.programmes.plan import Scene, make_action

ANOTHER = "is linked with another lab's row"
LINK, UNLINK = "link_plan_action", "unlink_plan_action"


class Linked(Scene):
    """An action that everybody reads, and what it may be linked with."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.pilot = Trial(cast).idea()
        self.introduction = sent(cast)
        self.blocker = make_blocker(lab=cast.rouen, owner=self.lead)
        self.action = make_action(owner=self.lead, lab=cast.rouen, is_published=True)

    def link(self, what: str, target: Any, action: PlanAction | None = None) -> Any:
        """The lab's lead links the action."""
        return actions.link_plan_action(
            action or self.action, by=self.lead, what=what, target=target,
            reference="x",
        )  # fmt: skip

    def link_all(self) -> None:
        """With one of each."""
        for what in ("pilot", "introduction", "blocker"):
            self.link(what, getattr(self, what))


@pytest.fixture
def scene(cast: Cast, monday) -> Linked:
    return Linked(cast)


def page_of(client, scene: Linked) -> str:
    page = client.get(scene.action.get_absolute_url())
    assert page.status_code == 200
    return str(page.content.decode())


def test_a_lab_links_by_reference_and_takes_it_back_with_one_click(
    client, scene: Linked
) -> None:
    client.force_login(scene.lead)
    address = portal(scene.action, LINK)
    with nothing_written():
        assert client.get(address).status_code == 200
    met, blocker = scene.introduction.reference, scene.blocker.reference
    for given in (
        {"reference": f" {met.lower()} "},
        {"reference": blocker},
        {"pilot": scene.pilot.pk},
    ):
        page = client.post(address, given)
        assert page.headers["Location"] == scene.action.get_absolute_url()
    links = list(scene.action.links.order_by("pk"))
    assert [(one.what, one.name) for one in links] == [
        ("introduction", met), ("blocker", blocker), ("pilot", scene.pilot.title),
    ]  # fmt: skip
    page = client.get(scene.action.get_absolute_url())
    assert [
        (one["label"], one["text"], one["href"]) for one in page.context["connections"]
    ] == [
        ("Mise en relation", met, scene.introduction.get_absolute_url()),
        ("Blocage", blocker, scene.blocker.get_absolute_url()),
        ("Pilote", scene.pilot.title, scene.pilot.get_absolute_url()),
    ]
    text = page.content.decode()
    # By their references alone.
    assert scene.introduction.subject not in text
    assert scene.blocker.title not in text
    with nothing_written():
        assert client.get(portal(scene.action, UNLINK)).status_code == 200
    gone = {"link": links[0].public_id}
    assert client.post(portal(scene.action, UNLINK), gone).status_code == 302
    assert [one.pk for one in scene.action.links.order_by("pk")] == [
        one.pk for one in links[1:]
    ]
    me, status = scene.lead.email, "planned"
    assert journal(scene.action) == [
        *[(LINK, status, status, me, "portal")] * 3,
        (UNLINK, status, status, me, "portal"),
    ]
    line = last_line(scene.action)
    assert line.details == {"what": "introduction", "reference": met}
    assert newly_owed(line) == set()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Donnez une référence, ou choisissez un pilote."),
        ({"reference": "ROU-MR-999999"}, "ne porte cette référence"),
        ({"reference": "ROU-B-2026-1"}, "ne porte cette référence"),
        ({"reference": "n’importe quoi"}, "ne porte cette référence"),
        ({"reference": "ROU-MR-0001", "pilot": "own"}, "Un lien à la fois"),
        ({"pilot": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_names_nothing_is_said(client, scene: Linked, given, words: str) -> None:
    client.force_login(scene.lead)
    if given.get("pilot") == "own":
        given = {**given, "pilot": scene.pilot.pk}
    page = client.post(portal(scene.action, LINK), given)
    assert page.status_code == 200
    text = " ".join(page.content.decode().replace("\u00a0", " ").split())
    assert words in text
    assert not PlanLink.objects.exists()


def test_nothing_of_another_lab_nor_a_startups_draft(client, scene: Linked) -> None:
    cast = scene.cast
    other = make_blocker(lab=cast.nancy, owner=cast.colleague)
    manager = make_decision_maker(organisation=cast.plant, email="x@y.example")
    draft = drafted(cast, manager=manager)
    client.force_login(scene.lead)
    for row in (other, draft):
        page = client.post(portal(scene.action, LINK), {"reference": row.reference})
        assert page.status_code == 200, row
    with pytest.raises(ActRefused, match="de son propre laboratoire"):
        scene.link("blocker", other)
    own = make_action(owner=cast.admin, lab=None)
    with pytest.raises(ActRefused, match="de son propre laboratoire"):
        scene.link("blocker", scene.blocker, own)
    assert not PlanLink.objects.exists()


def test_once_each_and_thirty_at_most(client, scene: Linked) -> None:
    scene.link("blocker", scene.blocker)
    client.force_login(scene.lead)
    sent_again = {"reference": scene.blocker.reference}
    page = client.post(portal(scene.action, LINK), sent_again)
    assert page.status_code == 409
    assert "Ce lien existe déjà" in page.content.decode()
    for _turn in range(MOST_LINKS - 1):
        row = make_blocker(lab=scene.cast.rouen, owner=scene.lead)
        PlanLink.objects.create(action=scene.action, blocker=row)
    with pytest.raises(ActRefused, match="trente liens au plus"):
        scene.link("pilot", scene.pilot)
    assert scene.action.links.count() == MOST_LINKS == 30


def test_what_is_gone_is_not_taken_back_twice(client, scene: Linked) -> None:
    scene.link_all()
    link = scene.action.links.get(blocker=scene.blocker)
    other = make_action(owner=scene.lead, lab=scene.cast.rouen)
    given = {"link": link, "what": "blocker", "reference": "x"}
    with pytest.raises(ActRefused, match="reliée à rien"):
        actions.unlink_plan_action(other, by=scene.lead, **given)
    scene.link("pilot", scene.pilot, other)
    with pytest.raises(ActRefused, match="a déjà été retiré"):
        actions.unlink_plan_action(other, by=scene.lead, **given)
    actions.unlink_plan_action(scene.action, by=scene.lead, **given)
    client.force_login(scene.lead)
    page = client.post(portal(scene.action, UNLINK), {"link": link.public_id})
    assert page.status_code == 200
    assert scene.action.links.count() == 2


def test_in_every_status(scene: Linked) -> None:
    every = {str(status) for status in PlanStatus}
    for act in (actions.link_plan_action, actions.unlink_plan_action):
        assert set(act.sources) == every
    for status in every:
        action = scene.in_status(status)
        assert scene.link("pilot", scene.pilot, action).status == status


def test_only_the_labs_staff_read_and_write_it(client, scene: Linked) -> None:
    scene.link_all()
    names = ("Reliée à", scene.pilot.title, scene.introduction.reference,
             scene.blocker.reference, "delier", "relier")  # fmt: skip
    assert not [name for name in names if name in page_of(client, scene)]
    shown, found = {}, {}
    for who in ("moderator", "second_moderator", "colleague", "admin", "liaison",
                "director", "founder"):  # fmt: skip
        client.force_login(getattr(scene.cast, who))
        text = page_of(client, scene)
        shown[who] = len([name for name in names if name in text])
        found[who] = tuple(
            client.get(portal(scene.action, name)).status_code
            for name in (LINK, UNLINK)
        )
    own = ("moderator", "second_moderator")
    others = ("colleague", "admin", "liaison", "director", "founder")
    assert shown == {**dict.fromkeys(own, 6), **dict.fromkeys(others, 0)}
    assert found == {
        **dict.fromkeys(own, (200, 200)), **dict.fromkeys(others, (403, 403)),
    }  # fmt: skip


def test_at_the_desk(client, scene: Linked) -> None:
    client.force_login(scene.lead)
    reference = scene.introduction.reference
    page = client.post(desk(scene.action, LINK), {"reference": reference})
    assert page.status_code == 302
    file = desk(scene.action, LINK).replace(f"actes/{LINK}", "change")
    assert reference in client.get(file).content.decode()
    client.force_login(scene.cast.admin)
    text = client.get(file).content.decode()
    assert reference not in text
    assert LINK not in text
    assert client.get(desk(scene.action, LINK)).status_code == 403
    client.force_login(scene.lead)
    gone = {"link": scene.action.links.get().public_id}
    assert client.post(desk(scene.action, UNLINK), gone).status_code == 302
    assert not scene.action.links.exists()
    me = scene.lead.email
    assert [line[0::3] for line in journal(scene.action)] == [(LINK, me), (UNLINK, me)]
    assert {line[-1] for line in journal(scene.action)} == {"admin"}


def test_thirty_links_cost_as_much_as_one(client, scene: Linked) -> None:
    def statements() -> int:
        page_of(client, scene)
        with CaptureQueriesContext(connection) as found:
            page_of(client, scene)
        return len(found)

    client.force_login(scene.lead)
    scene.link_all()
    once = statements()
    for _turn in range(MOST_LINKS - 3):
        row = make_blocker(lab=scene.cast.rouen, owner=scene.lead)
        PlanLink.objects.create(action=scene.action, blocker=row)
    assert statements() == once


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("plan_link_to_one_thing", ("pilot", "blocker")),
        (ANOTHER, ()),
        (ANOTHER, ("elsewhere",)),
        ("plan_link_once_per_pilot", ("pilot",)),
        ("plan_link_once_per_introduction", ("introduction",)),
        ("plan_link_once_per_blocker", ("blocker",)),
    ],
)
def test_the_wrong_row_is_refused(scene: Linked, name: str, wrong) -> None:
    scene.link_all()
    given = {what: getattr(scene, what, None) for what in wrong}
    if "elsewhere" in given:
        lab, owner = scene.cast.nancy, scene.cast.colleague
        given = {"blocker": make_blocker(lab=lab, owner=owner)}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PlanLink.objects.create(action=scene.action, **given)


def test_a_link_does_not_move_to_another_labs_action(scene: Linked) -> None:
    scene.link_all()
    for lab in (scene.cast.nancy, None):
        other = make_action(owner=scene.cast.colleague, lab=lab)
        rows = PlanLink.objects.filter(pilot=scene.pilot)
        named = pytest.raises(IntegrityError, match=ANOTHER)
        with named, transaction.atomic():
            rows.update(action=other)
