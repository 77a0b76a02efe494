"""What is said of a comparison: intervals, too few cases, what differs, periods."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from benchmarking.comparison import tables, wording
from benchmarking.comparison.choices import (
    ALL,
    BY_AGE,
    LAST_YEAR,
    Choice,
    ChoiceForm,
    Offer,
    age,
    is_in,
    shared_months,
)
from programmes import known
from tests.benchmarking.cubes import (
    AUGUST,
    JULY,
    TODAY,
    at,
    behind,
    compared,
    due,
    kept,
    labs,
    make_cube,
    pictured,
    waiting,
)

pytestmark = pytest.mark.django_db
VOID = "legal_void"


def name(lab: int) -> str:
    return {one.pk: one.name for one in known.labs()}[lab]


def plain(text: str) -> str:
    """Spaces of all kinds count alike."""
    return " ".join(text.split())


def lines(table: Any) -> dict[str, list[str]]:
    return {who: [plain(cell) for _c, cell in cells] for who, cells in table.lines}


# --- Rates ----------------------------------------------------------------------------


def test_rates_have_their_interval_and_few_cases_say_so() -> None:
    found = compared(pictured())
    table = tables.of_rates(found.verified, name, "k", "n")
    assert lines(table) == {
        "Amiens": ["3", "5", "60 %", "23 %", "88 %", "trop peu de cas"],
        "Marseille": ["8", "12", "67 %", "39 %", "86 %", ""],
        "Nancy": ["0", "0", "–", "–", "–", "aucun"],
        "Rouen": ["11", "19", "58 %", "36 %", "77 %", ""],
    }


def test_no_difference_is_said_where_chance_may_explain_it() -> None:
    found = compared(pictured())
    assert found.verified.differ == []
    assert plain(wording.rates(found.verified, name)) == (
        "Marseille 8 sur 12 et Rouen 11 sur 19. Aucune différence ne peut être montrée"
        " : le seul hasard peut expliquer ce que l’on voit. Trop peu de cas : Amiens."
        " Aucun cas pour l’instant : Nancy."
    )


def test_differs_is_said_after_the_correction_alone() -> None:
    """18 of 20 against 3 of 20."""
    places, found = labs(), compared(pictured())
    assert found.by_lab is not None
    assert found.by_lab.differ == [(places["marseille"], places["rouen"])]
    assert "au-delà de ce que le hasard explique : Marseille et Rouen." in plain(
        wording.rates(found.by_lab, name)
    )


def test_one_lab_alone_is_compared_with_nobody() -> None:
    found = compared(make_cube(files={at("rouen"): due(11, 19)}))
    assert "il faut deux laboratoires de 10 cas" in plain(
        wording.rates(found.verified, name)
    )


def test_nothing_at_all_is_none_and_no_zero() -> None:
    found = compared(make_cube())
    assert {
        row[-1] for row in tables.of_rates(found.verified, name, "k", "n").rows
    } == {"aucun"}
    assert plain(wording.rates(found.verified, name)).endswith(
        "Aucun cas pour l’instant : Amiens, Marseille, Nancy et Rouen."
    )


def test_answers_that_are_late_count_in_what_was_due() -> None:
    places, found = labs(), compared(pictured())
    rate = found.by_state.of[places["rouen"]]
    assert (rate.k, rate.n) == (0, 3)


# --- Waiting --------------------------------------------------------------------------


def test_a_median_is_told_only_where_the_curve_crosses_one_half() -> None:
    found, places = compared(pictured()), labs()
    assert {name(lab): one.median for lab, one in found.curves.items()} == {
        "Amiens": 30, "Marseille": 36, "Nancy": None, "Rouen": None,
    }  # fmt: skip
    assert [wording.median(found, lab) for lab in found.labs] == [
        "trop peu de cas",
        "médiane 36 jours",
        "aucun dossier",
        "pas de médiane : plus de la moitié attend".replace(" :", "\u00a0:"),
    ]
    amiens = found.curves[places["amiens"]]
    assert [(day, round(share, 4)) for day, share in amiens.steps] == [
        (10, 0.8), (20, 0.5333), (30, 0.2667),
    ]  # fmt: skip
    assert (amiens.answered, amiens.waiting, amiens.longest) == (3, 2, 40)


def test_a_curve_as_a_table() -> None:
    """Nothing is told beyond the longest wait, nor a median of fewer than ten."""
    found = lines(tables.of_curves(compared(pictured()), name))
    assert found["Amiens"] == [
        "3", "2", "0", "–", "80 %", "27 %", "–", "–", "–", "trop peu de cas",
    ]  # fmt: skip
    assert found["Marseille"][:4] == ["12", "2", "0", "36 jours"]


def test_a_recalled_file_waits_no_more_and_has_waited() -> None:
    cube = make_cube(waits={at("rouen"): waiting([10], [20], [30])})
    [curve] = [one for one in compared(cube).curves.values() if one and one.n]
    assert (curve.answered, curve.waiting, curve.recalled, curve.n) == (1, 1, 1, 3)
    assert (curve.longest, [round(share, 4) for _d, share in curve.steps]) == (
        30, [0.6667],
    )  # fmt: skip


# --- Stages and volumes ---------------------------------------------------------------


def test_stages_of_files() -> None:
    found = compared(pictured())
    assert lines(tables.of_funnel(found, name)) == {
        "Amiens": ["14", "5", "5", "3", "3", "3"],
        "Marseille": ["25", "12", "12", "8", "8", "8"],
        "Nancy": ["0", "0", "0", "0", "0", "0"],
        "Rouen": ["38", "19", "19", "11", "11", "11"],
    }


def volumes(found: Any) -> dict[tuple[str, str], list[str]]:
    """Give the cells of a lab and a measure: its number, the rate and the interval."""
    return {
        (who, plain(cells[1][1])): [plain(cell) for _c, cell in cells[2:]]
        for who, cells in tables.of_volumes(found, name).lines
    }


SITES, JOBS = "pour 1 000 sites industriels", "pour 1 000 emplois industriels"
PEOPLE = "pour 100 000 habitants"


def test_volumes_for_the_size_and_nothing_guessed() -> None:
    found = compared(pictured())
    table = volumes(found)
    none = ["pas de dénominateur pour 2026", "–", "–", "–", "–"]
    # 14 reports: exact Poisson 7.65 to 23.49; 38: 26.89 to 52.16.
    assert table["Amiens", PEOPLE] == ["140 000", "2026", "10", "5,5", "16,8", ""]
    assert table["Rouen", SITES] == ["2 000", "2026", "19", "13,4", "26,1", ""]
    assert table["Amiens", SITES] == table["Rouen", JOBS] == [*none, ""]
    assert table["Nancy", PEOPLE] == [*none, "aucun"]
    assert len(table) == 12
    assert "ne sont pas figés : Amiens, Marseille, Nancy et Rouen." in plain(
        wording.volumes(found, name)
    )


def test_a_year_takes_the_denominators_of_that_year() -> None:
    found = compared(pictured(), Choice(period="2025"))
    assert volumes(found)["Rouen", SITES][0] == "pas de dénominateur pour 2025"


def test_each_report_stands_over_the_number_of_its_own_year() -> None:
    """Ten over 1,000 and thirty over 2,000: twenty-five for 1,000, as over 1,600."""
    rouen, kind = labs()["rouen"], "industrial_establishments"
    cube = make_cube(
        reports={(rouen, date(2025, 5, 1)): 10, (rouen, AUGUST): 30},
        denominators={(rouen, kind, 2025): D(1000), (rouen, kind, 2026): D(2000)},
    )
    found = compared(cube)
    assert volumes(found)["Rouen", SITES][:3] == ["1 600", "2025, 2026", "25"]
    assert "divisé par le nombre de sa propre année." in wording.volumes(found, name)


def test_a_year_without_a_number_yet_takes_the_last_one_and_says_so() -> None:
    """As each January; a number of a later year is never taken."""
    rouen, kind = labs()["rouen"], "industrial_establishments"
    cube = make_cube(
        reports={(rouen, AUGUST): 30},
        denominators={(rouen, kind, 2024): D(1000), (rouen, kind, 2027): D(1)},
    )
    found = compared(cube)
    assert volumes(found)["Rouen", SITES][:3] == ["1 000", "2024", "30"]
    assert "2026 n’a pas encore de nombre à elle : celui de 2024 est repris." in plain(
        wording.volumes(found, name)
    )


def test_few_reports_say_so_and_small_rates_are_not_nothing() -> None:
    rouen = labs()["rouen"]
    cube = make_cube(
        reports={(rouen, AUGUST): 3},
        denominators={(rouen, "industrial_jobs", 2026): D(90_000)},
    )
    found = compared(cube)
    assert volumes(found)["Rouen", JOBS] == [
        "90 000", "2026", "0,033", "0,0069", "0,097", "trop peu de cas",
    ]  # fmt: skip
    assert found.volumes is not None
    said = plain(wording.volume(found.volumes[rouen], "industrial_jobs"))
    assert said == "0,033 (3 signalements), trop peu de cas"


# --- What is chosen -------------------------------------------------------------------


def test_a_split_is_offered_from_ten_due_blockers_on() -> None:
    """All labs together; below, the choice is not there and chooses nothing."""
    files = {
        at("rouen", nature=VOID): due(2, 6),
        at("nancy", nature=VOID): due(1, 4),
        at("rouen", nature="text_eu"): due(0, 9),
    }
    companies = {
        **behind("rouen", 2, 2, 2, nature=VOID),
        **behind("rouen", 3, 3, 3, nature="text_eu"),
    }
    offer = make_cube(files=files, companies=companies).offer()
    assert offer.natures == (VOID,)
    assert ChoiceForm({"nature": VOID}, offer).choice().nature == VOID
    assert ChoiceForm({"nature": "text_eu"}, offer).choice() == Choice()


def test_what_companies_report_is_never_split() -> None:
    """Neither reports nor blockers, nor the lab's own delays, nor volumes."""
    found = compared(pictured(), Choice(nature="text_regulatory"))
    assert tables.stages_of(found) == ["sent", "answered", "in_force", "verified"]
    assert {frozenset(one) for one in found.funnel.values()} == {
        frozenset({"sent", "answered", "in_force", "verified"})
    }
    assert (found.by_lab, found.volumes) == (None, None)
    other = compared(pictured(), Choice(nature=VOID))
    assert {rate.n for rate in other.verified.of.values()} == {0}


