"""What everybody reads: the dictionary of indicators, and each one's page and file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programmes import known
from programmes.indicators import series as series_
from programmes.indicators.latest import latest
from programmes.indicators.wording import completeness, period_name, said
from programmes.models import Indicator
from servindus.exports.cells import Cell
from servindus.exports.small import csv_file
from servindus.ui import Crumb


def dictionary_crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of the indicators."""
    first = Crumb(_("Home"), reverse("home"))
    return [
        first,
        Crumb(_("Indicators"), reverse("programmes:indicator_list")),
        *further,
    ]


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
        "reads_sheets": request.user.is_authenticated
        and request.user.has_perm("programmes.view_reading_sheet"),
        "crumbs": [Crumb(_("Home"), reverse("home")), Crumb(_("Indicators"))],
    }
    return render(request, "programmes/indicator_list.html", context)


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
        "width": series_.WIDTH,
        "height": series_.HEIGHT,
        "crumbs": dictionary_crumbs(Crumb(indicator.name)),
    }
    return render(request, "programmes/indicator_detail.html", context)


def _sentence(indicator: Indicator, found: series_.Series) -> str:
    """Say what the drawing shows."""
    if not found.totals:
        return _("No lab has had a figure approved yet.")
    total = found.totals[-1]
    return _("%(period)s: %(value)s %(unit)s, with %(labs)s.") % {
        "period": found.periods[-1].capitalize(),
        "value": said(total.value),
        "unit": indicator.unit,
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
        [row[0], *row[1], row[2], row[3].known]
        for row in series_.series(indicator).rows
    ]
    return csv_file(f"indicateur-{indicator.code}", indicator.name, columns, rows)
