"""What each figure says, in one or two sentences: findings, and what is not known."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from benchmarking.comparison.figures import (
    FEWEST_CASES,
    Comparison,
    Rates,
    Volume,
)
from benchmarking.comparison.others import Matrix
from benchmarking.comparison.tables import (
    Names,
    decimals,
    known_median,
    no_denominator,
    remark,
    rounded,
    too_few,
)
from blockers.figures import Rate
from programmes.indicators.series import Aim


def listed(names: Iterable[str]) -> str:
    """Give "Amiens", "Amiens and Nancy" or "Amiens, Nancy and Rouen"."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    both = {"first": ", ".join(found[:-1]), "last": found[-1]}
    return pgettext("list of names", "%(first)s and %(last)s") % both


def of_n(rate: Rate) -> str:
    """Give "8 of 12"."""
    return _("%(k)s of %(n)s") % {"k": rate.k, "n": rate.n}


def with_remark(rate: Rate | None) -> str:
    """Give "8 of 12", or why little can be said."""
    if rate is None:
        return too_few()
    if not rate.n:
        return pgettext("cases", "none")
    if rate.n < FEWEST_CASES:
        return _("%(text)s, too few cases") % {"text": of_n(rate)}
    return of_n(rate)


def rates(found: Rates, name: Names) -> str:
    """Say what the rates show: what differs beyond chance, or that nothing does."""
    told = {lab: rate for lab, rate in found.of.items() if rate is not None}
    enough = [lab for lab, rate in told.items() if rate.n >= FEWEST_CASES]
    few = [lab for lab, rate in told.items() if 0 < rate.n < FEWEST_CASES]
    none = [lab for lab, rate in told.items() if not rate.n]
    said = []
    if enough:
        counted = (
            _("%(lab)s %(text)s") % {"lab": name(lab), "text": of_n(told[lab])}
            for lab in enough
        )
        said.append(f"{listed(counted)}.")
    said.append(_difference(found.differ, enough, name))
    if few:
        words = _("Too few cases: %(labs)s.")
        said.append(words % {"labs": listed(map(name, few))})
    if none:
        words = _("None yet: %(labs)s.")
        said.append(words % {"labs": listed(map(name, none))})
    said += withheld([lab for lab in found.of if lab not in told], name)
    return " ".join(said)


def withheld(labs: Sequence[int], name: Names) -> list[str]:
    """Say of which labs a split is not told."""
    if not labs:
        return []
    words = _("Too few companies for a figure: %(labs)s.")
    return [words % {"labs": listed(map(name, labs))}]


def _difference(
    differ: Sequence[tuple[int, int]], enough: Sequence[int], name: Names
) -> str:
    """Say "differs" only where chance does not explain it (F8)."""
    if len(enough) < 2:
        return _("No difference can be shown: it takes two labs with %(n)d cases.") % {
            "n": FEWEST_CASES
        }
    if not differ:
        return _("No difference can be shown: chance alone may explain what is seen.")
    pairs = (listed((name(one), name(other))) for one, other in differ)
    return ngettext(
        "This pair differs beyond what chance explains: %(pairs)s.",
        "These pairs differ beyond what chance explains: %(pairs)s.",
        len(differ),
    ) % {"pairs": "; ".join(pairs)}


def median(found: Comparison, lab: int) -> str:
    """Say a lab's median, or why there is none."""
    curve = found.curves[lab]
    if curve is None:
        return too_few()
    if not curve.n:
        return _("no file yet")
    if curve.n < FEWEST_CASES:
        return _("too few cases")
    if curve.median is None:
        return _("no median: more than half still wait")
    return ngettext(
        "median %(n)d day", "median %(n)d days", curve.median
    ) % {"n": curve.median}  # fmt: skip


def curves(found: Comparison, name: Names) -> str:
    """Say where half of the files are answered."""
    known = [
        _("%(lab)s in %(n)d days") % {"lab": name(lab), "n": days}
        for lab, curve in found.curves.items()
        if curve is not None and (days := known_median(curve)) is not None
    ]
    first = (
        _("Half of the files have their answer: %(labs)s.") % {"labs": listed(known)}
        if known
        else _("No curve of ten files or more crosses the half: no median is known.")
    )
    second = _("Files that still wait stay counted.")
    return " ".join([first, second, *withheld(found.withheld, name)])