@pytest.mark.parametrize(
    ("period", "months"),
    [
        (ALL, ["2025-09", "2025-10", "2026-08"]),
        (LAST_YEAR, ["2025-10", "2026-08"]),
        ("2025", ["2025-09", "2025-10"]),
        ("2024", []),
    ],
)
def test_periods(period: str, months: list[str]) -> None:
    """The last twelve months hold this one and eleven before it."""
    some = [date(2025, 9, 1), date(2025, 10, 1), AUGUST]
    found = [f"{one:%Y-%m}" for one in some if is_in(one, period, TODAY)]
    assert found == months


def test_labs_that_began_later_are_compared_by_months_since_their_start() -> None:
    """Rouen began in January, Nancy in June: three months of each (F9)."""
    places = labs()
    starts = dict.fromkeys(places.values()) | {
        places["rouen"]: date(2026, 1, 15), places["nancy"]: date(2026, 6, 20),
    }  # fmt: skip
    cube = make_cube(
        starts=starts,
        files={
            at("rouen", date(2026, 1, 1)): due(1, 2),
            at("rouen", date(2026, 3, 1)): due(1, 2),
            at("rouen", date(2026, 4, 1)): due(9, 9),
            at("nancy", AUGUST): due(1, 3),
            at("nancy", date(2026, 9, 1)): due(9, 9),
            at("nancy", date(2026, 5, 1)): due(9, 9),
            at("amiens", AUGUST): due(9, 9),
        },
    )
    assert cube.offer().months == 3
    found = compared(cube, Choice(align=BY_AGE))
    assert {name(lab): (one.k, one.n) for lab, one in found.verified.of.items()} == {
        "Amiens": (0, 0), "Marseille": (0, 0), "Nancy": (1, 3), "Rouen": (2, 4),
    }  # fmt: skip
    assert [name(lab) for lab in found.unaligned] == ["Amiens", "Marseille"]


