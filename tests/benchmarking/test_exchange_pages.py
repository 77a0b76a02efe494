"""Lists of exchanges and actions, their files, homes and digests; what each costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking import actions
from benchmarking.exchanges import digests
from servindus import clock
from tests.benchmarking.exchanging import MINUTES, Labs, at, day, portal
from tests.benchmarking.test_question_pages import cards, reader_of
from tests.sheets import body, read

LIST, ACTIONS = "/echanges/", "/echanges/actions/"


def titles(client, address: str = LIST, **query) -> list[str]:
    page = client.get(address, query)
    assert page.status_code == 200
    return [row.title for row in page.context["rows"]]


def test_the_next_one_comes_first_and_what_is_over_last(client, labs: Labs) -> None:
    labs.planned(title="Second", starts_at=at(9), ends_at=at(9, 16))
    labs.planned(title="Premier")
    labs.held(title="Tenu")
    cancelled = labs.planned(title="Annulé")
    actions.cancel_exchange(cancelled, by=labs.julie, text="Non.")
    client.force_login(labs.helene)
    assert titles(client) == ["Premier", "Second"]
    assert titles(client, vue="tenus") == ["Tenu"]
    assert titles(client, vue="annules") == ["Annulé"]
    assert titles(client, vue="tous") == ["Second", "Annulé", "Tenu", "Premier"]
    tabs = client.get(LIST).context["tabs"]
    assert [(tab.label, tab.count) for tab in tabs] == [
        ("À venir", 2), ("Tenus", 1), ("Annulés", 1), ("Tous", 4), ("Actions", None),
    ]  # fmt: skip


def test_words_are_looked_for_where_people_wrote_them(client, labs: Labs) -> None:
    """Title, place, agenda, decisions, minutes; without accents; the part stays."""
    exchange = labs.held(title="Écoles")
    actions.decide_exchange(
        exchange, by=labs.julie, text="Un bail à l’année", decided_by="Tous"
    )
    labs.minuted(exchange)
    labs.planned(title="Autre chose", place="Metz", agenda=[("Douane", 5, None)])
    client.force_login(labs.helene)
    for words, expected in (
        ("ecoles", ["Écoles"]), ("bail annee", ["Écoles"]), ("presente", ["Écoles"]),
        ("metz douane", ["Autre chose"]), ("metz bail", []),
        ("assurances", ["Écoles"]),
    ):  # fmt: skip
        assert titles(client, vue="tous", q=words) == expected
    page = client.get(LIST, {"vue": "tenus", "q": "bail"})
    tabs = {tab.label: tab for tab in page.context["tabs"]}
    assert (tabs["Tous"].count, tabs["À venir"].count) == (1, 0)
    assert tabs["Tous"].href == f"{LIST}?vue=tous&q=bail"
    assert 'name="vue" value="tenus"' in page.content.decode()


def test_one_sees_ones_own_actions_first(client, labs: Labs) -> None:
    row = labs.undertaken(due_on=day(20))
    other = labs.undertaken(row.exchange, text="Relire", owner=labs.julie)
    client.force_login(labs.helene)
    assert titles(client, ACTIONS) == ["Envoyer la convention type"]
    assert titles(client, ACTIONS, vue="a-faire") == [
        "Envoyer la convention type",
        "Relire",
    ]
    actions.drop_exchange_action(other, by=labs.julie, text="Plus utile.")
    assert titles(client, ACTIONS, vue="closes") == ["Relire"]
    client.force_login(labs.cast.admin)
    assert titles(client, ACTIONS) == ["Envoyer la convention type"]


@pytest.mark.parametrize("who", ["founder", "director", "liaison", "stranger"])
def test_nobody_outside_the_labs_reads_them(client, labs: Labs, who: str) -> None:
    row = labs.undertaken()
    exchange = labs.minuted(row.exchange)
    client.force_login(getattr(labs.cast, who))
    assert [client.get(address).status_code for address in (LIST, ACTIONS)] == [
        403,
        403,
    ]
    for address in (
        exchange.get_absolute_url(),
        portal(exchange, "exchange_calendar"),
        portal(exchange, "exchange_minutes"),
        portal(row, "finish_exchange_action"),
    ):
        assert client.get(address).status_code == 404


def test_buttons_follow_the_stage_and_the_reader(client, labs: Labs) -> None:
    def names(exchange, who, moment) -> list[str]:
        client.force_login(who)
        with clock.at(moment):
            page = client.get(exchange.get_absolute_url())
        return [str(act.label) for act in page.context["acts"]]

    exchange = labs.planned()
    before = ["Déplacer", "Modifier l’ordre du jour", "Annuler l’échange"]
    assert names(exchange, labs.julie, at(6)) == before
    assert names(exchange, labs.julie, at(7, 15)) == ["Dire qui est venu", *before]
    assert names(exchange, labs.helene, at(7, 15)) == []
    labs.held(exchange=exchange)
    parts = ["Ajouter une décision", "Ajouter une action"]
    assert names(exchange, labs.julie, at(8)) == [
        "Envoyer le compte rendu",
        "Dire qui est venu",
        *parts,
    ]
    assert names(exchange, labs.helene, at(8)) == parts
    assert names(exchange, labs.cast.admin, at(8)) == []
    labs.minuted(exchange)
    assert names(exchange, labs.julie, at(9)) == []


def test_lists_cost_the_same_for_one_and_for_thirty(client, labs: Labs) -> None:
    labs.planned()
    row = labs.undertaken()
    client.force_login(labs.helene)
    counts = []
    for _round in (1, 2):
        for address in (LIST, ACTIONS):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).context["rows"]
            counts.append(len(asked))
        if _round == 1:
            for number in range(29):
                labs.planned(title=f"Échange {number}")
                labs.undertaken(row.exchange, text=f"Action {number}")
    assert counts == [7, 6, 7, 6]


def test_a_page_is_within_its_statements(client, labs: Labs) -> None:
    row = labs.undertaken()
    labs.undertaken(row.exchange, text="Relire", owner=labs.julie)
    exchange = labs.minuted(row.exchange)
    client.force_login(labs.julie)
    client.get(exchange.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(exchange.get_absolute_url())
    assert len(asked) == 13


def test_files_hold_what_the_lists_show(client, labs: Labs) -> None:
    row = labs.undertaken()
    with clock.at(at(7, 19)):
        actions.decide_exchange(
            row.exchange, by=labs.julie, text="Un modèle.", decided_by="Nancy, Rouen"
        )
    labs.minuted(row.exchange)
    client.force_login(labs.cast.admin)
    answer = client.post("/exports/echanges/?vue=tenus", {"format": "csv"})
    _head, line = read("csv", body(answer))
    assert line[0] == "Partager des ateliers"
    assert line[3:9] == [
        "Nancy", "Amiens, Rouen", "Nancy, salle Prouvé", "compte rendu envoyé",
        MINUTES, "Un modèle. (Nancy, Rouen)",
    ]  # fmt: skip
    answer = client.post("/exports/actions-des-echanges/", {"format": "csv"})
    _head, line = read("csv", body(answer))
    assert (line[:2], line[3], line[5]) == (
        ["Envoyer la convention type", "Partager des ateliers"],
        "Rouen",
        "à faire",
    )


def test_homes_show_what_waits(client, labs: Labs) -> None:
    exchange = labs.planned()
    with clock.at(at(7, 17)):
        assert cards(client, labs.julie) == {"Échanges qui ont eu lieu": 1}
        assert cards(client, labs.helene) == {}
    row = labs.undertaken(labs.held(exchange=exchange))
    with clock.at(at(8)):
        assert cards(client, labs.julie) == {"Comptes rendus d’échanges": 1}
    labs.minuted(exchange)
    found = {}
    for number in (20, 21, 28, 29):
        with clock.at(at(number)):
            client.force_login(labs.helene)
            page = client.get("/")
        found[number] = [
            card.emphasis for card in page.context["cards"] if card.emphasis
        ]
    assert found == {20: [], 21: ["mine"], 28: ["mine"], 29: ["late"]}
    assert row.due_on == day(28)


def test_digests_tell_what_comes_and_what_is_owed(labs: Labs) -> None:
    def told(moment) -> dict[str, list[tuple[str, bool, bool]]]:
        people = (labs.helene, labs.julie, labs.cast.founder)
        with clock.at(moment):
            found = digests.parts([reader_of(who) for who in people], clock.now())
        return {
            email: [
                (str(line.text), line.waits, line.is_late)
                for line in part.sections[0].lines
            ]
            for email, part in found.items()
        }

    julie, helene = labs.julie.email, labs.helene.email
    exchange = labs.planned(starts_at=at(9), ends_at=at(9, 16))
    assert told(at(1)) == {}
    soon = [("Mercredi 16\u00a0septembre 2026 à 14\u00a0h", False, False)]
    assert told(at(3)) == {julie: soon, helene: soon}
    assert told(at(9, 15)) == {julie: [("Dire qui est venu", True, False)]}
    with clock.at(at(9, 17)):
        actions.hold_exchange(
            exchange, by=labs.julie, presences={labs.julie.pk: "came"}
        )
        actions.assign_exchange(
            exchange, by=labs.julie, text="Envoyer", owner=labs.helene, due_on=day(28)
        )
    owed = ("Compte rendu avant le mer.\u00a023\u00a0sept.", True, True)
    assert told(at(17)) == {julie: [owed]}
    with clock.at(at(18)):
        actions.minute_exchange(exchange, by=labs.julie, text=MINUTES)
    due = "À faire avant le lun.\u00a05\u00a0oct."
    assert told(at(20)) == {}
    assert told(at(21)) == {helene: [(due, True, False)]}
    assert told(at(29)) == {helene: [(due, True, True)]}
