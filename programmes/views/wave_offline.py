"""A wave in the field: one page for a phone, and where it sends what it has kept."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from programmes import actions
from programmes.models import BurdenRow, Observation, Wave
from programmes.witnesses import forms as forms_
from programmes.witnesses import looks, wave_looks
from programmes.witnesses.enums import WRITABLE, EngagementStatus
from servindus import clock
from servindus.models import User
from servindus.ui import Crumb
from servindus.views import RETRY_AFTER, Page, busy_words, perform
from servindus.workflow import ActRefused, Busy

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
# The longest entry with every field full, thrice over.
MOST_BYTES = 65_536
SEEN, WEIGHS = "observation", "burden"
SEEN_FIELDS = ("kind", "happened_on", "flow", "text", "quote", "second_author")
WEIGHS_FIELDS = (
    "obligation", "hours_per_year", "euros_per_year", "workability", "reasons",
    "irritations",
)  # fmt: skip


class Unreadable(Exception):
    """What was sent is no entry."""


@dataclass(frozen=True)
class Entry:
    """What a device sends: whose it is, its mark, and what was typed."""

    user: str
    what: str
    mark: UUID
    values: MultiValueDict[str, str]


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _owner(user: User) -> str:
    """Name a person to their own device, by nothing that means anything elsewhere."""
    return salted_hmac("programmes.wave_field", str(user.pk)).hexdigest()[:32]


def _wave(request: HttpRequest, public_id: UUID) -> Wave:
    """Give a wave to whoever may write in it."""
    rows = Wave.objects.visible_to(_reader(request)).with_sides()
    wave = get_object_or_404(rows, public_id=public_id)
    if not _reader(request).has_perm("programmes.record_observation", wave):
        raise PermissionDenied
    return wave


def is_writable(wave: Wave) -> bool:
    """Whether one can still write in a wave."""
    running = wave.engagement.status == EngagementStatus.RUNNING
    return running and wave.status in WRITABLE


# --- The page -------------------------------------------------------------------------


def _form_of(what: str, wave: Wave, user: User) -> tuple[Any, dict[str, Any]]:
    """Give the form of a kind of entry, with the marks of its fields kept apart."""
    options: dict[str, Any] = {"auto_id": f"{what}-%s"}
    if what == WEIGHS:
        return forms_.NewBurdenForm, options
    given = {"happened_on": clock.today()}
    return forms_.ObservationForm, {
        **options, "wave": wave, "user": user, "initial": given,
    }  # fmt: skip


def _context(wave: Wave, user: User) -> dict[str, Any]:
    def empty(what: str) -> forms.Form:
        form_class, options = _form_of(what, wave, user)
        form: forms.Form = form_class(**options)
        return form

    return {
        "wave": wave,
        "owner": _owner(user),
        "writable": is_writable(wave),
        "why_closed": wave_looks.sentence(wave),
        "how_to_correct": wave_looks.how_to_correct(wave),
        "badge": looks.wave_badge(wave),
        "observation_form": empty(SEEN),
        "burden_form": empty(WEIGHS),
        "seen": wave.observations.current().order_by("happened_on", "pk"),
        "burdens": wave.burdens.kept().order_by("number"),
        "crumbs": looks.crumbs(
            looks.list_crumb(),
            looks.engagement_crumb(wave.engagement),
            Crumb(str(wave.get_kind_display()), wave.get_absolute_url()),
            Crumb(_("In the field")),
        ),
    }


@READ_OR_SEND
def wave_field(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write in a wave on a phone; without a script two plain forms."""
    wave, user = _wave(request, public_id), _reader(request)
    context = _context(wave, user)
    if request.method != "POST":
        return render(request, "programmes/wave_field.html", context)
    what = WEIGHS if request.POST.get("what") == WEIGHS else SEEN
    form_class, options = _form_of(what, wave, user)
    here = reverse("programmes:wave_field", args=[wave.public_id])
    page = Page(
        template="programmes/wave_field.html",
        title=_("In the field"),
        success=_("Written down."),
        back=here,
        extra={**context, "what": what},
    )
    action = _action(what)
    return perform(request, action, wave, form_class, page=page, form_options=options)


def _action(what: str) -> Any:
    return actions.add_burden_row if what == WEIGHS else actions.record_observation


# --- Where a device sends -------------------------------------------------------------


