"""accept, hold, decline: the owner answers a company's request for access."""

import pytest

from programmes import actions
from servindus import outbox
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh, make_membership
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.programmes.facilities import Scene, day, desk, portal, starts_only_from

ACCEPT, HOLD, DECLINE = (
    "accept_access_request",
    "hold_access_request",
    "decline_access_request",
)


@pytest.fixture
def scene(cast: Cast, monday, settings) -> Scene:
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return Scene(cast)


def test_dates_are_agreed(client, scene: Scene) -> None:
    request = scene.ask()
    client.force_login(scene.keeper)
    address = portal(request, ACCEPT)
    # What was wished is filled in.
    initial = client.get(address).context["form"].initial
    assert initial == {"starts_on": day(7), "ends_on": day(8)}
    sent = {"starts_on": "2026-09-16", "ends_on": "2026-09-17", "text": "Par la cour."}
    assert client.post(address, sent).status_code == 302
    done = fresh(request)
    assert (done.status, done.starts_on, done.ends_on, done.answer) == (
        "accepted",
        day(9),
        day(10),
        "Par la cour.",
    )
    me = scene.keeper.email
    asked = ("ask_facility", "", "requested", scene.cast.director.email, "portal")
    agreed = (ACCEPT, "requested", "accepted", me, "portal")
    assert journal(done) == [asked, agreed]
    line = last_line(done)
    assert line.details == {"starts_on": "2026-09-16", "ends_on": "2026-09-17"}
    assert newly_owed(line) == {("access_request_accepted", scene.cast.director.email)}


def test_the_contact_is_shown_with_the_dates_and_not_before(client, scene) -> None:
    request = scene.ask()
    client.force_login(scene.cast.director)
    address = request.get_absolute_url()
    assert "02 00 00 00 12" not in client.get(address).content.decode()
    assert (
        "02 00 00 00 12"
        not in client.get(scene.facility.get_absolute_url()).content.decode()
    )
    actions.accept_access_request(
        request, by=scene.keeper, starts_on=day(7), ends_on=day(8), text=""
    )
    assert "02 00 00 00 12" in client.get(address).content.decode()


def test_the_waiting_list(client, scene: Scene) -> None:
    request = scene.ask()
    client.force_login(scene.keeper)
    sent = {"answer_by": "2026-10-05", "text": "Complet jusqu’en octobre."}
    assert client.post(portal(request, HOLD), sent).status_code == 302
    done = fresh(request)
    assert (done.status, done.answer_by, done.answer) == (
        "waiting",
        day(28),
        "Complet jusqu’en octobre.",
    )
    assert newly_owed(last_line(done)) == {
        ("access_request_held", scene.cast.director.email)
    }
    # Still full on that day: another one is named.
    again = actions.hold_access_request(
        done, by=scene.keeper, answer_by=day(40), text="Complet en novembre aussi."
    )
    assert (again.status, again.answer_by) == ("waiting", day(40))
    # From there dates can be agreed.
    found = actions.accept_access_request(
        done, by=scene.keeper, starts_on=day(30), ends_on=day(30), text=""
    )
    assert found.status == "accepted"


def test_a_no_has_its_reason(client, scene: Scene) -> None:
    request = scene.ask()
    client.force_login(scene.keeper)
    address = portal(request, DECLINE)
    with nothing_written():
        page = client.post(address, {"code": "full", "text": ""})
    assert page.status_code == 200
    assert client.post(address, {"code": "full", "text": "Complet."}).status_code == 302
    done = fresh(request)
    assert (done.status, done.decline_code, done.answer) == (
        "declined",
        "full",
        "Complet.",
    )
    assert last_line(done).details == {"code": "full"}
    assert newly_owed(last_line(done)) == {
        ("access_request_declined", scene.cast.director.email)
    }
    client.force_login(scene.cast.director)
    assert "Complet." in client.get(request.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(-1, 2, "aujourd’hui"), (5, 4, "vient avant"), (1, 400, "douze prochains mois")],
)
def test_dates_that_cannot_be(scene: Scene, first: int, last: int, words: str) -> None:
    request = scene.ask()
    with pytest.raises(ActRefused, match=words):
        actions.accept_access_request(
            request, by=scene.keeper, starts_on=day(first), ends_on=day(last), text=""
        )
    assert fresh(request).status == "requested"


def test_each_starts_only_from_there(scene: Scene) -> None:
    dates = {"starts_on": day(1), "ends_on": day(1), "text": ""}
    open_ = "requested waiting"
    starts_only_from(actions.accept_access_request, scene, open_, **dates)
    words = {"answer_by": day(1), "text": "x"}
    starts_only_from(actions.hold_access_request, scene, open_, **words)
    no = {"code": "full", "text": "x"}
    starts_only_from(actions.decline_access_request, scene, open_, **no)


@pytest.mark.parametrize("name", [ACCEPT, HOLD, DECLINE])
def test_who_may(client, scene: Scene, name: str) -> None:
    request = scene.ask()
    found = {}
    for who in ("director", "founder", "colleague", "moderator", "liaison"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(portal(request, name)).status_code
    assert found == {
        "director": 403,
        "founder": 404,
        "colleague": 404,
        "moderator": 200,
        "liaison": 404,
    }


def test_the_lab_answers_at_its_desk(client, scene: Scene) -> None:
    request = scene.ask()
    client.force_login(scene.cast.moderator)
    sent = {"starts_on": "2026-09-16", "ends_on": "2026-09-17", "text": ""}
    assert client.post(desk(request, ACCEPT), sent).status_code == 302
    assert journal(fresh(request))[-1][-1] == "admin"
    # The owner hears what was answered in its place.
    assert newly_owed(last_line(request)) == {
        ("access_request_accepted", scene.cast.director.email),
        ("access_request_decided", scene.keeper.email),
    }


@pytest.mark.parametrize("who", ["keeper", "moderator"])
def test_nobody_answers_their_own_company(client, scene: Scene, who: str) -> None:
    request = scene.ask()
    user = scene.keeper if who == "keeper" else scene.cast.moderator
    make_membership(user=user, organisation=scene.cast.plant)
    client.force_login(fresh(user))
    for name in (ACCEPT, HOLD, DECLINE):
        assert client.get(portal(request, name)).status_code == 403


def test_whoever_is_on_both_sides_is_not_asked(scene: Scene) -> None:
    lab = {scene.cast.moderator.email, scene.cast.second_moderator.email}
    make_membership(user=scene.keeper, organisation=scene.cast.plant)
    scene.ask()
    line = last_line(scene.facility)
    assert {to for _kind, to in newly_owed(line)} == lab


def test_a_mail_that_is_overtaken_does_not_leave(scene: Scene, mailoutbox) -> None:
    request = scene.ask()
    actions.decline_access_request(request, by=scene.keeper, code="full", text="Non.")
    outbox.send_due()
    kinds = [mail.extra_headers["X-ServIndus-Kind"] for mail in mailoutbox]
    assert kinds == ["access_request_declined"]
