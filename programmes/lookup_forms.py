"""The button "Look up" beside a company's number, and what a press on it fills in.

It is a button of the form itself: what was typed comes back with the page, whatever
the directory answers, and nothing is checked or written.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programmes import lookup, rules
from programmes.enums import NafVersion
from programmes.forms import read_company_number
from programmes.lookup import Company, NotFound, Trouble
from programmes.models import Organisation
from programmes.places import Places
from servindus.limits import is_too_often
from servindus.templatetags.servindus import plain_date

LOOK_UP = "look_up"
# The directory answers seven questions a second to all of an installation.
TIMES, SECONDS = 10, 60
LONGEST = 2000


def asks(request: HttpRequest) -> bool:
    """Whether the button was pressed, on an installation that has it."""
    return request.method == "POST" and LOOK_UP in request.POST and lookup.is_on()


def find(request: HttpRequest, number: str) -> tuple[Company | None, str]:
    """Give the company of a typed number, and a sentence for whoever typed it."""
    try:
        siren, siret = read_company_number(number)
    except ValueError:
        return None, _("This is no SIRET or SIREN: a digit must be wrong.")
    if is_too_often(f"look-up:{_who(request)}", times=TIMES, seconds=SECONDS):
        return None, _told("busy")
    try:
        company = lookup.look_up(siren, siret)
    except NotFound as error:
        return None, _told(error.trouble)
    found = _("The public directory knows it: %(name)s. Check, then go on.")
    words = found % {"name": company.name}
    if company.closed_on:
        closed = _("It says that the company closed on %(date)s.")
        words += " " + closed % {"date": plain_date(company.closed_on)}
    return company, words


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return str(request.user.pk)
    return str(get_adapter(request).get_client_ip(request))


def _told(trouble: Trouble) -> str:
    """Say calmly what came of it; typing by hand is always possible."""
    words = {
        "busy": _(
            "The public directory is asked too much at the moment. Try again in a"
            " minute, or type the company yourself."
        ),
        "unknown": _(
            "The public directory does not know this number. Check the digits, or type"
            " the company yourself."
        ),
        "private": _(
            "This number is a person’s, who works in their own name or asked not to be"
            " listed. Type what they agree to show."
        ),
    }
    return words.get(
        trouble,
        _(
            "The public directory does not answer for now. Type the company yourself:"
            " nothing is lost."
        ),
    )


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """Give what was typed, to stand in the form again."""
    return {
        name: str(value)[:LONGEST]
        for name, value in data.items()
        if name not in ("csrfmiddlewaretoken", LOOK_UP)
    }


def startup_form(request: HttpRequest, form_class: type[forms.Form]) -> forms.Form:
    """Give the form of somebody who joins a startup, filled in."""
    company, words = find(request, request.POST.get("company_number", ""))
    initial: dict[str, Any] = typed(request.POST.dict())
    if company is not None:
        initial["company_name"] = company.name
        initial["place"] = initial.get("place") or company.place
    form = form_class(initial=initial)
    form.fields["company_number"].help_text = words
    form.fields["company_name"].widget.attrs["autofocus"] = True
    for field in form.fields.values():
        if isinstance(field.widget, forms.PasswordInput):
            # Typed a moment ago by the same person; nothing keeps it.
            field.widget.render_value = True
    return form


def organisation_values(
    request: HttpRequest, number: str
) -> tuple[dict[str, Any], str, Organisation | None]:
    """Give values of an organisation's form, a sentence, and whether we know it."""
    company, words = find(request, number)
    if company is None:
        return {}, words, None
    values: dict[str, Any] = {
        "name": company.name,
        "acronym": company.acronym,
        "siren": company.siren,
        "naf_version": NafVersion.NAFREV2.value if company.naf_code else "",
        "naf_code": company.naf_code,
        "headcount_band": company.headcount_band,
        "created_on": _as_typed(company.created_on),
        "closed_on": _as_typed(company.closed_on),
    }
    commune = Places.read().find(
        code=company.commune_code, name=company.commune_name, postcode=company.postcode
    )
    labs = rules.lab_ids(request.user)
    if commune is not None and (
        commune.lab_id in labs or rules.is_programme_admin(request.user)
    ):
        values["lab"] = str(commune.lab_id)
    known = Organisation.objects.filter(siren=company.siren).first()
    return {name: value for name, value in values.items() if value}, words, known


def _as_typed(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
