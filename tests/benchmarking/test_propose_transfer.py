"""propose, log_contact, understand, decline: until both labs have seen it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.models import Transfer
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.practices import refused_by
from tests.benchmarking.transfers import (
    HEARD,
    SEEN,
    TEXT,
    WHY,
    Moving,
    copied,
    portal,
)
from tests.cast import fresh, make_lab
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import day


def start(version) -> str:
    return f"/bonnes-pratiques/versions/{version.public_id}/transferer/"


def test_a_lab_takes_over_what_another_does(client, moving: Moving) -> None:
    version = moving.published()
    client.force_login(moving.taker)
    page = client.get(version.get_absolute_url())
    assert "La reprendre chez nous" in [act.label for act in page.context["acts"]]
    with nothing_written():
        assert client.get(start(version)).status_code == 200
        refused = client.post(start(version), {"why": ""})
    assert refused.context["form"].errors == {"why": ["Ce champ est obligatoire."]}
    first = client.post(start(version), {"why": WHY})
    transfer = Transfer.objects.get()
    assert first.url == transfer.get_absolute_url()
    assert (transfer.giver, transfer.receiver, transfer.proposed_lab) == (
        moving.nancy_lab, moving.rouen_lab, moving.rouen_lab,
    )  # fmt: skip
    # Ten working days from Monday 7 September, by Nancy's calendar.
    assert (transfer.status, transfer.due_on) == ("proposed", date(2026, 9, 21))
    me = moving.taker.email
    assert journal(transfer) == [("propose_transfer", "", "proposed", me, "portal")]
    assert newly_owed(last_line(transfer)) == {
        ("transfer_proposed", moving.writer.email)
    }
    # The same click twice is one; another one finds it on its way.
    assert client.post(start(version), {"why": WHY}).url == first.url
    again = client.post(start(version), {"why": "Encore."})
    assert again.status_code == 409
    assert "déjà en route vers ce laboratoire" in again.content.decode()
    assert Transfer.objects.count() == 1
    page = client.get(version.get_absolute_url())
    assert "La reprendre chez nous" not in [act.label for act in page.context["acts"]]


def test_a_lab_offers_its_own(client, moving: Moving) -> None:
    version = moving.published()
    client.force_login(moving.writer)
    page = client.get(start(version))
    assert page.context["form"].fields["receiver"].choices == [
        ("amiens", "Amiens"), ("marseille", "Marseille"), ("rouen", "Rouen"),
    ]  # fmt: skip
    for wrong in ("nancy", "paris", ""):
        sent = client.post(start(version), {"receiver": wrong, "why": WHY})
        assert set(sent.context["form"].errors) == {"receiver"}
    client.post(start(version), {"receiver": "rouen", "why": WHY})
    transfer = Transfer.objects.get()
    assert transfer.proposed_lab == moving.nancy_lab
    assert newly_owed(last_line(transfer)) == {
        ("transfer_proposed", moving.taker.email)
    }


def test_only_what_stands_goes_and_only_between_two(moving: Moving) -> None:
    version = moving.published()
    amiens = make_lab("amiens")
    for given, words in (
        ({"receiver": moving.nancy_lab, "lab": moving.nancy_lab,
          "by": moving.writer}, "déjà celle de ce laboratoire"),
        ({"by": moving.amiens}, "pour un laboratoire pour lequel"),
        # A third lab proposes nothing between two others.
        ({"by": moving.amiens, "lab": amiens}, "pour un laboratoire pour lequel"),
    ):  # fmt: skip
        with pytest.raises(ActRefused, match=words):
            moving.proposed(version=version, **given)
    actions.retire_practice_version(version, by=moving.writer, code="other")
    with pytest.raises(ActRefused, match="Seule une pratique de la bibliothèque"):
        moving.proposed(version=version)
    assert not Transfer.objects.exists()


def test_both_labs_have_noted_the_visit(client, moving: Moving) -> None:
    transfer = moving.proposed()
    client.force_login(moving.writer)
    url = portal(transfer, "log_contact")
    sent = {"contact_kind": "visit", "contact_on": "2026-09-08", "text": SEEN}
    refused = client.post(url, sent)
    assert refused.status_code == 409
    assert "dans les six derniers mois" in refused.content.decode()
    assert refused.context["form"]["text"].value() == SEEN
    with clock.at(moment(date(2026, 9, 10))):
        client.post(url, {**sent, "contact_on": "2026-09-08"})
    row = fresh(transfer)
    assert (row.status, row.contact_kind, row.contact_on, row.contact_by) == (
        "proposed", "visit", date(2026, 9, 8), moving.writer,
    )  # fmt: skip
    assert (row.contact_lab, row.due_on) == (moving.nancy_lab, date(2026, 9, 17))
    assert newly_owed(last_line(row)) == {
        ("transfer_contact_logged", moving.taker.email)
    }
    # Once; and whoever noted it does not confirm it.
    assert client.post(url, {**sent, "text": "Autre"}).status_code == 409
    understand = portal(transfer, "understand")
    assert client.post(understand, {"text": HEARD}).status_code == 409
    labels = [act.label for act in client.get(row.get_absolute_url()).context["acts"]]
    assert labels == ["Décliner"]
    client.force_login(moving.taker)
    page = client.get(understand)
    assert SEEN in page.content.decode()
    with clock.at(moment(date(2026, 9, 10))):
        client.post(understand, {"text": HEARD})
    row = fresh(transfer)
    assert (row.status, row.heard_by, row.understood_on, row.due_on) == (
        "understanding", moving.taker, date(2026, 9, 10), date(2026, 12, 10),
    )  # fmt: skip
    assert newly_owed(last_line(row)) == set()


def test_nobody_confirms_a_visit_that_is_not_noted(moving: Moving) -> None:
    with pytest.raises(ActRefused, match="d’abord noté"):
        actions.understand_transfer(moving.proposed(), by=moving.taker, text=HEARD)


def test_the_lab_that_was_asked_declines_and_says_why(client, moving: Moving) -> None:
    transfer = moving.proposed()
    url = portal(transfer, "decline")
    client.force_login(moving.taker)
    assert client.get(url).status_code == 403
    client.force_login(moving.amiens)
    assert client.get(url).status_code == 403
    client.force_login(moving.writer)
    refused = client.post(url, {"code": "no_means", "text": ""})
    assert set(refused.context["form"].errors) == {"text"}
    client.post(url, {"code": "no_means", "text": TEXT})
    row = fresh(transfer)
    assert (row.status, row.end_code, row.end_text, row.ended_on, row.due_on) == (
        "declined", "no_means", TEXT, day(0), None,
    )  # fmt: skip
    assert newly_owed(last_line(row)) == {("transfer_ended", moving.taker.email)}
    # It is no obstacle to another one.
    assert moving.proposed(version=row.version).status == "proposed"


@pytest.mark.parametrize("name", ["log_contact", "understand", "decline"])
def test_it_begins_where_it_is_proposed(moving: Moving, name: str) -> None:
    transfer = moving.understood()
    inputs = {
        "log_contact": {"contact_kind": "call", "contact_on": day(0), "text": SEEN},
        "understand": {"text": HEARD},
        "decline": {"code": "other", "text": TEXT},
    }[name]
    with pytest.raises(TransitionNotAllowed):
        getattr(actions, f"{name}_transfer")(transfer, by=moving.writer, **inputs)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("transfer_one_open", {}),
        ("transfer_proposed_by_a_side", {"why": ""}),
        ("transfer_seen_is_whole", {"contact_text": "Vu"}),
        ("transfer_open_has_a_day", {"due_on": None}),
        ("transfer_ended_says_why", {"end_code": "other"}),
        ("transfer_ended_says_why", {"status": "declined", "due_on": None}),
        ("transfer_understood_by_both", {"status": "understanding"}),
    ],
)
def test_the_database_refuses_what_no_act_writes(
    moving: Moving, constraint: str, fields: dict[str, Any]
) -> None:
    transfer = moving.proposed()
    with refused_by(constraint):
        copied(transfer, **fields)


def test_by_sql_a_practice_goes_from_its_lab_to_another(moving: Moving) -> None:
    transfer = moving.proposed()
    # A receiver that is the giver too proposes by a side, and is refused for that.
    same = {"receiver": moving.nancy_lab, "proposed_lab": moving.nancy_lab}
    with refused_by("transfer_between_two_labs"):
        copied(transfer, **same)
    amiens = make_lab("amiens")
    for wrong in (
        {"giver": amiens, "proposed_lab": amiens},
        {"version": moving.whole()},
    ):
        refused = pytest.raises(IntegrityError, match="stands in the library")
        with refused, transaction.atomic():
            copied(transfer, **wrong)