def funnel(found: Comparison, name: Names) -> str:
    """Say what a long bar means, and what it does not."""
    said = [
        _("Many reports are activity, not a bad mark."),
        _("The four labs have the same scale."),
    ]
    if found.choice.nature:
        said.append(
            _(
                "Reports and blockers are not split by what blocks: of a few cases it"
                " could tell which company is meant."
            )
        )
    said += withheld(found.withheld, name)
    return " ".join(said)


def volumes(found: Comparison, name: Names) -> str:
    """Say what is divided by what, and of which labs it cannot be said."""
    said = [
        _(
            "How many reports for the size of each territory. Many reports are"
            " activity, not a bad mark."
        )
    ]
    rows = found.volumes or {}
    overs = [over for volume in rows.values() for over in volume.over.values()]
    if any(len(over.years) > 1 for over in overs):
        said.append(_("Each report is divided by the number of its own year."))
    said += _stand_ins({pair for over in overs for pair in over.years.items()})
    lacking = {
        lab: max(over.lacking for over in volume.over.values())
        for lab, volume in rows.items()
        if any(over.value is None for over in volume.over.values())
    }
    for year in sorted(set(lacking.values())):
        words = _("Some denominators of %(year)d are not frozen: %(labs)s.")
        labs = listed(name(lab) for lab, one in lacking.items() if one == year)
        said.append(words % {"year": year, "labs": labs})
    return " ".join(said)


def _stand_ins(pairs: Iterable[tuple[int, int]]) -> list[str]:
    """Say which year's number is taken for a year that has none yet."""
    words = _("%(year)d has no number of its own yet: that of %(taken)d is taken.")
    return [
        words % {"year": year, "taken": taken}
        for year, taken in sorted(pairs)
        if year != taken
    ]


def volume(found: Volume, kind: str) -> str:
    """Give a rate as a chart writes it, with how many reports it is made of."""
    rate = found.per(kind)
    if rate is None:
        return no_denominator(found.over[kind].lacking)
    at = rounded(rate[0])
    number = number_format(at, decimals(at), use_l10n=True, force_grouping=True)
    reports = ngettext("%(n)d report", "%(n)d reports", found.k) % {"n": found.k}
    few = remark(Rate(0, found.k)) if found.k else ""
    said = f"{number} ({reports})"
    return _("%(text)s, too few cases") % {"text": said} if few else said


def matrix(found: Matrix) -> str:
    """Say how many companies a matrix is about, or why it is not told."""
    if not found.cells:
        return _("no company shares its figures yet") if not found.companies else (
            too_few()
        )  # fmt: skip
    return ngettext(
        "%(n)d company", "%(n)d companies", found.companies
    ) % {"n": found.companies}  # fmt: skip


def goal(aim: Aim | None) -> str:
    """Say whether a target is reached, in words."""
    if aim is None:
        return _("no target")
    if aim.is_reached:
        return pgettext("target", "Reached")
    if aim.actual is None:
        return _("not read by all") if aim.is_partial else _("not read yet")
    return pgettext("target", "Not yet")


def goals(aims: Iterable[Any]) -> str:
    """Say how many targets are reached."""
    found = [aim for aim in aims if aim is not None]
    reached = sum(aim.is_reached for aim in found)
    return ngettext(
        "%(k)d target of %(n)d is reached.",
        "%(k)d targets of %(n)d are reached.",
        reached,
    ) % {"k": reached, "n": len(found)}


def transfers(counted: Iterable[tuple[int, int, int]]) -> str:
    """Say how many transfers are in use, of all that were proposed."""
    found = list(counted)
    adopted, ended = sum(one[0] for one in found), sum(one[2] for one in found)
    whole = sum(sum(one) for one in found)
    if not whole:
        return _("No practice has been proposed to another lab yet.")
    told = ngettext(
        "%(adopted)d in use of %(whole)d transfer that was proposed.",
        "%(adopted)d in use of %(whole)d transfers that were proposed.",
        whole,
    )
    further = ngettext(
        "%(ended)d has ended, with its reason.",
        "%(ended)d have ended, each with its reason.",
        ended,
    )
    numbers = {"adopted": adopted, "whole": whole, "ended": ended}
    return (f"{told} {further}" if ended else told) % numbers