def test_ages_and_what_is_shared() -> None:
    assert [age(one, date(2025, 12, 24)) for one in (JULY, AUGUST)] == [7, 8]
    assert shared_months([date(2026, 1, 1), None], TODAY) == 0
    assert shared_months([date(2026, 1, 1), date(2027, 1, 1)], TODAY) == 0
    assert shared_months([date(2026, 1, 31), date(2026, 9, 1)], TODAY) == 0
    assert shared_months([date(2026, 1, 31), date(2026, 6, 1)], TODAY) == 3


def test_the_address_chooses_from_lists_alone() -> None:
    offer = Offer(years=(2026,), natures=(VOID,), months=3)
    assert ChoiceForm({}, offer).choice() == Choice()
    wild = {"periode": "1066", "nature": "x' OR 1=1", "aligner": "\0"}
    form = ChoiceForm(wild, offer)
    assert (form.choice(), form.active()) == (Choice(), 0)
    both = ChoiceForm({"periode": "2026", "aligner": "mois"}, offer)
    assert (both.choice(), both.active()) == (Choice(align=BY_AGE), 1)
    assert both.is_partly_applied()
    assert both.applied()["periode"].value() == ALL
    assert (both.applied()["aligner"].value(), form.is_partly_applied()) == (
        BY_AGE, False,
    )  # fmt: skip
    part = ChoiceForm({"periode": "2026", "nature": VOID, "aligner": "mois"}, offer)
    assert (part.choice(), part.is_partly_applied()) == (Choice(nature=VOID), True)
    assert len(list(offer.choices())) == 5
    assert not ChoiceForm({"aligner": "mois"}, Offer()).active()


def test_labs_are_never_sorted_by_a_figure() -> None:
    found = compared(pictured())
    assert [name(lab) for lab in found.verified.of] == [
        "Amiens", "Marseille", "Nancy", "Rouen",
    ]  # fmt: skip
    assert list(found.curves) == list(found.funnel) == list(found.labs)


def test_a_count_by_month_belongs_to_one_lab() -> None:
    found = compared(
        make_cube(
            waits={at("rouen"): waiting([3], []), at("nancy"): waiting([], [4])},
            kept={(at("nancy"), "C4"): kept(1, 1)},
        )
    )
    assert {name(lab): one.n for lab, one in found.curves.items()} == {
        "Amiens": 0, "Marseille": 0, "Nancy": 1, "Rouen": 1,
    }  # fmt: skip
    assert sum(rate.n for rate in found.by_state.of.values()) == 1
