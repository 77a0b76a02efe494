"""The page's figures, one after the other: title, finding, drawing, table, file.

The page and the files ask this one list, so that they cannot say different things.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from benchmarking.comparison import drawings, tables, wording
from benchmarking.comparison.figures import PER, Comparison, Rates
from benchmarking.comparison.others import Others
from benchmarking.comparison.tables import Names, Table
from benchmarking.transfers.lists import matrix
from programmes import known
from programmes.indicators.wording import with_unit

DOTS, CURVES, FUNNEL = "dots", "curves", "funnel"
SCALES, MATRICES, GOALS, GIVEN = "scales", "matrices", "goals", "given"
# The aim of the programme for verified lifts, in hundredths of all due blockers.
LIFTED_AIM = 50


@dataclass(frozen=True)
class Figure:
    """One figure as the page shows it."""

    slug: str
    title: str
    finding: str
    kind: str
    drawing: Any
    table: Table
    key: str
    # Whether period and kind of rule have no effect on it.
    is_apart: bool = False


def names() -> Names:
    """Give the function that names a lab by its key; None is the programme."""
    found: dict[Any, str] = {lab.pk: lab.name for lab in known.labs()}
    found[None] = _("The programme")
    return found.__getitem__


def figures(found: Comparison, others: Others) -> list[Figure]:
    """Give the figures of a choice, in the order of the page."""
    name = names()
    made: Sequence[Callable[[], Figure | None]] = (
        lambda: verified(found, name),
        lambda: curves(found, name),
        lambda: funnel(found, name),
        lambda: kept_by_labs(found, name),
        lambda: kept_by_state(found, name),
        lambda: volumes(found, name),
        lambda: transfers(others, name),
        lambda: matrices(others, name),
        lambda: goals(others, name),
    )
    return [one for make in made if (one := make()) is not None]


def _dots_key(aim: str = "") -> str:
    words = _(
        "Point: the share that is observed. Bar: Wilson’s interval at 95 %, in which"
        " the true share may well lie. Hollow and grey: fewer than ten cases."
    )
    return f"{words} {aim}".strip()


def verified(found: Comparison, name: Names) -> Figure:
    """Blockers that a company has confirmed as lifted, of all that are due."""
    return Figure(
        "levees-verifiees",
        _("Lifts that a company has verified"),
        wording.rates(found.verified, name),
        DOTS,
        drawings.shares(
            found.verified, name, wording.with_remark, drawings.percent(LIFTED_AIM)
        ),
        tables.of_rates(
            found.verified, name, _("Verified"), _("Blockers whose answer is due")
        ),
        _dots_key(_("Dashed line: the aim of 50 %.")),
    )


def _kept(slug: str, title: str, found: Rates, name: Names) -> Figure:
    return Figure(
        slug,
        title,
        wording.rates(found, name),
        DOTS,
        drawings.shares(found, name, wording.with_remark),
        tables.of_rates(found, name, _("On time"), _("Delays that were due")),
        _dots_key(),
    )


def kept_by_labs(found: Comparison, name: Names) -> Figure | None:
    """First contact and qualification, which a lab owes a company."""
    if found.by_lab is None:
        return None
    title = _("First contact and qualification on time, of all that were due")
    return _kept("delais-des-laboratoires", title, found.by_lab, name)


def kept_by_state(found: Comparison, name: Names) -> Figure:
    """The official answer, which an administration owes."""
    title = _("Official answers on time, of all that were due")
    return _kept("delais-des-reponses", title, found.by_state, name)


def curves(found: Comparison, name: Names) -> Figure:
    """How many files still wait, day after day."""
    days = drawings.reach(found.curves.values())
    return Figure(
        "attente-d-une-reponse",
        _("Share of files still without an answer, day after day"),
        wording.curves(found, name),
        CURVES,
        {
            "steps": [
                drawings.steps(
                    name(lab), found.curves[lab], wording.median(found, lab), days
                )
                for lab in found.labs
            ],
            "legal": drawings.percent(drawings.TWO_MONTHS, days),
            "axis": _months(days),
        },
        tables.of_curves(found, name),
        _(
            "Curve of Kaplan and Meier. A short stroke ends a curve where a file still"
            " waits, or was recalled. Dashed: one half, and the legal delay of two"
            " months. Grey and dashed: fewer than ten files."
        ),
    )


def _months(days: int) -> list[tuple[str, str]]:
    """Give the ends of the curves' scale."""
    months = days // drawings.TWO_MONTHS * 2
    words = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    return [(drawings.percent(0), "0"), (drawings.percent(1, 1), words)]


