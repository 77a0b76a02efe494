"""The register's lists as files: the screen's rows, figures and words, no more."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client

from blockers import public_looks, register
from blockers.exports import (
    ANSWERS,
    COMMITMENTS,
    DELAYS,
    DEROGATIONS,
    DOSSIERS,
    NORMS,
    PUBLIC_REGISTER,
)
from blockers.models import Blocker, Report
from programmes.actions import allow_export
from servindus import clock
from servindus.exports.pages import AT_ONCE
from servindus.models import JournalEntry
from tests.blockers.cards import listed
from tests.blockers.escalations import (
    STORIES,
    acknowledged,
    answer,
    asked,
    escalated,
    qualified,
    sent,
)
from tests.blockers.factories import make_report
from tests.blockers.following import day, in_force, later, promised, published
from tests.cast import Cast
from tests.sheets import body, read, texts, xlsx_about

FORMATS = ("csv", "xlsx", "ods", "json")
HELD = "retenu"


def window(user: Any = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def take(client: Client, address: str, format: str = "json") -> list[dict[str, Any]]:
    """Give the rows of a file by the titles of its columns, cells as texts."""
    response = client.post(f"/exports/{address}", {"format": format})
    assert response.status_code == 200, response
    titles, *rows = texts(read(format, body(response)))
    return [dict(zip(titles, row, strict=True)) for row in rows]


def on_screen(client: Client, address: str, key: str = "rows") -> list[Any]:
    """Give the rows of a list, page after page."""
    found: list[Any] = []
    while address:
        page = client.get(address)
        assert page.status_code == 200
        found += page.context[key]
        address = page.context["pager"].next_href
    return found


def plant_case(cast: Cast, blocker: Blocker, name: str, cost: int | None) -> Report:
    return make_report(
        lab=blocker.lab, status="attached", blocker=blocker, company_name=name,
        confidentiality="ministry", cost_per_month=cost,
    )  # fmt: skip


# --- The public register --------------------------------------------------------------


def cards(cast: Cast) -> tuple[Blocker, Blocker]:
    """One card of a single company, and one of three that weigh alike."""
    alone = listed(qualified(cast, title="=Seule(1)"), cast)
    three = qualified(cast, title="Le bassin de trois usines")
    for name, cost in (("Forge Une", 1000), ("Forge Deux", 2000)):
        plant_case(cast, three, name, cost)
    return alone, listed(three, cast)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("query", ["", "?q=bassin", "?etape=preparation", "?nature=x"])
def test_the_public_list_leaves_as_it_is_shown(
    cast: Cast, query: str, format: str
) -> None:
    """The rows of each page, in their order, with each card's own figures."""
    cards(cast)
    client = window(cast.moderator)
    shown = on_screen(client, f"/blocages/registre/{query}")
    rows = take(client, f"registre/{query}", format)
    assert [
        (row["Blocage"].lstrip("'"), row["État"], row["Au tour de"], row["Échéance"])
        for row in rows
    ] == [
        (
            row.title,
            str(row.badge.label),
            str(row.who),
            row.due.isoformat() if row.due else ("None" if format == "json" else ""),
        )
        for row in shown
    ]
    assert shown


def test_a_card_of_few_companies_says_that_its_figures_are_held_back(
    cast: Cast,
) -> None:
    """And the file says how many cells, and why."""
    _alone, three = cards(cast)
    client = window(cast.moderator)
    rows = {row["Référence"]: row for row in take(client, "registre/", "csv")}
    told = public_looks.weight(register.find(three.reference, clock.today()))
    row = rows.pop(three.reference)
    assert (row["Entreprises"], row["Coût par mois (€)"]) == ("3", "4500,00")
    assert (told.number, told.cost) == (3, Decimal("4500"))
    assert row["Emplois en jeu"] == HELD
    [other] = rows.values()
    assert other["Blocage"] == "'=Seule(1)"
    assert [other[name] for name in ("Entreprises", "Coût par mois (€)")] == [HELD] * 2
    response = client.post("/exports/registre/", {"format": "xlsx"})
    about = xlsx_about(body(response))
    assert about["Lignes"] == "2"
    assert about["Retenu"] == (
        "4 cellules\u00a0: il faut les chiffres de trois entreprises, aucune au-delà"
        " de 85\u00a0% de la somme"
    )
    assert about["Filtres"] == "aucun"
    assert "2026" in about["Exportée le"]
    response = client.post("/exports/registre/", {"format": "json"})
    document = json.loads(body(response))
    assert (document["count"], document["withheld"]) == (2, 4)
    response = client.post("/exports/registre/", {"format": "csv"})
    assert body(response)
    name = response.headers["Content-Disposition"]
    assert "_2-lignes-4-retenues" in name
    assert "2026-09-07-10h00" in name


