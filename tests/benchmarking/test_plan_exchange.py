"""plan, move, edit, cancel: what is in everybody's calendar before an exchange."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from benchmarking import actions
from benchmarking.models import Exchange
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.exchanging import Labs, at, day, portal
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

PLAN, MOVE = "plan_exchange", "move_exchange"
EDIT, CANCEL = "edit_exchange", "cancel_exchange"


def address() -> str:
    return reverse(f"benchmarking:{PLAN}")


def typed(**fields):
    return {
        "title": "Partager des ateliers",
        "day": day(7).isoformat(),
        "starts": "14:00",
        "ends": "15:30",
        "place": "Nancy, salle Prouvé",
        "video_url": "",
        "labs": ["rouen", "amiens"],
        "point_1": "La convention de Nancy",
        "minutes_1": "20",
        "lab_1": "nancy",
        "point_2": "Assurances",
        "minutes_2": "40",
        "lab_2": "",
        **fields,
    }


def everybody(kind: str, labs: Labs) -> set[tuple[str, str]]:
    """Give the mail of a kind to everybody of the three labs."""
    return {(kind, who.email) for who in (labs.julie, labs.helene, labs.bruno)}


def event(client, exchange):
    """Give the one event of the file that the page gives, and its method."""
    answer = client.get(portal(exchange, "exchange_calendar"))
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    calendar = Calendar.from_ical(answer.content)
    [found] = calendar.walk("VEVENT")
    return found, str(calendar["METHOD"])


def test_a_lab_invites_the_others(client, labs: Labs) -> None:
    owed = everybody("exchange_planned", labs)
    client.force_login(labs.julie)
    with nothing_written():
        page = client.get(address())
    assert page.context["form"]["labs"].value() == ["amiens", "marseille", "rouen"]
    question = labs.asked()
    answer = client.post(address(), typed(questions=[question.pk]))
    exchange = Exchange.objects.get()
    own = exchange.get_absolute_url()
    assert (answer.status_code, answer["Location"]) == (302, own)
    assert (exchange.lab, exchange.planned_by, exchange.status) == (
        labs.nancy,
        labs.julie,
        "planned",
    )
    assert (exchange.starts_at, exchange.lasts, exchange.ics_sequence) == (
        at(7),
        90,
        0,
    )
    items = exchange.items.order_by("rank")
    assert list(items.values_list("rank", "title", "minutes", "lab__slug")) == [
        (1, "La convention de Nancy", 20, "nancy"),
        (2, "Assurances", 40, None),
    ]
    assert list(exchange.questions.all()) == [question]
    assert [lab.slug for lab in exchange.labs] == ["nancy", "amiens", "rouen"]
    assert journal(exchange) == [(PLAN, "", "planned", labs.julie.email, "portal")]
    assert newly_owed(last_line(exchange)) == owed


def test_the_same_click_twice_is_one_exchange(client, labs: Labs) -> None:
    client.force_login(labs.julie)
    one, two = (client.post(address(), typed()) for _twice in range(2))
    assert one["Location"] == two["Location"]
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, ["title"]),
        ({"day": ""}, ["day"]),
        ({"day": "2099-01-01"}, ["day"]),
        ({"ends": "13:00"}, ["ends"]),
        ({"place": ""}, ["place"]),
        ({"video_url": "javascript:alert(1)"}, ["video_url"]),
        ({"labs": []}, ["labs"]),
        ({"labs": ["nancy"]}, ["labs"]),
        ({"point_1": "", "minutes_1": ""}, ["point_1", "minutes_1"]),
        ({"minutes_2": ""}, ["minutes_2"]),
        ({"point_2": ""}, ["point_2"]),
        ({"minutes_2": "481"}, ["minutes_2"]),
        ({"lab_2": "bordeaux"}, ["lab_2"]),
    ],
)
def test_what_is_wrong_is_said(client, labs: Labs, fields, wrong) -> None:
    client.force_login(labs.julie)
    with nothing_written():
        page = client.post(address(), typed(**fields))
    assert list(page.context["form"].errors) == wrong
    assert "Assurances" in page.content.decode() or "point_2" in fields


def test_a_time_that_is_over_is_refused_with_what_was_typed(client, labs: Labs) -> None:
    client.force_login(labs.julie)
    page = client.post(address(), typed(day=day(-1).isoformat()))
    text = page.content.decode()
    assert (page.status_code, "un moment à venir" in text) == (409, True)
    assert "La convention de Nancy" in text
    with pytest.raises(ActRefused, match="douze heures"):
        labs.planned(ends_at=at(8, 16))
    with pytest.raises(ActRefused, match="un lieu, une adresse vidéo"):
        labs.planned(place="")
    with pytest.raises(ActRefused, match="pour lequel vous travaillez"):
        labs.planned(by=labs.helene)
    with pytest.raises(ActRefused, match="est là de toute façon"):
        labs.planned(labs=[labs.nancy])
    with pytest.raises(ActRefused, match="un laboratoire qui participe"):
        labs.planned(agenda=[("Assurances", 10, labs.marseille)])
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("who", ["founder", "director", "liaison", "admin"])
def test_who_may_not_plan(client, labs: Labs, who: str) -> None:
    client.force_login(getattr(labs.cast, who))
    assert client.get(address()).status_code == 403
    assert client.post(address(), typed()).status_code == 403


def test_it_is_moved_and_calendars_follow(client, labs: Labs) -> None:
    owed = everybody("exchange_moved", labs)
    exchange = labs.planned()
    client.force_login(labs.julie)
    before, method = event(client, exchange)
    assert (method, int(before["SEQUENCE"]), str(before["STATUS"])) == (
        "PUBLISH",
        0,
        "CONFIRMED",
    )
    assert before["DTSTART"].dt == at(7)
    # The page's file names nobody: it may be handed on.
    assert "ATTENDEE" not in before
    with nothing_written():
        form = client.get(portal(exchange, MOVE)).context["form"]
    assert (form["day"].value(), form["place"].value()) == (
        day(7),
        "Nancy, salle Prouvé",
    )
    sent = {"day": day(8).isoformat(), "starts": "09:00", "ends": "10:00",
            "place": "", "video_url": "visio.example/salle",
            "seen": form["seen"].value()}  # fmt: skip
    assert client.post(portal(exchange, MOVE), sent).status_code == 302
    done = fresh(exchange)
    assert (done.starts_at, done.ends_at, done.place, done.video_url) == (
        at(8, 9),
        at(8, 10),
        "",
        "https://visio.example/salle",
    )
    me = labs.julie.email
    assert journal(done)[-1] == (MOVE, "planned", "planned", me, "portal")
    assert newly_owed(last_line(done)) == owed
    after, _method = event(client, exchange)
    assert (str(after["UID"]), int(after["SEQUENCE"])) == (str(before["UID"]), 1)
    assert after["DTSTART"].dt == at(8, 9)
    same = {
        "starts_at": at(8, 9), "ends_at": at(8, 10), "place": "",
        "video_url": "https://visio.example/salle",
    }  # fmt: skip
    with pytest.raises(ActRefused, match="figure déjà"):
        actions.move_exchange(done, by=labs.julie, **same)
    with pytest.raises(ActRefused, match="moment à venir"):
        actions.move_exchange(done, by=labs.julie, **{**same, "starts_at": at(-1)})


def test_a_lab_can_be_added_and_is_invited_alone(client, labs: Labs) -> None:
    """The others have their file already, and hear what has changed in it."""
    exchange = labs.planned(labs=[labs.rouen])
    bruno = labs.bruno
    client.force_login(labs.julie)
    form = client.get(portal(exchange, EDIT)).context["form"]
    assert (form["labs"].value(), form["point_2"].value()) == (["rouen"], "Assurances")
    sent = typed(title="Ateliers", point_2="", minutes_2="",
                 seen=form["seen"].value())  # fmt: skip
    assert client.post(portal(exchange, EDIT), sent).status_code == 302
    done = fresh(exchange)
    assert (done.title, done.ics_sequence) == ("Ateliers", 1)
    assert list(done.items.values_list("title", flat=True)) == [
        "La convention de Nancy"
    ]
    assert newly_owed(last_line(done)) == {
        ("exchange_planned", bruno.email),
        ("exchange_edited", labs.julie.email),
        ("exchange_edited", labs.helene.email),
    }
    page = client.post(portal(exchange, EDIT), typed(labs=["rouen"]))
    text = page.content.decode()
    assert (page.status_code, "Un laboratoire invité le reste" in text) == (409, True)


def test_calendars_follow_the_agenda_and_nothing_less(client, labs: Labs) -> None:
    """They hold it; questions they do not, and who is invited already reads them."""
    exchange, bruno = labs.planned(), labs.bruno
    written = {
        "title": exchange.title, "labs": [labs.rouen, labs.amiens],
        "agenda": [("Assurances", 60, None)],
    }  # fmt: skip
    done = actions.edit_exchange(exchange, by=labs.julie, **written)
    assert done.ics_sequence == 1
    assert newly_owed(last_line(done)) == {
        ("exchange_edited", who.email) for who in (labs.julie, labs.helene, bruno)
    }
    client.force_login(labs.julie)
    assert "1. Assurances (60 min)" in event(client, exchange)[0]["DESCRIPTION"]
    asked = {**written, "questions": [labs.asked()]}
    done = actions.edit_exchange(exchange, by=labs.julie, **asked)
    assert (done.ics_sequence, newly_owed(last_line(done))) == (1, set())
    with pytest.raises(ActRefused, match="figure déjà"):
        actions.edit_exchange(exchange, by=labs.julie, **asked)


def test_nobody_writes_over_what_a_colleague_has_written(client, labs: Labs) -> None:
    """What was typed stays, what stands is shown, and the next click has read it."""
    exchange = labs.planned()
    client.force_login(labs.julie)
    seen = client.get(portal(exchange, EDIT)).context["form"]["seen"].value()
    read = client.get(portal(exchange, MOVE)).context["form"]["seen"].value()
    actions.edit_exchange(
        exchange, by=labs.julie, title="Ateliers", labs=[labs.rouen, labs.amiens],
        agenda=[("La clé du soir", 15, labs.rouen)],
    )  # fmt: skip
    sent = typed(title="Mon titre", labs=["rouen", "amiens"], seen=seen)
    with nothing_written():
        page = client.post(portal(exchange, EDIT), sent)
    text = page.content.decode()
    assert (page.status_code, fresh(exchange).title) == (409, "Ateliers")
    assert "Mon titre" in text
    assert "1. La clé du soir, 15 min, Rouen" in text
    assert "Ceci a été modifié pendant que vous écriviez" in text
    again = {**sent, "seen": page.context["form"]["seen"].value()}
    assert client.post(portal(exchange, EDIT), again).status_code == 302
    assert fresh(exchange).title == "Mon titre"
    # Another part was written meanwhile: that harms nobody's time and place.
    moved = {"day": day(8).isoformat(), "starts": "09:00", "ends": "10:00",
             "place": "Nancy", "seen": read}  # fmt: skip
    assert client.post(portal(exchange, MOVE), moved).status_code == 302
    page = client.post(portal(exchange, MOVE), {**moved, "place": "Metz"})
    assert (page.status_code, fresh(exchange).place) == (409, "Nancy")
    assert " – 10:00" in page.content.decode()


def test_it_is_cancelled_and_leaves_the_calendars(client, labs: Labs) -> None:
    owed = everybody("exchange_cancelled", labs)
    exchange = labs.planned()
    client.force_login(labs.julie)
    page = client.post(portal(exchange, CANCEL), {"text": ""})
    assert list(page.context["form"].errors) == ["text"]
    sent = {"text": "La salle est fermée."}
    assert client.post(portal(exchange, CANCEL), sent).status_code == 302
    done = fresh(exchange)
    assert (done.status, done.cancel_reason, done.ics_sequence) == (
        "cancelled",
        "La salle est fermée.",
        1,
    )
    assert newly_owed(last_line(done)) == owed
    found, _method = event(client, exchange)
    assert (str(found["STATUS"]), int(found["SEQUENCE"])) == ("CANCELLED", 1)
    with pytest.raises(TransitionNotAllowed):
        actions.cancel_exchange(done, by=labs.julie, text="Encore.")
    with clock.at(at(7, 17)), pytest.raises(TransitionNotAllowed):
        actions.hold_exchange(done, by=labs.julie, presences={labs.julie.pk: "came"})


def test_only_the_host_changes_it(client, labs: Labs) -> None:
    exchange = labs.planned()
    for name in (MOVE, EDIT, CANCEL, "hold_exchange", "minute_exchange"):
        for who in (labs.helene, labs.bruno, labs.cast.admin):
            client.force_login(who)
            assert client.post(portal(exchange, name)).status_code == 403
        client.force_login(labs.cast.director)
        assert client.post(portal(exchange, name)).status_code == 404
    assert fresh(exchange).status == "planned"


def test_texts_cannot_add_a_line_to_a_calendar(client, labs: Labs) -> None:
    exchange = labs.planned(title="Ateliers\r\nATTENDEE:MAILTO:x@y.example")
    client.force_login(labs.julie)
    found, _method = event(client, exchange)
    assert "ATTENDEE" not in found
    assert str(found["SUMMARY"]) == "Ateliers ATTENDEE:MAILTO:x@y.example"
