"""hold, decide, assign, strike, minute: who came, what was decided, what is to do."""

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.models import Exchange, ExchangeAction, ExchangeDecision
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.exchanging import MINUTES, Labs, at, day, portal
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

HOLD, DECIDE, ASSIGN = "hold_exchange", "decide_exchange", "assign_exchange"
STRIKE, MINUTE = "strike_exchange", "minute_exchange"


def test_who_came_is_said_once_it_has_begun(client, labs: Labs) -> None:
    exchange, bruno = labs.planned(), labs.bruno
    sent = {
        f"presence_{labs.julie.pk}": "came",
        f"presence_{labs.helene.pk}": "excused",
        f"presence_{bruno.pk}": "absent",
    }
    client.force_login(labs.julie)
    assert client.post(portal(exchange, HOLD), sent).status_code == 409
    with clock.at(at(7, 15)):
        with nothing_written():
            page = client.get(portal(exchange, HOLD))
            nobody = client.post(
                portal(exchange, HOLD), {**sent, f"presence_{labs.julie.pk}": "absent"}
            )
            half = client.post(
                portal(exchange, HOLD), {**sent, f"presence_{bruno.pk}": ""}
            )
        assert len(page.context["form"].fields) == 4
        sent["seen"] = page.context["form"]["seen"].value()
        assert "annulez l’échange" in nobody.content.decode()
        assert list(half.context["form"].errors) == [f"presence_{bruno.pk}"]
        assert client.post(portal(exchange, HOLD), sent).status_code == 302
    done = fresh(exchange)
    assert (done.status, done.held_at, done.minutes_due_on) == (
        "held",
        at(7, 15),
        day(14),
    )
    rows = done.attendances.order_by("pk")
    assert set(rows.values_list("person", "presence", "lab__slug")) == {
        (labs.julie.pk, "came", "nancy"),
        (labs.helene.pk, "excused", "rouen"),
        (bruno.pk, "absent", "amiens"),
    }
    me = labs.julie.email
    assert journal(done)[-1] == (HOLD, "planned", "held", me, "portal")
    # It can be put right until the minutes leave; the date of the minutes stays.
    with clock.at(at(9)):
        sent[f"presence_{bruno.pk}"] = "came"
        assert client.post(portal(exchange, HOLD), sent).status_code == 409
        page = client.get(portal(exchange, HOLD))
        sent["seen"] = page.context["form"]["seen"].value()
        assert client.post(portal(exchange, HOLD), sent).status_code == 302
    again = fresh(exchange)
    assert (again.held_at, again.minutes_due_on) == (at(7, 15), day(14))
    assert again.attendances.get(person=bruno).presence == "came"


def test_who_has_left_since_stays_among_those_who_came(client, labs: Labs) -> None:
    """Said a second time, after somebody has left their lab."""
    exchange = labs.held()
    type(labs.helene).objects.filter(pk=labs.helene.pk).update(is_active=False)
    client.force_login(labs.julie)
    with clock.at(at(9)):
        form = client.get(portal(exchange, HOLD)).context["form"]
        assert f"presence_{labs.helene.pk}" in form.fields
        actions.hold_exchange(
            exchange, by=labs.julie, presences={labs.julie.pk: "came"}
        )
    rows = exchange.attendances.order_by("pk")
    assert set(rows.values_list("person", "presence", "lab__slug")) == {
        (labs.julie.pk, "came", "nancy"), (labs.helene.pk, "came", "rouen")
    }  # fmt: skip


def test_a_stranger_was_not_there(labs: Labs) -> None:
    exchange = labs.planned()
    with clock.at(at(7, 17)), pytest.raises(ActRefused, match="Seules les personnes"):
        actions.hold_exchange(
            exchange,
            by=labs.julie,
            presences={labs.julie.pk: "came", labs.cast.founder.pk: "came"},
        )


def test_decisions_and_actions_are_written_by_whoever_took_part(
    client, labs: Labs
) -> None:
    exchange = labs.held()
    client.force_login(labs.bruno)
    decided = {"text": "Une convention commune.", "decided_by": "Les trois labos"}
    with clock.at(at(7, 18)):
        page = client.post(portal(exchange, DECIDE), {**decided, "decided_by": ""})
        assert list(page.context["form"].errors) == ["decided_by"]
        assert client.post(portal(exchange, DECIDE), decided).status_code == 302
        with pytest.raises(ActRefused, match="figure déjà"):
            actions.decide_exchange(exchange, by=labs.bruno, **decided)
        sent = {
            "text": "Envoyer le modèle",
            "owner": str(labs.helene.pk),
            "due_on": day(28).isoformat(),
        }
        wrong = {**sent, "due_on": day(1).isoformat(), "owner": "0"}
        page = client.post(portal(exchange, ASSIGN), wrong)
        assert list(page.context["form"].errors) == ["owner", "due_on"]
        assert client.post(portal(exchange, ASSIGN), sent).status_code == 302
        with pytest.raises(ActRefused, match="laboratoire participant"):
            actions.assign_exchange(
                exchange, by=labs.bruno, text="x", owner=labs.cast.founder,
                due_on=day(28),
            )  # fmt: skip
    row = ExchangeAction.objects.get()
    assert (row.owner, row.lab, row.due_on, row.status) == (
        labs.helene,
        labs.rouen,
        day(28),
        "open",
    )
    me = labs.bruno.email
    assert journal(exchange)[-2:] == [
        (DECIDE, "held", "held", me, "portal"),
        (ASSIGN, "held", "held", me, "portal"),
    ]
    assert journal(row) == [(ASSIGN, "", "open", me, "portal")]
    assert newly_owed(last_line(exchange)) == set()


