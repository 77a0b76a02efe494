"""hand: somebody else carries what was undertaken; the host does for who has left."""

import pytest

from benchmarking import actions
from benchmarking.exchanges import lists
from benchmarking.models import ExchangeAction
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.exchanging import Labs, at, day, portal
from tests.benchmarking.test_finish_exchange_action import live, told
from tests.benchmarking.test_minute_exchange import refuses
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

HAND = "hand_exchange_action"
HANDED, DUE = "exchange_action_handed", "exchange_action_due"


def undertaken(labs: Labs) -> ExchangeAction:
    """Hélène carries it, and the minutes have left."""
    row = labs.undertaken()
    labs.minuted(row.exchange)
    found: ExchangeAction = fresh(row)
    return found


def test_somebody_else_carries_it(client, labs: Labs) -> None:
    bruno = labs.bruno
    row = undertaken(labs)
    client.force_login(labs.julie)
    with clock.at(at(20)):
        with nothing_written():
            form = client.get(portal(row, HAND)).context["form"]
            page = client.post(portal(row, HAND), {"owner": str(labs.helene.pk)})
        assert list(page.context["form"].errors) == ["owner", "instead_of"]
        assert {pk for pk, _name in form.fields["owner"].choices} == {
            str(labs.julie.pk), str(bruno.pk)
        }  # fmt: skip
        sent = {"owner": str(bruno.pk), "instead_of": form["instead_of"].value()}
        answer = client.post(portal(row, HAND), sent)
        assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
        # Who read that Hélène carries it has read what is over.
        late = {**sent, "owner": str(labs.julie.pk)}
        assert client.post(portal(row, HAND), late).status_code == 409
    done = fresh(row)
    assert (done.owner, done.lab, done.status) == (bruno, labs.amiens, "open")
    assert journal(done)[-1] == (HAND, "open", "open", labs.julie.email, "portal")
    assert last_line(done).details == {
        "owner": bruno.pk, "instead_of": labs.helene.pk
    }  # fmt: skip
    assert newly_owed(last_line(done)) == {
        (HANDED, bruno.email), (HANDED, labs.helene.email)
    }  # fmt: skip
    text = client.get(portal(row.exchange, "exchange_minutes")).content.decode()
    assert f"Transmis par {labs.helene}, qui s’en chargeait au compte rendu." in text


def test_who_may_and_to_whom(client, labs: Labs) -> None:
    bruno = labs.bruno
    row = labs.undertaken()
    given = {"by": labs.helene, "instead_of": labs.helene.pk}
    with pytest.raises(ActRefused, match="rayez"):
        actions.hand_exchange_action(row, owner=labs.julie, **given)
    labs.minuted(row.exchange)
    admin, director = labs.cast.admin, labs.cast.director
    for who, status in ((bruno, 403), (admin, 403), (director, 404)):
        client.force_login(who)
        assert client.post(portal(row, HAND)).status_code == status
    for owner in (labs.cast.founder, labs.helene):
        with pytest.raises(ActRefused):
            actions.hand_exchange_action(row, owner=owner, **given)
    # Who takes it over hears nothing of it.
    done = actions.hand_exchange_action(
        row, by=labs.julie, owner=labs.julie, instead_of=labs.helene.pk
    )
    assert newly_owed(last_line(done)) == {(HANDED, labs.helene.email)}
    closed = actions.drop_exchange_action(done, by=labs.julie, text="Non.")
    with pytest.raises(TransitionNotAllowed):
        actions.hand_exchange_action(closed, owner=bruno, **given)


def test_the_host_is_asked_for_who_has_left(client, labs: Labs) -> None:
    row = undertaken(labs)
    type(labs.helene).objects.filter(pk=labs.helene.pk).update(is_active=False)
    live(*range(9, 40))
    mail = {(DUE, labs.julie.email)}
    assert told(row) == [(day(24), mail), (day(29), mail)]
    assert list(lists.own_due(labs.julie, day(40))) == [row]
    assert not lists.own_due(labs.bruno, day(40)).exists()
    assert list(lists.actions_of(labs.julie, "les-miennes")) == [row]


def test_the_database_takes_another_carrier_by_the_act_alone(labs: Labs) -> None:
    row = undertaken(labs)
    rows = ExchangeAction.objects.filter(pk=row.pk)
    assert refuses(lambda: rows.update(owner=labs.julie))
    assert refuses(lambda: rows.update(lab=labs.nancy))
    done = actions.hand_exchange_action(
        row, by=labs.julie, owner=labs.julie, instead_of=labs.helene.pk
    )
    assert (done.owner, done.lab) == (labs.julie, labs.nancy)