def test_what_is_hidden_is_in_no_file(cast: Cast) -> None:
    qualified(cast, title="Caché")
    assert take(window(cast.moderator), "registre/") == []


# --- Dossiers, asks and answers -------------------------------------------------------


@pytest.mark.parametrize("part", ["", "a-nous", "laboratoire", "publies", "tous"])
@pytest.mark.parametrize("who", ["moderator", "liaison", "admin"])
def test_the_queue_leaves_as_it_is_shown(cast: Cast, who: str, part: str) -> None:
    for story in STORIES.values():
        story(cast)
    client = window(getattr(cast, who))
    shown = on_screen(client, f"/blocages/saisines/?file={part}")
    rows = take(client, f"saisines/?file={part}")
    assert [(row["Blocage"], row["État"], row["Au tour de"]) for row in rows] == [
        (row.title, str(row.badge.label), str(row.who)) for row in shown
    ]
    assert [row["Échéance"] for row in rows] == [
        row.due.isoformat() if row.due else "None" for row in shown
    ]
    assert shown


@pytest.mark.parametrize("who", ["moderator", "liaison"])
def test_asks_leave_with_the_answers_that_their_page_shows(
    cast: Cast, who: str
) -> None:
    """One row per ask, the last answer, nothing that is for the lab alone."""
    row = acknowledged(cast, asks=2, title="Bassins")
    first, second = row.blocker.asks.order_by("pk")
    row = answer(row, cast, ask=first)
    answer(
        row,
        cast,
        ask=second,
        kind="lifted",
        restricted_text="Pour le laboratoire seul.",
    )
    sent(cast, title="Cuves")
    client = window(getattr(cast, who))
    rows = take(client, "reponses/?file=tous")
    shown = []
    for one in on_screen(client, "/blocages/saisines/?file=tous"):
        page = client.get(one.href)
        shown += [
            (
                one.title,
                str(line.number),
                line.ask["wording"],
                str(line.badge.label) if line.badge else "Pas encore de réponse",
                line.answer.public_text if line.answer else "",
            )
            for line in page.context["asks"]
        ]
    names = (
        "Blocage",
        "N°",
        "Ce qui est demandé",
        "Réponse donnée",
        "Réponse pour tous",
    )
    assert [tuple(row[name] for name in names) for row in rows] == shown
    assert len(shown) == 3
    kinds = {line[3] for line in shown}
    assert kinds == {"Levé", "Refus expliqué", "Pas encore de réponse"}
    assert "laboratoire seul" not in str(rows)
    assert ANSWERS.select(getattr(cast, who), QueryDict("file=tous")).count(9) == 3
    assert ANSWERS.select(getattr(cast, who), QueryDict("file=tous")).count(2) == 2


def test_an_authority_takes_out_its_own_dossiers_alone(cast: Cast) -> None:
    """The lab's company is named only as it was in the dossier; B8."""
    mine = sent(cast, title="Pour le ministère")
    theirs = escalated(
        cast, to=[cast.authority], title="Pour l’autre"
    ).escalations.get()
    for who, own, other in (
        (cast.liaison, mine, theirs),
        (cast.second_liaison, theirs, mine),
    ):
        client = window(who)
        for address in (
            "saisines/?file=tous",
            "reponses/?file=tous",
            "textes/",
            "delais/",
        ):
            rows = str(take(client, address))
            assert own.reference in rows, address
            assert other.reference not in rows, address


# --- The boards -----------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_commitments_leave_as_on_their_board(cast: Cast, format: str) -> None:
    promised(cast)
    promised(cast, "derogation")
    with later(400):
        for who in (cast.moderator, cast.liaison):
            client = window(who)
            shown = on_screen(client, "/blocages/engagements/")
            rows = take(client, "engagements/", format)
            assert [
                (
                    row["Engagement"],
                    row["Qui le tient"],
                    row["Tenu avant le"],
                    row["État"],
                )
                for row in rows
            ] == [
                (row.title, row.who, row.due.isoformat(), str(row.badge.label))
                for row in shown
            ]
            assert len(rows) == 2
            late = [int(float(row["Jours de retard"])) for row in rows]
            assert late == [max((day(400) - row.due).days, 0) for row in shown]
            assert late[0] > 0