def test_a_line_is_struck_out_until_the_minutes_leave(client, labs: Labs) -> None:
    row = labs.undertaken()
    exchange = row.exchange
    client.force_login(labs.helene)
    assert client.get(portal(exchange, STRIKE)).status_code == 405
    sent = {"what": "action", "number": str(row.pk)}
    page = client.post(portal(exchange, STRIKE), {"what": "item", "number": "1"})
    assert list(page.context["form"].errors) == ["what"]
    other = {"what": "decision", "number": str(row.pk)}
    assert client.post(portal(exchange, STRIKE), other).status_code == 409
    assert client.post(portal(exchange, STRIKE), sent).status_code == 302
    assert not ExchangeAction.objects.exists()
    assert last_line(exchange).details == {"what": "action", "number": row.pk}
    row = labs.undertaken(exchange)
    labs.minuted(exchange)
    assert client.post(portal(exchange, STRIKE), sent).status_code == 409
    assert ExchangeAction.objects.get() == row


def test_the_minutes_leave_to_everybody(client, labs: Labs) -> None:
    bruno = labs.bruno
    exchange = labs.held()
    client.force_login(labs.julie)
    assert client.get(portal(exchange, "exchange_minutes")).status_code == 302
    with clock.at(at(8)):
        with nothing_written():
            page = client.post(portal(exchange, MINUTE), {"text": ""})
        assert list(page.context["form"].errors) == ["text"]
        assert client.post(portal(exchange, MINUTE), {"text": MINUTES}).status_code == (
            302
        )
    done = fresh(exchange)
    assert (done.status, done.minutes, done.minuted_at) == ("minuted", MINUTES, at(8))
    me = labs.julie.email
    assert journal(done)[-1] == (MINUTE, "held", "minuted", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("exchange_minuted", labs.helene.email),
        ("exchange_minuted", bruno.email),
    }
    printed = client.get(portal(exchange, "exchange_minutes")).content.decode()
    assert MINUTES in printed
    for act, inputs in (
        (actions.minute_exchange, {"text": "Encore."}),
        (actions.decide_exchange, {"text": "x", "decided_by": "y"}),
        (actions.hold_exchange, {"presences": {labs.julie.pk: "came"}}),
    ):
        with clock.at(at(9)), pytest.raises(TransitionNotAllowed):
            act(done, by=labs.julie, **inputs)


def test_nobody_outside_writes_into_the_minutes(client, labs: Labs) -> None:
    exchange = labs.held(labs=[labs.rouen])
    for name in (DECIDE, ASSIGN, STRIKE):
        for who in (labs.bruno, labs.cast.admin):
            client.force_login(who)
            assert client.post(portal(exchange, name)).status_code == 403
        client.force_login(labs.cast.liaison)
        assert client.post(portal(exchange, name)).status_code == 404


def refuses(change) -> bool:
    """Whether the database refuses what this does."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_the_database_keeps_what_was_sent(labs: Labs) -> None:
    row = labs.undertaken()
    exchange = row.exchange
    with clock.at(at(7, 19)):
        actions.decide_exchange(exchange, by=labs.julie, text="Oui.", decided_by="Tous")
    labs.minuted(exchange)
    rows = Exchange.objects.filter(pk=exchange.pk)
    actions_ = ExchangeAction.objects.filter(pk=row.pk)
    assert [
        refuses(change)
        for change in (
            lambda: rows.update(minutes="Autre chose."),
            rows.delete,
            lambda: exchange.attendances.update(presence="absent"),
            lambda: exchange.attendances.all().delete(),
            lambda: ExchangeDecision.objects.update(text="Non."),
            lambda: ExchangeDecision.objects.all().delete(),
            lambda: exchange.items.create(rank=3, title="x", minutes=5),
            lambda: actions_.update(due_on=day(60)),
            lambda: actions_.update(owner=labs.julie),
            actions_.delete,
        )
    ] == [True] * 10


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": at(7)},
        {"place": ""},
        {"minutes_due_on": day(9)},
        {"held_at": at(8)},
        {"minutes": "Oui."},
        {"minuted_at": at(9)},
        {"cancel_reason": "Non."},
        {"status": "held", "held_at": at(8), "minutes_due_on": day(9)},
        {"ics_sequence": -1},
    ],
)
def test_the_database_refuses_what_does_not_fit(labs: Labs, fields) -> None:
    rows = Exchange.objects.filter(pk=labs.planned().pk)
    assert refuses(lambda: rows.update(**fields))


def test_the_database_invites_no_host(labs: Labs) -> None:
    exchange = labs.planned()
    assert refuses(lambda: exchange.invited_labs.add(labs.nancy))
    assert refuses(lambda: exchange.decisions.create(text="Trop tôt.", decided_by="x"))
