"""The board, the list, one transfer; homes, digests, reminders, the file."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking import actions
from benchmarking.models import Transfer
from benchmarking.transfers import digests
from benchmarking.transfers.lists import Cell, waiting_for
from benchmarking.transfers.turns import next_lab_ids, waits_for
from programmes import rules
from servindus import clock, timers
from servindus.models import JournalEntry
from tests.benchmarking.test_question_pages import cards, reader_of
from tests.benchmarking.transfers import TEXT, Moving, portal
from tests.cast import fresh, make_lab, make_membership
from tests.evidence import last_line, newly_owed
from tests.matchmaking.days import moment
from tests.programmes.facilities import day
from tests.sheets import body, read

BOARD = "/bonnes-pratiques/transferts/"
LIST = f"{BOARD}liste/"


def sides(client, **query: str) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [str(row.sub).split(" · ")[1] for row in page.context["rows"]]


@pytest.fixture
def three(moving: Moving) -> Moving:
    """Nancy's practice: stopped at Rouen, offered to Amiens, in use at Marseille."""
    marseille = make_lab("marseille")
    with clock.at(moment(day(0), 11)):
        first = moving.stopped()
    given = {"version": first.version, "lab": moving.nancy_lab, "by": moving.writer}
    with clock.at(moment(day(0), 12)):
        moving.proposed(receiver=make_lab("amiens"), **given)
    with clock.at(moment(day(0), 13)):
        row = moving.proposed(receiver=marseille, **given)
        moving.carried(row)
    return moving


def test_the_board_shows_where_each_stands(client, three: Moving) -> None:
    client.force_login(three.taker)
    page = client.get(BOARD)
    shown = [
        (str(one["label"]), one["count"], [card["sides"] for card in one["cards"]])
        for one in page.context["columns"]
    ]
    assert shown == [
        ("Proposés", 1, ["de Nancy vers Amiens"]),
        ("Compris, prévus", 0, []),
        ("En adaptation", 0, []),
        ("En usage", 1, ["de Nancy vers Marseille"]),
        ("Déclinés, arrêtés", 1, ["de Nancy vers Rouen"]),
    ]
    assert page.context["waiting"] == 0
    given = dict(page.context["matrix"])[three.nancy_lab]
    told = [cell and (cell.adopted, cell.open, cell.ended) for cell in given]
    assert told == [(0, 1, 0), (1, 0, 0), None, (0, 0, 1)]
    assert isinstance(given[0], Cell)
    assert given[0].total == 1
    client.force_login(three.amiens)
    page = client.get(BOARD)
    assert page.context["waiting"] == 1
    [card] = page.context["columns"][0]["cards"]
    assert card["mine"]


def test_parts_and_filters_have_addresses(client, three: Moving) -> None:
    client.force_login(three.amiens)
    everything = [
        "de Nancy vers Marseille", "de Nancy vers Amiens", "de Nancy vers Rouen",
    ]  # fmt: skip
    assert sides(client) == everything
    assert sides(client, vue="a-faire") == ["de Nancy vers Amiens"]
    assert sides(client, vue="arretes") == ["de Nancy vers Rouen"]
    assert sides(client, vers="marseille") == ["de Nancy vers Marseille"]
    assert sides(client, de="rouen") == []
    assert sides(client, raison="no_effect") == ["de Nancy vers Rouen"]
    assert sides(client, axe="2") == everything
    assert sides(client, axe="9", de="paris", vue="rien") == everything
    # The programme reads all and has nothing to do itself.
    client.force_login(three.cast.admin)
    tabs = client.get(LIST).context["tabs"]
    assert str(tabs[0].label) == "Proposés"