def test_derogations_leave_as_in_their_calendar(cast: Cast) -> None:
    in_force(cast, "derogation")
    client = window(cast.liaison)
    with later(340):
        [row] = take(client, "derogations/")
        [shown] = on_screen(client, "/blocages/derogations/")
    assert (row["Blocage"], row["Autorité"]) == (shown.title, shown.who)
    assert row["Prend fin le"] == shown.due.isoformat() == "2027-09-07"
    assert (row["Jours restants"], row["État"]) == ("25", str(shown.badge.label))


# --- Who may --------------------------------------------------------------------------

SLUGS = ("registre", "saisines", "reponses", "engagements", "derogations", "textes",
         "delais")  # fmt: skip
RIGHTS = {
    "moderator": 200, "admin": 200, "liaison": 200, "second_moderator": 403,
    "founder": 403, "director": 403, "stranger": 403,
}  # fmt: skip


@pytest.mark.parametrize("who", RIGHTS)
def test_who_may_take_the_register_out(cast: Cast, who: str) -> None:
    """Leads, whom they have given the right, the programme, and authorities."""
    listed(sent(cast).blocker, cast)
    client = window(getattr(cast, who))
    for slug in SLUGS:
        response = client.post(f"/exports/{slug}/", {"format": "csv"})
        assert response.status_code == RIGHTS[who], slug
        if response.status_code == 200:
            assert body(response)
    page = client.get("/blocages/registre/").content.decode()
    assert ("/exports/registre/" in page) == (RIGHTS[who] == 200)


def test_a_colleague_whom_the_lead_lets_may_too(cast: Cast) -> None:
    [duty] = cast.second_moderator.memberships.all()
    allow_export(duty, by=cast.moderator)
    client = window(cast.second_moderator)
    response = client.post("/exports/saisines/", {"format": "csv"})
    assert response.status_code == 200
    assert body(response)


def test_nobody_without_an_account_takes_the_register_out(cast: Cast) -> None:
    listed(sent(cast).blocker, cast)
    client = window()
    for slug in SLUGS:
        response = client.post(f"/exports/{slug}/", {"format": "csv"})
        assert response.status_code == 302
        assert "/compte/login/" in response["Location"]
    assert "/exports/" not in client.get("/blocages/registre/").content.decode()


def test_the_journal_says_which_list_with_which_filters(cast: Cast) -> None:
    sent(cast)
    client = window(cast.liaison)
    take(client, "saisines/?file=nouveaux")
    line = JournalEntry.objects.get(verb="request_export")
    assert (line.user, line.details) == (
        cast.liaison,
        {"dataset": "dossiers", "format": "json", "filters": {"file": "nouveaux"}},
    )


# --- Cost -----------------------------------------------------------------------------


def one_of_each(cast: Cast, number: int) -> None:
    for _row in range(number):
        blocker = published(cast, "lifted")
        listed(blocker, cast)
        asked(cast)
        in_force(cast, "derogation")


COSTS: dict[str, Any] = {
    "public_register": (PUBLIC_REGISTER, "", 5),
    "dossiers": (DOSSIERS, "file=tous", 5),
    "answers": (ANSWERS, "file=tous", 6),
    "commitments": (COMMITMENTS, "", 2),
    "derogations": (DEROGATIONS, "", 2),
    "cited_norms": (NORMS, "", 5),
    "delays": (DELAYS, "", 11),
}


def test_a_file_costs_the_same_queries_for_few_rows_and_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    one_of_each(cast, 1)
    for rows in (1, 4):
        for name, (dataset, query, queries) in COSTS.items():
            reader = cast.liaison if name == "derogations" else cast.moderator
            dataset.permits(reader)
            list(dataset.select(reader, QueryDict(query)).rows())
            # Sums are counted anew, not read again.
            cache.clear()
            with django_assert_num_queries(queries, info=f"{name} {rows}"):
                selection = dataset.select(reader, QueryDict(query))
                counted = selection.count(AT_ONCE + 1)
                found = list(selection.rows())
            assert len(found) == counted >= 1, name
        one_of_each(cast, 3)
