"""What the register adds up, and which figures everybody may read."""

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import known
from programmes.jobs import figures, sums
from programmes.jobs.sums import Fact, Sums, add_up
from servindus import clock, secrecy
from tests.cast import Cast, make_lab, make_organisation
from tests.matchmaking.days import moment
from tests.programmes.jobs import Scene, make_record

D = Decimal
TODAY = date(2027, 9, 6)
ROUEN, NANCY, AMIENS = 1, 2, 3
AB = ("A", "B")
ALL = ("A", "B", "C")


def fact(company: int = 1, lab: int = ROUEN, **given) -> Fact:
    """Three jobs created, a year ago."""
    given = {
        "kind": "created",
        "attribution": "A",
        "as_of": date(2026, 6, 30),
        "fte": D(3),
        "check_on": date(2027, 6, 30),
        **given,
    }
    return Fact(company, lab, **given)


def test_three_columns_and_c_apart() -> None:
    found = add_up(
        [
            fact(service=D(2), higher_tertiary=D(1), there=D(2)),
            fact(2, kind="maintained", fte=D(10)),
            fact(3, kind="announced", fte=D(7)),
            fact(4, attribution="C", fte=D(100)),
        ],
        TODAY,
    )
    assert found.headline() == Sums(
        companies=3,
        announced=D(7),
        created=D(3),
        maintained=D(10),
        service=D(2),
        higher_tertiary=D(1),
        due=D(3),
        there=D(2),
        unsaid=D(10),
    )
    assert found.of(attributions="C") == Sums(
        companies=1, created=D(100), unsaid=D(100)
    )


def test_a_company_counts_once_under_its_best() -> None:
    found = add_up(
        [
            fact(1, NANCY, attribution="C"),
            fact(1, ROUEN, attribution="B", as_of=date(2026, 7, 1)),
            fact(1, AMIENS, attribution="B", as_of=date(2026, 6, 1)),
        ],
        TODAY,
    )
    assert found.of(attributions=ALL).companies == 1
    assert found.headline(AMIENS).companies == 1
    assert found.headline(ROUEN).companies == 0
    assert found.headline(ROUEN).created == D(3)
    assert found.headline().created == D(6)
    assert found.of(attributions="C").companies == 0


def test_a_closed_company_counts_zero_from_its_day() -> None:
    closed = [fact(closed_on=TODAY, there=D(0)), fact(2)]
    found = add_up(closed, TODAY).headline()
    assert (found.companies, found.closed, found.created, found.due) == (1, 1, D(3), 0)
    assert add_up(closed, date(2027, 9, 5)).headline().companies == 2


def test_what_is_missing_is_no_zero() -> None:
    found = add_up([fact()], TODAY)
    assert found.headline(NANCY) is None
    assert add_up([], TODAY).headline() is None
    assert found.headline(ROUEN).unsaid == D(3)
    assert add_up([fact()], date(2027, 6, 29)).headline().unsaid == 0


FACTS = st.lists(
    st.builds(
        Fact,
        company=st.integers(1, 6),
        lab=st.integers(1, 4),
        kind=st.sampled_from(["created", "maintained", "announced"]),
        attribution=st.sampled_from(ALL),
        as_of=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        fte=st.decimals("0.01", 50, places=2),
        service=st.decimals(0, "0.01", places=2),
        check_on=st.dates(date(2027, 1, 1), date(2027, 12, 31)),
        there=st.none() | st.decimals(0, "0.01", places=2),
    ),
    max_size=25,
)


@given(FACTS)
def test_parts_are_their_total(rows) -> None:
    found = add_up(rows, TODAY)
    labs, total = range(1, 5), found.of(attributions=ALL)
    by_lab = [found.of(labs=[lab], attributions=ALL) for lab in labs]
    by_way = [found.of(attributions=[one]) for one in ALL]
    for parts in (by_lab, by_way):
        known_ = [one for one in parts if one is not None]
        assert (sum(known_, Sums()) if known_ else None) == total
    assert (total is None) == (not rows)
    if total is not None:
        assert total.companies == len({row.company for row in rows})
        shared = {
            name: sum(
                found.by_company(name, labs=labs, attributions=ALL).values(), D(0)
            )
            for name in ("companies", *sums.MEASURES)
        }
        assert shared == {name: getattr(total, name) for name in shared}
        assert {one.name for one in fields(Sums)} == {*shared, "closed"}


@given(FACTS)
def test_order_changes_nothing(rows) -> None:
    assert add_up(rows, TODAY).parts == add_up(rows[::-1], TODAY).parts


