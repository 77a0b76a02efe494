"""The acts on definitions and targets: define, change, aim, give an aim up."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programmes import actions
from programmes.indicators.definition_forms import IndicatorForm, TargetForm
from programmes.indicators.wording import period_name, with_unit
from programmes.models import Indicator, Programme, Target
from programmes.views.indicators import dictionary_crumbs
from servindus.forms import EmptyForm
from servindus.ui import Crumb
from servindus.views import Page, perform

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
FORM = "programmes/indicator_form.html"


def _ask(request: HttpRequest, name: str) -> None:
    """Refuse whoever may do this to no row at all, whether the row is there or not."""
    user: Any = request.user
    if not user.has_perm(f"programmes.{name}"):
        raise PermissionDenied


def _way(indicator: Indicator, here: str) -> dict[str, Any]:
    """Give the way from the home to an act on an indicator."""
    one = Crumb(indicator.name, indicator.get_absolute_url())
    return {"crumbs": dictionary_crumbs(one, Crumb(here))}


def _indicator(code: str) -> Indicator:
    return get_object_or_404(Indicator, code=code)


@READ_OR_SEND
def define_indicator_view(request: HttpRequest) -> HttpResponse:
    """Add an indicator to the dictionary."""
    _ask(request, "define_indicator")
    programme = get_object_or_404(Programme.objects.order_by("pk")[:1])
    page = Page(
        title=_("Define an indicator"),
        lead=_("It has one definition, the same in each lab; everybody reads it."),
        button=_("Add it to the dictionary"),
        success=_("It stands in the dictionary: labs find it on their sheets."),
        back=reverse("programmes:indicator_list"),
        opens_made=True,
        template=FORM,
        extra={"crumbs": dictionary_crumbs(Crumb(_("Define an indicator")))},
    )
    return perform(
        request, actions.define_indicator, programme, IndicatorForm, page=page
    )


@READ_OR_SEND
def edit_indicator_view(request: HttpRequest, code: str) -> HttpResponse:
    """Say better what it is."""
    _ask(request, "edit_indicator")
    indicator = _indicator(code)
    page = Page(
        title=_("Change the definition"),
        lead=indicator.name,
        button=_("Save the definition"),
        success=_("Everybody reads this definition from now on."),
        back=indicator.get_absolute_url(),
        template=FORM,
        extra={
            **_way(indicator, _("Change the definition")),
            "is_read": indicator.is_read,
        },
    )
    return perform(
        request,
        actions.edit_indicator,
        indicator,
        IndicatorForm,
        page=page,
        # A form writes into its row, which the act must still find as it was.
        form_options={"instance": _indicator(code)},
    )


@READ_OR_SEND
def set_target_view(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is aimed at; a target that is named is filled in."""
    _ask(request, "set_target")
    indicator = _indicator(code)
    page = Page(
        title=_("Set a target"),
        lead=indicator.name,
        button=_("Set this target"),
        success=_("The target stands beside what is read."),
        back=indicator.get_absolute_url(),
        template=FORM,
        extra=_way(indicator, _("Set a target")),
    )
    options = {
        "indicator": indicator,
        "user": request.user,
        "target": _named(request, indicator),
    }
    return perform(
        request, actions.set_target, indicator, TargetForm, page=page,
        form_options=options,
    )  # fmt: skip


def _named(request: HttpRequest, indicator: Indicator) -> Target | None:
    """Give the target that the address names, if any."""
    if not (name := request.GET.get("cible")):
        return None
    try:
        public_id = UUID(name)
    except ValueError:
        raise Http404 from None
    rows = indicator.targets.select_related("period")
    return get_object_or_404(rows, public_id=public_id)


@READ_OR_SEND
def remove_target_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a target away."""
    _ask(request, "remove_target")
    rows = Target.objects.select_related("indicator", "period", "lab")
    target = get_object_or_404(rows, public_id=public_id)
    one = target.indicator
    words = {
        "period": period_name(target.period.kind, target.period.starts_on),
        "value": with_unit(Fraction(target.value), one.measure, one.unit),
    }
    page = Page(
        title=_("Remove the target of %(value)s for %(period)s?") % words,
        lead=one.name,
        button=_("Remove the target"),
        success=_("The target is removed; the history keeps that it was there."),
        back=one.get_absolute_url(),
    )
    return perform(request, actions.remove_target, target, EmptyForm, page=page)