@pytest.mark.parametrize("who", ["founder", "director", "liaison", "stranger"])
def test_nobody_outside_the_labs_reads_them(client, moving: Moving, who: str) -> None:
    transfer = moving.proposed()
    client.force_login(getattr(moving.cast, who))
    assert client.get(BOARD).status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.get(transfer.get_absolute_url()).status_code == 404
    assert client.get(portal(transfer, "stop")).status_code == 404
    address = f"/bonnes-pratiques/versions/{transfer.version.public_id}/transferer/"
    assert client.get(address).status_code == 403


def test_a_page_shows_how_far_one_came(client, moving: Moving) -> None:
    transfer = moving.stopped()
    client.force_login(moving.amiens)
    page = client.get(transfer.get_absolute_url())
    stages = [(str(one.label), one.state) for one in page.context["stages"]]
    assert stages == [
        ("Proposé", "done"), ("Vu et compris", "done"), ("Prévu", "done"),
        ("En adaptation", "done"), ("Arrêté", "here"),
    ]  # fmt: skip
    assert page.context["turn"] is None
    assert page.context["acts"] == []
    text = page.content.decode()
    assert TEXT in text
    # Its figures are drawn by length and written beside.
    lines = page.context["goal"]["lines"]
    assert [(str(one["label"]), one["value"], one["width"]) for one in lines] == [
        ("Avant", "2", "16.7%"), ("Cible", "12", "100.0%"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "labels", "turn"),
    [
        ("proposed", ["Noter une visite ou un appel", "L’arrêter"], "nancy"),
        ("understanding", ["Écrire le plan", "L’arrêter"], "rouen"),
        ("planned", ["Commencer", "Modifier le plan", "L’arrêter"], "rouen"),
        ("adapting", ["C’est en usage", "Modifier le plan", "L’arrêter"], "rouen"),
        ("in_use", ["L’arrêter"], ""),
        ("sustained", [], ""),
    ],
)
def test_the_receiver_has_the_next_step_first(
    client, moving: Moving, status: str, labels: list[str], turn: str
) -> None:
    transfer = moving.standing(status)
    client.force_login(moving.taker)
    acts = client.get(transfer.get_absolute_url()).context["acts"]
    assert [str(act.label) for act in acts] == labels
    wanted = {make_lab(turn).pk} if turn else set()
    assert next_lab_ids(transfer, day(0)) == wanted


def test_a_year_later_it_is_any_third_lab_s_turn(client, moving: Moving) -> None:
    transfer = moving.in_use()
    with clock.at(moment(date(2027, 9, 7))):
        wanted = {make_lab("amiens").pk, make_lab("marseille").pk}
        assert next_lab_ids(transfer, clock.today()) == wanted
        client.force_login(moving.amiens)
        page = client.get(transfer.get_absolute_url())
        assert page.context["turn"].mine
        assert [row.edge for row in client.get(LIST).context["rows"]] == ["mine"]
        assert len(client.get(LIST, {"vue": "a-faire"}).context["rows"]) == 1


def test_homes_and_digests_tell_whose_turn_it_is(client, moving: Moving) -> None:
    transfer = moving.proposed()
    assert cards(client, moving.writer) == {"Transferts": 1}
    assert cards(client, moving.taker) == {}
    people = (moving.writer, moving.taker, moving.cast.founder)
    parts = digests.parts([reader_of(who) for who in people], clock.now())
    assert set(parts) == {moving.writer.email}
    [line] = parts[moving.writer.email].sections[0].lines
    assert (line.title, line.text, line.is_late) == (
        f"{transfer.version.title}, de Nancy vers Rouen",
        "Prochaine étape avant le lun.\u00a021\u00a0sept.",
        False,
    )


def test_whoever_is_next_is_reminded_twice(moving: Moving) -> None:
    transfer = moving.proposed()
    for number in range(1, 60):
        with clock.at(moment(day(number), 10)):
            for _twice in (1, 2):
                timers.run("benchmarking.remind_transfers")
    lines = JournalEntry.objects.about(transfer).filter(verb="remind_transfer")
    told = [(clock.local_day(line.at), newly_owed(line)) for line in lines]
    mail = {("transfer_reminder", moving.writer.email)}
    assert told == [(day(14), mail), (day(28), mail)]