def funnel(found: Comparison, name: Names) -> Figure:
    """From the report to the verified end."""
    labels, stages = tables.stage_labels(), tables.stages_of(found)
    return Figure(
        "du-signalement-a-la-verification",
        _("From the report to the verification"),
        wording.funnel(found, name),
        FUNNEL,
        drawings.funnel(found, name, labels, stages),
        tables.of_funnel(found, name),
        _(
            "Three tones: reported, with the ministry, on the ground. Each stage is"
            " part of the one before, from the blockers on."
        ),
    )


def volumes(found: Comparison, name: Names) -> Figure | None:
    """Reports for the size of each territory."""
    rows = found.volumes
    if rows is None:
        return None
    labels = tables.measure_labels()
    return Figure(
        "volumes",
        _("Reports for the size of the territory"),
        wording.volumes(found, name),
        SCALES,
        [
            drawings.scale(labels[str(kind)], rows, str(kind), name, wording.volume)
            for kind in PER
        ],
        tables.of_volumes(found, name),
        _(
            "Point: reports for so many. Bar: Poisson’s exact interval at 95 %, in"
            " which the count of a like period may well lie. In brackets: how many"
            " reports. Hollow and grey: fewer than ten reports."
        ),
    )


def transfers(others: Others, name: Names) -> Figure:
    """What each lab gave to each other one, and what came of it."""
    return Figure(
        "transferts",
        _("Practices that another lab has taken over"),
        wording.transfers(others.transfers.values()),
        GIVEN,
        matrix(others.transfers),
        tables.of_transfers(others.transfers, name),
        _(
            "Line: the lab that gives; column: the lab that takes over. Large figure:"
            " in use, of all that were proposed. What ended is a result and counts."
        ),
        is_apart=True,
    )


def matrices(others: Others, name: Names) -> Figure:
    """Obligations of witness companies by cost and workability."""
    rows = [(name(lab), matrix) for lab, matrix in others.matrices.items()]
    told = [who for who, matrix in rows if matrix.cells]
    finding = (
        _("How many obligations cost how much, and whether one can live with them.")
        if told
        else _(
            "No lab has three witness companies yet that share their figures: nothing"
            " can be told without telling one company’s own."
        )
    )
    return Figure(
        "obligations-des-temoins",
        _("What weighs on witness companies: cost and workability"),
        finding,
        MATRICES,
        [
            {
                "name": who,
                "words": wording.matrix(matrix),
                "cells": drawings.grid(matrix) if matrix.cells else [],
            }
            for who, matrix in rows
        ],
        tables.of_matrices(rows),
        _(
            "From left to right: workable, with effort, with difficulty, not workable."
            " From top to bottom: 30,000 euros a year and more, 10,000 to 30,000, less."
            " The latest approved wave of each company. An empty cell is held back: too"
            " few companies."
        ),
        is_apart=True,
    )


def goals(others: Others, name: Names) -> Figure | None:
    """Indicators beside where they began and what they aim at."""
    if not others.bullets:
        return None
    aims = [
        aim
        for bullet in others.bullets
        for aim in [*bullet.labs.values(), bullet.programme]
    ]
    groups = []
    for bullet in others.bullets:
        one = bullet.figure.indicator

        def said(value: Any, one: Any = one) -> str:
            return with_unit(value, one.measure, one.unit)

        groups.append(
            {
                "name": one.name,
                "href": one.get_absolute_url(),
                "period": bullet.figure.period,
                "goals": drawings.goals(bullet, name, said, wording.goal),
            }
        )
    return Figure(
        "indicateurs",
        _("Indicators, their baseline and their target"),
        wording.goals(aims),
        GOALS,
        groups,
        tables.of_bullets(others.bullets, name),
        _(
            "The first six indicators with a target. Bar: the latest approved reading."
            " Thick stroke: the target. Thin stroke: the baseline. Each indicator has a"
            " scale of its own."
        ),
        is_apart=True,
    )


def title() -> str:
    """Give the name of the page where it stands in a list."""
    return pgettext("of labs", "Comparison")
