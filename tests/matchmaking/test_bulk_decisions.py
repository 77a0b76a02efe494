"""One act on several requests: a result per row, safe against a second click."""

import pytest
from django.urls import reverse

from matchmaking.admin import IntroductionAdmin
from tests.cast import fresh, make_decision_maker, make_introduction
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import in_status
from tests.matchmaking.stories import sent
from tests.matchmaking.test_answer_templates import template

LIST = reverse("admin:matchmaking_introduction_changelist")


def send(client, name, rows, confirmed=True, **data):
    sent_data = {
        "action": name,
        "_selected_action": [getattr(row, "pk", row) for row in rows],
        **({"bulk_confirmed": "1"} if confirmed else {}),
        **data,
    }
    return client.post(f"{LIST}?file=toutes", sent_data)


def reasons(response):
    return {r.row.pk: (r.reason, r.before) for r in response.context["results"]}


def test_approval_and_rewording_are_read_one_by_one():
    assert set(IntroductionAdmin.bulk_acts) == {
        "ask_info_introduction",
        "reject_introduction",
        "send_introduction",
        "requeue_introduction",
        "close_introduction",
    }


def test_the_same_text_refuses_several(client, cast):
    rows = [in_status(cast, "submitted") for _row in range(3)]
    moved = in_status(cast, "sent")
    client.force_login(cast.moderator)
    with nothing_written():
        page = send(client, "reject_introduction", [*rows, moved], confirmed=False)
        empty = send(client, "reject_introduction", rows, code="mass_text", text="")
    assert page.status_code == 200 and page.context["results"] is None
    assert empty.context["form"].errors
    data = {"code": "mass_text", "text": "Un texte pour tous."}
    response = send(client, "reject_introduction", [*rows, moved], **data)
    assert reasons(response) == {
        **{row.pk: ("", False) for row in rows},
        moved.pk: ("Ce dossier a bougé entre-temps.", False),
    }
    assert response.context["done"] == 3
    assert {fresh(row).status for row in rows} == {"rejected"}
    assert fresh(moved).status == "sent"


def test_a_second_click_is_told_that_it_is_done(client, cast):
    rows = [in_status(cast, "submitted") for _row in range(2)]
    client.force_login(cast.moderator)
    data = {"code": "mass_text", "text": "Un texte pour tous."}
    send(client, "reject_introduction", rows, **data)
    # From the queue's own part of the list, which the rows have left.
    response = client.post(
        LIST,
        {
            "action": "reject_introduction",
            "_selected_action": [row.pk for row in rows],
            "bulk_confirmed": "1",
            **data,
        },
    )
    assert reasons(response) == {row.pk: ("", True) for row in rows}
    for row in rows:
        assert [line[0] for line in journal(row)] == ["reject_introduction"]


def test_a_ready_answer_fills_the_text_for_all(client, cast):
    ready = template(cast, act="reject", title="Masse", reject_code="mass_text")
    rows = [in_status(cast, "submitted") for _row in range(2)]
    client.force_login(cast.moderator)
    with nothing_written():
        response = send(
            client, "reject_introduction", rows, template=ready.pk, text="", fill="1"
        )
    initial = response.context["form"].initial
    assert (initial["text"], initial["code"]) == ("Quelle machine ?", "mass_text")
    assert response.context["results"] is None


def test_requests_go_back_to_the_queue_and_leave_again(client, cast):
    row = sent(cast)
    client.force_login(cast.moderator)
    assert send(client, "requeue_introduction", [row]).context["done"] == 1
    assert fresh(row).status == "queued"
    assert send(client, "send_introduction", [row]).context["done"] == 1
    assert fresh(row).status == "sent"


def test_several_are_closed_with_an_outcome_not_known(client, cast):
    rows = [in_status(cast, "accepted") for _row in range(2)]
    client.force_login(cast.moderator)
    response = send(client, "close_introduction", rows, outcome="contract")
    assert response.context["done"] == 2
    assert {fresh(row).outcome for row in rows} == {"unknown"}


def test_other_labs_rows_are_not_there(client, cast):
    card = make_decision_maker(
        organisation=cast.plant, lab=cast.nancy, email="n@usine.example"
    )
    other = make_introduction(
        startup=cast.startup,
        decision_maker=card,
        requested_by=cast.founder,
        status="submitted",
    )
    client.force_login(cast.moderator)
    data = {"code": "tone", "text": "Non."}
    assert reasons(send(client, "reject_introduction", [other], **data)) == {}
    assert fresh(other).status == "submitted"


@pytest.mark.parametrize("wrong", ["abc", "-1", "9" * 40, "١"])
def test_what_is_no_id_is_left_out(client, cast, wrong):
    row = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    for confirmed in (False, True):
        response = send(
            client,
            "ask_info_introduction",
            [wrong, row.pk],
            confirmed=confirmed,
            text="Quoi ?",
        )
        assert response.status_code == 200
    assert fresh(row).status == "needs_info"
    assert send(client, "ask_info_introduction", [wrong]).status_code in (200, 302)


def test_more_than_a_hundred_are_told_apart(client, cast, monkeypatch):
    monkeypatch.setattr("servindus.admin_bulk.MOST", 2)
    rows = [in_status(cast, "submitted") for _row in range(3)]
    client.force_login(cast.moderator)
    response = send(client, "ask_info_introduction", rows, confirmed=False)
    assert len(response.context["rows"]) == 2
    assert "seules ces 2 sont prises" in response.text