def test_when_a_practice_is_retired_those_who_took_it_over_hear_of_it(
    moving: Moving,
) -> None:
    transfer = moving.planned()
    version = fresh(transfer.version)
    actions.retire_practice_version(version, by=moving.writer, code="harmful")
    line = last_line(transfer)
    assert (line.verb, line.actor_kind) == ("warn_transfer", "system")
    assert newly_owed(line) == {("transfer_practice_retired", moving.taker.email)}
    assert line.details == {"version": version.pk}
    assert fresh(transfer).status == "planned"


def test_a_newer_version_is_no_retirement(moving: Moving) -> None:
    transfer = moving.planned()
    version = fresh(transfer.version)
    actions.retire_practice_version(version, by=moving.writer, code="replaced")
    assert last_line(transfer).verb == "plan_transfer"


def test_everybody_reads_of_what_has_begun_and_nobody_of_a_wish(
    client, moving: Moving
) -> None:
    transfer = moving.planned()
    address = transfer.version.get_absolute_url()
    assert "Qui l’a reprise" in client.get(address).content.decode()
    assert client.get(address).context["adoption"] == []
    actions.adapt_transfer(transfer, by=moving.taker)
    assert len(client.get(address).context["adoption"]) == 1


def test_the_list_of_turns_is_what_each_page_says(moving: Moving) -> None:
    """Whoever works for both sides, or for a side and a third lab, too."""
    rows = [moving.proposed()]
    rows.append(moving.seen(moving.proposed(version=moving.published(need="2"))))
    rows.append(moving.in_use(moving.proposed(version=moving.published(need="3"))))
    operator = make_lab("amiens").operator
    make_membership(user=moving.taker, organisation=operator)
    make_membership(user=moving.writer, organisation=moving.rouen_lab.operator)
    people = [fresh(one) for one in (moving.taker, moving.writer, moving.amiens)]
    for when in (date(2026, 9, 8), date(2027, 9, 8)):
        with clock.at(moment(when)):
            for user in people:
                labs = rules.lab_ids(user)
                found = waiting_for(Transfer.objects.all(), labs, clock.today())
                told = {one.pk for one in rows if waits_for(one, labs, clock.today())}
                assert set(found.values_list("pk", flat=True)) == told


def test_the_file_holds_what_the_list_shows(client, three: Moving) -> None:
    client.force_login(three.cast.admin)
    answer = client.post("/exports/transferts/?vue=arretes", {"format": "csv"})
    head, row, *rest = read("csv", body(answer))
    told = dict(zip(head, row, strict=True))
    assert rest == []
    assert {
        name: told[name]
        for name in ("Du laboratoire", "Vers le laboratoire", "État", "Cible")
    } == {
        "Du laboratoire": "Nancy", "Vers le laboratoire": "Rouen",
        "État": "arrêté", "Cible": "12,00",
    }  # fmt: skip
    assert told["Pourquoi il s’est terminé"] == "essayé, sans effet"
    assert told["Ce que le prochain laboratoire doit savoir"] == TEXT


def test_pages_cost_the_same_for_one_and_for_many(client, moving: Moving) -> None:
    moving.adapting()
    client.force_login(moving.taker)
    counts = []
    for _round in (1, 2):
        found = []
        for address in (BOARD, LIST):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        counts.append(found)
        for number in range(12):
            version = moving.published(need=f"Problème {number}")
            moving.seen(moving.proposed(version=version))
    assert counts == [[7, 6], [7, 6]]


def test_a_page_is_within_its_statements(client, moving: Moving) -> None:
    transfer = moving.sustained()
    client.force_login(moving.writer)
    client.get(transfer.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(transfer.get_absolute_url())
    assert len(asked) == 8
