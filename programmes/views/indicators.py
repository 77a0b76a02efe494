"""What everybody reads: the dictionary of indicators, and each one's page and file."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes import known
from programmes.indicators import series as series_
from programmes.indicators.latest import latest
from programmes.indicators.wording import completeness, exact, period_name, with_unit
from programmes.models import Indicator
from servindus.exports.cells import Cell
from servindus.exports.small import csv_file
from servindus.ui import Act, Crumb


def dictionary_crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of the indicators."""
    first = Crumb(_("Home"), reverse("home"))
    return [
        first,
        Crumb(_("Indicators"), reverse("programmes:indicator_list")),
        *further,
    ]


@dataclass(frozen=True)
class Aimed:
    """A target as a list shows it; without addresses where it is somebody else's."""

    whose: str
    period: str
    value: str
    baseline: str
    edit: str
    remove: str


@login_not_required
@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Show every indicator with its definition and its latest approved figures."""
    labs = known.labs()
    rows = []
    for figure in latest():
        cells = []
        for lab in labs:
            one = figure.labs[lab.pk]
            older = one is not None and one.starts_on != figure.starts_on
            period = period_name(figure.indicator.rhythm, one.starts_on) if one else ""
            cells.append((lab.name, one.text if one else "–", period if older else ""))
        rows.append((figure, cells))
    context = {
        "rows": rows,
        "labs": labs,
        "acts": _list_acts(request.user),
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Indicators"))],
    }
    return render(request, "programmes/indicator_list.html", context)


def _list_acts(user: Any) -> list[Act]:
    """Give the ways on: the sheets to staff, a new definition to the programme."""
    found = []
    if user.is_authenticated and user.has_perm("programmes.view_reading_sheet"):
        href = reverse("programmes:reading_sheet_list")
        found.append(Act(_("Open the sheets"), href, "table-cells", "other"))
    if user.has_perm("programmes.define_indicator"):
        href = reverse("programmes:define_indicator")
        found.append(Act(_("Define an indicator"), href, "plus-circle", "other"))
    return found


@login_not_required
@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator: definition, its course in each lab, targets, table."""
    indicator = get_object_or_404(
        Indicator.objects.select_related("parent", "owner"), code=code
    )
    found = series_.series(indicator)
    total = found.totals[-1] if found.totals else None
    context = {
        "indicator": indicator,
        "series": found,
        "sentence": _sentence(indicator, found),
        "completeness": completeness(total) if total else "",
        "labs": known.labs(),
        "parts": indicator.parts.all(),
        "acts": _acts(request, indicator),
        "targets": _targets(request, indicator),
        "width": series_.WIDTH,
        "height": series_.HEIGHT,
        "crumbs": dictionary_crumbs(Crumb(indicator.name)),
    }
    return render(request, "programmes/indicator_detail.html", context)


def _acts(request: HttpRequest, indicator: Indicator) -> list[Act]:
    """Give what this reader may do with the definition."""
    user: Any = request.user
    found = []
    if user.has_perm("programmes.set_target", indicator):
        href = reverse("programmes:set_target", args=[indicator.code])
        found.append(Act(_("Set a target"), href, "flag", "main"))
    if user.has_perm("programmes.edit_indicator", indicator):
        href = reverse("programmes:edit_indicator", args=[indicator.code])
        word = _("Change the definition")
        found.append(Act(word, href, "pencil-square", "other"))
    return found


def _targets(request: HttpRequest, indicator: Indicator) -> list[Aimed]:
    """Give every target to whoever sets them, with the way to change each."""
    user: Any = request.user
    if not user.has_perm("programmes.set_target", indicator):
        return []
    rows = indicator.targets.select_related("lab", "period")
    href = reverse("programmes:set_target", args=[indicator.code])
    found = []
    for row in rows.order_by("-period__starts_on", "lab__name", "pk"):
        mine = user.has_perm("programmes.remove_target", row)
        found.append(
            Aimed(
                whose=row.lab.name if row.lab else _("Programme"),
                period=period_name(row.period.kind, row.period.starts_on),
                value=_amount(indicator, row.value),
                baseline=_amount(indicator, row.baseline),
                edit=f"{href}?cible={row.public_id}" if mine else "",
                remove=reverse("programmes:remove_target", args=[row.public_id])
                if mine
                else "",
            )
        )
    return found


def _amount(indicator: Indicator, number: Decimal) -> str:
    return with_unit(Fraction(number), indicator.measure, indicator.unit)


def _sentence(indicator: Indicator, found: series_.Series) -> str:
    """Say what the drawing shows."""
    if not found.totals:
        return _("No lab has had a figure approved yet.")
    total = found.totals[-1]
    return _("%(period)s: %(value)s, with %(labs)s.") % {
        "period": found.periods[-1].capitalize(),
        "value": with_unit(total.value, indicator.measure, indicator.unit),
        "labs": completeness(total),
    }


@login_not_required
@require_safe
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Give the same figures as a file."""
    indicator = get_object_or_404(Indicator, code=code)
    labs = known.labs()
    columns = [
        ("period", _("Period")),
        *((f"lab_{lab.slug}", lab.name) for lab in labs),
        ("programme", _("Programme")),
        ("known", _("Labs that have read")),
    ]
    rows: list[list[Cell]] = [
        [row.period, *map(exact, (*row.values, row.total.value)), row.total.known]
        for row in series_.series(indicator, shown=None).rows
    ]
    return csv_file(f"indicateur-{indicator.code}", indicator.name, columns, rows)
