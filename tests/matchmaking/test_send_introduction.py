"""An approved request is put to the decision maker."""

from datetime import date, datetime, timedelta

import pytest

from matchmaking.actions import requeue_introduction, send_introduction
from programmes.models import LabClosure
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, make_decision_maker
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, desk, in_status, starts_only_from

NAME = "send_introduction"


def paris(day, hour, minute=0):
    return datetime(2026, 9, day, hour, minute, tzinfo=clock.PARIS)


def send(cast, **fields):
    fields.setdefault("decision_maker", cast.manager)
    introduction = in_status(cast, "queued", moderator=cast.moderator, **fields)
    return send_introduction(introduction, by=SYSTEM)


def test_it_is_sent_with_a_due_date_and_a_link(cast):
    done = send(cast)
    assert (done.status, done.sent_at) == ("sent", MONDAY)
    assert done.due_on == date(2026, 9, 28)
    assert done.expected_on is None
    [link] = done.links.all()
    assert (link.purpose, link.decision_maker) == ("answer", cast.manager)
    # Until the end of the 30th day after the due date.
    assert link.expires_at.astimezone(clock.PARIS).date() == date(2026, 10, 28)


def test_holidays_and_quiet_weeks_of_the_lab_do_not_count(cast):
    LabClosure.objects.create(
        lab=cast.rouen,
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 18),
        reason="Semaine calme",
    )
    assert send(cast).due_on == date(2026, 10, 5)


def test_the_journal_says_who_and_both_sides_are_written_to(cast):
    done = send(cast)
    assert journal(done) == [(NAME, "queued", "sent", "system", "system")]
    assert newly_owed(last_line(done)) == {
        ("introduction_sent", "manager@usine.example"),
        ("introduction_approved", "fondatrice@startup.example"),
    }


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(send_introduction, cast, "queued")


@pytest.mark.parametrize(
    "status", ["invited", "paused", "opted_out", "unreachable", "left"]
)
def test_it_does_not_leave_for_somebody_who_cannot_be_asked(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(ActRefused):
        send(cast, decision_maker=card)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (paris(7, 8), paris(7, 8)),
        (paris(7, 17, 59), paris(7, 17, 59)),
        (paris(7, 18), paris(8, 8)),
        (paris(7, 23, 30), paris(8, 8)),
        (paris(8, 3), paris(8, 8)),
        (paris(8, 7, 59), paris(8, 8)),
        (paris(11, 18), paris(14, 8)),
        (paris(12, 11), paris(14, 8)),
        (paris(12, 5), paris(14, 8)),
        (paris(13, 23), paris(14, 8)),
    ],
)
def test_quiet_hours_put_off_the_mail_and_not_the_act(cast, moment, leaves):
    with clock.at(moment):
        done = send(cast)
    assert (done.status, done.sent_at) == ("sent", moment)
    row = OutboxEmail.objects.get(kind="introduction_sent")
    assert row.not_before == leaves


def test_a_lab_without_quiet_hours_writes_at_any_time(cast):
    cast.rouen.quiet_from = cast.rouen.quiet_to = None
    cast.rouen.save()
    with clock.at(paris(12, 3)):
        send(cast)
    assert OutboxEmail.objects.get(kind="introduction_sent").not_before == paris(12, 3)


def test_the_first_mail_that_leaves_informs_the_person(cast, sink):
    assert cast.manager.informed_at is None
    send(cast)
    assert fresh(cast.manager).informed_at is None
    later = MONDAY + timedelta(minutes=2)
    with clock.at(later):
        outbox.send_due()
    assert fresh(cast.manager).informed_at == later


def test_a_second_sending_closes_the_first_link(cast):
    first = send(cast)
    [old] = first.links.all()
    requeue_introduction(first, by=SYSTEM)
    send_introduction(first, by=SYSTEM)
    open_links = first.links.filter(revoked_at=None)
    assert open_links.count() == 1
    assert open_links.get() != old


def test_the_first_mail_is_not_sent_once_its_link_was_replaced(cast, sink):
    first = send(cast)
    requeue_introduction(first, by=SYSTEM)
    send_introduction(first, by=SYSTEM)
    outbox.send_due()
    assert sink.addresses.count("manager@usine.example") == 1


def test_who_may_send(client, cast):
    introduction = in_status(cast, "queued")
    found = answers_to(
        client,
        cast,
        desk(introduction, NAME),
        {},
        "visitor founder director colleague liaison admin",
    )
    assert found == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "admin": 403,
    }
    client.force_login(cast.moderator)
    assert client.post(desk(introduction, NAME)).status_code == 302
    assert fresh(introduction).status == "sent"