def _answer(state: str, status: int = 200, **more: Any) -> JsonResponse:
    return JsonResponse({"state": state, **more}, status=status)


@READ_OR_SEND
def wave_field_send(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take one entry of a device; asked by GET, say who is signed in, with a token."""
    wave, user = _wave(request, public_id), _reader(request)
    if request.method != "POST":
        return _answer("here", user=_owner(user), token=get_token(request))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _answer("unreadable", 413, messages=[_("This is too long.")])
    try:
        if request.content_type != "application/json":
            raise Unreadable
        entry = _read(request.body)
    except Unreadable:
        words = [_("This could not be read: nothing was written.")]
        return _answer("unreadable", 400, messages=words)
    # What one person has typed is never signed by another one.
    if entry.user != _owner(user):
        return _answer("other", 403)
    return _take(wave, user, entry)


def _read(body: bytes) -> Entry:
    """Read an entry, or say that it is none."""
    try:
        sent = json.loads(body)
        values: MultiValueDict[str, str] = MultiValueDict(_lists(sent["values"]))
        mark = UUID(_string(sent["id"]))
        user, what = _string(sent["user"]), _string(sent["what"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable from error
    if what not in (SEEN, WEIGHS):
        raise Unreadable
    # One mark: that of the device.
    values.setlist("public_id", [str(mark)])
    return Entry(user, what, mark, values)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # Half a pair of UTF-16 is no text: the database would refuse it.
    value.encode()
    return value


def _lists(values: Any) -> dict[str, list[str]]:
    if not isinstance(values, dict):
        raise TypeError
    return {
        _string(name): [_string(one) for one in given]
        for name, given in values.items()
        if isinstance(given, list)
    }


def _take(wave: Wave, user: User, entry: Entry) -> JsonResponse:
    form_class, options = _form_of(entry.what, wave, user)
    form = form_class(entry.values, **options)
    valid = form.is_valid()
    there = _there(wave, user, entry, form)
    if there is not None:
        return there
    if not is_writable(wave):
        return _closed()
    if not valid:
        return _refused(form)
    try:
        _action(entry.what)(wave, by=user, click=entry.mark.hex, **form.cleaned_data)
    except ActRefused as refused:
        wave = Wave.objects.with_sides().get(pk=wave.pk)
        if not is_writable(wave):
            return _closed()
        form.add_error(None, str(refused))
        return _refused(form)
    except Busy:
        response = _answer("busy", 503, messages=[busy_words()])
        response.headers["Retry-After"] = RETRY_AFTER
        return response
    # Two sendings of one mark with different texts may have met inside the act.
    return _there(wave, user, entry, form) or _closed()


def _closed() -> JsonResponse:
    words = [_("This wave is no longer written in. Your text stays on this device.")]
    return _answer("closed", 409, messages=words)


def _refused(form: forms.Form) -> JsonResponse:
    """Say what is wrong, field by field, in the words of the form."""
    messages = [
        f"{form.fields[name].label}{_colon()} {text}" if name in form.fields else text
        for name, texts in form.errors.items()
        for text in map(str, texts)
    ]
    return _answer("refused", 422, messages=messages)


def _colon() -> str:
    return pgettext("between a name and what it means", ":")


def _there(wave: Wave, user: User, entry: Entry, form: forms.Form) -> Any:
    """Answer for a row that has come before: the same text is kept, another is not."""
    rows: Any = wave.burdens if entry.what == WEIGHS else wave.observations
    row: BurdenRow | Observation | None = rows.filter(public_id=entry.mark).first()
    if row is None:
        return None
    names = WEIGHS_FIELDS if entry.what == WEIGHS else SEEN_FIELDS
    given = form.cleaned_data
    mine = not isinstance(row, Observation) or row.author_id == user.pk
    if mine and all(n in given and given[n] == getattr(row, n) for n in names):
        return _answer("kept")
    words = _("An earlier wording has arrived: correct it in the wave. Yours stays.")
    return _answer("differs", 409, messages=[words])


@require_safe
def wave_field_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that answers for this page where there is no network."""
    path = settings.BASE_DIR / "static" / "servindus" / "wave_worker.js"
    response = HttpResponse(path.read_bytes(), content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/temoins/releves/"
    response.headers["Cache-Control"] = "no-store, private"
    return response
