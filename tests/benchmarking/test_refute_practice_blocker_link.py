"""refute: a person of a lab of neither side, with a reason that stays in sight."""

import pytest

from benchmarking import actions
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.links import Tying, portal
from tests.cast import fresh, make_lab, make_member
from tests.evidence import journal, last_line, newly_owed

WHY = "La cuve avait changé entre-temps."


def test_another_lab_refutes_and_says_why(client, tying: Tying) -> None:
    link = tying.claimed()
    for who in (tying.claimer, tying.writer, tying.cast.admin):
        client.force_login(who)
        assert client.get(portal(link, "refute")).status_code == 403
    client.force_login(tying.amiens)
    refused = client.post(portal(link, "refute"), {"text": ""})
    assert set(refused.context["form"].errors) == {"text"}
    client.post(portal(link, "refute"), {"text": WHY})
    row = fresh(link)
    assert (row.status, row.reason, row.judged_by) == ("refuted", WHY, tying.amiens)
    line = ("refute_practice_blocker_link", "claimed", "refuted")
    assert journal(link)[-1] == (*line, tying.amiens.email, "portal")
    assert newly_owed(last_line(link)) == {
        ("practice_blocker_link_refuted", tying.claimer.email)
    }
    client.force_login(tying.claimer)
    page = client.get(tying.version().practice.get_absolute_url()).content.decode()
    assert WHY in page
    with pytest.raises(TransitionNotAllowed):
        actions.refute_practice_blocker_link(link, by=tying.amiens, text=WHY)
    # Once something has changed it is claimed anew.
    assert tying.claimed().status == "claimed"


def test_the_reason_names_no_company(tying: Tying) -> None:
    with pytest.raises(ActRefused, match="retirez"):
        actions.refute_practice_blocker_link(
            tying.claimed(), by=tying.amiens, text=f"À {tying.cast.plant.name}."
        )


def test_a_third_lab_refutes_what_is_confirmed(client, tying: Tying) -> None:
    link = tying.confirmed(relation="prevents")
    operator = make_lab("marseille").operator
    assert operator is not None
    third = make_member(organisation=operator, email="referente@marseille.example")
    client.force_login(third)
    client.post(portal(link, "refute"), {"text": WHY})
    row = fresh(link)
    assert (row.status, row.judged_by, row.reason) == ("refuted", third, WHY)
    # On the blocker's page it stands apart from what helps.
    ways = client.get(link.blocker.get_absolute_url()).context["ways"]
    assert (ways.good, [one.reason for one in ways.refuted]) == ([], [WHY])