def test_one_statement_reads_what_is_confirmed(
    cast: Cast, monday, django_assert_num_queries
) -> None:
    scene = Scene(cast)
    record = scene.counted()
    scene.submitted(fte=D(1), service_fte=D(0), higher_tertiary_fte=D(0))
    for status in ("draft", "refused", "withdrawn"):
        scene.in_status(status)
    with django_assert_num_queries(1):
        found = sums.register()
    assert list(found.parts) == [(cast.rouen.pk, "A")]
    assert found.headline() == Sums(
        companies=1, created=D(3), service=D(2), higher_tertiary=D(1)
    )
    scene.plant.closed_on = date(2026, 9, 1)
    scene.plant.save()
    assert sums.register().headline() == Sums(closed=1)
    assert record.organisation_id == scene.plant.pk


# --- Statistical secrecy --------------------------------------------------------------


def test_fewer_than_three_or_one_that_is_nearly_all() -> None:
    assert not secrecy.is_secret({})
    assert secrecy.is_secret({1: D(1)})
    assert secrecy.is_secret({1: D(1), 2: D(1)})
    assert not secrecy.is_secret({1: D(1), 2: D(1), 3: D(1)})
    assert not secrecy.is_secret({1: D(85), 2: D(10), 3: D(5)})
    assert secrecy.is_secret({1: D(86), 2: D(9), 3: D(5)})
    assert secrecy.is_secret({1: D(5), 2: D(5), 3: D(0)})


CELLS = st.dictionaries(
    st.sampled_from("abcd"),
    st.dictionaries(st.integers(1, 12), st.decimals("0.01", 20, places=2), max_size=6),
)


@given(CELLS)
def test_what_is_hidden_cannot_be_reckoned(cells) -> None:
    gone = secrecy.hidden(cells)
    for key, shares in cells.items():
        if key not in gone:
            assert not secrecy.is_secret(shares)
    shown = {key for key in cells if key not in gone and cells[key]}
    if gone and shown:
        # The total less what is shown passes by itself, and is not one single figure.
        assert len(gone) > 1
        assert not secrecy.is_secret(secrecy.together(cells, gone))


def plants(cast: Cast, lab, count: int, **given):
    """So many companies of a lab, each with three jobs."""
    for _turn in range(count):
        company = make_organisation(kind="industrial", lab=lab)
        make_record(organisation=company, by=cast.director, status="confirmed", **given)


@pytest.fixture
def counted(cast: Cast, monday):
    """Rouen and Marseille have enough, Nancy two, Amiens none."""
    for slug, count in (("rouen", 5), ("marseille", 3), ("nancy", 2)):
        plants(cast, make_lab(slug), count)
    plants(cast, cast.rouen, 1, attribution="C")
    return cast


def test_what_everybody_reads(client, counted: Cast) -> None:
    found = figures.published(sums.register(), known.labs())
    created = {line.name: line.cell("created").text for line in found.labs}
    # Nancy's is the total less the others: the smallest of the others goes with it.
    few = "trop peu d’entreprises pour un chiffre"
    assert created == {"Amiens": "–", "Marseille": few, "Nancy": few, "Rouen": "15"}
    assert found.total.cell("created").text == "30"
    assert found.total.cell("there").text == "–"
    assert found.concurrent.cell("created").text == few
    page = client.get("/emplois/chiffres/")
    assert page.status_code == 200
    text = page.content.decode()
    assert few in text
    # Two plants of Nancy with three jobs each, three of Marseille.
    assert [f">{n}<" in text for n in ("6", "9", "15", "30")] == [
        False,
        False,
        True,
        True,
    ]


def test_as_a_file(client, counted: Cast) -> None:
    response = client.get("/emplois/chiffres.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[:4] == ["Partie", "Entreprises", "Annoncés", "Créés"]
    rows = {line.split(";")[0]: line.split(";") for line in lines[1:]}
    assert rows["Rouen"][1:4] == ["5", "0", "15.00".replace(".", ",")]
    assert rows["Nancy"][3] == "trop peu d’entreprises pour un chiffre"
    assert rows["Amiens"][3] == "rien de compté pour l’instant"


def test_nothing_yet_is_said(client, cast: Cast, monday) -> None:
    text = client.get("/emplois/chiffres/").content.decode()
    assert "Rien n’est encore compté" in text


def test_still_there_of_those_counted_again(cast: Cast, monday) -> None:
    plants(cast, cast.rouen, 3)
    with clock.at(moment(TODAY)):
        from programmes.models import JobsCheck, JobsRecord

        for record in JobsRecord.objects.all():
            JobsCheck.objects.create(
                record=record, checked_on=TODAY, fte_there=2, source="Paie",
                said_by=cast.director,
            )  # fmt: skip
        found = figures.published(sums.register(), known.labs())
    assert found.total.cell("there").text == "6 sur 9"
